"""Bank transfers that are to come for orders: noted without money, until they are booked as received."""

from kassa_tui.database import row
from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.basket import methods
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.basket.tender import Bill
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.permissions import EDIT_ORDER
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.orders import orders
from kassa_tui.till.orders.baskets import PAY
from kassa_tui.till.orders.edit import check_version, event, told, touch
from kassa_tui.till.orders.values import NOT_AWAITED, AwaitedError, OrderError


class NoWayError(OrderError):
    """A shop that takes no transfers."""

    template = N_("No payment method by bank transfer is in use.")


def count() -> int:
    """For how many orders a transfer is to come."""
    counted = row("SELECT count(*) FROM customer_order WHERE awaited IS NOT NULL")
    return int(counted[0]) if counted else 0


def ways() -> list[Method]:
    """The payment methods of orders that arrive by themselves. Raises NoWayError."""
    arriving = [method for method in methods.offered(order=True) if method.kind.arrives]
    if not arriving:
        raise NoWayError
    return arriving


def may_wait(basket: Basket, bill: Bill) -> bool:
    """Whether what is being paid may be awaited instead: it is on an order, nothing leaves, and nothing is paid yet."""
    begun = any(payment.amount for payment in bill.payments)
    return basket.order is not None and basket.act == PAY and bill.total.minor > 0 and not begun


@recorder(EDIT_ORDER)
def note(desk: Desk, order_id: int, version: int, amount: Money) -> None:
    """Note that so much is to come by transfer; it takes the place of what was noted before. No money is booked.

    Raises AwaitedError, ChangedOrderError, OrderClosedError.
    """
    order = orders.by_id(order_id, read_shop(), desk.clock())
    check_version(order, version)
    if not 0 < amount.minor <= order.row.due.minor:
        raise AwaitedError(due=order.row.due)
    with journal.entry(desk, "order.awaited") as entry:
        touch(entry, order_id, awaited=amount.minor, awaited_since=entry.at)
        told(entry, order_id)
        event(entry, order_id, "awaited", {"amount": amount.decimal()})


@recorder(EDIT_ORDER)
def forget(desk: Desk, order_id: int, version: int) -> None:
    """Note that no transfer is to come any more; nothing happens where none was. Raises ChangedOrderError."""
    order = orders.by_id(order_id, read_shop(), desk.clock())
    check_version(order, version)
    if order.row.awaited is None:
        return
    with journal.entry(desk, "order.not_awaited") as entry:
        touch(entry, order_id, **NOT_AWAITED)
        told(entry, order_id)
        event(entry, order_id, "not_awaited", {})
