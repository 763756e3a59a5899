"""Money that was taken for an order or an invoice before the program ended: said, gone on with, or given back."""

from collections.abc import Iterable

from kassa_tui.i18n import _, current
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.till.basket import methods, money_in_hand
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.counter import aside
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.customers import customers
from kassa_tui.till.orders import orders
from kassa_tui.till.orders.values import KINDS, OrderError
from kassa_tui.till.sale import order_acts
from kassa_tui.till.sale.sales import Recorded


def of_order(counter: Counter, order_id: int) -> InHand | None:
    """What was taken for an order, if anything."""
    return next((kept for kept in aside.in_hand(counter) if kept.basket.order == order_id), None)


def what(counter: Counter, kept: InHand) -> str:
    """`Order 12`, or whose invoices."""
    basket = kept.basket
    if basket.order is not None:
        row = orders.by_id(basket.order, counter.shop, counter.desk.clock()).row
        return f"{_(KINDS[row.kind])} {row.number}"
    name = customers.by_id(basket.customer).name if basket.customer is not None else ""
    return f"{_('Invoices')} {name}".strip()


def check(counter: Counter) -> None:
    """Nothing else of orders is paid before it. Raises InHandError."""
    for kept in aside.in_hand(counter):
        raise money_in_hand.InHandError(amount=kept.amount.text(current().language), what=what(counter, kept))


def _parts(taken: InHand) -> Iterable[str]:
    """Each tender; a card's is given back on its terminal."""
    known = methods.every()
    for payment in taken.payments:
        method, amount = known[payment.method], payment.amount.text(current().language)
        yield f"{_(method.name)} {amount}"
        if method.kind.asks_terminal:
            yield _("Refund {amount} on the terminal first.").format(amount=amount)


async def go_on(screen: Framed, taken: InHand) -> Recorded | None:
    """The payment again, with what was taken in it; the receipt, or None. Money with no place any more goes back."""
    from kassa_tui.screens.payment.screen import PaymentScreen

    counter = screen.counter
    try:
        basket = order_acts.go_on(counter.shop, taken, counter.desk.clock())
    except OrderError as refused:
        await _give_back(screen, taken, refused)
        return None
    return await screen.app.ask(PaymentScreen(counter, basket))


async def _give_back(screen: Framed, taken: InHand, refused: OrderError) -> None:
    """It stays in hand until somebody says that the customer has it again."""
    from kassa_tui.screens.frame.ask import yes

    title = _("Give back {amount}?").format(amount=taken.amount.text(current().language))
    lines = [refused.say(), *_parts(taken)]
    if await yes(screen.app, title, lines, do=_("Given back"), dont=_("Leave it")):
        await screen.recorded(aside.give_back(screen.counter, taken))
