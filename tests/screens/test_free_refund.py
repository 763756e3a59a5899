"""A customer without a receipt: a right of its own, a negative line, money back, and a proof that adds up."""

from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.till.ledger.permissions import REFUND_FREE
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.conftest import Opener


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    shop = english_shop(tmp_path)
    bottle = shop.article("Bottle", "0.25", "outside", kind="packaging")
    shop.article("Lamp", "75.00", key="1Q")
    shop.article("Water [/]", "1.00", key="1W", packaging_id=bottle.id)
    shop.open("150.00")
    return shop


async def test_a_lamp_comes_back_for_cash(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Manager") as till:
        await till.press("q", "f9", sees="Take back without a receipt: Lamp")
        await till.click("Take back without", sees="−75.00")
        await till.press("f12", sees="Money back")
        await till.press("c", "f12", sees="Receipt K1-000001")
    assert rows("SELECT kind, total FROM receipt") == [("refund", -7500)]
    assert rows("SELECT sum(amount) FROM drawer_event") == [(7500,)]
    assert not verify.verify().problems


async def test_its_packaging_comes_with_it_and_both_can_be_sold_after_all(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Manager", size=(80, 24)) as till:
        await till.press("w", "f9", sees="Take back without a receipt: Water [/]")
        await till.click("Take back without", sees="−0.25")
        await till.press("f9", sees="Sell it after all: Water [/]")
        await till.click("Sell it after all")
        assert till.app.screen.basket.total == shop.money("1.25")  # type: ignore[attr-defined]


async def test_a_cashier_has_no_such_way(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await till.press("q", "f9", sees="Throw the whole receipt away")
        assert "Take back without" not in till.text
        assert not till.app.counter.may(REFUND_FREE)
