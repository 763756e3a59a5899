"""What is tapped or read at once must not move: a screen's first picture has everything where its last one has it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip

from kassa_tui.widgets import digits
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.sale_pane import SalePane
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

SIZES = ((80, 24), (100, 30))
KEYS = ("f1", "f4", "f5", "f8", "f9")
Places = dict[str, Region]


@contextmanager
def laid_out(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Screen[object], Places]]]:
    """Where each canvas stood each time that its screen was laid out."""
    seen: list[tuple[Screen[object], Places]] = []
    layout = Screen._refresh_layout

    def noted(screen: Screen[object], *args: object, **named: object) -> None:
        layout(screen, *args, **named)  # type: ignore[arg-type]
        shown = {type(each).__name__: each.region for each in screen.query(Canvas) if each.display}
        seen.append((screen, shown))

    with monkeypatch.context() as patched:
        patched.setattr(Screen, "_refresh_layout", noted)
        yield seen


@pytest.mark.parametrize("touch", [False, True], ids=["keys", "fingers"])
@pytest.mark.parametrize("size", SIZES, ids=["80x24", "100x30"])
async def test_nothing_moves_after_the_first_picture(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], touch: bool
) -> None:
    shop.article("Bread", "2.95", key="1Q")
    shop.open("150.00")
    async with opened(shop, size=size) as till:
        till.app.touch = touch
        till.app._relabel()
        await till.press("q", sees="1 line")
        for name in KEYS:
            await moved(till, name, monkeypatch)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "100x30"])
async def test_paying_and_change_are_states_of_the_sale(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    """Nothing is laid out; the lines stay to be read, and the number of the moment stands where it stood."""
    shop.article("Bread", "2.95", key="1Q")
    shop.open("150.00")
    async with opened(shop, size=size) as till:
        await till.press("q", sees="1 line")
        sale, number = till.app.screen, foot(till)
        with laid_out(monkeypatch) as seen:
            await till.press("f12", sees="Payment method")
            await till.sees("Bread", "Receipt  1 line")
            assert foot(till) == number
            await till.press("c", *"10", sees="change 7.05")
            change = foot(till)
            assert change != number
            await till.press("f12", sees="Receipt K1-000001")
            assert foot(till)[-digits.ROWS :] == change[-digits.ROWS :]
        assert till.app.screen is sale
        assert seen == []


def foot(till: Register) -> list[Strip]:
    """The label and the number at the foot of the right side."""
    pane = till.app.screen.query_one(SalePane)
    high, below = (digits.ROWS + 3, 1) if pane.roomy else (digits.ROWS + 1, 0)
    return [pane.render_line(y) for y in range(pane.size.height - high - below, pane.size.height - below)]


async def moved(till: Register, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open what a key opens, and close it again."""
    before = till.app.screen
    with laid_out(monkeypatch) as seen:
        await till.press(name)
        await till.wait(lambda: till.app.screen is not before, f"what {name} opens")
        await till.idle()
    after = till.app.screen
    pictures = [places for screen, places in seen if screen is after]
    assert pictures
    assert all(each == pictures[-1] for each in pictures), (name, pictures)
    await till.press("escape")
    await till.wait(lambda: till.app.screen is before, "the sale")
