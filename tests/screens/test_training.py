"""Training at the counter: loud, harmless, and over when it is ended."""

from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import printed
from tests.screens.conftest import Opener, Register

sizes = pytest.mark.parametrize("size", [(80, 24), (100, 30)])


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    shop = english_shop(tmp_path)
    shop.article("Lamp", "75.00", key="1Q")
    shop.open("150.00")
    return shop


async def train(till: Register) -> None:
    await till.press("f9", sees="Training mode")
    await till.click("Training mode", sees="TRAINING")


@sizes
async def test_a_sale_that_does_not_count(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop, person="Cashier", size=size) as till:
        await train(till)
        await till.press("q", sees="Training amount")
        await till.press("f12", sees="Training amount")
        await till.press("c")
        await till.type("100", sees="25.00")
        await till.press("f12", sees="Receipt K1-000001")
        assert "TRAINING - NOT A RECEIPT" in await printed(till, "Receipt K1-000001")
        assert till.printer.kicks == 0
        await till.press("f9", sees="End training")
        await till.click("End training")
        assert "TRAINING" not in till.text
        await till.press("q", sees="To pay")
        await till.press("f12", "p", "f12", sees="Yes, it worked")
        await till.press("f12", sees="Receipt K1-000002")
    assert rows("SELECT number, training FROM receipt") == [(1, 1), (2, 0)]
    assert rows("SELECT kind, amount FROM drawer_event") == [("opening", 15000)]
    assert verify.verify().proven


async def test_the_card_terminal_is_left_alone(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await train(till)
        await till.press("q", "f12", "p", "f12", sees="Training: leave the card terminal alone.")
        assert "Key 75.00" not in till.text
        assert rows("SELECT count(*) FROM receipt") == [(0,)]


async def test_it_needs_a_session(tmp_path: Path, opened: Opener) -> None:
    async with opened(english_shop(tmp_path)) as till:
        await till.press("f9", sees="Training mode")
        await till.click("Training mode", sees="Start a session first")
        assert "TRAINING" not in till.text
        assert isinstance(till.app.screen, SaleScreen)
        assert not till.app.screen.basket.training
        assert rows("SELECT count(*) FROM session") == [(0,)]


async def test_a_receipt_in_progress_cannot_change_sides(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("q", "f9", sees="Throw the whole receipt away")
        assert "Training mode" not in till.text
        (basket,) = [screen.basket for screen in till.app.screen_stack if isinstance(screen, SaleScreen)]
        assert (len(basket.lines), basket.training) == (1, False)


async def test_a_parked_receipt_brings_its_mode_with_it(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("q", "f5", "f12")
        await train(till)
        await till.press("q", "f5", "f12")
        await till.press("f5", sees="Parked")
        await till.press("f12")
        first = till.app.screen.basket.training  # type: ignore[attr-defined]
        assert ("TRAINING" in till.text) is first
        await till.press("f5", "f12", "f5", "down", "f12")
        assert till.app.screen.basket.training is not first  # type: ignore[attr-defined]
        assert ("TRAINING" in till.text) is not first


async def test_a_killed_program_comes_back_in_training(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await train(till)
        await till.press("q")
    async with opened(shop) as till:
        await till.sees("TRAINING", "Training amount")
        assert isinstance(till.app.screen, SaleScreen)
        assert (len(till.app.screen.basket.lines), till.app.screen.basket.training) == (1, True)


async def test_a_training_receipt_cannot_be_taken_back(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await train(till)
        await till.press("q", "f12", "c", "f12", sees="Receipt K1-000001")
        await till.press("escape", "f7", sees="training")
        assert "Take back" not in till.text
        assert rows("SELECT kind, training FROM receipt") == [("sale", 1)]
