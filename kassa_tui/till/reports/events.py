"""What the journal remembers beside the sales: removals, drawers opened without one, refusals, approvals, wrong PINs.

Entries of a period are found by halving the register's numbers, those of a session between its first and its last:
the work grows with the entries in the period. Without either, all of the journal is read.
"""

import json
from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.database import row, rows, words_sql
from kassa_tui.i18n import N_, _
from kassa_tui.money import Money
from kassa_tui.records import stream
from kassa_tui.till.ledger import clock, counters
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.permissions import ACTIONS
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.reports.filter import Filter, checked, may_see_sales, sessions_sql
from kassa_tui.till.reports.progress import steps

KINDS = {
    "line.removed": N_("Line removed"),
    "basket.abandoned": N_("Basket thrown away"),
    "drawer.opened": N_("Drawer opened without a sale"),
    "permission.refused": N_("Refused"),
    "permission.approved": N_("Approved"),
    "pin.wrong": N_("Wrong PIN"),
}
"""Journal entries of this report, and what they are called."""


class Event(Struct, frozen=True):
    """One entry: `text` is what was removed, the reason, the text of the action, or whose PIN was tried.

    Amounts are what went; `approver` is who agreed. `reason` is the name of the reason, where the text is its code.
    """

    at: int
    register: str
    entry: int
    kind: str
    person: str
    approver: str
    text: str
    items: int
    amount: Money | None
    reason: str = ""


class Events(Struct, frozen=True):
    """The events in their order, and for each kind how many there were and what they come to."""

    events: tuple[Event, ...]
    sums: dict[str, tuple[int, Money]]


_NEVER = 1 << 62

Span = tuple[str, int, int]
"""A register, and the first and last number of its entries."""

ENTRIES = 20_000
"""Entries of a piece: after each it can be said how far reading is."""


def _first_from(register: str, last: int, at: int) -> int:
    """The first number, up to `last` + 1, whose time is not before `at`, where times only rise."""
    low, high = 1, last + 1
    while low < high:
        middle = (low + high) // 2
        found = row("SELECT at FROM journal WHERE register = ? AND number = ?", register, middle)
        if found and found[0] < at:
            low = middle + 1
        else:
            high = middle
    return low


def _time_fell(register: str) -> bool:
    """Whether any entry lies before an older one."""
    return row("SELECT 1 FROM journal WHERE register = ? AND clock = 'back' LIMIT 1", register) is not None


def _times(chosen: Filter, shop: Shop) -> tuple[int, int]:
    """From when the entries are meant and before when, in UTC milliseconds; sessions say it by their numbers."""
    first, last = (None, None) if chosen.sessions else (chosen.first, chosen.last)
    begin = clock.day_begins(first, shop.zone, shop.roll_over) if first else 0
    return begin, clock.day_ends(last, shop.zone, shop.roll_over) if last else _NEVER


def _spans(chosen: Filter, shop: Shop) -> Iterator[Span]:
    if chosen.sessions:
        where, values = sessions_sql(chosen)
        yield from rows(
            "SELECT s.register, s.entry, iif(z.register = s.register, z.entry, (SELECT max(number) FROM journal "
            f"WHERE register = s.register)) FROM session s LEFT JOIN z_report z ON z.session_id = s.id WHERE {where} "
            # Where its counter went on under another code, a session ended there.
            "UNION ALL SELECT z.register, 1, z.entry FROM session s JOIN z_report z ON z.session_id = s.id "
            f"AND z.register <> s.register WHERE {where}",
            *values,
            *values,
        )
        return
    of_counter, codes = counters.any_of("code", chosen.register) if chosen.register else ("1", [])
    heads = rows(
        "SELECT code, (SELECT max(number) FROM journal WHERE register = code) FROM register "
        f"WHERE {of_counter} AND ? IN ('', location) ORDER BY code",
        *codes,
        chosen.location,
    )
    for register, last in heads:
        if last and _time_fell(register):
            yield register, 1, last
        elif last:
            begins, ends = _times(chosen, shop)
            yield register, _first_from(register, last, begins), _first_from(register, last, ends) - 1


def _pieces(span: Span) -> Iterator[Span]:
    register, first, last = span
    for start in range(first, last + 1, ENTRIES):
        yield register, start, min(start + ENTRIES - 1, last)


class _Stored(Struct):
    """An entry of the journal with the names of its people."""

    at: int
    register: str
    number: int
    kind: str
    person: str | None
    approver: str | None
    facts: str


TRIED = N_("To try it")
"""Why the drawer was opened that was kicked on one pin; programs up to 0.2.0 wrote which one."""


def _why(text: str, reasons: dict[str, str]) -> str:
    return TRIED if text == "test" or text.startswith("test, pin ") else reasons.get(text, "")


def _event(entry: _Stored, shop: Shop, reasons: dict[str, str]) -> Event:
    facts, kind = json.loads(entry.facts), entry.kind
    items, amount, text = 0, None, str(facts.get("reason", ""))
    if kind == "line.removed":
        line = facts["line"]
        items, amount, text = line["quantity"], shop.money(line["amount"]), line["text"]
    elif kind == "basket.abandoned":
        amount, items = shop.money(facts["total"]), sum(line["quantity"] for line in facts["lines"])
        text = ", ".join(line["text"] for line in facts["lines"])
    elif kind == "pin.wrong":
        text = facts.get("name", "")
    elif kind in ("permission.refused", "permission.approved"):
        action = ACTIONS.get(facts["action"])
        text = action.text if action else facts["action"]
    named = _why(text, reasons) if kind == "drawer.opened" else ""
    return Event(
        at=entry.at,
        register=entry.register,
        entry=entry.number,
        kind=kind,
        person=entry.person or "",
        approver=entry.approver or "",
        text=text,
        items=items,
        amount=amount,
        reason=named,
    )


def read(chosen: Filter) -> Iterator[Event]:
    """The events meant, register by register; a line that was removed in training is none of ours."""
    shop, reasons = read_shop(), dict(rows("SELECT code, name FROM reason"))
    times = _times(chosen, shop)
    for piece in steps([piece for span in _spans(chosen, shop) for piece in _pieces(span)]):
        entries = stream(
            _Stored,
            "SELECT j.at, j.register, j.number, j.kind, p.name person, a.name approver, j.facts FROM journal j "
            "LEFT JOIN person p ON p.id = j.person_id LEFT JOIN person a ON a.id = j.approver_id "
            f"WHERE j.register = ? AND j.number BETWEEN ? AND ? AND j.kind IN ({words_sql(KINDS)}) "
            "AND j.at >= ? AND j.at < ? "
            "AND NOT EXISTS (SELECT 1 FROM receipt t WHERE t.uid = json_extract(j.facts, '$.basket') AND t.training) "
            "ORDER BY j.number",
            *piece,
            *times,
        )
        for entry in entries:
            yield _event(entry, shop, reasons)


def told(event: Event) -> str:
    """The text of an event as it is read: a reason by its name, and who agreed."""
    text = event.reason or event.text
    return " · ".join(filter(None, (_(text) if text else "", event.approver)))


def removals(desk: Desk, chosen: Filter) -> Events:
    """Removed lines, baskets thrown away, drawers opened without a sale, refusals, approvals, wrong PINs.

    Raises NotAllowedError, PeriodError, UnknownLocationError.
    """
    may_see_sales(desk)
    events = tuple(sorted(read(checked(chosen)), key=lambda event: event.at))
    zero = read_shop().money(0)
    sums = {}
    for kind in KINDS:
        own = [event for event in events if event.kind == kind]
        sums[kind] = (len(own), sum((event.amount or zero for event in own), zero))
    return Events(events, sums)
