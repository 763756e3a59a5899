"""Invoices: a sale on account bears its customer's name, any other receipt gets it on request.

The receipt's own paper stays as it is and names nobody; the invoice is kept beside it, apart, with its number. Credit
notes and numbers of their own are not here: a refund refers to the invoice that it takes back from.
"""

from datetime import date

from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.basket import refunds
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.customers import Customer
from kassa_tui.till.ledger import clock, journal, past_clock
from kassa_tui.till.ledger.clock import DAY_MS
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import SELL
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.papers import customer_papers, jobs
from kassa_tui.till.papers.customer_papers import About
from kassa_tui.till.sale import stored_sales
from kassa_tui.till.sale.receipt_paper import Addressed, ReceiptHead
from kassa_tui.till.sale.receipt_paper import receipt as receipt_document
from kassa_tui.till.sale.rows import Sale
from kassa_tui.till.setup.countries import COUNTRIES

KINDS = ("sale", "refund", "deposit", "settlement")
"""Receipts that can be invoices: the payment of an old one, a correction and a cancelled one are none."""


class NoInvoiceError(TillError):
    """A receipt that sells nothing to anybody."""

    template = N_("Receipt {number} gets no invoice: it sells nothing.")


class InvoicedError(TillError):
    """A second invoice of one sale would be two."""

    template = N_("Receipt {number} has its invoice already.")


class InvoiceForNobodyError(TillError):
    """Somebody who was erased."""

    template = N_("This customer was erased. Choose another.")


def kept_until(shop: Shop, at: int) -> date:
    """The last day on which the books of a moment (UTC ms) must be kept, by the law of the shop's country.

    A clock that woke in the past lets them go no sooner.
    """
    day = past_clock.known_day(clock.local(at, shop.zone).date())
    return date(day.year + COUNTRIES[shop.country].keeps_years, 12, 31)


def _owed(sale: Sale) -> Money:
    """What of a sale is on account: negative for what goes back to it."""
    owed = (paid.amount.minor for paid in sale.payments if sale.methods[paid.method].kind.makes_invoice)
    return sale.shop.money(sum(owed))


def _keep(entry: Entry, sale: Sale, receipt_id: int, head: ReceiptHead, customer: Customer) -> int:
    """Draw and keep the paper of a receipt for a customer; its id. `head` is the receipt's own."""
    owed = _owed(sale)
    due = head.at + customer.term * DAY_MS if owed.minor > 0 else None
    to = Addressed(customer, entry.at, due, owed if due else None)
    language = customer.language or sale.shop.receipts_in
    document = receipt_document(sale, ReceiptHead(head.number, head.at, language, to))
    kind = "refund" if sale.figures.total < 0 else "invoice"
    about = About(kind, receipt_id, customer.id, due, kept_until(sale.shop, entry.at))
    return customer_papers.keep(entry, about, language, document)


def on_account(entry: Entry, sale: Sale, receipt_id: int, number: str) -> int | None:
    """The paper of what is sold or taken back on account, within its receipt's entry; None for any other sale."""
    if sale.basket.customer is None or not _owed(sale):
        return None
    head = ReceiptHead(number, entry.at, sale.shop.receipts_in)
    return _keep(entry, sale, receipt_id, head, customers.by_id(sale.basket.customer))


@recorder(SELL)
def make(desk: Desk, receipt_id: int, customer_id: int) -> int:
    """Make the invoice of a receipt that has none, for a customer, and print it at the counter; its id.

    Raises NoInvoiceError, InvoicedError, InvoiceForNobodyError, UnknownCustomerError.
    """
    receipt, customer = refunds.by_id(receipt_id), customers.by_id(customer_id)
    number = number_text(receipt.register, receipt.number)
    if receipt.kind not in KINDS or receipt.training:
        raise NoInvoiceError(number=number)
    if customer_papers.invoiced({receipt_id}):
        raise InvoicedError(number=number)
    if not customer.active:
        raise InvoiceForNobodyError
    with journal.entry(desk, "paper.invoice") as entry:
        head = ReceiptHead(number, receipt.at, customer.language)
        paper = _keep(entry, stored_sales.of(receipt), receipt_id, head, customer)
        jobs.queue_customer_paper(entry, paper)
    return paper
