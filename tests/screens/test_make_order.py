"""Making an order of a basket or of nothing, and changing one: the fields, the lines, and what is refused."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.screens.orders.detail import OrderScreen
from kassa_tui.screens.orders.make import MakeOrderScreen
from kassa_tui.screens.orders.queue import OrdersScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.basket import drafts
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.customers import customers
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.forms import rebased
from kassa_tui.till.orders.values import Order
from kassa_tui.till.sale import order_acts
from kassa_tui.widgets.drawing.canvas import Canvas
from tests.conftest import ShopUnderTest
from tests.screens.acts import checkout, elsewhere, printed
from tests.screens.conftest import Opener, Register
from tests.screens.order_shop import BREAD, SUNDAY, by_command, customer, figures, order, place
from tests.shared import journalled


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.open("150.00")
    shop.article("Bread", "2.95", "low", barcodes=(BREAD,), key="1Q", code="7")
    shop.article("Butter", "4.00", "low", code="8")
    shop.article("Candle", "10.00", "high", code="9")
    return shop


def form_of(till: Register) -> MakeOrderScreen:
    assert isinstance(till.app.screen, MakeOrderScreen)
    return till.app.screen


def newest(shop: ShopUnderTest) -> Order:
    """The order that was placed last."""
    (found,) = rows("SELECT max(id) FROM customer_order")
    return order(shop, found[0])


async def making(till: Register) -> None:
    """The basket with a bread and a candle becomes an order."""
    await till.scan(BREAD)
    await till.type("9")
    await till.press("enter", "f6", sees="Delivery and customer")


async def choose(till: Register, name: str) -> None:
    """The customer of a name."""
    await till.press("f3", sees="Find customer")
    await till.type(name)
    await till.wait(lambda: len(till.app.screen.hits.customers) == 1, "one customer")  # type: ignore[attr-defined]
    await till.press("f12", sees=f"● {name}")


# --- Of a basket ---


async def test_f6_places_an_order_to_be_paid_later(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries", phone="0612345678", delivery_street="Dike 1", delivery_city="Town")
    async with opened(stocked) as till:
        await making(till)
        await choose(till, "De Vries")
        await till.press("right", sees="Dike 1")
        await till.press("down", "down", "down", "down", sees="▶ Day")
        await till.type("28-11")
        await till.press("down")
        await till.type("930")
        await till.press("down")
        await till.type("Wedding")
        await till.sees("Delivery Sat 28 Nov 09:30", "0612345678")
        await till.press("f6", sees="Order 1 is placed · nothing is paid yet")
        made = newest(stocked)
        assert (made.row.customer, made.row.delivery, made.row.wanted) == ("De Vries", "delivery", date(2026, 11, 28))
        assert (made.row.wanted_time, made.row.subject) == ("09:30", "Wedding")
        assert [line.text for line in made.lines] == ["Bread", "Candle"]
        assert figures(stocked, made.id) == ("open", 1295, 0, 1295)
        assert isinstance(till.app.screen, SaleScreen)
        assert till.app.screen.basket.lines == ()
        assert drafts.load("K1", drafts.BASKET) is None
        await printed(till, "O-000001")


async def test_delivery_has_rows_for_an_address_of_this_order_alone(stocked: ShopUnderTest, opened: Opener) -> None:
    known = customer(stocked, "De Vries", street="Home 2", postcode="1234 AB", city="Town")
    async with opened(stocked) as till:
        await making(till)
        assert "Delivery street" not in till.text
        await till.press("right", sees="no address yet")
        await choose(till, "De Vries")
        await till.sees("Home 2", "1234 AB Town")
        assert "no address yet" not in till.text
        await till.press("down", "down", "delete")
        await till.type("Office 3", sees="Office 3")
        await till.press("up", "up", "left")
        assert "Delivery street" not in till.text
        await till.press("right", sees="Office 3")
        await till.press("f6", sees="is placed")
    made = newest(stocked)
    assert (made.row.street, made.row.town) == ("Office 3", "1234 AB Town")
    assert customers.by_id(known).street == "Home 2"


async def test_another_customer_brings_another_address(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries", street="Home 2", city="Town")
    customer(stocked, "Jansen", street="Lane 4", city="Village")
    async with opened(stocked) as till:
        await making(till)
        await till.press("right")
        await choose(till, "De Vries")
        await till.sees("Home 2", "Town")
        await choose(till, "Jansen")
        await till.sees("Lane 4", "Village")
        await till.press("down", "down", "delete")
        await till.type("Pier 5")
        await choose(till, "De Vries")
        await till.sees("Pier 5", "Village", "● De Vries")
        assert (form_of(till).form["street"], form_of(till).form["town"]) == ("Pier 5", "Village")


async def test_what_is_picked_up_is_delivered_nowhere(stocked: ShopUnderTest, opened: Opener) -> None:
    known = customer(stocked, "De Vries", street="Home 2", city="Town")
    order_id = place(stocked, known, delivery="delivery", street="Office 3", town="Town")
    async with opened(stocked) as till:
        await changing(till)
        await till.sees("Office 3")
        await till.press("left", "f12", sees="Due")
    saved = order(stocked, order_id)
    assert (saved.row.delivery, saved.row.street, saved.row.town) == ("pickup", "", "")
    assert saved.steps[-1].what == "changed: delivery address, delivery"


async def test_f12_places_it_and_takes_a_deposit(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries")
    async with opened(stocked) as till:
        await making(till)
        await choose(till, "De Vries")
        await till.press("f12", sees="You book all of it: 12.95.")
        assert rows("SELECT count(*) FROM customer_order") == [(0,)]
        await till.type("5")
        await till.press("f12", sees="Payment method")
        await till.press("f12", sees="Choose a payment method first.")
        await till.press("c")
        await till.type("20")
        await till.press("f12", sees="Order 1 is placed")
        await till.sees("Change", "Give   10   5")
        assert figures(stocked, newest(stocked).id) == ("open", 1295, 500, 795)
        await printed(till, "O-000001")


async def test_a_payment_that_is_given_up_leaves_it_placed(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries")
    async with opened(stocked) as till:
        await making(till)
        await choose(till, "De Vries")
        await till.press("f12", "f12", sees="Payment method")
        await till.press("escape", sees="Order 1 is placed · nothing is paid yet")
        assert figures(stocked, newest(stocked).id) == ("open", 1295, 0, 1295)
        assert rows("SELECT count(*) FROM receipt") == [(0,)]
        assert isinstance(till.app.screen, SaleScreen)
        assert till.app.screen.idle


async def test_what_is_missing_is_said_on_f12_and_not_before(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries")
    async with opened(stocked) as till:
        await making(till)
        assert "■" not in till.text
        await till.press("down", "down")
        await till.type("31-2")
        assert "■" not in till.text
        await till.press("f12", sees="Choose the customer first.")
        await till.sees('"31-2" is no day.', "Something is missing")
        await choose(till, "De Vries")
        await till.press("down", "delete")
        await till.type("20-11")
        await till.press("f12", sees="20 Nov 2026 is past")
        assert rows("SELECT count(*) FROM customer_order") == [(0,)]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("28-11", date(2026, 11, 28)),
        ("28", date(2026, 11, 28)),
        ("21", date(2026, 12, 21)),
        ("1-1", date(2027, 1, 1)),
        ("+3", date(2026, 11, 25)),
        ("sat", date(2026, 11, 28)),
        ("sunday", date(2026, 11, 29)),
        ("today", SUNDAY),
        ("2026-12-05", date(2026, 12, 5)),
    ],
)
async def test_a_day_is_typed_in_many_ways(stocked: ShopUnderTest, opened: Opener, typed: str, day: date) -> None:
    async with opened(stocked) as till:
        await making(till)
        await till.press("down", "down")
        await till.type(typed)
        assert form_of(till).making.typed().wanted == day


async def test_plus_and_minus_move_the_day(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await making(till)
        await till.press("down", "down")
        await till.type("28")
        await till.press("plus", "plus", "minus")
        assert form_of(till).making.typed().wanted == date(2026, 11, 29)
        await till.type("25-12")
        assert form_of(till).making.typed().wanted == date(2026, 12, 25)


async def test_a_number_behind_a_plus_is_so_many_days_on(stocked: ShopUnderTest, opened: Opener) -> None:
    """From the day that stood there, digit by digit; a sign behind the digits says that they are a day of their own."""
    async with opened(stocked) as till:
        await making(till)
        await till.press("down", "down")
        await till.type("28")
        for keys, day in (
            (("plus", "1"), date(2026, 11, 29)),
            (("5",), date(2026, 12, 13)),
            (("plus",), date(2026, 12, 14)),
            (("2", "minus", "1", "2"), date(2026, 12, 2)),
            (("up", "down", "2", "8"), date(2026, 11, 28)),
        ):
            await till.press(*keys)
            assert form_of(till).making.typed().wanted == day, keys


async def test_before_roll_over_the_screen_counts_from_its_own_day(stocked: ShopUnderTest, opened: Opener) -> None:
    stocked.clock.later(minutes=12 * 60)
    async with opened(stocked) as till:
        await making(till)
        await till.press("down", "down")
        await till.type("+1")
        assert (till.app.counter.shop.today(stocked.desk), form_of(till).making.typed().wanted) == (
            SUNDAY,
            SUNDAY + timedelta(days=2),
        )


async def test_the_day_is_read_in_the_language_on_the_screen(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        till.app.speak("nl")
        await till.scan(BREAD)
        await till.press("f6", "down", "down")
        await till.type("vrijdag")
        assert form_of(till).making.typed().wanted == date(2026, 11, 27)


async def test_extra_data_goes_along(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries")
    async with opened(stocked) as till:
        await making(till)
        await choose(till, "De Vries")
        await till.press("pagedown", sees="Work order")
        await till.press("right", "down", "right", "down", sees="22-11-2026█")
        await till.type("9")
        await till.press("down", "f6", sees="is not a day")
        await till.press("delete")
        await till.type("20-11")
        await till.press("down", "right", "down")
        await till.type("Ring twice")
        await till.press("down")
        await till.type("Colour")
        await till.press("down")
        await till.type("blue")
        await till.sees("Total with VAT")
        await till.press("pagedown", "n", sees="Price without VAT")
        await till.press("escape", "f6", sees="is placed")
        made = newest(stocked)
        assert (made.row.kind, made.includes_tax, made.note) == ("layaway", False, "Ring twice")
        assert made.extra == {"Colour": "blue"}
        assert made.row.dated == date(2026, 11, 20)
        assert made.person != "Owner"
        assert made.row.total.minor == 1295


@pytest.mark.parametrize(("answer", "left"), [("1", 2), ("2", 0)])
async def test_esc_asks_back_or_away(stocked: ShopUnderTest, opened: Opener, answer: str, left: int) -> None:
    async with opened(stocked) as till:
        await making(till)
        await till.press("escape", sees="Cancel the whole order")
        await till.press("escape")
        form_of(till)
        await till.press("escape", answer)
        assert isinstance(till.app.screen, SaleScreen)
        assert len(till.app.screen.basket.lines) == left
        await till.wait(lambda: journalled("basket.abandoned") == (0 if left else 1), "the journal's entry")
        assert rows("SELECT count(*) FROM customer_order") == [(0,)]


async def test_a_basket_with_something_else_cannot_be_ordered(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD)
        await till.press("f9")
        await till.click("Take back without a receipt")
        await till.press("f6", sees="What comes back cannot be ordered")
        await till.press("delete")
        await till.scan(BREAD)
        await till.press("f12", "c")
        await till.type("1")
        await till.press("f12", sees="1.95")
        checkout(till).screen.payment_over(None)
        await till.sees("F12 Pay")
        await till.press("f6", sees="Part of this receipt is paid already.")
        assert rows("SELECT count(*) FROM customer_order") == [(0,)]


async def test_training_makes_no_order(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.press("f9")
        await till.click("Training mode", sees="TRAINING")
        await till.scan(BREAD)
        await till.press("f6", sees="Orders are real")
        assert rows("SELECT count(*) FROM customer_order") == [(0,)]


async def test_a_customer_is_made_on_the_way(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await making(till)
        await till.press("down", "enter", sees="Find customer")
        await till.press("f6", sees="New customer")
        await till.type("Jansen")
        await till.press("f12", sees="● Jansen")
        await till.press("f6", sees="is placed")
        assert newest(stocked).row.customer == "Jansen"


# --- New in the place Orders ---


async def new(till: Register) -> None:
    await till.press("f6", "f6", sees="Delivery and customer")


async def test_a_new_order_begins_empty_and_takes_lines_in_every_way(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries")
    async with opened(stocked) as till:
        await new(till)
        await choose(till, "De Vries")
        await till.press("f12", sees="There is nothing in the order yet.")
        await till.sees("● Scan ready")
        await till.scan(BREAD, sees="1 line")
        await till.type("2")
        await till.press("asterisk")
        await till.type("9")
        await till.press("enter", sees="2 × Candle")
        for _twice in range(2):
            # The first letter opens the search.
            await till.type("but", sees="1 found")
            await till.press("f12", sees="added")
        await till.press("escape", sees="2 × Butter")
        for letters in (("f2", "b", "u", "t"), ("b", "u", "t")):
            # So many as were typed before it.
            await till.type("2")
            await till.press("asterisk", *letters, sees="1 found")
            await till.press("f12", sees="added")
            await till.press("escape", sees="Scan ready")
        await till.press("n", sees="Line of your own")
        await till.type("Ribbon")
        await till.press("enter", "enter")
        await till.type("1.50")
        await till.press("enter", "right", "f12", sees="1 × Ribbon")
        await till.press("f6", sees="nothing is paid yet")
        assert isinstance(till.app.screen, OrderScreen)
        lines = newest(stocked).lines
        assert [(line.text, line.quantity // ONE) for line in lines] == [
            ("Bread", 1), ("Candle", 2), ("Butter", 6), ("Ribbon", 1),
        ]  # fmt: skip
        assert (lines[-1].price.minor, lines[-1].tax_code, lines[-1].product_id) == (150, "low", None)


async def test_a_scan_adds_on_every_page_and_an_unknown_one_nothing(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await new(till)
        for page in ("pagedown", "pagedown", "pagedown"):
            await till.scan(BREAD)
            await till.press(page)
        assert form_of(till).making.order.basket.lines[0].quantity == 3 * ONE
        await till.scan("4006381333931", sees="Unknown code")
        assert len(form_of(till).making.order.basket.lines) == 1


async def test_a_concept_needs_no_customer_and_is_placed_later(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries")
    async with opened(stocked) as till:
        await new(till)
        await till.scan(BREAD)
        await till.press("f5", sees="Order 1 is kept as a concept")
        assert newest(stocked).row.status == "concept"
        await till.press("f12", sees="Delivery and customer")
        await choose(till, "De Vries")
        await till.press("f6")
        assert newest(stocked).row.status == "open"


# --- Changing ---


async def changing(till: Register) -> None:
    await till.press("f6", sees="Concepts")
    await till.press("f4", sees="Delivery and customer")


async def test_lines_are_changed_and_the_history_says_so(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked), ("Cake", "10.00", 2), ("Candle", "4.00", 1))
    async with opened(stocked) as till:
        await changing(till)
        await till.press("pageup", sees="● Scan ready")
        await till.press("up", "plus", "f4", sees="Quantity")
        await till.press("down", "down")
        await till.type("10%")
        await till.press("down", "delete")
        await till.type("Cream cake")
        await till.press("f12", sees="Cream cake")
        await till.press("down", "delete")
        await till.press("f12", sees="Due")
        assert [(line.text, line.quantity, line.percent) for line in order(stocked, order_id).shown] == [
            ("Cream cake", 3 * ONE, 1000)
        ]
        assert figures(stocked, order_id) == ("open", 2700, 0, 2700)
        assert order(stocked, order_id).steps[-1].what == "changed: lines"


async def test_what_was_handed_over_stays(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked), ("Cake", "10.00", 2))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("20.00"), "cash")
    line = order(stocked, order_id).lines[0]
    order_acts.hand_over(by_command(stocked), order_id, 2, {line.id: ONE})
    async with opened(stocked) as till:
        await changing(till)
        await till.press("pageup", "delete")
        await till.scan(BREAD)
        await till.press("f12", sees="was handed over")
        assert order(stocked, order_id).version == 3


async def test_another_s_change_is_said_and_what_was_typed_stays(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked), ("Cake", "10.00", 2))
    form = orders.form_of(order(stocked, order_id))
    theirs = replace(
        form, note="ring twice", basket=form.basket.put(Line(0, "Candle", ONE, stocked.money("4.00"), "low"))
    )
    async with opened(stocked) as till:
        await changing(till)
        await till.press("down", "down", "down", "down")
        await till.type("Wedding")
        await elsewhere(till, lambda: edit.save(stocked.as_("Manager"), theirs))
        await till.press("f12", sees="changed meanwhile by Manager")
        await till.press("escape", sees="Wedding")
        assert order(stocked, order_id).row.subject == ""
        await till.press("f12", "f12", sees="Look at it again")
        await till.sees("Candle", "Wedding")
        await till.press("f12", sees="Due")
        saved = order(stocked, order_id)
        assert (saved.row.subject, saved.note) == ("Wedding", "ring twice")
        assert [line.text for line in saved.shown] == ["Cake", "Candle"]


def test_lines_of_two_people_are_both_kept(stocked: ShopUnderTest) -> None:
    base = orders.form_of(order(stocked, place(stocked, customer(stocked), ("Cake", "10.00", 2), ("Tart", "5.00", 1))))
    cake, tart = base.basket.lines
    ribbon = Line(0, "Ribbon", ONE, stocked.money("1.00"), "low")
    candle = Line(0, "Candle", ONE, stocked.money("4.00"), "low")
    mine = replace(base, basket=base.basket.change_quantity(cake.key, 3 * ONE).remove(tart.key).put(ribbon))
    theirs = replace(base, version=2, basket=base.basket.put(candle))
    both = rebased(mine, base, theirs)
    assert both.version == 2
    assert [(line.text, line.quantity // ONE) for line in both.basket.lines] == [
        ("Cake", 3), ("Candle", 1), ("Ribbon", 1),
    ]  # fmt: skip
    assert len({line.key for line in both.basket.lines}) == 3


async def test_a_cashier_changes_no_price_of_an_order(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked), ("Cake", "10.00", 2))
    form = orders.form_of(order(stocked, order_id))
    line = form.basket.lines[0]
    cheap = replace(form, basket=form.basket.set_price(line.key, stocked.money("1.00")))
    with pytest.raises(Exception, match="change a price"):
        edit.save(stocked.as_("Cashier"), cheap)
    edit.save(stocked.desk, cheap)
    # A price that the owner changed does not keep a cashier from changing the day.
    kept = orders.form_of(order(stocked, order_id))
    edit.save(stocked.as_("Cashier"), replace(kept, wanted=SUNDAY + timedelta(days=1)))
    assert figures(stocked, order_id)[1] == 200


async def test_leaving_a_touched_form_asks(stocked: ShopUnderTest, opened: Opener) -> None:
    place(stocked, customer(stocked))
    async with opened(stocked) as till:
        await changing(till)
        await till.press("escape", sees="Due")
        untouched = newest(stocked)
        await till.press("f4", "down", "down", "plus")
        await till.press("escape", sees="Leave without saving?")
        await till.press("escape")
        form_of(till)
        await till.press("escape", "f12", sees="Due")
        assert isinstance(till.app.screen, OrdersScreen)
        assert newest(stocked) == untouched


async def test_the_customer_that_was_merged_is_the_one_that_stays(stocked: ShopUnderTest, opened: Opener) -> None:
    gone, kept = customer(stocked, "D. Vries"), customer(stocked, "De Vries")
    order_id = place(stocked, gone)
    customers.merge(stocked.desk, kept, gone)
    async with opened(stocked) as till:
        await changing(till)
        await till.sees("● De Vries")
        await till.press("down", "down")
        await till.type("+1")
        await till.press("f12", sees="Due")
        assert order(stocked, order_id).row.wanted == SUNDAY + timedelta(days=1)


# --- By finger ---


async def test_a_finger_makes_an_order(stocked: ShopUnderTest, opened: Opener) -> None:
    customer(stocked, "De Vries")
    async with opened(stocked) as till:
        till.app.touch = True
        till.app._relabel()
        till.app.screen.draw()  # type: ignore[attr-defined]
        await till.idle()
        await till.click("Bread")
        await till.click("More")
        await till.click("Order ", sees="Delivery and customer")
        for _page in range(3):
            shown = (each for each in till.app.screen.query(Canvas) if each.display and type(each).__name__ != "Bar")
            small = [t.what for each in shown for t in each.targets if t.columns < 8 or t.rows < 3]
            assert small == []
            await till.click("PgDn")
        await till.click("· Delivery")
        await till.click("F3: choose one", sees="Find customer")
        await till.click("De Vries", sees="● De Vries")
        await till.click("Pay later", sees="is placed")
        assert newest(stocked).row.delivery == "delivery"
