"""Aids of the count: rolls of coins by one key, and a sheet to count on that tells nothing."""

from pathlib import Path

import pytest

from kassa_tui.denominations import in_use, roll
from kassa_tui.documents import COLUMNS
from kassa_tui.till.drawer import count_sheet
from kassa_tui.till.ledger import clock
from tests.conftest import ShopUnderTest
from tests.screens.acts import printed
from tests.screens.conftest import Opener
from tests.screens.wizard import a_day, to_count, wizard


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    return a_day(tmp_path)


async def test_a_roll_is_one_key(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        assert "a roll" not in till.text.split("F12 Next")[0].split("Esc Stop")[-1]
        await till.press("right", sees="* +25: a roll")
        await till.type("3")
        await till.press("asterisk", "plus", "r", "minus", "r")
        await till.sees("156.00")
        assert wizard(till).form.current.value == "78"
        await till.press("down", "down", sees="* +40: a roll")


async def test_the_sheet_has_every_piece_and_no_figure(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_count(till)
        await till.press("f9", sees="Print a count sheet")
        await till.click("Print a count sheet", sees="▶1 Count")
        paper = await printed(till, "Count sheet")
        assert paper.count("×") == len(
            in_use("EUR", clock.local(shop.clock.now, "Europe/Amsterdam").date(), shop.shop.coin)
        )
        assert "roll of 25" in paper
        assert "Card · terminal total" in paper
        for told in ("225.00", "75.00", "150.00", "Expected"):
            assert told not in paper


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("which", ["shop", "danish"])
def test_the_sheet_is_straight(which: str, columns: int, request: pytest.FixtureRequest) -> None:
    shop: ShopUnderTest = request.getfixturevalue(which)
    lines = count_sheet.sheet(shop.shop, shop.desk, shop.clock.now).as_text(columns).split("\n")
    assert all(len(line) <= columns for line in lines)
    assert len({line.index("×") for line in lines if "×" in line}) == 1


def test_there_are_no_rolls_of_notes_or_where_banks_have_none() -> None:
    assert roll("EUR", 200) == 25
    assert roll("EUR", 500) == 0
    assert roll("DKK", 2000) == 0
