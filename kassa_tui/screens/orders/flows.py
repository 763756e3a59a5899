"""What is done with an order from more than one screen: paying, giving back, printing, cancelling.

Each imports its screen when it is needed, so that the first picture need not wait for all of them.
"""

from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.orders import words
from kassa_tui.screens.orders.deposit import Deposit
from kassa_tui.screens.payment import in_hand
from kassa_tui.till.basket import drafts, methods, parking
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter import aside, customer_display
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.orders import awaited, edit, orders, papers
from kassa_tui.till.orders.baskets import deposit_basket
from kassa_tui.till.orders.values import Order, OrderRow, order_code
from kassa_tui.till.sale import order_acts
from kassa_tui.till.sale.order_acts import REFUND
from kassa_tui.till.sale.order_effects import TrainingOrderError
from kassa_tui.till.sale.sales import Recorded

PAPERS = (
    ("slip", N_("Order slip")),
    ("packing", N_("Packing slip")),
    ("priced", N_("Packing slip with prices")),
)


def read(counter: Counter, order_id: int) -> Order:
    """An order as it is now. Raises NoOrderError."""
    return orders.by_id(order_id, counter.shop, counter.desk.clock())


def check_real(counter: Counter) -> None:
    """Orders are real, and one payment at a time; the office does not wait for the counter's.

    Raises TrainingOrderError, PartPaidError, InHandError.
    """
    if counter.training:
        raise TrainingOrderError
    sale = None if counter.remote else drafts.unfinished_basket(counter.desk.register)
    if sale is not None and aside.taken_payments(counter, sale):
        raise parking.PartPaidError
    in_hand.check(counter)


async def take(screen: Framed, basket: Basket, method: str = "") -> Recorded | None:
    """Let a basket of an order be paid, perhaps by a method that is chosen already (its code).

    Gives the receipt, or None with nothing booked. Raises TillErrors.
    """
    from kassa_tui.screens.payment.screen import PaymentScreen

    counter = screen.counter
    check_real(counter)
    recorded = await screen.app.ask(PaymentScreen(counter, basket, method))
    show_customer(counter, recorded)
    return recorded


def show_customer(counter: Counter, recorded: Recorded | None) -> None:
    """The customer's display after an order's payment: the change, or the shop's name."""
    if counter.customer is not None:
        counter.customer.show(customer_display.selling(counter.shop, Basket("", counter.shop.currency), recorded))


def ways_to_pay(counter: Counter, *, customer: bool) -> list[methods.Method]:
    """What can be paid with on an order here."""
    return methods.offered(customer=customer, order=True, office=counter.remote)


async def pay(screen: Framed, order_id: int, deposit: Deposit | None = None) -> Recorded | None:
    """Pay a deposit on an order, all that is due unless told. Raises TillErrors."""
    counter = screen.counter
    order = read(counter, order_id)
    deposit = deposit or Deposit(order.row.due)
    basket = deposit_basket(counter.shop, order, deposit.amount, counter.desk.clock())
    return await take(screen, basket, deposit.method)


async def receive(screen: Framed, order_id: int) -> Recorded | None:
    """Book a transfer that is to come as received; the receipt, or None. Raises NoWayError, TillErrors."""
    from kassa_tui.screens.payment.transfer import Arrived, TransferQuestion

    counter, order = screen.counter, read(screen.counter, order_id)
    check_real(counter)
    method = await _way(screen)
    if method is None or order.row.awaited is None:
        return None
    title, unit = f"{_(method.name)} · {words.title(order.row)}", counter.shop.unit
    lines = (
        words.who(order.row),
        _("On the statement: {code}, or the number in it.").format(code=order_code(order.number)),
    )
    amount, due = order.row.awaited.amount, order.row.due
    answer = await screen.app.ask(TransferQuestion(title, amount, lines=lines, unit=unit, most=due))
    if not isinstance(answer, Arrived):
        return None
    told = (order.id, order.version, answer.amount, method.code, answer.reference)
    return await screen.recorded(counter.record(order_acts.pay, *told))


async def _way(screen: Framed) -> methods.Method | None:
    """By which method transfers arrive; it is asked where there are several. Raises NoWayError."""
    from kassa_tui.screens.frame.menu import Item, MenuQuestion

    ways = awaited.ways()
    if len(ways) == 1:
        return ways[0]
    return await screen.app.ask(MenuQuestion(_("Which payment method?"), [Item(_(way.name), way) for way in ways]))


async def await_no_more(screen: Framed, order: OrderRow) -> None:
    """Ask, and take a transfer that will not come off the list. Raises TillErrors."""
    from kassa_tui.screens.frame.ask import yes

    counter, title = screen.counter, _("No transfer to come for {order}?").format(order=words.title(order))
    if await yes(screen.app, title, [words.about(order, counter)], do=_("None is to come"), dont=_("Back")):
        version = read(counter, order.id).version
        await screen.recorded(counter.record(awaited.forget, order.id, version))


async def go_on(screen: Framed, order_id: int) -> Recorded | None:
    """Go on with a payment of an order that a crash interrupted. Raises TrainingOrderError, TillErrors."""
    counter, taken = screen.counter, in_hand.of_order(screen.counter, order_id)
    if counter.training:
        raise TrainingOrderError
    recorded = await in_hand.go_on(screen, taken) if taken is not None else None
    show_customer(counter, recorded)
    return recorded


async def print_paper(screen: Framed, order_id: int) -> None:
    """Ask which paper, and print it; or the order as a letter, or a file. Raises FileError, TillErrors."""
    from kassa_tui.screens.frame.menu import Item, MenuQuestion

    items = [Item(_(word), name) for name, word in PAPERS]
    items += [Item(_("Send by mail"), "mail", _("an A4 page")), Item(_("Save as a file"), "file")]
    chosen = await screen.app.ask(MenuQuestion(_("Print"), items))
    if chosen == "mail":
        await _mail(screen, order_id)
    elif chosen == "file":
        from kassa_tui.screens.orders.export import save_order

        await save_order(screen, read(screen.counter, order_id))
    elif chosen == "slip":
        await print_slip(screen, order_id)
    elif chosen:
        counter = screen.counter
        priced = chosen == "priced"
        await screen.recorded(counter.record(papers.print_packing, order_id, prices=priced))


async def _mail(screen: Framed, order_id: int) -> None:
    """The order as a page to the customer's address, or another; it waits until the mail server takes it."""
    from kassa_tui.exports.order_pdf import order_pdf
    from kassa_tui.screens.frame.ask import ask_text
    from kassa_tui.till.customers import customers
    from kassa_tui.till.mail import letters

    counter, order = screen.counter, read(screen.counter, order_id)
    customer = order.row.customer_id
    known = customers.by_id(customer).email if customer is not None else ""
    asked = await ask_text(screen.app, _("Send by mail"), _("Mail address"), do=_("Send"), entered=known)
    if asked is None:
        return
    address = letters.checked_address(asked)
    page = order_pdf(counter.shop, order)
    await screen.recorded(counter.record(letters.queue, order_id, address, f"order-{order.number}.pdf", page))
    screen.app.succeeded(_("Order {number} goes to the mail server").format(number=order.number))


async def print_slip(screen: Framed, order_id: int) -> None:
    """The slip for the customer, with a label for the shelf."""
    await screen.recorded(screen.counter.record(papers.print_slip, order_id))


async def _cards_undone(screen: Framed, order: Order, amount: Money) -> bool:
    """Each card that money goes back to is refunded on its terminal first. Raises ChangedWhilePayingError."""
    from kassa_tui.screens.payment.card import CardQuestion

    known = methods.every()
    for payment in order_acts.give_back(screen.counter.desk, screen.counter.shop, order, amount):
        method = known[payment.method]
        if method.kind.asks_terminal and payment.amount:
            edit.check_before_money(screen.counter.desk, order.id, order.version, edit.NOT_GIVEN_BACK)
            question = CardQuestion(_(method.name), payment.amount, method.needs_reference)
            if await screen.app.ask(question) is None:
                text = _("{method} was declined. Nothing was booked.").format(method=_(method.name))
                screen.complain(text)
                return False
    return True


async def give_back(screen: Framed, order_id: int) -> Recorded | None:
    """Give back what was paid too much. Raises TillErrors."""
    from kassa_tui.screens.frame.ask import yes

    counter = screen.counter
    check_real(counter)
    order = read(counter, order_id)
    amount = -order.row.due
    text = amount.text(current().language)
    lines = [_("{amount} was paid too much.").format(amount=text)]
    if not await yes(
        screen.app, _("Give back {amount}?").format(amount=text), lines, do=_("Give back"), dont=_("Back")
    ):
        return None
    if not await _cards_undone(screen, order, amount):
        return None
    return await screen.recorded(counter.record(order_acts.refund, order.id, order.version, amount))


async def cancel(screen: Framed, order_id: int) -> tuple[bool, Recorded | None]:
    """Ask, and cancel what is left; whether it was, and the receipt of a deposit. Raises TillErrors."""
    from kassa_tui.screens.orders.cancel import CancelQuestion

    counter = screen.counter
    check_real(counter)
    order = read(counter, order_id)
    answer = await screen.app.ask(CancelQuestion(order, screen.counter))
    if answer is None:
        return False, None
    if answer.way == REFUND and order.deposit_left and not await _cards_undone(screen, order, order.deposit_left):
        return False, None
    work = counter.record(order_acts.cancel, order.id, order.version, answer.way, answer.reason)
    return True, await screen.recorded(work)
