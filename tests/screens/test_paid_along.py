"""What is due on an order is put on the receipt in progress: the customer pays once."""

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.orders.detail import OrderScreen
from kassa_tui.till.sale import order_acts
from tests.conftest import ShopUnderTest
from tests.screens.acts import BREAD, elsewhere, printed, sale, total
from tests.screens.conftest import Opener
from tests.screens.order_shop import by_command, customer, figures, place


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.open("150.00")
    shop.article("Bread", "2.95", "low", barcodes=(BREAD,))
    return shop


async def test_the_slip_leads_to_the_order_and_f6_back_with_what_is_due(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked), ("Cake", "70.00", 1))
    async with opened(stocked) as till:
        await till.press("escape")
        await till.scan(BREAD, "O-000001", sees="F6 On the receipt")
        await till.press("f6", sees="Order 1: rest")
        assert total(till) == "72.95"
        await till.press("plus", sees="This line cannot be changed")
        await till.press("f12", sees="Payment method")
        await till.press("f12", sees="Choose a payment method first.")
        await till.press("c")
        await till.type("100")
        await till.press("f12", sees="Change")
        assert figures(stocked, order_id) == ("open", 7000, 7000, 0)
        assert sale(till).basket.lines == ()
        await till.sees("K1-000001", "K1-000002", "72.95")
        assert "Samen betaald met K1-000001" in await printed(till, "K1-000002")
        await till.press("f7")
        await printed(till, "KOPIE")
        await till.wait(lambda: sum("KOPIE" in paper for paper in till.printer.papers) == 2, "both once more")


async def test_an_order_that_was_changed_meanwhile_takes_no_money(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked), ("Cake", "70.00", 1))
    async with opened(stocked) as till:
        await till.press("escape")
        await till.scan(BREAD)
        till.app.go_to("orders")
        await till.press("enter", "f6", sees="Order 1: rest")
        await till.scan("O-000001", sees="F6 On the receipt")
        await till.press("f6", sees="is on this receipt already")
        await till.press("f12", sees="Payment method")
        till.app.go_to("orders")
        await till.press("enter", "f6", sees="Finish what is open at the sale first.")
        await elsewhere(till, lambda: order_acts.pay(by_command(stocked), order_id, 1, stocked.money("5.00"), "card"))
        await till.press("escape", "p", "f12", sees="Nothing was taken. Esc goes back")
        assert rows("SELECT count(*) FROM receipt") == [(1,)]
        await till.press("escape", "delete", sees="1 line")
        till.app.open_order(1)
        await till.press("f6", sees="65.00")
        assert not any(isinstance(screen, OrderScreen) for screen in till.app.screen_stack)
        assert total(till) == "67.95"
