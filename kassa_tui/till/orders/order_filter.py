"""Which orders a list shows: how they stand, whose, how and when they go, and what a text tells of them."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from kassa_tui import spelling
from kassa_tui.i18n import current
from kassa_tui.text import is_digits
from kassa_tui.till.customers.search import TEXTS
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders.dates import find_day
from kassa_tui.till.orders.values import read_order_code

Sql = tuple[str, list[object]]
"""A condition with its values."""

WANTED, ORDERED = "wanted", "ordered"
"""Which day of an order a range of days is about."""

FEWEST = 3
"""Digits that are looked for inside notes and articles; fewer are a number or a day."""


class OrderFilter(Struct, frozen=True):
    """Which orders: a status word, `alive` for all that are not finished, `today`, `late`, `awaited` for those that a
    transfer is to come for, or all; and a text.

    Empty for everything: `person_id` is the employee, `delivery` and `kind` are codes, `branch` a location's. `first`
    and `last`, both included, are of the day that `days` says.
    """

    status: str = "alive"
    text: str = ""
    person_id: int | None = None
    delivery: str = ""
    kind: str = ""
    branch: str = ""
    first: date | None = None
    last: date | None = None
    days: str = WANTED


def _standing(status: str, today: date) -> Sql:
    alive = "o.status IN ('concept', 'open', 'partly_delivered')"
    parts: dict[str, Sql] = {
        "all": ("1", []),
        "alive": (alive, []),
        "today": (f"{alive} AND o.wanted = ?", [today.isoformat()]),
        "late": (f"{alive} AND o.wanted < ?", [today.isoformat()]),
        "awaited": ("o.awaited IS NOT NULL", []),
    }
    return parts.get(status, ("o.status = ?", [status]))


def _days(chosen: OrderFilter, shop: Shop) -> Iterator[Sql]:
    """From the first day on, up to the last; an order of before is of the business day that it was made on."""
    if chosen.first:
        yield _day(chosen, ">=", chosen.first, clock.day_begins(chosen.first, shop.zone, shop.roll_over))
    if chosen.last:
        yield _day(chosen, "<=", chosen.last, clock.day_ends(chosen.last, shop.zone, shop.roll_over) - 1)


def _day(chosen: OrderFilter, sign: str, day: date, at: int) -> Sql:
    """`at` is the first or the last millisecond of the day."""
    if chosen.days == WANTED:
        return f"o.wanted {sign} ?", [day.isoformat()]
    return f"(o.dated {sign} ? OR o.dated IS NULL AND o.created_at {sign} ?)", [day.isoformat(), at]


def where(chosen: OrderFilter, shop: Shop, now: int) -> Sql:
    """The orders meant, as a condition on `customer_order o`; a printed number is found wherever it stands."""
    number = read_order_code(chosen.text.strip().upper())
    if number is not None:
        return "o.number = ?", [number]
    parts = [_standing(chosen.status, clock.business_day(now, shop.zone, shop.roll_over))]
    columns = (("person_id", chosen.person_id), ("delivery", chosen.delivery), ("kind", chosen.kind))
    parts += [(f"o.{name} = ?", [value]) for name, value in columns if value]
    if chosen.branch:
        parts.append(("coalesce(o.branch, o.location) = ?", [chosen.branch]))
    parts += _days(chosen, shop)
    parts.append(_matching(chosen.text.strip(), clock.local(now, shop.zone).date()))
    return " AND ".join(text for text, _values in parts), [each for _text, values in parts for each in values]


def _matching(typed: str, today: date) -> Sql:
    """Orders whose number, customer, telephone, day, subject, note or article a text tells."""
    if not typed:
        return "1", []
    parts, values = ["spelt_inside(?, o.subject)"], [typed]
    if is_digits(typed) and len(typed) < 10:
        parts.append("o.number = ?")
        values.append(str(int(typed)))
    if day := find_day(typed, today, current()):
        parts.append("o.wanted = ?")
        values.append(day.isoformat())
    if query := spelling.query(typed):
        # Whoever was merged into one that is meant is meant too.
        parts.append(
            "o.customer_id IN (WITH meant (id) AS MATERIALIZED (SELECT s.rowid FROM customer_search s "
            "JOIN customer m ON m.id = s.rowid "
            f"WHERE customer_search MATCH ? AND begins(?, {TEXTS.format(of='m')})) "
            "SELECT id FROM meant UNION SELECT k.id FROM customer k WHERE k.merged_into IN (SELECT id FROM meant))"
        )
        parts.append("begins(?, o.subject)")
        values += [query, typed, typed]
    if not is_digits(typed) or len(typed) >= FEWEST:
        parts += ["spelt_inside(?, o.note)", _ARTICLE]
        values += [typed, typed, typed, typed]
    return f"({' OR '.join(parts)})", list(values)


_ARTICLE = (
    "EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.quantity > 0 AND (l.product_id IN "
    "(SELECT id FROM product WHERE code = ? COLLATE NOCASE UNION SELECT product_id FROM barcode WHERE code = ?) "
    "OR spelt_inside(?, l.text)))"
)
"""Something is ordered whose text has it, or whose code or barcode it is."""
