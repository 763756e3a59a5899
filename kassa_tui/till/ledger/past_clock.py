"""A clock that stands before what the journal tells of, or far beyond it: a machine without a battery wakes anywhere.

Nothing is refused for it: whoever sells says once that the time is right. What is written before the newest time bears
a mark; a leap beyond it is not believed until then, so that a clock which was put right is not behind. A clock that is
set over the network is never asked about.
"""

import json
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from kassa_tui.database import row
from kassa_tui.i18n import N_
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.network_time import network_agrees
from kassa_tui.till.ledger.recording import recorder

SLACK_MS = 120_000
"""A clock that is set over the network moves by less without anybody minding."""

CONFIRMED = "clock.confirmed"


class Doubt(Struct, frozen=True):
    """What the clock says, and the newest time that the journal knows; UTC milliseconds."""

    now: int
    newest: int

    @property
    def ahead(self) -> bool:
        """Whether it is far beyond, not behind."""
        return self.now > self.newest


class ClockError(TillError):
    """Nobody has said yet that the time is right."""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__()
        self.doubt = doubt


class ClockBehindError(ClockError):
    """It is before what the journal knows."""

    template = N_("The clock is behind. Set it, or say that it is right.")


class ClockAheadError(ClockError):
    """It is far beyond what the journal knows."""

    template = N_("The clock is far ahead. Set it, or say that it is right.")


def newest_known() -> int:
    """The newest time in UTC milliseconds that the journal of any register here, or an anchor, tells of; 0 for none."""
    return journal.newest_believed()


def _utc_day(at: int) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).date()


def known_day(day: date) -> date:
    """The day, or the newest that the journal tells of (in UTC) where it lies before the journal begins.

    Only a clock that is wrong says such a day of today.
    """
    first = row("SELECT at FROM journal ORDER BY id LIMIT 1")
    before_all = first is not None and day < _utc_day(first[0]) - timedelta(days=1)
    return _utc_day(newest_known()) if before_all else day


def doubt(now: int) -> Doubt | None:
    """How a clock stands before the journal by more than the slack, or far beyond it; None where it does not."""
    newest = newest_known()
    behind = newest - SLACK_MS > now and not network_agrees(now)
    return Doubt(now, newest) if behind or journal.far_beyond(now, newest) else None


def check(desk: Desk) -> None:
    """Before something is sold: a clock in doubt was confirmed, where that is asked. Raises ClockError."""
    if desk.sure_of is None:
        return
    stands = doubt(desk.clock())
    if stands is None:
        return
    if stands.ahead:
        raise ClockAheadError(stands)
    if stands.newest > desk.sure_of and not _confirmed(desk.register, stands.newest):
        raise ClockBehindError(stands)


def _confirmed(register: str, newest: int) -> bool:
    """Whether that was said before, by the journal: a machine that wakes in the past again does not ask again."""
    said = row(
        "SELECT facts FROM journal WHERE register = ? AND kind = ? AND at < facts ->> 'newest' "
        "ORDER BY number DESC LIMIT 1",
        register,
        CONFIRMED,
    )
    return said is not None and bool(json.loads(said[0])["newest"] == newest)


@recorder()
def confirm(desk: Desk, newest: int) -> None:
    """Somebody says that the time is right, although the journal knows of a newer one, or of none for so long."""
    journal.note(desk, CONFIRMED, {"newest": newest})
    if desk.clock() > newest:
        journal.believe()
