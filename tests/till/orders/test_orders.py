"""Orders: placed, changed, paid in parts, handed over in parts, cancelled - to the cent."""

import os
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from peewee import IntegrityError

from kassa_tui.database import close_database, rows
from kassa_tui.exports.orders import order_json
from kassa_tui.models import CustomerOrder, Receipt
from kassa_tui.till.basket import drafts, money_in_hand, refunds
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Article, Line, Lot
from kassa_tui.till.basket.tender import Bill
from kassa_tui.till.customers import account, customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import closing, sessions
from kassa_tui.till.goods import products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger import office_register, totals
from kassa_tui.till.ledger.errors import NotAllowedError, TillError
from kassa_tui.till.ledger.notes import LongNoteError
from kassa_tui.till.orders import edit, orders, packaging, papers
from kassa_tui.till.orders.baskets import deposit_basket, hand_over_basket
from kassa_tui.till.orders.order_filter import OrderFilter
from kassa_tui.till.orders.packaging import PackagingError
from kassa_tui.till.orders.values import (
    ChangedOrderError,
    DepositError,
    DepositLeftError,
    EmptyOrderError,
    HandedOverError,
    NoCustomerError,
    Order,
    OrderClosedError,
    OrderForm,
    OverpaidError,
    PastDateError,
    ReasonNeededError,
    TooMuchHandedError,
    UnpaidError,
    order_code,
    read_order_code,
)
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import order_acts, sales
from kassa_tui.till.setup import shop_edit
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
        return edit.save(self.shop.desk, self.form(*lines, **more))

    def order(self, order_id: int) -> Order:
        """As it stands."""
        return orders.by_id(order_id, self.shop.shop, self.shop.clock.now)

    def pay(self, order_id: int, amount: str, method: str = "cash") -> None:
        """A deposit or the rest."""
        version = self.order(order_id).version
        order_acts.pay(self.shop.desk, order_id, version, self.shop.money(amount), method, "statement 12")

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


def test_the_last_goods_leave_no_money_behind(till: Orders) -> None:
    """What was paid too much goes back before the order ends; a part of the goods may leave before."""
    order = till.place(("Cake", "10.00", 3, "low"))
    till.pay(order, "30.00")
    form = orders.form_of(till.order(order))
    edit.save(till.shop.desk, replace(form, basket=form.basket.change_quantity(form.basket.lines[0].key, 2 * ONE)))
    with pytest.raises(OverpaidError, match=r"10\.00 was paid too much"):
        till.hand_over(order)
    till.hand_over(order, {till.order(order).lines[0].id: ONE})
    with pytest.raises(OverpaidError):
        till.hand_over(order)
    order_acts.refund(till.shop.desk, order, till.order(order).version, till.shop.money("10.00"))
    till.hand_over(order)
    assert till.figures(order) == ("completed", 2000, 2000, 0)
    assert not till.order(order).deposit_left
    assert verify().proven


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
    edit.save(till.shop.desk, replace(first, basket=first.basket.change_quantity(first.basket.lines[0].key, 2 * ONE)))
    with pytest.raises(ChangedOrderError) as refused:
        edit.save(till.shop.as_("Manager"), second)
    assert "Owner" in refused.value.say()
    assert "lines" in refused.value.say()
    assert [step.kind for step in till.order(order).steps] == ["placed", "changed"]
    assert till.order(order).row.total == till.shop.money("20.00")
    with pytest.raises(ChangedOrderError):
        order_acts.pay(till.shop.desk, order, 1, till.shop.money("5.00"), "cash")
    assert verify().proven


def test_the_refusal_names_everybody_who_changed_something_since_and_what(till: Orders) -> None:
    order = till.place(("Cake", "10.00", 1, "low"))
    stale = orders.form_of(till.order(order))
    fresh = orders.form_of(till.order(order))
    edit.save(till.shop.as_("Cashier"), replace(fresh, subject="Feast", wanted_time="10:00"))
    till.pay(order, "2.00")
    papers.print_slip(till.shop.desk, order)
    with pytest.raises(ChangedOrderError) as refused:
        edit.save(till.shop.desk, replace(stale, note="ring twice"))
    assert "meanwhile by Cashier, Owner: changed: subject, time; deposit paid · 2.00." in refused.value.say()
    assert till.order(order).note == ""


def test_an_address_of_its_own_or_else_the_customers(till: Orders) -> None:
    card = customers.by_id(till.customer).form()
    customers.save(till.shop.desk, replace(card, street="Home 2", postcode="1234 AB", city="Town"))
    picked, usual, own = (
        till.place(("Cake", "10.00", 1, "low"), delivery=how, street=street, town=town)
        for how, street, town in (
            ("pickup", "Nowhere 1", ""), ("delivery", "", ""), ("delivery", "Office 3", "4321 BA City"),
        )
    )  # fmt: skip
    places = {key: (till.order(key).row.street, till.order(key).row.town) for key in (picked, usual, own)}
    assert places == {picked: ("", ""), usual: ("Home 2", "1234 AB Town"), own: ("Office 3", "4321 BA City")}
    assert rows("SELECT street || town FROM customer_order WHERE id = ?", picked) == [("",)]
    assert papers.address(till.order(own)) == ["De Vries", "Office 3", "4321 BA City"]
    for paper in (papers.slip, papers.packing_slip):
        text = paper(till.shop.shop, till.shop.desk, till.order(own), till.shop.clock.now).as_text(42)
        assert "Office 3" in text
        assert "Home 2" not in text
    card = customers.by_id(till.customer).form()
    customers.save(
        till.shop.desk, replace(card, delivery_street="Depot 7", delivery_postcode="9", delivery_city="Port")
    )
    assert (till.order(usual).row.street, till.order(usual).row.town) == ("Depot 7", "9 Port")
    assert till.order(own).row.street == "Office 3"
    # The customer's own address that a form takes over is no change.
    edit.save(till.shop.desk, replace(orders.form_of(till.order(usual)), subject="Feast"))
    assert till.order(usual).steps[-1].what == "changed: subject"
    assert verify().proven


def test_the_address_is_not_in_the_journal(till: Orders) -> None:
    till.place(("Cake", "10.00", 1, "low"), delivery="delivery", street="Office 3", town="City")
    assert rows("SELECT count(*) FROM journal WHERE facts LIKE '%Office 3%' OR facts LIKE '%City%'") == [(0,)]
    CustomerOrder.update(street="Elsewhere").execute()
    assert verify().proven


def test_a_line_that_is_taken_off_stays_in_the_proof(till: Orders) -> None:
    order = till.place(("Candle", "10.00", 1, "high"), ("Bread", "2.00", 1, "low"))
    form = orders.form_of(till.order(order))
    edit.save(till.shop.desk, replace(form, basket=form.basket.remove(form.basket.lines[0].key)))
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
        edit.save(till.shop.desk, replace(form, basket=form.basket.set_price(key, till.shop.money("5.00"))))
    with pytest.raises(HandedOverError):
        basket = form.basket.put(Line(0, "Bread", ONE, till.shop.money("1.00"), "low")).remove(key)
        edit.save(till.shop.desk, replace(form, basket=basket))
    more = replace(form, basket=form.basket.change_quantity(key, 3 * ONE))
    edit.save(till.shop.desk, more)
    assert till.figures(order) == ("partly_delivered", 3000, 2000, 1000)


def test_bad_orders_are_refused(till: Orders) -> None:
    yesterday = date(2026, 11, 21)
    with pytest.raises(EmptyOrderError):
        till.place()
    with pytest.raises(PastDateError):
        till.place(("Cake", "1.00", 1, "low"), wanted=yesterday)
    with pytest.raises(NoCustomerError):
        edit.save(till.shop.desk, replace(till.form(("Cake", "1.00", 1, "low")), customer_id=None))
    with pytest.raises(NoCustomerError):
        edit.save(till.shop.desk, replace(till.form(("Cake", "1.00", 1, "low")), customer_id=999))
    with pytest.raises(LongNoteError):
        till.place(("Cake", "1.00", 1, "low"), note="n" * 501)
    order = till.place(("Cake", "1.00", 1, "low"), note="n" * 500)
    assert till.order(order).note == "n" * 500
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


def test_before_roll_over_a_day_is_found_from_the_one_on_the_bar(till: Orders) -> None:
    """At night of Monday, business day Sunday, +1 finds what is wanted on Tuesday."""
    for day in (23, 24):
        till.place(("Cake", "1.00", 1, "low"), wanted=date(2026, 11, day))
    till.shop.clock.later(minutes=12 * 60)
    assert till.shop.shop.today(till.shop.desk) == date(2026, 11, 22)
    rows = orders.queue(till.shop.shop, till.shop.clock.now, OrderFilter("all", "+1"))
    assert [row.wanted for row in rows] == [date(2026, 11, 24)]


def cola(till: Orders) -> Article:
    """Cola of 1.65 with a bottle of 0.15."""
    form = ProductForm("Bottle", 15, "outside", kind="packaging", discountable=False)
    return till.shop.article("Cola", "1.65", "low", packaging_id=products.save(till.shop.desk, form))


def test_packaging_goes_with_what_it_belongs_to(till: Orders) -> None:
    """Twelve bottles ordered and paid, five fetched, then all but two: each time as many deposits as bottles."""
    basket = till.shop.basket().add(cola(till), 12 * ONE)
    order = edit.save(till.shop.desk, OrderForm(basket, customer_id=till.customer))
    till.pay(order, "21.60")
    drinks, bottles = till.order(order).lines
    for quantity, handed in ((5, 5), (5, 10)):
        till.hand_over(order, {drinks.id: quantity * ONE})
        assert [line.handed.quantity for line in till.order(order).lines] == [handed * ONE, handed * ONE]
    with pytest.raises(PackagingError, match="Bottle goes with what it belongs to"):
        till.hand_over(order, {drinks.id: ONE, bottles.id: 2 * ONE})
    with pytest.raises(PackagingError):
        till.hand_over(order, {bottles.id: ONE})
    assert [line.text for line in packaging.alone(till.order(order))] == ["Cola"]
    till.hand_over(order, {drinks.id: 2 * ONE, bottles.id: 2 * ONE})
    assert till.order(order).row.status == "completed"
    assert (till.total("packaging", "out"), till.total("turnover", "sales")) == (180, 1980)
    assert verify().proven


def test_packaging_that_an_article_left_behind_is_handed_over_by_itself(till: Orders) -> None:
    """As in shops where it was counted apart."""
    order = edit.save(till.shop.desk, OrderForm(till.shop.basket().add(cola(till), 2 * ONE), customer_id=till.customer))
    till.pay(order, "3.60")
    drinks, bottles = till.order(order).lines
    rows("UPDATE order_line SET parent = NULL WHERE id = ?", bottles.id)
    till.hand_over(order, {drinks.id: 2 * ONE})
    rows("UPDATE order_line SET parent = ? WHERE id = ?", drinks.id, bottles.id)
    till.hand_over(order, {bottles.id: ONE})
    assert [line.left for line in till.order(order).lines] == [0, ONE]


def test_a_number_of_a_source_is_recorded_once(till: Orders) -> None:
    """The recorder keeps it, and the database; a change of the order leaves it where it came from."""
    web = {"source": "web", "external": "4711"}
    first = till.place(("Cake", "1.00", 1, "low"), **web)
    entries = rows("SELECT count(*) FROM journal")
    assert till.place(("Pie", "2.00", 1, "low"), **web) == first
    assert rows("SELECT count(*) FROM journal") == entries
    second = edit.save(till.shop.desk, replace(orders.form_of(till.order(first)), subject="Wedding"))
    assert (second, till.order(first).row.external) == (first, "4711")
    other = till.place(("Pie", "2.00", 1, "low"), source="web", external="4712")
    with pytest.raises(IntegrityError):
        rows("UPDATE customer_order SET external = '4711' WHERE id = ?", other)
    rows("UPDATE customer_order SET external = '4713' WHERE id = ?", other)
    assert not verify().proven


def test_a_sale_in_progress_survives_the_payment_of_an_order(till: Orders) -> None:
    basket = till.shop.basket(till.shop.article("Bread", "2.00"))
    drafts.save(till.shop.desk, drafts.BASKET, drafts.write_basket(basket))
    order = till.place(("Cake", "1.00", 1, "low"))
    till.pay(order, "1.00")
    assert drafts.unfinished_basket("K1") == basket


def test_what_was_taken_for_a_sale_survives_the_payment_of_an_order(till: Orders) -> None:
    """The customer went to fetch the rest; an order is paid in two parts meanwhile."""
    sale = till.shop.basket(till.shop.article("Pan", "20.00"))
    drafts.save(till.shop.desk, drafts.BASKET, drafts.write_basket(sale))
    taken = till.shop.bill(sale).pay_cash("cash", till.shop.money("5.00")).payments
    money_in_hand.keep_payments(till.shop.desk, sale, taken)
    deposit, bill = in_parts(till, till.place(("Cake", "10.00", 1, "low")), "10.00", "4.00")
    assert money_in_hand.taken_payments("K1", sale) == taken
    sales.record(till.shop.desk, deposit, bill.pay("card", bill.rest).payments)
    assert money_in_hand.taken_payments("K1", deposit) == ()
    assert money_in_hand.taken_payments("K1", sale) == taken
    sales.record(till.shop.desk, sale, till.shop.bill(sale).pay_cash("cash", till.shop.money("20.00")).payments)
    assert rows("SELECT count(*) FROM draft") == [(0,)]


# --- Money that was taken before the program ended ------------------------------------------------


def in_parts(till: Orders, order_id: int, amount: str, first: str) -> tuple[Basket, Bill]:
    """The payment of an amount on an order of which a first part was taken by card; nothing is booked yet."""
    shop = till.shop
    deposit = deposit_basket(shop.shop, till.order(order_id), shop.money(amount), shop.clock.now)
    bill = shop.bill(deposit).pay("card", shop.money(first))
    money_in_hand.keep_payments(shop.desk, deposit, bill.payments)
    return deposit, bill


def in_hand(till: Orders) -> list[tuple[int | None, int]]:
    """Order and amount of what is in hand."""
    return [(kept.basket.order, kept.amount.minor) for kept in money_in_hand.in_hand(till.shop.desk)]


def test_what_was_taken_for_an_order_is_found_again_and_booked_once(till: Orders) -> None:
    order = till.place(("Cake", "70.00", 1, "low"))
    deposit, bill = in_parts(till, order, "70.00", "20.00")
    (kept,) = money_in_hand.in_hand(till.shop.desk)
    again = order_acts.go_on(till.shop.shop, kept, till.shop.clock.now)
    assert (again, kept.payments) == (deposit, bill.payments)
    for _press in range(2):
        sales.record(till.shop.desk, again, bill.pay_cash("cash", till.shop.money("50.00")).payments)
    assert till.figures(order) == ("open", 7000, 7000, 0)
    assert in_hand(till) == []
    assert verify().proven


def test_the_sale_in_progress_is_not_in_hand_for_something_else(till: Orders) -> None:
    sale = till.shop.basket(till.shop.article("Pan", "20.00"))
    drafts.save(till.shop.desk, drafts.BASKET, drafts.write_basket(sale))
    money_in_hand.keep_payments(
        till.shop.desk, sale, till.shop.bill(sale).pay("card", till.shop.money("5.00")).payments
    )
    order = till.place(("Cake", "70.00", 1, "low"))
    in_parts(till, order, "70.00", "20.00")
    assert in_hand(till) == [(order, 2000)]


def test_another_register_and_the_office_see_nothing_of_it(till: Orders) -> None:
    order = till.place(("Cake", "70.00", 1, "low"))
    in_parts(till, order, "70.00", "20.00")
    far = replace(till.shop.desk, channel="remote")
    assert money_in_hand.in_hand(far) == []
    assert money_in_hand.in_hand(office_register.desk_of(far)) == []
    assert money_in_hand.in_hand(replace(till.shop.desk, register="K2")) == []
    # Neither does the counter of what the office is about to pay.
    theirs = deposit_basket(till.shop.shop, till.order(order), till.shop.money("10.00"), till.shop.clock.now)
    money_in_hand.keep_payments(far, theirs, till.shop.bill(theirs).pay("transfer", till.shop.money("4.00")).payments)
    assert in_hand(till) == [(order, 2000)]
    assert money_in_hand.taken_payments("K1", theirs) == ()


def test_an_order_that_changed_meanwhile_takes_what_was_taken(till: Orders) -> None:
    """A line more, and a part of it paid from the office: the counter's payment is of what is due now."""
    order = till.place(("Cake", "70.00", 1, "low"))
    deposit, bill = in_parts(till, order, "70.00", "20.00")
    till.pay(order, "30.00", "transfer")
    (kept,) = money_in_hand.in_hand(till.shop.desk)
    again = order_acts.go_on(till.shop.shop, kept, till.shop.clock.now)
    assert (again.uid, again.total.minor, again.kind) == (deposit.uid, 4000, "settlement")
    with pytest.raises(ChangedOrderError):
        sales.record(till.shop.desk, deposit, bill.pay("card", bill.rest).payments)
    bill = replace(till.shop.bill(again), payments=kept.payments)
    sales.record(till.shop.desk, again, bill.pay("card", bill.rest).payments)
    assert till.figures(order) == ("open", 7000, 7000, 0)
    assert in_hand(till) == []
    assert verify().proven


def test_a_hand_over_that_changed_meanwhile_is_of_the_same_goods(till: Orders) -> None:
    order = till.place(("Cake", "70.00", 1, "low"), ("Tart", "10.00", 2, "low"))
    cake = till.order(order).lines[0].id
    basket = hand_over_basket(till.shop.shop, till.order(order), {cake: ONE}, till.shop.clock.now)
    taken = till.shop.bill(basket).pay("card", till.shop.money("20.00")).payments
    money_in_hand.keep_payments(till.shop.desk, basket, taken)
    till.pay(order, "15.00", "transfer")
    (kept,) = money_in_hand.in_hand(till.shop.desk)
    again = order_acts.go_on(till.shop.shop, kept, till.shop.clock.now)
    assert (again.uid, again.total.minor) == (basket.uid, 5500)
    assert [line.text for line in again.lines if line.fixed and line.fixed.order_line_id] == ["Cake"]


def test_money_that_has_no_place_any_more_goes_back_and_the_journal_says_who(till: Orders) -> None:
    paid, cancelled = (till.place(("Cake", "70.00", 1, "low")) for _order in range(2))
    in_parts(till, paid, "70.00", "20.00")
    in_parts(till, cancelled, "70.00", "10.00")
    till.pay(paid, "65.00", "transfer")
    till.cancel(cancelled)
    refusals = {paid: order_acts.TooMuchTakenError, cancelled: OrderClosedError}
    for kept in money_in_hand.in_hand(till.shop.desk):
        with pytest.raises(refusals[kept.basket.order or 0]):
            order_acts.go_on(till.shop.shop, kept, till.shop.clock.now)
        money_in_hand.given_back(till.shop.desk, kept)
    assert in_hand(till) == []
    told = rows("SELECT p.name, json_extract(facts, '$.payments[0].amount') FROM journal j JOIN person p ON "
                "p.id = j.person_id WHERE j.kind = 'payment.given_back' ORDER BY j.id")  # fmt: skip
    assert told == [("Owner", 2000), ("Owner", 1000)]
    assert verify().proven


def test_an_orders_code() -> None:
    assert read_order_code(order_code(12)) == 12
    for code in ("K1-000012", "O-12", "O-00001X", "", "O-"):
        assert read_order_code(code) is None


AMOUNTS = st.integers(1, 5000)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["card", "cash", "credit", "account", "hand", "part", "more", "less", "back", "cancel"]),
        st.integers(1, 3000),
    ),
    max_size=8,
)


@settings(max_examples=2000 if os.environ.get("KASSA_TORTURE") else 15)
@given(
    st.lists(st.tuples(AMOUNTS, st.integers(1, 4), st.sampled_from(["high", "low", "zero"])), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from(["deposit", "hand_over"]),
    st.integers(0, 1500),
    st.sampled_from([None, 0, 3000, 1_000_000]),
    ACTS,
)
def test_whatever_is_done_the_balance_is_total_less_payments(
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[tuple[int, int, str]],
    includes: bool,
    when: str,
    percent: int,
    limit: int | None,
    acts: list[tuple[str, int]],
) -> None:
    shop = found_shop(tmp_path_factory.mktemp("orders") / "shop.db")
    card = CustomerForm(name="De Vries", kind="person", debtor="7", credit_limit=limit)
    till = Orders(shop, customers.save(shop.desk, card))
    shop.open("150.00")
    with_credit(till, "20.00")
    form = till.form(*((f"Line {i}", f"{p // 100}.{p % 100:02d}", n, tax) for i, (p, n, tax) in enumerate(lines)),
                     includes_tax=includes)  # fmt: skip
    order = edit.save(shop.desk, replace(form, basket=replace(form.basket, percent=percent)))
    shop_edit.change(shop.desk, shop_edit.ShopChange(shop.shop, replace(shop.shop, deposit_tax=when)))
    for act, n in acts:
        before = rows("SELECT count(*) FROM receipt")
        try:
            do(till, order, act, n)
        except TillError:
            assert rows("SELECT count(*) FROM receipt") == before
        check_figures(till, order)
    check_vat(till.order(order))
    proof = verify()
    assert proof.proven, [problem.say() for problem in proof.problems]
    close_database()


def with_credit(till: Orders, amount: str) -> None:
    """A credit of the customer's, from the deposit of another order that was cancelled."""
    order = till.place(("Tart", amount, 1, "low"))
    till.pay(order, amount)
    till.cancel(order, "credit")


def check_figures(till: Orders, order: int) -> None:
    """Balance, turnover, drawer and credit, after anything."""
    view = till.order(order)
    receipts = sum_of("SELECT sum(p.amount - p.rounding) FROM payment p JOIN receipt r ON r.id = p.receipt_id "
                      f"WHERE r.order_id = {order}")  # fmt: skip
    assert view.row.paid.minor == receipts
    if view.row.alive:
        assert view.row.due.minor == view.row.total.minor - receipts
        assert view.row.total.minor == sum(line.figures.total for line in view.lines)
    else:
        assert not view.deposit_left
    assert till.total("turnover", "sales") == sum(line.handed.total for line in view.lines) + kept()
    assert till.total("turnover", "sales") >= 0
    assert view.deposit_left.minor >= 0
    drawer = sum_of("SELECT sum(amount) FROM drawer_event")
    assert drawer == 15000 + sum_of("SELECT sum(amount) FROM payment WHERE method = 'cash'")
    assert account.account(till.customer).credit.minor >= 0


def check_vat(view: Order) -> None:
    """Of an order that is finished, the receipts bear the VAT of its lines, for each rate, to the cent."""
    if view.row.status != "completed" or kept():
        return
    told: dict[int, int] = {}
    for line in view.lines:
        told[line.rate] = told.get(line.rate, 0) + line.figures.tax
    stored = rows("SELECT l.rate, sum(l.tax) FROM receipt_line l JOIN receipt r ON r.id = l.receipt_id "
                  "WHERE r.order_id = ? GROUP BY l.rate", view.id)  # fmt: skip
    assert {rate: tax for rate, tax in stored if tax} == {rate: tax for rate, tax in told.items() if tax}


def sum_of(sql: str) -> int:
    """A sum, nothing where there are no rows."""
    return int(rows(sql)[0][0] or 0)


def kept() -> int:
    """Income from deposits that were kept."""
    return int(rows("SELECT coalesce(sum(total), 0) FROM receipt_line WHERE kind = 'service'")[0][0])


def do(till: Orders, order_id: int, act: str, n: int) -> None:
    """One thing that people do with an order."""
    order, desk = till.order(order_id), till.shop.desk
    form = orders.form_of(order)
    if act in ("card", "cash", "credit", "account"):
        amount = min(n, order.row.due.minor)
        order_acts.pay(desk, order_id, order.version, till.shop.shop.money(amount), act)
    elif act == "hand":
        till.hand_over(order_id)
    elif act == "part":
        view = order.lines[n % len(order.lines)]
        till.hand_over(order_id, {view.id: min(view.left, ONE)})
    elif act in ("more", "less") and form.basket.lines:
        line = form.basket.lines[n % len(form.basket.lines)]
        quantity = line.quantity + (ONE if act == "more" else -ONE)
        edit.save(desk, replace(form, basket=form.basket.change_quantity(line.key, quantity)))
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


def test_the_lot_of_an_ordered_line_goes_along_with_it(till: Orders) -> None:
    """It stays with the line when the order is changed, and stands on the receipt of what was handed over."""
    shop = till.shop
    bread, lot = shop.article("Bread", "2.95", "low"), Lot("LOT7", date(2027, 12, 31))
    placed = edit.save(shop.desk, OrderForm(Basket("new", "EUR").add(bread, lot=lot), customer_id=till.customer))
    stored = orders.by_id(placed, shop.shop, shop.clock.now)
    edit.save(shop.desk, replace(orders.form_of(stored), note="changed"))
    stored = orders.by_id(placed, shop.shop, shop.clock.now)
    (line,) = order_json(stored)["lines"]
    assert (line["batch"], line["expiry"], line["serial"]) == ("LOT7", "2027-12-31", None)
    shop.pay(hand_over_basket(shop.shop, stored, None, shop.clock.now))
    assert rows("SELECT batch, expiry, serial FROM receipt_line WHERE kind = 'article'") == [
        ("LOT7", "2027-12-31", None)
    ]
    assert verify().proven


def test_each_part_of_an_order_has_a_word_in_its_history(till: Orders) -> None:
    form = OrderForm(Basket("new", "EUR"), customer_id=till.customer)
    assert set(edit._columns(till.shop.desk, form, date(2026, 11, 22))) <= set(orders.FIELDS)
