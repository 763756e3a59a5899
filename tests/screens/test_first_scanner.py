"""The last page of the first start: a scanner is tried by its label, or left for later by one F12."""

from pathlib import Path

import pytest

from kassa_tui.devices import drivers, first_scanner, heard
from kassa_tui.hw.ports import Candidate, NoSearch
from kassa_tui.hw.scanner.remembered import Known, Measured, Remembered, file_of, used_only
from kassa_tui.hw.simulated import SimulatedSearch
from kassa_tui.screens.setup.scanner import FirstScanner, ScannerStep
from kassa_tui.settings import ScannerSettings, Settings
from tests.conftest import ShopUnderTest
from tests.screens.test_scanner_setup import types
from tests.screens.test_setup import answer_all, fails_at_first, first_start

SCANNER = Candidate("/dev/input/event7", "/dev/input/event7", "Scanner 9", identity="1a86:2216:x:0")
KEYBOARD = Candidate("/dev/input/event2", "/dev/input/event2", "A keyboard", identity="046d:c31c:y:0")
LOCKED = Candidate("/dev/input/event4", "/dev/input/event4", "event4", readable=False)
Kept = list[tuple[str, Measured, Known | None]]


def tried(search: SimulatedSearch, kept: Kept) -> FirstScanner:
    """What the page needs; what it keeps is noted."""
    return FirstScanner(lambda: search, used_only, lambda *learned: kept.append(learned))


async def test_no_scanner_is_one_key_more_and_stays_to_be_found() -> None:
    kept: Kept = []
    async with first_start(scanner=tried(SimulatedSearch((KEYBOARD, SCANNER)), kept)) as setup:
        await answer_all(setup)
        await setup.sees("4 of 5", "F12 Next")
        await setup.press("f12", sees="Looking at 2 keyboards")
        await setup.sees("A new shop · Scanner", "5 of 5", "Scan this code", "F12 No scanner")
        await setup.press("f12", sees="Start the shop?")
        await setup.press("f12")
    assert [form.scanner for form in setup.made] == [ScannerSettings(kind="auto")]
    assert (setup.app.return_value, kept) == (0, [("K1", Measured(), None)])


async def test_a_scanner_that_types_is_measured_for_the_shop_to_come() -> None:
    kept: Kept = []
    async with first_start(scanner=tried(SimulatedSearch((LOCKED,)), kept)) as setup:
        await answer_all(setup)
        await setup.press(
            "f12", sees="▲ No access to keyboards: only what they type. `kassa doctor` says how to change it."
        )
        setup.app.runs.bound = 0.1
        await types(setup, "ctrl+b", *"Ab-1/", "enter", gap=0.03)
        await setup.sees("● It types: STX (Ctrl+B), 30 ms a key, Enter.", "F12 Next")
        assert (setup.app.runs.bound, setup.app.runs.prefix) == (0.06, "ctrl+b")
        await types(setup, *"101", "enter", gap=0.03)
        assert isinstance(setup.app.screen, ScannerStep)
        setup.app.runs.bound = 0
        await setup.press("f12", sees="Start the shop?")
        await setup.press("escape", sees="30 ms a key")
        await setup.press("f12", "f12")
    assert kept == [("K1", Measured(30, "ctrl+b"), None)]


async def test_a_device_that_sends_the_label_is_the_scanner_from_then_on() -> None:
    kept: Kept = []
    search = SimulatedSearch((KEYBOARD, SCANNER))
    async with first_start(scanner=tried(search, kept)) as setup:
        await answer_all(setup)
        await setup.press("f12", sees="Scan this code")
        search.hear("Ab-1/", number=1, fast=False)
        await setup.sees("● Found: Scanner 9. Nothing it sends reaches the screen.", "Does the shop sell weights")
        await setup.press("f5", sees="F12 No scanner")
        search.hear("Ab-1/", number=1, fast=False)
        await setup.sees("Found")
        await setup.press("f12", "f12")
    assert kept == [("K1", Measured(), Known(SCANNER.identity, "Scanner 9", "scanner"))]
    assert not search.listening


async def test_every_answer_stays_while_going_back_from_the_scanner() -> None:
    async with first_start(scanner=tried(SimulatedSearch(()), [])) as setup:
        await answer_all(setup)
        await setup.press("f12", sees="Scan this code")
        await setup.press("escape", sees="Receipt printer")
        await setup.press("f12", sees="Scan this code")
        await setup.click("People", sees="Name of the owner")
        assert (setup.step(), setup.answers["owner"]) == ("people", "Owner")
        await setup.press("f12")
        await setup.choose("scanner", "simulated")
        await setup.sees("4 of 4", "F12 Start the shop")
        await setup.press("f12", sees="Start the shop?")
    assert setup.made == []


async def test_what_fails_at_the_end_is_said_on_the_scanners_page() -> None:
    tries: list[str] = []
    async with first_start(fails_at_first(tries), scanner=tried(SimulatedSearch(()), [])) as setup:
        await answer_all(setup)
        await setup.press("f12", "f12", "f12", sees="the disk is full")
        await setup.press("f12", "f12", sees="[/] not a directory")
        await setup.press("f12", "f12", sees="Your answers are still here: try again.")
        await setup.press("f12", "f12")
    assert (setup.app.return_value, tries) == (0, ["De Linde"] * 4)


def test_what_the_first_start_found_out_holds_when_the_register_opens(shop: ShopUnderTest) -> None:
    """The scanner is grabbed before the first screen, and keys are taken for scans as fast as it was measured."""
    folder, settings = shop.path.parent, Settings(scanner=ScannerSettings(keyboard="scans"))
    first = first_scanner(settings.scanner, folder)
    assert first is not None
    first.keep("K1", Measured(), None)
    assert not file_of(folder, "K1").exists()
    first.keep("K1", Measured(30, "ctrl+b"), Known(SCANNER.identity, "Scanner 9", "scanner"))
    assert Remembered(file_of(folder, "K1")).role(SCANNER.identity) == "scanner"
    assert (heard(settings, folder).bound, heard(settings, folder).prefix) == (0.06, "ctrl+b")
    assert drivers(settings, folder).known_scanner


@pytest.mark.parametrize(("keyboard", "there"), [("auto", False), ("scans", True)])
def test_over_a_network_nobody_scans_unless_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keyboard: str, there: bool
) -> None:
    """What types on the machine is somebody else's."""
    monkeypatch.setenv("SSH_CONNECTION", "1 2 3 4")
    first = first_scanner(ScannerSettings(keyboard=keyboard), tmp_path)  # type: ignore[arg-type]
    assert (first is not None) is there
    if first is not None:
        assert isinstance(first.search(), NoSearch)
