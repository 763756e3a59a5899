"""A printer on a serial line or Bluetooth's: a pseudo-terminal stands for the wire."""

import os
import pty
import select
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kassa_tui.documents import Cut, Document, Text
from kassa_tui.hw import serial_transport
from kassa_tui.hw.escpos_printer import EscposPrinter, open_printer
from kassa_tui.hw.ports import DoubtError, PrinterStatus, UnsentError
from kassa_tui.settings import PrinterSettings
from tests.hw.paper_reader import read_paper

PAPER = Document("Receipt", (Text("Blåbær € 2,95"), Cut()))
QUESTION = b"\x10\x04"


@dataclass
class Wire:
    """A terminal at a path of its own, with a printer behind it that answers questions; it can be pulled out."""

    path: Path
    received: bytes = b""
    _master: int = -1
    _thread: threading.Thread | None = None
    _wake: tuple[int, int] = field(default_factory=os.pipe)

    def plug(self) -> None:
        """Connected, or connected again under another name behind the same path."""
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(slave))
        self._slave = slave
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Off, or out of reach; its name goes too."""
        os.write(self._wake[1], b"x")
        assert self._thread is not None
        self._thread.join(5)
        os.close(self._master)
        os.close(self._slave)
        self.path.unlink()

    def _answer(self) -> None:
        while self._wake[0] not in select.select([self._master, self._wake[0]], [], [])[0]:
            data = os.read(self._master, 4096)
            for number in data.split(QUESTION)[1:]:
                os.write(self._master, b"\x12" if number[:1] in b"\x01\x02\x04" else b"")
                data = data.replace(QUESTION + number[:1], b"", 1)
            self.received += data
        os.read(self._wake[0], 1)

    def close(self) -> None:
        if self.path.is_symlink():
            self.pull()
        for fd in self._wake:
            os.close(fd)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    wire = Wire(tmp_path / "rfcomm0")
    wire.plug()
    yield wire
    wire.close()


@pytest.fixture
def printer(wire: Wire) -> Iterator[EscposPrinter]:
    printer = open_printer(PrinterSettings(kind="serial", path=str(wire.path), baud=38400, timeout=0.5))
    yield printer
    printer.close()


def test_a_serial_printer_prints_and_answers(wire: Wire, printer: EscposPrinter) -> None:
    printer.print(PAPER)
    assert read_paper(wire.received).text == "Blåbær € 2,95\n"
    assert printer.status() == PrinterStatus(True, "ok", False, None)


@pytest.mark.parametrize("flow", ["hardware", "software", "none"])
@pytest.mark.parametrize("baud", [9600, 115200])
def test_the_line_is_set_as_the_settings_say(wire: Wire, baud: int, flow: str) -> None:
    printer = open_printer(
        PrinterSettings(kind="serial", path=str(wire.path), baud=baud, flow=flow)  # type: ignore[arg-type]
    )
    printer.status()
    given, _out, control, local, speed, _speed, _signs = termios.tcgetattr(wire._slave)
    assert speed == getattr(termios, f"B{baud}")
    assert bool(control & termios.CRTSCTS) == (flow == "hardware")
    assert bool(given & termios.IXON) == (flow == "software")
    assert control & termios.CSIZE == termios.CS8
    assert not local & (termios.ICANON | termios.ECHO)
    assert not given & termios.ICRNL
    printer.close()


def test_a_printer_out_of_reach_is_not_connected_and_comes_back(wire: Wire, printer: EscposPrinter) -> None:
    printer.print(PAPER)
    wire.pull()
    with pytest.raises(UnsentError, match="not connected"):
        printer.print(PAPER)
    assert printer.status() == PrinterStatus(online=False)
    wire.received = b""
    wire.plug()
    assert printer.status().online
    printer.print(PAPER)
    assert read_paper(wire.received).text == "Blåbær € 2,95\n"


def test_a_file_is_no_serial_line(tmp_path: Path) -> None:
    file = tmp_path / "tty"
    file.touch()
    with pytest.raises(UnsentError, match="no serial line"):
        open_printer(PrinterSettings(kind="serial", path=str(file))).print(PAPER)
    assert file.read_bytes() == b""


def held(left: list[int]) -> Callable[[int], int]:
    """A kernel in whose buffer so many bytes are, at each look; the last for ever."""
    return lambda fd: left.pop(0) if len(left) > 1 else left[0]


@pytest.mark.parametrize(
    ("left", "error"),
    [([400, 300, 200, 100, 0], None), ([10, 5], DoubtError), ([10**6], UnsentError)],
)
def test_bytes_count_when_they_have_left_the_machine(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, left: list[int], error: type[Exception] | None
) -> None:
    """What a printer that holds the line has not taken is taken back: it must not come out later."""
    settings = PrinterSettings(kind="serial", path=str(wire.path), timeout=0.1)
    line = serial_transport.SerialTransport(settings.path, settings.baud)
    monkeypatch.setattr(serial_transport, "waiting", held(left))
    flushed: list[int] = []
    monkeypatch.setattr(termios, "tcflush", lambda fd, queue: flushed.append(queue))
    deadline = time.monotonic() + 0.1
    if error is None:
        line.open(deadline).send(b"x" * 400, deadline)
        assert flushed == []
    else:
        with pytest.raises(error):
            line.open(deadline).send(b"x" * 400, deadline)
        assert flushed == [termios.TCOFLUSH]
    line.close()
