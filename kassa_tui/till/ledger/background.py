"""A thread that looks for work again and again, beside the counter and never in its way."""

import threading
from collections.abc import Callable

from kassa_tui.database import bound
from kassa_tui.till.ledger import faults

LONG_SECONDS = 3
"""A disk that died can be mounted again once nobody holds anything on it."""


class Background:
    """Does `work` every `poll` seconds on a connection of its own that refuses to write; first when one has passed.

    With `at_once` it begins when it starts.
    """

    def __init__(self, name: str, work: Callable[[], object], poll: float, *, at_once: bool = False) -> None:
        self._work, self._poll, self._at_once = work, poll, at_once
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; what is being done may end, for a moment."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(1)

    def _run(self) -> None:
        # A disk that does not answer now is asked again by the work.
        _noted(bound().read_only_here)
        pause = 0 if self._at_once else self._poll
        while not self._waited(pause):
            pause = self._poll
            if not _noted(self._work):
                # A disk that works again is found by a new connection only.
                _noted(bound().close)
        _noted(bound().close)

    def _waited(self, pause: float) -> bool:
        """Whether it ends, after so many seconds at the most; who waits for long holds no file of a disk meanwhile."""
        if pause > LONG_SECONDS:
            _noted(bound().close)
        return self._stopping.wait(pause)


def _noted(act: Callable[[], object]) -> bool:
    """Whether it went well: a fault must not end the work for good, nor be printed over the screen."""
    try:
        act()
    except Exception as error:
        faults.note(error)
        return False
    return True
