"""What does this cost? Nothing is sold by asking."""

from pathlib import Path

import pytest

from kassa_tui.screens.lines.price_check import PriceQuestion
from kassa_tui.screens.payment.voucher import VoucherQuestion
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.conftest import Opener, Register

BREAD, CHEESE = "8712345678906", "KAAS"
sizes = pytest.mark.parametrize("size", [(80, 24), (100, 30)])


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    shop = english_shop(tmp_path)
    bottle = shop.article("Bottle", "0.25", "outside", kind="packaging")
    shop.article("Bread", "2.95", barcodes=(BREAD,), code="12")
    shop.article("Cheese [/]", "14.95", "low", unit="kg", barcodes=(CHEESE,))
    shop.article("Beer", "1.49", barcodes=("BEER",), age=18, packaging_id=bottle.id)
    return shop


async def to_check(till: Register) -> None:
    await till.press("f9", sees="Price check")
    await till.click("Price check", sees="Scan an article, or type its code.")


def lines(till: Register) -> list[tuple[str, int]]:
    return [(line.text, line.quantity) for line in till.app.screen.basket.lines]  # type: ignore[attr-defined]


@sizes
async def test_scans_say_prices_one_after_the_other(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop, size=size) as till:
        await to_check(till)
        await till.scan(BREAD, sees="2.95")
        await till.scan(CHEESE, sees="14.95 / kg")
        await till.sees("Cheese [/]")
        await till.scan("BEER", sees="Beer")
        await till.sees("1.49", "Deposit", "0.25", "from 18")
        assert "14.95" not in till.text
        await till.press("escape")
        assert lines(till) == []


async def test_a_code_is_typed_and_put_on_the_receipt(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_check(till)
        await till.type("12", sees="Look up")
        await till.press("enter", sees="2.95")
        await till.press("f12")
        assert lines(till) == [("Bread", 1000)]


async def test_what_has_an_age_is_still_asked_for(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_check(till)
        await till.scan("BEER", sees="Put on the receipt")
        await till.press("f12", sees="Born on")
        await till.press("f12")
        assert [text for text, _quantity in lines(till)] == ["Beer", "Bottle"]


async def test_an_unknown_code_takes_the_last_answer_away(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_check(till)
        await till.scan(BREAD, sees="2.95")
        await till.scan("NOTHING", sees="Unknown code NOTHING")
        assert "2.95" not in till.text
        await till.press("f12")
        await till.press("escape")
        assert lines(till) == []


@pytest.mark.parametrize("code", ["P-0123456789ABP", "P-0123456789ABQ", "]C0P-0123456789ABQ"])
async def test_a_badges_code_is_not_shown_to_whoever_looks_on(shop: ShopUnderTest, opened: Opener, code: str) -> None:
    """Nor one that was read wrong by a sign: what is left would be enough to guess the rest."""
    async with opened(shop) as till:
        await till.scan(code)
        assert "N new product" not in till.text
        assert "0123456789AB" not in till.text
        for question in (PriceQuestion(till.app.counter), VoucherQuestion("", "", str, till.app.counter.shop, "")):
            till.app.push_screen(question)
            await till.idle()
            await till.scan(code)
            assert "0123456789AB" not in till.text
            await till.press("escape")
