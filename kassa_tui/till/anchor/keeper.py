"""What writes an anchor on a thread of its own: soon after something was recorded, never while somebody waits."""

from collections.abc import Callable

from kassa_tui.till.anchor import held
from kassa_tui.till.anchor.ends import End
from kassa_tui.till.ledger import faults

POLL_SECONDS = 1.0
STICK_POLL_SECONDS = 5.0

MANY = 5
"""After so many receipts it is written, although more are being recorded."""

PATIENCE = 30
"""So many looks pass after a disk that did not take it."""


class AnchorKeeper:
    """Looks whether there is anything new, and has it written by `keep` when a look long nothing more has come.

    `keep` answers None where it cannot be written now, as on a stick that is not there: it is looked for each time, as
    it may know more than there is here.
    """

    def __init__(self, keep: Callable[[], bool | None]) -> None:
        self._keep = keep
        self._seen: tuple[End, ...] = ()
        self._written: tuple[End, ...] | None = None
        self._waits = 0

    def look(self) -> None:
        """Write what is new. What the disk does not take is noted and tried again."""
        before, self._seen = self._seen, held.ends()
        if self._waits:
            self._waits -= 1
        elif self._seen != self._written and (self._seen == before or self._many()):
            self._write()

    def _many(self) -> bool:
        """Whether more receipts were recorded since than may be unknown."""
        known = {end.register: end.receipt for end in self._written or ()}
        return sum(end.receipt - known.get(end.register, 0) for end in self._seen) >= MANY

    def _write(self) -> None:
        try:
            if self._keep() is not None:
                self._written = self._seen
        except OSError as problem:
            faults.note(problem)
            self._waits = PATIENCE
