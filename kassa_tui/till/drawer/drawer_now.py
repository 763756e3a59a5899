"""Figures of the moment, read from the running totals: never a sum over receipts."""

from msgspec import Struct

from kassa_tui.database import row
from kassa_tui.money import Money
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import Shop

LATEST = 20
"""A day has fewer sessions than that on one register."""


class Figures(Struct, frozen=True):
    """Sales and their turnover, VAT included and returns taken off."""

    sessions: int
    sales: int
    turnover: Money

    @property
    def average(self) -> Money | None:
        """Turnover of one sale, half a unit up; None without sales."""
        if not self.sales:
            return None
        return Money((2 * self.turnover.minor + self.sales) // (2 * self.sales), self.turnover.currency)


_SUMS = (
    "SELECT count(DISTINCT s.id), "
    "coalesce(sum(CASE WHEN t.kind = 'receipts' AND t.key = 'sale' THEN t.n END), 0), "
    "coalesce(sum(CASE WHEN t.kind = 'turnover' THEN t.amount END), 0) "
    "FROM session s LEFT JOIN session_total t ON t.session_id = s.id AND t.kind IN ('receipts', 'turnover') "
)


def of_session(shop: Shop, session_id: int) -> Figures:
    """What a session has sold until now."""
    return _figures(shop, "WHERE s.id = ?", session_id)


def of_today(shop: Shop, desk: Desk) -> Figures:
    """What the register has sold in the sessions of this business day."""
    today = shop.today(desk).isoformat()
    of_counter, codes = counters.any_of("register", desk.register)
    newest = f"(SELECT max(number) FROM session WHERE {of_counter})"
    where = f"WHERE s.{of_counter} AND s.number > {newest} - {LATEST} AND s.business_day = ?"
    return _figures(shop, where, *codes, *codes, today)


def _figures(shop: Shop, where: str, *values: object) -> Figures:
    number, sales, turnover = row(_SUMS + where, *values) or (0, 0, 0)
    return Figures(number, sales, shop.money(turnover))


def in_drawer(shop: Shop, session_id: int) -> Money:
    """The cash that should be in the drawer of an open session."""
    found = row("SELECT coalesce(sum(amount), 0) FROM session_total WHERE session_id = ? AND kind = 'cash'", session_id)
    return shop.money(found[0] if found else 0)


def over_limit(shop: Shop, session_id: int) -> bool:
    """Whether more cash is in the drawer than the shop wants there; a limit of 0 is none."""
    return bool(shop.drawer_limit) and in_drawer(shop, session_id).minor > shop.drawer_limit


def to_skim(shop: Shop, session_id: int) -> Money:
    """What brings the drawer back to its float; never below nothing."""
    return shop.money(max(in_drawer(shop, session_id).minor - shop.float_amount, 0))
