"""How an order that is made or changed is shown: its page of fields, and the order so far beside it."""

from msgspec.structs import replace

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current, n_
from kassa_tui.screens.orders.making import PAGES, Making
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line, quantity_text
from kassa_tui.till.customers import customers
from kassa_tui.till.orders.figures import order_total
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
        day = current().day(order.wanted) if order.wanted else ""
        said = " ".join(filter(None, (_(DELIVERIES[order.delivery]), day, order.wanted_time)))
        form = replace(form, notes=(said, *_contact(order)))
    return replace(form, about="" if touch else f"PgDn {next_page(making)}")


def _lines(basket: Basket, room: int) -> list[SideRow]:
    """The newest lines, as many as there is room for."""
    language = current().language
    rows = []
    for line in basket.lines:
        unit = "×" if line.unit == "piece" else line.unit
        text = f"{quantity_text(line.quantity, language.decimal)} {unit} {line.text}"
        rows.append(SideRow(text, line.net.text(language)))
    if len(rows) <= room:
        return rows
    return [SideRow(f"… {len(rows) - room + 1}"), *rows[len(rows) - room + 1 :]]


def _total_rows(making: Making, order: OrderForm) -> list[SideRow]:
    language = current().language
    try:
        whole = order_total(order, making.today)
    except KassaError as error:
        return [SideRow(error.say(), "", "error", rule=True)]
    rows = []
    if order.basket.discount:
        rows.append(SideRow(_("Discount"), (-order.basket.discount).text(language), rule=True))
    label = _("Total") if order.includes_tax else _("Total with VAT")
    rows.append(SideRow(label, whole.text(language), bold=True, rule=not rows))
    return rows


def side(making: Making, order: OrderForm, height: int, notice: str) -> SideValues:
    """Lines, total, and that a scan adds one, in so many rows."""
    count = n_("{count} line", "{count} lines", len(making.lines)).format(count=len(making.lines))
    rows = [*_lines(order.basket, max(height - 13, 3)), *_total_rows(making, order), SideRow()]
    rows.append(SideRow(f"● {_('Scan ready')}", "", bold=True))
    title = _("The order") if making.before is None else f"{_('Order')} {making.before.number}"
    text = _("F12 asks all of it or a deposit. F6 is without a deposit.") if making.concept else ""
    return SideValues(title, tuple(rows), mark=count, mark_ink="muted", text=text, notice=notice)


def _discount(line: Line) -> str:
    if line.percent:
        return f"−{percent_text(line.percent, current())}"
    return (-line.off).text(current().language) if line.off else ""


def lines(making: Making) -> ListValues:
    """Quantity, text, price, discount; and the code that is being typed."""
    language, selected = current().language, making.order.basket.selected
    rows = tuple(
        ListRow((quantity_text(line.quantity, language.decimal), line.text, line.price.text(language), _discount(line)))
        for line in making.lines
    )
    columns = (Column("", 6, "right"), Column(_("Article")), Column(_("Price"), 9, "right"), Column("", 8, "right"))
    at = next((n for n, line in enumerate(making.lines) if line.key == selected), None)
    entry = "" if making.entry.empty else f"  {making.entry.shown(language)}█"
    empty = _("Scan the first article, type its code, or F2 finds it.")
    return ListValues(_("Lines"), columns, rows, at, f"● {_('Scan ready')}{entry}", empty)
