"""`kassa receipt`: invoice, mail."""

from argparse import ArgumentParser, Namespace

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, show
from kassa_tui.exports.paper_pdf import paper_pdf
from kassa_tui.i18n import _
from kassa_tui.till.customers import customers
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.mail import letters, receipt_letters
from kassa_tui.till.papers.kept_papers import Kept
from kassa_tui.till.sale import invoices, receipts


def _invoice(args: Namespace) -> int:
    acting = desk(args)
    receipt, customer = receipts.numbered(args.number), customers.named(args.customer)
    invoices.make(acting, receipt.id, customer.id)
    paper = receipts.papers(receipt.id)[0].document
    show(args, {"number": receipt.number, "customer": customer.number, "text": paper.as_text(42)}, paper.as_text(42))
    return DONE


def _paper_of(args: Namespace) -> Kept:
    """The invoice of a receipt, or else its own paper, which `--receipt` asks for."""
    return receipts.papers(receipts.numbered(args.number).id)[-1 if args.receipt else 0]


def _mail(args: Namespace) -> int:
    acting = desk(args)
    letter = receipt_letters.outgoing(_paper_of(args))
    address = letters.checked_address(args.to or letter.address)
    receipt_letters.queue(acting, letter, address, paper_pdf(read_shop(), letter.document))
    text = _("{title} waits for the mail server, for {address}.").format(title=letter.document.title, address=address)
    show(args, {"paper": letter.document.title, "to": address}, text)
    return DONE


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("receipt", help="papers of receipts")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    invoice = actions.add_parser("invoice", help="an invoice of a receipt that has none, once and for good")
    invoice.add_argument("--customer", required=True, metavar="C", help="for whom: number or whole name")
    invoice.set_defaults(run=_invoice)
    letter = actions.add_parser("mail", help="let the invoice, or else the receipt, go to the customer by mail")
    letter.add_argument("--to", default="", metavar="ADDRESS", help="where to (default: the address on the card)")
    letter.set_defaults(run=_mail)
    for action in actions.choices.values():
        action.add_argument("number", metavar="N", help="the receipt's number, such as K1-000012")
    letter.add_argument("--receipt", action="store_true", help="the receipt's own paper, also where it has an invoice")
    for action in actions.choices.values():
        acting_options(action)
        common_options(action)
