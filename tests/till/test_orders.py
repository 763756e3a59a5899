"""Orders: placed, changed, paid in parts, handed over in parts, cancelled - to the cent."""

import os
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kassa_tui.database import close_database, rows
from kassa_tui.models import Receipt
from kassa_tui.till import (
    closing,
    customers,
    drafts,
    order_acts,
    order_edit,
    orders,
    refunds,
    sales,
    sessions,
    shop_edit,
    totals,
)
from kassa_tui.till.basket import Basket
from kassa_tui.till.customer_form import CustomerForm
from kassa_tui.till.errors import NotAllowedError, TillError
from kassa_tui.till.lines import ONE, Line
from kassa_tui.till.order_baskets import deposit_basket, hand_over_basket
from kassa_tui.till.order_values import (
    ChangedOrderError,
    DepositError,
    DepositLeftError,
    EmptyOrderError,
    HandedOverError,
    NoCustomerError,
    Order,
    OrderClosedError,
    OrderForm,
    PastDateError,
    ReasonNeededError,
    TooMuchHandedError,
    UnpaidError,
    order_code,
    read_order_code,
)
from kassa_tui.till.orders import OrderFilter
from kassa_tui.till.verify import verify
from tests.conftest import ShopUnderTest, found_shop


@dataclass
class Orders:
    """A shop with a customer, and short ways to its orders."""

    shop: ShopUnderTest
    customer: int

    def form(self, *lines: tuple[str, str, int, str], **more: object) -> OrderForm:
        """Lines of text, price, quantity in pieces, and VAT code."""
        basket = Basket("new", self.shop.shop.currency)
        for text, price, quantity, tax in lines:
            basket = basket.put(Line(0, text, quantity * ONE, self.shop.money(price), tax))
        return OrderForm(basket, customer_id=self.customer, **more)  # type: ignore[arg-type]

    def place(self, *lines: tuple[str, str, int, str], **more: object) -> int:
        """A new order; its id."""
        return order_edit.save(self.shop.desk, self.form(*lines, **more))

    def order(self, order_id: int) -> Order:
        """As it stands."""
        return orders.by_id(order_id, self.shop.shop, self.shop.clock.now)

    def pay(self, order_id: int, amount: str, method: str = "cash") -> None:
        """A deposit or the rest."""
        version = self.order(order_id).version
        order_acts.pay(self.shop.desk, order_id, version, self.shop.money(amount), method)

    def hand_over(self, order_id: int, quantities: dict[int, int] | None = None) -> None:
        """All, or some lines."""
        order_acts.hand_over(self.shop.desk, order_id, self.order(order_id).version, quantities)

    def cancel(self, order_id: int, deposit: str = "", reason: str = "") -> None:
        """What is left of it."""
        order_acts.cancel(self.shop.desk, order_id, self.order(order_id).version, deposit, reason)

    def figures(self, order_id: int) -> tuple[str, int, int, int]:
        """Status, total, paid, due."""
        row = self.order(order_id).row
        return row.status, row.total.minor, row.paid.minor, row.due.minor

    def total(self, kind: str, key: str) -> int:
        """A stored total of the open session."""
        return totals.read(sessions.required(self.shop.desk.register).id).get(kind, key).amount


@pytest.fixture
def till(shop: ShopUnderTest) -> Orders:
    """A Dutch shop with a customer and an open session."""
    customer = customers.save(shop.desk, CustomerForm(name="De Vries", kind="person"))
    shop.open("150.00")
    return Orders(shop, customer)


def test_a_deposit_then_the_rest_then_the_goods(till: Orders) -> None:
    order = till.place(("Cake", "100.00", 1, "low"))
    till.pay(order, "30.00")
    assert till.figures(order) == ("open", 10000, 3000, 7000)
    assert till.total("turnover", "sales") == 0
    till.pay(order, "70.00")
    assert till.figures(order) == ("open", 10000, 10000, 0)
    till.hand_over(order)
    assert till.figures(order) == ("completed", 10000, 10000, 0)
    assert till.total("turnover", "sales") == 10000
    assert (till.total("deposit", "taken"), till.total("deposit", "used")) == (10000, -10000)
    assert closing.expected_cash(sessions.required("K1").id) == 25000
    assert [kind for (kind,) in rows("SELECT kind FROM receipt ORDER BY id")] == ["deposit", "settlement", "sale"]
    assert rows("SELECT sum(tax), sum(gross) FROM receipt_tax") == [(826, 10000)]
    assert verify().proven


def test_a_cancelled_order_gives_its_deposit_back(till: Orders) -> None:
    order = till.place(("Cake", "100.00", 1, "low"))
    till.pay(order, "30.00")
    with pytest.raises(DepositLeftError):
        till.cancel(order)
    till.cancel(order, "refund", "changed his mind")
    assert till.figures(order) == ("fully_cancelled", 0, 0, 0)
    assert closing.expected_cash(sessions.required("K1").id) == 15000
    assert (till.total("deposit", "taken"), till.total("deposit", "back")) == (3000, -3000)
    assert till.total("turnover", "returns") == 0
    assert rows("SELECT sum(tax) FROM receipt_tax") == [(0,)]
    with pytest.raises(OrderClosedError):
        till.pay(order, "1.00")
    assert verify().proven


def test_a_kept_deposit_is_income_of_its_own_group(till: Orders) -> None:
    order = till.place(("Cake", "100.00", 1, "high"))
    till.pay(order, "20.00")
    with pytest.raises(ReasonNeededError):
        till.cancel(order, "keep")
    with pytest.raises(NotAllowedError):
        version = till.order(order).version
        order_acts.cancel(till.shop.as_("Cashier"), order, version, "keep", "not collected")
    till.cancel(order, "keep", "not collected")
    assert till.total("turnover", "sales") == 2000
    assert rows("SELECT sum(tax) FROM receipt_tax") == [(347,)]
    assert verify().proven


def test_a_deposit_can_stay_as_credit(till: Orders) -> None:
    order = till.place(("Cake", "100.00", 1, "high"))
    till.pay(order, "20.00")
    till.cancel(order, "credit")
    assert till.total("credit", "given") == 2000
    assert till.total("turnover", "sales") == 0
    assert verify().proven


def test_parts_take_their_share_and_the_last_the_rest(till: Orders) -> None:
    order = till.place(("Candle", "3.33", 3, "high"), ("Bread", "1.99", 2, "low"))
    till.pay(order, "5.00")
    lines = till.order(order).lines
    with pytest.raises(TooMuchHandedError):
        till.hand_over(order, {lines[0].id: 4 * ONE})
    till.hand_over(order, {lines[0].id: ONE})
    assert till.order(order).row.status == "partly_delivered"
    till.pay(order, str(till.order(order).row.due.decimal()))
    till.hand_over(order)
    assert till.figures(order) == ("completed", 1397, 1397, 0)
    assert rows("SELECT sum(total), sum(tax) FROM receipt_line WHERE order_line_id IS NOT NULL") == [
        (1397, sum(line.figures.tax for line in lines))
    ]
    assert verify().proven


def test_the_rest_of_a_part_delivered_order_is_cancelled(till: Orders) -> None:
    order = till.place(("Candle", "10.00", 3, "high"))
    till.pay(order, "15.00")
    line = till.order(order).lines[0].id
    till.hand_over(order, {line: ONE})
    till.cancel(order, "refund", "sold out")
    assert till.figures(order) == ("partly_cancelled", 1000, 1000, 0)
    assert closing.expected_cash(sessions.required("K1").id) == 16000
    assert verify().proven


def test_nothing_leaves_unpaid(till: Orders) -> None:
    order = till.place(("Candle", "10.00", 1, "high"))
    with pytest.raises(UnpaidError):
        till.hand_over(order)
    till.pay(order, "9.99", "card")
    with pytest.raises(UnpaidError):
        till.hand_over(order)


def test_cash_rounds_and_the_balance_falls_by_the_unrounded_amount(till: Orders) -> None:
    order = till.place(("Candle", "10.02", 1, "high"))
    till.pay(order, "10.02")
    assert till.figures(order) == ("open", 1002, 1002, 0)
    assert closing.expected_cash(sessions.required("K1").id) == 16000
    till.cancel(order, "refund")
    assert closing.expected_cash(sessions.required("K1").id) == 15000
    assert till.total("rounding", "") == 0
    assert verify().proven


def test_vat_on_top_is_computed_once_for_each_rate(till: Orders) -> None:
    order = till.place(("A", "0.33", 1, "high"), ("B", "0.33", 1, "high"), ("C", "0.33", 1, "high"), includes_tax=False)
    view = till.order(order)
    assert view.row.total.minor == 99 + 21
    assert sum(line.figures.tax for line in view.lines) == 21
    till.pay(order, "1.20", "card")
    till.hand_over(order)
    assert rows("SELECT gross, tax, net FROM receipt_tax WHERE receipt_id = 2") == [(0, 0, 0)]
    assert till.total("turnover", "sales") == 120
    assert verify().proven


def test_changing_keeps_a_history_and_refuses_the_second(till: Orders) -> None:
    order = till.place(("Candle", "10.00", 1, "high"))
    first = orders.form_of(till.order(order))
    second = replace(first, subject="other")
    order_edit.save(
        till.shop.desk, replace(first, basket=first.basket.change_quantity(first.basket.lines[0].key, 2 * ONE))
    )
    with pytest.raises(ChangedOrderError) as refused:
        order_edit.save(till.shop.as_("Manager"), second)
    assert "Owner" in refused.value.say()
    assert "lines" in refused.value.say()
    assert [step.kind for step in till.order(order).steps] == ["placed", "changed"]
    assert till.order(order).row.total == till.shop.money("20.00")
    with pytest.raises(ChangedOrderError):
        order_acts.pay(till.shop.desk, order, 1, till.shop.money("5.00"), "cash")
    assert verify().proven


def test_a_line_that_is_taken_off_stays_in_the_proof(till: Orders) -> None:
    order = till.place(("Candle", "10.00", 1, "high"), ("Bread", "2.00", 1, "low"))
    form = orders.form_of(till.order(order))
    order_edit.save(till.shop.desk, replace(form, basket=form.basket.remove(form.basket.lines[0].key)))
    assert [line.text for line in till.order(order).shown] == ["Bread"]
    assert till.order(order).row.total == till.shop.money("2.00")
    assert verify().proven


def test_what_was_handed_over_cannot_be_changed(till: Orders) -> None:
    order = till.place(("Candle", "10.00", 2, "high"))
    till.pay(order, "20.00")
    key = till.order(order).lines[0].id
    till.hand_over(order, {key: ONE})
    form = orders.form_of(till.order(order))
    with pytest.raises(HandedOverError):
        order_edit.save(till.shop.desk, replace(form, basket=form.basket.set_price(key, till.shop.money("5.00"))))
    with pytest.raises(HandedOverError):
        basket = form.basket.put(Line(0, "Bread", ONE, till.shop.money("1.00"), "low")).remove(key)
        order_edit.save(till.shop.desk, replace(form, basket=basket))
    more = replace(form, basket=form.basket.change_quantity(key, 3 * ONE))
    order_edit.save(till.shop.desk, more)
    assert till.figures(order) == ("partly_delivered", 3000, 2000, 1000)


def test_bad_orders_are_refused(till: Orders) -> None:
    yesterday = date(2026, 11, 21)
    with pytest.raises(EmptyOrderError):
        till.place()
    with pytest.raises(PastDateError):
        till.place(("Cake", "1.00", 1, "low"), wanted=yesterday)
    with pytest.raises(NoCustomerError):
        order_edit.save(till.shop.desk, replace(till.form(("Cake", "1.00", 1, "low")), customer_id=None))
    with pytest.raises(NoCustomerError):
        order_edit.save(till.shop.desk, replace(till.form(("Cake", "1.00", 1, "low")), customer_id=999))
    order = till.place(("Cake", "1.00", 1, "low"))
    for amount in ("1.01", "0.00", "-1.00"):
        with pytest.raises(DepositError):
            till.pay(order, amount)
    assert rows("SELECT count(*) FROM receipt") == [(0,)]


def test_goods_of_an_order_come_back_for_all_they_cost(till: Orders) -> None:
    order = till.place(("Candle", "100.00", 1, "high"))
    till.pay(order, "30.00", "card")
    till.pay(order, "70.00", "card")
    till.hand_over(order)
    sold = Receipt.select().where(Receipt.kind == "sale").get()
    left = refunds.returnable(sold)
    assert [each.line.text for each in left.lines] == ["Candle"]
    basket = till.shop.basket().give_back(left.lines[0].source, left.lines[0].line, -ONE)
    bill = till.shop.bill(basket).pay("card", till.shop.money("-100.00"))
    sales.record(till.shop.desk, basket, bill.payments)
    assert till.total("turnover", "returns") == -10000
    assert verify().proven


def test_the_queue_by_due_date(till: Orders) -> None:
    for day, subject in ((None, "whenever"), (date(2026, 11, 28), "later"), (date(2026, 11, 22), "today")):
        till.place(("Cake", "1.00", 1, "low"), wanted=day, subject=subject)
    found = orders.queue(till.shop.shop, till.shop.clock.now, OrderFilter())
    assert [row.subject for row in found] == ["today", "later", "whenever"]
    assert orders.waiting(till.shop.shop, till.shop.clock.now) == orders.Queue(1, 0)
    till.shop.clock.later(days=2)
    assert orders.waiting(till.shop.shop, till.shop.clock.now) == orders.Queue(0, 1)
    late = orders.queue(till.shop.shop, till.shop.clock.now, OrderFilter("late"))
    assert [row.late for row in late] == [True]
    for text, count in (("vries", 3), ("later", 1), ("2", 1), ("nobody", 0), ("'; --", 0)):
        assert len(orders.queue(till.shop.shop, till.shop.clock.now, OrderFilter("all", text))) == count


def test_a_sale_in_progress_survives_the_payment_of_an_order(till: Orders) -> None:
    basket = till.shop.basket(till.shop.article("Bread", "2.00"))
    drafts.save(till.shop.desk, drafts.BASKET, drafts.write_basket(basket))
    order = till.place(("Cake", "1.00", 1, "low"))
    till.pay(order, "1.00")
    assert drafts.unfinished_basket("K1") == basket


def test_what_was_taken_for_a_sale_survives_the_payment_of_an_order(till: Orders) -> None:
    """The customer went to fetch the rest; an order is paid in two parts meanwhile, at the counter and in the office."""
    sale = till.shop.basket(till.shop.article("Pan", "20.00"))
    taken = till.shop.bill(sale).pay_cash("cash", till.shop.money("5.00")).payments
    drafts.keep_payments(till.shop.desk, sale, taken)
    order = till.order(till.place(("Cake", "10.00", 1, "low")))
    deposit = deposit_basket(till.shop.shop, order, till.shop.money("10.00"), till.shop.clock.now)
    far = replace(till.shop.desk, channel="remote")
    bill = till.shop.bill(deposit).pay("transfer", till.shop.money("4.00"))
    drafts.keep_payments(far, deposit, bill.payments)
    assert drafts.taken_payments("K1", sale) == taken
    assert drafts.taken_payments("K1", deposit) == bill.payments
    sales.record(far, deposit, bill.pay("transfer", bill.rest).payments)
    assert drafts.taken_payments("K1", deposit) == ()
    assert drafts.taken_payments("K1", sale) == taken
    sales.record(till.shop.desk, sale, till.shop.bill(sale).pay_cash("cash", till.shop.money("20.00")).payments)
    assert rows("SELECT count(*) FROM draft") == [(0,)]


def test_an_orders_code() -> None:
    assert read_order_code(order_code(12)) == 12
    for code in ("K1-000012", "O-12", "O-00001X", "", "O-"):
        assert read_order_code(code) is None


AMOUNTS = st.integers(1, 5000)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["deposit", "cash", "hand", "part", "more", "less", "back", "cancel"]), st.integers(1, 3000)
    ),
    max_size=8,
)


@settings(max_examples=2000 if os.environ.get("KASSA_TORTURE") else 15)
@given(
    st.lists(st.tuples(AMOUNTS, st.integers(1, 4), st.sampled_from(["high", "low", "zero"])), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from(["deposit", "hand_over"]),
    st.integers(0, 1500),
    ACTS,
)
def test_whatever_is_done_the_balance_is_total_less_payments(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[int, int, str]],
    includes: bool,
    when: str,
    percent: int,
    acts: list[tuple[str, int]],
) -> None:
    shop = found_shop(tmp_path_factory.mktemp("orders") / "shop.db")
    customer = customers.save(shop.desk, CustomerForm(name="De Vries", kind="person"))
    shop.open("150.00")
    till = Orders(shop, customer)
    form = till.form(*((f"Line {i}", f"{p // 100}.{p % 100:02d}", n, tax) for i, (p, n, tax) in enumerate(lines)),
                     includes_tax=includes)  # fmt: skip
    order = order_edit.save(shop.desk, replace(form, basket=replace(form.basket, percent=percent)))
    shop_edit.change(shop.desk, shop_edit.ShopChange(shop.shop, replace(shop.shop, deposit_tax=when)))
    for act, n in acts:
        before = rows("SELECT count(*) FROM receipt")
        try:
            do(till, order, act, n)
        except TillError:
            assert rows("SELECT count(*) FROM receipt") == before
        view = till.order(order)
        receipts = rows("SELECT coalesce(sum(amount - rounding), 0) FROM payment")[0][0]
        assert view.row.paid.minor == receipts
        if view.row.alive:
            assert view.row.due.minor == view.row.total.minor - receipts
            assert view.row.total.minor == sum(line.figures.total for line in view.lines)
        assert till.total("turnover", "sales") == sum(line.handed.total for line in view.lines) + kept()
        assert till.total("turnover", "sales") >= 0
        assert view.deposit_left.minor >= 0
    proof = verify()
    assert proof.proven, [problem.say() for problem in proof.problems]
    close_database()


def kept() -> int:
    """Income from deposits that were kept."""
    return int(rows("SELECT coalesce(sum(total), 0) FROM receipt_line WHERE kind = 'service'")[0][0])


def do(till: Orders, order_id: int, act: str, n: int) -> None:
    """One thing that people do with an order."""
    order, desk = till.order(order_id), till.shop.desk
    form = orders.form_of(order)
    if act in ("deposit", "cash"):
        amount = min(n, order.row.due.minor)
        order_acts.pay(desk, order_id, order.version, till.shop.shop.money(amount), "card" if act == "deposit" else act)
    elif act == "hand":
        till.hand_over(order_id)
    elif act == "part":
        view = order.lines[n % len(order.lines)]
        till.hand_over(order_id, {view.id: min(view.left, ONE)})
    elif act in ("more", "less") and form.basket.lines:
        line = form.basket.lines[n % len(form.basket.lines)]
        quantity = line.quantity + (ONE if act == "more" else -ONE)
        order_edit.save(desk, replace(form, basket=form.basket.change_quantity(line.key, quantity)))
    elif act == "back":
        order_acts.refund(desk, order_id, order.version, till.shop.shop.money(-order.row.due.minor))
    elif act == "cancel":
        till.cancel(order_id, ("refund", "keep", "credit")[n % 2], "why")


def test_the_basket_of_a_deposit_and_of_a_hand_over_can_be_paid_on_the_payment_screen(till: Orders) -> None:
    order = till.place(("Candle", "10.00", 1, "high"), ("Bread", "5.00", 1, "low"))
    shop = till.shop
    deposit = deposit_basket(shop.shop, till.order(order), shop.money("4.00"), shop.clock.now)
    assert deposit.total == shop.money("4.00")
    sales.record(shop.desk, deposit, shop.bill(deposit).pay("card", shop.money("4.00")).payments)
    basket = hand_over_basket(shop.shop, till.order(order), None, shop.clock.now)
    assert basket.total == shop.money("11.00")
    bill = shop.bill(basket).pay_cash("cash", shop.money("20.00"))
    done = sales.record(shop.desk, basket, bill.payments)
    assert done.change == shop.money("9.00")
    assert till.figures(order) == ("completed", 1500, 1500, 0)
    assert verify().proven
