"""What was paid by which method.

Summed in SQL over the payments of the receipts in the period, which is what the work grows with.
"""

from msgspec import Struct

from kassa_tui.database import rows
from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import Filter, receipts_sql
from kassa_tui.till.reports.progress import Sums, add, spread
from kassa_tui.till.reports.report import Chart, Column, Kind, Report, Subject, Sum
from kassa_tui.till.reports.sold.sales import allowed_for


class MethodPart(Struct, frozen=True):
    """One payment method: what it took in, of that `refunds` (below zero) and `rounding`, which no receipt bears."""

    method: str
    name: str
    payments: int
    amount: Money
    refunds: Money
    rounding: Money


class Methods(Struct, frozen=True):
    """The methods in the shop's order; `total` less `rounding` is the total of the receipts."""

    parts: tuple[MethodPart, ...]
    total: Money
    refunds: Money
    rounding: Money
    complete: bool


def by_method(desk: Desk, chosen: Filter) -> Methods:
    """By payment method. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    permitted, complete = allowed_for(desk, chosen)
    sums = Sums()
    for piece in spread(permitted):
        where, values = receipts_sql(piece)
        piece_sums = rows(
            "SELECT m.position, p.method, m.name, count(*), sum(p.amount), "
            "coalesce(sum(p.amount) FILTER (WHERE p.amount < 0 AND r.kind <> 'correction'), 0), sum(p.rounding) "
            "FROM receipt r CROSS JOIN payment p ON p.receipt_id = r.id JOIN payment_method m ON m.code = p.method "
            f"WHERE {where} AND (p.amount <> 0 OR p.rounding <> 0) GROUP BY p.method",
            *values,
        )
        add(sums, piece_sums, keys=3)
    unit, zero = read_shop().currency, read_shop().money(0)
    parts = tuple(
        MethodPart(code, name, payments, *(Money(minor, unit) for minor in amounts))
        for (_position, code, name), (payments, *amounts) in sorted(sums.items())
    )
    return Methods(
        parts,
        sum((part.amount for part in parts), zero),
        sum((part.refunds for part in parts), zero),
        sum((part.rounding for part in parts), zero),
        complete,
    )


def _report(desk: Desk, chosen: Filter) -> Report:
    paid = by_method(desk, chosen)
    total = Sum("amount", paid.total, "total", N_("Total"))
    sums = (total, Sum("refunds", paid.refunds), Sum("rounding", paid.rounding))
    return Report(METHODS, paid.parts, sums, complete=paid.complete)


METHODS = Subject(
    name="methods",
    title=N_("By payment method"),
    about=N_("how it was paid"),
    help="by payment method",
    build=_report,
    columns=(
        Column("method"),
        Column("name", Kind.NAME, N_("Payment method"), file="method"),
        Column("payments", Kind.NUMBER, N_("Payments")),
        Column("amount", Kind.AMOUNT, N_("Amount")),
        Column("refunds", Kind.AMOUNT, N_("Refunds")),
        Column("rounding", Kind.AMOUNT, N_("Rounding")),
    ),
    rows="methods",
    json="method name payments amount refunds rounding",
    terminal="name:24 payments:-11 refunds:-13 rounding:-14 amount:-14",
    screen="name payments:-10 refunds:-11 amount:-12",
    head="total rounding",
    chart=Chart("amount"),
)
