"""A limit on discounts counts everything that was given: on the line and on the receipt, against the list price."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.discounts_given import given
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Consent
from kassa_tui.till.ledger.errors import OverLimitError
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import OrderForm
from tests.conftest import ShopUnderTest


def coats(shop: ShopUnderTest, *prices: str) -> Basket:
    return shop.basket(*(shop.article(f"Coat {price}", price) for price in prices))


def test_line_and_receipt_together(shop: ShopUnderTest) -> None:
    basket = coats(shop, "150.00", "80.00").set_discount(1, percent=1000).discounted(percent=1000)
    assert given(basket) == {1: 1900, 2: 1000}


@pytest.mark.parametrize(
    ("line", "receipt", "points"),
    [("7.50", "7.50", 1000), ("7.50", "7.51", 1001), ("0.01", "14.99", 1000), ("15.00", "0.01", 1001)],
)
def test_amounts_are_counted_exactly(shop: ShopUnderTest, line: str, receipt: str, points: int) -> None:
    basket = coats(shop, "150.00").set_discount(1, off=shop.money(line)).discounted(off=shop.money(receipt))
    assert given(basket) == {1: points}


def test_an_amount_alone_counts_as_the_percentage_that_gives_it(shop: ShopUnderTest) -> None:
    """10 % of 99.99 is 10.00, on the line and on the receipt."""
    ten, basket = shop.money("10.00"), coats(shop, "99.99")
    assert given(basket.set_discount(1, off=ten)) == given(basket.discounted(off=ten)) == {1: 1000}


def test_the_receipts_discount_is_not_taken_from_what_bears_none(shop: ShopUnderTest) -> None:
    fixed = shop.article("Book", "20.00", discountable=False)
    basket = coats(shop, "100.00").add(fixed).discounted(off=shop.money("10.00"))
    assert given(basket) == {1: 1000, 2: 0}


def test_a_lower_price_counts_where_there_is_a_discount_too(shop: ShopUnderTest) -> None:
    cut = coats(shop, "100.00").set_price(1, shop.money("90.00"))
    assert given(cut) == {1: 0}
    assert given(cut.set_discount(1, percent=1000)) == given(cut.discounted(percent=1000)) == {1: 1900}


def test_a_higher_price_does_not_make_room_for_more(shop: ShopUnderTest) -> None:
    raised = coats(shop, "100.00").set_price(1, shop.money("120.00"))
    assert given(raised.set_discount(1, percent=1000)) == {1: 1200}


def test_a_cashier_needs_somebody_for_ten_and_ten(shop: ShopUnderTest) -> None:
    """Once for all lines: for the most that was given of one."""
    cashier = shop.as_("Cashier")
    basket = coats(shop, "150.00", "80.00").set_discount(1, percent=1000).set_discount(2, percent=500)
    shop.pay(replace(basket, uid="within"), desk=cashier)
    basket = basket.discounted(percent=1000)
    with pytest.raises(OverLimitError) as refused:
        shop.pay(basket, desk=cashier)
    assert (refused.value.action, refused.value.amount) == ("sale.discount", 1900)
    shop.pay(basket, desk=cashier.consenting(Consent("sale.discount", staff.owner(), 1900)))
    assert rows("SELECT total FROM receipt WHERE uid = ?", basket.uid) == [(18990,)]


# --- Orders ---


def placed(shop: ShopUnderTest, basket: Basket) -> OrderForm:
    """An order that the owner placed, as it can be changed."""
    customer = customers.save(shop.desk, CustomerForm(name="Jansen"))
    order_id = edit.save(shop.desk, OrderForm(basket, customer_id=customer))
    return orders.form_of(orders.by_id(order_id, shop.shop, shop.clock.now))


def test_an_order_counts_both_too(shop: ShopUnderTest) -> None:
    form = placed(shop, coats(shop, "150.00").discounted(percent=1000))
    line = form.basket.lines[0].key
    with pytest.raises(OverLimitError):
        edit.save(shop.as_("Cashier"), replace(form, basket=form.basket.set_discount(line, percent=1000)))


def test_what_was_agreed_on_an_order_stays_agreed(shop: ShopUnderTest) -> None:
    """Another text, fewer pieces or a line less change nothing that was given."""
    form = placed(shop, coats(shop, "150.00", "80.00").discounted(percent=3000))
    first, second = (line.key for line in form.basket.lines)
    order_id = edit.save(
        shop.as_("Cashier"), replace(form, basket=form.basket.set_text(first, "Blue coat").remove(second))
    )
    basket = orders.form_of(orders.by_id(order_id, shop.shop, shop.clock.now)).basket
    assert [line.text for line in basket.lines] == ["Blue coat"]
    assert given(basket) == {first: 3000}


def test_an_amount_weighs_more_when_lines_go(shop: ShopUnderTest) -> None:
    """15.00 off 160.00 is within the limit, and off 80.00 it is not, though the amount is the same."""
    form = placed(shop, coats(shop, "80.00", "80.01").discounted(off=shop.money("15.00")))
    with pytest.raises(OverLimitError):
        edit.save(shop.as_("Cashier"), replace(form, basket=form.basket.remove(form.basket.lines[1].key)))


def test_a_new_line_has_its_part_of_what_was_given(shop: ShopUnderTest) -> None:
    form = placed(shop, coats(shop, "150.00").discounted(percent=3000))
    more = form.basket.put(Line(0, "Scarf", ONE, shop.money("20.00"), "high"))
    with pytest.raises(OverLimitError):
        edit.save(shop.as_("Cashier"), replace(form, basket=more))
