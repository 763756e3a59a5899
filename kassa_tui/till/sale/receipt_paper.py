"""The receipt on paper: what the law and the customer want to see, in the shop's language."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from kassa_tui.documents import Code, Cut, Document, Feed, Logo, Pair, Row, Rule, Text
from kassa_tui.i18n import Words, words
from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line, LineFigures, quantity_text
from kassa_tui.till.basket.methods import method_names
from kassa_tui.till.basket.tax import Figures, Rate, TaxFigures
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.goods.lot_words import lot_rows
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.papers.kept_papers import UNITS, desk_rows, percent_text, shop_head, sum_row, table

_BLOCK = (0, -10, -9, -10)


class ReceiptHead(Struct, frozen=True):
    """What a receipt says above its lines; `number` as it is printed, `at` in UTC milliseconds."""

    number: str
    at: int
    training: bool = False


def _line_rows(line: Line, figures: LineFigures, shop: Shop, spoken: Words) -> Iterator[Row]:
    language = spoken.language
    quantity = quantity_text(line.quantity, language.decimal)
    name = f"{spoken.text('Returned')}: {line.text}" if line.refund else line.text
    yield Pair(f"{quantity} {UNITS[line.unit]} {name}", shop.money(figures.amount).text(language))
    if abs(line.quantity) != 1000:
        yield Pair(f"{spoken.text('at')} {line.price.text(language)}", "", indent=4)
    yield from lot_rows(line.lot, spoken)
    if figures.discount:
        label = spoken.text("discount")
        label += f" {percent_text(line.percent, spoken)}" if line.percent else ""
        yield Pair(label, shop.money(-figures.discount).text(language), indent=4)
    if line.refund:
        yield Pair(f"{spoken.text('from receipt')} {line.refund.number}", "", indent=4)


def _total_rows(basket: Basket, figures: Figures, shop: Shop, spoken: Words) -> Iterator[Row]:
    given = sum(line.share for line in figures.lines)
    yield Rule()
    if given:
        label = spoken.text("Discount on the receipt")
        label += f" {percent_text(basket.percent, spoken)}" if basket.percent else ""
        yield sum_row(label, shop.money(-given), spoken)
    packaging = sum(f.total for f, line in zip(figures.lines, basket.lines, strict=True) if line.kind_row.packaging)
    if packaging:
        yield sum_row(spoken.text("Of which packaging deposits"), shop.money(packaging), spoken)
    total = shop.money(figures.total).text(spoken.language)
    yield Pair(f"{spoken.text('Total')} {shop.unit.symbol}", total, bold=True, big=True)


def _payment_rows(payments: Sequence[Payment], names: Mapping[str, str], spoken: Words) -> Iterator[Row]:
    for payment in payments:
        name = spoken.text(names[payment.method])
        if payment.rounding:
            yield Pair(spoken.text("Cash rounding"), payment.rounding.text(spoken.language, plus="+"))
        yield sum_row(name, payment.tendered, spoken)
        if payment.reference:
            note = payment.reference if payment.tendered else spoken.text(payment.reference)
            yield Pair(note, "", indent=4)
        if payment.change:
            yield sum_row(spoken.text("Change given"), payment.change, spoken)


def _tax_rows(taxes: Sequence[TaxFigures], rates: Mapping[str, Rate], shop: Shop, spoken: Words) -> Iterator[Row]:
    _ = spoken.text
    yield Rule()
    yield table((_("VAT"), _("Net"), _("VAT"), _("Gross")), _BLOCK)
    for tax in taxes:
        rate = rates.get(tax.code)
        label = _("no VAT") if rate and rate.outside else percent_text(tax.rate, spoken)
        figures = (shop.money(n).text(spoken.language) for n in (tax.net, tax.tax, tax.gross))
        yield table((label, *figures), _BLOCK)


def receipt(
    shop: Shop,
    desk: Desk,
    head: ReceiptHead,
    basket: Basket,
    figures: Figures,
    payments: Sequence[Payment],
    rates: Mapping[str, Rate],
) -> Document:
    """The paper of a sale, refund or cancelled receipt."""
    spoken = words(shop.receipts_in)
    _ = spoken.text
    rows: list[Row] = [Logo(), *shop_head(shop, spoken)]
    if head.training:
        rows += [Text(_("TRAINING - NOT A RECEIPT"), align="center", bold=True)]
    title = f"{_('Receipt')} {head.number}"
    rows += [Text(title, bold=True), *desk_rows(shop, spoken, desk, head.at), Rule()]
    if not basket.lines:
        rows.append(Text(_("CANCELLED"), align="center", bold=True))
    for line, each in zip(basket.lines, figures.lines, strict=True):
        rows += _line_rows(line, each, shop, spoken)
    rows += _total_rows(basket, figures, shop, spoken)
    rows += _payment_rows(payments, method_names(), spoken)
    if figures.taxes:
        rows += _tax_rows(figures.taxes, rates, shop, spoken)
    rows += [Feed(), *(Text(line, align="center") for line in shop.footer), Feed(), Code(head.number), Cut()]
    return Document(title, tuple(rows))


def change_of(payments: Sequence[Payment], zero: Money) -> Money:
    """What goes back to the customer in cash."""
    return sum((payment.change for payment in payments), zero)
