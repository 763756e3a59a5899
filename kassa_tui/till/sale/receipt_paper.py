"""The receipt on paper: what the law and the customer want to see, in the shop's language."""

from collections.abc import Container, Iterator, Mapping, Sequence

from msgspec import Struct

from kassa_tui.documents import Code, Cut, Document, Feed, Logo, Pair, Row, Rule, Text
from kassa_tui.i18n import Words, words
from kassa_tui.money import Money
from kassa_tui.till.basket.lines import Line, LineFigures, quantity_text
from kassa_tui.till.basket.methods import method_names
from kassa_tui.till.basket.tax import Rate, TaxFigures
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.customers.customers import Customer
from kassa_tui.till.goods.lot_words import lot_rows
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.papers import customer_papers
from kassa_tui.till.papers.kept_papers import UNITS, desk_rows, percent_text, shop_head, sum_row, table
from kassa_tui.till.sale.rows import Sale

_BLOCK = (0, -10, -9, -10)


class Addressed(Struct, frozen=True):
    """Whose name a paper bears, and when it was made; what they owe of it, to be paid by `due`. Times in UTC ms."""

    customer: Customer
    at: int
    due: int | None = None
    owed: Money | None = None


class ReceiptHead(Struct, frozen=True):
    """What a receipt says above its lines; `number` as it is printed, `at` in UTC milliseconds.

    `to` makes an invoice of it, or the paper of a refund that names whom the money goes back to.
    """

    number: str
    at: int
    language: str
    to: Addressed | None = None


def _title(sale: Sale, head: ReceiptHead, spoken: Words) -> str:
    """`Receipt K1-000012`, or what it is once it names a customer."""
    if head.to is None:
        return f"{spoken.text('Receipt')} {head.number}"
    title = spoken.text("Refund {number}") if sale.figures.total < 0 else spoken.text("Invoice {number}")
    return title.format(number=head.number)


def _customer_rows(to: Addressed, sale: Sale, spoken: Words) -> Iterator[Row]:
    """Whom it is for, as Directive 2006/112/EC, article 226, wants it: name, address and VAT number."""
    _, customer, shop = spoken.text, to.customer, sale.shop
    yield Text(customer.name, bold=True)
    abroad = customer.country if customer.country != shop.country else ""
    for line in (customer.contact, customer.street, f"{customer.postcode} {customer.city}".strip(), abroad):
        if line:
            yield Text(line)
    if customer.vat_number:
        yield Text(f"{_('VAT number')} {customer.vat_number}")
    yield Pair(_("Customer no."), str(customer.number))
    if customer.debtor:
        yield Pair(_("Debtor number"), customer.debtor)
    if sale.figures.total >= 0:
        yield Pair(_("Invoice date"), _day(to.at, shop, spoken))
    yield Rule()


def _day(at: int, shop: Shop, spoken: Words) -> str:
    return spoken.full_date(clock.local(at, shop.zone).date())


def _due_rows(to: Addressed, shop: Shop, spoken: Words) -> Iterator[Row]:
    """By when the rest is to be paid; nothing where nothing is owed."""
    if to.due is not None and to.owed is not None:
        yield sum_row(spoken.text("To pay by {day}").format(day=_day(to.due, shop, spoken)), to.owed, spoken, bold=True)


def _line_rows(line: Line, figures: LineFigures, shop: Shop, spoken: Words, invoiced: Container[int]) -> Iterator[Row]:
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
        source = spoken.text("from invoice") if line.refund.receipt_id in invoiced else spoken.text("from receipt")
        yield Pair(f"{source} {line.refund.number}", "", indent=4)


def _total_rows(sale: Sale, spoken: Words) -> Iterator[Row]:
    basket, figures, shop = sale.basket, sale.figures, sale.shop
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


def receipt(sale: Sale, head: ReceiptHead) -> Document:
    """The paper of a sale, refund or cancelled receipt; what is taken back refers to its receipt, or its invoice."""
    shop, basket, figures, spoken = sale.shop, sale.basket, sale.figures, words(head.language)
    _, to = spoken.text, head.to
    invoiced = customer_papers.invoiced({line.refund.receipt_id for line in basket.lines if line.refund})
    rows: list[Row] = [Logo(), *shop_head(shop, spoken)]
    if basket.training:
        rows += [Text(_("TRAINING - NOT A RECEIPT"), align="center", bold=True)]
    title = _title(sale, head, spoken)
    rows += [Text(title, bold=True), *desk_rows(shop, spoken, sale.desk, head.at), Rule()]
    rows += _customer_rows(to, sale, spoken) if to else ()
    if not basket.lines:
        rows.append(Text(_("CANCELLED"), align="center", bold=True))
    for line, each in zip(basket.lines, figures.lines, strict=True):
        rows += _line_rows(line, each, shop, spoken, invoiced)
    rows += _total_rows(sale, spoken)
    rows += _payment_rows(sale.payments, method_names(), spoken)
    if sale.beside:
        rows.append(Pair(_("Paid together with {numbers}").format(numbers=", ".join(sale.beside)), ""))
    rows += _due_rows(to, shop, spoken) if to else ()
    if figures.taxes:
        rows += _tax_rows(figures.taxes, sale.rates, shop, spoken)
    rows += [Feed(), *(Text(line, align="center") for line in shop.footer), Feed(), Code(head.number), Cut()]
    return Document(title, tuple(rows))


def change_of(payments: Sequence[Payment], zero: Money) -> Money:
    """What goes back to the customer in cash."""
    return sum((payment.change for payment in payments), zero)
