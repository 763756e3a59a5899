"""Sessions that open and close by themselves: at the first sale, and by day where cash is not tracked."""

from kassa_tui.models import Session
from kassa_tui.till.drawer import closing, sessions
from kassa_tui.till.drawer.sessions import Opening
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.office_register import tracks_cash
from kassa_tui.till.ledger.shop import Shop


def ensure(desk: Desk, shop: Shop) -> tuple[Session, bool]:
    """The open session, or a new one, inside the transaction of what needs it; True when it is new.

    It opens with what the last close left in the drawer, 0 for the first session ever. A session without
    drawer figures ends with its business day.
    """
    row = sessions.open_row(desk.register)
    if row is not None and (row.tracked or row.business_day == shop.today(desk).isoformat()):
        return row, False
    if row is not None:
        closing.close_untracked(desk, row)
    left = sessions.left_before(desk.register) if shop.track_cash and tracks_cash(desk.register) else None
    with journal.entry(desk, "session.opened") as entry:
        opening = Opening("auto", left or 0, "none" if left is None else "assumed")
        return sessions.create(desk, entry, shop, opening), True
