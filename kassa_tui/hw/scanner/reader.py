"""The codes of a device that is the till's alone."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kassa_tui.hw.scanner.roles import Evidence
from kassa_tui.hw.scanner.scancodes import GAP_SECONDS, Decoder

if TYPE_CHECKING:
    import evdev


class CodeReader:
    """Puts the keys of a grabbed device together to codes; the first is refused if its beginning went to others."""

    def __init__(self, device: "evdev.InputDevice[str]", *, spoilt: bool = False) -> None:
        self.device = device
        self._decoder = Decoder(spoilt=spoilt)
        self._newest = 0.0

    @property
    def reading(self) -> bool:
        """Whether a code has begun."""
        return self._decoder.reading

    def codes(self, now: float = 0.0, evidence: Evidence | None = None) -> Iterator[str]:
        """The codes that the keys which are there have ended; `evidence` learns of the keys.

        Raises OSError when the device is gone.
        """
        for event in self.device.read():
            self._newest = now
            if evidence is not None:
                evidence.feed(event.type, event.code, event.value, event.timestamp())
            code = self._decoder.feed(event.type, event.code, event.value)
            if code is not None:
                yield code

    def late(self, now: float) -> bool:
        """Whether a code has stopped for longer than a scanner does."""
        return self.reading and now - self._newest >= GAP_SECONDS

    def cut_off(self) -> Iterator[str]:
        """Nothing came for a while, or the device is gone: what has been read was a part of a code."""
        code = self._decoder.cut_off()
        if code is not None:
            yield code
