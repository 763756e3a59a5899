"""Payment methods as values: what each can do decides what a screen offers."""

from msgspec import Struct
from msgspec.structs import asdict

from kassa_tui.database import rows
from kassa_tui.records import records
from kassa_tui.till.basket import kinds
from kassa_tui.till.basket.kinds import Kind
from kassa_tui.till.ledger.shop import read_shop


class Method(Struct, frozen=True):
    """A tender with its capabilities; `name` is translated where it is shown."""

    code: str
    name: str
    kind: Kind
    letter: str
    gives_change: bool
    opens_drawer: bool
    counted_at_close: bool
    needs_reference: bool
    refundable: bool
    in_office: bool


class _Stored(Struct):
    """A method as the table has it."""

    code: str
    name: str
    kind: str
    letter: str
    gives_change: bool
    opens_drawer: bool
    counted_at_close: bool
    needs_reference: bool
    refundable: bool
    in_office: bool


def _methods(where: str = "") -> list[Method]:
    """In the shop's order. Raises UnknownKindError."""
    columns = ", ".join(_Stored.__struct_fields__)
    stored = records(_Stored, f"SELECT {columns} FROM payment_method {where} ORDER BY position")
    return [Method(**{**asdict(method), "kind": kinds.of(method.kind)}) for method in stored]


def methods() -> list[Method]:
    """The methods in use, in the shop's order."""
    return _methods("WHERE active")


def _chosen(in_use: list[Method]) -> list[Method]:
    """As the shop wants them; all where neither cash nor card would be left, as without a method that is gone.

    What only some customers and orders are offered comes after them, unless the shop placed it.
    """
    known = {method.code: method for method in in_use}
    wanted = [known[code] for code in read_shop().methods if code in known]
    if not any(method.kind.suffices for method in wanted):
        return in_use
    return wanted + [method for method in in_use if method.kind.for_some and method not in wanted]


def offered(*, customer: bool = False, order: bool = False, office: bool = False) -> list[Method]:
    """What can be paid with here: on account and by credit for a customer, by transfer for an order or in the office.

    In the `office` only what the shop allows there: cards and cash need the counter. Order and choice are the shop's.
    """
    return [
        method
        for method in _chosen(methods())
        if (not office or method.in_office)
        and (customer or not method.kind.needs_customer)
        and (order or office or not method.kind.needs_order)
    ]


def every() -> dict[str, Method]:
    """All methods by their codes, also those that are in use no more."""
    return {method.code: method for method in _methods()}


def method_names() -> dict[str, str]:
    """The names of the payment methods, untranslated."""
    return dict(rows("SELECT code, name FROM payment_method"))


def counted() -> list[Method]:
    """The methods whose totals are asked for at the close, cash aside."""
    return [method for method in methods() if method.counted_at_close and not method.kind.in_drawer]
