"""An order on paper: the slip for the customer and the shelf, and the packing slip with or without prices.

One that excludes VAT is net throughout, with VAT below.

They bear a customer's name, so they are drawn when they are asked for and not kept.
"""

from collections.abc import Iterable

from kassa_tui.documents import Code, Cut, Document, Feed, Logo, Pair, Row, Rule, Text
from kassa_tui.i18n import N_, Words, words
from kassa_tui.till.basket.lines import quantity_text
from kassa_tui.till.customers import customers
from kassa_tui.till.goods.lot_words import lot_rows
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import EDIT_ORDER
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.orders import orders, shown
from kassa_tui.till.orders.edit import event
from kassa_tui.till.orders.values import DELIVERIES, KINDS, Order, OrderLineView, OrderRow, order_code
from kassa_tui.till.papers import jobs
from kassa_tui.till.papers.kept_papers import UNITS, desk_rows, percent_text, shop_head, sum_row
from kassa_tui.till.reports.filter import locations

SLIP_TITLES = {"order": N_("Order"), "layaway": N_("Put aside"), "work": N_("Work order")}
_COLLECTED = {
    "order": N_("Bring this slip when you collect the order."),
    "layaway": N_("Put aside for you. Bring this slip when you collect it."),
    "work": N_("Bring this slip when you collect the repair."),
}


def address(order: Order) -> list[str]:
    """Whose order it is, and where it is delivered, or where the customer is."""
    row = order.row
    if row.customer_id is None:
        return [line for line in (row.street, row.town) if line]
    customer = customers.by_id(row.customer_id)
    street, town = (row.street, row.town) if row.delivery == "delivery" else customer.delivered
    return [line for line in (customer.name, customer.contact, street, town, customer.phone) if line]


def branch_of(row: OrderRow) -> str:
    """The name of the branch that an order belongs to; empty where the shop has but one."""
    places = locations()
    return places.get(row.branch, row.branch) if len(places) > 1 else ""


def _when(order: Order, spoken: Words) -> str:
    day = order.row.wanted
    date = f"{spoken.language.days[day.weekday()]} {spoken.full_date(day)}" if day else ""
    return f"{date} {order.row.wanted_time}".strip()


def _head(shop: Shop, desk: Desk, order: Order, title: str, at: int, spoken: Words) -> Iterable[Row]:
    _ = spoken.text
    yield Logo()
    yield from shop_head(shop, spoken)
    yield Text(f"{title} {order.number}", bold=True, big=True)
    yield from desk_rows(shop, spoken, desk, at)
    yield Rule()
    for i, line in enumerate(address(order)):
        yield Text(line, bold=i == 0)
    when = _when(order, spoken)
    yield Pair(_(DELIVERIES[order.row.delivery]), when, bold=bool(when))
    yield Pair(_("Order date"), spoken.full_date(order.row.dated))
    if branch := branch_of(order.row):
        yield Pair(_("Branch"), branch)
    if order.row.subject:
        yield Text(f"{_('Subject')}: {order.row.subject}")
    for name, value in order.extra.items():
        yield Pair(name, value)
    yield Rule()


def _line(order: Order, line: OrderLineView, spoken: Words, *, prices: bool) -> Iterable[Row]:
    """What it is and costs; what was given of it stands below, its part of the order's discount included."""
    quantity = quantity_text(line.quantity - line.cancelled, spoken.language.decimal)
    figures = shown.of_order(order, line)
    yield Pair(f"{quantity} {UNITS[line.unit]} {line.text}", figures.amount.text(spoken.language) if prices else "")
    yield from lot_rows(line.lot, spoken)
    if prices and figures.off:
        own = line.percent and not line.figures.share
        label = spoken.text("discount") + (f" {percent_text(line.percent, spoken)}" if own else "")
        yield Pair(label, (-figures.off).text(spoken.language), indent=4)


def _total_rows(order: Order, spoken: Words) -> Iterable[Row]:
    """What it comes to: with the VAT in it, or net and the VAT on top."""
    _, sums = spoken.text, shown.sums_of(order)
    total = sum_row(_("Total"), order.row.total, spoken, bold=True)
    if order.includes_tax:
        yield total
    else:
        yield sum_row(_("Without VAT"), sums.net, spoken)
    for rate, tax in sums.taxes:
        label = f"{_('of which VAT') if order.includes_tax else _('VAT')} {percent_text(rate, spoken)}"
        yield Pair(label, tax.text(spoken.language), indent=4 if order.includes_tax else 0)
    if not order.includes_tax:
        yield total


def _sums(order: Order, spoken: Words) -> Iterable[Row]:
    _ = spoken.text
    yield Rule()
    yield from _total_rows(order, spoken)
    if order.row.paid:
        yield sum_row(_("Paid"), order.row.paid, spoken)
    yield sum_row(_("To pay"), order.row.due, spoken, bold=True)
    if order.row.awaited:
        yield sum_row(_("To come by transfer"), order.row.awaited.amount, spoken)
        yield Pair(_("Reference"), order_code(order.number))


def slip(shop: Shop, desk: Desk, order: Order, at: int) -> Document:
    """The slip that a customer takes along, with a label for the shelf below the cut."""
    spoken = words(shop.receipts_in)
    _ = spoken.text
    title = _(SLIP_TITLES[order.row.kind])
    rows: list[Row] = list(_head(shop, desk, order, title, at, spoken))
    for line in order.shown:
        rows += _line(order, line, spoken, prices=True)
    rows += _sums(order, spoken)
    if order.note:
        rows += [Feed(), Text(order.note)]
    if order.row.delivery == "pickup":
        rows += [Feed(), Text(_(_COLLECTED[order.row.kind]))]
    rows += [Feed(), Code(order_code(order.number)), Cut()]
    rows += _shelf_label(order, spoken)
    return Document(f"{title} {order.number}", tuple(rows))


def _shelf_label(order: Order, spoken: Words) -> Iterable[Row]:
    yield Text(str(order.number), bold=True, big=True, align="center")
    if order.row.customer:
        yield Text(order.row.customer, bold=True, align="center")
    when = f"{spoken.text(DELIVERIES[order.row.delivery])} {_when(order, spoken)}".strip()
    yield Text(when, align="center")
    yield Code(order_code(order.number))
    yield Cut()


def packing_slip(shop: Shop, desk: Desk, order: Order, at: int, *, prices: bool = False) -> Document:
    """What goes into the bag: ordered, packed and handed over for each line."""
    spoken = words(shop.receipts_in)
    _ = spoken.text
    title = _("Packing slip")
    rows: list[Row] = list(_head(shop, desk, order, f"{title} · {_(KINDS[order.row.kind])}", at, spoken))
    decimal = spoken.language.decimal
    for line in order.shown:
        rows += _line(order, line, spoken, prices=prices)
        done = f"{_('packed')} {quantity_text(line.packed, decimal)} · "
        done += f"{_('handed over')} {quantity_text(line.handed.quantity, decimal)}"
        rows.append(Pair(done, "[  ]", indent=4))
    if prices:
        rows += _sums(order, spoken)
    rows += [Feed(), Text(_("Received")), Feed(), Feed(), Rule(), Code(order_code(order.number)), Cut()]
    return Document(f"{title} {order.number}", tuple(rows))


def _queue(entry: Entry, order: Order, document: Document) -> None:
    jobs.queue_document(entry, document)
    event(entry, order.id, "printed", {"to": document.title})


@recorder(EDIT_ORDER)
def print_slip(desk: Desk, order_id: int) -> None:
    """Print an order's slip. Raises NoOrderError."""
    shop = read_shop()
    order = orders.by_id(order_id, shop, desk.clock())
    with journal.entry(desk, "order.printed") as entry:
        _queue(entry, order, slip(shop, desk, order, entry.at))


@recorder(EDIT_ORDER)
def print_packing(desk: Desk, order_id: int, *, prices: bool = False) -> None:
    """Print a packing slip, with or without prices. Raises NoOrderError."""
    shop = read_shop()
    order = orders.by_id(order_id, shop, desk.clock())
    with journal.entry(desk, "order.printed") as entry:
        _queue(entry, order, packing_slip(shop, desk, order, entry.at, prices=prices))
