"""The question before an invoice is made: for whom. Nothing takes it back, so it is read once more."""

from collections.abc import Iterable

from kassa_tui.i18n import _
from kassa_tui.screens.frame.ask import yes
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.frame.menu import Item, MenuQuestion
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.customers import Customer
from kassa_tui.till.sale.receipts import ReceiptRow

ANOTHER = 0
"""Stands for somebody else than whom the receipt is of."""


async def ask_customer(screen: Framed, receipt: ReceiptRow) -> int | None:
    """For whom the invoice of a receipt is; None when none is made."""
    chosen = await _whose(screen, receipt)
    customer_id = await screen.app.choose_customer() if chosen == ANOTHER else chosen
    if customer_id is None:
        return None
    title = _("Invoice {number} for {name}?")
    customer = customers.by_id(customer_id)
    title = title.format(number=receipt.number, name=customer.name)
    sure = await yes(screen.app, title, _described(customer), do=_("Make the invoice"), dont=_("Back"), guarded=True)
    return customer_id if sure else None


async def _whose(screen: Framed, receipt: ReceiptRow) -> int | None:
    """The customer of the receipt, or another; None when it was given up."""
    if receipt.customer_id is None or not customers.by_id(receipt.customer_id).active:
        return ANOTHER
    name = customers.by_id(receipt.customer_id).name
    items = [Item(name, receipt.customer_id), Item(_("Another customer"), ANOTHER)]
    return await screen.app.ask(MenuQuestion(_("Invoice {number}").format(number=receipt.number), items))


def _described(customer: Customer) -> Iterable[str]:
    """What stands on it, and what the law wants there and is missing."""
    town = f"{customer.postcode} {customer.city}".strip()
    yield from filter(None, (customer.contact, customer.street, town))
    if not (customer.street and town):
        yield f"▲ {_('The card has no address: add it first with F4 in the list of customers.')}"
    if customer.vat_number:
        yield f"{_('VAT number')} {customer.vat_number}"
    elif customer.kind == "company":
        yield f"▲ {_('The card has no VAT number.')}"
