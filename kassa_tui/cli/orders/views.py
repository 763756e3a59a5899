"""Orders as lines of text."""

from collections.abc import Sequence

from kassa_tui.cli.views import written
from kassa_tui.i18n import _, current
from kassa_tui.text import fit
from kassa_tui.till.basket.lines import quantity_text
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.orders import day_rates, shown
from kassa_tui.till.orders.papers import branch_of
from kassa_tui.till.orders.values import DELIVERIES, READY, STATUSES, Order, OrderRow, order_code


def _when(row: OrderRow) -> str:
    day = current().full_date(row.wanted) if row.wanted else ""
    return f"{day} {row.wanted_time}".strip()


def queue_text(rows: Sequence[OrderRow]) -> str:
    """A list: number, the day it bears, customer, when, what is due, status."""
    lines = []
    for row in rows:
        late = f" ▲ {_('late')}" if row.late else ""
        head = f"{row.number:>6} {row.dated} {fit(row.customer, 18)} {fit(_when(row), 17)}"
        ready = f" · {_(READY[row.ready])}" if row.ready else ""
        lines.append(f"{head} {written(row.due):>10} {_(STATUSES[row.status])}{ready}{late}")
    return "\n".join(lines) or _("No orders.")


def transfers_text(rows: Sequence[OrderRow]) -> str:
    """What is to come by bank transfer: since when, the reference to expect, whose, how much."""
    zone = read_shop().zone
    lines = [
        f"{clock.local(row.awaited.since, zone):%Y-%m-%d} {order_code(row.number)} {fit(row.customer, 24)} "
        f"{written(row.awaited.amount):>10}"
        for row in rows
        if row.awaited
    ]
    return "\n".join(lines) or _("No transfers to come.")


def order_text(order: Order) -> str:
    """One order with its lines and history."""
    row, decimal, zone = order.row, current().language.decimal, read_shop().zone
    head = f"{_('Order')} {row.number} · {_(STATUSES[row.status])}"
    where = ", ".join(line for line in (row.street, row.town) if line)
    came = f"{row.source} {row.external}" if row.source else ""
    ordered = _("Ordered {day}").format(day=current().full_date(row.dated))
    beside = " · ".join(filter(None, (ordered, branch_of(row), order.person)))
    lines = [head, came, row.customer, beside, f"{_(DELIVERIES[row.delivery])} {_when(row)}".strip(), where]
    for line in order.shown:
        total = shown.of_order(order, line).total
        lines.append(f"{quantity_text(line.quantity, decimal):>7} {fit(line.text, 40)} {written(total):>12}")
    sums = [(_("Total"), row.total), (_("Paid"), row.paid), (_("To pay"), row.due)]
    if not order.includes_tax:
        parts = shown.sums_of(order)
        sums = [(_("Without VAT"), parts.net), (_("VAT"), parts.tax), *sums]
    if row.awaited:
        sums.append((_("To come by transfer"), row.awaited.amount))
    for label, amount in sums:
        lines.append(f"{'':7} {fit(label, 40)} {written(amount):>12}")
    lines += day_rates.notices(order)
    for step in order.steps:
        when = f"{clock.local(step.at, zone):%Y-%m-%d %H:%M}"
        lines.append(f"  {when} {step.person}: {step.what} {step.receipt}".rstrip())
    return "\n".join(line for line in lines if line)
