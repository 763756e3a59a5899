"""Which device is the scanner: told by how fast its keys come, and how its codes end."""

from pathlib import Path

import pytest

from kassa_tui.hw import build
from kassa_tui.hw.ports import Candidate, Heard
from kassa_tui.settings import ScannerSettings
from tests.hw import driver
from tests.hw.scanner.test_scancodes import ENTER, pressed, strokes

pytest.importorskip("evdev", reason=driver.MISSING)

from kassa_tui.hw.scanner.scanner_search import EvdevSearch, Listener, stable

DEVICE = Candidate("/dev/input/event7", "/dev/input/event7", "Scanner")
TAB = 15


def heard(text: str, end: int, gap: float) -> list[Heard]:
    """What a device says that sends a text, with so many seconds between two keys."""
    listener, at, found = Listener(DEVICE), 0.0, []
    for event in strokes(text) + pressed(end):
        if event[0] == 1 and event[2] == 1:
            at += gap
        told = listener.feed(*event, at)
        if told is not None:
            found.append(told)
    assert not listener.reading
    return found


@pytest.mark.parametrize(("end", "ending"), [(ENTER, "enter"), (TAB, "tab")])
def test_a_scanner_is_fast_and_its_end_is_told(end: int, ending: str) -> None:
    assert heard("]E08712345678906", end, 0.01) == [Heard(DEVICE, "]E08712345678906", ending, fast=True)]


@pytest.mark.parametrize(("text", "gap"), [("2580", 0.15), ("258", 0.01)])
def test_a_person_is_slow_and_few_keys_tell_nothing(text: str, gap: float) -> None:
    assert heard(text, ENTER, gap) == [Heard(DEVICE, text, "enter", fast=False)]


def test_a_code_without_an_end_is_told_as_one() -> None:
    listener = Listener(DEVICE)
    assert listener.cut_off() is None
    for event in strokes("8712"):
        assert listener.feed(*event, 0.0) is None
    assert listener.cut_off() == Heard(DEVICE, "", "", fast=True)
    assert listener.cut_off() is None


def test_a_label_without_an_end_is_whole() -> None:
    listener = Listener(DEVICE)
    for at, event in enumerate(strokes("]C0Ab-1/")):
        assert listener.feed(*event, at / 2) is None
    assert listener.cut_off() == Heard(DEVICE, "]C0Ab-1/", "", fast=False)


def test_the_link_that_stays_is_named_where_there_is_one(tmp_path: Path) -> None:
    node = tmp_path / "event7"
    assert stable(str(node), tmp_path) == str(node)
    for kind in ("by-path", "by-id"):
        (tmp_path / kind).mkdir()
        link = tmp_path / kind / "usb-Scanner-event-kbd"
        link.symlink_to("../event7")
        (tmp_path / kind / "usb-Mouse-event-mouse").symlink_to("../event7")
        assert stable(str(node), tmp_path) == str(link)


def test_what_is_no_device_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "event0").write_text("not a device")
    search = EvdevSearch(tmp_path)
    assert search.start(lambda heard: None) == ()
    search.stop()
    search.stop()


def test_a_scanner_is_looked_for_among_the_machines_devices() -> None:
    assert isinstance(build.search(ScannerSettings()), EvdevSearch)
