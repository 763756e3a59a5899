"""What is due on an order, paid along with a sale: the customer pays once, and each of them gets a receipt of its own.

In the basket it is a line; when all is paid, the line becomes the payment on its order that it stands for.
"""

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_, words
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, OUTSIDE, Fixed, Line, LineFigures
from kassa_tui.till.customers import customers
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.baskets import deposit_basket
from kassa_tui.till.orders.values import DepositError, Order, OrderError

REST = N_("Order {number}: rest")


class TwiceError(OrderError):
    """An order that is paid already where it is to be paid."""

    template = N_("Order {number} is on this receipt already.")


class OtherCustomerError(OrderError):
    """A receipt and an order of two customers."""

    template = N_("Order {number} is another customer's: choose that customer for this receipt, or none.")


class OtherDueError(OrderError):
    """An order of which another amount is due than when it was put on the receipt."""

    template = N_("{due} is due on order {number} now: take it off this receipt, and put it on again.")


class MoreBackError(OrderError):
    """Money goes back for the rest of the receipt."""

    template = N_("More comes back on this receipt than is sold: finish that first, then pay the order.")


class Rest(Struct, frozen=True):
    """A line that stands for what is due on an order, as it was in a version."""

    line: Line
    order_id: int
    version: int


def rests(basket: Basket) -> list[Rest]:
    """What is due on orders and paid along with a sale."""
    fixed = ((line, line.fixed) for line in basket.lines if line.fixed is not None)
    return [Rest(line, of.order_id, of.order_version) for line, of in fixed if of.order_id is not None]


def with_rest(shop: Shop, basket: Basket, order: Order) -> Basket:
    """The basket of a sale, and all that is due on an order with it.

    Raises DepositError where nothing is due, OrderClosedError, TwiceError, OtherCustomerError.
    """
    edit.check_version(order, order.version)
    if any(rest.order_id == order.id for rest in rests(basket)):
        raise TwiceError(number=order.number)
    _check_customer(basket, order)
    due = order.row.due
    if due.minor <= 0:
        raise DepositError(due=due)
    fixed = Fixed(0, LineFigures(ONE, due.minor, 0, 0, due.minor, 0), order_id=order.id, order_version=order.version)
    text = words(shop.receipts_in).text(REST).format(number=order.number)
    return basket.put(Line(0, text, ONE, due, OUTSIDE, kind="deposit", discountable=False, fixed=fixed))


def _check_customer(basket: Basket, order: Order) -> None:
    theirs = order.row.customer_id
    if basket.customer is None or theirs is None:
        return
    if customers.resolve(basket.customer) != customers.resolve(theirs):
        raise OtherCustomerError(number=order.number)


def _payment(shop: Shop, basket: Basket, rest: Rest, at: int) -> Basket:
    """The payment on an order that a line stands for. Raises ChangedOrderError, OrderClosedError, OtherDueError."""
    order = orders.by_id(rest.order_id, shop, at)
    edit.check_version(order, rest.version)
    _check_customer(basket, order)
    if order.row.due != rest.line.net:
        raise OtherDueError(due=order.row.due, number=order.number)
    return deposit_basket(shop, order, order.row.due, at)


def parts(shop: Shop, basket: Basket, at: int) -> list[Basket]:
    """What becomes a receipt of its own: the payments on orders, then what is sold. The last has the basket's uid.

    Raises ChangedOrderError, OrderClosedError, OtherDueError, OtherCustomerError, MoreBackError.
    """
    paying = rests(basket)
    payments = [_payment(shop, basket, rest, at) for rest in paying]
    lines = {rest.line.key for rest in paying}
    sold = replace(basket, lines=tuple(line for line in basket.lines if line.key not in lines), selected=None)
    if sold.total.minor < 0:
        raise MoreBackError
    *before, last = [*payments, sold] if sold.lines else payments
    named = [replace(part, uid=uid_beside(basket, number)) for number, part in enumerate(before, start=1)]
    return [*named, replace(last, uid=basket.uid)]


def check_before_money(desk: Desk, basket: Basket, way: str) -> None:
    """Look once more before money is asked for that could not be booked; `way` is the way out of a changed order.

    Raises ChangedWhilePayingError, and what `parts` raises.
    """
    paid_along = rests(basket)
    for rest in paid_along:
        edit.check_before_money(desk, rest.order_id, rest.version, way)
    if paid_along:
        parts(read_shop(), basket, desk.clock())


def uid_beside(basket: Basket, number: int) -> str:
    """The uid of a receipt, counted from 1, that is paid together with that of the basket's own uid."""
    return f"{basket.uid}.o{number}"
