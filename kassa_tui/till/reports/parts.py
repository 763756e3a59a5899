"""What was sold by product group, paid by which method, and the VAT in it.

Summed in SQL over the rows of the receipts in the period, which is what the work grows with.
"""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.database import rows
from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.ledger.totals import NO_TURNOVER
from kassa_tui.till.reports.filter import Filter, receipts_sql
from kassa_tui.till.reports.progress import Sums, add, spread
from kassa_tui.till.reports.sales import allowed_for, words_sql

BESIDE = {
    "packaging": N_("Packaging deposits"),
    "voucher": N_("Gift vouchers"),
    "deposit": N_("Deposits on orders"),
    "invoice": N_("Paid on account"),
    "credit": N_("Credit"),
}
"""What else receipts are about, without being turnover."""

NO_GROUP = N_("Without a group")


class GroupPart(Struct, frozen=True):
    """A product group, or something of `BESIDE` when it is no `turnover`. `name` is translated where it is shown.

    `lines` are lines of receipts, `items` thousandths; amounts include VAT.
    """

    key: str
    name: str
    turnover: bool
    lines: int
    items: int
    total: Money


class Groups(Struct, frozen=True):
    """The largest turnover first, then what is none; `complete` is False when an open session was left out."""

    parts: tuple[GroupPart, ...]
    turnover: Money
    total: Money
    complete: bool


def by_group(desk: Desk, chosen: Filter) -> Groups:
    """By product group. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    shown, complete = allowed_for(desk, chosen)
    parts, zero = tuple(_groups(shown)), read_shop().money(0)
    turnover = sum((part.total for part in parts if part.turnover), zero)
    return Groups(parts, turnover, sum((part.total for part in parts), zero), complete)


def _groups(chosen: Filter) -> Iterator[GroupPart]:
    added = Sums()
    for piece in spread(chosen):
        where, values = receipts_sql(piece)
        found = rows(
            f"SELECT CASE WHEN l.kind IN ({words_sql(NO_TURNOVER)}) THEN l.kind ELSE coalesce(l.group_id, 0) END, "
            "count(*), sum(CASE WHEN l.unit = 'piece' THEN l.quantity WHEN l.quantity < 0 THEN -1000 ELSE 1000 END), "
            "sum(l.total) FROM receipt r CROSS JOIN receipt_line l ON l.receipt_id = r.id "
            f"WHERE {where} GROUP BY 1",
            *values,
        )
        add(added, found)
    unit, names = read_shop().currency, dict(rows("SELECT id, name FROM product_group"))
    sums = {key: (lines, items, Money(total, unit)) for (key,), (lines, items, total) in added.items()}
    for key in sorted((key for key in sums if key not in BESIDE), key=lambda key: -sums[key][2].minor):
        yield GroupPart(str(key), names.get(key, NO_GROUP), True, *sums[key])
    for kind, name in BESIDE.items():
        if kind in sums:
            yield GroupPart(kind, name, False, *sums[kind])


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
    shown, complete = allowed_for(desk, chosen)
    sums = Sums()
    for piece in spread(shown):
        where, values = receipts_sql(piece)
        found = rows(
            "SELECT m.position, p.method, m.name, count(*), sum(p.amount), "
            "coalesce(sum(p.amount) FILTER (WHERE p.amount < 0 AND r.kind <> 'correction'), 0), sum(p.rounding) "
            "FROM receipt r CROSS JOIN payment p ON p.receipt_id = r.id JOIN payment_method m ON m.code = p.method "
            f"WHERE {where} GROUP BY p.method",
            *values,
        )
        add(sums, found, keys=3)
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
    shown, complete = allowed_for(desk, chosen)
    sums = Sums()
    for piece in spread(shown):
        where, values = receipts_sql(piece)
        found = rows(
            "SELECT x.tax_code, x.rate, sum(x.gross), sum(x.tax), sum(x.net) "
            f"FROM receipt r CROSS JOIN receipt_tax x ON x.receipt_id = r.id WHERE {where} "
            "GROUP BY x.tax_code, x.rate",
            *values,
        )
        add(sums, found, keys=2)
    unit, zero = read_shop().currency, read_shop().money(0)
    named = {code: (name, bool(outside)) for code, name, outside in rows("SELECT code, name, outside FROM tax_rate")}
    parts = tuple(
        VatPart(code, named[code][0], rate, named[code][1], *(Money(minor, unit) for minor in sums[code, rate]))
        for code, rate in sorted(sums, key=lambda each: (-each[1], each[0]))
    )
    gross, tax = sum((part.gross for part in parts), zero), sum((part.tax for part in parts), zero)
    return Vat(parts, gross, tax, complete)
