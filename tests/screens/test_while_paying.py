"""What happens beside a payment while it is a state of the sale: it stays, and nothing of the sale is done meanwhile."""

from collections.abc import Awaitable, Callable

import pytest
from textual import events

from tests.conftest import ShopUnderTest
from tests.screens.acts import BREAD, checkout, elsewhere, pays, to_payment
from tests.screens.conftest import Opener, Register
from tests.screens.order_shop import customer, place
from tests.shared import receipts

Beside = Callable[[Register], Awaitable[None]]


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", barcodes=(BREAD,), key="1Q")
    shop.open("150.00")
    return shop


async def elsewhere_and_back(till: Register) -> None:
    till.app.go_to("office")
    await till.sees("Devices")
    till.app.go_to("sale")
    await till.idle()


async def an_order_is_taken_along(till: Register) -> None:
    till.app.take_along(await elsewhere(till, lambda: place(till.shop, customer(till.shop))))
    await till.sees("Finish what is open at the sale first.")
    await till.press("escape")


async def another_language(till: Register) -> None:
    till.app.speak("da")
    await till.sees("Betalingstype")
    till.app.speak("en")
    await till.idle()


async def by_finger(till: Register) -> None:
    for touch in (True, False):
        till.app.touch = touch
        till.app._relabel()
        await till.idle()


async def another_window(till: Register) -> None:
    for columns, rows in ((80, 24), (60, 20), (160, 45), (100, 30)):
        await till.pilot.resize_terminal(columns, rows)
        await till.idle()


async def somebody_else(till: Register) -> None:
    till.app.sign_in(till.shop.as_("Cashier").person)
    await till.idle()


async def keys_of_the_sale(till: Register) -> None:
    for name in ("q", "f3", "f5", "f6", "f7", "f8", "f9", "plus", "minus", "pagedown", "asterisk"):
        till.app.post_message(events.Key(name, name if len(name) == 1 else None))
        await till.idle()


async def codes_of_the_sale(till: Register) -> None:
    for code in (BREAD, "K1-000001", "O-000001", "nothing"):
        await till.scan(code, sees="■")
    await till.press("escape")


async def all_actions(till: Register) -> None:
    till.app.show_actions()
    await till.idle()
    assert "Throw the whole receipt away" not in till.text
    await till.press("escape")


async def something_changes(till: Register) -> None:
    await elsewhere(till, lambda: till.shop.article("Pan", "20.00", key="1W"))
    till.app._look()
    await till.idle()


BESIDE = (
    elsewhere_and_back, an_order_is_taken_along, another_language, by_finger, another_window, somebody_else,
    keys_of_the_sale, codes_of_the_sale, all_actions, something_changes,
)  # fmt: skip


@pytest.mark.parametrize("beside", BESIDE, ids=[each.__name__ for each in BESIDE])
async def test_the_payment_stays(stocked: ShopUnderTest, opened: Opener, beside: Beside) -> None:
    async with opened(stocked) as till:
        await to_payment(till, BREAD)
        await till.press("c", "1", "0", sees="change 7.05")
        payment = checkout(till)
        await beside(till)
        await till.sees("Received")
        assert pays(till)
        assert checkout(till) is payment
        assert payment.paying.entry == "10"
        assert len(payment.paying.basket.lines) == 1
        assert receipts() == 0
        await till.press("f12", sees="Receipt K1-000001")
        assert not pays(till)
        await till.press("q", sees="1 line")
