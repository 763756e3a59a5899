"""A shop with a customer, and orders as somebody else placed them."""

from datetime import date

from msgspec.structs import replace

from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.customers import customers
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import Order, OrderForm
from tests.conftest import ShopUnderTest

SUNDAY = date(2026, 11, 22)
"""The test's own day."""

BREAD = "8712345678906"


def customer(shop: ShopUnderTest, name: str = "Customer One", **more: object) -> int:
    """A new customer; the id."""
    form = customers.CustomerForm(name=name, **more)  # type: ignore[arg-type]
    return customers.save(shop.desk, form)


def place(shop: ShopUnderTest, who: int, *lines: tuple[str, str, int], **more: object) -> int:
    """A new order of lines of text, price and pieces; its id."""
    basket = Basket("new", shop.shop.currency)
    for text, price, pieces in lines or (("Cake", "100.00", 1),):
        basket = basket.put(Line(0, text, pieces * ONE, shop.money(price), "high"))
    return edit.save(shop.desk, OrderForm(basket, customer_id=who, **more))  # type: ignore[arg-type]


def by_command(shop: ShopUnderTest) -> Desk:
    """Whoever works with commands: no paper comes of it at the counter."""
    return replace(shop.desk, channel="command")


def order(shop: ShopUnderTest, order_id: int) -> Order:
    """An order as it stands."""
    return orders.by_id(order_id, shop.shop, shop.clock.now)


def figures(shop: ShopUnderTest, order_id: int) -> tuple[str, int, int, int]:
    """Status, total, paid, due."""
    row = order(shop, order_id).row
    return row.status, row.total.minor, row.paid.minor, row.due.minor
