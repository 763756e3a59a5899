"""A window that is pulled too small: the program goes on, and nothing is lost."""

import pytest

from tests.conftest import ShopUnderTest
from tests.screens.acts import BREAD
from tests.screens.conftest import Opener, Register


@pytest.mark.parametrize("size", [(40, 10), (100, 12), (90, 5), (10, 2)])
async def test_a_basket_is_there_again_when_the_window_is(
    stocked: ShopUnderTest, opened: Opener, size: tuple[int, int]
) -> None:
    """Where a row of it has no room, too."""
    async with opened(stocked) as till:
        await till.scan(BREAD, sees="Bread")
        await _resized(till, size)
        await till.scan(BREAD)
        await _resized(till, (100, 30))
        assert till.app.is_running
        assert "1 ×   Bread" in till.text


async def _resized(till: Register, size: tuple[int, int]) -> None:
    await till.pilot.resize_terminal(*size)
    await till.idle()
