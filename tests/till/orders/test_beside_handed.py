"""An order that is changed after a part of it left: what is gone stays as it was sold, and all adds up."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.proof.verify import verify
from tests.till.orders.test_orders import Orders, till

__all__ = ["till"]


def with_discount(till: Orders, off: str, *lines: tuple[str, str, int, str], includes_tax: bool = True) -> int:
    """A new order with a discount on the whole of it."""
    form = till.form(*lines, includes_tax=includes_tax)
    return edit.save(till.shop.desk, replace(form, basket=form.basket.discounted(off=till.shop.money(off))))


def first_leaves(till: Orders, order: int) -> None:
    """One piece of the first line, paid before."""
    till.pay(order, "60.00", "card")
    till.hand_over(order, {till.order(order).lines[0].id: ONE})


def changed(till: Orders, order: int, *, without: int | None = None, line: Line | None = None) -> OrderForm:
    """The order as it is, without one of its lines or with another one."""
    form = orders.form_of(till.order(order))
    basket = form.basket if without is None else form.basket.remove(form.basket.lines[without].key)
    return replace(form, basket=basket.put(line) if line else basket)


def receipts_agree(till: Orders, order: int) -> bool:
    """Whether the receipts say of goods, code by code, what the order says of its lines."""
    sums = "SELECT tax_code, sum(total), sum(tax) FROM {} GROUP BY tax_code ORDER BY tax_code"
    gone = rows(sums.format("receipt_line WHERE order_line_id IS NOT NULL"))
    return gone == rows(sums.format("order_line")) and till.figures(order)[1] == till.figures(order)[2]


@pytest.mark.parametrize(("includes_tax", "total"), [(True, 19000), (False, 22990)])
def test_a_line_more_takes_only_what_is_left_of_the_discount(till: Orders, includes_tax: bool, total: int) -> None:
    """Of 10.00 the chair that is gone took 5.00: 100.00 more makes 190.00, and that is what the goods come to."""
    lines = [(name, "50.00", 1, "high") for name in ("Chair", "Stool")]
    order = with_discount(till, "10.00", *lines, includes_tax=includes_tax)
    first_leaves(till, order)
    gone = till.order(order).lines[0].handed
    edit.save(till.shop.desk, changed(till, order, line=Line(0, "Table", ONE, till.shop.money("100.00"), "high")))
    assert till.figures(order)[1] == total
    assert till.order(order).lines[0].figures == gone
    till.pay(order, till.order(order).row.due.decimal(), "card")
    till.hand_over(order)
    assert till.figures(order) == ("completed", total, total, 0)
    assert receipts_agree(till, order)
    assert verify().proven


@pytest.mark.parametrize(("includes_tax", "worth"), [(True, 4500), (False, 5445)])
def test_a_line_less_gives_no_more_discount_on_what_is_gone(till: Orders, includes_tax: bool, worth: int) -> None:
    lines = [(name, "50.00", 1, "high") for name in ("Chair", "Stool")]
    order = with_discount(till, "10.00", *lines, includes_tax=includes_tax)
    first_leaves(till, order)
    edit.save(till.shop.desk, changed(till, order, without=1))
    assert till.figures(order)[1:] == (worth, 6000, worth - 6000)
    assert till.order(order).deposit_left.minor == 6000 - worth
    assert verify().proven


def test_what_is_left_of_a_line_costs_no_more_than_its_price(till: Orders) -> None:
    """Two of three chairs took 10.00 of 15.00 along; the third bears of the rest what is its part."""
    order = with_discount(till, "15.00", ("Chair", "50.00", 3, "high"))
    till.pay(order, "135.00", "card")
    till.hand_over(order, {till.order(order).lines[0].id: 2 * ONE})
    edit.save(till.shop.desk, changed(till, order, line=Line(0, "Table", ONE, till.shop.money("450.00"), "high")))
    chairs, table = till.order(order).lines
    assert (chairs.rest.total, table.rest.total) == (4950, 44550)
    assert till.figures(order)[1] == 58500
    till.pay(order, "450.00", "card")
    till.hand_over(order)
    assert receipts_agree(till, order)
    assert verify().proven


def test_cents_that_move_stay_with_what_is_left(till: Orders) -> None:
    """Shares and VAT are rounded over all lines: another one would move a cent of what is gone."""
    order = till.place(("Pin", "0.02", 2, "high"), ("Clip", "0.02", 2, "low"), ("Lamp", "39.97", 1, "exempt"))
    till.pay(order, "26.70", "card")
    form = orders.form_of(till.order(order))
    edit.save(till.shop.desk, replace(form, basket=form.basket.discounted(percent=3333)))
    till.hand_over(order, {till.order(order).lines[0].id: 2 * ONE})
    form = orders.form_of(till.order(order))
    lamp = form.basket.lines[2].key
    edit.save(till.shop.desk, replace(form, basket=form.basket.change_quantity(lamp, 3 * ONE)))
    till.pay(order, till.order(order).row.due.decimal(), "card")
    till.hand_over(order)
    assert till.figures(order)[0] == "completed"
    assert receipts_agree(till, order)
