"""A customer display on a serial line of its own, spoken to like one behind a printer."""

import time
from functools import cached_property
from typing import TYPE_CHECKING

from kassa_tui.hw.ports import Lines
from kassa_tui.hw.serial_transport import SerialTransport
from kassa_tui.settings import DisplaySettings, PrinterSettings

if TYPE_CHECKING:
    from kassa_tui.hw.escpos_bytes import EscposBytes

SECONDS = 1.0
"""Two lines are there long before; nobody waits for a display that takes nothing."""


class SerialDisplay:
    """Holds its line; one that was pulled out is looked for again at each text."""

    def __init__(self, settings: DisplaySettings, printer: PrinterSettings) -> None:
        self._transport = SerialTransport(settings.path, settings.baud, settings.flow)
        self._printer = printer

    @cached_property
    def _encoder(self) -> "EscposBytes":
        # Slow to load, and not needed before the first text.
        from kassa_tui.hw.escpos_bytes import EscposBytes

        return EscposBytes(self._printer)

    def show(self, lines: Lines) -> None:
        """Two lines in place of what stood there. Raises UnsentError, DoubtError."""
        commands = self._encoder.display(lines, shared=False)
        deadline = time.monotonic() + SECONDS
        line = self._transport.open(deadline)
        try:
            line.send(commands, deadline)
        finally:
            line.close()

    def close(self) -> None:
        """Let go of the line."""
        self._transport.close()
