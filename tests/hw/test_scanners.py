"""One contract for every scanner: whole codes, in order, from a thread of its own, and its state told."""

import queue
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kassa_tui.hw import build
from kassa_tui.hw.ports import (
    NO_SCANNER,
    NO_SCANNER_DRIVER,
    SCANNER_LOST,
    SCANNER_OK,
    DeviceState,
    NoScanner,
    NoSearch,
    Scanner,
)
from kassa_tui.hw.simulated import SimulatedScanner
from kassa_tui.settings import ScannerSettings
from tests.hw import driver

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
    driver.take_away(monkeypatch)
    scanner = build.scanner(ScannerSettings(kind="evdev"), tmp_path)
    assert listen(scanner).state() == NO_SCANNER_DRIVER


def test_a_search_without_a_driver_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    driver.take_away(monkeypatch)
    search = build.search(ScannerSettings(kind="evdev"))
    assert isinstance(search, NoSearch)
    assert (search.problem, search.start(lambda heard: None)) == ("this machine has no scanner driver", ())


def test_a_simulated_scanner_is_looked_for_among_simulated_devices() -> None:
    assert build.search(ScannerSettings(kind="simulated")).start(lambda heard: None)[0].name == "Simulated scanner"
