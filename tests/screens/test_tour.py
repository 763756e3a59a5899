"""The tour of the first day: once after the first start, from the help at any time, never over a sale."""

from pathlib import Path

import pytest

from kassa_tui import i18n
from kassa_tui.database import rows
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.screens.sale.tour import CARDS, TourQuestion
from kassa_tui.till.basket import drafts
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import rings
from tests.screens.conftest import Opener, Register
from tests.screens.test_setup import answer_all, first_start
from tests.screens.test_touch import by_finger
from tests.shared import journalled

BREAD = "8712345678906"


@pytest.fixture
def new(tmp_path: Path) -> ShopUnderTest:
    """A shop that was just founded by the questions of the first start."""
    shop = english_shop(tmp_path, tour=True)
    shop.article("Bread", "2.95", barcodes=(BREAD,), key="1Q")
    return shop


def touring(till: Register) -> bool:
    return isinstance(till.app.screen, TourQuestion)


async def test_it_comes_after_the_sign_in_and_goes_on_by_one_key(new: ShopUnderTest, opened: Opener) -> None:
    async with opened(new, person="Cashier") as till:
        for number, card in enumerate(CARDS, start=1):
            await till.sees(f"{card.title} · {number} of {len(CARDS)}")
            await till.press("enter")
        await till.sees("Scan the first article")
        assert isinstance(till.app.screen, SaleScreen)
        await till.press("f10", "1")
        assert not touring(till)
    assert not read_shop().tour
    assert verify.verify().proven
    async with opened(new) as till:
        assert not touring(till)
        await till.scan(BREAD, sees="1 piece")


async def test_esc_ends_it_for_good(new: ShopUnderTest, opened: Opener) -> None:
    async with opened(new) as till:
        await till.press("right", "right", "left", sees="How many · 2 of 6")
        await till.press("escape", sees="Scan the first article")
    assert not read_shop().tour
    assert journalled("shop.changed") == 1


async def test_stopping_in_the_middle_shows_it_again(new: ShopUnderTest, opened: Opener) -> None:
    async with opened(new) as till:
        await till.press("enter", sees="2 of 6")
    assert read_shop().tour
    async with opened(new) as till:
        await till.sees("1 of 6")


async def test_a_scan_is_refused_and_sells_nothing(new: ShopUnderTest, opened: Opener) -> None:
    async with opened(new) as till:
        heard = rings(till)
        await till.scan(BREAD, sees="Scanning works after the tour")
        assert len(heard) == 1
        await till.press("enter", sees="2 of 6")
        assert "after the tour" not in till.text
        await till.press("escape")
        await till.scan(BREAD, sees="1 piece")
    assert rows("SELECT count(*) FROM receipt") == [(0,)]


async def test_it_never_comes_over_a_sale(new: ShopUnderTest, opened: Opener) -> None:
    """The program was killed with a receipt begun: the receipt is there, and no card over it."""
    basket = new.basket(new.article("Bread", "2.95"))
    drafts.save(new.desk, drafts.BASKET, drafts.write_basket(basket))
    async with opened(new) as till:
        await till.sees("The receipt of before is here again")
        await till.press("f10", "1")
        assert not touring(till)
        await till.press("f1", sees="Help")
        assert "Tour of the first day" not in till.text
        await till.press("t")
        assert not touring(till)


async def test_the_help_has_it_at_any_time(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        assert not touring(till)
        await till.press("f1", sees="Tour of the first day")
        await till.press("t", sees="Scan or search · 1 of 6")
        await till.press("escape", sees="Scan the first article")
        await till.press("1", "f1", sees="Help")
        assert "Tour of the first day" not in till.text
        await till.press("escape", "escape", "f9", "2", "f1", sees="Help")
        assert "Tour of the first day" not in till.text
    assert journalled("shop.changed") == 0


async def test_by_finger(shop: ShopUnderTest, opened: Opener) -> None:
    async with by_finger(opened, shop) as till:
        await till.click("Help", sees="Tour of the first day")
        await till.click("Tour of the first day", sees="1 of 6")
        await till.click("Next", sees="2 of 6")
        await till.click("Stop", sees="Scan the first article")
        await till.click("Help", sees="Tour of the first day")
        await till.click("Back")
        assert isinstance(till.app.screen, SaleScreen)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_a_card_lies_beside_what_it_tells_of(new: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(new, size=size) as till:
        for card in CARDS:
            box, pane = till.app.screen.query_one("#box").region, till.app.screen_stack[0].query_one("#pane").region
            assert (box.right <= pane.x) == card.over_keys
            assert box.bottom < size[1]
            assert box.y >= 2
            assert till.app.screen.styles.background.a == 0
            await till.press("enter")


async def test_the_first_start_turns_it_on() -> None:
    async with first_start() as setup:
        await answer_all(setup)
        await setup.press("f12", "f12")
    assert [form.tour for form in setup.made] == [True]
    i18n.use("en")
