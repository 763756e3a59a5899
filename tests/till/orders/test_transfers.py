"""A bank transfer is booked as received by whoever may, with what the bank's statement says."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.sale_checks import NoReferenceError
from kassa_tui.till.customers import account, customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.orders.baskets import hand_over_basket
from kassa_tui.till.people import people
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import corrections, order_acts, sales
from tests.conftest import ShopUnderTest
from tests.till.orders.test_orders import Orders

Pay = Callable[[Desk, str], object]


@pytest.fixture
def till(shop: ShopUnderTest) -> Orders:
    form = CustomerForm(name="De Vries", kind="company", debtor="D1", credit_limit=100_000)
    return Orders(shop, customers.save(shop.desk, form))


def deposit(till: Orders) -> Pay:
    order, money = till.place(("Cake", "50.00", 1, "low")), till.shop.money("10.00")
    version = till.order(order).version
    return lambda desk, reference: order_acts.pay(desk, order, version, money, "transfer", reference)


def paid_by_transfer(till: Orders, basket: Basket) -> Pay:
    def pay(desk: Desk, reference: str) -> object:
        return sales.record(desk, basket, till.shop.bill(basket).pay("transfer", basket.total, reference).payments)

    return pay


def hand_over(till: Orders) -> Pay:
    order = till.order(till.place(("Cake", "50.00", 1, "low")))
    return paid_by_transfer(till, hand_over_basket(till.shop.shop, order, None, till.shop.clock.now))


def sale(till: Orders) -> Pay:
    return paid_by_transfer(till, till.shop.basket(till.shop.article("Pan", "20.00")))


def a_part(till: Orders) -> Pay:
    """Beside cash, and not last."""
    basket, money = till.shop.basket(till.shop.article("Pan", "20.00")), till.shop.money

    def pay(desk: Desk, reference: str) -> object:
        bill = till.shop.bill(basket).pay("transfer", money("5.00"), reference).pay_cash("cash", money("15.00"))
        return sales.record(desk, basket, bill.payments)

    return pay


def invoice(till: Orders) -> Pay:
    bought = replace(till.shop.basket(till.shop.article("Pan", "20.00")), customer=till.customer)
    sales.record(till.shop.desk, bought, till.shop.bill(bought).pay("account", bought.total).payments)
    (owed,) = account.account(till.customer).invoices
    return paid_by_transfer(till, account.invoice_basket(till.customer, {owed.id: owed.left}, till.shop.clock.now))


def correction(till: Orders) -> Pay:
    sold = till.shop.sell(till.shop.article("Pan", "20.00"))
    return lambda desk, reference: corrections.correct(desk, sold.receipt_id, "card", "transfer", "wrong", reference)


@pytest.mark.parametrize("ready", [deposit, hand_over, sale, a_part, invoice, correction])
def test_whoever_may_books_it_with_a_reference(till: Orders, ready: Callable[[Orders], Pay]) -> None:
    pay = ready(till)
    people.grant(till.shop.desk, "cashier", "receipt.correct", True)
    with pytest.raises(NotAllowedError) as refused:
        pay(till.shop.as_("Cashier"), "statement 12")
    assert refused.value.action == "order.transfer"
    for nothing in ("", " \u200b\x00"):
        with pytest.raises(NoReferenceError):
            pay(till.shop.as_("Manager"), nothing)
    assert rows("SELECT 1 FROM payment WHERE method = 'transfer'") == []
    pay(till.shop.as_("Manager"), "statement 12")
    assert rows("SELECT reference FROM payment WHERE method = 'transfer'") == [("statement 12",)]
    assert verify().proven


def test_what_goes_back_was_not_received(till: Orders) -> None:
    """A cashier cancels what a transfer paid for, without a statement that says so: that comes later."""
    order = till.place(("Cake", "50.00", 1, "low"))
    till.pay(order, "10.00", "transfer")
    order_acts.cancel(till.shop.as_("Cashier"), order, till.order(order).version, order_acts.REFUND)
    assert rows("SELECT amount, reference FROM payment WHERE method = 'transfer'") == [
        (1000, "statement 12"), (-1000, ""),
    ]  # fmt: skip


def test_a_transfer_that_went_back_and_was_cash_after_all_needs_no_reference(till: Orders) -> None:
    """What it takes off the transfer comes back in the books, and on no statement."""
    order = till.place(("Cake", "50.00", 1, "low"))
    till.pay(order, "10.00", "transfer")
    back = order_acts.cancel(till.shop.desk, order, till.order(order).version, order_acts.REFUND)
    assert back is not None
    corrections.correct(till.shop.desk, back.receipt_id, "transfer", "cash", "it was cash")
    assert rows("SELECT amount, reference FROM payment WHERE method = 'transfer' ORDER BY id")[-1] == (1000, "")
    assert verify().proven
