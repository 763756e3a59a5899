"""Asking the devices from outside: what is there, what is missing, what may not be read."""

import os
from pathlib import Path
from typing import Literal

import pytest

from kassa_tui.documents import Document
from kassa_tui.hw import probe
from kassa_tui.hw.ports import (
    NO_PRINTER,
    NO_SCANNER,
    NO_SCANNER_DRIVER,
    SCANNER_LOST,
    SIMULATED,
    Kicked,
    Level,
    Looked,
    Printer,
    Sensed,
)
from kassa_tui.settings import PrinterSettings, ScannerSettings
from tests.hw import driver
from tests.hw.fake_printer import FakePrinter


def test_no_devices_are_none_and_simulated_ones_say_so(tmp_path: Path) -> None:
    assert probe.printer(PrinterSettings(), [2]) == Looked(NO_PRINTER)
    assert probe.scanner(ScannerSettings(kind="none"), tmp_path) == NO_SCANNER
    assert probe.scanner(ScannerSettings(), tmp_path) == NO_SCANNER
    assert probe.keyboards(ScannerSettings(), tmp_path, "K1") == ()
    assert probe.printer(PrinterSettings(kind="simulated")) == Looked(SIMULATED)
    assert probe.scanner(ScannerSettings(kind="simulated"), tmp_path).word == "simulated"


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
    assert found.printer.level is level
    assert found.kicks == ()
    assert device.received == b""


@pytest.mark.parametrize(
    ("named", "has", "drawer"),
    [("low", True, "drawer open"), ("high", True, "Drawer"), ("", True, "drawer unknown"), ("low", False, "")],
)
def test_the_drawer_is_as_its_sensor_says_if_there_is_one(
    named: Literal["low", "high", ""], has: bool, drawer: str
) -> None:
    with FakePrinter() as device:
        settings = PrinterSettings(kind="tcp", host="127.0.0.1", port=device.port, drawer=has, drawer_open=named)
        found = probe.printer(settings).drawer
    assert (found.word if found else "") == drawer


def test_the_drawer_is_kicked_on_the_pins_that_were_asked_for() -> None:
    announced: list[int] = []
    with FakePrinter() as device:
        settings = PrinterSettings(kind="tcp", host="127.0.0.1", port=device.port, timeout=2.0)
        found = probe.printer(settings, [5, 2], announced.append)
        for _line in range(3):
            assert device.ended()
    assert announced == [5, 2]
    assert found.kicks == (Kicked(5, Sensed("low", "low")), Kicked(2, Sensed("low", "low")))
    assert [kick[:3] for kick in device.received.split(b"\x1bp")[1:]] == [b"\x01\x32\x32", b"\x00\x32\x32"]


def test_a_printer_is_tried_before_its_drawer_and_let_go(tmp_path: Path) -> None:
    order: list[object] = []

    def trial(device: Printer) -> None:
        order.append(device.status().printer.level)

    with FakePrinter() as device:
        settings = PrinterSettings(kind="tcp", host="127.0.0.1", port=device.port, timeout=2.0)
        assert probe.printer(settings, [2], order.append, trial=trial).kicks
    assert order == [Level.OK, 2]
    probe.printer(PrinterSettings(kind="simulated"), trial=lambda each: each.print(Document("x", ())), folder=tmp_path)
    assert (tmp_path / "printer.txt").exists()
    assert probe.printer(PrinterSettings(), trial=trial) == Looked(NO_PRINTER)
    assert len(order) == 2


def test_a_kick_that_did_not_leave_says_why() -> None:
    found = probe.printer(PrinterSettings(kind="file", path="/dev/none"), [2])
    assert [(kick.pin, bool(kick.problem)) for kick in found.kicks] == [(2, True)]
    assert found.drawer is None


def test_a_printer_that_is_not_there_is_an_error() -> None:
    assert probe.printer(PrinterSettings(kind="file", path="/dev/none")).printer.level is Level.ERROR


def test_a_scanner_is_there_gone_or_not_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("evdev", reason=driver.MISSING)
    device = tmp_path / "scanner"
    settings = ScannerSettings(kind="evdev", device=str(device))
    assert probe.scanner(settings, tmp_path) == SCANNER_LOST
    device.touch()
    assert probe.scanner(settings, tmp_path).level is Level.OK
    monkeypatch.setattr(os, "access", lambda path, how: False)
    assert probe.scanner(settings, tmp_path) == probe.NO_RIGHT


def test_codes_come_from_a_scanner_that_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "PATIENCE", 0.2)
    pipe = tmp_path / "scanner"

    def scan() -> None:
        pipe.write_text("A\n\nB\n")

    settings = ScannerSettings(kind="simulated")
    assert probe.codes(settings, tmp_path, 2, scan) == ["A", ""]
    assert probe.codes(settings, tmp_path, 9, scan) == ["A", "", "B"]
    assert not pipe.exists()
    assert probe.codes(settings, tmp_path / "none", 1, scan) == []


def test_a_scanner_without_a_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.take_away(monkeypatch)
    assert probe.scanner(ScannerSettings(kind="evdev"), tmp_path) == NO_SCANNER_DRIVER
