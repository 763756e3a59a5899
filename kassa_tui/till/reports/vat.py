"""The VAT of what was sold.

Summed in SQL over the VAT rows of the receipts in the period, which is what the work grows with.
"""

from msgspec import Struct

from kassa_tui.database import rows
from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import Filter, receipts_sql
from kassa_tui.till.reports.progress import Sums, add, spread
from kassa_tui.till.reports.report import Column, Kind, Report, Subject, Sum
from kassa_tui.till.reports.sold.sales import allowed_for


class VatPart(Struct, frozen=True):
    """One VAT code at one rate (basis points); `outside` bears no VAT at all, such as packaging deposits."""

    code: str
    name: str
    rate: int
    outside: bool
    gross: Money
    tax: Money
    net: Money


class Vat(Struct, frozen=True):
    """The VAT of all receipts, deposits on orders included; the highest rate first."""

    parts: tuple[VatPart, ...]
    gross: Money
    tax: Money
    complete: bool

    @property
    def net(self) -> Money:
        """Gross less VAT."""
        return self.gross - self.tax


def by_rate(desk: Desk, chosen: Filter) -> Vat:
    """By VAT rate, as the receipts say it. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    permitted, complete = allowed_for(desk, chosen)
    sums = Sums()
    for piece in spread(permitted):
        where, values = receipts_sql(piece)
        piece_sums = rows(
            "SELECT x.tax_code, x.rate, sum(x.gross), sum(x.tax), sum(x.net) "
            f"FROM receipt r CROSS JOIN receipt_tax x ON x.receipt_id = r.id WHERE {where} "
            "GROUP BY x.tax_code, x.rate",
            *values,
        )
        add(sums, piece_sums, keys=2)
    unit, zero = read_shop().currency, read_shop().money(0)
    named = {code: (name, bool(outside)) for code, name, outside in rows("SELECT code, name, outside FROM tax_rate")}
    parts = tuple(
        VatPart(code, named[code][0], rate, named[code][1], *(Money(minor, unit) for minor in sums[code, rate]))
        for code, rate in sorted(sums, key=lambda each: (-each[1], each[0]))
    )
    gross, tax = sum((part.gross for part in parts), zero), sum((part.tax for part in parts), zero)
    return Vat(parts, gross, tax, complete)


def _report(desk: Desk, chosen: Filter) -> Report:
    found = by_rate(desk, chosen)
    sums = (Sum("gross", found.gross), Sum("tax", found.tax), Sum("net", found.net))
    return Report(VAT, found.parts, sums, complete=found.complete)


VAT = Subject(
    name="vat",
    title=N_("VAT"),
    about=N_("net, VAT and gross of each rate"),
    help="by VAT rate",
    build=_report,
    columns=(
        Column("code"),
        Column("name", Kind.NAME, N_("VAT"), file="vat"),
        Column("rate", Kind.RATE, "%"),
        Column("outside", Kind.FLAG),
        Column("net", Kind.AMOUNT, N_("Net")),
        Column("tax", Kind.AMOUNT, N_("VAT")),
        Column("gross", Kind.AMOUNT, N_("Gross")),
    ),
    rows="rates",
    json="code rate outside gross tax net",
    terminal="name:22 rate:-8 net:-15 tax:-15 gross:-15",
    screen="name rate:8 net:-12 tax:-12 gross:-12",
    head="net tax gross",
)
