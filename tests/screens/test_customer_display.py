"""The customer's display while somebody sells, and a till that goes on without it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from kassa_tui.database import rows
from kassa_tui.devices import Drivers
from kassa_tui.hw.ports import Display
from kassa_tui.hw.simulated import SimulatedDisplay, SimulatedPrinter
from kassa_tui.i18n import words
from kassa_tui.till.counter.customer_display import BehindPrinter
from kassa_tui.till.counter.spooler import Spooler
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

BREAD, CHEESE = "8712345678906", "KAAS"


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", barcodes=(BREAD,))
    shop.article("Cheese", "4.50", barcodes=(CHEESE,))
    return shop


@pytest.fixture
def showing(opened: Opener) -> Opener:
    """Opens a register with a customer's display beside its printer."""

    def opens(
        shop: ShopUnderTest, display: Callable[[Spooler | None], Display]
    ) -> AbstractAsyncContextManager[Register]:
        return opened(shop, drivers=Drivers(SimulatedPrinter(), display))

    return opens


async def seen(till: Register, shown: list[tuple[str, str]], *words: str) -> None:
    await till.wait(lambda: bool(shown) and all(word in " ".join(shown[-1]) for word in words), str(words))


async def test_from_the_first_article_to_the_change(stocked: ShopUnderTest, showing: Opener) -> None:
    display = SimulatedDisplay()
    async with showing(stocked, lambda _spooler: display) as till:
        await seen(till, display.shown, stocked.shop.name)
        await till.scan(BREAD)
        await seen(till, display.shown, "Bread", "Totaal", "2,95")
        await till.scan(CHEESE)
        await seen(till, display.shown, "Cheese", "4,50", "7,45")
        await till.press("f12", sees="Payment method")
        await seen(till, display.shown, "Te betalen", "7,45")
        await till.press("c")
        await till.type("10")
        await till.press("f12", sees="Change")
        await seen(till, display.shown, words("nl").text("Your change"), "2,55")
        await till.press("escape")
        await seen(till, display.shown, stocked.shop.name)
        assert rows("SELECT tendered, change FROM payment") == [(1000, 255)]


async def test_a_display_behind_the_printer_beside_its_papers(stocked: ShopUnderTest, showing: Opener) -> None:
    async with showing(stocked, BehindPrinter) as till:
        await till.scan(BREAD)
        await seen(till, till.printer.shown, "Bread", "2,95")
        await till.press("f12", "c", "f12", sees="Paid in full")
        await till.wait(lambda: len(till.printer.papers) == 1, "the receipt")
        await seen(till, till.printer.shown, "Totaal")
        assert rows("SELECT total FROM receipt") == [(295,)]


async def test_a_till_sells_without_its_display_and_says_so(stocked: ShopUnderTest, showing: Opener) -> None:
    async with showing(stocked, lambda _spooler: SimulatedDisplay(plugged=False)) as till:
        await till.sees("■ display not found")
        await till.scan(BREAD)
        await till.press("f12", "c", "f12", sees="Paid in full")
        await till.press("f9", "3", "end", "enter", sees="Customer display     ■ display not found")
        assert rows("SELECT total FROM receipt") == [(295,)]
