"""The scanner's driver on a kernel that is played: grabbed, read whole, and found again when it was unplugged."""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kassa_tui.hw.ports import SCANNER_LOST, SCANNER_OK, Scanner
from tests.hw import driver
from tests.hw.scanner.test_scancodes import ENTER, pressed, strokes
from tests.hw.test_scanners import listen

pytest.importorskip("evdev", reason=driver.MISSING)

import evdev

from kassa_tui.hw.scanner import evdev_scanner
from kassa_tui.hw.scanner.evdev_scanner import EvdevScanner, is_there


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
    kernel = FakeKernel()
    monkeypatch.setattr(evdev, "InputDevice", kernel.open)
    monkeypatch.setattr(evdev_scanner, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(evdev_scanner, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(evdev_scanner, "is_there", lambda path, opened: kernel.there)
    return kernel


@pytest.fixture
def scanner(kernel: FakeKernel) -> Iterator[Scanner]:
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
