"""A gift receipt: what was bought, without what it cost, to be exchanged with."""

from kassa_tui.documents import Code, Cut, Document, Feed, Row, Rule, Text
from kassa_tui.i18n import N_, words
from kassa_tui.models import Receipt, ReceiptLine
from kassa_tui.till.basket import line_kinds
from kassa_tui.till.basket.lines import quantity_text
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.papers import jobs, kept_papers


class NoGiftError(TillError):
    """Nothing on it that somebody could be given."""

    template = N_("Nothing on receipt {number} can be a gift.")


def slip(shop: Shop, receipt: Receipt, lines: list[ReceiptLine]) -> Document:
    """The document, in the language of receipts."""
    spoken = words(shop.receipts_in)
    _ = spoken.text
    number = number_text(receipt.register, receipt.number)
    rows: list[Row] = [
        *kept_papers.shop_head(shop, spoken),
        Text(_("Gift receipt"), bold=True, big=True, align="center"),
        Text(kept_papers.moment(shop, spoken, receipt.at), align="center"),
        Rule(),
    ]
    for line in lines:
        quantity = quantity_text(line.quantity, spoken.language.decimal)
        rows.append(Text(f"{quantity} {kept_papers.UNITS[line.unit]} {line.text}"))
    rows += [Rule(), Text(_("Exchange with this receipt."), align="center")]
    rows += [*(Text(line, align="center") for line in shop.footer), Feed(), Code(number), Cut()]
    return Document(f"{_('Gift receipt')} {number}", tuple(rows))


@recorder()
def print_gift(desk: Desk, receipt_id: int) -> int:
    """Print a receipt without its prices; the kept paper's id. Raises NoGiftError."""
    shop, receipt = read_shop(), Receipt.get_by_id(receipt_id)
    found = ReceiptLine.select().where(ReceiptLine.receipt_id == receipt_id, ReceiptLine.quantity > 0)
    lines = [line for line in found.order_by(ReceiptLine.position) if not line_kinds.of(line.kind).packaging]
    if not lines or receipt.training:
        raise NoGiftError(number=number_text(receipt.register, receipt.number))
    with journal.entry(desk, "paper.gift") as entry:
        document = slip(shop, receipt, lines)
        paper = kept_papers.keep(entry, "gift", shop.receipts_in, document, receipt_id=receipt_id)
        jobs.queue_print(entry, paper)
    return paper
