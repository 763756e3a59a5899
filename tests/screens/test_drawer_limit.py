"""Too much cash in the drawer: said on every screen, and the way to take it out is prepared."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.screens.session.drawer import DrawerQuestion
from kassa_tui.till.drawer import drawer_now
from kassa_tui.till.drawer.drawer_now import Figures
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import to_register
from tests.screens.conftest import Opener, Register


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """225.00 in the drawer, 200.00 at most wanted, 150.00 the float."""
    shop = english_shop(tmp_path)
    before = shop.shop
    shop_edit.change(shop.desk, ShopChange(before, replace(before, drawer_limit=20000)))
    shop.open("150.00")
    shop.sell(shop.article("Lamp", "75.00"), cash="100.00")
    return shop


def proposed(till: Register) -> str:
    """The amount that the question about the drawer has now."""
    assert isinstance(till.app.screen, DrawerQuestion)
    return next(row.value for row in till.app.screen.values().fields if row.name == "amount")


async def test_the_warning_comes_with_the_sale_and_goes_with_the_cash(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.sees("▲ Drawer above 200.00")
        await till.press("f8", "minus", sees="● skim")
        await till.sees("75.00")
        await till.press("f12")
        await till.wait(lambda: "Drawer above" not in till.text, "the end of the warning")
    assert rows("SELECT amount, reason FROM drawer_event WHERE kind = 'removed'") == [(-7500, "skim")]


async def test_what_is_proposed_is_typed_over(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("f8", "minus", sees="75.00")
        await till.type("40")
        assert "75.00" not in till.text
        await till.press("f12")
        await till.wait(lambda: "Drawer above" not in till.text, "the end of the warning")
    assert rows("SELECT amount FROM drawer_event WHERE kind = 'removed'") == [(-4000,)]


async def test_adding_is_not_proposed(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("f8", "minus", sees="75.00")
        await till.press("up", "right", sees="● Put in")
        assert "75.00" not in till.text.split("Drawer")[-1]
        assert proposed(till) == ""


async def test_who_counts_blind_is_not_told_how_much_it_is(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await till.sees("▲ Drawer above 200.00")
        await till.press("f8", "minus", sees="● skim")
        assert "75.00" not in till.text
        assert "225.00" not in till.text
        assert proposed(till) == ""


async def test_the_limit_is_a_setting_of_the_shop(tmp_path: Path, opened: Opener) -> None:
    shop = english_shop(tmp_path)
    shop.open("150.00")
    async with opened(shop) as till:
        assert "Drawer above" not in till.text
        await till.press("f9", "3", "down", "down", "enter", "down", "down", "down", sees="At most in drawer")
        await till.press("enter")
        while till.app.screen.form.current.name != "drawer_limit":  # type: ignore[attr-defined]
            await till.press("down")
        await till.press("delete")
        await till.type("100")
        await till.press("f12", sees="▲ Drawer above 100.00")
        assert shop.shop.drawer_limit == 10000


async def test_the_register_shows_the_average_and_the_day(tmp_path: Path, opened: Opener) -> None:
    shop = english_shop(tmp_path)
    lamp, bread = shop.article("Lamp", "75.00"), shop.article("Bread", "4.20", "low")
    shop.open("150.00")
    shop.sell(lamp)
    shop.close()
    shop.open("0.00")
    shop.sell(lamp)
    shop.sell(bread)
    async with opened(shop) as till:
        await to_register(till)
        await till.sees("Average of a sale", "39.60", "Today, 2 sessions", "154.20")
        assert drawer_now.of_session(shop.shop, 2) == Figures(1, 2, shop.money("79.20"))
        assert drawer_now.of_today(shop.shop, shop.desk) == Figures(2, 3, shop.money("154.20"))
    async with opened(shop, person="Cashier") as till:
        await to_register(till)
        await till.sees("Amount in the drawer: after the count.")
        assert "Average" not in till.text
        assert "154.20" not in till.text


async def test_what_was_typed_and_refused_is_not_taken_for_a_proposal(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("f8", "minus", sees="75.00")
        question = till.app.screen
        assert isinstance(question, DrawerQuestion)
        await till.type("40", sees="40█")
        await till.press("escape")
        till.app.push_screen(question.again("Refused."))
        await till.sees("40█", "Refused.")
        await till.type("5", sees="405█")
