"""Orders as they stand: one with all that belongs to it, and the queue."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_, _, current
from kassa_tui.models import CustomerOrder
from kassa_tui.money import Money
from kassa_tui.records import record, records
from kassa_tui.tables.orders import ALIVE
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.basket.tax import prepaid_keeps_rate, rates_on
from kassa_tui.till.ledger import clock, desk
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders import day_rates, stored_lines
from kassa_tui.till.orders.order_filter import OrderFilter, where
from kassa_tui.till.orders.values import (
    DELIVERIES,
    STATUSES,
    Awaited,
    NoOrderError,
    Order,
    OrderForm,
    OrderLineView,
    OrderRow,
    Step,
)

BY_DAY = ("alive", "today", "late", "concept", "open")
"""Filters that are sorted by the day that is due."""

PAGE = 200
"""Orders that a list shows at the most."""

STEPS = {
    "concept": N_("noted"),
    "placed": N_("placed"),
    "changed": N_("changed"),
    "packed": N_("packed"),
    "awaited": N_("awaits a transfer"),
    "not_awaited": N_("awaits no transfer"),
    "deposit": N_("deposit paid"),
    "settlement": N_("paid"),
    "handed_over": N_("handed over"),
    "part_handed_over": N_("handed over in part"),
    "refunded": N_("deposit given back"),
    "credited": N_("deposit kept as credit"),
    "kept": N_("deposit kept"),
    "cancelled": N_("cancelled"),
    "printed": N_("printed"),
    "mailed": N_("sent by mail"),
}

FIELDS = {
    "kind": N_("kind"),
    "status": N_("status"),
    "customer_id": N_("customer"),
    "person_id": N_("employee"),
    "subject": N_("subject"),
    "delivery": N_("delivery"),
    "wanted": N_("date"),
    "wanted_time": N_("time"),
    "dated": N_("order date"),
    "branch": N_("branch"),
    "includes_tax": N_("VAT"),
    "percent": N_("discount"),
    "off": N_("discount"),
    "off_net": N_("discount"),
    "note": N_("note"),
    "extra": N_("extra data"),
    "street": N_("delivery address"),
    "town": N_("delivery address"),
    "lines": N_("lines"),
}

_PAID = (
    "SELECT coalesce(sum(CASE WHEN r.kind = 'sale' THEN 0 ELSE l.total END), 0) FROM receipt r "
    f"JOIN receipt_line l ON l.receipt_id = r.id AND l.kind IN ({stored_lines.DEPOSITS}) WHERE r.order_id = o.id"
)
_HANDED = "SELECT coalesce(sum(r.total), 0) FROM receipt r WHERE r.order_id = o.id AND r.kind = 'sale'"
_PACKED = "SELECT coalesce(sum(packed), 0) FROM order_line WHERE order_id = o.id"
_LEFT = (
    "(SELECT coalesce(sum(quantity - cancelled), 0) FROM order_line WHERE order_id = o.id) - "
    "(SELECT coalesce(sum(l.quantity), 0) FROM receipt r JOIN receipt_line l ON l.receipt_id = r.id "
    "WHERE r.order_id = o.id AND l.order_line_id IS NOT NULL)"
)
_WHERE_TO = (
    "CASE WHEN o.delivery = 'pickup' THEN '' WHEN o.street || o.town <> '' THEN o.street "
    "WHEN k.delivery_street || k.delivery_postcode || k.delivery_city <> '' THEN k.delivery_street "
    "ELSE coalesce(k.street, '') END street, "
    "CASE WHEN o.delivery = 'pickup' THEN '' WHEN o.street || o.town <> '' THEN o.town "
    "WHEN k.delivery_street || k.delivery_postcode || k.delivery_city <> '' "
    "THEN trim(k.delivery_postcode || ' ' || k.delivery_city) "
    "ELSE coalesce(trim(k.postcode || ' ' || k.city), '') END town"
)
"""Street, and town with its postcode: the order's own, or as `customers.Customer.delivered`."""

_ROWS = (
    "SELECT o.id, o.number, o.kind, o.status, o.customer_id, coalesce(k.name, '') customer, "
    "coalesce(k.phone, '') phone, o.delivery, o.wanted, o.wanted_time, o.subject, o.created_at, o.total, "
    f"({_PAID}) + ({_HANDED}) paid, o.currency, o.awaited, o.awaited_since, o.source, o.external, o.dated, "
    f"coalesce(o.branch, o.location) branch, ({_PACKED}) packed, {_LEFT} to_go, "
    f"{_WHERE_TO} FROM customer_order o "
    "LEFT JOIN customer c ON c.id = o.customer_id LEFT JOIN customer k ON k.id = coalesce(c.merged_into, c.id)"
)


class Queue(Struct, frozen=True):
    """How many orders wait: for today, and from before."""

    today: int
    late: int


class _Stored(Struct, frozen=True, gc=False):
    """An order as its row tells it: amounts in minor units, the day as text."""

    id: int
    number: int
    kind: str
    status: str
    customer_id: int | None
    customer: str
    phone: str
    delivery: str
    wanted: str | None
    wanted_time: str
    subject: str
    created_at: int
    total: int
    paid: int
    currency: str
    awaited: int | None
    awaited_since: int | None
    source: str | None
    external: str | None
    dated: str | None
    branch: str
    packed: int
    to_go: int
    street: str
    town: str


def _order_row(stored: _Stored, shop: Shop, today: date) -> OrderRow:
    written = clock.business_day(stored.created_at, shop.zone, shop.roll_over)
    wanted = date.fromisoformat(stored.wanted) if stored.wanted else None
    awaited = None
    if stored.awaited is not None and stored.awaited_since is not None:
        awaited = Awaited(Money(stored.awaited, stored.currency), stored.awaited_since)
    return OrderRow(
        id=stored.id,
        number=stored.number,
        kind=stored.kind,
        status=stored.status,
        customer_id=stored.customer_id,
        customer=stored.customer,
        phone=stored.phone,
        delivery=stored.delivery,
        wanted=wanted,
        wanted_time=stored.wanted_time,
        subject=stored.subject,
        created_at=stored.created_at,
        dated=date.fromisoformat(stored.dated) if stored.dated else written,
        branch=stored.branch,
        ready="" if not stored.packed else "all" if stored.packed >= stored.to_go else "part",
        total=Money(stored.total, stored.currency),
        paid=Money(stored.paid, stored.currency),
        late=wanted is not None and wanted < today and stored.status in ALIVE,
        street=stored.street,
        town=stored.town,
        awaited=awaited,
        source=stored.source,
        external=stored.external,
    )


def queue(shop: Shop, now: int, wanted: OrderFilter, limit: int = PAGE) -> list[OrderRow]:
    """The orders of a filter, due date first; those without a date last, finished ones newest first.

    Those that a transfer is to come for: the longest awaited first.
    """
    today = clock.business_day(now, shop.zone, shop.roll_over)
    meant, values = where(wanted, shop, now)
    by_day = "o.wanted IS NULL, o.wanted, o.wanted_time = '', o.wanted_time, o.number"
    sorting = dict.fromkeys(BY_DAY, by_day) | {"awaited": "o.awaited_since, o.number"}
    order = sorting.get(wanted.status, "o.number DESC")
    sql = f"{_ROWS} WHERE {meant} ORDER BY {order} LIMIT ?"
    found = [_order_row(stored, shop, today) for stored in records(_Stored, sql, *values, limit)]
    changed = day_rates.with_other_totals([each.id for each in found if each.alive], rates_on(today))
    return [by_id(each.id, shop, now).row if each.id in changed else each for each in found]


def waiting(shop: Shop, now: int) -> Queue:
    """How many are due today, and how many are late; after midnight today is also the day that the bar shows."""
    today = clock.business_day(now, shop.zone, shop.roll_over).isoformat()
    calendar_day = clock.local(now, shop.zone).date().isoformat()
    counts = row(
        "SELECT sum(wanted >= ?), sum(wanted < ?) FROM customer_order "
        "WHERE status IN ('concept', 'open', 'partly_delivered') AND wanted <= ?",
        *(today, today, max(today, calendar_day)),
    )
    return Queue(int(counts[0] or 0), int(counts[1] or 0)) if counts else Queue(0, 0)


# --- One order ------------------------------------------------------------------------------------


def describe(kind: str, detail: dict[str, Any], unit: str) -> str:
    """What happened, in words; the amount, kept as a decimal number in a currency, as the language writes it."""
    text = _(STEPS.get(kind, kind))
    if changed := detail.get("changed"):
        text += f": {', '.join(dict.fromkeys(_(FIELDS.get(name, name)) for name in changed))}"
    if amount := detail.get("amount"):
        text += f" · {Money.of_decimal(amount, unit).text(current().language)}"
    for name in ("reason", "to"):
        if detail.get(name):
            text += f" · {detail[name]}"
    return text


def _steps(order_id: int, unit: str) -> Iterable[Step]:
    events = rows(
        "SELECT e.at, p.name, e.kind, e.detail, r.register, r.number FROM order_event e "
        "JOIN person p ON p.id = e.person_id LEFT JOIN receipt r ON r.id = e.receipt_id "
        "WHERE e.order_id = ? ORDER BY e.id",
        order_id,
    )
    for at, person, kind, detail, register, number in events:
        receipt = number_text(register, number) if number else ""
        yield Step(at, person, kind, describe(kind, json.loads(detail), unit), receipt)


def by_id(order_id: int, shop: Shop, now: int) -> Order:
    """An order with all that belongs to it, at the rates of the day. Raises NoOrderError."""
    today = clock.business_day(now, shop.zone, shop.roll_over)
    head = record(_Stored, f"{_ROWS} WHERE o.id = ?", order_id)
    if head is None:
        raise NoOrderError(number=order_id)
    stored = CustomerOrder.get_by_id(order_id)
    includes_tax = bool(stored.includes_tax)
    order = Order(
        row=_order_row(head, shop, today),
        uid=stored.uid,
        register=stored.register,
        person_id=stored.person_id,
        person=desk.by_id(stored.person_id).name,
        includes_tax=includes_tax,
        percent=stored.percent,
        off=None if stored.off is None else Money(stored.off, stored.currency),
        off_net=stored.off is not None and (not includes_tax if stored.off_net is None else bool(stored.off_net)),
        note=stored.note,
        extra=json.loads(stored.extra),
        version=stored.version,
        lines=tuple(stored_lines.lines(order_id, stored.currency, includes_tax=includes_tax)),
        deposits=stored_lines.deposits(order_id),
        steps=tuple(_steps(order_id, stored.currency)),
    )
    if head.status not in ALIVE:
        return order
    return day_rates.of_day(order, rates_on(today), keeps_rate=bool(order.deposits) and prepaid_keeps_rate(today))


def of_source(source: str, external: str) -> int | None:
    """The id of the order with that number at that source; None where there is none."""
    stored = row("SELECT id FROM customer_order WHERE source = ? AND external = ?", source, external)
    return int(stored[0]) if stored else None


def by_number(number: int, shop: Shop, now: int) -> Order:
    """The order of a number. Raises NoOrderError."""
    stored = row("SELECT id FROM customer_order WHERE number = ?", number)
    if stored is None:
        raise NoOrderError(number=number)
    return by_id(stored[0], shop, now)


def _line(line: OrderLineView) -> Line:
    """A stored line as it can be changed: what was cancelled is gone."""
    return Line(
        key=line.id,
        text=line.text,
        quantity=line.quantity - line.cancelled,
        price=line.price,
        tax_code=line.tax_code,
        kind=line.kind,
        unit=line.unit,
        product_id=line.product_id,
        group_id=line.group_id,
        discountable=line.discountable,
        percent=line.percent,
        off=line.off,
        parent=line.parent,
        lot=line.lot,
        without_tax=line.net,
    )


def form_of(order: Order) -> OrderForm:
    """An order as it can be changed."""
    kept = [line for line in order.shown if line.left + line.handed.quantity]
    lines = tuple(_line(line) for line in kept)
    next_key = max((line.id for line in order.lines), default=0) + 1
    basket = Basket(
        uid=order.uid,
        currency=order.row.total.currency,
        lines=lines,
        selected=lines[-1].key if lines else None,
        next_key=next_key,
        percent=order.percent,
        off=order.off,
        off_without_tax=order.off_net if order.off else None,
    )
    head = order.row
    return OrderForm(
        basket=basket,
        kind=head.kind,
        customer_id=head.customer_id,
        person_id=order.person_id,
        subject=head.subject,
        delivery=head.delivery,
        wanted=head.wanted,
        wanted_time=head.wanted_time,
        includes_tax=order.includes_tax,
        note=order.note,
        extra=order.extra,
        id=order.id,
        version=order.version,
        confirm=head.status != "concept",
        street=head.street,
        town=head.town,
        dated=head.dated,
        branch=head.branch,
    )


def status_of(text: str) -> str | None:
    """The status or filter that a word names, in code or in the language in use; None for no such word."""
    words = {**{code: code for code in (*STATUSES, "alive", "all", "today", "late", "awaited")}}
    words |= {_(name).casefold(): code for code, name in STATUSES.items()}
    return words.get(text.strip().casefold().replace(" ", "_")) or words.get(text.strip().casefold())


def delivery_of(text: str) -> str | None:
    """The way of delivery that a word names."""
    words = {_(name).casefold(): code for code, name in DELIVERIES.items()} | {code: code for code in DELIVERIES}
    return words.get(text.strip().casefold())
