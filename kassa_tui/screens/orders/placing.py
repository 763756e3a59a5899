"""After an order is placed: its payment, its slip, and what the screen says about it."""

from typing import assert_never

from kassa_tui.i18n import _, current
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.orders import flows, words
from kassa_tui.screens.orders.make import MakeOrderScreen
from kassa_tui.screens.orders.making import Abandoned, Made
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.sale.sales import Recorded


async def finish(screen: Framed, made: Made) -> tuple[Recorded | None, str]:
    """Take the payment if one was wanted, and print the slip; the receipt, and a sentence about the order.

    A payment that is given up or refused leaves the order placed.
    """
    recorded = await flows.pay(screen, made.order_id, made.pay) if made.pay is not None else None
    order = flows.read(screen.counter, made.order_id)
    if order.row.status != "concept":
        await flows.print_slip(screen, made.order_id)
    name = words.title(order.row)
    if order.row.status == "concept":
        return None, _("{order} is kept as a concept").format(order=name)
    if recorded is None and order.row.awaited:
        amount = order.row.awaited.amount.text(current().language)
        return None, _("{order} is placed · {amount} is to come by transfer").format(order=name, amount=amount)
    if recorded is None:
        return None, _("{order} is placed · nothing is paid yet").format(order=name)
    if order.row.due:
        left = order.row.due.text(current().language)
        return recorded, _("{order} is placed · still to pay {amount}").format(order=name, amount=left)
    return recorded, _("{order} is placed and paid").format(order=name)


def unpaid(screen: Framed, made: Made, refused: TillError) -> str:
    """What to say when an order was placed and its payment was refused."""
    name = words.title(flows.read(screen.counter, made.order_id).row)
    return f"{_('{order} is placed · nothing is paid yet').format(order=name)} · {refused.say()}"


async def new_order(screen: Framed) -> None:
    """A new order without a basket; it is shown when it is placed."""
    from kassa_tui.screens.orders.detail import OrderScreen

    counter = screen.counter
    flows.check_real(counter)
    basket = Basket(journal.new_uid(counter.desk.clock()), counter.shop.currency)
    made = await screen.app.ask(MakeOrderScreen(counter, OrderForm(basket)))
    match made:
        case Made():
            recorded, say, said = None, screen.app.succeeded, ""
            try:
                recorded, said = await finish(screen, made)
            except TillError as refused:
                say, said = screen.app.tell, unpaid(screen, made, refused)
            screen.app.push_screen(OrderScreen(counter, made.order_id, recorded))
            say(said)
        case Abandoned() | None:
            pass
        case _:
            assert_never(made)
