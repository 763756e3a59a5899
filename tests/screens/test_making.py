"""An order in the making without a screen: what is typed, what can be saved, and what another's change leaves of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kassa_tui.screens.lines.entry import Entry
from kassa_tui.screens.orders import make_view
from kassa_tui.screens.orders.making import LINES, Making, MissingError
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.figures import order_total
from kassa_tui.till.orders.values import EmptyOrderError, OrderForm
from tests.conftest import ShopUnderTest
from tests.screens.order_shop import SUNDAY, customer, order, place

AT = {"street": "Elm Street 1", "postcode": "1234 AB", "city": "Town"}
"""Where a customer lives."""


def cake(shop: ShopUnderTest, text: str = "Cake") -> Line:
    return Line(0, text, ONE, shop.money("10.00"), "high")


def basket_of(shop: ShopUnderTest, *lines: Line) -> Basket:
    basket = Basket("u", shop.shop.currency)
    for line in lines:
        basket = basket.put(line)
    return basket


def making(shop: ShopUnderTest, *lines: Line, **more: object) -> Making:
    return Making(OrderForm(basket_of(shop, *lines), **more), None, lambda: SUNDAY, lambda: SUNDAY)  # type: ignore[arg-type]


def changing(shop: ShopUnderTest, order_id: int) -> Making:
    before = order(shop, order_id)
    return Making(orders.form_of(before), before, lambda: SUNDAY, lambda: SUNDAY)


def write(state: Making, **texts: str) -> None:
    """Type into fields of the open page."""
    for name, text in texts.items():
        state.form = state.form.put(name, text)
    state.follow_delivery()


# --- Pages ----------------------------------------------------------------------------------------


def test_what_is_typed_on_a_page_stays_while_others_are_open(shop: ShopUnderTest) -> None:
    state = making(shop, cake(shop))
    write(state, subject="Wedding", wanted="+3")
    state.turn(1)
    write(state, note="ring twice", name1="Colour", value1="blue")
    state.turn(1)
    assert state.on_lines
    state.turn(1)
    assert state.page == 0
    typed = state.typed()
    assert (typed.subject, typed.wanted, typed.note) == ("Wedding", SUNDAY + timedelta(days=3), "ring twice")
    assert typed.extra == {"Colour": "blue"}


def test_before_roll_over_days_count_from_the_day_on_the_bar(shop: ShopUnderTest) -> None:
    """At two at night of Monday the business day is still Sunday, and tomorrow is Tuesday."""
    monday = SUNDAY + timedelta(days=1)
    state = Making(OrderForm(basket_of(shop, cake(shop))), None, lambda: SUNDAY, lambda: monday)
    for text, days in (("+1", 1), ("today", 0), ("tomorrow", 1), ("mon", 7), ("23", 0)):
        write(state, wanted=text)
        assert state.typed().wanted == monday + timedelta(days=days), text
    assert state.today == SUNDAY


@given(st.lists(st.integers(-4, 4), max_size=12))
def test_pages_go_round_and_the_form_is_the_open_one(shop: ShopUnderTest, turns: list[int]) -> None:
    state = making(shop)
    first, second = state.pages
    for by in turns:
        state.turn(by)
    assert state.page == sum(turns) % (LINES + 1)
    assert state.form is (first if state.page == 0 else second)


def test_another_language_keeps_the_answers(shop: ShopUnderTest) -> None:
    state = making(shop, cake(shop))
    write(state, delivery="delivery")
    write(state, street="Elm Street 1", subject="Wedding")
    before = state.typed()
    state.reword()
    assert state.typed() == before
    assert state.form["street"] == "Elm Street 1"


# --- Customer and address -------------------------------------------------------------------------


def test_a_delivery_goes_to_the_customer_unless_another_address_was_typed(shop: ShopUnderTest) -> None:
    one, two = customer(shop, **AT), customer(shop, "Customer Two", **AT | {"street": "Oak Street 2"})
    state = making(shop, cake(shop), customer_id=one)
    write(state, delivery="delivery")
    assert state.form["street"] == "Elm Street 1"
    state.set_customer(two)
    assert state.typed().street == "Oak Street 2"
    write(state, street="Church Square 3")
    state.set_customer(one)
    assert (state.typed().street, state.typed().customer_id) == ("Church Square 3", one)


def test_what_is_picked_up_has_no_rows_for_an_address(shop: ShopUnderTest) -> None:
    state = making(shop, cake(shop))
    write(state, delivery="delivery")
    assert "street" in {field.name for field in state.form.fields}
    write(state, delivery="pickup")
    assert "street" not in {field.name for field in state.form.fields}


# --- Lines ----------------------------------------------------------------------------------------


def test_other_lines_use_up_what_was_typed_for_them(shop: ShopUnderTest) -> None:
    state = making(shop, cake(shop))
    state.entry = Entry("12", 2000)
    state.put(state.order.basket.by_one(1))
    assert state.entry.empty
    assert [line.quantity for line in state.typed().basket.lines] == [2000]
    state.put(state.order.basket.without_selected())
    assert state.lines == []


def test_half_a_line_is_gone_with_one_less(shop: ShopUnderTest) -> None:
    half = replace(cake(shop), quantity=ONE // 2)
    assert basket_of(shop, half).by_one(-1).lines == ()


def test_what_it_comes_to_has_its_vat_on_top_where_prices_have_none(shop: ShopUnderTest) -> None:
    form = OrderForm(basket_of(shop, cake(shop)))
    assert order_total(form, None, SUNDAY) == shop.money("10.00")
    assert order_total(replace(form, includes_tax=False), None, SUNDAY) == shop.money("12.10")


def test_the_form_says_which_prices_are_which(shop: ShopUnderTest) -> None:
    """10.00 was typed with VAT, the bicycle is the catalogue's, 40.00 is typed after the switch."""
    state = making(shop, cake(shop))
    assert [len(row.cells) for row in make_view.lines(state).rows] == [4]
    state.pages[1] = state.pages[1].put("tax", "no")
    state.put(
        state.order.basket.add(shop.article("Bicycle", "899.00")).put(replace(cake(shop), price=shop.money("40")))
    )
    assert [row.cells[1:4] for row in make_view.lines(state).rows] == [
        ("Cake", "10.00", "incl."), ("Bicycle", "899.00", "incl."), ("Cake", "40.00", "excl."),
    ]  # fmt: skip
    said = [(row.label, row.value) for row in make_view.side(state, state.typed(), 30, "").rows]
    assert said[:6] == [
        ("1 × Cake", "8.26"), ("1 × Bicycle", "742.98"), ("1 × Cake", "40.00"),
        ("Without VAT", "791.24"), ("VAT", "166.16"), ("Total with VAT", "957.40"),
    ]  # fmt: skip
    state.pages[1] = state.pages[1].put("tax", "yes")
    said = [(row.label, row.value) for row in make_view.side(state, state.typed(), 30, "").rows]
    assert said[:4] == [("1 × Cake", "10.00"), ("1 × Bicycle", "899.00"), ("1 × Cake", "48.40"), ("Total", "957.40")]


# --- Saving ---------------------------------------------------------------------------------------


def test_what_is_missing_is_marked_on_its_page(shop: ShopUnderTest) -> None:
    state = making(shop, cake(shop))
    write(state, wanted="1-1-2020")
    state.turn(2)
    with pytest.raises(MissingError):
        state.checked()
    assert state.page == 0
    assert set(state.form.errors) == {"customer", "wanted"}


def test_an_order_without_lines_opens_their_page(shop: ShopUnderTest) -> None:
    for check in (Making.checked, Making.noted):
        state = making(shop, customer_id=customer(shop))
        with pytest.raises(EmptyOrderError):
            check(state)
        assert state.on_lines


def test_a_concept_needs_no_customer_and_a_placed_order_does(shop: ShopUnderTest) -> None:
    state = making(shop, cake(shop))
    assert state.concept
    assert not state.noted().confirm
    state.set_customer(customer(shop))
    assert state.checked().confirm


def test_a_day_that_an_order_had_already_may_be_past(shop: ShopUnderTest) -> None:
    order_id = place(shop, customer(shop), wanted=SUNDAY)
    before = order(shop, order_id)
    state = Making(orders.form_of(before), before, lambda: date(2026, 11, 30), lambda: date(2026, 11, 30))
    assert not state.concept
    assert state.checked().wanted == SUNDAY
    write(state, wanted="29-11-2026")
    with pytest.raises(MissingError):
        state.checked()


def test_only_what_would_be_stored_counts_as_touched(shop: ShopUnderTest) -> None:
    state = changing(shop, place(shop, customer(shop, **AT)))
    assert state.untouched
    write(state, delivery="delivery")
    assert not state.untouched
    write(state, delivery="pickup")
    assert state.untouched
    state.put(state.order.basket.by_one(1))
    assert not state.untouched


def test_what_another_saved_comes_below_what_was_typed(shop: ShopUnderTest) -> None:
    order_id = place(shop, customer(shop))
    state = changing(shop, order_id)
    write(state, subject="Wedding")
    theirs = orders.form_of(order(shop, order_id))
    candle = cake(shop, "Candle")
    edit.save(shop.desk, replace(theirs, subject="Funeral", note="ring twice", basket=theirs.basket.put(candle)))
    state.turn(1)
    state.rebase(order(shop, order_id))
    typed = state.checked()
    assert (typed.subject, typed.note, typed.version) == ("Wedding", "ring twice", 2)
    assert [line.text for line in typed.basket.lines] == ["Cake", "Candle"]
    assert state.page == 0
    edit.save(shop.desk, typed)
