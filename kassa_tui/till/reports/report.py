"""What a report is: typed columns, told once, with rows below them, sums, and whether something is missing.

The table at the terminal, JSON, the screen with its chart, paper and files are each made of it by one module of
`exports/`, which knows kinds of columns and no report.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.reports.filter import Filter, may_see_sales, may_see_sessions

Value = str | int | bool | Money | None
"""What a row has in a column; None for what is not known."""


class Kind(StrEnum):
    """What a column holds, which says how it is written everywhere."""

    TEXT = "text"
    NAME = "name"
    """A name of the shop's or the program's, translated where it is read."""
    WORD = "word"
    """A word of the program, such as a kind; people read what the column's `words` say."""
    NUMBER = "number"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    """Thousandths."""
    AVERAGE = "average"
    """Hundredths."""
    RATE = "rate"
    """Basis points."""
    FLAG = "flag"
    TIME = "time"
    """UTC milliseconds."""
    DATE = "date"
    """A business day, ISO 8601, of something else."""
    DAY = "day"
    """A business day, ISO 8601, that the row is about."""
    HOUR = "hour"
    """0 to 23 of the shop's clock."""
    WEEKDAY = "weekday"
    """1 is Monday."""


class Column(Struct, frozen=True):
    """A column: its name in JSON, what it holds, and its heading, translated where it is read.

    `of` takes the value from a row, else its attribute of that name is it. `file` is the name in files and `brief` the
    heading where there is little room, where they differ. `none` stands for people where there is no value, `said` may
    put words in the place of a value at the terminal, if `said_everywhere` also on the screen and on paper.
    """

    name: str
    kind: Kind = Kind.TEXT
    title: str = ""
    of: Callable[[Any], Value] | None = None
    file: str = ""
    brief: str = ""
    none: str | None = None
    words: Mapping[str, str] = {}
    said: Callable[[Any], str | None] | None = None
    said_everywhere: bool = False

    def value(self, row: Any) -> Value:
        """What a row has in it."""
        found: Value = getattr(row, self.name) if self.of is None else self.of(row)
        return found


class Chart(Struct, frozen=True):
    """A picture of an amount by rows: `label` says what a column of it is about; without it, bars beside the rows."""

    column: str
    label: Callable[[Any], str] | None = None


LEFT_OUT = N_("The open session is left out.")
UNCOUNTED = N_("?: not everything was counted.")
"""What it means that a report is not complete; sums of what nobody counted bear a mark at the terminal."""


class Subject(Struct, frozen=True, kw_only=True):
    """What a report is about. `title` and `about` are translated where they are read, `help` is its command's.

    Layouts name columns: `json` and `file` in their order, `terminal` and `screen` with the columns that each takes,
    negative where it stands at the right, 0 where it takes the rest; `below` are those of the screen that stand below
    each row on paper. `rows` is what JSON calls the rows, `head` names
    the sums above the screen's chart, `total_in` the column in which a sum is called so. `whole` says of a row whether
    its last amount is all of it. Reports `of_sessions` need both permissions to view them.
    """

    name: str
    title: str
    about: str
    build: "Callable[[Desk, Filter], Report]"
    columns: tuple[Column, ...]
    rows: str
    json: str
    terminal: str
    screen: str
    file: str = ""
    below: str = ""
    help: str = ""
    head: str = ""
    total_in: str = ""
    chart: Chart | None = None
    whole: Callable[[Any], bool] | None = None
    missing: str = LEFT_OUT
    sums_first: bool = False
    of_sessions: bool = False

    def require(self, desk: Desk) -> None:
        """Refuse whoever may not see it. Raises NotAllowedError."""
        (may_see_sessions if self.of_sessions else may_see_sales)(desk)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError when there is none."""
        return {column.name: column for column in self.columns}[name]

    def placed(self, layout: str) -> list[tuple[Column, int]]:
        """The columns of a layout, each with its width; 0 where the layout says none. Raises KeyError."""
        named = {column.name: column for column in self.columns}
        parts = (word.partition(":") for word in layout.split())
        return [(named[name], int(wide or 0)) for name, _colon, wide in parts]


class Sum(Struct, frozen=True):
    """A sum below a column; `amount` is None where nobody counted. Name and title are the column's unless given."""

    column: str
    amount: Money | None
    name: str = ""
    title: str = ""


class Counts(Struct, frozen=True):
    """How often each word holds, such as how figures came about."""

    name: str
    title: str
    parts: tuple[tuple[str, str, int], ...]
    """A code, its word, and how often."""


class Tally(Struct, frozen=True):
    """How many rows are of a kind, and what they come to."""

    name: str
    title: str
    count: int
    amount: Money


class Report(Struct, frozen=True):
    """An answer. Its rows are what the subject's columns take values from, `total` is one of everything together.

    `complete` is False when something is missing in the sums, None where nothing can be.
    """

    subject: Subject
    rows: tuple[Any, ...]
    sums: tuple[Sum, ...] = ()
    total: Any = None
    complete: bool | None = None
    counts: tuple[Counts, ...] = ()
    tallies: tuple[Tally, ...] = ()
