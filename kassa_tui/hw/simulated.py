"""Simulated devices with a memory and faults: chosen by name like real ones, visibly so.

The printer writes what it prints as text into a file; the scanner reads codes from a named pipe beside it:

    echo 2000000000442 > kassa-scanner
"""

import os
import select
import threading
from dataclasses import dataclass, field
from pathlib import Path

from kassa_tui.documents import Document
from kassa_tui.hw.ports import (
    DISPLAY_COLUMNS,
    SCANNER_LOST,
    SCANNER_OK,
    Candidate,
    DoubtError,
    Heard,
    Lines,
    OnHeard,
    OnScan,
    OnState,
    PrinterStatus,
    Sensed,
    UnsentError,
)
from kassa_tui.i18n import N_
from kassa_tui.text import fit

SIMULATED_PIN = 2
_LEVELS = {False: "low", True: "high"}


@dataclass
class SimulatedPrinter:
    """A printer that remembers its paper, with a drawer that stays open until it is shut.

    Faults are set from outside: `paper` ok, low or out; `plugged`; `cover_open`; `stops_after` characters.
    Somebody shuts the drawer when its state was asked `shut_after` times, never for None.
    """

    file: Path | None = None
    columns: int = 48
    paper: str = "ok"
    plugged: bool = True
    cover_open: bool = False
    drawer_open: bool = False
    stops_after: int | None = None
    shut_after: int | None = None
    papers: list[str] = field(default_factory=list)
    shown: list[Lines] = field(default_factory=list)
    kicks: int = 0
    _asked: int = 0

    def _ready(self) -> None:
        if not self.plugged:
            raise UnsentError(N_("the printer is not connected"))
        if self.cover_open:
            raise UnsentError(N_("the printer is open"))
        if self.paper == "out":
            raise UnsentError(N_("there is no paper"))

    def print(self, document: Document) -> None:
        """Add the document to the printed papers, and to the file."""
        self._ready()
        text = document.as_text(self.columns)
        if self.stops_after is not None:
            self._write(text[: self.stops_after])
            raise DoubtError(N_("the printer stopped in the middle"))
        self._write(text)

    def _write(self, text: str) -> None:
        self.papers.append(text)
        if self.file is not None:
            with self.file.open("a", encoding="utf-8") as out:
                out.write(text + "=" * self.columns + "\n")

    def kick(self) -> None:
        """Open the drawer."""
        if not self.plugged:
            raise UnsentError(N_("the printer is not connected"))
        self.kicks += 1
        self.drawer_open = True
        self._asked = 0

    def try_kick(self, pin: int) -> Sensed:
        """Open the drawer, which hangs on pin 2; its sensor is high while it is open."""
        if pin == SIMULATED_PIN:
            before = self.drawer_open
            self.kick()
            return Sensed(_LEVELS[before], _LEVELS[True])
        if not self.plugged:
            raise UnsentError(N_("the printer is not connected"))
        return Sensed(_LEVELS[self.drawer_open], _LEVELS[self.drawer_open])

    def show(self, lines: Lines) -> None:
        """Two lines on the display that hangs on it."""
        if not self.plugged:
            raise UnsentError(N_("the printer is not connected"))
        self.shown.append(lines)

    def status(self) -> PrinterStatus:
        """What a real printer would answer."""
        if not self.plugged:
            return PrinterStatus(online=False)
        self._asked += 1
        if self.shut_after is not None and self._asked > self.shut_after:
            self.drawer_open = False
        return PrinterStatus(True, self.paper, self.cover_open, self.drawer_open)

    def close(self) -> None:
        """Nothing to let go of."""


@dataclass
class SimulatedScanner:
    """A scanner that reads lines from a named pipe, or is fed by `scan`."""

    pipe: Path | None = None
    _scan: OnScan | None = None
    _state: OnState | None = None
    _thread: threading.Thread | None = None
    _wake: tuple[int, int] | None = None

    def start(self, on_scan: OnScan, on_state: OnState) -> None:
        """Tell that it is there, and read the pipe if there is one."""
        self._scan, self._state = on_scan, on_state
        on_state(SCANNER_OK)
        if self.pipe is not None:
            self.pipe.unlink(missing_ok=True)
            os.mkfifo(self.pipe, 0o600)
            self._wake = os.pipe()
            self._thread = threading.Thread(target=self._read, name="scanner", daemon=True)
            self._thread.start()

    def _read(self) -> None:
        assert self.pipe is not None
        assert self._wake is not None
        fd = os.open(self.pipe, os.O_RDWR | os.O_NONBLOCK)
        pending = b""
        while self._wake[0] not in select.select([fd, self._wake[0]], [], [])[0]:
            pending += os.read(fd, 4096)
            *codes, pending = pending.split(b"\n")
            for code in codes:
                self.scan(code.decode(errors="replace").strip())
        os.close(fd)

    def scan(self, code: str) -> None:
        """A code, as the real thread would give it."""
        if self._scan is not None:
            self._scan(code)

    def unplug(self) -> None:
        """The cable is out."""
        if self._state is not None:
            self._state(SCANNER_LOST)

    def replug(self) -> None:
        """It is back."""
        if self._state is not None:
            self._state(SCANNER_OK)

    def stop(self) -> None:
        """End the thread and remove the pipe."""
        if self._wake is not None and self._thread is not None:
            os.write(self._wake[1], b"x")
            self._thread.join(2)
            for fd in self._wake:
                os.close(fd)
            self._wake = None
        if self.pipe is not None:
            self.pipe.unlink(missing_ok=True)


@dataclass
class SimulatedSearch:
    """A machine with a few devices that type; `hear` is a code from one of them."""

    candidates: tuple[Candidate, ...] = (
        Candidate(
            "/dev/input/event7", "/dev/input/by-id/usb-Simulated_Scanner-event-kbd", "Simulated scanner", "1a86", "2216"
        ),
    )
    problem: str = ""
    listening: bool = False
    _on_heard: OnHeard | None = None

    def start(self, on_heard: OnHeard) -> tuple[Candidate, ...]:
        """Begin to listen."""
        self._on_heard, self.listening = on_heard, True
        return self.candidates

    def hear(self, code: str, ending: str = "enter", *, fast: bool = True, number: int = 0) -> None:
        """A code, as the real thread would give it."""
        if self._on_heard is not None and self.listening:
            self._on_heard(Heard(self.candidates[number], code, ending, fast))

    def stop(self) -> None:
        """Listen no more."""
        self.listening = False


@dataclass
class SimulatedDisplay:
    """A customer display that remembers what it showed, and keeps the last of it in a file."""

    file: Path | None = None
    plugged: bool = True
    shown: list[Lines] = field(default_factory=list)

    def show(self, lines: Lines) -> None:
        """Two lines, as wide as a real one."""
        if not self.plugged:
            raise UnsentError(N_("the customer display is not connected"))
        first, second = (fit(line, DISPLAY_COLUMNS, ellipsis="") for line in lines)
        self.shown.append((first, second))
        if self.file is not None:
            self.file.write_text(f"{first}\n{second}\n", encoding="utf-8")

    def close(self) -> None:
        """Nothing to let go of."""
