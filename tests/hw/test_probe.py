"""Asking the devices from outside: what is there, what is missing, what may not be read."""

import os
import sys
from pathlib import Path

import pytest

from kassa_tui.hw import probe
from kassa_tui.hw.ports import NO_PRINTER, NO_SCANNER, NO_SCANNER_DRIVER, SCANNER_LOST, Level
from kassa_tui.settings import PrinterSettings, ScannerSettings
from tests.hw.fake_printer import FakePrinter


def test_no_devices_are_none_and_simulated_ones_say_so() -> None:
    assert probe.printer(PrinterSettings()) == NO_PRINTER
    assert probe.scanner(ScannerSettings()) == NO_SCANNER
    assert probe.printer(PrinterSettings(kind="simulated")).word == "simulated"
    assert probe.scanner(ScannerSettings(kind="simulated")).word == "simulated"


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({1: 0x12, 2: 0x12, 4: 0x12}, Level.OK),
        ({1: 0x12, 2: 0x12, 4: 0x1E}, Level.WARN),
        ({1: 0x1A, 2: 0x16, 4: 0x12}, Level.ERROR),
    ],
)
def test_a_printer_is_asked_and_nothing_is_printed(answers: dict[int, int], level: Level) -> None:
    with FakePrinter(answers) as device:
        found = probe.printer(PrinterSettings(kind="tcp", host="127.0.0.1", port=device.port, timeout=2.0))
        assert device.ended()
    assert found.level is level
    assert device.received == b""


def test_a_printer_that_is_not_there_is_an_error() -> None:
    assert probe.printer(PrinterSettings(kind="file", path="/dev/none")).level is Level.ERROR


def test_a_scanner_is_there_gone_or_not_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("evdev", reason="no scanner driver: evdev needs gcc, libc6-dev and python3-dev to install")
    device = tmp_path / "scanner"
    settings = ScannerSettings(kind="evdev", device=str(device))
    assert probe.scanner(settings) == SCANNER_LOST
    device.touch()
    assert probe.scanner(settings).level is Level.OK
    monkeypatch.setattr(os, "access", lambda path, how: False)
    assert probe.scanner(settings) == probe.NO_RIGHT


def test_a_scanner_without_a_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kassa_tui.hw.evdev_scanner", None)
    assert probe.scanner(ScannerSettings(kind="evdev")) == NO_SCANNER_DRIVER
