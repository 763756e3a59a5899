"""The office is a register of its own: what is paid there never touches the counter's session."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.basket.sale_checks import CounterOnlyError
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import sessions
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders import papers as order_papers
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.papers import jobs, kept_papers
from kassa_tui.till.papers.jobs import End
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import order_acts
from tests.conftest import ShopUnderTest


@pytest.fixture
def order(shop: ShopUnderTest) -> int:
    """An order that was placed in the office."""
    desk = replace(shop.desk, channel="remote")
    customer = customers.save(desk, CustomerForm(name="De Vries", kind="person"))
    basket = Basket("new", shop.shop.currency).put(Line(0, "Cake", ONE, shop.money("10.00"), "low"))
    return edit.save(desk, OrderForm(basket, customer_id=customer))


def pay(shop: ShopUnderTest, order: int, amount: str, method: str) -> None:
    """In the office."""
    desk = replace(shop.desk, channel="remote")
    version = orders.by_id(order, shop.shop, shop.clock.now).version
    order_acts.pay(desk, order, version, shop.money(amount), method, "statement 12")


def test_it_has_numbers_and_a_session_of_its_own(shop: ShopUnderTest, order: int) -> None:
    shop.open("150.00")
    shop.sell(shop.article("Bread", "2.95"))
    pay(shop, order, "4.00", "transfer")
    assert rows("SELECT register, number FROM receipt ORDER BY id") == [("K1", 1), ("B1", 1)]
    assert rows("SELECT register, tracked, opening_basis FROM session ORDER BY id") == [
        ("K1", 1, "counted"),
        ("B1", 0, "none"),
    ]
    assert rows("SELECT count(*) FROM drawer_event WHERE register = 'B1'") == [(0,)]
    assert verify().proven


def test_its_session_ends_with_the_business_day(shop: ShopUnderTest, order: int) -> None:
    pay(shop, order, "4.00", "transfer")
    shop.clock.later(days=1)
    pay(shop, order, "6.00", "transfer")
    found = rows("SELECT number, closed_at IS NULL FROM session WHERE register = 'B1' ORDER BY id")
    assert found == [(1, 0), (2, 1)]
    assert sessions.current("K1") is None
    assert verify().proven


@pytest.mark.parametrize("method", ["cash", "card", "voucher"])
def test_cash_and_cards_are_used_at_the_register_alone(shop: ShopUnderTest, order: int, method: str) -> None:
    with pytest.raises(CounterOnlyError):
        pay(shop, order, "4.00", method)
    assert rows("SELECT count(*) FROM receipt") == [(0,)]


def test_what_it_asks_for_comes_out_of_the_counters_printer_and_nothing_else(shop: ShopUnderTest, order: int) -> None:
    desk = replace(shop.desk, channel="remote")
    pay(shop, order, "4.00", "transfer")
    assert rows("SELECT count(*) FROM print_job") == [(0,)]
    order_papers.print_slip(desk, order)
    kept = kept_papers.find("receipt", receipt_id=1)
    assert kept is not None
    jobs.reprint(desk, kept.id)
    assert rows("SELECT register, kind FROM print_job") == [("K1", "print"), ("K1", "print")]


def test_a_slip_is_forgotten_once_it_is_printed(shop: ShopUnderTest, order: int) -> None:
    order_papers.print_slip(shop.desk, order)
    [job] = jobs.next_jobs("K1")
    assert job.document is not None
    assert "De Vries" in job.document.as_text(42)
    jobs.finish(shop.clock.now, End(job.id, "sent"))
    assert rows("SELECT document FROM print_job") == [(None,)]
    assert rows("SELECT count(*) FROM paper WHERE document LIKE '%De Vries%'") == [(0,)]
