"""A real receipt printer: asks how it is, sends, asks again, and says how sure it is of what came out."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from kassa_tui.documents import Document
from kassa_tui.hw.escpos_status import drawer_pin, read_status, replies, why_not
from kassa_tui.hw.ports import DoubtError, Lines, PrinterStatus, Sensed, UnsentError
from kassa_tui.hw.printer_transports import printer_transport
from kassa_tui.hw.transports import NOT_CONNECTED, STOPPED, Line, Transport, drop_unread
from kassa_tui.settings import PrinterSettings

# DLE EOT n, answered at once even while it prints: 1 the printer, 2 why it is offline, 4 the paper.
# Source: Epson ESC/POS command reference.
_ASK = b"\x10\x04"
_ANSWER_SECONDS = 0.5
_OPENS_SECONDS = 0.7
"""A kicked drawer stands open before that."""
_LOOK_SECONDS = 0.05


_LISTEN = b"\x1b=\x01"
"""ESC = 1: the printer takes what follows, whatever a customer display on it was told before."""


_SILENT = b"\x1da\x00"
"""GS a 0: no status unasked, which some printers are set to send. Source: Epson ESC/POS command reference, ASB."""


class Encoder(Protocol):
    """What makes bytes; see escpos_bytes."""

    def document(self, document: Document) -> bytes:
        """A paper."""

    def kick(self, pin: int) -> bytes:
        """The drawer's pulse on a pin."""

    def display(self, lines: Lines, *, shared: bool) -> bytes:
        """Two lines for a customer display."""


@dataclass(slots=True)
class EscposPrinter:
    """Prints documents over a transport; each job has a deadline of its own.

    The library behind `encoder` is slow to load: that happens in the printer's thread, with the first job.
    """

    transport: Transport
    settings: PrinterSettings
    encoder: Callable[[], "Encoder"]
    _learned: str = ""
    _shares: bool = False

    def print(self, document: Document) -> None:
        """Send the paper; a printer that answers is asked before, and again when all has been sent."""
        commands = self._addressed(self.encoder().document(document))
        line = self._open()
        try:
            before = self._ask_all(line)
            problem = why_not(before)
            if problem:
                raise UnsentError(problem)
            answers = before.online is not None
            line.send(commands + _SILENT if answers else commands, self._deadline())
            if answers:
                self._surely_done(line)
        finally:
            line.close()

    def _surely_done(self, line: Line) -> None:
        """Ask after all of it: the first answer comes when the printer has room for the question."""
        try:
            after = self._ask_all(line, self.settings.timeout)
        except UnsentError as lost:
            raise DoubtError(STOPPED) from lost
        if after.online is None:
            raise DoubtError(STOPPED)
        problem = why_not(after)
        if problem:
            raise DoubtError(problem)

    def kick(self) -> None:
        """Open the drawer; nothing happens where the settings name none."""
        if self.settings.drawer:
            self._pulse(self.settings.drawer_pin, look=self.settings.drawer_open == "learn")

    def try_kick(self, pin: int) -> Sensed:
        """Kick the drawer on a pin and look at its sensor."""
        return self._pulse(pin, look=True)

    def show(self, lines: Lines) -> None:
        """Two lines on the customer display behind the printer; a job that follows calls the printer back first."""
        commands = self.encoder().display(lines, shared=True)
        line = self._open()
        self._shares = True
        try:
            line.send(commands, self._deadline())
        finally:
            line.close()

    def _addressed(self, data: bytes) -> bytes:
        """For the printer also if a display took the line and did not give it back."""
        return _LISTEN + data if self._shares else data

    def _pulse(self, pin: int, *, look: bool) -> Sensed:
        """One kick; if asked for, the sensor before and after it, which also tells what an open drawer is."""
        kick = self._addressed(self.encoder().kick(pin))
        line = self._open()
        try:
            before = self._ask(line, 1) if look and line.talks else None
            line.send(kick, self._deadline())
            if before is None:
                return Sensed()
            sensed = self._changed(line, drawer_pin(before))
        finally:
            line.close()
        self._learned = sensed.open_level or self._learned
        return sensed

    def _changed(self, line: Line, before: str) -> Sensed:
        """See which level the drawer's pin has while it is open: nobody can have shut it so soon."""
        until = time.monotonic() + _OPENS_SECONDS
        # The kick has left already; a printer that is gone now changes nothing about it.
        with suppress(UnsentError):
            while time.monotonic() < until:
                answer = self._ask(line, 1)
                if answer is None:
                    break
                if drawer_pin(answer) != before:
                    return Sensed(before, drawer_pin(answer))
                time.sleep(_LOOK_SECONDS)
        return Sensed(before, before)

    def status(self) -> PrinterStatus:
        """How it is; unknown where it does not answer, offline where nothing is connected."""
        try:
            line = self._open()
        except UnsentError:
            return PrinterStatus(online=False)
        try:
            return self._ask_all(line)
        except UnsentError:
            return PrinterStatus(online=False)
        finally:
            line.close()

    def _open(self) -> Line:
        return self.transport.open(self._deadline())

    def _deadline(self) -> float:
        return time.monotonic() + self.settings.timeout

    def _ask_all(self, line: Line, seconds: float = _ANSWER_SECONDS) -> PrinterStatus:
        printer = self._ask(line, 1, seconds) if line.talks else None
        if printer is None:
            return PrinterStatus()
        set_level = self.settings.drawer_open
        level = self._learned if set_level == "learn" else set_level
        return read_status(printer, self._ask(line, 2), self._ask(line, 4), level)

    def _ask(self, line: Line, number: int, seconds: float = _ANSWER_SECONDS) -> int | None:
        """One answer byte; what else the printer says unasked is passed over. A question is never in doubt."""
        drop_unread(line)
        deadline = time.monotonic() + min(seconds, self.settings.timeout)
        try:
            line.send(_ASK + bytes([number]), deadline)
        except DoubtError as lost:
            raise UnsentError(NOT_CONNECTED) from lost
        while answer := line.receive(deadline):
            if found := replies(answer):
                return found[-1]
            if time.monotonic() >= deadline:
                break
        return None

    def close(self) -> None:
        """Let go of the printer."""
        self.transport.close()


def open_printer(settings: PrinterSettings) -> EscposPrinter:
    """The printer that the settings name; nothing is connected yet."""

    @cache
    def encoder() -> Encoder:
        from kassa_tui.hw.escpos_bytes import EscposBytes

        return EscposBytes(settings)

    return EscposPrinter(printer_transport(settings), settings, encoder)
