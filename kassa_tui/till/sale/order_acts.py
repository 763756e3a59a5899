"""What is done with an order in one step, for commands, the office, and the questions of the counter."""

from collections.abc import Mapping

from msgspec.structs import replace

from kassa_tui.i18n import N_, _
from kassa_tui.money import Money
from kassa_tui.text import clean
from kassa_tui.till.basket import methods
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.basket.tender import Bill, Payment
from kassa_tui.till.customers import customers
from kassa_tui.till.goods import products
from kassa_tui.till.ledger import counters, journal, notes, office_register
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import CANCEL_ORDER, SELL
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.orders import orders
from kassa_tui.till.orders.baskets import (
    CANCEL,
    HAND_OVER,
    PAY,
    Lots,
    credit_basket,
    deposit_basket,
    hand_over_basket,
    handed_lots,
    handed_quantities,
    kept_basket,
)
from kassa_tui.till.orders.edit import check_version, event, told
from kassa_tui.till.orders.values import (
    DepositLeftError,
    NoCustomerError,
    Order,
    OrderError,
    ReasonNeededError,
    UnpaidError,
)
from kassa_tui.till.sale import order_refunds
from kassa_tui.till.sale.order_effects import cancel_rest
from kassa_tui.till.sale.sales import Recorded, cash_rule, complete

REFUND, CREDIT, KEEP = "refund", "credit", "keep"
WAYS = {REFUND: N_("give it back"), CREDIT: N_("keep it as credit"), KEEP: N_("keep it, with a reason")}
KEPT_GROUP = N_("Kept deposits")
LONGEST_REFERENCE = 60


class UnknownMethodError(TillError):
    """A payment method that is not there, or cannot be used like that."""

    template = N_('"{method}" is no payment method for this.')


class TooMuchTakenError(OrderError):
    """An order of which less is due now than was taken for it."""

    template = N_("Less is due on order {number} now than was taken.")


def method_of(text: str, *, customer: bool) -> methods.Method:
    """The payment method that a code or name tells. Raises UnknownMethodError."""
    wanted = text.strip().casefold()
    for method in methods.offered(customer=customer, order=True):
        if wanted in (method.code.casefold(), method.name.casefold(), _(method.name).casefold()):
            return method
    raise UnknownMethodError(method=clean(text, 20))


def _paid(shop: Shop, basket: Basket, method: methods.Method, reference: str = "") -> tuple[Payment, ...]:
    """The whole basket by one method."""
    bill = Bill(basket.total, cash_rule(shop))
    if not bill.rest:
        return ()
    if method.kind.rounds:
        return bill.pay_cash(method.code, bill.cash_due).payments
    return bill.pay(method.code, bill.rest, reference).payments


@recorder(SELL)
def pay(desk: Desk, order_id: int, version: int, amount: Money, method: str, reference: str = "") -> Recorded:
    """A deposit, or the whole rest, by one method.

    Raises DepositError, UnknownMethodError, ChangedOrderError, OrderClosedError and what a payment may raise.
    """
    shop = read_shop()
    order = orders.by_id(order_id, shop, desk.clock())
    check_version(order, version)
    basket = deposit_basket(shop, order, amount, desk.clock())
    chosen = method_of(method, customer=order.row.customer_id is not None)
    return complete(desk, basket, _paid(shop, basket, chosen, clean(reference, LONGEST_REFERENCE)))


@recorder(SELL)
def hand_over(
    desk: Desk, order_id: int, version: int, quantities: Mapping[int, int] | None = None, lots: Lots | None = None
) -> Recorded:
    """Hand over (all that is left unless told), paid by what was paid before, or else on account.

    `lots` are those that were scanned; what was not is of the lot that was ordered.
    Raises TooMuchHandedError, UnpaidError, ChangedOrderError, OrderClosedError.
    """
    shop = read_shop()
    order = orders.by_id(order_id, shop, desk.clock())
    check_version(order, version)
    basket = hand_over_basket(shop, order, quantities, desk.clock(), lots)
    if not basket.total:
        return complete(desk, basket, ())
    account = next((m for m in methods.offered(customer=True) if m.kind.makes_invoice), None)
    customer = order.row.customer_id
    if account is None or customer is None or not customers.by_id(customer).on_account:
        raise UnpaidError(due=basket.total)
    return complete(desk, basket, _paid(shop, basket, account))


def _held_payments(shop: Shop, register: str, basket: Basket, chosen: methods.Method | None) -> tuple[Payment, ...]:
    """A refund by those that paid, cash last; what none of them holds in cash.

    By the `chosen` method as far as that paid it at the register; where it did not pay all of it, all by that method.
    """
    rule, only = cash_rule(shop), (chosen.code,) if chosen else ()
    bill = Bill(basket.total, rule, order_refunds.payments(register, basket, rule, only))
    if bill.rest and chosen:
        return _paid(shop, basket, chosen)
    if bill.rest:
        bill = bill.pay_cash("cash", bill.cash_due)
    return bill.payments


def give_back(desk: Desk, shop: Shop, order: Order, amount: Money) -> tuple[Payment, ...]:
    """How deposits go back, at whichever registers, before they do. Raises DepositError."""
    asked = order_refunds.baskets(desk.register, shop, order, amount, desk.clock(), PAY)
    return tuple(paid for register, basket in asked for paid in _held_payments(shop, register, basket, None))


def _give_back(
    desk: Desk, shop: Shop, order: Order, amount: Money, act: str, method: str = "", why: str = ""
) -> Recorded:
    """Deposits go back by the method that is told, else by those that paid: each register what was paid to it, its own
    last. The order is cancelled by the last.
    """
    at = desk.clock()
    chosen = method_of(method, customer=order.row.customer_id is not None) if method else None
    only = (chosen.code,) if chosen else ()
    # A bank transfer goes back at the office, whatever it takes the place of.
    office = chosen is not None and chosen.kind.arrives
    here = counters.current(office_register.REGISTER) if office else desk.register
    *others, last = order_refunds.baskets(here, shop, order, amount, at, act, only)
    for register, basket in others:
        there, now = order_refunds.desk_at(desk, register), orders.by_id(order.id, shop, at)
        basket = replace(basket, act=PAY, note=why, order_version=now.version)
        complete(there, basket, _held_payments(shop, register, basket, chosen))
    register, basket = last
    basket = replace(basket, note=why, order_version=orders.by_id(order.id, shop, at).version)
    payments = _held_payments(shop, register, basket, chosen)
    return complete(order_refunds.desk_at(desk, register), basket, payments)


def _once_more(shop: Shop, order: Order, basket: Basket, at: int) -> Basket:
    """What a basket asked of an order, asked of the order as it is now. Raises OrderErrors."""
    if basket.act != HAND_OVER:
        amount = min(basket.total, order.row.due, key=lambda money: money.minor)
        return deposit_basket(shop, order, amount, at)
    return hand_over_basket(shop, order, handed_quantities(basket), at, handed_lots(basket))


def go_on(shop: Shop, taken: InHand, at: int) -> Basket:
    """The basket of an interrupted payment, for the order as it is now; its uid stays, so that it is recorded once.

    Raises OrderErrors, TooMuchTakenError: what was taken cannot be booked any more and goes back.
    """
    basket = taken.basket
    if basket.order is None:
        return basket
    order = orders.by_id(basket.order, shop, at)
    check_version(order, order.version)
    if order.version != basket.order_version:
        basket = replace(_once_more(shop, order, basket, at), uid=basket.uid)
    if Bill(basket.total, cash_rule(shop), taken.payments).rest.minor < 0:
        raise TooMuchTakenError(number=order.number)
    return basket


@recorder(SELL)
def refund(desk: Desk, order_id: int, version: int, amount: Money, method: str = "") -> Recorded:
    """Give back what was paid too much. Raises DepositError, ChangedOrderError and what a payment may raise."""
    shop = read_shop()
    order = orders.by_id(order_id, shop, desk.clock())
    check_version(order, version)
    return _give_back(desk, shop, order, amount, PAY, method)


@recorder(CANCEL_ORDER)
def cancel(
    desk: Desk, order_id: int, version: int, deposit: str = "", reason: str = "", method: str = ""
) -> Recorded | None:
    """Cancel what is left of an order; a paid deposit goes the way of `deposit` (REFUND, CREDIT or KEEP).

    Raises DepositLeftError when nothing is said of it, ReasonNeededError, NoCustomerError, ChangedOrderError,
    OrderClosedError. Gives the receipt of the deposit, None where nothing of it was left.
    """
    shop, why = read_shop(), notes.cleaned(reason)
    order = orders.by_id(order_id, shop, desk.clock())
    check_version(order, version)
    left = order.deposit_left
    if not order.deposits:
        with journal.entry(desk, "order.cancelled") as entry:
            cancel_rest(entry, order)
            told(entry, order.id)
            event(entry, order.id, "cancelled", {"reason": why} if why else {})
        return None
    if not left:
        # VAT that goods took back otherwise than it was borne, by a cent: no money moves, and nobody gets a paper.
        _give_back(desk, shop, order, left, CANCEL, "", why)
        return None
    if deposit not in WAYS:
        raise DepositLeftError(amount=left, number=order.number)
    if deposit == REFUND:
        return _give_back(desk, shop, order, left, CANCEL, method, why)
    if deposit == CREDIT:
        if order.row.customer_id is None:
            raise NoCustomerError
        return complete(desk, replace(credit_basket(shop, order, desk.clock()), note=why), ())
    if not why:
        raise ReasonNeededError
    group = products.group_id(_(KEPT_GROUP)) or 0
    return complete(desk, replace(kept_basket(shop, order, desk.clock(), group), note=why), ())
