"""The orders that are due, as the sale screen shows them beside what is parked."""

from msgspec import Struct

from kassa_tui.i18n import _, p_
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.orders import orders
from kassa_tui.till.orders.order_filter import OrderFilter
from kassa_tui.till.orders.values import OrderRow
from kassa_tui.widgets.quick_keys import DueOrder

MOST = 3
"""Orders in the strip."""


class Due(Struct, frozen=True):
    """How many orders are due today or late, and the first of them."""

    count: int = 0
    orders: tuple[DueOrder, ...] = ()


def _shown(row: OrderRow) -> DueOrder:
    how = p_("short", "pick-up") if row.delivery == "pickup" else p_("short", "deliver")
    when = _("late") if row.late else row.wanted_time
    return DueOrder(row.id, row.number, row.customer, f"{how} {when}".strip(), row.late)


def due_orders(counter: Counter) -> Due:
    """Late ones first, then today's."""
    shop, now = counter.shop, counter.desk.clock()
    waiting = orders.waiting(shop, now)
    if not waiting.today + waiting.late:
        return Due()
    queued = orders.queue(shop, now, OrderFilter("late"), MOST) if waiting.late else []
    if len(queued) < MOST:
        queued += orders.queue(shop, now, OrderFilter("today"), MOST - len(queued))
    return Due(waiting.today + waiting.late, tuple(_shown(row) for row in queued))
