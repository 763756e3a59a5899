"""How an order that is made or changed is shown: its page of fields, and the order so far beside it."""

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current, n_
from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import quantity_text
from kassa_tui.till.basket.tax import rates_on
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.customers import customers
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.orders.figures import order_figures
from kassa_tui.till.orders.values import DELIVERIES, OrderForm
from kassa_tui.widgets.form import FormValues
from kassa_tui.widgets.side import SideRow, SideValues

if TYPE_CHECKING:
    from kassa_tui.screens.orders.make import MakeOrderScreen

PAGES = (N_("Delivery and customer"), N_("Extra data"), N_("Lines"))


class MissingError(TillError):
    """Something is missing or wrong; the fields say what."""

    template = N_("Something is missing: look at the marked fields.")


def next_page(screen: "MakeOrderScreen") -> str:
    """What PgDn turns to."""
    return _(PAGES[(screen.page + 1) % len(PAGES)])


def total(counter: Counter, order: OrderForm) -> Money:
    """What the order comes to, VAT included. Raises NoRateError."""
    day = counter.shop.today(counter.desk)
    lines, _rates = order_figures(order.basket, rates_on(day), day, includes_tax=order.includes_tax)
    return counter.shop.money(sum(line.total for line in lines))


def _contact(order: OrderForm) -> list[str]:
    """Phone and mail; and that it is not known where it goes."""
    lines = []
    if order.customer_id is not None:
        customer = customers.by_id(order.customer_id)
        lines.append(" · ".join(filter(None, (customer.phone, customer.email))))
    if order.delivery == "delivery" and not (order.street.strip() or order.town.strip()):
        lines.append(f"▲ {_('no address yet')}")
    return [line for line in lines if line]


def page(screen: "MakeOrderScreen", order: OrderForm) -> FormValues:
    """The fields, and below them what follows from them."""
    form = screen.form
    if screen.page == 0:
        day = current().day(order.wanted) if order.wanted else ""
        said = " ".join(filter(None, (_(DELIVERIES[order.delivery]), day, order.wanted_time)))
        form = replace(form, notes=(said, *_contact(order)))
    about = "" if screen.app.touch else f"PgDn {next_page(screen)}"
    return replace(form, about=about)


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


def _total_rows(screen: "MakeOrderScreen", order: OrderForm) -> list[SideRow]:
    language = current().language
    try:
        whole = total(screen.counter, order)
    except KassaError as error:
        return [SideRow(error.say(), "", "error", rule=True)]
    rows = []
    if order.basket.discount:
        rows.append(SideRow(_("Discount"), (-order.basket.discount).text(language), rule=True))
    label = _("Total") if order.includes_tax else _("Total with VAT")
    rows.append(SideRow(label, whole.text(language), bold=True, rule=not rows))
    return rows


def side(screen: "MakeOrderScreen", order: OrderForm) -> SideValues:
    """Lines, total, and that a scan adds one."""
    count = len([line for line in order.basket.lines if line.parent is None])
    mark = n_("{count} line", "{count} lines", count).format(count=count)
    room = max(screen.size.height - 13, 3)
    rows = [*_lines(order.basket, room), *_total_rows(screen, order), SideRow()]
    rows.append(SideRow(f"● {_('Scan ready')}", "", bold=True))
    title = _("The order") if screen.before is None else f"{_('Order')} {screen.before.number}"
    text = _("F12 asks all of it or a deposit. F6 is without a deposit.") if screen.concept else ""
    return SideValues(title, tuple(rows), mark=mark, mark_ink="muted", text=text, notice=screen.notice)
