"""The list of sessions: of one register or of several, of a period, sorted (S1.30, S1.43-61)."""

from kassa_tui.till.drawer import session_details
from kassa_tui.till.drawer.session_details import SessionRow
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.permissions import SEE_HISTORY, SEE_SESSIONS
from kassa_tui.till.reports.filter import Filter, checked
from kassa_tui.till.reports.sessions import ORDERS, read

MOST = 200
"""Sessions that a list shows at the most."""


def listed(
    desk: Desk, chosen: Filter, by: str = "start", *, descending: bool = True, limit: int = MOST
) -> list[SessionRow]:
    """The sessions meant, sorted by a key of `ORDERS`; one whose discrepancy is not known stands last, either way.

    Sessions of another register than the desk's need both permissions to view them.
    Raises NotAllowedError, PeriodError, UnknownLocationError.
    """
    require(desk, SEE_HISTORY)
    if not counters.same(chosen.register, desk.register):
        require(desk, SEE_SESSIONS)
    lines = sorted(read(checked(chosen)), key=ORDERS[by], reverse=descending)
    if by == "discrepancy":
        lines.sort(key=lambda line: line.discrepancy.known is None)
    return session_details.of(desk, [line.id for line in lines[:limit]])
