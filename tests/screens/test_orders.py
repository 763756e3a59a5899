"""Orders at the counter: the queue, one order, paying it, handing it over, cancelling it."""

import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.hw import smtp
from kassa_tui.screens.orders.deposit import DepositQuestion
from kassa_tui.screens.orders.detail import OrderScreen
from kassa_tui.screens.orders.queue import OrdersScreen
from kassa_tui.screens.receipts.screen import ReceiptsScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.settings import MailSettings
from kassa_tui.till.basket import money_in_hand
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.mail import letters
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import OrderForm, order_code
from kassa_tui.till.sale import order_acts
from kassa_tui.till.setup import tax_edit
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Footer
from kassa_tui.widgets.order_list import OrderList
from tests.conftest import ShopUnderTest
from tests.screens.acts import checkout, elsewhere, pays, printed
from tests.screens.conftest import Opener, Register
from tests.screens.order_shop import BREAD, SUNDAY, by_command, customer, figures, order, place
from tests.shared import journalled


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.open("150.00")
    shop.article("Bread", "2.95", "low", barcodes=(BREAD,), key="1Q", code="7")
    return shop


def queue_of(till: Register) -> OrdersScreen:
    assert isinstance(till.app.screen, OrdersScreen)
    return till.app.screen


async def to_queue(till: Register) -> None:
    await till.press("f6", sees="Concepts")


# --- The queue ---


async def test_orders_stand_under_their_day_and_late_ones_say_so(stocked: ShopUnderTest, opened: Opener) -> None:
    who = customer(stocked, "De Vries")
    stocked.clock.later(days=-2)
    place(stocked, who, wanted=SUNDAY - timedelta(days=1), subject="first")
    stocked.clock.later(days=2)
    place(stocked, who, wanted=SUNDAY, wanted_time="16:30", delivery="delivery")
    place(stocked, customer(stocked, "Smit"), wanted=SUNDAY + timedelta(days=6))
    async with opened(stocked) as till:
        await to_queue(till)
        lines = [line.split("  ")[0].strip() for line in till.text.split("\n")]
        days = ("Sat 21 Nov", "Sun 22 Nov · today", "Sat 28 Nov")
        assert [line for line in lines if line in days] == list(days)
        await till.sees("▲ late since Sat 21 Nov", "deliver 16:30")
        late = next(s for s in till.app.screen.query_one(OrderList)._painted() if "late since" in s.text)
        colour = till.app.screen.query_one(OrderList).palette.style("cursortext", "cursor").color
        assert any(segment.style and segment.style.color == colour for segment in late if "late" in segment.text)


async def test_left_and_right_choose_which_orders_are_shown(stocked: ShopUnderTest, opened: Opener) -> None:
    who = customer(stocked)
    stocked.clock.later(days=-1)
    place(stocked, who, wanted=SUNDAY - timedelta(days=1))
    stocked.clock.later(days=1)
    place(stocked, who, wanted=SUNDAY)
    place(stocked, who, wanted=SUNDAY + timedelta(days=3))
    place(stocked, who, confirm=False)
    done = place(stocked, who)
    order_acts.cancel(by_command(stocked), done, 1)
    expected = {"alive": 4, "today": 1, "late": 1, "concept": 1, "all": 5, "completed": 0}
    async with opened(stocked) as till:
        await to_queue(till)
        for name, count in expected.items():
            assert (queue_of(till).tab, len(queue_of(till).rows)) == (name, count)
            await till.press("right")
        assert queue_of(till).tab == "alive"
        await till.press("left")
        assert queue_of(till).tab == "completed"


async def test_the_menu_shows_the_orders_of_any_one_status(stocked: ShopUnderTest, opened: Opener) -> None:
    who = customer(stocked)
    place(stocked, who)
    order_acts.cancel(by_command(stocked), place(stocked, who), 1)
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("f9", sees="Orders of one status")
        await till.click("Orders of one status", sees="partly cancelled")
        await till.click("fully cancelled")
        await till.idle()
        assert queue_of(till).tab == "fully_cancelled"
        assert [row.status for row in queue_of(till).rows] == ["fully_cancelled"]
        assert "fully cancelled" in till.text
        await till.press("right")
        assert queue_of(till).tab == "alive"
        await till.press("left")
        assert queue_of(till).tab == "completed"


@pytest.mark.parametrize("text", ["2", "smit", "0612", "28-11", "+6", "sat", "wedding"])
async def test_f2_finds_by_number_name_phone_day_and_subject(stocked: ShopUnderTest, opened: Opener, text: str) -> None:
    place(stocked, customer(stocked, "De Vries", phone="0201234567"), wanted=SUNDAY)
    smit = customer(stocked, "Smit", phone="0612345678")
    wanted = place(stocked, smit, wanted=SUNDAY + timedelta(days=6), subject="Wedding")
    async with opened(stocked) as till:
        await to_queue(till)
        assert len(queue_of(till).rows) == 2
        await till.press("f2")
        await till.type(text)
        assert [row.id for row in queue_of(till).rows] == [wanted]
        await till.press("escape")
        assert len(queue_of(till).rows) == 2


async def test_f5_limits_the_queue_and_esc_shows_all_again(stocked: ShopUnderTest, opened: Opener) -> None:
    who = customer(stocked, "De Vries")
    place(stocked, who, delivery="delivery", subject="first")
    place(stocked, who, subject="second")
    edit.pack(stocked.desk, 2, order(stocked, 2).version, {order(stocked, 2).lines[0].id: ONE})
    async with opened(stocked) as till:
        await to_queue(till)
        await till.sees("packed")
        await till.press("f5", sees="Wanted from day to day")
        await till.press("2", "3", sees="Filter: Delivery")
        assert [row.number for row in queue_of(till).rows] == [1]
        await till.press("f5", "3", "4", sees="Nothing found")
        await till.press("escape", sees="De Vries")
        assert [row.number for row in queue_of(till).rows] == [1, 2]
        await till.press("f5", "4")
        await till.type("23-11")
        await till.press("f12")
        await till.type("22-11")
        await till.press("f12", sees="The period ends before it begins.")


async def test_another_process_s_order_appears_by_itself(stocked: ShopUnderTest, opened: Opener) -> None:
    who = customer(stocked, "De Vries")
    async with opened(stocked) as till:
        assert "Orders today" not in till.text
        await elsewhere(till, lambda: place(stocked, who, wanted=SUNDAY, wanted_time="16:00"))
        await till.sees("Orders today", "pick-up 16:00", " Orders 1 ")
        await to_queue(till)
        await till.sees("De Vries")
        await elsewhere(till, lambda: place(stocked, customer(stocked, "Jansen"), wanted=SUNDAY))
        await till.sees("Jansen", " Orders 2 ")
        assert [row.customer for row in queue_of(till).rows] == ["De Vries", "Jansen"]


async def test_late_orders_are_counted_in_the_bar(stocked: ShopUnderTest, opened: Opener) -> None:
    who = customer(stocked)
    place(stocked, who, wanted=SUNDAY)
    place(stocked, who, wanted=SUNDAY + timedelta(days=1))
    stocked.clock.later(days=1)
    async with opened(stocked) as till:
        await till.sees(" Orders 1 ▲1 ", "pick-up late")
        await till.click("pick-up late", sees="History")
        assert isinstance(till.app.screen, OrderScreen)
        assert till.app.screen.order.row.late


# --- Paying and handing over ---


async def test_the_rest_is_paid_from_the_list_and_no_method_is_chosen(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("30.00"), "cash")
    async with opened(stocked) as till:
        await to_queue(till)
        await till.sees("F12 Pay 70.00")
        await till.press("f12", sees="Payment method")
        await till.press("f12", sees="Choose a payment method first.")
        assert figures(stocked, order_id)[2] == 3000
        await till.press("c")
        await till.type("100")
        await till.press("f12", sees="K1-000002")
        assert isinstance(till.app.screen, OrderScreen)
        assert figures(stocked, order_id) == ("open", 10000, 10000, 0)
        await till.sees("Change", "F12 Hand over")
        await till.press("f12", sees="Hand over everything")
        await till.press("f12", sees="completed")
        assert figures(stocked, order_id) == ("completed", 10000, 10000, 0)
        assert [kind for (kind,) in rows("SELECT kind FROM receipt ORDER BY id")] == ["deposit", "settlement", "sale"]


async def test_a_deposit_fills_in_all_and_less_can_be_typed(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("enter", sees="F12 Pay or deposit")
        await till.press("f12", sees="You book all of it: 100.00.")
        await till.type("150")
        await till.press("f12", sees="A deposit lies between 0 and")
        await till.press("delete")
        await till.type("30", sees="You book a deposit of 30.00.")
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="K1-000001")
        assert figures(stocked, order_id) == ("open", 10000, 3000, 7000)
        await till.press("escape", sees="History")
        await till.sees("deposit paid", "K1-000001")


async def test_the_method_may_be_chosen_before_the_amount(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    async with opened(stocked) as till:
        till.app.open_order(1)
        await till.press("f12", sees="You book all of it: 100.00.")
        assert not re.search("● [CPO] ", till.text), "none by itself"
        await till.press("c", "right", "left", sees="● C Cash")
        await till.type("30")
        await till.press("f12", sees="F12 Cash 30.00")
        await till.type("50")
        await till.press("f12", sees="K1-000001")
        assert figures(stocked, order_id) == ("open", 10000, 3000, 7000)
        await till.sees("Change")
        await till.press("f12", "up", "right", sees="70.00")
        await till.press("f12", "f12", sees="Did it work")
        assert figures(stocked, order_id)[2] == 3000


async def test_a_payment_that_is_given_up_books_nothing(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("f12", sees="Payment method")
        await till.press("escape", sees="F12 Pay 100.00")
        assert figures(stocked, order_id) == ("open", 10000, 0, 10000)
        assert rows("SELECT count(*) FROM receipt") == [(0,)]


async def test_part_of_it_is_counted_by_keys_and_scans(stocked: ShopUnderTest, opened: Opener) -> None:
    basket = Basket("new", "EUR").add(stocked.article("Bread", "2.95", "low"), 3 * ONE)
    form = OrderForm(basket, customer_id=customer(stocked))
    order_id = edit.save(stocked.desk, form)
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("8.85"), "cash")
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("f12", sees="nothing counted: everything")
        await till.scan(BREAD)
        await till.press("plus", sees="F12 Hand over 2 pieces")
        await till.press("plus")
        await till.press("plus", sees="Only 3 of Bread is left to hand over.")
        await till.press("minus", "minus")
        await till.scan("4006381333931", sees="is not in this order.")
        await till.press("f12", "f12", sees="partly delivered")
        line = order(stocked, order_id).lines[0]
        assert (line.handed.quantity, line.left) == (ONE, 2 * ONE)


async def test_what_lies_ready_is_noted(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked), ("Candle", "3.00", 3))
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("enter", "enter", sees="nothing counted")
        await till.press("plus", "plus", "f5")
        assert order(stocked, order_id).lines[0].packed == 2 * ONE
        await till.press("escape", sees="packed")
        await till.press("enter")
        # What lies ready is what goes along.
        await till.sees("F12 Pay 6.00 and hand over")


async def test_a_long_note_is_opened_whole(stocked: ShopUnderTest, opened: Opener) -> None:
    note = "ring twice " * 20 + "the dog is kind"
    place(stocked, customer(stocked, "De Vries"), note=note)
    async with opened(stocked) as till:
        await to_queue(till)
        await till.sees("De Vries", "ring …")
        await till.press("enter", sees="F5 Note")
        assert "the dog is kind" not in till.text
        await till.press("f5", sees="the dog is kind")


async def test_nothing_leaves_unpaid(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked), ("Candle", "10.00", 2))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("4.00"), "cash")
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("enter", "enter", "plus", sees="F12 Pay 6.00 and hand over")
        await till.press("f12", sees="Payment method")
        await till.press("escape", sees="Pay 6.00 and hand over")
        assert order(stocked, order_id).lines[0].handed.quantity == 0
        await till.press("f12", "c", "f12", sees="partly delivered")
        assert figures(stocked, order_id) == ("partly_delivered", 2000, 1000, 1000)


async def meanwhile(till: Register, shop: ShopUnderTest, order_id: int, **more: object) -> None:
    """What the manager changes in the office."""
    manager, form = shop.as_("Manager"), replace(orders.form_of(order(shop, order_id)), **more)
    await elsewhere(till, lambda: edit.save(manager, form))


async def test_a_card_is_not_asked_for_what_was_changed_meanwhile(stocked: ShopUnderTest, opened: Opener) -> None:
    """Before the card is asked for, and while it is; what is said next leads out, and then the new sum is asked."""
    order_id = place(stocked, customer(stocked), ("Candle", "10.00", 1))
    basket = orders.form_of(order(stocked, order_id)).basket
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("enter", "enter", sees="F12 Pay 10.00 and hand over")
        await till.press("f12", sees="Payment method")
        await meanwhile(till, stocked, order_id, basket=basket.change_quantity(basket.lines[0].key, 2 * ONE))
        await till.press("p", "f12", sees="changed meanwhile by Manager")
        assert pays(till)
        await till.sees("Nothing was taken.", "Esc goes back")
        await till.press("escape", sees="F12 Pay 20.00 and hand over")
        await till.press("f12", "p", "f12", sees="Did it work?")
        await meanwhile(till, stocked, order_id, subject="Feast")
        await till.press("f12", sees="Esc gives back what was")
        await till.press("escape", sees="Given back, stop")
        await till.press("f12", sees="F12 Pay 20.00 and hand over")
        await till.press("f12", "c", "f12", sees="completed")
    assert figures(stocked, order_id) == ("completed", 2000, 2000, 0)


# --- Cancelling ---


async def cancelling(till: Register) -> None:
    await to_queue(till)
    await till.press("enter", sees="History")
    await till.press("delete", sees="Yes, cancel it")


async def test_no_card_is_refunded_for_an_order_that_was_changed_meanwhile(
    stocked: ShopUnderTest, opened: Opener
) -> None:
    order_id = place(stocked, customer(stocked))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("30.00"), "card")
    async with opened(stocked) as till:
        await cancelling(till)
        await meanwhile(till, stocked, order_id, subject="Feast")
        await till.press("f12", sees="Nothing was given back")
        assert order(stocked, order_id).row.status == "open"
        await till.press("delete", sees="Yes, cancel it")
        await till.press("f12", sees="Did it work?")


async def test_a_cancelled_order_gives_its_deposit_back(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("30.00"), "cash")
    async with opened(stocked) as till:
        await cancelling(till)
        await till.sees("Paid 30.00. What happens with it?", "● give it back")
        await till.press("escape")
        assert figures(stocked, order_id)[0] == "open"
        await till.press("delete")
        await till.type("sold out")
        await till.press("f12", sees="Money back")
        assert figures(stocked, order_id) == ("fully_cancelled", 0, 0, 0)
        await till.press("escape", sees="sold out")


async def test_a_card_deposit_is_refunded_on_the_terminal_first(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("30.00"), "card")
    async with opened(stocked) as till:
        await cancelling(till)
        await till.press("f12", sees="Refund 30.00 on the terminal.")
        assert figures(stocked, order_id)[0] == "open"
        await till.press("escape", sees="Nothing was booked")
        assert figures(stocked, order_id) == ("open", 10000, 3000, 7000)
        await till.press("delete", "f12", sees="Refund 30.00")
        await till.press("f12", sees="fully cancelled")
        assert figures(stocked, order_id) == ("fully_cancelled", 0, 0, 0)


async def test_a_kept_deposit_needs_its_reason(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("30.00"), "cash")
    async with opened(stocked) as till:
        await cancelling(till)
        await till.press("right", "right", sees="● keep it, with a reason")
        await till.press("f12", sees="Write why the deposit is kept.")
        await till.type("not collected")
        await till.press("f12", sees="fully cancelled")
        assert rows("SELECT kind FROM receipt ORDER BY id DESC LIMIT 1") == [("sale",)]


async def test_a_cashier_keeps_no_deposit(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("30.00"), "cash")
    async with opened(stocked, person="Cashier") as till:
        await cancelling(till)
        await till.press("left")
        await till.type("not collected")
        await till.press("f12", sees="Cashier may not do this")
        assert figures(stocked, order_id)[0] == "open"


async def test_a_deposit_stays_as_credit(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("30.00"), "cash")
    async with opened(stocked) as till:
        await cancelling(till)
        await till.press("right", "f12", sees="fully cancelled")
        assert rows("SELECT sum(l.total) FROM receipt_line l WHERE l.kind = 'credit'") == [(3000,)]


# --- Scans and papers ---


async def search(till: Register) -> None:
    await till.press("f2", sees="Find article")


async def register(till: Register) -> None:
    await till.press("f9", "2", sees="Cash activity")


async def other_order(till: Register) -> None:
    await to_queue(till)
    await till.press("down", "enter", sees="History")


async def sale(till: Register) -> None:
    await till.scan(BREAD, sees="1 line")


async def products(till: Register) -> None:
    await till.press("f9", sees="Menu")
    await till.press("3", "home", "enter", sees="Code")


async def customers_list(till: Register) -> None:
    await till.press("f3", sees="Find customer")


async def office(till: Register) -> None:
    await till.press("f9", "3", sees="Products")


@pytest.mark.parametrize("there", [sale, search, to_queue, register, other_order, products, customers_list, office])
async def test_the_slip_of_an_order_opens_it(
    stocked: ShopUnderTest, opened: Opener, there: Callable[[Register], Awaitable[None]]
) -> None:
    who = customer(stocked)
    first = place(stocked, who, subject="the one")
    place(stocked, who, subject="another")
    async with opened(stocked) as till:
        await there(till)
        depth = len(till.app.screen_stack)
        await till.scan(order_code(order(stocked, first).number), sees="the one")
        assert isinstance(till.app.screen, OrderScreen)
        await till.press("escape")
        assert not isinstance(till.app.screen, OrderScreen)
        assert len(till.app.screen_stack) == depth - (there is other_order)


async def new_product(till: Register) -> None:
    await products(till)
    await till.press("f6", sees="New product")


async def change(till: Register) -> None:
    await to_queue(till)
    await till.press("f4", sees="Delivery and customer")


async def counting(till: Register) -> None:
    await to_queue(till)
    await till.press("enter", "enter", sees="nothing counted: everything")


@pytest.mark.parametrize("there", [new_product, change, counting])
async def test_on_top_of_what_is_typed_or_counted_it_is_said_what_to_do(
    stocked: ShopUnderTest, opened: Opener, there: Callable[[Register], Awaitable[None]]
) -> None:
    place(stocked, customer(stocked))
    async with opened(stocked) as till:
        await there(till)
        screen = till.app.screen
        await till.scan("O-000001", sees="Order 1: finish or leave this first")
        assert till.app.screen is screen
        assert "O-000001" not in till.text


async def test_an_order_that_is_not_there_is_said(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan("O-000099", sees="There is no order 99.")
        assert isinstance(till.app.screen, SaleScreen)
        await to_queue(till)
        await till.scan("O-000099", sees="There is no order 99.")
        assert queue_of(till).rows == []


async def test_a_payment_takes_no_order(stocked: ShopUnderTest, opened: Opener) -> None:
    place(stocked, customer(stocked))
    async with opened(stocked) as till:
        await till.scan(BREAD)
        await till.press("f12", sees="Payment method")
        await till.scan("O-000001", sees="Order 1: finish or leave this first")
        assert checkout(till).paying.basket.order is None


async def test_slips_are_printed(stocked: ShopUnderTest, opened: Opener) -> None:
    place(stocked, customer(stocked, "De Vries"))
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("f7", sees="Packing slip with prices")
        await till.press("1")
        await printed(till, "O-000001")
        await till.press("enter", "f7", "2")
        await till.wait(lambda: len(till.printer.papers) >= 2, "the packing slip")
        await till.press("f7", "3")
        await till.wait(lambda: len(till.printer.papers) >= 3, "the priced packing slip")
        assert ["100,00" in paper for paper in till.printer.papers[-2:]] == [False, True]


async def test_a_receipts_code_opens_the_receipt(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("30.00"), "cash")
    async with opened(stocked) as till:
        await to_queue(till)
        await till.scan("K1-000001", sees="Print a copy")
        assert "Take back" not in till.text
        assert isinstance(till.app.screen, ReceiptsScreen)
        assert till.app.screen.chosen is not None
        assert till.app.screen.chosen.number == "K1-000001"
        await till.press("escape", "enter", sees="Ordered")
        await till.scan("K1-000001", sees="Print a copy")
        await till.press("escape")
        await till.scan("K1-000099", sees="There is no receipt K1-000099.")
        assert isinstance(till.app.screen, OrderScreen)


async def test_a_page_waits_for_the_mail_server(stocked: ShopUnderTest, opened: Opener) -> None:
    place(stocked, customer(stocked, "De Vries", email="marja@example.org"))
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("f7", sees="Send by mail")
        await till.press("4", sees="marja@example.org")
        await till.press("f12", sees="● Order 1 goes to the mail server")
        assert rows("SELECT address, attachment_name, state FROM mail") == [
            ("marja@example.org", "order-1.pdf", "queued")
        ]
        await till.press("escape", "f7", "4", sees="marja@example.org")
        await till.type("x y")
        await till.press("f12", sees="is no mail address")
        assert rows("SELECT count(*) FROM mail") == [(1,)]


async def test_an_order_and_the_list_are_saved_as_files(stocked: ShopUnderTest, opened: Opener) -> None:
    place(stocked, customer(stocked), ("Cake", "12.50", 2))
    place(stocked, customer(stocked, "Customer Two"), ("Tart", "5.00", 1))
    folder = stocked.path.parent / "exports"
    async with opened(stocked) as till:
        await to_queue(till)
        for form, says in (("PDF", b"%PDF"), ("JSON", b'"due": "25.00"'), ("CSV", b"1;1;article;Cake;2")):
            await till.press("f7", sees="Save as a file")
            await till.click("Save as a file", sees="XLSX")
            await till.click(form, sees="Folder on this computer")
            await till.click("Folder on this computer")
            file = folder / f"kassa-order-1.{form.lower()}"
            await till.wait(file.exists, str(file))
            assert says in file.read_bytes()
        await till.press("f2")
        await till.type("Two", sees="Find: Two")
        await till.press("f9", sees="Menu")
        await till.click("Save the list as a file", sees="XLSX")
        await till.click("CSV", sees="Folder on this computer")
        await till.click("Folder on this computer")
        await till.wait((folder / "kassa-orders.csv").exists, "the list")
    (_head, row) = (folder / "kassa-orders.csv").read_text(encoding="utf-8-sig").splitlines()
    assert row.startswith("2;order;open;Customer Two;")


async def test_a_letter_that_does_not_go_is_told_on_its_order(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    letter = letters.queue(stocked.desk, order_id, "customer@example.com", "order-1.pdf", b"%PDF")
    away = MailSettings(host="127.0.0.1", port=1, security="none", sender="shop@example.org", timeout=1)
    letters.send_waiting(partial(smtp.send, away), stocked.clock)
    (waiting,) = letters.letters()
    async with opened(stocked) as till:
        till.app.open_order(1)
        await till.sees("The letter is not sent yet", waiting.error[:20])
        assert isinstance(till.app.screen, OrderScreen)
        assert letters.trouble(till.app.screen.order.id) == waiting.error
        await elsewhere(till, lambda: letters.finish(letter, stocked.clock.now, "sent", 2, ""))
        await till.wait(lambda: "not sent" not in till.text, "the end of the trouble")
        assert letters.trouble(order_id) == ""


async def test_orders_are_real(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    async with opened(stocked) as till:
        await till.press("f9")
        await till.click("Training mode", sees="TRAINING")
        await to_queue(till)
        await till.press("f12", sees="Orders are real")
        assert figures(stocked, order_id)[2] == 0
        await till.press("f6", sees="Orders are real")


async def test_a_part_paid_receipt_is_finished_first(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    async with opened(stocked) as till:
        await till.press("escape")
        await till.scan(BREAD)
        await till.press("f12", "c")
        await till.type("1")
        await till.press("f12", sees="1.95")
        till.app.go_to("orders")
        await till.sees("F12 Pay 100.00")
        await till.press("f12", sees="Part of this receipt is paid already.")
        assert figures(stocked, order_id)[2] == 0


async def part_by_card(till: Register) -> None:
    """The customer's card pays 20 of the order; the program ends before the rest is paid."""
    await to_queue(till)
    await till.press("f12", "p")
    await till.type("20")
    await till.press("f12", sees="Did it work?")
    await till.press("f12", sees="Take back")


async def test_a_part_of_an_order_that_was_paid_survives_a_crash(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    other = place(stocked, customer(stocked, "Customer Two"), ("Tart", "5.00", 1))
    async with opened(stocked) as till:
        await part_by_card(till)
    assert figures(stocked, order_id)[2] == 0
    async with opened(stocked) as till:
        await till.press("escape", sees="20.00 was taken for Order 1, and not booked")
        till.app.open_order(order(stocked, other).number)
        await till.press("f12", sees="20.00 was taken for Order 1 and is not booked yet.")
        await till.press("escape")
        await till.press("f12", sees="Card")
        await till.press("c", "f12", sees="Receipt K1-000001")
        await till.press("escape")
        assert "was taken for" not in till.text
    assert figures(stocked, order_id) == ("open", 10000, 10000, 0)
    assert rows("SELECT method, tendered FROM payment ORDER BY position") == [("card", 2000), ("cash", 8000)]


async def test_the_office_knows_nothing_of_the_counters_money_and_pays(stocked: ShopUnderTest, opened: Opener) -> None:
    """The counter has a part of a sale and a part of an order in hand; the office books a transfer meanwhile."""
    order_id = place(stocked, customer(stocked))
    async with opened(stocked) as till:
        await part_by_card(till)
    async with opened(stocked) as till:
        await till.press("escape")
        await till.scan(BREAD)
        await till.press("f12", "c")
        await till.type("1")
        await till.press("f12", sees="1.95")
    async with opened(stocked) as till:
        counter = till.app.counter
        counter.state.desk = replace(counter.desk, channel="remote")
        till.app.open_order(1)
        await till.sees("F12 Pay or deposit")
        assert "Taken, not booked" not in till.text
        await till.press("f12", sees="You book all of it: 100.00.")
        assert "Cash" not in till.text
        await till.press("o")
        await till.type("30")
        await till.press("f12", "f12", sees="Reference")
        await till.type("statement 12")
        await till.press("f12", sees="B1-000001")
    assert figures(stocked, order_id) == ("open", 10000, 3000, 7000)
    assert [(kept.basket.order, kept.amount.minor) for kept in money_in_hand.in_hand(stocked.desk)] == [
        (order_id, 2000)
    ]


async def test_what_was_taken_for_an_order_that_was_cancelled_goes_back(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked))
    async with opened(stocked) as till:
        await part_by_card(till)
    async with opened(stocked) as till:
        await till.press("escape")
        await elsewhere(till, lambda: order_acts.cancel(by_command(stocked), order_id, 1))
        till.app.open_order(1)
        await till.sees("Taken, not booked")
        await till.press("f12", sees="Refund 20.00 on the terminal first.")
        await till.press("escape", sees="Taken, not booked")
        await till.press("f12", "f12")
        await till.wait(lambda: money_in_hand.in_hand(stocked.desk) == [], "nothing in hand")
        await till.idle()
        assert "Taken, not booked" not in till.text
        assert figures(stocked, order_id) == ("fully_cancelled", 0, 0, 0)
        assert rows("SELECT count(*) FROM receipt") == [(0,)]


async def test_who_gave_back_a_part_stands_in_the_journal(stocked: ShopUnderTest, opened: Opener) -> None:
    place(stocked, customer(stocked))
    async with opened(stocked, person="Cashier") as till:
        await part_by_card(till)
        await till.press("escape", sees="Part of it is paid already.")
        assert journalled("payment.given_back") == 0
        await till.press("f12", sees="Concepts")
        await till.wait(lambda: journalled("payment.given_back") == 1, "the journal's entry")
    assert money_in_hand.in_hand(stocked.desk) == []
    (facts,) = rows("SELECT json_extract(facts, '$.payments') FROM journal WHERE kind = 'payment.given_back'")
    assert facts == ('[{"amount":2000,"method":"card"}]',)


async def test_what_was_paid_too_much_goes_back(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked), ("Candle", "10.00", 2))
    order_acts.pay(by_command(stocked), order_id, 1, stocked.money("20.00"), "cash")
    form = orders.form_of(order(stocked, order_id))
    line = form.basket.lines[0]
    edit.save(stocked.desk, replace(form, basket=form.basket.change_quantity(line.key, ONE)))
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("enter", sees="F12 Give back 10.00")
        await till.press("f12", sees="10.00 was paid too much.")
        await till.press("f12", sees="Money back")
        assert figures(stocked, order_id) == ("open", 1000, 1000, 0)


async def test_digits_are_the_deposit_also_from_the_method(stocked: ShopUnderTest, opened: Opener) -> None:
    place(stocked, customer(stocked, "De Vries"), ("Candle", "3.00", 2))
    async with opened(stocked) as till:
        await till.press("f6", "enter", "f12", sees="To the payment")
        await till.press("up", "right", "5")
        question = till.app.screen
        assert isinstance(question, DepositQuestion)
        how, amount = question.values().fields
        assert (how.current, amount.current, amount.value) == (False, True, "5")


# --- By finger ---


async def test_a_finger_pays_and_hands_over(stocked: ShopUnderTest, opened: Opener) -> None:
    order_id = place(stocked, customer(stocked, "De Vries"), ("Candle", "3.00", 2))
    async with opened(stocked) as till:
        till.app.touch = True
        till.app._relabel()
        till.app.screen.draw()  # type: ignore[attr-defined]
        await till.idle()
        await till.click("Orders", sees="Concepts")
        assert too_small(till) == []
        await till.click("Late", sees="No orders here.")
        await till.click("Open", sees="De Vries")
        await till.click("1     De Vries", sees="History")
        assert too_small(till) == []
        await till.click("Pay or deposit", sees="To the payment")
        await till.click("↑", sees="C Cash")
        await till.click("C Cash", sees="● C Cash")
        await till.click("To the payment", sees="Payment method")
        await till.click("Cash 6.00", sees="K1-000001")
        await till.click("Hand over", sees="nothing counted")
        await till.click("One more", sees="Hand over 1 piece")
        assert too_small(till) == []
        await till.click("Hand over 1 piece", sees="partly delivered")
        assert order(stocked, order_id).lines[0].handed.quantity == ONE


def too_small(till: Register) -> list[str]:
    """Targets of these screens that a finger would miss."""
    found = []
    for canvas in till.app.screen.query(Canvas):
        if canvas.display and canvas.__class__.__name__ in ("OrderList", "Listing", "FormView", "Pad", "Footer"):
            found += [str(t.what) for t in canvas.targets if t.columns < 8 or t.rows < 3]
    assert till.app.screen.query_one(Footer).targets
    return found


# --- A VAT rate that changed ---


async def test_an_order_with_another_rate_says_so_when_it_is_opened_and_before_it_is_paid(
    stocked: ShopUnderTest, opened: Opener
) -> None:
    order_id = place(stocked, customer(stocked), ("Cake", "100.00", 1), includes_tax=False)
    tax_edit.add(stocked.desk, tax_edit.RateForm("high", 2500, date(2026, 12, 15)))
    stocked.clock.later(days=28)
    async with opened(stocked) as till:
        await to_queue(till)
        await till.press("enter", sees="VAT was 21 % when this was")
        await till.press("f12", sees="It came to 121.00 and comes to 125.00 now.")
        await till.sees("To pay: 125.00")
        assert figures(stocked, order_id)[3] == 12500
