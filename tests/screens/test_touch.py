"""Fingers only: nothing is pressed but what stands on the screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.closing import screen as closing_screen
from kassa_tui.widgets.draw import Canvas
from kassa_tui.widgets.frame import Footer
from kassa_tui.widgets.pad import Pad
from kassa_tui.widgets.payment_pane import MethodList
from kassa_tui.widgets.quick_keys import QuickKeys
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

FOR_FINGERS = (Footer, Pad, QuickKeys, MethodList)


@pytest.fixture
def stocked(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> ShopUnderTest:
    monkeypatch.setattr(closing_screen, "GUARD_SECONDS", 0)
    shop.article("Bread", "2.95", code="7", key="1Q")
    shop.article("Lamp", "75.00", code="8", key="1W")
    return shop


@asynccontextmanager
async def by_finger(opened: Opener, shop: ShopUnderTest) -> AsyncIterator[Register]:
    async with opened(shop) as till:
        till.app.touch = True
        till.app._relabel()
        till.app.screen.draw()  # type: ignore[attr-defined]
        await till.idle()
        yield till


async def tap(till: Register, *words: str, sees: str = "") -> None:
    """Tap what says so, one after the other; a pad's keys by their target."""
    for word in words:
        pads = [pad for pad in till.app.screen.query(Pad) if pad.display]
        names = {"00": "0 0", ".": "full_stop", "Wipe": "backspace"}
        wanted = names.get(word, word)
        target = next((t for pad in pads for t in pad.targets if t.name == wanted), None)
        if target is None:
            await till.click(word)
            continue
        where = pads[0].region
        at = (where.x + target.x + target.columns // 2, where.y + target.y + 1)
        await till.pilot.click(offset=at)
        await till.idle()
    if sees:
        await till.sees(sees)


def large_enough(till: Register) -> list[str]:
    """The targets for fingers that are smaller than 8 x 3, or 10 x 3 for quick keys."""
    found = []
    for canvas in till.app.screen.query(Canvas):
        if isinstance(canvas, FOR_FINGERS):
            for target in canvas.targets:
                least = 10 if target.name.startswith("key ") else 8
                if (target.columns < least or target.rows < 3) and not target.name.startswith("parked"):
                    found.append(f"{type(canvas).__name__} {target}")
    return found


async def test_a_day_by_taps(stocked: ShopUnderTest, opened: Opener) -> None:
    async with by_finger(opened, stocked) as till:
        assert large_enough(till) == []
        await tap(till, "Start session", sees="Opening amount")
        assert large_enough(till) == []
        await tap(till, "1", "5", "0", sees="150█")
        await tap(till, "Confirm", sees="Scan the first article")
        await tap(till, "Q    2.95", "Q    2.95", "W   75.00", sees="3 pieces")
        await tap(till, "123", "7", "Look up", sees="4 pieces")
        await tap(till, "Del", sees="3 pieces")
        assert large_enough(till) == []
        await tap(till, "Pay", sees="Payment method")
        assert large_enough(till) == []
        await tap(till, "Cash", "1", "00", sees="change 19.10")
        await tap(till, "Cash 100.00", sees="Receipt K1-000001")
        await tap(till, "Menu", "2  Register", sees="Cash activity")
        await tap(till, "Close session", sees="▶1 Count")
        await tap(till, "100 ×", "2", "down", "plus", "plus", "plus", sees="5 pieces")
        await tap(till, "F4", "Wipe", "2", "3", "0", ".", "9", "0", sees="230.90█")
        await tap(till, "Next", "Next", sees="What stays in the drawer?")
        await tap(till, "Next", "Confirm and close", sees="Session 1 is closed")
    assert rows("SELECT total FROM receipt") == [(8090,)]
    assert rows("SELECT counted, expected FROM z_report") == [(23090, 23090)]


async def test_letters_for_a_name(stocked: ShopUnderTest, opened: Opener) -> None:
    async with by_finger(opened, stocked) as till:
        await tap(till, "Bread", "Park", sees="Park this receipt")
        await tap(till, "shift", "A", "shift", "n", "n", "Wipe", "Enter", sees="Scan the first article")
    assert rows("SELECT name FROM parked") == [("An",)]
