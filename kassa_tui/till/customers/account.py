"""On account: what a customer owes, the invoices that are still open, and what the shop owes them as credit.

An invoice is the tender on account of a receipt; it is paid, whole or in parts, by a receipt of its own. All
amounts are minor units. Practice is refused, so that it is in none of it.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from kassa_tui.database import marks, row, rows, words_sql
from kassa_tui.i18n import N_, Words, _, words
from kassa_tui.money import Money
from kassa_tui.records import records
from kassa_tui.till.basket import methods
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.kinds import KINDS
from kassa_tui.till.basket.line_kinds import LINE_KINDS
from kassa_tui.till.basket.lines import ONE, OUTSIDE, Fixed, Line, LineFigures
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.customers import Customer
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.clock import DAY_MS
from kassa_tui.till.ledger.desk import Desk, allowed, approved
from kassa_tui.till.ledger.errors import NotAllowedError, TillError
from kassa_tui.till.ledger.permissions import SELL_OVER_LIMIT
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.shop import read_shop


class AccountError(TillError):
    """Something that cannot be settled with a customer's account or credit."""


class OverAccountError(NotAllowedError):
    """More on account than the customer's limit allows."""

    template = N_("{name} can have {left} more on account. Somebody with the permission can go above the limit.")

    def __init__(self, customer: Customer, left: Money) -> None:
        super().__init__(SELL_OVER_LIMIT.code, _(SELL_OVER_LIMIT.text), customer.name)
        self.values.update(name=customer.name, left=left)


class Invoice(Struct, frozen=True):
    """A tender on account: `id` is the payment's, `left` what is not paid yet, `due` the last day to pay (UTC ms)."""

    id: int
    receipt_id: int
    number: str
    at: int
    due: int
    amount: Money
    left: Money


class Account(Struct, frozen=True):
    """How a customer stands: what is owed (negative when too much was paid back), and their credit."""

    balance: Money
    credit: Money
    invoices: tuple[Invoice, ...]


class _Booking(Struct):
    """A tender on account; negative what came back."""

    id: int
    receipt_id: int
    register: str
    number: int
    at: int
    due: int | None
    amount: int


class _Owed(Struct):
    """An invoice while what was paid of it is taken off; `due` as its paper says, None where it has none."""

    id: int
    receipt_id: int
    number: str
    at: int
    due: int | None
    amount: int
    left: int


def _sum(sql: str, ids: Sequence[int]) -> int:
    """The sum of a query over the receipts of a customer."""
    found = row(f"SELECT sum(amount) FROM ({sql}) WHERE customer_id IN ({marks(ids)})", *ids)
    return (found[0] if found else None) or 0


_INVOICED = words_sql(kind.code for kind in KINDS if kind.makes_invoice)
_DRAWN = words_sql(kind.code for kind in KINDS if kind.draws_credit)
_REPAID = words_sql(kind.code for kind in LINE_KINDS if kind.pays_invoice)
_GIVEN = words_sql(kind.code for kind in LINE_KINDS if kind.gives_credit)
_PAID_BY = (
    "SELECT p.amount, r.customer_id FROM payment p JOIN receipt r ON r.id = p.receipt_id "
    "JOIN payment_method m ON m.code = p.method WHERE m.kind IN ({kinds})"
)
_LINES_OF = (
    "SELECT l.total AS amount, r.customer_id FROM receipt_line l JOIN receipt r ON r.id = l.receipt_id "
    "WHERE l.kind IN ({kinds})"
)


def balance(customer_id: int) -> int:
    """What a customer owes, with everybody who was merged into them."""
    ids = customers.family(customer_id)
    return _sum(_PAID_BY.format(kinds=_INVOICED), ids) - _sum(_LINES_OF.format(kinds=_REPAID), ids)


def credit(customer_id: int) -> int:
    """What the shop owes a customer."""
    ids = customers.family(customer_id)
    return _sum(_LINES_OF.format(kinds=_GIVEN), ids) - _sum(_PAID_BY.format(kinds=_DRAWN), ids)


def _paid(ids: Sequence[int]) -> dict[int, int]:
    """What was paid of each invoice."""
    sums = rows(
        "SELECT l.invoice_id, sum(l.total) FROM receipt_line l JOIN receipt r ON r.id = l.receipt_id "
        f"WHERE l.invoice_id IS NOT NULL AND r.customer_id IN ({marks(ids)}) GROUP BY l.invoice_id",
        *ids,
    )
    return dict(sums)


def _take(owed: Iterable[_Owed], amount: int) -> int:
    """Take an amount off the invoices in turn; what none of them could bear."""
    for each in owed:
        part = min(each.left, amount) if each.left > 0 else 0
        each.left -= part
        amount -= part
    return amount


def _owed(ids: Sequence[int]) -> list[_Owed]:
    """The invoices, oldest first; what came back on account is off the invoices of its own sale, then the oldest."""
    bookings = records(
        _Booking,
        "SELECT p.id, r.id receipt_id, r.register, r.number, r.at, c.due, p.amount FROM receipt r "
        "JOIN payment p ON p.receipt_id = r.id LEFT JOIN customer_paper c ON c.receipt_id = r.id "
        f"JOIN payment_method m ON m.code = p.method WHERE m.kind IN ({_INVOICED}) "
        f"AND r.customer_id IN ({marks(ids)}) ORDER BY r.id, p.position",
        *ids,
    )
    paid = _paid(ids)
    owed = [
        _Owed(
            id=booking.id,
            receipt_id=booking.receipt_id,
            number=number_text(booking.register, booking.number),
            at=booking.at,
            due=booking.due,
            amount=booking.amount,
            left=booking.amount - paid.get(booking.id, 0),
        )
        for booking in bookings
        if booking.amount > 0
    ]
    for booking in bookings:
        if booking.amount < 0:
            sources = _sources(booking.receipt_id)
            _take(owed, _take([invoice for invoice in owed if invoice.receipt_id in sources], -booking.amount))
    return owed


def _sources(receipt_id: int) -> set[int]:
    """The receipts that a refund returns lines of."""
    sources = rows(
        "SELECT DISTINCT sold.receipt_id FROM receipt_line l JOIN receipt_line sold ON sold.id = l.refunds_id "
        "WHERE l.receipt_id = ?",
        receipt_id,
    )
    return {source for (source,) in sources}


def account(customer_id: int) -> Account:
    """How a customer stands, with everybody who was merged into them. Raises UnknownCustomerError."""
    customer = customers.by_id(customer_id)
    money = read_shop().money
    invoices = tuple(
        Invoice(
            *(each.id, each.receipt_id, each.number, each.at),
            each.at + customer.term * DAY_MS if each.due is None else each.due,
            money(each.amount),
            money(each.left),
        )
        for each in _owed(customers.family(customer_id))
        if each.left > 0
    )
    return Account(money(balance(customer_id)), money(credit(customer_id)), invoices)


def receipt_ids(customer_id: int, most: int) -> list[int]:
    """The newest receipts of a customer, with those of everybody who was merged into them."""
    ids = customers.family(customer_id)
    found = rows(f"SELECT id FROM receipt WHERE customer_id IN ({marks(ids)}) ORDER BY id DESC LIMIT ?", *ids, most)
    return [receipt_id for (receipt_id,) in found]


# --- Paying old invoices -------------------------------------------------------------------------


def invoice_basket(customer_id: int, parts: Mapping[int, Money], at: int) -> Basket:
    """A basket that pays open invoices: by their ids what is paid of each; `at` is now, in UTC milliseconds.

    Raises AccountError for nothing to pay, or more than is left.
    """
    shop, customer = read_shop(), customers.resolve(customer_id)
    basket = Basket(journal.new_uid(at), shop.currency, customer=customer, kind="invoice")
    invoices = {invoice.id: invoice for invoice in account(customer).invoices}
    for invoice_id, amount in parts.items():
        if invoice_id not in invoices:
            raise AccountError(N_("That invoice is paid already."))
        _check_part(invoices[invoice_id], amount)
        basket = basket.put(_line(invoices[invoice_id], amount, words(shop.receipts_in)))
    if not basket.lines:
        raise AccountError(N_("Choose what is paid."))
    return basket


def _check_part(invoice: Invoice, amount: Money) -> None:
    if not 0 < amount.minor <= invoice.left.minor:
        raise AccountError(N_("{left} is left of invoice {number}."), left=invoice.left, number=invoice.number)


def _line(invoice: Invoice, amount: Money, spoken: Words) -> Line:
    figures = LineFigures(ONE, amount.minor, 0, 0, amount.minor, 0)
    text = spoken.text(N_("Invoice {number}")).format(number=invoice.number)
    return Line(
        *(0, text, ONE, amount, OUTSIDE),
        kind="invoice",
        discountable=False,
        fixed=Fixed(0, figures, invoice_id=invoice.id),
    )


# --- What a sale must satisfy --------------------------------------------------------------------


def check_account(desk: Desk, basket: Basket, payments: Sequence[Payment]) -> None:
    """Refuse what an account or a credit cannot bear, and invoices that are paid twice.

    Raises AccountError; OverAccountError above the limit, which a permission allows.
    """
    listed = methods.every()
    paid = [(listed[each.method].kind, each.amount.minor) for each in payments if each.method in listed and each.amount]
    owed = [amount for kind, amount in paid if kind.makes_invoice]
    theirs = any(kind.needs_customer for kind, _amount in paid)
    theirs = theirs or any(line.kind_row.needs_customer for line in basket.lines)
    if basket.customer is None:
        if theirs:
            raise AccountError(N_("Choose the customer first."))
        return
    customer = customers.by_id(basket.customer)
    if not customer.active:
        raise AccountError(N_("This customer was erased. Choose another."))
    if theirs and basket.training:
        raise AccountError(N_("Accounts are real: they are not used in training."))
    _check_invoices(basket, customer, bool(owed))
    if owed:
        _check_limit(desk, basket, customer, sum(owed))
    _check_credit(basket, customer, sum(amount for kind, amount in paid if kind.draws_credit))


def _check_invoices(basket: Basket, customer: Customer, on_account: bool) -> None:
    """Each invoice is this customer's, and no more is paid of it than is left."""
    asked: dict[int, int] = {}
    for line in basket.lines:
        if not line.kind_row.pays_invoice:
            continue
        if on_account:
            raise AccountError(N_("An old invoice is not paid on account."))
        if line.fixed is None or line.fixed.invoice_id is None or line.quantity < 0:
            raise AccountError(N_("That is no invoice of this customer's."))
        asked[line.fixed.invoice_id] = asked.get(line.fixed.invoice_id, 0) + line.net.minor
    if not asked:
        return
    invoices = {invoice.id: invoice for invoice in account(customer.id).invoices}
    for invoice_id, minor in asked.items():
        if invoice_id not in invoices:
            raise AccountError(N_("That invoice is paid already."))
        _check_part(invoices[invoice_id], Money(minor, basket.currency))


def _check_limit(desk: Desk, basket: Basket, customer: Customer, amount: int) -> None:
    if amount < 0:
        _check_source(basket, customer)
        return
    if not customer.on_account or customer.credit_limit is None:
        raise AccountError(
            N_("{name} does not buy on account: a debtor number and a limit are missing."), name=customer.name
        )
    owed = balance(customer.id)
    if owed + amount <= customer.credit_limit:
        return
    if allowed(desk.person, SELL_OVER_LIMIT) or approved(desk, SELL_OVER_LIMIT):
        return
    raise OverAccountError(customer, Money(max(customer.credit_limit - owed, 0), basket.currency))


def _check_source(basket: Basket, customer: Customer) -> None:
    """What was bought on account goes back to the account of whoever bought it."""
    sources = {line.refund.receipt_id for line in basket.lines if line.refund}
    family = customers.family(customer.id)
    for source in sources:
        found = row("SELECT customer_id FROM receipt WHERE id = ?", source)
        if found and found[0] is not None and found[0] not in family:
            raise AccountError(N_("Another customer bought this: choose that one."))


def _check_credit(basket: Basket, customer: Customer, amount: int) -> None:
    """No more than the shop owes; what the same receipt gives counts, what it pays out counts against it."""
    given = sum(line.net.minor for line in basket.lines if line.kind_row.gives_credit)
    left = credit(customer.id)
    if amount - given > max(left, 0):
        raise AccountError(N_("{name} has {left} of credit."), name=customer.name, left=Money(left, basket.currency))
