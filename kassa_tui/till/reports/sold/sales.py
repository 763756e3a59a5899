"""What was sold, cut by employee, hour, day, weekday and period.

Two sums in SQL, one over receipts and one over their lines: the work grows with the receipts in the period, and what
comes back with the employees, hours or days. A transaction is a sale or a refund; payments on orders and of invoices
are in the total, and are none. An item is a piece, or a weighed or measured line.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from msgspec import Struct

from kassa_tui.database import rows, words_sql
from kassa_tui.money import Money, share
from kassa_tui.till.basket.line_kinds import BESIDE
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import Filter, checked, may_see_sales, receipts_sql, without_secrets
from kassa_tui.till.reports.progress import Sums, add, spread
from kassa_tui.till.reports.sold.hours import hour_sql

TRANSACTIONS = ("sale", "refund")
"""Kinds of receipts in which something changes hands."""


class Cut(Struct, frozen=True):
    """Part of the sales: `items` in thousandths, `turnover` with VAT, `total` with what is no turnover, unrounded."""

    key: str
    transactions: int
    items: int
    turnover: Money
    total: Money

    @property
    def average(self) -> Money | None:
        """Turnover of a transaction; None without any."""
        n = self.transactions
        return Money(share(self.turnover.minor, 1, n), self.turnover.currency) if n else None

    @property
    def items_each(self) -> int | None:
        """Items of a transaction in hundredths; None without any."""
        return share(self.items, 1, self.transactions * 10) if self.transactions else None

    def plus(self, other: "Cut") -> "Cut":
        """Both together, under this one's key."""
        return Cut(
            self.key,
            self.transactions + other.transactions,
            self.items + other.items,
            self.turnover + other.turnover,
            self.total + other.total,
        )


class Sales(Struct, frozen=True):
    """Parts of the sales in order, and all of them; `complete` is False when an open session was left out."""

    cuts: tuple[Cut, ...]
    total: Cut
    complete: bool


def allowed_for(desk: Desk, chosen: Filter) -> tuple[Filter, bool]:
    """The filter as this person may use it, and whether nothing is hidden by that.

    Raises NotAllowedError, PeriodError, UnknownLocationError.
    """
    may_see_sales(desk)
    meant = checked(chosen)
    permitted = without_secrets(desk, meant)
    if permitted.open_too or not meant.open_too:
        return permitted, True
    where, values = receipts_sql(meant)
    session = "(SELECT id FROM session WHERE closed_at IS NULL)"
    return permitted, not rows(f"SELECT 1 FROM receipt r WHERE {where} AND r.session_id IN {session} LIMIT 1", *values)


def read(chosen: Filter, key: str, *key_values: object) -> list[Cut]:
    """The receipts meant, cut by an expression on `receipt r` with its values, in the order of its words."""
    sums, sold = Sums(), Sums()
    for piece in spread(chosen):
        where, values = receipts_sql(piece)
        receipts = rows(
            f"SELECT {key}, sum(r.kind IN ({words_sql(TRANSACTIONS)})), sum(r.total) "
            f"FROM receipt r WHERE {where} GROUP BY 1",
            *key_values,
            *values,
        )
        lines = rows(
            f"SELECT {key}, sum(CASE WHEN l.unit = 'piece' THEN l.quantity WHEN l.quantity < 0 THEN -1000 ELSE 1000 "
            "END), sum(l.total) FROM receipt r CROSS JOIN receipt_line l ON l.receipt_id = r.id "
            f"AND l.kind NOT IN ({words_sql(BESIDE)}) WHERE {where} GROUP BY 1",
            *key_values,
            *values,
        )
        add(sums, receipts)
        add(sold, lines)
    return [_cut(each[0], sums[each], sold.get(each, (0, 0))) for each in sorted(sums)]


def _cut(key: object, receipts: Sequence[int], lines: Sequence[int]) -> Cut:
    (transactions, total), (items, turnover), unit = receipts, lines, read_shop().currency
    return Cut(str(key), transactions, items, Money(turnover, unit), Money(total, unit))


def _sales(cuts: Iterable[Cut], complete: bool) -> Sales:
    all_cuts = tuple(cuts)
    zero = read_shop().money(0)
    together = Cut("", 0, 0, zero, zero)
    for cut in all_cuts:
        together = together.plus(cut)
    return Sales(all_cuts, together, complete)


def by_person(desk: Desk, chosen: Filter) -> Sales:
    """By employee, whose turnover is highest first; the key is the name. Raises as `allowed_for`."""
    permitted, complete = allowed_for(desk, chosen)
    cuts = read(permitted, "(SELECT name FROM person WHERE id = r.person_id)")
    return _sales(sorted(cuts, key=lambda cut: (-cut.turnover.minor, cut.key)), complete)


def by_hour(desk: Desk, chosen: Filter) -> Sales:
    """By hour of the shop's own clock, the key from `0` to `23`. Raises as `allowed_for`."""
    permitted, complete = allowed_for(desk, chosen)
    key, given = hour_sql(read_shop().zone)
    return _sales(sorted(read(permitted, key, *given), key=lambda cut: int(cut.key)), complete)


PERIODS: dict[str, Callable[[date], str]] = {
    "day": date.isoformat,
    "week": lambda day: f"{day:%G-W%V}",
    "month": lambda day: f"{day:%Y-%m}",
    "year": lambda day: f"{day.year:04}",
    "weekday": lambda day: str(day.isoweekday()),
}
"""What a business day is part of: a day, an ISO week, a month, a year, or its weekday (Monday is 1)."""


def by_period(desk: Desk, chosen: Filter, period: str) -> Sales:
    """By a key of `PERIODS`, the earliest first. Raises as `allowed_for`."""
    permitted, complete = allowed_for(desk, chosen)
    name = PERIODS[period]
    together: dict[str, Cut] = {}
    for cut in read(permitted, "r.business_day"):
        key = name(date.fromisoformat(cut.key))
        part = Cut(key, cut.transactions, cut.items, cut.turnover, cut.total)
        together[key] = together[key].plus(part) if key in together else part
    return _sales((together[key] for key in sorted(together)), complete)
