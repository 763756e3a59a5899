"""Reports as JSON: amounts are decimal numbers as text, null where nobody counted; times bear the shop's offset."""

from typing import Any

from kassa_tui.cli.views import decimal, stamp
from kassa_tui.i18n import _
from kassa_tui.money import Money
from kassa_tui.till.basket.lines import decimal_quantity
from kassa_tui.till.reports.cash import CashActivity
from kassa_tui.till.reports.corrections import Corrections
from kassa_tui.till.reports.events import Events
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.groups import Groups
from kassa_tui.till.reports.methods import Methods
from kassa_tui.till.reports.sales import Cut, Sales
from kassa_tui.till.reports.sessions import Overview, Part, SessionLine
from kassa_tui.till.reports.vat import Vat

Json = dict[str, Any]


def about(chosen: Filter) -> Json:
    """What the report is limited to; null for everything."""
    return {
        "from": chosen.first.isoformat() if chosen.first else None,
        "to": chosen.last.isoformat() if chosen.last else None,
        "location": chosen.location or None,
        "register": chosen.register or None,
    }


def session(line: SessionLine) -> Json:
    """One session of a list."""
    return {
        "number": line.number,
        "register": line.register,
        "location": line.location,
        "business_day": line.business_day,
        "opened": stamp(line.opened_at),
        "closed": stamp(line.closed_at),
        "status": line.status,
        "opened_by": line.opened_by,
        "closed_by": line.closed_by or None,
        "z_number": line.z_number,
        "tracked": line.tracked,
        "opening_discrepancy": decimal(line.discrepancy.opening),
        "closing_discrepancy": decimal(line.discrepancy.closing),
        "total_discrepancy": decimal(line.discrepancy.known),
        "opening_count": line.opening_count,
        "closing_count": line.closing_count,
        "complete": line.complete,
        "expected": decimal(line.expected),
        "counted": decimal(line.counted),
        "left_in_drawer": decimal(line.left),
        "taken_out": decimal(line.taken),
        "awaiting_approval": line.awaiting,
    }


def _counts(part: Part) -> Json:
    return {"counted": part.counted, "assumed": part.assumed, "none": part.none}


def discrepancies(found: Overview) -> Json:
    """The discrepancy overview."""
    return {
        "sessions": [session(line) for line in found.sessions],
        "opening_discrepancy": decimal(found.opening.known),
        "closing_discrepancy": decimal(found.closing.known),
        "total_discrepancy": decimal(found.total),
        "complete": found.complete,
        "opening_counts": _counts(found.opening),
        "closing_counts": _counts(found.closing),
    }


def cash(found: CashActivity) -> Json:
    """The cash activity."""
    sums = {name: decimal(getattr(found, name)) for name in ("gross", "refunds", "net")}
    return {
        **sums,
        "complete": found.complete,
        "sessions": [
            {
                "number": each.number,
                "register": each.register,
                "status": "open" if each.open else "closed",
                **{name: decimal(getattr(each, name)) for name in ("gross", "refunds", "net")},
            }
            for each in found.sessions
        ],
    }


def _cut(cut: Cut) -> Json:
    return {
        "transactions": cut.transactions,
        "items": decimal_quantity(cut.items),
        "items_per_transaction": None if cut.items_each is None else f"{cut.items_each / 100:.2f}",
        "average": decimal(cut.average),
        "turnover": decimal(cut.turnover),
        "total": decimal(cut.total),
    }


def sales(found: Sales, listed: str, key: str) -> Json:
    """A cut of the sales: a list called `listed`, of things called `key`."""
    rows = [{key: int(cut.key) if key in ("hour", "weekday") else cut.key, **_cut(cut)} for cut in found.cuts]
    return {listed: rows, "total": _cut(found.total), "complete": found.complete}


def _amounts(part: Any, *names: str) -> Json:
    values: dict[str, Money] = {name: getattr(part, name) for name in names}
    return {name: decimal(amount) for name, amount in values.items()}


def groups(found: Groups) -> Json:
    """By product group; what is no turnover has a kind of its own."""
    return {
        "groups": [
            {
                "group": part.name if part.turnover and part.key != "0" else None,
                "kind": "turnover" if part.turnover else part.key,
                "lines": part.lines,
                "items": decimal_quantity(part.items),
                "total": decimal(part.total),
            }
            for part in found.parts
        ],
        "turnover": decimal(found.turnover),
        "total": decimal(found.total),
        "complete": found.complete,
    }


def methods(found: Methods) -> Json:
    """By payment method."""
    sums = ("amount", "refunds", "rounding")
    return {
        "methods": [
            {"method": part.method, "name": _(part.name), "payments": part.payments, **_amounts(part, *sums)}
            for part in found.parts
        ],
        **_amounts(found, "total", "refunds", "rounding"),
        "complete": found.complete,
    }


def vat(found: Vat) -> Json:
    """By VAT rate, in percent."""
    sums = ("gross", "tax", "net")
    return {
        "rates": [
            {"code": part.code, "rate": part.rate / 100, "outside": part.outside, **_amounts(part, *sums)}
            for part in found.parts
        ],
        **_amounts(found, *sums),
        "complete": found.complete,
    }


def removals(found: Events) -> Json:
    """What was removed, opened and refused."""
    return {
        "events": [
            {
                "time": stamp(event.at),
                "register": event.register,
                "entry": event.entry,
                "kind": event.kind,
                "person": event.person,
                "approver": event.approver or None,
                "text": event.text,
                "items": decimal_quantity(event.items),
                "amount": decimal(event.amount),
            }
            for event in found.events
        ],
        "sums": {kind: {"count": n, "amount": decimal(amount)} for kind, (n, amount) in found.sums.items()},
    }


def corrections(found: Corrections) -> Json:
    """Corrected payment methods."""
    return {
        "corrections": [
            {
                "time": stamp(each.at),
                "business_day": each.business_day,
                "receipt": each.number,
                "corrects": each.corrects,
                "person": each.person,
                "from": _(each.off),
                "to": _(each.on),
                "taken": decimal(each.taken),
                "booked": decimal(each.booked),
                "reason": each.reason,
            }
            for each in found.corrections
        ],
        "complete": found.complete,
    }
