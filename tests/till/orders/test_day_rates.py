"""VAT is that of the day: deposits bear the rates of their day, goods those of the hand-over."""

from datetime import date

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.exports.orders import order_json
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.basket.tax import rates_on
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.orders import day_rates, edit, orders
from kassa_tui.till.orders.order_filter import OrderFilter
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.setup import tax_edit
from kassa_tui.till.setup.tax_edit import RateForm
from tests.conftest import ShopUnderTest
from tests.till.orders.test_order_vat import block
from tests.till.orders.test_orders import Orders

BOOK = ("Book", "39.98", 1, "low")


@pytest.fixture
def till(shop: ShopUnderTest) -> Orders:
    """It is 22 November; the low rate is 9 %, and 13 % from 15 December on."""
    customer = customers.save(shop.desk, CustomerForm(name="De Vries", kind="person"))
    tax_edit.add(shop.desk, RateForm("low", 1300, date(2026, 12, 15)))
    return Orders(shop, customer)


def in_december(till: Orders) -> None:
    till.shop.clock.later(days=28)


def test_ordered_at_one_rate_paid_and_fetched_at_another(till: Orders) -> None:
    order = till.place(BOOK)
    in_december(till)
    till.pay(order, "39.98", "card")
    assert block() == {("low", 1300): (3998, 460)}
    till.hand_over(order)
    assert block() == {("low", 1300): (0, 0)}
    assert verify().proven


def test_a_deposit_is_taken_back_at_the_rate_that_it_bore(till: Orders) -> None:
    order = till.place(BOOK)
    till.pay(order, "39.98", "card")
    assert block() == {("low", 900): (3998, 330)}
    in_december(till)
    till.hand_over(order)
    assert block() == {("low", 1300): (3998, 460), ("low", 900): (-3998, -330)}
    assert rows("SELECT total FROM receipt ORDER BY id DESC LIMIT 1") == [(0,)]
    assert rows("SELECT rate, tax FROM order_line") == [(1300, 460)]
    assert verify().proven


def test_deposits_of_two_rates(till: Orders) -> None:
    order = till.place(("Books", "100.00", 1, "low"))
    till.pay(order, "30.00", "card")
    in_december(till)
    for _deposit in range(6):
        till.pay(order, "10.00", "card")
        assert block() == {("low", 1300): (1000, 115)}
    till.pay(order, "10.00", "card")
    till.hand_over(order)
    taxes = rows("SELECT rate, sum(gross), sum(tax) FROM receipt_tax GROUP BY rate")
    assert taxes == [(900, 0, 0), (1300, 10000, 1150)]
    assert verify().proven


def test_a_part_leaves_at_each_rate(till: Orders) -> None:
    order = till.place(("Book", "11.30", 3, "low"))
    till.pay(order, "11.30", "card")
    line = till.order(order).lines[0].id
    till.hand_over(order, {line: ONE})
    in_december(till)
    till.pay(order, "11.30", "card")
    till.hand_over(order, {line: ONE})
    # One more of them, ordered now: what left keeps its rate.
    form = orders.form_of(till.order(order))
    edit.save(till.shop.desk, replace(form, basket=form.basket.change_quantity(line, 4 * ONE)))
    till.pay(order, "22.60", "card")
    till.hand_over(order)
    taxes = rows("SELECT rate, sum(gross), sum(tax) FROM receipt_tax GROUP BY rate")
    assert taxes == [(900, 1130, 93), (1300, 3390, 390)]
    assert till.order(order).lines[0].figures.tax == 93 + 390
    assert verify().proven


def test_net_prices_come_to_another_total_and_it_is_said_before_it_is_paid(till: Orders) -> None:
    order = till.place(("Book", "100.00", 1, "low"), includes_tax=False)
    assert day_rates.notices(till.order(order)) == []
    in_december(till)
    view = till.order(order)
    assert (view.row.total.minor, view.row.due.minor) == (11300, 11300)
    assert day_rates.notices(view) == [
        "VAT was 9 % when this was placed and is 13 % now.",
        "It came to 109.00 and comes to 113.00 now.",
    ]
    assert order_json(view)["rate_changes"] == [{"code": "low", "before": 9, "now": 13}]
    (row,) = orders.queue(till.shop.shop, till.shop.clock.now, OrderFilter())
    assert row.total.minor == 11300
    till.pay(order, "113.00", "card")
    assert block() == {("low", 1300): (11300, 1300)}
    assert day_rates.notices(till.order(order)) == []
    till.hand_over(order)
    assert block() == {("low", 1300): (0, 0)}
    assert till.figures(order) == ("completed", 11300, 11300, 0)
    assert verify().proven


def test_gross_prices_say_the_rate_alone(till: Orders) -> None:
    order = till.place(BOOK)
    in_december(till)
    assert day_rates.notices(till.order(order)) == ["VAT was 9 % when this was placed and is 13 % now."]


def test_a_finished_order_stays_as_it_was(till: Orders) -> None:
    order = till.place(BOOK)
    till.pay(order, "39.98", "card")
    till.hand_over(order)
    in_december(till)
    assert till.order(order).rate_changes == ()
    assert till.order(order).lines[0].rate == 900


def test_a_list_of_any_length_is_asked_for_other_rates(till: Orders) -> None:
    """More orders than SQLite takes values in one question."""
    order = till.place(BOOK, includes_tax=False)
    assert day_rates.with_other_totals(range(40_000), rates_on(date(2026, 12, 16))) == {order}
    assert day_rates.with_other_totals([], rates_on(date(2026, 12, 16))) == set()
