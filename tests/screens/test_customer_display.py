"""The customer's display while somebody sells, and a till that goes on without it."""

import pytest

from kassa_tui.hw.simulated import SimulatedDisplay
from kassa_tui.i18n import words
from kassa_tui.till.counter import customer_display
from kassa_tui.till.counter.customer_display import BehindPrinter, CustomerDisplay
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

BREAD, CHEESE = "8712345678906", "KAAS"


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", barcodes=(BREAD,))
    shop.article("Cheese", "4.50", barcodes=(CHEESE,))
    return shop


def attach(till: Register, display: SimulatedDisplay | BehindPrinter) -> CustomerDisplay:
    shown_on = CustomerDisplay(display, till.app.display_news)
    till.app.counter.customer = shown_on
    shown_on.start()
    till.app.screen.draw()  # type: ignore[attr-defined]
    return shown_on


async def seen(till: Register, shown: list[tuple[str, str]], *words: str) -> None:
    await till.wait(lambda: bool(shown) and all(word in " ".join(shown[-1]) for word in words), str(words))


async def test_from_the_first_article_to_the_change(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        display = SimulatedDisplay()
        shower = attach(till, display)
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
        shower.stop(customer_display.idle(stocked.shop))


async def test_a_display_behind_the_printer_beside_its_papers(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        shower = attach(till, BehindPrinter(till.app.counter.spooler))
        await till.scan(BREAD)
        await seen(till, till.printer.shown, "Bread", "2,95")
        await till.press("f12", "c", "f12", sees="Paid in full")
        await till.wait(lambda: len(till.printer.papers) == 1, "the receipt")
        await seen(till, till.printer.shown, "Totaal")
        shower.stop(customer_display.idle(stocked.shop))


async def test_a_till_sells_without_its_display_and_says_so(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        shower = attach(till, SimulatedDisplay(plugged=False))
        await till.sees("■ display not found")
        await till.scan(BREAD)
        await till.press("f12", "c", "f12", sees="Paid in full")
        await till.press("f9", "3", "end", "enter", sees="Customer display     ■ display not found")
        shower.stop(customer_display.idle(stocked.shop))
