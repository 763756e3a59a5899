"""A real receipt printer: asks how it is, sends, asks again, and says how sure it is of what came out."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from kassa_tui.documents import Document
from kassa_tui.hw.ports import DoubtError, PrinterStatus, UnsentError
from kassa_tui.hw.transports import STOPPED, FileTransport, Line, TcpTransport, Transport
from kassa_tui.i18n import N_
from kassa_tui.settings import PrinterSettings

# DLE EOT n, answered at once even while it prints: 1 the printer, 2 why it is offline, 4 the paper.
# Source: Epson ESC/POS command reference.
_ASK = b"\x10\x04"
_REPLY_BITS, _REPLY = 0x93, 0x12
_DRAWER_PIN = 0x04
_OFFLINE = 0x08
_COVER_OPEN = 0x04
_PAPER_OUT = 0x60
_PAPER_LOW = 0x0C
_ANSWER_SECONDS = 0.5


def read_status(printer: int | None, cause: int | None, paper: int | None, drawer_open: str) -> PrinterStatus:
    """The three answers to DLE EOT 1, 2 and 4; None for one that did not come, which is unknown and never well.

    `drawer_open` is the level of the drawer's pin while it is open: high, low, or empty for a drawer without a sensor.
    """
    level = None
    if paper is not None:
        level = "out" if paper & _PAPER_OUT else "low" if paper & _PAPER_LOW else "ok"
    drawer = None
    if printer is not None and drawer_open:
        drawer = bool(printer & _DRAWER_PIN) == (drawer_open == "high")
    return PrinterStatus(
        online=None if printer is None else not printer & _OFFLINE,
        paper=level,
        cover_open=None if cause is None else bool(cause & _COVER_OPEN),
        drawer_open=drawer,
    )


def _why_not(status: PrinterStatus) -> str:
    """Why this printer would not print now; empty if it would, or does not say."""
    if status.cover_open:
        return N_("the printer is open")
    if status.paper == "out":
        return N_("there is no paper")
    return N_("the printer is offline") if status.online is False else ""


class Encoder(Protocol):
    """What makes bytes; see escpos_bytes."""

    def document(self, document: Document) -> bytes:
        """A paper."""

    def kick(self) -> bytes:
        """The drawer's pulse."""


@dataclass(slots=True)
class EscposPrinter:
    """Prints documents over a transport; each job has a connection and a deadline of its own.

    The library behind `encoder` is slow to load: that happens in the printer's thread, with the first job.
    """

    transport: Transport
    settings: PrinterSettings
    encoder: Callable[[], "Encoder"]

    def print(self, document: Document) -> None:
        """Send the paper; a printer that answers is asked before, and again when all has been sent."""
        data = self.encoder().document(document)
        line = self._open()
        try:
            before = self._ask_all(line)
            problem = _why_not(before)
            if problem:
                raise UnsentError(problem)
            line.send(data, self._deadline())
            if before.online is not None:
                self._surely_done(line)
        finally:
            line.close()

    def _surely_done(self, line: Line) -> None:
        try:
            after = self._ask_all(line)
        except UnsentError as lost:
            raise DoubtError(STOPPED) from lost
        if after.online is None:
            raise DoubtError(STOPPED)
        problem = _why_not(after)
        if problem:
            raise DoubtError(problem)

    def kick(self) -> None:
        """Open the drawer; nothing happens where the settings name none."""
        if not self.settings.drawer:
            return
        line = self._open()
        try:
            line.send(self.encoder().kick(), self._deadline())
        finally:
            line.close()

    def status(self) -> PrinterStatus:
        """How it is; unknown where it does not answer, offline where nothing is connected."""
        try:
            line = self._open()
        except UnsentError:
            return PrinterStatus(online=False)
        try:
            return self._ask_all(line)
        except (UnsentError, DoubtError):
            return PrinterStatus(online=False)
        finally:
            line.close()

    def _open(self) -> Line:
        return self.transport.open(self._deadline())

    def _deadline(self) -> float:
        return time.monotonic() + self.settings.timeout

    def _ask_all(self, line: Line) -> PrinterStatus:
        printer = self._ask(line, 1) if line.talks else None
        if printer is None:
            return PrinterStatus()
        return read_status(printer, self._ask(line, 2), self._ask(line, 4), self.settings.drawer_open)

    def _ask(self, line: Line, number: int) -> int | None:
        """One answer byte; what else the printer says unasked is passed over."""
        while line.receive(0):
            pass
        deadline = time.monotonic() + min(_ANSWER_SECONDS, self.settings.timeout)
        line.send(_ASK + bytes([number]), deadline)
        while answer := line.receive(deadline):
            replies = [byte for byte in answer if byte & _REPLY_BITS == _REPLY]
            if replies:
                return replies[-1]
        return None

    def close(self) -> None:
        """Every job has closed its own connection."""


def open_printer(settings: PrinterSettings) -> EscposPrinter:
    """The printer that the settings name; nothing is connected yet."""
    way: Transport
    way = TcpTransport(settings.host, settings.port) if settings.kind == "tcp" else FileTransport(settings.path)

    @cache
    def encoder() -> Encoder:
        from kassa_tui.hw.escpos_bytes import EscposBytes

        return EscposBytes(settings)

    return EscposPrinter(way, settings, encoder)
