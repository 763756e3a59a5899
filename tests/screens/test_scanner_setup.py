"""Setting up a scanner: which device it is, what to write, and whether its codes are right."""

from contextlib import AbstractAsyncContextManager

import pytest
from textual import events

from kassa_tui.devices import Drivers
from kassa_tui.hw.ports import SCANNER_OK, Candidate
from kassa_tui.hw.scanner.label import SETUP_LABEL
from kassa_tui.hw.scanner.remembered import Measured, used_only
from kassa_tui.hw.simulated import SimulatedPrinter, SimulatedSearch
from kassa_tui.screens.machine.scanner_setup import ScannerSetupScreen
from kassa_tui.settings import ScannerSettings
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register
from tests.screens.test_keyboards import PlayedWatcher

BREAD = "8712345678906"
SCANNER = Candidate("/dev/input/event7", "/dev/input/by-id/usb-Scanner-event-kbd", "Scanner 9", "1a86", "2216")
KEYBOARD = Candidate("/dev/input/event2", "/dev/input/event2", "A keyboard", "046d", "c31c")
LOCKED = Candidate("/dev/input/event4", "/dev/input/event4", "event4", readable=False)

sizes = pytest.mark.parametrize("size", [(80, 24), (100, 30)])


async def to_setup(till: Register) -> None:
    await till.press("f9", "3", "end", "enter", "f4", sees="Scan this code")


@pytest.fixture
def searching(opened: Opener) -> Opener:
    """Opens a register that looks for its scanner among the devices of a search."""

    def opens(
        shop: ShopUnderTest, search: SimulatedSearch, size: tuple[int, int] = (100, 30)
    ) -> AbstractAsyncContextManager[Register]:
        drivers = Drivers(SimulatedPrinter(), search=lambda: search)
        return opened(shop, size=size, drivers=drivers, settings_file="/etc/kassa.toml")

    return opens


async def types(till: Register, *keys: str, gap: float) -> None:
    """Keys that a scanner sent a while ago, so many seconds apart."""
    start = events.Key("x", "x").time - 60
    for number, name in enumerate(keys):
        sign = name if len(name) == 1 else None
        event = events.Key({"-": "minus", "/": "slash", "~": "tilde", "+": "plus"}.get(name, name), sign)
        event.time = start + number * gap
        await till.app.on_event(event)
    await till.idle()


@pytest.mark.parametrize(
    ("keys", "gap", "said"),
    [
        ([*"Ab-1/", "enter"], 0.008, "● It types: 8 ms a key, Enter. A scan is told from typing; an amount is"),
        ([*"Ab-1/", "enter"], 0.12, "▲ It types too slowly (120 ms a key)"),
        ([*"Ab-1/"], 0.01, "▲ It types without Enter (10 ms a key)"),
        (["ctrl+b", *"aB+1-", "tab"], 0.01, "● It types: STX (Ctrl+B), 10 ms a key, Tab."),
    ],
)
async def test_a_label_that_was_typed_tells_how(
    shop: ShopUnderTest, searching: Opener, keys: list[str], gap: float, said: str
) -> None:
    async with searching(shop, SimulatedSearch((KEYBOARD,))) as till:
        await to_setup(till)
        till.app.runs.bound = 0.1
        await types(till, *keys, gap=gap)
        await till.sees(said)
        assert ("Caps Lock is on" in till.text and "came as aB+1-" in till.text) is ("aB+1-" in "".join(keys))
        assert "Does the shop sell weights" in till.text


async def test_what_a_label_told_holds_at_once_and_is_remembered(shop: ShopUnderTest, opened: Opener) -> None:
    learned: list[Measured] = []

    def learn(typing: Measured) -> ScannerSettings:
        learned.append(typing)
        return used_only(typing)

    drivers = Drivers(SimulatedPrinter(), search=lambda: SimulatedSearch((KEYBOARD,)), learn=learn)
    async with opened(shop, drivers=drivers) as till:
        await to_setup(till)
        till.app.runs.bound = 0.1
        await types(till, "~", *"Ab-1/", "enter", gap=0.03)
        await till.sees("It types: ~, 30 ms a key, Enter.")
        assert (round(till.app.runs.bound, 3), till.app.runs.prefix) == (0.06, "tilde")
        assert learned == [Measured(30, "tilde")]
        await types(till, "~", *"8712345678906", "enter", gap=0.03)
        await till.sees("8712345678906", "1 were read right")
        assert learned == [Measured(30, "tilde")]


async def test_the_second_label_tells_what_separates_the_parts_of_a_code(
    shop: ShopUnderTest, searching: Opener
) -> None:
    async with searching(shop, SimulatedSearch((KEYBOARD,))) as till:
        await to_setup(till)
        till.app.runs.bound = 0.1
        await types(till, *"1012", "ctrl+right_square_bracket", *"2134", "enter", gap=0.01)
        await till.sees("● It sends Ctrl+] between the parts of GS1 codes")
        await types(till, *"10122134", "enter", gap=0.01)
        await till.sees("▲ It sends no separator of GS1 codes")


async def test_the_label_finds_a_slow_scanner(shop: ShopUnderTest, searching: Opener) -> None:
    search = SimulatedSearch((KEYBOARD, SCANNER))
    async with searching(shop, search) as till:
        await to_setup(till)
        search.hear("2580", number=1, fast=False)
        search.hear("]C0" + SETUP_LABEL, number=1, fast=False)
        await till.sees("● Found: Scanner 9.", "(1a86:2216)")
        assert "reaches the screen" not in till.text
        assert "2580" not in till.text
        search.hear(SETUP_LABEL, ending="", number=1, fast=False)
        await till.sees("▲ Found: Scanner 9. It sends no Enter")


@sizes
async def test_the_device_of_a_scan_is_told_with_its_settings(
    shop: ShopUnderTest, searching: Opener, size: tuple[int, int]
) -> None:
    search = SimulatedSearch((KEYBOARD, SCANNER))
    async with searching(shop, search, size=size) as till:
        await to_setup(till)
        await till.sees("Looking at 2 keyboards", "● A keyboard", "● Scanner 9")
        assert "▌█▌▐" in till.text
        search.hear("2580", number=1)
        await till.sees("Scanner 9 (1a86:2216), /dev/input/event7", "/etc/kassa.toml", f'device = "{SCANNER.link}"')
        await till.sees('ATTRS{id/vendor}=="1a86"', 'ATTRS{id/product}=="2216"', "69-kassa-scanner.rules")
        for code in (BREAD, "8712345678901", "]E0" + BREAD, "K1-000001", "96385074"):
            search.hear(code, number=1)
        await till.sees("4 were read right", "check digit wrong", "96385074")
        assert "2580" not in till.text
        assert "█" not in till.text
        assert search.listening
        await till.press("escape")
        assert not search.listening


async def test_a_person_who_types_is_no_scanner(shop: ShopUnderTest, searching: Opener) -> None:
    search = SimulatedSearch((KEYBOARD, SCANNER))
    async with searching(shop, search) as till:
        await to_setup(till)
        search.hear("2580", fast=False)
        await types(till, *"2580", gap=0.2)
        await till.idle()
        screen = till.app.screen
        assert isinstance(screen, ScannerSetupScreen)
        assert (screen.trial.found, screen.trial.trials) == (None, [])


async def test_what_the_scanner_itself_must_be_set_to(shop: ShopUnderTest, searching: Opener) -> None:
    search = SimulatedSearch((SCANNER,))
    async with searching(shop, search) as till:
        await to_setup(till)
        search.hear("", ending="")
        await till.sees("sends no Enter", "read in part")
        search.hear(BREAD, ending="tab")
        await till.sees("Tab", "does not say what it reads")
        assert "sends no Enter" not in till.text
        search.hear("]E0" + BREAD)
        await till.wait(lambda: "does not say what it reads" not in till.text, "no more advice")
        await till.press("f5", sees="Scan this code")
        assert BREAD not in till.text
        assert isinstance(till.app.screen, ScannerSetupScreen)
        assert (till.app.screen.trial.found, till.app.screen.trial.trials) == (None, [])


async def test_a_scan_of_the_terminal_or_of_the_tills_own_scanner_counts_once(
    shop: ShopUnderTest, searching: Opener
) -> None:
    """Keys of a scanner that is not grabbed come both ways, in either order."""
    search = SimulatedSearch((SCANNER,))
    async with searching(shop, search) as till:
        till.app.scanner_news(SCANNER_OK)
        await to_setup(till)
        await till.sees("uses already is read here too")
        await till.scan(BREAD, sees="1 were read right")
        search.hear("96385074")
        await till.sees("Scanner 9 (")
        await till.scan("96385074")
        screen = till.app.screen
        assert isinstance(screen, ScannerSetupScreen)
        assert [trial.words.text for trial in screen.trial.trials] == ["96385074"]
        await till.press("f5")
        await till.scan("", sees="was not read whole")


async def test_without_any_device_it_is_said(shop: ShopUnderTest, opened: Opener, searching: Opener) -> None:
    search = SimulatedSearch(())
    async with searching(shop, search) as till:
        await to_setup(till)
        await till.sees("▲ No device of this machine types")
        assert isinstance(till.app.screen, ScannerSetupScreen)
        assert till.app.screen.candidates == ()
    async with opened(shop) as till:
        await till.press("f9", "3", "end", "enter", "f4", sees="▲ this machine has no scanner driver")


async def test_a_device_that_may_not_be_read_is_named(shop: ShopUnderTest, searching: Opener) -> None:
    search = SimulatedSearch((LOCKED,))
    async with searching(shop, search) as till:
        await to_setup(till)
        await till.sees("▲ No access to keyboards: only what they type.", "■ event4: this user may not read it")
        assert isinstance(till.app.screen, ScannerSetupScreen)
        assert (till.app.screen.candidates, till.app.screen.trial.found) == ((LOCKED,), None)


async def test_a_code_on_paper_comes_with_the_test_receipt(shop: ShopUnderTest, searching: Opener) -> None:
    search = SimulatedSearch((SCANNER,))
    async with searching(shop, search) as till:
        await to_setup(till)
        await till.press("f12")
        await till.wait(lambda: any(SETUP_LABEL in paper for paper in till.printer.papers), "the code on paper")
        assert isinstance(till.app.screen, ScannerSetupScreen)
        assert len(till.printer.papers) == 1


async def test_a_scanner_that_is_grabbed_is_named_and_needs_nothing_written_down(
    shop: ShopUnderTest, opened: Opener
) -> None:
    """The till finds it by itself: from its second scan on only the till reads it."""
    watcher, search = PlayedWatcher(), SimulatedSearch((KEYBOARD, SCANNER))
    drivers = Drivers(SimulatedPrinter(), scanner=lambda: watcher, search=lambda: search)
    async with opened(shop, drivers=drivers) as till:
        await to_setup(till)
        search.hear(SETUP_LABEL, number=1)
        await till.sees("● Found: Scanner 9. Nothing it sends reaches the screen.")
        assert "[scanner]" not in till.text
        await till.scan(BREAD, sees="1 were read right")
        await till.press("f5", sees="Scan this code")
        await till.scan(SETUP_LABEL, sees="● Found: Symbol LS2208. Nothing it sends reaches the screen.")
