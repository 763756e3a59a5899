"""Fingers only: nothing is pressed but what stands on the screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.people import people
from kassa_tui.till.people.people import PersonForm
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas, Target
from kassa_tui.widgets.frame import Footer
from kassa_tui.widgets.method_list import MethodList
from kassa_tui.widgets.pad import Pad
from kassa_tui.widgets.quick_keys import QuickKeys
from tests.conftest import ShopUnderTest
from tests.screens.acts import printed
from tests.screens.conftest import Opener, Register
from tests.screens.order_shop import customer

FOR_FINGERS = (Footer, Pad, QuickKeys, MethodList)


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", code="7", key="1Q")
    shop.article("Lamp", "75.00", code="8", key="1W")
    return shop


@asynccontextmanager
async def by_finger(
    opened: Opener, shop: ShopUnderTest, size: tuple[int, int] = (100, 30), person: str = "Owner"
) -> AsyncIterator[Register]:
    async with opened(shop, size=size, person=person) as till:
        till.app.touch = True
        till.app._relabel()
        till.app.screen.draw()  # type: ignore[attr-defined]
        await till.idle()
        yield till


PRESSES = {"00": ("0", "0"), ".": ("full_stop",), "Wipe": ("backspace",)}
"""Which keys a key of a pad presses, where that is not what stands on it."""


async def tap(till: Register, *words: str, sees: str = "") -> None:
    """Tap what says so, one after the other: a key of the pad, a tile below, or the first place with the text."""
    for word in words:
        where = _on_a_pad(till, word) or await _in_the_footer(till, word)
        if where is None:
            assert word in till.text, f"{word!r} is not there:\n{till.text}"
            await till.click(word)
        else:
            await till.pilot.click(offset=where)
            await till.idle()
    if sees:
        await till.sees(sees)


def _middle(canvas: Canvas, target: Target) -> tuple[int, int]:
    """Where a finger comes down."""
    return canvas.region.x + target.x + target.columns // 2, canvas.region.y + target.y + target.rows // 2


def _on_a_pad(till: Register, word: str) -> tuple[int, int] | None:
    wanted = targets.Shift() if word == "shift" else targets.Press(PRESSES.get(word, (word,)))
    pads = [pad for pad in till.app.screen.query(Pad) if pad.display]
    return next((_middle(pad, target) for pad in pads for target in pad.targets if target.what == wanted), None)


async def _in_the_footer(till: Register, word: str) -> tuple[int, int] | None:
    """The tile with a word, which the tile More may have to bring first."""
    for footer in till.app.screen.query(Footer):
        labels = [key.label for key in footer.keys if word in (key.label, key.word) or (key.go and word in key.word)]
        for _page in footer.keys if labels else ():
            tiles = {target.what: target for target in footer.targets}
            if tile := tiles.get(targets.Button(labels[0])):
                return _middle(footer, tile)
            await till.pilot.click(offset=_middle(footer, tiles[targets.More()]))
            await till.idle()
    return None


def large_enough(till: Register) -> list[str]:
    """The targets for fingers that are smaller than 8 x 3, or 10 x 3 for quick keys."""
    found = []
    for canvas in till.app.screen.query(Canvas):
        if isinstance(canvas, FOR_FINGERS):
            for target in canvas.targets:
                least = 10 if isinstance(target.what, targets.QuickKey) else 8
                if target.columns < least or target.rows < 3:
                    found.append(f"{type(canvas).__name__} {target}")
    return found


async def test_esc_is_the_tile_back_while_news_waits_for_a_tap(stocked: ShopUnderTest, opened: Opener) -> None:
    async with by_finger(opened, stocked) as till:
        for back in (partial(till.press, "escape"), partial(tap, till, "Back")):
            await till.press("f7", sees="Back")
            till.app.tell("Somebody closed")
            await till.sees("Somebody closed", "seen", "Back")
            assert "Esc seen" not in till.text
            await back()
            await till.sees("Scan the first article", "Somebody closed")
            await till.click("Somebody closed")
            assert "Somebody closed" not in till.text


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
        await tap(till, "shift", "A", "shift", "n", "n", "Wipe", "F12", sees="Scan the first article")
    assert rows("SELECT name FROM parked") == [("An",)]


SMALLEST = (80, 24)


def newest(kind: str) -> tuple[object, ...]:
    """The number and total of the newest receipt of a kind."""
    return rows("SELECT number, total FROM receipt WHERE kind = ? ORDER BY id DESC LIMIT 1", kind)[0]


async def test_a_refund_and_a_copy(stocked: ShopUnderTest, opened: Opener) -> None:
    stocked.open("150.00")
    async with by_finger(opened, stocked, SMALLEST) as till:
        await tap(till, "Q   2.95", "Q   2.95", "Pay", "Cash", "Cash 5.90", sees="Receipt K1-000001")
        await tap(till, "Menu", "Receipts and refunds", "K1-000001", "Print a copy", sees="A copy of K1-000001")
        await tap(till, "Take back", sees="Take back · receipt K1-000001")
        await tap(till, "One more", "Put on the receipt", "Give back", "Back: Cash 2.95", sees="K1-000002")
        await printed(till, "KOPIE")
    assert newest("refund")[1] == -295


async def test_an_order_from_the_basket_to_the_goods(stocked: ShopUnderTest, opened: Opener) -> None:
    stocked.open("150.00")
    customer(stocked, "De Vries")
    async with by_finger(opened, stocked, SMALLEST) as till:
        await tap(till, "Bread", "Lamp", "Order", sees="Delivery and customer")
        await tap(till, "Customer", "v", "r", "i", sees="De Vries")
        await tap(till, "Choose", sees="● De Vries")
        await tap(till, "Pay later", sees="Order 1 is placed")
        await tap(till, "Menu", "4  Orders", sees="De Vries")
        await tap(till, "1     De Vries", sees="Ordered")
        await tap(till, "Pay or deposit", *["Wipe"] * 5, "3", "0", "F12", "Cash", "Cash 30.00", sees="Paid")
        await tap(till, "Hand over", sees="nothing counted")
        await tap(till, "Bread", "Hand over 1 piece", sees="partly delivered")
        await tap(till, "Pay 47.95", "F12", "Cash", "Cash 47.95", sees="Paid")
        await tap(till, "Hand over", "Hand over everything", sees="Lines")
    assert rows("SELECT status FROM customer_order") == [("completed",)]


async def test_a_form_with_its_letters(stocked: ShopUnderTest, opened: Opener) -> None:
    async with by_finger(opened, stocked, SMALLEST) as till:
        await tap(till, "Menu", "3  Office", "Down", "Customers", "Customers", sees="Find customer")
        await tap(till, "New", sees="New customer")
        await tap(till, "Name", "shift", "A", "shift", "n", "n", sees="Ann█")
        await tap(till, "↓", "↓", "d", "1", "↑", "Save", sees="Ann")
    assert rows("SELECT name, street FROM customer") == [("Ann", "d1")]


async def test_a_list_and_its_letters(stocked: ShopUnderTest, opened: Opener) -> None:
    for number in range(12):
        stocked.article(f"Candle {number:02}", "1.00", code=f"9{number:02}")
    async with by_finger(opened, stocked, SMALLEST) as till:
        await tap(till, "Find", "c", "a", sees="Candle 00")
        await tap(till, "List", "Down", "Down", "Down", sees="Candle 11")
        await tap(till, "Candle 11", "Candle 11", sees="1 line")
        assert isinstance(till.app.screen, SaleScreen)
        assert [line.text for line in till.app.screen.basket.lines] == ["Candle 11"]


async def test_a_person_by_a_menu_of_many(stocked: ShopUnderTest, opened: Opener) -> None:
    for number in range(30):
        people.save(stocked.desk, PersonForm(f"Cashier {number:02}", "cashier"))
    async with by_finger(opened, stocked, SMALLEST) as till:
        await tap(till, "Menu", "Other person", sees="Who is")
        assert "Cashier 29" not in till.text
        await tap(till, "More", sees="Cashier 29")
        await tap(till, "Cashier 29", sees="Scan the first")
        assert till.app.counter.person.name == "Cashier 29"


async def test_the_line_that_is_out_of_sight(stocked: ShopUnderTest, opened: Opener) -> None:
    async with by_finger(opened, stocked, SMALLEST) as till:
        for _line in range(3):
            await tap(till, "Q   2.95", "+", "W  75.00")
        await tap(till, *["↑"] * 3)
        assert large_enough(till) == []
        await tap(till, *["↑"] * 2, "Del", sees="7 pieces")


async def test_a_customer_for_the_sale(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries")
    async with by_finger(opened, stocked, SMALLEST) as till:
        await tap(till, "Q   2.95", "Customer", "v", "r", sees="De Vries")
        await tap(till, "De Vries", sees="1 line")
        await till.sees("De Vries")
        assert isinstance(till.app.screen, SaleScreen)
        assert till.app.screen.basket.customer == 1


async def test_a_setting(stocked: ShopUnderTest, opened: Opener) -> None:
    async with by_finger(opened, stocked, SMALLEST) as till:
        await tap(till, "Menu", "3  Office", "Settings", "Settings", sees="Settings")
        await tap(till, "Change", *["Wipe"] * 4, "space", "c", "o", "Save", sees="Change")
        assert till.app.counter.shop.name == "Test co"


async def test_one_of_several_people_agrees(stocked: ShopUnderTest, opened: Opener) -> None:
    people.save(stocked.desk, PersonForm("Night manager", "manager"))
    async with by_finger(opened, stocked, SMALLEST, person="Cashier") as till:
        await tap(till, "Menu", "3  Office", "Products", sees="Choose who agrees.")
        await tap(till, "Night manager", sees="▶Night manager")
        await tap(till, "Approve", sees="Find article")
    assert '"by":"Night manager"' in str(rows("SELECT facts FROM journal WHERE kind = 'permission.approved'"))
