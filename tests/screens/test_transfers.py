"""Bank transfers of orders on the screen: said to come at the payment, listed, and booked when they have arrived."""

import pytest

from kassa_tui.database import rows
from kassa_tui.till.orders import awaited
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener
from tests.screens.order_shop import by_command, customer, figures, order, place
from tests.screens.test_orders import stocked

__all__ = ["stocked"]


async def test_from_the_payment_to_the_list_and_off_it(stocked: ShopUnderTest, opened: Opener) -> None:
    """A cashier says that it is to come; that it has arrived somebody agrees to who may."""
    order_id = place(stocked, customer(stocked))
    async with opened(stocked, person="Cashier") as till:
        await till.press("f6", sees="F12 Pay 100.00")
        assert "Transfers" not in till.text
        await till.press("f12", "o", "f12", sees="Has it arrived?")
        await till.press("f6", sees="100.00 is to come by transfer")
        assert figures(stocked, order_id) == ("open", 10000, 0, 10000)
        await till.press("escape")
        await till.click("Transfers 1", sees="F12 100.00 has arrived")
        assert "To come" in till.text
        await till.press("f12", sees="O-000001")
        await till.press("f12", sees="A bank transfer needs a reference")
        await till.press("up", "4", "0", "tab")
        await till.type("statement 12")
        await till.press("f12", sees="Manager needed")
        await till.press("f12", sees="To come by transfer")
        assert figures(stocked, order_id) == ("open", 10000, 4000, 6000)
        await till.press("escape", "escape", sees="F12 60.00 has arrived")
        await till.press("f12", *"stm 13", "f12", "f12", sees="Paid in full")
        await till.press("escape", "escape", sees="No transfers to come.")
    assert rows("SELECT method, amount, reference FROM payment") == [
        ("transfer", 4000, "statement 12"), ("transfer", 6000, "stm 13"),
    ]  # fmt: skip


@pytest.mark.parametrize("amount", ["100.01", "0"])
async def test_no_more_arrives_than_is_due(stocked: ShopUnderTest, opened: Opener, amount: str) -> None:
    place(stocked, customer(stocked))
    awaited.note(by_command(stocked), 1, 1, stocked.money("100.00"))
    async with opened(stocked) as till:
        await till.press("f6", "left", "f12", "up")
        await till.type(amount)
        await till.press("down")
        await till.type("statement 12")
        await till.press("f12", sees="A deposit lies between 0 and 100.00.")
        assert "statement 12" in till.text
    assert rows("SELECT count(*) FROM receipt") == [(0,)]


async def test_one_that_will_not_come_is_taken_off_by_the_menu(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    awaited.note(by_command(stocked), order_id, 1, stocked.money("30.00"))
    async with opened(stocked) as till:
        await till.press("f6", "f9", sees="No transfer to come")
        await till.click("Transfers to come", sees="F12 30.00 has arrived")
        await till.press("f9", sees="No transfer to come")
        await till.click("No transfer to come", sees="No transfer to come for Order 1?")
        await till.press("f12", sees="No transfers to come.")
    assert order(stocked, order_id).row.awaited is None
