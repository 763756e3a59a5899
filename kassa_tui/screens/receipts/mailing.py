"""A receipt or an invoice goes by mail: to the address on the card, or to one that is typed and read back in full."""

from msgspec.structs import replace

from kassa_tui.i18n import _
from kassa_tui.screens.frame.ask import AskEntry, yes
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.customers import Customer
from kassa_tui.till.ledger.permissions import EDIT_CUSTOMERS
from kassa_tui.till.mail import letters, receipt_letters
from kassa_tui.till.papers.kept_papers import Kept


async def mail(screen: Framed, paper: Kept) -> None:
    """Ask where a kept paper goes, and let it wait for the mail server. Raises TillErrors."""
    from kassa_tui.exports.paper_pdf import paper_pdf

    counter, letter = screen.counter, receipt_letters.outgoing(paper)
    address = await _address(screen, letter.address)
    if address is None:
        return
    page = paper_pdf(counter.shop, letter.document)
    await screen.recorded(counter.record(receipt_letters.queue, letter, address, page))
    screen.app.succeeded(_("{title} goes to the mail server").format(title=letter.document.title))
    if letter.customer is not None and address != letter.address:
        await _keep(screen, letter.customer, address)


async def _address(screen: Framed, known: str) -> str | None:
    """Where it goes; another one than is known is read back in full before it is used."""
    typed = known
    while True:
        label, check = _("E-mail address"), letters.checked_address
        asked = await screen.app.ask(AskEntry(_("Send by e-mail"), label, check, entered=typed, word=_("Send")))
        if asked is None:
            return None
        typed = asked
        title, dont = _("Is this the right address?"), _("Change it")
        if typed == known or await yes(screen.app, title, [typed], do=_("Send"), dont=dont, guarded=True):
            return typed


async def _keep(screen: Framed, customer: Customer, address: str) -> None:
    """The address goes on the card only if the customer wants that."""
    if not screen.counter.may(EDIT_CUSTOMERS):
        return
    title = _("Keep the address for {name}?").format(name=customer.name)
    lines = [address, _("Only if the customer wants that.")]
    if await yes(screen.app, title, lines, do=_("Keep it on the card"), dont=_("Do not keep it"), guarded=True):
        form = replace(customers.by_id(customer.id).form(), email=address)
        await screen.recorded(screen.counter.record(customers.save, form))
