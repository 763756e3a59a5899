"""What an order needs beyond being made: free lines up to an amount, net prices, by form, command and file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.database import open_database, rows
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import NotAllowedError, OverLimitError
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.people import people
from tests.cli.test_cli import kassa
from tests.conftest import ShopUnderTest
from tests.till.orders.test_orders import Orders

Run = Callable[..., tuple[int, str, str]]
__all__ = ["kassa"]


@pytest.fixture
def till(shop: ShopUnderTest) -> Orders:
    return Orders(shop, customers.save(shop.desk, CustomerForm(name="De Vries", kind="person")))


def save(desk: Desk, form: OrderForm) -> str:
    """What was refused, empty for nothing."""
    try:
        edit.save(desk, form)
    except NotAllowedError as refusal:
        return f"{refusal.action} {refusal.amount}" if isinstance(refusal, OverLimitError) else refusal.action
    return ""


def test_free_lines_up_to_an_amount(till: Orders) -> None:
    cashier = till.shop.as_("Cashier")
    assert save(cashier, till.form(("Cake", "50.00", 1, "low"))) == ""
    assert save(cashier, till.form(("Cake", "50.01", 1, "low"))) == "order.free_line 5001"
    assert save(till.shop.as_("Manager"), till.form(("Cake", "500.00", 1, "low"))) == ""


def test_all_of_them_and_all_their_pieces_count(till: Orders) -> None:
    cashier = till.shop.as_("Cashier")
    assert save(cashier, till.form(("Cake", "20.00", 3, "low"))) == "order.free_line 6000"
    assert save(cashier, till.form(("Cake", "30.00", 1, "low"), ("Tart", "30.00", 1, "low"))) == "order.free_line 6000"


def test_a_discount_makes_no_room_for_more(till: Orders) -> None:
    form = till.form(("Cake", "52.00", 1, "low"))
    assert save(till.shop.as_("Cashier"), replace(form, basket=form.basket.discounted(percent=1000))) != ""


def test_articles_need_no_such_right(till: Orders) -> None:
    basket = till.shop.basket(till.shop.article("Bicycle", "899.00"))
    assert save(till.shop.as_("Cashier"), OrderForm(basket, customer_id=till.customer)) == ""


def changed(till: Orders, order: int) -> OrderForm:
    return orders.form_of(till.order(order))


def test_what_is_there_stays_and_more_of_it_is_counted(till: Orders) -> None:
    cashier, form = till.shop.as_("Cashier"), changed(till, till.place(("Cake", "80.00", 1, "low")))
    line = form.basket.lines[0].key
    more = form.basket.change_quantity(line, 2000)
    assert save(cashier, replace(form, basket=more)) == "order.free_line 16000"
    assert save(cashier, replace(form, note="with candles")) == ""


def test_net_prices_need_the_right_to_change_prices(till: Orders) -> None:
    shop = till.shop
    net = OrderForm(shop.basket(shop.article("Bicycle", "899.00")), customer_id=till.customer, includes_tax=False)
    assert save(shop.as_("Cashier"), net) == "sale.price"
    assert save(shop.as_("Manager"), net) == ""


@pytest.mark.parametrize("before", [True, False])
def test_switching_either_way_changes_prices(till: Orders, before: bool) -> None:
    form = changed(till, till.place(("Cake", "10.00", 1, "low"), includes_tax=before))
    assert save(till.shop.as_("Cashier"), replace(form, includes_tax=not before)) == "sale.price"


def test_free_lines_count_with_their_vat(till: Orders) -> None:
    """45.00 without VAT is 54.45 with it."""
    people.grant(till.shop.desk, "cashier", "sale.price", True, None)
    form = till.form(("Work", "45.00", 1, "high"))
    assert save(till.shop.as_("Cashier"), form) == ""
    assert save(till.shop.as_("Cashier"), replace(form, includes_tax=False)) == "order.free_line 5445"


def test_a_net_price_in_an_order_with_vat_needs_the_right_too(till: Orders) -> None:
    """Put there, changed, or made one with VAT."""
    cashier, line = till.shop.as_("Cashier"), Line(0, "Work", ONE, till.shop.money("10.00"), "high", without_tax=True)
    form = till.form(("Cake", "10.00", 1, "low"))
    mixed = replace(form, basket=form.basket.put(line))
    assert save(cashier, mixed) == "sale.price"
    stored = changed(till, edit.save(till.shop.desk, mixed))
    key = stored.basket.lines[1].key
    assert save(cashier, replace(stored, note="ring")) == ""
    for basket in (
        stored.basket.set_price(key, till.shop.money("9.00"), without_tax=True),
        stored.basket.set_price(key, till.shop.money("10.00"), without_tax=False),
    ):
        plain = replace(basket, lines=tuple(replace(each, list_price=None) for each in basket.lines))
        assert save(cashier, replace(changed(till, stored.id or 0), basket=plain)) == "sale.price"


def test_a_new_line_of_a_net_order_is_a_new_price(till: Orders) -> None:
    cashier, form = till.shop.as_("Cashier"), changed(till, till.place(("Cake", "10.00", 1, "low"), includes_tax=False))
    more = form.basket.add(till.shop.article("Bicycle", "899.00"))
    assert save(cashier, replace(form, basket=more)) == "sale.price"
    assert save(cashier, replace(form, basket=form.basket.change_quantity(form.basket.lines[0].key, 2000))) == ""


@pytest.mark.parametrize(
    ("options", "line"), [((), "Cake,1,50.01"), ((), "Cake,6,10.00"), (("--excluding-vat",), "Cake,1,10.00")]
)
def test_by_command_and_file(
    kassa: Run, shop: ShopUnderTest, tmp_path: Path, options: tuple[str, ...], line: str
) -> None:
    """Refused for a cashier with nothing made, done for a manager."""
    file = tmp_path / "lines.csv"
    file.write_text(f"text,quantity,price\n{line}\n", encoding="utf-8")
    command = ("order", "new", "--customer", "De Vries", "--lines", str(file), *options)
    assert kassa(*command, "--as", "Cashier")[0] == 1
    open_database(shop.path)
    assert rows("SELECT count(*) FROM customer_order") == [(0,)]
    assert kassa(*command, "--as", "Manager")[0] == 0
