"""The columns of a file: what each means, what is left out, and what is refused by its name. For every kind of file."""

from collections.abc import Callable, Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_
from kassa_tui.text import clean
from kassa_tui.till.goods.csv_files import CsvRow, holds
from kassa_tui.till.goods.imports.meanings import key_of
from kassa_tui.till.goods.text_files import ImportFileError

LONGEST = 40


class UnknownColumnsError(ImportFileError):
    """Columns that nobody here knows."""

    template = N_(
        "These columns are not understood: {names}. There are: {known}. What is not wanted is left out: --ignore NAME"
    )


class DoubleColumnsError(ImportFileError):
    """Several columns of one meaning."""

    template = N_("The columns {names} mean the same: {meaning}. Leave out all but one: --ignore NAME")


class Column(Struct, frozen=True):
    """A column: its heading, what it means (empty for nothing), and whether it was `ignored` on purpose."""

    heading: str
    meaning: str = ""
    ignored: bool = False
    useless: bool = False
    double: bool = False

    @property
    def read(self) -> bool:
        """Whether its cells say something here."""
        return bool(self.meaning) and not self.ignored

    @property
    def unknown(self) -> bool:
        """Whether it is refused until somebody leaves it out."""
        return not (self.meaning or self.ignored or self.useless)


def headings(table: Sequence[CsvRow]) -> list[str]:
    """What the first line calls each column; one without a name that holds something is called by its place, `#3`."""
    names = [clean(cell, LONGEST) for cell in table[0].cells]
    used = {i for row in table[1:] for i, cell in enumerate(row.cells) if holds(cell)}
    return [name or (f"#{i + 1}" if i in used else "") for i, name in enumerate(names)]


def understood(
    names: Iterable[str],
    meaning_of: Callable[[str], str],
    ignore: Collection[str] = (),
    no_use: Callable[[str], bool] = lambda _name: False,
) -> tuple[Column, ...]:
    """The columns with what they mean by `meaning_of`. Raises ImportFileError for one to ignore that is not there."""
    columns = [Column(name) for name in names]
    wanted = {name if name.startswith("#") else key_of(name): name for name in ignore}
    there = {_key(column) for column in columns}
    for key, name in wanted.items():
        if key not in there:
            raise ImportFileError(N_('The file has no column "{name}" to leave out.'), name=clean(name, LONGEST))
    return doubled(
        replace(
            column,
            meaning=meaning_of(column.heading),
            ignored=_key(column) in wanted,
            useless=not column.heading or no_use(column.heading),
        )
        for column in columns
    )


def _key(column: Column) -> str:
    return column.heading if column.heading.startswith("#") else key_of(column.heading)


def doubled(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns with those marked that mean what another means."""
    marked = tuple(columns)
    meanings = [column.meaning for column in marked if column.read]
    return tuple(replace(column, double=column.read and meanings.count(column.meaning) > 1) for column in marked)


def quoted(columns: Iterable[Column]) -> str:
    """Their headings, for a sentence."""
    return ", ".join(f'"{column.heading}"' for column in columns)


def positions(columns: Sequence[Column], known: Iterable[str]) -> dict[str, int]:
    """Where each meaning stands. Raises UnknownColumnsError, DoubleColumnsError."""
    unknown = [column for column in columns if column.unknown]
    if unknown:
        raise UnknownColumnsError(names=quoted(unknown), known=", ".join(known))
    for meaning in dict.fromkeys(column.meaning for column in columns if column.double):
        alike = [column for column in columns if column.double and column.meaning == meaning]
        raise DoubleColumnsError(names=quoted(alike), meaning=meaning)
    return {column.meaning: i for i, column in enumerate(columns) if column.read}


def left_out(columns: Iterable[Column]) -> list[str]:
    """The headings that are not read, known or ignored on purpose."""
    return [column.heading for column in columns if not column.read and column.heading]
