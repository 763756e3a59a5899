"""What is due on an order, paid along with a sale: one payment, a receipt for each, in one commit."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket import drafts, money_in_hand
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.sale_checks import NotPaidError, WrongPaymentError
from kassa_tui.till.basket.shared_tenders import joined, shared
from kassa_tui.till.basket.tender import Bill, CashRule, Payment, plain
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.orders import along
from kassa_tui.till.orders.values import ChangedOrderError, DepositError, OrderClosedError
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import order_acts, sales
from kassa_tui.till.sale.order_effects import TrainingOrderError
from kassa_tui.till.setup import tax_edit
from kassa_tui.till.setup.tax_edit import RateForm
from tests.conftest import ShopUnderTest, found_shop
from tests.shared import eur, sold_voucher
from tests.till.orders.test_orders import Orders, check_vat, sum_of


@pytest.fixture
def till(shop: ShopUnderTest) -> Orders:
    """A Dutch shop with a customer and an open session."""
    customer = customers.save(shop.desk, CustomerForm(name="De Vries", kind="person", debtor="7", credit_limit=100_000))
    shop.open("150.00")
    return Orders(shop, customer)


def sale(till: Orders, *orders: int, price: str = "2.95") -> Basket:
    """Something at 9 % in a sale, and what is due on orders."""
    basket = till.shop.basket(till.shop.article(f"Bread {price}", price, "low"))
    return with_orders(till, basket, *orders)


def with_orders(till: Orders, basket: Basket, *orders: int) -> Basket:
    for order_id in orders:
        basket = along.with_rest(till.shop.shop, basket, till.order(order_id))
    return basket


def cash(till: Orders, basket: Basket, amount: str) -> tuple[Payment, ...]:
    return till.shop.bill(basket).pay_cash("cash", till.shop.money(amount)).payments


def stored(sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows(sql)]


RECEIPTS = "SELECT kind, total, rounding FROM receipt ORDER BY number"
TENDERS = "SELECT tendered, change, amount FROM payment ORDER BY id"


def test_one_payment_makes_a_receipt_of_each_in_one_commit(till: Orders) -> None:
    order = till.place(("Cake", "60.00", 1, "high"), ("Book", "20.00", 1, "low"))
    till.pay(order, "10.00", "card")
    basket = sale(till, order)
    assert basket.total == eur(7295)
    drafts.save(till.shop.desk, drafts.BASKET, drafts.write_basket(basket))
    recorded = sales.record(till.shop.desk, basket, cash(till, basket, "100.00"))
    assert (recorded.total, recorded.change, recorded.kind) == (eur(7295), eur(2705), "sale")
    assert [(paid.method, paid.tendered) for paid in recorded.payments] == [("cash", eur(10_000))]
    assert [receipt.kind for receipt in recorded.beside] == ["settlement"]
    assert stored(RECEIPTS)[1:] == [("settlement", 7000, 0), ("sale", 295, 0)]
    assert stored(TENDERS)[1:] == [(7000, 0, 7000), (3000, 2705, 295)]
    assert stored("SELECT kind, amount FROM drawer_event WHERE receipt_id > 1 ORDER BY id") == [
        ("deposit", 7000), ("tender", 3000), ("change", -2705)
    ]  # fmt: skip
    assert rows("SELECT count(*) FROM print_job WHERE kind = 'kick'")[0][0] == 1
    assert till.figures(order) == ("open", 8000, 8000, 0)
    whole = "SELECT tax_code, sum(tax) FROM receipt_tax JOIN receipt r ON r.id = receipt_id WHERE order_id GROUP BY 1"
    assert dict(rows(whole)) == {"high": 1041, "low": 165}
    assert drafts.unfinished_basket("K1") is None
    assert sales.record(till.shop.desk, basket, ()) == replace(recorded, opened=False)
    assert len(stored(RECEIPTS)) == 3
    till.hand_over(order)
    till.shop.close()
    assert verify().proven
    assert till.figures(order)[0] == "completed"


def test_cash_is_rounded_once_for_all_of_it(till: Orders) -> None:
    one, two = till.place(("Cake", "70.02", 1, "high")), till.place(("Tart", "0.02", 1, "low"))
    basket = sale(till, one, two, price="2.98")
    sales.record(till.shop.desk, basket, cash(till, basket, "73.00"))
    assert stored(RECEIPTS) == [("settlement", 7002, -2), ("settlement", 2, 0), ("sale", 298, 0)]
    assert till.figures(one)[3] == till.figures(two)[3] == 0
    assert verify().proven


def test_each_tender_pays_in_turn(till: Orders) -> None:
    order = till.place(("Cake", "70.00", 1, "high"))
    basket = replace(sale(till, order), customer=till.customer)
    bill = till.shop.bill(basket).note("card", "declined").pay("card", eur(5000)).pay("account", eur(2195))
    sales.record(till.shop.desk, basket, bill.pay_cash("cash", eur(200)).payments)
    told = stored("SELECT r.kind, p.method, p.amount FROM payment p JOIN receipt r ON r.id = receipt_id ORDER BY p.id")
    assert told == [
        ("settlement", "card", 5000), ("settlement", "account", 2000),
        ("sale", "card", 0), ("sale", "account", 195), ("sale", "cash", 100),
    ]  # fmt: skip
    assert verify().proven


def test_the_rest_alone_is_a_payment_on_the_order(till: Orders) -> None:
    order = till.place(("Cake", "70.00", 1, "high"))
    basket = with_orders(till, till.shop.basket(), order)
    recorded = sales.record(till.shop.desk, basket, cash(till, basket, "70.00"))
    assert (recorded.kind, recorded.beside, stored(RECEIPTS)) == ("settlement", (), [("settlement", 7000, 0)])


def test_what_was_taken_for_it_is_found_again(till: Orders) -> None:
    order = till.place(("Cake", "70.00", 1, "high"))
    basket = sale(till, order)
    taken = till.shop.bill(basket).pay("card", eur(5000)).payments
    drafts.save(till.shop.desk, drafts.BASKET, drafts.write_basket(basket))
    money_in_hand.keep_payments(till.shop.desk, basket, taken)
    again = drafts.unfinished_basket("K1")
    assert again == basket
    bill = Bill(again.total, sales.cash_rule(till.shop.shop), money_in_hand.taken_payments("K1", again))
    sales.record(till.shop.desk, again, bill.pay("card", bill.rest).payments)
    assert money_in_hand.taken_payments("K1", basket) == ()
    assert till.figures(order)[3] == 0


def test_any_mix_adds_up_in_the_drawer_the_order_and_the_books(tmp_path: Path) -> None:
    """Danish coins, goods and orders of any price, any tenders: the order is paid, and every sum is right."""
    shop = found_shop(tmp_path / "shop.db", "DK")
    till = Orders(shop, customers.save(shop.desk, CustomerForm(name="Jensen", kind="person")))
    shop.open("150.00")
    chance, voucher = random.Random(17), sold_voucher(shop, "900.00")
    for _number in range(7):
        order = till.place(*((f"Line {n}", f"{chance.randint(0, 60)}.{chance.randint(1, 99):02d}", chance.randint(1, 3),
                              chance.choice(("high", "zero"))) for n in range(2)))  # fmt: skip
        basket = with_orders(till, shop.basket(shop.article("Cake", f"0.{chance.randint(1, 99):02d}")), order)
        drawer = sum_of("SELECT sum(amount) FROM drawer_event")
        bill = shop.bill(basket)
        for method, reference in chance.sample([("card", "77"), ("voucher", voucher)], chance.randint(0, 2)):
            bill = bill.pay(method, shop.shop.money(chance.randint(1, bill.rest.minor // 3 + 1)), reference)
        bill = bill.pay_cash("cash", bill.cash_due + shop.shop.money(50 * chance.randint(0, 9)))
        recorded = sales.record(shop.desk, basket, bill.payments)
        assert sorted(recorded.payments, key=_key) == sorted(bill.payments, key=_key)
        assert (recorded.total, recorded.change) == (basket.total, bill.payments[-1].change)
        assert sum_of("SELECT sum(amount) FROM drawer_event") == drawer + bill.payments[-1].amount.minor
        assert till.figures(order)[3] == 0
        till.hand_over(order)
        check_vat(till.order(order))
    shop.close()
    proof = verify()
    assert proof.proven, [problem.say() for problem in proof.problems]


# --- What is refused ---


@dataclass
class Refused:
    """Nothing is recorded by what is refused inside."""

    wrong: type[TillError]

    def __call__(self, till: Orders, basket: Basket, payments: tuple[Payment, ...] | None = None) -> None:
        before = stored(RECEIPTS)
        with pytest.raises(self.wrong):
            sales.record(till.shop.desk, basket, cash(till, basket, "500.00") if payments is None else payments)
        assert stored(RECEIPTS) == before


def test_what_changed_meanwhile_is_not_paid(till: Orders) -> None:
    order = till.place(("Cake", "70.00", 1, "high"))
    basket = sale(till, order)
    Refused(NotPaidError)(till, basket, (plain("cash", eur(7290)),))
    Refused(WrongPaymentError)(till, basket, (replace(plain("cash", eur(7290)), rounding=eur(-5)),))
    Refused(TrainingOrderError)(till, replace(basket, training=True))
    other = customers.save(till.shop.desk, CustomerForm(name="Jansen"))
    Refused(along.OtherCustomerError)(till, replace(basket, customer=other))
    Refused(ChangedOrderError)(till, replace(basket, lines=(*basket.lines, replace(basket.lines[1], key=9))))
    till.pay(order, "5.00")
    Refused(ChangedOrderError)(till, basket)
    with pytest.raises(ChangedOrderError):
        along.check_before_money(till.shop.desk, basket, "")


def test_what_cannot_be_put_on_a_receipt(till: Orders) -> None:
    order = till.place(("Cake", "70.00", 1, "high"))
    basket = sale(till, order)
    with pytest.raises(along.TwiceError):
        with_orders(till, basket, order)
    other = customers.save(till.shop.desk, CustomerForm(name="Jansen"))
    with pytest.raises(along.OtherCustomerError):
        with_orders(till, replace(sale(till), customer=other), order)
    till.pay(order, "70.00")
    with pytest.raises(DepositError):
        with_orders(till, sale(till), order)
    till.cancel(order, order_acts.REFUND)
    with pytest.raises(OrderClosedError):
        with_orders(till, sale(till), order)


def test_another_rate_of_the_day_is_another_amount(till: Orders) -> None:
    tax_edit.add(till.shop.desk, RateForm("low", 1300, date(2026, 12, 15)))
    order = till.place(("Book", "100.00", 1, "low"), includes_tax=False)
    basket = sale(till, order)
    assert basket.total == eur(11_195)
    till.shop.clock.later(days=28)
    Refused(along.OtherDueError)(till, basket)
    with pytest.raises(along.OtherDueError):
        along.check_before_money(till.shop.desk, basket, "")
    again = sale(till, order)
    sales.record(till.shop.desk, again, cash(till, again, "115.95"))
    assert till.figures(order)[1:] == (11_300, 11_300, 0)


def test_money_that_goes_back_is_finished_first(till: Orders) -> None:
    order = till.place(("Cake", "70.00", 1, "high"))
    back = sale(till, price="9.00").turned()
    Refused(along.MoreBackError)(till, with_orders(till, back, order))


# --- How one payment is shared ---


AMOUNTS = st.lists(st.integers(0, 400), min_size=1, max_size=4)


@example([12, 11], [], 50, 0)
@given(AMOUNTS, st.lists(st.integers(1, 300), max_size=2), st.sampled_from([1, 5, 50]), st.integers(0, 3))
def test_a_payment_is_shared_to_the_cent(totals: list[int], cards: list[int], step: int, over: int) -> None:
    bill = Bill(eur(sum(totals)), CashRule(step, step))
    for amount in cards:
        part = min(amount, bill.rest.minor)
        bill = bill.pay("card", eur(part)) if part else bill.note("card", "declined")
    if bill.rest:
        bill = bill.pay_cash("cash", bill.cash_due + eur(over * step))
    shares = shared(bill.payments, totals)
    assert [sum(part.settled.minor for part in share) for share in shares] == totals
    for payment in _all(shares):
        assert min(payment.tendered.minor, payment.amount.minor, payment.change.minor) >= 0
    assert sorted(joined(shares), key=_key) == sorted(joined([bill.payments]), key=_key)


def _all(shares: list[tuple[Payment, ...]]) -> Iterator[Payment]:
    return (payment for share in shares for payment in share)


def _key(payment: Payment) -> tuple[str, str]:
    return payment.method, payment.reference
