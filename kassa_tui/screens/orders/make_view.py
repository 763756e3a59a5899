"""How an order that is made or changed is shown: its page of fields, and the order so far beside it."""

from collections.abc import Sequence

from msgspec.structs import replace

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current, n_
from kassa_tui.money import Money
from kassa_tui.screens.orders.making import PAGES, Making
from kassa_tui.till.basket.lines import Line, quantity_text
from kassa_tui.till.customers import customers
from kassa_tui.till.orders import shown
from kassa_tui.till.orders.day_rates import Settled
from kassa_tui.till.orders.figures import settled
from kassa_tui.till.orders.values import DELIVERIES, OrderForm
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.widgets.form import FormValues
from kassa_tui.widgets.listing import Column, ListRow, ListValues
from kassa_tui.widgets.side import SideRow, SideValues

TITLES = (N_("Delivery and customer"), N_("Extra data"), N_("Lines"))


def next_page(making: Making) -> str:
    """What PgDn turns to."""
    return _(TITLES[(making.page + 1) % PAGES])


def _contact(order: OrderForm) -> list[str]:
    """Phone and mail; and that it is not known where it goes."""
    lines = []
    if order.customer_id is not None:
        customer = customers.by_id(order.customer_id)
        lines.append(" · ".join(filter(None, (customer.phone, customer.email))))
    if order.delivery == "delivery" and not (order.street.strip() or order.town.strip()):
        lines.append(f"▲ {_('no address yet')}")
    return [line for line in lines if line]


def page(making: Making, order: OrderForm, *, touch: bool) -> FormValues:
    """The fields, and below them what follows from them."""
    form = making.form
    if making.page == 0:
        day = current().day(order.wanted, making.on_bar) if order.wanted else ""
        said = " ".join(filter(None, (_(DELIVERIES[order.delivery]), day, order.wanted_time)))
        form = replace(form, notes=(said, *_contact(order)))
    return replace(form, about="" if touch else f"PgDn {next_page(making)}")


def _lines(order: OrderForm, amounts: Sequence[Money], room: int) -> list[SideRow]:
    """The newest lines, as many as there is room for, before a discount on the whole order."""
    language = current().language
    rows = []
    for line, amount in zip(order.basket.lines, amounts, strict=True):
        unit = "×" if line.unit == "piece" else line.unit
        text = f"{quantity_text(line.quantity, language.decimal)} {unit} {line.text}"
        rows.append(SideRow(text, amount.text(language)))
    if len(rows) <= room:
        return rows
    return [SideRow(f"… {len(rows) - room + 1}"), *rows[len(rows) - room + 1 :]]


def _total_rows(order: OrderForm, figures: Settled, discount: Money) -> list[SideRow]:
    """What it comes to; one that excludes VAT is net, with the VAT below."""
    language, sums = current().language, shown.sums(order.basket.currency, zip(*figures, strict=True))
    rows = [SideRow(_("Discount"), (-discount).text(language))] if discount else []
    if not order.includes_tax:
        rows += [SideRow(_("Without VAT"), sums.net.text(language)), SideRow(_("VAT"), sums.tax.text(language))]
    label = _("Total") if order.includes_tax else _("Total with VAT")
    rows.append(SideRow(label, (sums.net + sums.tax).text(language), bold=True))
    return [replace(rows[0], rule=True), *rows[1:]]


def _order_rows(making: Making, order: OrderForm, room: int) -> list[SideRow]:
    """Lines and totals, or why they cannot be told."""
    try:
        figures = settled(order, making.before, making.today)
    except KassaError as error:
        refused = SideRow(error.say(), "", "error", rule=True)
        return [*_lines(order, [line.net for line in order.basket.lines], room), refused]
    lines = shown.in_the_making(order, figures)
    discount = sum((line.share for line in lines), Money(0, order.basket.currency))
    return [*_lines(order, [line.total + line.share for line in lines], room), *_total_rows(order, figures, discount)]


def side(making: Making, order: OrderForm, height: int, notice: str) -> SideValues:
    """Lines, total, and that a scan adds one, in so many rows."""
    count = n_("{count} line", "{count} lines", len(making.lines)).format(count=len(making.lines))
    taken = 13 if order.includes_tax else 15
    rows = [*_order_rows(making, order, max(height - taken, 3)), SideRow()]
    rows.append(SideRow(f"● {_('Scan ready')}", "", bold=True))
    title = _("The order") if making.before is None else f"{_('Order')} {making.before.number}"
    text = _("F12 asks all of it or a deposit. F6 is without a deposit.") if making.concept else ""
    return SideValues(title, tuple(rows), mark=count, mark_ink="muted", text=text, notice=notice)


def _discount(line: Line) -> str:
    if line.percent:
        return f"−{percent_text(line.percent, current())}"
    return (-line.off).text(current().language) if line.off else ""


def _cells(line: Line, *, meant: bool) -> tuple[str, ...]:
    """What a line says; its price as it was typed or stands in the catalogue, and `meant` which of the two it is."""
    language = current().language
    which = (_("excl.") if line.without_tax else _("incl."),) if meant else ()
    price = line.price.text(language)
    return quantity_text(line.quantity, language.decimal), line.text, price, *which, _discount(line)


def lines(making: Making) -> ListValues:
    """Quantity, text, price, discount; and the code that is being typed."""
    language, selected = current().language, making.order.basket.selected
    meant = not making.typed().includes_tax or any(line.without_tax for line in making.lines)
    columns = [Column("", 6, "right"), Column(_("Article")), Column(_("Price"), 9, "right"), Column("", 8, "right")]
    if meant:
        columns.insert(3, Column(_("VAT"), 5))
    rows = tuple(ListRow(_cells(line, meant=meant)) for line in making.lines)
    at = next((n for n, line in enumerate(making.lines) if line.key == selected), None)
    entry = "" if making.entry.empty else f"  {making.entry.shown(language)}█"
    empty = _("Scan the first article, type its code, or F2 finds it.")
    return ListValues(_("Lines"), tuple(columns), rows, at, f"● {_('Scan ready')}{entry}", empty)
