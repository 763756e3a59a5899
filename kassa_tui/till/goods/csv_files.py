"""CSV files of other people's programs, read whole or not at all, and cells that no spreadsheet runs as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.till.ledger.errors import TillError

LARGEST = 20_000_000
MOST_ROWS = 100_000

_RUNS = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would run, also behind the mark that prevents it (OWASP, CSV injection)."""


class ImportFileError(TillError):
    """A file that cannot be read as a whole; nothing was imported."""

    template = N_("{problem}")


class BadRow(Struct, frozen=True):
    """What is wrong with a line of the file, counted from 1 with the heading."""

    line: int
    error: KassaError


class BadRowsError(TillError):
    """Rows that cannot be imported; nothing was imported. `rows` has line numbers and sentences."""

    template = N_("{count} rows cannot be imported; nothing was imported.")

    def __init__(self, bad: list[BadRow]) -> None:
        super().__init__(
            N_("One row cannot be imported; nothing was imported.") if len(bad) == 1 else "", count=len(bad)
        )
        self.rows = bad


class CsvRow(Struct, frozen=True):
    """A row and the line that it begins in."""

    line: int
    cells: list[str]

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(cell.strip() for cell in self.cells)


def decode(content: bytes) -> str:
    """The file's text: UTF-8 with or without a BOM, else Windows-1252. Raises ImportFileError."""
    if len(content) > LARGEST:
        raise ImportFileError(N_("The file is larger than 20 MB."))
    if b"\x00" in content:
        raise ImportFileError(N_("This is not a text file."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportFileError(N_("The file is neither UTF-8 nor Windows-1252."))


def _delimiter(heading: str) -> str:
    return max(";,\t", key=heading.count)


def read(content: bytes, *, strict: bool = False) -> list[CsvRow]:
    """The heading and the rows that have something in them. Raises ImportFileError.

    A `strict` file may not break off within a cell.
    """
    text = decode(content)
    delimiter = _delimiter(text.partition("\n")[0])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    table, line = [], 1
    try:
        for cells in reader:
            table.append(CsvRow(line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ImportFileError(N_("Line {line} cannot be read: {problem}"), line=line, problem=str(error)) from error
    if not table or len(table) > MOST_ROWS + 1:
        raise ImportFileError(N_("The file needs a heading and at most 100,000 rows."))
    return [table[0], *(row for row in table[1:] if not row.empty)]


def write(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A file with semicolons, as spreadsheets here open it; no cell of it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heading)
    writer.writerows([[defused(cell) for cell in row] for row in rows])
    return out.getvalue()


def defused(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe in front of what looks like a formula."""
    return f"'{cell}" if _RUNS.match(cell) else cell


def restored(cell: str) -> str:
    """A cell as it was before `defused`."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell
