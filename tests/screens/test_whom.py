"""F3 at the sale: whom it is for, on account, and old invoices paid from there."""

from kassa_tui.database import rows
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener


def known(shop: ShopUnderTest) -> ShopUnderTest:
    """A customer who buys on account, and bread."""
    customers.save(shop.desk, CustomerForm(name="Bakery Smit", kind="company", debtor="100", credit_limit=5000))
    shop.article("Bread", "10.00", code="7")
    shop.open()
    return shop


async def test_bought_on_account_and_paid_later(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(known(shop)) as till:
        await till.type("7")
        await till.press("enter", sees="Bread")
        await till.press("f12", sees="Gift voucher")
        assert "On account" not in till.text
        await till.press("escape", "f3", sees="Find customer")
        await till.type("smit", sees="Bakery Smit")
        await till.press("f12", sees="Receipt  1 line")
        await till.sees("Bakery Smit")
        await till.press("f12", sees="On account")
        await till.type("r", sees="F12 On account 10.00")
        await till.press("f12", sees="Receipt K1-000001")
        assert rows("SELECT method, amount FROM payment") == [("account", 1000)]
        assert rows("SELECT customer_id FROM receipt") == [(1,)]


async def test_another_customer_or_none(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(known(shop)) as till:
        await till.type("7")
        await till.press("enter", sees="Bread")
        await till.press("f3", sees="Bakery Smit")
        await till.press("f12", sees="Receipt  1 line")
        assert isinstance(till.app.screen, SaleScreen)
        assert till.app.screen.basket.customer == 1
        await till.press("f3", sees="Without a customer")
        await till.press("down", "f12", sees="Receipt  1 line")
        assert "Bakery Smit" not in till.text
        assert isinstance(till.app.screen, SaleScreen)
        assert till.app.screen.basket.customer is None


async def test_the_customer_is_found_again_after_a_restart(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(known(shop)) as till:
        await till.type("7")
        await till.press("enter", "f3", sees="Bakery Smit")
        await till.press("f12", sees="Receipt  1 line")
    async with opened(shop) as till:
        await till.sees("Bakery Smit")
        assert isinstance(till.app.screen, SaleScreen)
        assert till.app.screen.basket.customer == 1
