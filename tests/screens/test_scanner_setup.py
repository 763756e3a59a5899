"""Setting up a scanner: which device it is, what to write, and whether its codes are right."""

from contextlib import AbstractAsyncContextManager

import pytest
from barcode.codex import Code128  # type: ignore[import-untyped]

from kassa_tui.devices import Drivers
from kassa_tui.hw.ports import SCANNER_OK, Candidate
from kassa_tui.hw.scanner.roles import SETUP_LABEL
from kassa_tui.hw.simulated import SimulatedPrinter, SimulatedSearch
from kassa_tui.screens.machine import scanner_setup
from kassa_tui.screens.machine.scanner_setup import ScannerSetupScreen
from kassa_tui.till.papers.kept_papers import SAMPLE_CODE
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

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


def test_the_bars_are_the_label() -> None:
    assert Code128(SETUP_LABEL).build() == [scanner_setup.BARS]
    assert Code128(SAMPLE_CODE).build() == [scanner_setup.SHORT_BARS]


@pytest.mark.parametrize(
    ("gap", "code", "said"),
    [
        (0.0083, "Ab-1/", "It types (8 ms a key): a scan is told from typing. For the settings: gap_ms = 8"),
        (0.12, "Ab-1/", "It types too slowly (120 ms a key)"),
        (0.01, "aB-1/", "Caps Lock is on"),
        (0.01, "Ab+1-", "the label came as Ab+1-."),
    ],
)
async def test_a_label_that_was_typed_tells_speed_and_keyboard(
    shop: ShopUnderTest, searching: Opener, gap: float, code: str, said: str
) -> None:
    async with searching(shop, SimulatedSearch((KEYBOARD,))) as till:
        await to_setup(till)
        till.app.runs.longest = gap
        await till.scan(code, sees=said)


async def test_the_label_finds_a_slow_scanner(shop: ShopUnderTest, searching: Opener) -> None:
    search = SimulatedSearch((KEYBOARD, SCANNER))
    async with searching(shop, search) as till:
        await to_setup(till)
        search.hear("2580", number=1, fast=False)
        search.hear("]C0" + SETUP_LABEL, number=1, fast=False)
        await till.sees("Scanner 9 (1a86:2216)")
        assert "2580" not in till.text


@sizes
async def test_the_device_of_a_scan_is_told_with_its_settings(
    shop: ShopUnderTest, searching: Opener, size: tuple[int, int]
) -> None:
    search = SimulatedSearch((KEYBOARD, SCANNER))
    async with searching(shop, search, size=size) as till:
        await to_setup(till)
        await till.sees("● A keyboard", "● Scanner 9")
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
        await till.type("2580")
        await till.idle()
        screen = till.app.screen
        assert isinstance(screen, ScannerSetupScreen)
        assert (screen.found, screen.trials) == (None, [])


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
        assert (till.app.screen.found, till.app.screen.trials) == (None, [])


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
        assert [trial.words.text for trial in screen.trials] == ["96385074"]
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
        await till.sees("■ event4: this user may not read it")
        assert isinstance(till.app.screen, ScannerSetupScreen)
        assert (till.app.screen.candidates, till.app.screen.found) == ((LOCKED,), None)


async def test_a_code_on_paper_comes_with_the_test_receipt(shop: ShopUnderTest, searching: Opener) -> None:
    search = SimulatedSearch((SCANNER,))
    async with searching(shop, search) as till:
        await to_setup(till)
        await till.press("f12")
        await till.wait(lambda: any("2580" in paper for paper in till.printer.papers), "the code on paper")
        assert isinstance(till.app.screen, ScannerSetupScreen)
        assert len(till.printer.papers) == 1
