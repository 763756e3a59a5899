"""What a sale must satisfy before anything is written, whoever built the basket and the tenders."""

from collections.abc import Iterable, Mapping, Sequence

from kassa_tui.i18n import N_, _
from kassa_tui.models import Receipt
from kassa_tui.money import Money
from kassa_tui.text import clean
from kassa_tui.till.basket import refunds
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.discounts_given import most_given
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.basket.tax import Cell, Figures, Rate
from kassa_tui.till.basket.tender import CashRule, Payment
from kassa_tui.till.basket.tenders_left import paid_by
from kassa_tui.till.ledger import office_register
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import ChangedMeanwhileError, TillError
from kassa_tui.till.ledger.permissions import (
    CHANGE_PRICE,
    DISCOUNT,
    RECEIVE_TRANSFER,
    REFUND,
    REFUND_EMPTIES,
    REFUND_FREE,
    REFUND_OTHER,
)
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.shop import Shop


class CounterOnlyError(TillError):
    """A tender that needs the counter: its drawer, or the card terminal."""

    template = N_("{method} is taken at the counter, not in the office.")


class NotPaidError(TillError):
    """The tenders do not add up to the total."""

    template = N_("{rest} is still to be paid.")


class WrongPaymentError(TillError):
    """A tender that the rules do not allow."""

    template = N_("That payment is not possible.")


class NoReferenceError(TillError):
    """A transfer that nobody could find on the bank's statement."""

    template = N_("A bank transfer needs a reference: what the bank's statement says.")


class TrainingReceiptError(TillError):
    """Nothing was really sold."""

    template = N_("Receipt {number} was training: nothing can come back of it.")


class LeftChangedError(ChangedMeanwhileError):
    """Part of it was returned in the meantime."""

    template = N_("Something of receipt {number} was returned meanwhile. Open the receipt again.")


def _check_prices(desk: Desk, basket: Basket, before: Basket | None, rates: Mapping[str, Rate] | None) -> None:
    """Ask for the permissions of discounts, in basis points of the list price, and of changed prices.

    Raises NotAllowedError, OverLimitError.
    """
    most = most_given(basket, before, rates)
    if most:
        require(desk, DISCOUNT, most)
    new = (line for line in basket.lines if before is None or before.line(line.key) != line)
    if any(line.list_price is not None and line.stored is None for line in new):
        require(desk, CHANGE_PRICE)


def check_permissions(
    desk: Desk, shop: Shop, basket: Basket, before: Basket | None = None, rates: Mapping[str, Rate] | None = None
) -> None:
    """What the lines themselves need, whoever built the basket: discounts in basis points, returns in minor units.

    Prices and discounts that are so in `before` need nothing; `rates` of the day are for prices without VAT.
    Raises NotAllowedError, OverLimitError.
    """
    _check_prices(desk, basket, before, rates)
    returned = [line for line in basket.lines if line.refund]
    if returned:
        require(desk, REFUND, sum(line.net.minor for line in returned))
    back = [line for line in basket.lines if line.quantity < 0 and line.stored is None]
    free = [line for line in back if not line.kind_row.packaging]
    if free:
        require(desk, REFUND_FREE, sum(line.net.minor for line in free))
    empties = -sum(line.net.minor for line in back if line.kind_row.packaging)
    if empties > shop.packaging_limit:
        require(desk, REFUND_EMPTIES)


def check_fresh(basket: Basket) -> None:
    """Refuse a refund line whose sale has been returned further since it was shown, to the thousandth and minor unit.

    Raises TrainingReceiptError, LeftChangedError.
    """
    receipts = {line.refund.receipt_id for line in basket.lines if line.refund}
    for receipt_id in receipts:
        receipt = Receipt.get_by_id(receipt_id)
        if receipt.training:
            raise TrainingReceiptError(number=number_text(receipt.register, receipt.number))
        left = refunds.returnable(receipt)
        now = {each.source.line_id: each.source for each in left.lines}
        taken: set[int] = set()
        for line in basket.lines:
            source = line.refund
            if source is None or source.receipt_id != receipt_id:
                continue
            if now.get(source.line_id) != source or source.line_id in taken:
                raise LeftChangedError(number=source.number)
            taken.add(source.line_id)


def check_payments(total: Money, payments: Sequence[Payment], methods: Mapping[str, Method], rule: CashRule) -> None:
    """Refuse tenders that do not settle `total` (all of one currency) to the minor unit, in the order they were given.

    Only cash is rounded, as the rule does and by the tender that ends the bill; change comes of money that came in, by
    a method that gives it. All go the way of the total, and nothing is paid where it is nothing.

    Raises NotPaidError with what is left, WrongPaymentError.
    """
    rest = total - Money(sum(p.settled.minor for p in payments), total.currency)
    if rest:
        raise NotPaidError(rest=rest)
    before = total
    for payment in payments:
        method = methods.get(payment.method)
        if method is None or (payment.change and not method.gives_change):
            raise WrongPaymentError
        if payment.settled.minor * total.minor < 0 or (not total and payment.tendered):
            raise WrongPaymentError
        rounded = rule.due(before) - before
        if payment.rounding and (not method.kind.rounds or payment.rounding != rounded or payment.settled != before):
            raise WrongPaymentError
        if payment.change.minor < 0 or (payment.change and payment.tendered.minor <= 0):
            raise WrongPaymentError
        before -= payment.settled


def check_share(total: Money, payments: Sequence[Payment], methods: Mapping[str, Method], _rule: CashRule) -> None:
    """Refuse what does not settle a receipt's `total`, of a payment for several that was checked as a whole before.

    Cash was rounded once for all of them, so that the rule says nothing about one. Raises NotPaidError,
    WrongPaymentError.
    """
    rest = total - Money(sum(p.settled.minor for p in payments), total.currency)
    if rest:
        raise NotPaidError(rest=rest)
    for payment in payments:
        method = methods.get(payment.method)
        if method is None or min(payment.settled.minor, payment.amount.minor, payment.change.minor) < 0:
            raise WrongPaymentError
        if (payment.rounding and not method.kind.rounds) or (payment.change and not method.gives_change):
            raise WrongPaymentError


def check_arrived(desk: Desk, payments: Iterable[Payment], methods: Mapping[str, Method]) -> None:
    """What comes by itself is booked as received by whoever may, with a reference.

    Raises NotAllowedError, NoReferenceError.
    """
    for payment in payments:
        method = methods.get(payment.method)
        if method is None or not method.kind.arrives or payment.amount.minor <= 0:
            continue
        require(desk, RECEIVE_TRANSFER)
        if not clean(payment.reference):
            raise NoReferenceError


def _check_methods(desk: Desk, basket: Basket, computed: Figures, payments: Sequence[Payment]) -> None:
    """Money goes back by what paid, for as much as it paid, or with a permission of its own. Raises NotAllowedError.

    What comes back without a receipt goes back by any method: it needs a permission of its own already.
    """
    out: dict[str, int] = {}
    for payment in payments:
        if payment.amount.minor < 0:
            out[payment.method] = out.get(payment.method, 0) - payment.settled.minor
    receipts = sorted({line.refund.receipt_id for line in basket.lines if line.refund})
    if not out or not receipts:
        return
    left = paid_by(receipts)
    free = sum(
        figures.total for line, figures in zip(basket.lines, computed.lines, strict=True)
        if line.quantity < 0 and line.stored is None
    )  # fmt: skip
    other = sum(max(0, minor - max(0, left.get(method, 0))) for method, minor in out.items())
    if other > -free:
        require(desk, REFUND_OTHER)


def refund_cells(
    desk: Desk, basket: Basket, computed: Figures, payments: Sequence[Payment], rule: CashRule
) -> tuple[Cell, ...] | None:
    """The cells (minor units by tender and rate) of a refund that goes back by the tenders that paid; None when not.

    Raises NotAllowedError where it goes back by another method and that needs a permission.
    """
    source = refunds.source_receipt(basket)
    if source is not None:
        left = refunds.returnable(Receipt.get_by_id(source))
        proposal = refunds.propose(left, basket, computed, rule)
        if proposal.met_by(payments):
            return proposal.cells
    _check_methods(desk, basket, computed, payments)
    return None


def paying_desk(desk: Desk, payments: Iterable[Payment], methods: Mapping[str, Method]) -> Desk:
    """Whose session a receipt belongs to: what is recorded remotely is the office's own.

    Raises CounterOnlyError for cash and cards there (S5.31: they are used at the register alone).
    """
    if desk.channel != "remote":
        return desk
    for payment in payments:
        method = methods.get(payment.method)
        if method is not None and not method.in_office and payment.amount:
            raise CounterOnlyError(method=_(method.name))
    return office_register.desk_of(desk)
