"""Payment methods as values: what each can do decides what a screen offers."""

from msgspec import Struct

from kassa_tui.database import rows


class Method(Struct, frozen=True):
    """A tender with its capabilities; `name` is translated where it is shown."""

    code: str
    name: str
    kind: str
    letter: str
    gives_change: bool
    opens_drawer: bool
    counted_at_close: bool
    needs_reference: bool
    refundable: bool


def _methods(where: str = "") -> list[Method]:
    columns = "code, name, kind, letter, gives_change, opens_drawer, counted_at_close, needs_reference, refundable"
    found = rows(f"SELECT {columns} FROM payment_method {where} ORDER BY position")
    return [Method(*row[:4], *(bool(can) for can in row[4:])) for row in found]


def methods() -> list[Method]:
    """The methods in use, in the shop's order."""
    return _methods("WHERE active")


def every() -> dict[str, Method]:
    """All methods by their codes, also those that are in use no more."""
    return {method.code: method for method in _methods()}


def counted() -> list[Method]:
    """The methods whose totals are asked for at the close, cash aside."""
    return [method for method in methods() if method.counted_at_close and method.kind != "cash"]
