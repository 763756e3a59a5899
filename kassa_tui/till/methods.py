"""Payment methods as values: what each can do decides what a screen offers."""

from dataclasses import dataclass

from kassa_tui.models import PaymentMethod


@dataclass(frozen=True, slots=True)
class Method:
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


def methods() -> list[Method]:
    """The methods in use, in the shop's order."""
    rows = PaymentMethod.select().where(PaymentMethod.active == 1).order_by(PaymentMethod.position)
    return [
        Method(
            row.code,
            row.name,
            row.kind,
            row.letter,
            bool(row.gives_change),
            bool(row.opens_drawer),
            bool(row.counted_at_close),
            bool(row.needs_reference),
            bool(row.refundable),
        )
        for row in rows
    ]


def counted() -> list[Method]:
    """The methods whose totals are asked for at the close, cash aside."""
    return [method for method in methods() if method.counted_at_close and method.kind != "cash"]
