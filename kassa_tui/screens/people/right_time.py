"""A clock that is behind, or far ahead: whoever sells says once that the time is right."""

import time
from collections.abc import Iterable

from kassa_tui.i18n import _, current
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import clock, past_clock
from kassa_tui.widgets.dialog import DialogValues
from kassa_tui.widgets.frame import Key

NETWORK_SECONDS = 10.0
"""So long after the program's start the network may still tell the time."""

EVERY_SECOND = 1.0


class RightTimeQuestion(BoxQuestion[bool]):
    """Asked before the first sale; it goes by itself when the network tells the time meanwhile."""

    def __init__(self, counter: Counter) -> None:
        # The key that paid may repeat.
        super().__init__(guarded=True)
        self._counter = counter

    def _when(self, at: int) -> str:
        here = clock.local(at, self._counter.shop.zone)
        return f"{current().full_date(here)} {here:%H:%M}"

    @property
    def _waits(self) -> bool:
        return time.monotonic() < self._counter.began + NETWORK_SECONDS

    def values(self) -> DialogValues:
        """Both times, and what the answer means."""
        lines = [
            _("The clock says {time}.").format(time=self._when(self._counter.desk.clock())),
            _("The last entry is of {time}.").format(time=self._when(past_clock.newest_known())),
            _("Waiting a moment for the time of the network ...") if self._waits else self._what_follows(),
        ]
        return DialogValues(_("Is the clock right?"), tuple(lines), error=self._error, buttons=self.buttons())

    def _what_follows(self) -> str:
        doubt = past_clock.doubt(self._counter.desk.clock())
        if doubt is not None and doubt.ahead:
            return _("If it is wrong, set it before you sell: what is sold now bears the time of this clock.")
        return _("What is sold now bears the time of this clock, and a mark.")

    def now(self) -> Iterable[Key]:
        """F12 once the network had its time, and Esc."""
        yield key("escape", _("Back"), lambda: self.dismiss(False))
        if not self._waits:
            yield key("f12", _("The clock is right"), self._agree, go=True, books=True)

    def _agree(self) -> None:
        if not self.too_soon():
            self.dismiss(True)

    def on_mount(self) -> None:
        """Look again each second."""
        super().on_mount()
        self.set_interval(EVERY_SECOND, self.look)

    def look(self) -> None:
        """The network may have told the time, or has had its moment."""
        if past_clock.doubt(self._counter.desk.clock()) is None:
            self.dismiss(True)
        else:
            self.keys_changed()
