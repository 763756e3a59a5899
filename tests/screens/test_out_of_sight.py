"""A receipt that is longer than its place says how many of its lines are out of sight."""

import re

import pytest

from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

LINES = 30
SIZES = ((80, 24), (100, 30), (160, 45))


def in_sight(till: Register) -> int:
    """Lines of the receipt that stand on the screen."""
    return len(set(re.findall(r"Article \d\d", till.text)))


def out_of_sight(till: Register) -> list[tuple[str, int]]:
    """What is said to be above and below."""
    return [(way, int(count)) for way, count in re.findall(r"([↑↓]) (\d+)(?= [↓\w])", till.text)]


@pytest.mark.parametrize("touch", [False, True], ids=["keys", "fingers"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "100x30", "160x45"])
async def test_lines_out_of_sight_are_counted(
    shop: ShopUnderTest, opened: Opener, size: tuple[int, int], touch: bool
) -> None:
    codes = [f"CODE{number:02}" for number in range(LINES)]
    for number, code in enumerate(codes):
        shop.article(f"Article {number:02}", "1.00", barcodes=(code,))
    async with opened(shop, size=size) as till:
        till.app.touch = touch
        till.app._relabel()
        await till.scan(codes[0], sees="1 line")
        assert out_of_sight(till) == []
        await till.scan(*codes[1:], sees=f"{LINES} lines")
        seen = in_sight(till)
        assert 0 < seen < LINES
        assert out_of_sight(till) == [("↑", LINES - seen)]
        await till.press("up", *["up"] * LINES)
        assert out_of_sight(till) == [("↓", LINES - in_sight(till))]
