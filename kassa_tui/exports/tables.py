"""A table for other people's programs: columns with stable English names, and rows that come one by one."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kassa_tui.money import Money
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.shop import read_shop

TEXT, AMOUNT, NUMBER, FLAG = "text", "amount", "number", "flag"
"""What a column holds: words, days and times; money; whole numbers; yes or no."""

Value = str | int | bool | Money | None
"""A cell; None for what is not known."""


class Column(Struct, frozen=True):
    """A name that never changes, and what stands below it."""

    name: str
    kind: str = TEXT


class Table(Struct, frozen=True):
    """Columns, and rows with a value for each; the rows can be read once."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterator[Sequence[Value]]


def columns(names: str, *, amounts: str = "", numbers: str = "", flags: str = "") -> tuple[Column, ...]:
    """Columns in the order of `names`; those that hold no text stand among the others, too."""
    kinds = {
        name: kind for kind, some in ((AMOUNT, amounts), (NUMBER, numbers), (FLAG, flags)) for name in some.split()
    }
    return tuple(Column(name, kinds.get(name, TEXT)) for name in names.split())


def moment(at: int | None) -> str | None:
    """UTC milliseconds as ISO 8601 with the shop's offset."""
    return None if at is None else clock.local(at, read_shop().zone).isoformat(timespec="seconds")
