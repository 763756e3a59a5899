"""The age check at the counter: asked once a customer, refused by Esc, told to the journal, kept with the receipt."""

import json
from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.frame import guard
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.conftest import Opener, Register

sizes = pytest.mark.parametrize("size", [(80, 24), (100, 30)])


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    shop = english_shop(tmp_path)
    shop.article("Bread", "2.95", key="1Q")
    shop.article("Wine", "5.99", key="1W", barcodes=("WINE",), age=18)
    shop.article("Weak beer", "1.49", key="1E", age=16)
    shop.article("Tobacco by weight", "90.00", unit="kg", age=18, key="1R")
    return shop


def told() -> list[dict[str, object]]:
    return [json.loads(facts) for (facts,) in rows("SELECT facts FROM journal WHERE kind = 'age.checked'")]


def texts(till: Register) -> list[str]:
    return [line.text for line in till.app.screen_stack[0].basket.lines]  # type: ignore[attr-defined]


@sizes
async def test_the_question_says_which_birthday(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop, size=size) as till:
        await till.scan("WINE", sees="Age check: 18")
        await till.sees("Wine", "Born on 22 Nov 2008 or before?", "Old enough", "Do not sell")
        await till.press("f12")
        assert texts(till) == ["Wine"]


async def test_one_look_is_enough_for_a_customer(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("e", sees="Age check: 16")
        await till.press("f12")
        await till.press("e", "e")
        await till.press("w", sees="Age check: 18")
        await till.press("f12")
        await till.press("e", "w", "q")
        assert sum(line.quantity for line in till.app.screen.basket.lines) == 7000  # type: ignore[attr-defined]
        await till.press("f5", "f12")
        await till.press("w", sees="Age check: 18")
        await till.press("escape", sees="Wine was not sold: age check")
        assert texts(till) == []
    assert [(each["age"], each["passed"]) for each in told()] == [(16, True), (18, True), (18, False)]
    assert all(set(each) == {"basket", "product", "age", "passed"} for each in told())


async def test_a_quantity_typed_before_is_kept_and_a_refusal_takes_it_away(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.type("3*")
        await till.press("w", sees="Age check: 18")
        await till.press("escape", sees="was not sold")
        await till.press("q")
        assert till.app.screen.basket.lines[0].quantity == 1000  # type: ignore[attr-defined]
        await till.type("3*")
        await till.press("w", sees="Age check: 18")
        await till.press("f12")
        assert till.app.screen.basket.lines[-1].quantity == 3000  # type: ignore[attr-defined]


async def test_a_weight_is_asked_after_the_age(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("r", sees="Age check: 18")
        await till.press("f12", sees="kg")
        await till.type("0.05")
        await till.press("f12" if "F12" in till.text else "enter")
        assert texts(till) == ["Tobacco by weight"]


async def test_a_scan_and_a_double_press_never_answer(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.scan("WINE", sees="Age check: 18")
        await till.scan("WINE", "NOTHING")
        await till.sees("Age check: 18")
        assert told() == []
        await till.press("f12", "f12")
        assert len(told()) == 1


async def test_the_enter_of_a_typed_code_does_not_answer_when_it_bounces(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(shop) as till:
        monkeypatch.setattr(guard, "SECONDS", 60)
        await till.press("w", "f12", "f12", "f12", sees="Age check: 18")
        assert told() == []
        await till.press("escape")
        monkeypatch.setattr(guard, "SECONDS", 0)
        await till.press("w", "f12")
    assert [each["passed"] for each in told()] == [False, True]


async def test_the_look_is_parked_with_the_receipt(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("w", sees="Age check: 18")
        await till.press("f12")
        await till.press("f5", "f12")
        await till.press("f5", "f12")
        await till.press("w")
        assert "Age check" not in till.text
        assert sum(line.quantity for line in till.app.screen.basket.lines) == 2000  # type: ignore[attr-defined]


async def test_an_age_is_given_to_a_product(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("f9", "3", "enter", sees="Find article")
        await till.type("bre", sees="Bread")
        await till.press("f12", sees="Change product")
        screen = till.app.screen
        while screen.form.current.name != "age":  # type: ignore[attr-defined]
            await till.press("down")
        await till.press("right", "right", sees="● from 18")
        await till.press("f12", sees="Find article")
    assert rows("SELECT age FROM product WHERE name = 'Bread'") == [(18,)]
