"""One contract for every scanner: whole codes, in order, from a thread of its own, and its state told."""

import os
import queue
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kassa_tui.hw import build
from kassa_tui.hw.ports import NO_SCANNER, NO_SCANNER_DRIVER, SCANNER_LOST, SCANNER_OK, DeviceState, NoScanner, Scanner
from kassa_tui.hw.simulated import SimulatedScanner
from kassa_tui.settings import ScannerSettings
from tests.hw.test_scancodes import ENTER, pressed, strokes

SECONDS = 10


@dataclass
class Heard:
    """What a scanner told."""

    codes: "queue.Queue[str]" = field(default_factory=queue.Queue)
    states: "queue.Queue[DeviceState]" = field(default_factory=queue.Queue)

    def code(self) -> str:
        return self.codes.get(timeout=SECONDS)

    def state(self) -> DeviceState:
        return self.states.get(timeout=SECONDS)


def listen(scanner: Scanner) -> Heard:
    heard = Heard()
    scanner.start(heard.codes.put, heard.states.put)
    return heard


def test_the_simulated_scanner_reads_its_pipe(tmp_path: Path) -> None:
    scanner = SimulatedScanner(tmp_path / "scanner")
    heard = listen(scanner)
    assert heard.state() == SCANNER_OK
    with (tmp_path / "scanner").open("w") as pipe:
        pipe.write("871")
        pipe.flush()
        pipe.write("2\nABC\n")
    assert [heard.code(), heard.code()] == ["8712", "ABC"]
    scanner.unplug()
    scanner.replug()
    assert [heard.state(), heard.state()] == [SCANNER_LOST, SCANNER_OK]
    scanner.stop()
    assert not (tmp_path / "scanner").exists()


def test_no_scanner_says_so() -> None:
    assert listen(NoScanner()).state() == NO_SCANNER


def test_a_missing_driver_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "kassa_tui.hw.evdev_scanner", None)
    scanner = build.scanner(ScannerSettings(kind="evdev"), tmp_path)
    assert listen(scanner).state() == NO_SCANNER_DRIVER


evdev = pytest.importorskip("evdev", reason="no scanner driver: evdev needs gcc, libc6-dev and python3-dev to install")


@dataclass
class FakeKernel:
    """Stands for /dev/input: a device is a pipe of input_event structures that can be pulled out."""

    plugged: bool = True
    there: bool = True
    grabbed_by_another: bool = False
    grabs: int = 0
    down: list[list[int]] = field(default_factory=list)
    ends: tuple[int, int] = (-1, -1)

    def open(self, path: str) -> "FakeDevice":
        if not self.plugged:
            raise FileNotFoundError(path)
        self.ends = os.pipe()
        return FakeDevice(self, self.ends[0])

    def send(self, events: list[tuple[int, int, int]]) -> None:
        for event in events:
            os.write(self.ends[1], struct.pack("llHHi", 0, 0, *event))

    def pull(self) -> None:
        self.plugged = False
        os.close(self.ends[1])


@dataclass
class FakeDevice:
    """What the driver uses of evdev.InputDevice."""

    kernel: FakeKernel
    fd: int

    def active_keys(self) -> list[int]:
        return self.kernel.down.pop(0) if self.kernel.down else []

    def grab(self) -> None:
        if self.kernel.grabbed_by_another:
            raise OSError(16, "Device or resource busy")
        assert not self.kernel.down
        self.kernel.grabs += 1

    def read(self) -> Iterator[object]:
        data = os.read(self.fd, 24 * 64)
        if not data:
            raise OSError(19, "No such device")
        for at in range(0, len(data), 24):
            yield evdev.InputEvent(*struct.unpack("llHHi", data[at : at + 24]))

    def close(self) -> None:
        os.close(self.fd)


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> FakeKernel:
    from kassa_tui.hw import evdev_scanner

    kernel = FakeKernel()
    monkeypatch.setattr(evdev, "InputDevice", kernel.open)
    monkeypatch.setattr(evdev_scanner, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(evdev_scanner, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(evdev_scanner, "is_there", lambda path, opened: kernel.there)
    return kernel


@pytest.fixture
def scanner(kernel: FakeKernel) -> Iterator[Scanner]:
    from kassa_tui.hw.evdev_scanner import EvdevScanner

    scanner = EvdevScanner("/dev/kassa/scanner")
    yield scanner
    scanner.stop()


def test_the_scanner_is_grabbed_and_read(kernel: FakeKernel, scanner: Scanner) -> None:
    kernel.down = [[28], [28]]
    heard = listen(scanner)
    assert heard.state() == SCANNER_OK
    assert kernel.grabs == 1
    kernel.send(strokes("8712345678906") + pressed(ENTER))
    assert heard.code() == "8712345678906"


def test_half_a_code_is_told_as_such(kernel: FakeKernel, scanner: Scanner) -> None:
    heard = listen(scanner)
    heard.state()
    kernel.send(strokes("871"))
    assert heard.code() == ""


def test_a_scanner_that_comes_back_is_grabbed_again(kernel: FakeKernel, scanner: Scanner) -> None:
    heard = listen(scanner)
    assert heard.state() == SCANNER_OK
    kernel.pull()
    assert heard.state() == SCANNER_LOST
    kernel.plugged = True
    assert heard.state() == SCANNER_OK
    kernel.send(strokes("99") + pressed(ENTER))
    assert heard.code() == "99"
    assert kernel.grabs == 2


def test_a_code_that_was_cut_by_the_unplugging_is_told_as_such(kernel: FakeKernel, scanner: Scanner) -> None:
    heard = listen(scanner)
    heard.state()
    kernel.send(strokes("871"))
    kernel.pull()
    assert heard.state() == SCANNER_LOST
    assert heard.code() == ""


def test_a_scanner_that_became_another_device_unnoticed_is_opened_again(kernel: FakeKernel, scanner: Scanner) -> None:
    """Its link leads to another node, and nobody said that the first one is gone."""
    heard = listen(scanner)
    heard.state()
    kernel.there = False
    assert heard.state() == SCANNER_LOST
    kernel.there = True
    assert heard.state() == SCANNER_OK
    kernel.send(strokes("99") + pressed(ENTER))
    assert heard.code() == "99"


def test_a_path_leads_to_the_node_that_was_opened(tmp_path: Path) -> None:
    from kassa_tui.hw.evdev_scanner import is_there

    first, second, link = tmp_path / "event7", tmp_path / "event8", tmp_path / "scanner"
    first.touch()
    second.touch()
    link.symlink_to(first)
    assert is_there(str(link), str(first))
    first.unlink()
    assert not is_there(str(link), str(first))
    link.unlink()
    link.symlink_to(second)
    assert not is_there(str(link), str(first))


def test_a_scanner_that_is_not_there_is_looked_for(kernel: FakeKernel, scanner: Scanner) -> None:
    kernel.plugged = False
    heard = listen(scanner)
    assert heard.state() == SCANNER_LOST
    kernel.plugged = True
    assert heard.state() == SCANNER_OK


def test_a_scanner_of_another_program_is_said(kernel: FakeKernel, scanner: Scanner) -> None:
    kernel.grabbed_by_another = True
    heard = listen(scanner)
    assert heard.state().word == "scanner in use"
    kernel.grabbed_by_another = False
    assert heard.state() == SCANNER_OK
