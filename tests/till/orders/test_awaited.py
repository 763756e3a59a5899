"""Bank transfers to come: noted without money, on the list until they are received, paid otherwise or cancelled."""

import json

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.exports.order_pdf import order_pdf
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.orders import awaited, edit, orders, papers
from kassa_tui.till.orders.baskets import deposit_basket, hand_over_basket
from kassa_tui.till.orders.order_filter import OrderFilter
from kassa_tui.till.orders.values import AwaitedError, ChangedOrderError, OrderClosedError
from kassa_tui.till.people import people
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import sales
from kassa_tui.till.setup import method_edit
from tests.cli.test_orders import pdf_text
from tests.till.orders.test_orders import Orders, till

__all__ = ["till"]


def wait_for(till: Orders, order: int, amount: str) -> None:
    awaited.note(till.shop.desk, order, till.order(order).version, till.shop.money(amount))


def to_come(till: Orders) -> list[tuple[int, str]]:
    """Number and amount of what is to come."""
    listed = orders.queue(till.shop.shop, till.shop.clock.now, OrderFilter("awaited"))
    assert awaited.count() == len(listed)
    return [(row.number, row.awaited.amount.decimal() if row.awaited else "") for row in listed]


def test_no_money_is_booked_and_the_journal_tells_of_it(till: Orders) -> None:
    order = till.place(("Cake", "100.00", 1, "low"))
    assert to_come(till) == []
    receipts, at = rows("SELECT count(*) FROM receipt"), till.shop.clock.now
    wait_for(till, order, "100.00")
    assert to_come(till) == [(1, "100.00")]
    assert till.figures(order) == ("open", 10000, 0, 10000)
    assert rows("SELECT count(*) FROM receipt") == receipts
    stated = till.order(order).row.awaited
    assert stated is not None
    assert at <= stated.since <= till.shop.clock.now
    (facts,) = rows("SELECT facts FROM journal WHERE kind = 'order.awaited'")[0]
    assert json.loads(facts)["customer_order"][0]["awaited"] == 10000
    assert [step.what for step in till.order(order).steps] == ["placed", "awaits a transfer · 100.00"]
    assert verify().proven


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "100.01"])
def test_no_more_than_is_due(till: Orders, amount: str) -> None:
    order = till.place(("Cake", "100.00", 1, "low"))
    with pytest.raises(AwaitedError):
        wait_for(till, order, amount)
    assert to_come(till) == []


def test_the_longest_awaited_is_first(till: Orders) -> None:
    first, second = till.place(("Cake", "10.00", 1, "low")), till.place(("Cake", "20.00", 1, "low"))
    wait_for(till, second, "20.00")
    till.shop.clock.later(days=1)
    wait_for(till, first, "10.00")
    assert to_come(till) == [(2, "20.00"), (1, "10.00")]


def test_what_arrives_is_not_to_come_any_more(till: Orders) -> None:
    order = till.place(("Cake", "100.00", 1, "low"))
    wait_for(till, order, "60.00")
    till.pay(order, "20.00", "transfer")
    assert to_come(till) == [(1, "40.00")]
    till.pay(order, "40.00", "transfer")
    assert to_come(till) == []
    assert till.figures(order) == ("open", 10000, 6000, 4000)
    assert verify().proven


def test_what_is_paid_otherwise_is_awaited_as_far_as_it_is_due(till: Orders) -> None:
    order = till.place(("Cake", "100.00", 1, "low"))
    wait_for(till, order, "60.00")
    till.pay(order, "40.00", "card")
    assert to_come(till) == [(1, "60.00")]
    till.pay(order, "50.00", "card")
    assert to_come(till) == [(1, "10.00")]
    till.pay(order, "10.00")
    assert to_come(till) == []


def test_an_order_that_grows_after_it_was_paid_awaits_nothing(till: Orders) -> None:
    order = till.place(("Cake", "100.00", 1, "low"))
    wait_for(till, order, "100.00")
    till.pay(order, "100.00", "card")
    form = orders.form_of(till.order(order))
    line = replace(form.basket.lines[0], quantity=2 * form.basket.lines[0].quantity)
    edit.save(till.shop.desk, replace(form, basket=replace(form.basket, lines=(line,))))
    assert till.figures(order)[3] == 10000
    assert to_come(till) == []


def test_an_order_that_gets_cheaper_awaits_no_more_than_is_due(till: Orders) -> None:
    order = till.place(("Cake", "50.00", 2, "low"))
    wait_for(till, order, "80.00")
    form = orders.form_of(till.order(order))
    edit.save(till.shop.desk, replace(form, basket=form.basket.change_quantity(form.basket.lines[0].key, 1000)))
    assert to_come(till) == [(1, "50.00")]
    assert verify().proven


def paid(till: Orders, basket: Basket) -> None:
    sales.record(till.shop.desk, basket, till.shop.bill(basket).pay("card", basket.total).payments)


def test_goods_that_are_paid_when_they_leave(till: Orders) -> None:
    order = till.place(("Cake", "50.00", 2, "low"))
    wait_for(till, order, "80.00")
    line = till.order(order).lines[0].id
    paid(till, hand_over_basket(till.shop.shop, till.order(order), {line: 1000}, till.shop.clock.now))
    assert to_come(till) == [(1, "50.00")]
    paid(till, hand_over_basket(till.shop.shop, till.order(order), None, till.shop.clock.now))
    assert to_come(till) == []
    assert till.order(order).row.status == "completed"
    assert verify().proven


def test_a_cancelled_order_awaits_nothing(till: Orders) -> None:
    unpaid, deposit = (till.place(("Cake", "100.00", 1, "low")) for _order in range(2))
    for order in (unpaid, deposit):
        wait_for(till, order, "50.00")
    till.pay(deposit, "50.00")
    assert to_come(till) == [(1, "50.00"), (2, "50.00")]
    till.cancel(unpaid)
    till.cancel(deposit, "refund")
    assert to_come(till) == []
    with pytest.raises(OrderClosedError):
        wait_for(till, unpaid, "50.00")
    assert verify().proven


def test_it_is_noted_anew_and_taken_off_again(till: Orders) -> None:
    order = till.place(("Cake", "100.00", 1, "low"))
    wait_for(till, order, "100.00")
    seen = till.order(order).version
    wait_for(till, order, "30.00")
    assert to_come(till) == [(1, "30.00")]
    with pytest.raises(ChangedOrderError):
        awaited.forget(till.shop.desk, order, seen)
    for _time in range(2):
        awaited.forget(till.shop.desk, order, till.order(order).version)
        assert to_come(till) == []
    kinds = [kind for (kind,) in rows("SELECT kind FROM order_event ORDER BY id")]
    assert kinds == ["placed", "awaited", "awaited", "not_awaited"]
    assert verify().proven


def test_whoever_changes_orders_notes_it(till: Orders) -> None:
    order, cashier = till.place(("Cake", "100.00", 1, "low")), till.shop.as_("Cashier")
    awaited.note(cashier, order, till.order(order).version, till.shop.money("10.00"))
    people.grant(till.shop.desk, "cashier", "order.edit", False)
    with pytest.raises(NotAllowedError):
        awaited.forget(cashier, order, till.order(order).version)


def test_only_an_orders_own_payment_is_awaited_instead(till: Orders) -> None:
    """Goods do not leave for it, and what was begun is finished."""
    order, shop = till.order(till.place(("Cake", "50.00", 1, "low"))), till.shop
    deposit = deposit_basket(shop.shop, order, shop.money("20.00"), shop.clock.now)
    bill = shop.bill(deposit)
    assert awaited.may_wait(deposit, bill)
    assert not awaited.may_wait(deposit, bill.pay("card", shop.money("5.00")))
    goods = hand_over_basket(shop.shop, order, None, shop.clock.now)
    assert not awaited.may_wait(goods, shop.bill(goods))
    pan = shop.basket(shop.article("Pan", "20.00"))
    assert not awaited.may_wait(pan, shop.bill(pan))


def test_the_slip_and_the_page_say_what_to_write_with_it(till: Orders) -> None:
    order, shop = till.place(("Cake", "100.00", 1, "low")), till.shop

    def slip() -> str:
        return papers.slip(shop.shop, shop.desk, till.order(order), shop.clock.now).as_text(42)

    assert "overboeking" not in slip()
    wait_for(till, order, "60.00")
    said = [line.split() for line in slip().split("\n") if "overboeking" in line or "Kenmerk" in line]
    assert said == [["Komt", "per", "overboeking", "60,00"], ["Kenmerk", "O-000001"]]
    page = pdf_text(order_pdf(shop.shop, till.order(order)))
    assert "Komt per overboeking: O-000001" in page


def test_a_shop_that_takes_no_transfers_has_no_way_for_them(till: Orders) -> None:
    assert [way.code for way in awaited.ways()] == ["transfer"]
    (form,) = (each for each in method_edit.listed() if each.code == "transfer")
    method_edit.save(till.shop.desk, replace(form, active=False))
    with pytest.raises(awaited.NoWayError):
        awaited.ways()
