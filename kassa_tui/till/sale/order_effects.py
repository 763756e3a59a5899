"""What a receipt does to the order it belongs to, in the receipt's own transaction."""

from collections.abc import Iterable

from kassa_tui.i18n import N_
from kassa_tui.models import OrderLine
from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import CANCEL_ORDER, KEEP_DEPOSIT
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders import day_rates, orders
from kassa_tui.till.orders.baskets import CANCEL, HAND_OVER, handed_quantities
from kassa_tui.till.orders.edit import check_version, event, told, touch
from kassa_tui.till.orders.values import NOT_AWAITED, NoCoinsError, Order
from kassa_tui.till.sale.rows import Sale


class TrainingOrderError(TillError):
    """Orders are real."""

    template = N_("Orders are real: they are not paid or handed over in training.")


def checked_order(desk: Desk, shop: Shop, basket: Basket) -> Order | None:
    """The order of a basket, as it is now.

    Raises ChangedOrderError for one that another changed meanwhile, OrderClosedError, TrainingOrderError.
    """
    if basket.order is None:
        return None
    if basket.training:
        raise TrainingOrderError
    order = orders.by_id(basket.order, shop, desk.clock())
    check_version(order, basket.order_version)
    if basket.act == CANCEL:
        require(desk, CANCEL_ORDER)
        if any(line.kind_row.goods for line in basket.lines):
            require(desk, KEEP_DEPOSIT)
    return order


def check_deposit(basket: Basket, payments: Iterable[Payment]) -> None:
    """A deposit that cash rounds to nothing is none; a rest may, for then all is paid. Raises NoCoinsError."""
    if basket.kind == "deposit" and basket.total and not any(paid.amount for paid in payments):
        raise NoCoinsError(amount=basket.total)


def _awaited(order: Order, sale: Sale) -> dict[str, int | None]:
    """What is still to come by transfer after a receipt: what arrived with it is not, nor what is not due any more."""
    arrived = sum(each.settled.minor for each in sale.payments if sale.methods[each.method].kind.arrives)
    return order.row.still_awaited(order.row.due.minor - sale.figures.total, max(arrived, 0))


def _handed_over(entry: Entry, order: Order, sale: Sale, settled: dict[str, int]) -> str:
    """After a hand-over: what was packed is gone; the order is finished when nothing is left."""
    given = handed_quantities(sale.basket)
    for line in order.lines:
        if given.get(line.id):
            packed = max(0, min(line.packed, line.left - given[line.id]))
            OrderLine.update(packed=packed).where(OrderLine.id == line.id).execute()
    done = all(line.left == given.get(line.id, 0) for line in order.lines)
    touch(entry, order.id, status="completed" if done else "partly_delivered", **_awaited(order, sale), **settled)
    return "handed_over" if done else "part_handed_over"


def cancel_rest(entry: Entry, order: Order) -> None:
    """What was not handed over will not be: the order is worth what was."""
    for line in order.lines:
        OrderLine.update(cancelled=line.cancelled + line.left, packed=0).where(OrderLine.id == line.id).execute()
    begun = any(line.handed.quantity for line in order.lines)
    total = sum(line.handed.total for line in order.lines)
    touch(entry, order.id, status="partly_cancelled" if begun else "fully_cancelled", total=total, **NOT_AWAITED)


def apply(entry: Entry, sale: Sale, receipt_id: int) -> None:
    """Bring the order up to date with the receipt, as part of its entry."""
    basket, order = sale.basket, sale.order
    if order is None:
        return
    kind, detail = basket.kind, {"amount": _deposits(sale)}
    if basket.act == HAND_OVER:
        kind, detail = _handed_over(entry, order, sale, day_rates.write(order)), {}
    elif basket.act == CANCEL:
        cancel_rest(entry, order)
        kind = {"sale": "kept", "settlement": "credited"}.get(basket.kind, "refunded")
    else:
        touch(entry, order.id, **_awaited(order, sale), **day_rates.write(order))
        kind = {"refund": "refunded"}.get(basket.kind, kind)
    told(entry, order.id)
    event(entry, order.id, kind, detail, receipt_id)
    if basket.act == CANCEL:
        event(entry, order.id, "cancelled", {"reason": basket.note} if basket.note else {})


def _deposits(sale: Sale) -> str:
    pairs = zip(sale.basket.lines, sale.figures.lines, strict=True)
    back = sum(figures.total for line, figures in pairs if line.kind_row.pays_order)
    return Money(abs(back), sale.basket.currency).decimal()
