"""Money goes back by what paid, for as much as it paid: deposits, goods that deposits paid, exchanges."""

from collections.abc import Callable

import pytest

from kassa_tui.database import rows
from kassa_tui.till.basket.sale_checks import WrongPaymentError
from kassa_tui.till.basket.tender import Payment, plain
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import asked_papers, session_details
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.orders.baskets import CANCEL, refund_basket
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.reports import methods as report_methods
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.sale import order_acts, sales
from tests.conftest import ShopUnderTest
from tests.till.basket.test_refunds import back, pay_back
from tests.till.orders.test_orders import Orders

CAKE = ("Cake", "100.00", 2, "low")


@pytest.fixture
def till(shop: ShopUnderTest) -> Orders:
    customer = customers.save(shop.desk, CustomerForm(name="De Vries", kind="person"))
    shop.open("500.00")
    return Orders(shop, customer)


def cancel(till: Orders, order: int, desk: Desk, method: str = "") -> None:
    order_acts.cancel(desk, order, till.order(order).version, "refund", "", method)


def last_payments() -> list[tuple[str, int]]:
    last = "SELECT method, amount FROM payment WHERE receipt_id = (SELECT max(id) FROM receipt) ORDER BY position"
    return [(method, amount) for method, amount in rows(last)]


def refused(act: Callable[[], object]) -> bool:
    """Whether another tender was refused; nothing is recorded then."""
    before = rows("SELECT count(*) FROM receipt")
    try:
        act()
    except NotAllowedError as refusal:
        assert rows("SELECT count(*) FROM receipt") == before
        return refusal.action == "refund.other_tender"
    return False


def test_a_card_deposit_does_not_leave_in_cash(till: Orders) -> None:
    order, cashier = till.place(CAKE), till.shop.as_("Cashier")
    till.pay(order, "60.00", "card")
    assert refused(lambda: cancel(till, order, cashier, "cash"))
    cancel(till, order, cashier)
    assert last_payments() == [("card", -6000)]


def test_whoever_may_pays_a_card_deposit_out_in_cash(till: Orders) -> None:
    order = till.place(CAKE)
    till.pay(order, "60.00", "card")
    cancel(till, order, till.shop.as_("Manager"), "cash")
    assert last_payments() == [("cash", -6000)]


def test_no_more_in_cash_than_was_paid_in_cash(till: Orders) -> None:
    order, cashier = till.place(CAKE), till.shop.as_("Cashier")
    till.pay(order, "60.00", "card")
    till.pay(order, "40.00", "cash")
    assert refused(lambda: cancel(till, order, cashier, "cash"))
    cancel(till, order, cashier)
    assert last_payments() == [("card", -6000), ("cash", -4000)]


def test_tenders_of_a_screen_are_held_to_the_same(till: Orders) -> None:
    """A basket and its tenders, as the payment screen hands them over."""
    order, shop = till.place(CAKE), till.shop
    till.pay(order, "60.00", "card")
    basket = refund_basket(shop.shop, till.order(order), shop.money("60.00"), shop.clock.now, CANCEL)
    assert refused(lambda: sales.record(shop.as_("Cashier"), basket, [plain("cash", basket.total)]))


def test_what_was_paid_too_much_goes_back_by_what_paid(till: Orders) -> None:
    order, cashier, money = till.place(CAKE), till.shop.as_("Cashier"), till.shop.money("10.00")
    till.pay(order, "60.00", "card")
    version = till.order(order).version
    assert refused(lambda: order_acts.refund(cashier, order, version, money, "cash"))
    order_acts.refund(cashier, order, version, money)
    assert last_payments() == [("card", -1000)]


# --- Goods that deposits paid ---


def handed_over(till: Orders, *paid: tuple[str, str]) -> str:
    """An order of two cakes, paid and handed over; the number of its receipt."""
    order = till.place(CAKE)
    for amount, method in paid:
        till.pay(order, amount, method)
    till.hand_over(order)
    return till.order(order).steps[-1].receipt


def test_a_hand_over_of_nothing_has_no_tender(till: Orders) -> None:
    handed_over(till, ("200.00", "card"))
    assert last_payments() == []
    assert verify().proven


def test_goods_that_a_card_deposit_paid_go_back_to_the_card(till: Orders) -> None:
    shop, number = till.shop, handed_over(till, ("200.00", "card"))
    basket = back(shop, number, 2)
    assert refused(lambda: sales.record(shop.as_("Cashier"), basket, [plain("cash", basket.total)]))
    pay_back(shop, basket, desk=shop.as_("Cashier"))
    assert last_payments() == [("card", -20000)]
    assert verify().proven


def test_goods_of_two_deposits_go_back_by_both_cash_last(till: Orders) -> None:
    shop, number = till.shop, handed_over(till, ("50.00", "cash"), ("150.00", "card"))
    pay_back(shop, back(shop, number, 1), desk=shop.as_("Cashier"))
    assert last_payments() == [("card", -10000)]
    pay_back(shop, back(shop, number, 1), desk=shop.as_("Cashier"))
    assert last_payments() == [("card", -5000), ("cash", -5000)]


def test_a_deposit_goes_back_once(till: Orders) -> None:
    """One of two cakes came back to the card: the other's deposit is what is left of it."""
    shop, order = till.shop, till.place(CAKE)
    till.pay(order, "100.00", "card")
    till.pay(order, "100.00", "cash")
    till.hand_over(order, {till.order(order).lines[0].id: 1000})
    pay_back(shop, back(shop, till.order(order).steps[-1].receipt, 1), desk=shop.as_("Cashier"))
    assert last_payments() == [("card", -10000)]
    cancel(till, order, shop.as_("Cashier"))
    assert last_payments() == [("cash", -10000)]


# --- Receipts without an order ---


def test_several_tenders_each_give_back_what_they_hold(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Pan", "20.00"))
    bill = shop.bill(basket).pay("card", shop.money("15.00")).pay_cash("cash", shop.money("5.00"))
    sold = sales.record(shop.desk, basket, bill.payments)
    basket = back(shop, sold.number, 1)
    cashier = shop.as_("Cashier")
    assert refused(lambda: sales.record(cashier, basket, [plain("cash", shop.money("-20.00"))]))
    both = [plain("cash", shop.money("-5.00")), plain("card", shop.money("-15.00"))]
    sales.record(cashier, basket, both)
    assert last_payments() == [("cash", -500), ("card", -1500)]


def test_an_exchange_does_not_turn_a_card_into_cash(shop: ShopUnderTest) -> None:
    """A pan of 20.00 by card becomes one of 21.00 with 1.00 in cash: 20.00 still go back to the card."""
    sold = shop.sell(shop.article("Pan", "20.00"))
    exchanged = shop.pay(back(shop, sold.number, 1).add(shop.article("Wok", "21.00")), cash="1.00")
    pay_back(shop, back(shop, exchanged.number, 0, 1), desk=shop.as_("Cashier"))
    assert last_payments() == [("card", -2000), ("cash", -100)]
    assert verify().proven


def test_an_even_exchange_goes_back_to_the_card_too(shop: ShopUnderTest) -> None:
    sold = shop.sell(shop.article("Pan", "20.00"))
    exchanged = shop.pay(back(shop, sold.number, 1).add(shop.article("Wok", "20.00")))
    basket = back(shop, exchanged.number, 0, 1)
    assert refused(lambda: sales.record(shop.as_("Cashier"), basket, [plain("cash", basket.total)]))
    pay_back(shop, basket, desk=shop.as_("Cashier"))
    assert last_payments() == [("card", -2000)]


def test_empties_go_with_any_tender(shop: ShopUnderTest) -> None:
    """They need no receipt: only what a receipt says goes back as it was paid."""
    sold = shop.sell(shop.article("Pan", "20.00"))
    crate = shop.article("Crate", "3.90", "outside", kind="packaging", discountable=False)
    basket = back(shop, sold.number, 1).add(crate, -1000)
    assert refused(lambda: sales.record(shop.as_("Cashier"), basket, [plain("cash", basket.total)]))
    paid = [plain("card", shop.money("-20.00")), plain("cash", shop.money("-3.90"))]
    sales.record(shop.as_("Cashier"), basket, paid)
    assert last_payments() == [("card", -2000), ("cash", -390)]


@pytest.mark.parametrize("amounts", [("20.00", "-20.00"), ("5.00", "-5.00")])
def test_tenders_do_not_go_both_ways(shop: ShopUnderTest, amounts: tuple[str, str]) -> None:
    """Money in by card and out in cash, on a receipt of nothing and on one of something."""
    card, cash = (shop.money(amount) for amount in amounts)
    nothing = shop.basket(shop.article("Bag", "0.00"))
    with pytest.raises(WrongPaymentError):
        sales.record(shop.desk, nothing, [plain("card", card), plain("cash", cash)])
    basket = shop.basket(shop.article("Pan", "20.00"))
    with pytest.raises(WrongPaymentError):
        sales.record(shop.desk, basket, [plain("card", basket.total + card), plain("cash", cash)])


def test_change_is_no_tender_of_nothing(shop: ShopUnderTest) -> None:
    note, zero = shop.money("50.00"), shop.money("0.00")
    with pytest.raises(WrongPaymentError):
        sales.record(shop.desk, shop.basket(shop.article("Bag", "0.00")), [Payment("cash", note, note, zero)])


# --- What counts as a payment ---


def test_what_cash_rounds_to_nothing_keeps_its_row_and_counts(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Sweet", "0.02"))
    sales.record(shop.desk, basket, shop.bill(basket).pay_cash("cash", shop.money("0.00")).payments)
    assert rows("SELECT method, amount, rounding FROM payment") == [("cash", 0, -2)]
    assert [(paid.method, paid.n) for paid in session_details.required("K1").tenders] == [("cash", 1)]


def test_a_declined_card_is_not_counted(shop: ShopUnderTest) -> None:
    """On X, Z, in a session's figures and in the report; the stored totals stay as they are proven."""
    basket = shop.basket(shop.article("Pan", "20.00"))
    bill = shop.bill(basket).note("card", "declined").pay_cash("cash", shop.money("20.00"))
    sales.record(shop.desk, basket, bill.payments)
    shop.sell(shop.article("Pan", "20.00"))
    assert {paid.method: paid.n for paid in session_details.required("K1").tenders} == {"cash": 1, "card": 1}
    paper = asked_papers.x_report(shop.desk).document.as_text(42)
    assert "2 ×" not in paper
    parts = report_methods.by_method(shop.desk, Filter()).parts
    assert {part.method: part.payments for part in parts} == {"cash": 1, "card": 1}
    assert verify().proven
