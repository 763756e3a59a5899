"""A receipt or an invoice that goes to a customer by mail, as the paper that was kept.

Where it goes stands in the letter and nowhere else: the journal tells which paper went, and once the letter is sent
its address is blank.
"""

from msgspec import Struct

from kassa_tui.documents import Document
from kassa_tui.i18n import N_, words
from kassa_tui.models import CustomerPaper, Paper, Receipt
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.customers import Customer
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import SELL
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.mail import letters
from kassa_tui.till.papers import jobs
from kassa_tui.till.papers.jobs import NoPaperError, Of
from kassa_tui.till.papers.kept_papers import Kept

BODY = N_("Your receipt is in the file with this e-mail.")
BODIES = {"invoice": N_("Your invoice is in the file with this e-mail.")}
"""What a letter says, by the kind of its paper."""


class PracticeError(TillError):
    """A receipt of training, which is nobody's."""

    template = N_("A receipt of training goes to nobody.")


class Outgoing(Struct, frozen=True):
    """A paper as it would go out now: its document, marked where it is a copy, and whose card knows an address."""

    of: Of
    document: Document
    customer: Customer | None

    @property
    def address(self) -> str:
        """Where it goes unless another address is typed; empty for nobody's."""
        return self.customer.email if self.customer else ""

    @property
    def file_name(self) -> str:
        """`Invoice-K1-000012.pdf`."""
        return f"{self.document.title.replace(' ', '-')}.pdf"


def _row(of: Of) -> Paper | CustomerPaper:
    """The kept paper. Raises NoPaperError, also for one that was blanked."""
    jobs.uid_of(of)
    if of.customer_paper_id is not None:
        found: CustomerPaper = CustomerPaper.get_by_id(of.customer_paper_id)
        return found
    kept: Paper = Paper.get_by_id(of.paper_id)
    return kept


def outgoing(paper: Kept) -> Outgoing:
    """A kept paper of a receipt, ready to go. Raises NoPaperError, PracticeError."""
    of = Of(customer_paper_id=paper.id) if paper.apart else Of(paper.id)
    row = _row(of)
    receipt = Receipt.get_or_none(Receipt.id == row.receipt_id)
    if receipt is None:
        raise NoPaperError
    if receipt.training:
        raise PracticeError
    customer_id = row.customer_id if isinstance(row, CustomerPaper) else receipt.customer_id
    known = customers.by_id(customer_id) if customer_id is not None else None
    return Outgoing(of, jobs.copied(row, jobs.copies(of)), known if known and known.active else None)


def _texts(shop: Shop, row: Paper | CustomerPaper, title: str) -> tuple[str, str]:
    """Subject and body, in the language of the paper; they name nobody."""
    body = words(row.language).text(BODIES.get(row.kind, BODY))
    return f"{shop.name}: {title}", f"{body}\n\n{shop.name}\n"


@recorder(SELL)
def queue(desk: Desk, letter: Outgoing, address: str, page: bytes) -> int:
    """Let a paper wait to be sent, as a page that was drawn of it; the letter's id.

    Raises AddressError, NoPaperError, FileTooLargeError.
    """
    to, row = letters.checked_address(address), _row(letter.of)
    with journal.entry(desk, "receipt.mailed") as entry:
        entry.add("paper", row.uid)
        entry.add("copy", jobs.copies(letter.of))
        texts = _texts(read_shop(), row, letter.document.title)
        return letters.put(entry.at, to, texts, letter.file_name, page, of=letter.of)
