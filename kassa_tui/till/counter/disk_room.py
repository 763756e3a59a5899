"""What looks after the room on the shop's disk, and finds a disk that works again."""

from collections.abc import Callable

from kassa_tui.database import bound
from kassa_tui.i18n import N_, _
from kassa_tui.storage import ballast
from kassa_tui.storage.trouble import RunningError
from kassa_tui.till.ledger.recording import Ledger

POLL_SECONDS = 2.0

STEP = 10_000_000
"""Bytes: less is no news."""

LOW, VERY_LOW, FULL = N_("Disk: {size} MB free"), N_("Disk nearly full: {size} MB"), N_("Disk full: make room")
GIVEN_UP = N_("The disk was full: the last reserve is in use. Make room now")


def warning(free: int | None) -> str:
    """What the screen says of so many free bytes; nothing where there are enough, or nobody knows."""
    if free is None or free >= ballast.LOW:
        return ""
    if free < ballast.NONE_LEFT:
        return _(FULL)
    text = _(LOW) if free >= ballast.VERY_LOW else _(VERY_LOW)
    return text.format(size=free // STEP * 10 if free >= STEP else free // 1_000_000)


class RoomKeeper:
    """Looks at the disk beside the counter: `warn` gets what the screen says from now on, `tell` what is news.

    Only the counter's program, not one beside it, `holds` ballast.
    """

    def __init__(
        self, ledger: Ledger, warn: Callable[[str], object], tell: Callable[[str], object], *, holds: bool
    ) -> None:
        self._ledger, self._warn, self._tell, self._holds = ledger, warn, tell, holds
        self._warned, self._said, self._held = "", "", False

    def look(self) -> None:
        """Say how much room there is, have ballast where there is plenty, and write what waits for the disk."""
        database = bound().path
        self._hold_again()
        before, self._held = self._held, ballast.held(database) > 0
        self._ledger.try_again()
        text = warning(ballast.free(database))
        if text != self._warned:
            self._warned = text
            self._warn(text)
        if before and not self._held:
            self._tell(_(GIVEN_UP))
        if self._holds:
            self._held = ballast.make(database)

    def _hold_again(self) -> None:
        """The register's lock is where the disk is; that another program has it is said once.

        Nothing is held of a disk that does not answer: only then can it be mounted again.
        """
        try:
            if not bound().hold_again():
                bound().let_go()
                self._ledger.let_go()
        except (RunningError, OSError) as problem:
            said = problem.say() if isinstance(problem, RunningError) else ""
            if said and said != self._said:
                self._said = said
                self._tell(said)
