"""The guard against keys that bounce or are held: a yes that comes too soon is not taken."""

from textual.events import Event

SECONDS = 0.3
"""How long every guard holds. It is read at each press, so that one place changes all of them; at 0 none holds."""


class Guard:
    """Holds for SECONDS from each `start` on; one that was never started holds nothing."""

    def __init__(self) -> None:
        self._since = float("-inf")

    def start(self) -> None:
        """Hold from this moment on."""
        self._since = Event().time

    def holds(self) -> bool:
        """Whether a press comes too soon."""
        return Event().time < self._since + SECONDS

    def stops(self) -> bool:
        """Whether a press comes too soon; the next one is counted from it, so a held key never gets through."""
        stopped = self.holds()
        self.start()
        return stopped
