"""CSV files of other people's programs, read whole or not at all, and cells that no spreadsheet runs as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.money import AmountError
from kassa_tui.text import visible, visible_lines
from kassa_tui.till.goods.text_files import ImportFileError, decode
from kassa_tui.till.ledger.errors import TillError

MOST_ROWS = 100_000

EMPTY = "-"
"""The cell that empties a field, where an empty one leaves it as it is."""

_ERROR = re.compile(r"#\S*(?:[!?#]|/[ABT])|(?:Err|Fout|Fejl):\d{3}")
"""What a spreadsheet writes for what it cannot work out, in English, Dutch and Danish: `#REF!`, `#N/B`, `#I/T`."""

_RUNS = re.compile(r"'*[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would run, also behind the mark that prevents it (OWASP, CSV injection)."""


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


class WidthError(TillError):
    """A row that does not fit the heading."""

    template = N_("There are {found} cells where the first line has {wanted}.")


class OpenQuoteError(TillError):
    """A cell that goes on in the next line."""

    template = N_("A cell goes on in the next line: is a quote left open?")


class SpreadsheetError(TillError):
    """A cell that its spreadsheet could not work out."""

    template = N_('"{text}" is an error of the spreadsheet.')


def holds(cell: str) -> bool:
    """Whether something that can be seen stands in a cell."""
    return bool(visible(cell).strip())


class CsvRow(Struct, frozen=True):
    """A row and the line that it begins in."""

    line: int
    cells: list[str]

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(holds(cell) for cell in self.cells)


_MARKS = ";,\t"
"""What may stand between cells."""


def _told_mark(line: str) -> str | None:
    """The mark that a first line `sep=;` names, as Excel writes it; None for any other line. Raises ImportFileError."""
    word, _equals, mark = line.strip('"').partition("=")
    if word.strip().casefold() != "sep":
        return None
    if mark not in (*_MARKS, "|"):
        raise ImportFileError(N_("The first line names no mark between cells: {text}"), text=line.strip()[:20])
    return mark


def _delimiter(heading: str) -> str:
    """The mark that stands there most often, but for those within quotes."""
    return max(_MARKS, key=re.sub(r'"[^"]*"', "", heading).count)


def read(content: bytes) -> list[CsvRow]:
    """The heading and the rows that have something in them. Raises ImportFileError, also for a quote left open."""
    text = decode(content)
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    mark = _told_mark(first)
    delimiter = mark or _delimiter(first)
    body, begin = (re.sub(r"^\r?\n|^\r", "", text[len(first) :]), 2) if mark else (text, 1)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    table, line = [], begin
    try:
        for cells in reader:
            table.append(CsvRow(line, cells))
            line = reader.line_num + begin
    except csv.Error as error:
        raise ImportFileError(N_("Line {line} cannot be read: {problem}"), line=line, problem=str(error)) from error
    if not table or len(table) > MOST_ROWS + 1:
        raise ImportFileError(N_("The file needs a heading and at most 100,000 rows."))
    return [table[0], *(row for row in table[1:] if not row.empty)]


def by_meaning(row: CsvRow, places: Mapping[str, int], width: int) -> dict[str, str]:
    """The cells of a row by what stands at those places; the heading has `width` cells.

    Raises WidthError, OpenQuoteError, SpreadsheetError.
    """
    if len(row.cells) != width:
        raise WidthError(found=len(row.cells), wanted=width)
    return {name: _one_line(row.cells[i]) for name, i in places.items()}


def _one_line(cell: str) -> str:
    """A cell that no quote left open has filled with the next rows, and that its spreadsheet could work out.

    Empty when nothing in it is seen.
    """
    text = cell.strip() if holds(cell) else ""
    if "\n" in text or "\r" in text:
        raise OpenQuoteError
    if _ERROR.fullmatch(text):
        raise SpreadsheetError(text=text)
    return text


def unbroken(text: str) -> str:
    """An amount behind whose mark something stands: a file that breaks off ends so. Raises AmountError."""
    if text.endswith((".", ",")):
        raise AmountError(N_('"{text}" is not an amount.'), text=text[:20])
    return text


def write(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A file with semicolons, as spreadsheets here open it; no cell of it is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(heading)
    writer.writerows([[visible_lines(defused(cell)) for cell in row] for row in rows])
    return out.getvalue()


def _means_something(cell: str) -> bool:
    """Whether a spreadsheet takes it for more than its letters, also behind apostrophes: a formula, an error of one."""
    return bool(_RUNS.match(cell) or _ERROR.fullmatch(cell.lstrip("'")))


def defused(cell: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe in front of what looks like a formula, or like an error of one."""
    return f"'{cell}" if _means_something(cell) else cell


def restored(cell: str) -> str:
    """A cell as it was before `defused`."""
    return cell[1:] if cell.startswith("'") and _means_something(cell) else cell
