"""One contract for every printer, and what each fault of a real one becomes."""

import errno
import os
import pty
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Literal

import pytest
import usb.backend.libusb1

from kassa_tui.documents import Cut, Document, Pair, Text
from kassa_tui.hw import build
from kassa_tui.hw.escpos_printer import open_printer
from kassa_tui.hw.escpos_status import read_status
from kassa_tui.hw.ports import DoubtError, Level, Printer, PrinterStatus, UnsentError
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.settings import PrinterSettings
from tests.hw.fake_printer import FakePrinter
from tests.hw.fake_usb import UsbBus, UsbPrinter
from tests.hw.paper_reader import Printed, read_paper

PAPER = Document("Receipt", (Text("Bread"), Pair("Total €", "2,95", bold=True, big=True), Cut()))
LONG = Document("Long", tuple(Text(f"line {number}") for number in range(4000)))


@dataclass
class Bench:
    """A printer and what stands at its other end."""

    printer: Printer
    printed: Callable[[], str]
    kicks: Callable[[], int]


KINDS = ["simulated", "usb", "tcp", "tcp that is silent", "device file", "serial", "plain file"]


@pytest.fixture(params=KINDS)
def bench(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    kind = str(request.param)
    if kind == "usb":
        plugged = UsbPrinter()
        monkeypatch.setattr(usb.backend.libusb1, "get_backend", lambda: UsbBus(plugged))
        yield Bench(
            open_printer(PrinterSettings(kind="usb")),
            lambda: read_paper(plugged.received).text,
            lambda: len(read_paper(plugged.received).kicks),
        )
    elif kind == "simulated":
        simulated = SimulatedPrinter(columns=48)
        yield Bench(simulated, lambda: "".join(simulated.papers), lambda: simulated.kicks)
    elif kind.startswith("tcp"):
        with FakePrinter(silent="silent" in kind) as fake:
            printer = open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=fake.port, timeout=2))

            def paper() -> Printed:
                assert fake.ended()
                return read_paper(fake.received)

            yield Bench(printer, lambda: paper().text, lambda: len(paper().kicks))
    elif kind == "plain file":
        file = tmp_path / "lp0"
        file.touch()
        yield Bench(
            open_printer(PrinterSettings(kind="file", path=str(file))),
            lambda: read_paper(file.read_bytes()).text,
            lambda: len(read_paper(file.read_bytes()).kicks),
        )
    else:
        master, fd = pty.openpty()
        tty.setraw(fd)
        slave = os.fdopen(fd, "wb", 0)

        def received() -> bytes:
            printer.close()
            return until_hung_up(master, slave).replace(b"\x10\x04\x01", b"")

        settings = PrinterSettings(kind="serial" if kind == "serial" else "file", path=os.ttyname(fd), timeout=0.2)
        printer = open_printer(settings)
        yield Bench(printer, lambda: read_paper(received()).text, lambda: len(read_paper(received()).kicks))
        slave.close()
        os.close(master)


def until_hung_up(master: int, slave: FileIO) -> bytes:
    """All that was written to a terminal whose last holder lets go now: the kernel hands it over in pieces."""
    slave.close()
    got = b""
    try:
        while piece := os.read(master, 65536):
            got += piece
    except OSError as hung_up:
        assert hung_up.errno == errno.EIO
    return got


def test_a_printer_prints_every_line(bench: Bench) -> None:
    bench.printer.print(PAPER)
    assert [line.split() for line in bench.printed().splitlines() if line] == [["Bread"], ["Total", "€", "2,95"]]


def test_a_kick_opens_the_drawer_once(bench: Bench) -> None:
    bench.printer.kick()
    assert bench.kicks() == 1


def test_a_status_is_never_well_without_an_answer(bench: Bench) -> None:
    """Silence is unknown; only a printer that answers may be well."""
    status = bench.printer.status()
    assert status.printer.level in (Level.OK, Level.UNKNOWN)
    assert (status.printer.level is Level.OK) == (status.online is True)


def test_close_may_be_called_twice(bench: Bench) -> None:
    bench.printer.close()
    bench.printer.close()
    assert bench.printer.status() is not None


@pytest.mark.parametrize("kind", ["tcp", "file"])
def test_nothing_there_is_unsent(kind: str, tmp_path: Path) -> None:
    with FakePrinter() as fake:
        port = fake.port
    settings = PrinterSettings(kind=kind, host="127.0.0.1", port=port, path=str(tmp_path / "none"), timeout=0.5)  # type: ignore[arg-type]
    printer = open_printer(settings)
    with pytest.raises(UnsentError, match="not connected"):
        printer.print(PAPER)
    with pytest.raises(UnsentError, match="not connected"):
        printer.kick()
    assert printer.status() == PrinterStatus(online=False)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("answers", "said"),
    [({4: 0x72}, "no paper"), ({2: 0x16}, "open"), ({1: 0x1A}, "offline"), ({1: 0x1A, 2: 0x16}, "open")],
)
def test_a_printer_that_says_why_is_not_sent_anything(answers: dict[int, int], said: str) -> None:
    with FakePrinter() as fake:
        fake.answers |= answers
        with pytest.raises(UnsentError, match=said):
            open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=fake.port)).print(PAPER)
    assert fake.received == b""


def test_a_printer_that_goes_away_in_the_middle_is_in_doubt() -> None:
    with FakePrinter(gone_after=1000) as fake, pytest.raises(DoubtError, match="in the middle"):
        open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=fake.port, timeout=1)).print(LONG)
    assert 0 < len(fake.received) < 4000 * 6


def test_a_printer_that_takes_no_more_is_in_doubt_and_ends_in_time() -> None:
    with FakePrinter(stuck_after=1000) as fake, pytest.raises(DoubtError, match="in the middle"):
        huge = Document("x", LONG.rows * 200)
        open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=fake.port, timeout=0.3)).print(huge)


def test_a_device_that_takes_nothing_is_unsent() -> None:
    """A tty whose other side reads nothing and is full already."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.set_blocking(slave, False)
    try:
        while True:
            os.write(slave, b"x")
    except BlockingIOError:
        pass
    printer = open_printer(PrinterSettings(kind="file", path=os.ttyname(slave), timeout=0.2))
    with pytest.raises(UnsentError):
        printer.print(PAPER)
    assert printer.status().printer.level is not Level.OK
    os.close(master)
    os.close(slave)


def test_what_a_printer_says_unasked_is_no_answer() -> None:
    """Automatic status blocks (four bytes, the first 0x10) must not be taken for paper out."""
    with FakePrinter(chatter=b"\x10\x00\x0c\x00") as fake:
        printer = open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=fake.port, drawer_open="high"))
        assert printer.status() == PrinterStatus(True, "ok", False, False)


@pytest.mark.parametrize(
    ("printer", "cause", "paper", "wired", "expected"),
    [
        (0x12, 0x12, 0x12, "", PrinterStatus(True, "ok", False, None)),
        (0x16, 0x12, 0x12, "high", PrinterStatus(True, "ok", False, True)),
        (0x16, 0x12, 0x12, "low", PrinterStatus(True, "ok", False, False)),
        (0x12, 0x12, 0x1E, "low", PrinterStatus(True, "low", False, True)),
        (0x1A, 0x32, 0x7E, "", PrinterStatus(False, "out", False, None)),
        (0x1A, 0x16, None, "", PrinterStatus(False, None, True, None)),
        (None, None, None, "high", PrinterStatus()),
    ],
)
def test_status_bits(
    printer: int | None, cause: int | None, paper: int | None, wired: str, expected: PrinterStatus
) -> None:
    assert read_status(printer, cause, paper, wired) == expected


def test_a_drawer_that_the_settings_switch_off_is_not_kicked() -> None:
    with FakePrinter() as fake:
        open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=fake.port, drawer=False)).kick()
    assert fake.received == b""


@pytest.mark.parametrize("wrong", [{"profile": "no-such-printer"}, {"codepage": "KLINGON"}, {"profile": "simple"}])
def test_a_wrong_profile_is_said_when_something_is_printed(wrong: dict[str, str]) -> None:
    with FakePrinter() as fake:
        printer = open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=fake.port, **wrong))  # type: ignore[arg-type]
        with pytest.raises(UnsentError, match="code page"):
            printer.print(PAPER)


def test_the_settings_choose_the_printer(tmp_path: Path) -> None:
    assert build.printer(PrinterSettings(), tmp_path) is None
    assert isinstance(build.printer(PrinterSettings(kind="simulated"), tmp_path), SimulatedPrinter)
    assert build.printer(PrinterSettings(kind="tcp", host="127.0.0.1"), tmp_path) is not None


def test_simulated_faults(tmp_path: Path) -> None:
    printer = SimulatedPrinter(tmp_path / "printer.txt", paper="out")
    with pytest.raises(UnsentError, match="no paper"):
        printer.print(PAPER)
    printer.paper, printer.cover_open = "ok", True
    with pytest.raises(UnsentError, match="open"):
        printer.print(PAPER)
    printer.cover_open, printer.stops_after = False, 8
    with pytest.raises(DoubtError):
        printer.print(PAPER)
    assert printer.papers == [PAPER.as_text(48)[:8]]
    printer.plugged = False
    with pytest.raises(UnsentError, match="not connected"):
        printer.kick()
    assert printer.status().printer.level is Level.ERROR
    assert printer.kicks == 0


@pytest.mark.parametrize("silent", [False, True])
def test_a_printer_that_answers_is_told_to_speak_only_when_asked(silent: bool) -> None:
    """One that never answers is sent nothing that it might not know."""
    with FakePrinter(silent=silent) as fake:
        open_printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=fake.port, timeout=2)).print(PAPER)
        assert fake.ended()
    assert fake.received.endswith(b"\x1da\x00") is not silent


@pytest.mark.parametrize("kind", ["none", "simulated"])
def test_what_is_no_printer_on_a_wire_is_not_opened_as_a_file(kind: Literal["none", "simulated"]) -> None:
    with pytest.raises(ValueError, match=kind):
        open_printer(PrinterSettings(kind=kind))


def test_a_kind_that_nobody_knows_is_not_opened_as_a_file() -> None:
    with pytest.raises(AssertionError, match="parallel"):
        open_printer(PrinterSettings(kind="parallel"))  # type: ignore[arg-type]
