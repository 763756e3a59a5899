"""The VAT of each receipt of an order: deposits bear what is in them, paid goods leave without any."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.baskets import hand_over_basket
from kassa_tui.till.orders.values import NoCoinsError, UnpaidError
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import order_acts
from kassa_tui.till.setup import shop_edit
from tests.conftest import ShopUnderTest
from tests.till.orders.test_orders import Orders

BICYCLE, BOOK = ("Bicycle", "899.00", 1, "high"), ("Book", "39.98", 1, "low")


@pytest.fixture
def till(shop: ShopUnderTest) -> Orders:
    customer = customers.save(shop.desk, CustomerForm(name="De Vries", kind="person"))
    shop.open("150.00")
    return Orders(shop, customer)


def block(receipt: int = -1) -> dict[tuple[str, int], tuple[int, int]]:
    """Gross and VAT by code and rate of a receipt, the last unless told."""
    ids = [key for (key,) in rows("SELECT id FROM receipt ORDER BY id")]
    taxes = rows("SELECT tax_code, rate, gross, tax FROM receipt_tax WHERE receipt_id = ?", ids[receipt])
    return {(code, rate): (gross, tax) for code, rate, gross, tax in taxes}


def hand_over(till: Orders, order: int, *positions: int) -> None:
    """The lines of these positions, as far as they are left."""
    lines = till.order(order).lines
    till.hand_over(order, {lines[i].id: lines[i].left for i in positions})


def by_hand_over(till: Orders) -> None:
    """The shop counts VAT at the hand-over from now on."""
    shop_edit.change(
        till.shop.desk, shop_edit.ShopChange(till.shop.shop, replace(till.shop.shop, deposit_tax="hand_over"))
    )


def change_code(till: Orders, order: int, position: int, code: str) -> None:
    """Order the same at another rate."""
    form = orders.form_of(till.order(order))
    lines = list(form.basket.lines)
    lines[position] = replace(lines[position], tax_code=code)
    edit.save(till.shop.desk, replace(form, basket=replace(form.basket, lines=tuple(lines))))


# --- What a deposit bears -------------------------------------------------------------------------


def test_a_deposit_bears_what_is_in_it(till: Orders) -> None:
    order = till.place(BICYCLE)
    till.pay(order, "100.00", "card")
    assert block() == {("high", 2100): (10000, 1736)}


def test_the_payment_of_all_that_is_due_takes_the_rest(till: Orders) -> None:
    order = till.place(BICYCLE)
    for _deposit in range(8):
        till.pay(order, "100.00", "card")
        assert block() == {("high", 2100): (10000, 1736)}
    till.pay(order, "99.00", "card")
    assert block() == {("high", 2100): (9900, 1714)}
    till.hand_over(order)
    assert block() == {("high", 2100): (0, 0)}
    assert verify().proven


def test_the_last_hand_over_takes_the_rest_where_no_payment_did(till: Orders) -> None:
    order = till.place(BICYCLE)
    for _deposit in range(8):
        till.pay(order, "100.00", "card")
    shop = till.shop
    shop.pay(hand_over_basket(shop.shop, till.order(order), None, shop.clock.now))
    assert block() == {("high", 2100): (9900, 1714)}
    assert rows("SELECT sum(tax) FROM receipt_tax") == [(15602,)]


def test_a_deposit_is_spread_over_what_is_due_on_each_rate(till: Orders) -> None:
    order = till.place(BICYCLE, BOOK)
    till.pay(order, "300.00", "card")
    assert block() == {("high", 2100): (28723, 4985), ("low", 900): (1277, 105)}


def test_a_deposit_that_cash_rounds_to_nothing_is_refused(till: Orders) -> None:
    order = till.place(("Sweet", "0.06", 1, "low"))
    with pytest.raises(NoCoinsError, match=r"0\.02 is nothing in coins"):
        till.pay(order, "0.02", "cash")
    assert till.figures(order) == ("open", 6, 0, 6)
    till.pay(order, "0.02", "card")
    till.pay(order, "0.04", "cash")
    assert till.figures(order) == ("open", 6, 6, 0)


def test_a_rest_that_cash_rounds_to_nothing_is_paid(till: Orders) -> None:
    order = till.place(("Sweet", "10.02", 1, "low"))
    till.pay(order, "10.00", "cash")
    till.pay(order, "0.02", "cash")
    assert till.figures(order) == ("open", 1002, 1002, 0)


# --- What deposits pay ----------------------------------------------------------------------------


def test_a_bicycle_leaves_before_the_book_without_vat(till: Orders) -> None:
    order = till.place(BICYCLE, BOOK)
    till.pay(order, "938.98", "card")
    hand_over(till, order, 0)
    assert block() == {("high", 2100): (0, 0)}
    hand_over(till, order, 1)
    assert block() == {("low", 900): (0, 0)}
    assert rows("SELECT sum(tax) FROM receipt_tax") == [(15602 + 330,)]
    assert verify().proven


def test_with_vat_at_the_hand_over_paid_goods_ask_for_nothing_and_bear_their_vat(till: Orders) -> None:
    by_hand_over(till)
    order = till.place(BICYCLE, BOOK)
    till.pay(order, "938.98", "card")
    hand_over(till, order, 0)
    assert block() == {("high", 2100): (89900, 15602), ("outside", 0): (-89900, 0)}
    assert till.order(order).row.due.minor == 0
    hand_over(till, order, 1)
    assert block() == {("low", 900): (3998, 330), ("outside", 0): (-3998, 0)}
    assert verify().proven


def test_goods_that_changed_to_another_rate_after_they_were_paid_ask_for_nothing(till: Orders) -> None:
    order = till.place(("Stroller", "500.00", 1, "high"), BOOK)
    till.pay(order, "539.98", "card")
    change_code(till, order, 0, "low")
    hand_over(till, order, 0)
    assert rows("SELECT total FROM receipt ORDER BY id DESC LIMIT 1") == [(0,)]
    hand_over(till, order, 1)
    assert till.figures(order) == ("completed", 53998, 53998, 0)
    sums = rows("SELECT tax_code, sum(gross), sum(tax) FROM receipt_tax GROUP BY tax_code")
    assert sums == [("high", 0, 0), ("low", 53998, 4459)]
    assert verify().proven


def test_two_lines_of_a_rate_leave_one_by_one_without_vat(till: Orders) -> None:
    order = till.place(BICYCLE, ("Lock", "51.00", 1, "high"))
    till.pay(order, "950.00", "card")
    for position in (0, 1):
        hand_over(till, order, position)
        assert block() == {("high", 2100): (0, 0)}
    assert verify().proven


def three_deposits(till: Orders) -> int:
    """An order of 899.00 with three deposits of 100.00, of which goods of 300.00 left."""
    order = till.place(("Tyre", "300.00", 1, "high"), ("Frame", "599.00", 1, "high"))
    for _deposit in range(3):
        till.pay(order, "100.00", "card")
    hand_over(till, order, 0)
    return order


def test_goods_that_their_own_deposits_pay_leave_without_vat_though_the_rest_is_due(till: Orders) -> None:
    """Three deposits bore 52.08, the goods bear 52.06 of the order: the difference stays until the last."""
    order = three_deposits(till)
    assert block() == {("high", 2100): (0, 0)}
    till.pay(order, "599.00", "card")
    hand_over(till, order, 1)
    assert block() == {("high", 2100): (0, 0)}
    assert rows("SELECT sum(tax) FROM receipt_tax") == [(15602,)]
    assert verify().proven


def test_a_cancel_settles_the_last_cent_of_vat(till: Orders) -> None:
    """The goods that three deposits paid are gone, and so is the money; their VAT is what stays."""
    order = three_deposits(till)
    printed = rows("SELECT count(*) FROM print_job")
    assert order_acts.cancel(till.shop.desk, order, till.order(order).version) is None
    assert rows("SELECT count(*) FROM print_job") == printed, "nobody asks for a paper of 0.00"
    assert till.figures(order) == ("partly_cancelled", 30000, 30000, 0)
    assert rows("SELECT sum(gross), sum(tax) FROM receipt_tax") == [(30000, 5206)]
    assert verify().proven


def test_a_part_is_not_asked_for_more_than_is_due(till: Orders) -> None:
    """90.00 of 110.00 is paid, and the paid line changes to another rate: the part asks for the 20.00 that are due."""
    order = till.place(("Tent", "100.00", 1, "high"), ("Map", "10.00", 1, "low"))
    till.pay(order, "90.00", "card")
    change_code(till, order, 0, "low")
    with pytest.raises(UnpaidError) as unpaid:
        hand_over(till, order, 0)
    assert unpaid.value.values["due"] == till.shop.money("20.00")


# --- What goes back -------------------------------------------------------------------------------


def test_what_was_paid_too_much_goes_back_at_the_rate_that_it_bore(till: Orders) -> None:
    order = till.place(BICYCLE, BOOK)
    till.pay(order, "938.98", "card")
    form = orders.form_of(till.order(order))
    edit.save(till.shop.desk, replace(form, basket=form.basket.remove(form.basket.lines[1].key)))
    order_acts.refund(till.shop.desk, order, till.order(order).version, till.shop.money("39.98"))
    assert block() == {("low", 900): (-3998, -330)}
    till.hand_over(order)
    assert block() == {("high", 2100): (0, 0)}
    assert rows("SELECT sum(tax) FROM receipt_tax") == [(15602,)]
    assert verify().proven


def test_a_price_that_falls_gives_back_the_vat_that_is_too_much(till: Orders) -> None:
    order = till.place(BICYCLE)
    for _deposit in range(8):
        till.pay(order, "100.00", "card")
    till.pay(order, "99.00", "card")
    form = orders.form_of(till.order(order))
    key = form.basket.lines[0].key
    edit.save(till.shop.desk, replace(form, basket=form.basket.set_price(key, till.shop.money("700.00"))))
    order_acts.refund(till.shop.desk, order, till.order(order).version, till.shop.money("199.00"))
    till.hand_over(order)
    assert block() == {("high", 2100): (0, 0)}
    assert rows("SELECT sum(tax) FROM receipt_tax") == [(12149,)]
    assert verify().proven


def test_a_line_more_after_all_was_paid_bears_its_own_vat(till: Orders) -> None:
    order = till.place(BICYCLE)
    till.pay(order, "899.00", "card")
    form = orders.form_of(till.order(order))
    lock = Line(0, "Lock", ONE, till.shop.money("51.00"), "high")
    edit.save(till.shop.desk, replace(form, basket=form.basket.put(lock)))
    till.pay(order, "51.00", "card")
    assert block() == {("high", 2100): (5100, 886)}
    till.hand_over(order)
    assert block() == {("high", 2100): (0, 0)}
