"""What was done is said in one line where the eye is, until the next key; nothing else moves for it."""

from collections.abc import Awaitable, Callable

import pytest
from textual import events

from tests.conftest import ShopUnderTest
from tests.screens.acts import BREAD, to_payment
from tests.screens.conftest import Opener, Register

Act = Callable[[Register], Awaitable[None]]


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", barcodes=(BREAD,))
    shop.open("150.00")
    return shop


async def sold(till: Register) -> None:
    await to_payment(till, BREAD)
    await till.press("c", "f12", sees="Paid in full")


async def copy(till: Register) -> None:
    await sold(till)
    await till.press("f7")


async def copy_of_an_old_one(till: Register) -> None:
    await sold(till)
    await till.press("escape", "f7", sees="F12 Print a copy")
    await till.press("f12")


async def gift(till: Register) -> None:
    await sold(till)
    await till.press("escape", "f7", sees="F6 Gift receipt")
    await till.press("f6")


async def cash_in(till: Register) -> None:
    await till.press("f8", "plus", sees="▶Amount")
    await till.type("20")
    await till.press("f12")


async def cash_out(till: Register) -> None:
    await till.press("f8", "minus", sees="▶Amount")
    await till.type("5")
    await till.press("f12")


async def parked(till: Register) -> None:
    await till.scan(BREAD)
    await till.press("f5", sees="Park this receipt")
    await till.type("Table 4")
    await till.press("f12")


async def recalled(till: Register) -> None:
    await parked(till)
    await till.scan(BREAD, sees="1 line")
    await till.click("Table 4")


async def product(till: Register) -> None:
    await till.press("f9", "3", "enter", sees="Find article")
    await till.type("Bread", sees="1 found")
    await till.press("f12", sees="Change product")
    await till.press("f12")


async def customer(till: Register) -> None:
    await till.press("f3", sees="F6 New")
    await till.press("f6", sees="New customer")
    await till.type("De Vries")
    await till.press("f12")


async def ordered(till: Register) -> None:
    await till.scan(BREAD)
    await till.press("f6", sees="Delivery and customer")
    await till.press("f3", sees="F6 New")
    await till.press("f6", sees="New customer")
    await till.type("De Vries")
    await till.press("f12", sees="● De Vries")
    await till.press("f6")


ACTS: dict[str, tuple[Act, str]] = {
    "a copy of the last receipt": (copy, "● A copy of K1-000001 goes to the printer"),
    "a copy of an old receipt": (copy_of_an_old_one, "● A copy of K1-000001 goes to the printer"),
    "a gift receipt": (gift, "● K1-000001 goes to the printer without its prices"),
    "cash in": (cash_in, "● 20.00 put in · "),
    "cash out": (cash_out, "● 5.00 taken out · "),
    "parked": (parked, "● Parked: Table 4 2.95"),
    "recalled": (recalled, "● The receipt before it was parked"),
    "a product": (product, "● Saved: Bread"),
    "a customer": (customer, "● Saved: De Vries"),
    "an order": (ordered, "● Order 1 is placed"),
}


@pytest.mark.parametrize(("act", "said"), ACTS.values(), ids=list(ACTS))
async def test_what_was_done_is_said_until_the_next_key(
    stocked: ShopUnderTest, opened: Opener, act: Act, said: str
) -> None:
    async with opened(stocked) as till:
        await act(till)
        await till.sees(said)
        assert till.app.success
        assert till.app.news == ()
        rows = till.text.split("\n")
        till.app.post_message(events.Key("f11", None))
        await till.idle()
        assert till.app.success == ""
        assert said not in till.text
        assert len(till.text.split("\n")) == len(rows)


async def test_a_tap_and_a_scan_have_seen_it_too(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await parked(till)
        await till.sees("● Parked: Table 4 2.95")
        await till.scan(BREAD, sees="1 line")
        assert till.app.success == ""
        await parked(till)
        await till.sees("● Parked: Table 4")
        await till.click("F1", sees="Help")
        assert till.app.success == ""
