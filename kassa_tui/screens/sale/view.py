"""How a sale in progress is shown: the basket's side of the screen."""

from collections.abc import Sequence

from kassa_tui.i18n import _, current
from kassa_tui.screens.payment.paid import paid
from kassa_tui.screens.sale.state import Selling
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.customers import customers
from kassa_tui.widgets.sale_pane import Notice, SaleValues

Tools = tuple[tuple[str, str], ...]


def in_hand_notice(counter: Counter, selling: Selling, in_hand: Sequence[InHand]) -> Notice | None:
    """For what money was taken before the program ended: said while nothing is sold, until it is booked or back."""
    from kassa_tui.screens.payment.in_hand import what

    if not selling.resting or selling.last is not None or not in_hand:
        return None
    first = in_hand[0]
    text = _("{amount} was taken for {what}, and not booked")
    amount = first.amount.text(current().language)
    return Notice(text.format(amount=amount, what=what(counter, first)), _("F12 goes on with the payment"))


def tools() -> Tools:
    """What fingers have beside the lines: a word, and the key that it stands for."""
    return (("−", "minus"), ("+", "plus"), (_("Del"), "delete"))


def pane(counter: Counter, selling: Selling, notice: Notice | None, *, touch: bool) -> SaleValues:
    """The right side: all that a scan changes."""
    basket, entry = selling.basket, selling.entry
    return SaleValues(
        basket=basket,
        symbol=counter.shop.unit.symbol,
        entry="" if entry.empty else entry.shown(current().language),
        notice=notice,
        paid=paid(counter, selling.over) if selling.over else None,
        tools=tools() if touch and basket.lines else (),
        customer=customers.name_of(basket.customer),
    )
