"""What each tender still holds of an order's deposits, and at which register it goes back."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.models import Register
from kassa_tui.till.basket.sale_checks import CounterOnlyError
from kassa_tui.till.basket.tender import plain
from kassa_tui.till.customers import account, customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import sessions
from kassa_tui.till.ledger import office_register
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.baskets import CANCEL, refund_basket
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import corrections, order_acts, sales
from tests.conftest import ShopUnderTest
from tests.till.orders.test_orders import Orders


@pytest.fixture
def till(shop: ShopUnderTest) -> Orders:
    form = CustomerForm(name="De Boer", kind="company", debtor="D1", credit_limit=500_000)
    customer = customers.save(shop.desk, form)
    shop.open("500.00")
    return Orders(shop, customer)


def backs() -> list[tuple[str, str, int]]:
    """Register, method and amount of everything that went back."""
    return [
        (register, method, amount)
        for register, method, amount in rows(
            "SELECT r.register, p.method, p.amount FROM payment p JOIN receipt r ON r.id = p.receipt_id "
            "WHERE r.kind = 'refund' ORDER BY p.id"
        )
    ]


def refund(till: Orders, order: int, amount: str) -> None:
    """Give back so much of what was paid."""
    order_acts.refund(till.shop.desk, order, till.order(order).version, till.shop.money(amount))


def cancel_by(till: Orders, order: int, method: str, role: str = "Cashier") -> None:
    """Cancel an order; what was paid goes back by the method that is told."""
    order_acts.cancel(till.shop.as_(role), order, till.order(order).version, "refund", "", method)


def second(till: Orders) -> Desk:
    """Another register of the shop, with a session of its own."""
    desk = till.shop.desk
    Register.insert(code="K2", location=desk.location, name="K2", serial="K2", created_at=0).execute()
    other = replace(desk, register="K2")
    sessions.start(other, till.shop.money("100.00"))
    return other


def test_hand_overs_use_up_the_oldest_payment_and_the_debt_falls(till: Orders) -> None:
    """50.00 by card, then 50.00 on account, 60.00 gone: the debt falls by 40.00, nothing goes to the card."""
    order = till.place(("Chair", "60.00", 1, "high"), ("Table", "40.00", 1, "high"))
    till.pay(order, "50.00", "card")
    till.pay(order, "50.00", "account")
    till.hand_over(order, {till.order(order).lines[0].id: 1000})
    till.cancel(order, "refund")
    assert backs() == [("K1", "account", -4000)]
    assert account.account(till.customer).balance.minor == 1000
    assert verify().proven


def test_what_stands_on_account_falls_before_the_card(till: Orders) -> None:
    """A book by card and gone, 8.00 of it on account for its deposit was of two rates; the rest on account, too."""
    order = till.place(("Book", "39.98", 1, "low"), ("Card", "10.00", 1, "zero"))
    till.pay(order, "39.98", "card")
    till.hand_over(order, {till.order(order).lines[0].id: 1000})
    till.pay(order, "2.00", "account")
    with pytest.raises(NotAllowedError):
        version = till.order(order).version
        order_acts.cancel(till.shop.as_("Cashier"), order, version, "refund", "", "card")
    till.cancel(order, "refund")
    assert backs() == [("K1", "account", -1000)]
    assert account.account(till.customer).balance.minor == 0
    assert verify().proven


def test_the_newest_goes_back_first_and_cash_last(till: Orders) -> None:
    order = till.place(("Chair", "100.00", 1, "high"))
    for amount, method in (("10.00", "card"), ("20.00", "account"), ("30.00", "cash"), ("40.00", "transfer")):
        till.pay(order, amount, method)
    form = orders.form_of(till.order(order))
    key = form.basket.lines[0].key
    edit.save(till.shop.desk, replace(form, basket=form.basket.set_price(key, till.shop.money("5.00"))))
    refund(till, order, "25.00")
    assert backs() == [("B1", "transfer", -500), ("K1", "account", -2000)]
    refund(till, order, "50.00")
    assert backs()[2:] == [("B1", "transfer", -3500), ("K1", "card", -1000), ("K1", "cash", -500)]
    refund(till, order, "20.00")
    assert backs()[5:] == [("K1", "cash", -2000)]
    till.hand_over(order)
    assert till.figures(order) == ("completed", 500, 500, 0)
    assert verify().proven


def test_each_register_gives_back_what_was_paid_to_it(till: Orders) -> None:
    order, other = till.place(("Chair", "100.00", 1, "high"), ("Book", "20.00", 1, "low")), second(till)
    till.pay(order, "70.00", "cash")
    order_acts.pay(other, order, till.order(order).version, till.shop.money("50.00"), "cash")
    till.cancel(order, "refund", "sold out")
    assert backs() == [("K2", "cash", -5000), ("K1", "cash", -7000)]
    assert till.order(order).row.status == "fully_cancelled"
    sums = rows("SELECT register, sum(amount) FROM drawer_event GROUP BY register")
    assert sums == [("K1", 50000), ("K2", 10000)]
    taxes = rows("SELECT tax_code, sum(gross), sum(tax) FROM receipt_tax GROUP BY tax_code")
    assert taxes == [("high", 0, 0), ("low", 0, 0)]
    assert verify().proven


def test_a_refund_that_one_register_refuses_is_not_booked_at_the_other(till: Orders) -> None:
    order = till.place(("Chair", "100.00", 1, "high"))
    till.pay(order, "40.00", "transfer")
    till.pay(order, "60.00", "card")
    far = replace(till.shop.desk, channel="remote")
    with pytest.raises(CounterOnlyError):
        order_acts.cancel(far, order, till.order(order).version, "refund")
    assert backs() == []
    assert till.figures(order) == ("open", 10000, 10000, 0)


def test_a_bank_transfer_goes_back_at_the_office_and_opens_no_session_of_the_counter(till: Orders) -> None:
    order, shop = till.place(("Chair", "100.00", 1, "high")), till.shop
    office = office_register.desk_of(shop.desk)
    order_acts.pay(office, order, till.order(order).version, shop.money("100.00"), "transfer", "statement 12")
    shop.close()
    till.cancel(order, "refund")
    assert backs() == [("B1", "transfer", -10000)]
    assert sessions.current("K1") is None
    assert verify().proven


def test_a_method_that_is_told_gives_back_where_it_was_paid(till: Orders) -> None:
    """A transfer at the office, cash of the other register there: as if nobody had told the method."""
    by_bank, by_cash = (till.place(("Chair", "100.00", 1, "high")) for _order in range(2))
    other, shop = second(till), till.shop
    till.pay(by_bank, "100.00", "transfer")
    order_acts.pay(other, by_cash, till.order(by_cash).version, shop.money("50.00"), "cash")
    shop.close()
    cancel_by(till, by_bank, "transfer")
    cancel_by(till, by_cash, "cash")
    assert backs() == [("B1", "transfer", -10000), ("K2", "cash", -5000)]
    assert sessions.current("K1") is None
    assert verify().proven


def test_what_a_method_that_is_told_did_not_pay_needs_a_right_and_goes_back_here(till: Orders) -> None:
    order, other = till.place(("Chair", "100.00", 1, "high")), second(till)
    till.pay(order, "50.00", "card")
    order_acts.pay(other, order, till.order(order).version, till.shop.money("50.00"), "cash")
    with pytest.raises(NotAllowedError):
        cancel_by(till, order, "cash")
    assert backs() == []
    cancel_by(till, order, "cash", "Manager")
    assert backs() == [("K2", "cash", -5000), ("K1", "cash", -5000)]
    assert verify().proven


def test_a_card_that_goes_back_by_transfer_does_so_at_the_office(till: Orders) -> None:
    order = till.place(("Chair", "100.00", 1, "high"))
    till.pay(order, "60.00", "card")
    till.shop.close()
    cancel_by(till, order, "transfer", "Manager")
    assert backs() == [("B1", "transfer", -6000)]
    assert sessions.current("K1") is None
    assert verify().proven


def test_cash_of_another_register_needs_a_right_at_this_one(till: Orders) -> None:
    """A basket and its tender as they come from elsewhere: this drawer holds nothing of it."""
    order, other, shop = till.place(("Chair", "100.00", 1, "high")), second(till), till.shop
    order_acts.pay(other, order, till.order(order).version, shop.money("50.00"), "cash")
    basket = refund_basket(shop.shop, till.order(order), shop.money("50.00"), shop.clock.now, CANCEL)
    with pytest.raises(NotAllowedError):
        sales.record(shop.as_("Cashier"), basket, [plain("cash", basket.total)])


@pytest.mark.parametrize("told", ["", "cash"])
def test_no_more_coins_than_it_holds(till: Orders, told: str) -> None:
    """Twenty refunds of 0.03 give 0.05 each: of 10.00 in coins 9.00 are left to give."""
    order = till.place(("Candle", "10.00", 1, "high"))
    till.pay(order, "10.00", "cash")
    for _time in range(20):
        refund(till, order, "0.03")
    cancel_by(till, order, told)
    assert backs()[-1] == ("K1", "cash", -900)
    assert rows("SELECT sum(amount) FROM payment") == [(0,)]
    assert not till.order(order).deposit_left
    assert verify().proven


def test_a_deposit_of_three_times_nothing_gives_nothing_back(till: Orders) -> None:
    """A rest that cash rounds to nothing brought no coins."""
    order = till.place(("Sweet", "0.02", 1, "low"))
    till.pay(order, "0.02", "cash")
    till.cancel(order, "refund")
    assert backs() == [("K1", "cash", 0)]
    assert verify().proven


def test_a_method_that_was_put_right_gives_back(till: Orders) -> None:
    order = till.place(("Chair", "100.00", 1, "high"))
    till.pay(order, "60.00", "card")
    receipt = rows("SELECT id FROM receipt")[0][0]
    corrections.correct(till.shop.desk, receipt, "card", "cash", "typed wrongly")
    till.cancel(order, "refund")
    assert backs() == [("K1", "cash", -6000)]
    assert verify().proven


def test_deposits_of_one_rate_may_go_back_by_what_paid_another(till: Orders) -> None:
    """The high line is cheaper: what stands on account falls first, though it also paid for the low line."""
    order = till.place(("Chair", "50.00", 1, "high"), ("Book", "50.00", 1, "low"))
    till.pay(order, "50.00", "account")
    till.pay(order, "50.00", "card")
    form = orders.form_of(till.order(order))
    key = form.basket.lines[0].key
    edit.save(till.shop.desk, replace(form, basket=form.basket.set_price(key, till.shop.money("10.00"))))
    refund(till, order, "40.00")
    assert backs() == [("K1", "account", -4000)]
    assert rows("SELECT tax_code, gross FROM receipt_tax WHERE receipt_id = 3") == [("high", -4000)]
    till.cancel(order, "refund")
    assert backs()[1:] == [("K1", "account", -1000), ("K1", "card", -5000)]
    assert verify().proven
