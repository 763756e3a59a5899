"""Sessions and money as JSON and as lines of text."""

from typing import Any

from kassa_tui.i18n import _, current
from kassa_tui.money import Money
from kassa_tui.till.basket.line_kinds import OUTSIDE_LABELS
from kassa_tui.till.drawer.counting import BASIS_WORDS, COUNTED, NONE
from kassa_tui.till.drawer.session_details import SessionDetails, SessionRow
from kassa_tui.till.drawer.session_papers import CASH_LABELS
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.shop import read_shop


def decimal(amount: Money | None) -> str | None:
    """An amount for JSON; None when it is not known."""
    return None if amount is None else amount.decimal()


def stamp(at: int | None) -> str | None:
    """A time for JSON: ISO 8601 with the shop's offset."""
    return None if at is None else clock.local(at, read_shop().zone).isoformat(timespec="seconds")


def written(amount: Money | None, basis: str = NONE) -> str:
    """An amount for a person; how it came about when nobody counted it."""
    return _(BASIS_WORDS[basis]) if amount is None else amount.text(current().language)


def row_json(row: SessionRow) -> dict[str, Any]:
    """One session of a list."""
    return {
        "number": row.number,
        "register": row.register,
        "opened": stamp(row.opened_at),
        "closed": stamp(row.closed_at),
        "opened_by": row.opened_by,
        "closed_by": row.closed_by or None,
        "remotely": row.remotely,
        "status": "open" if row.closed_at is None else "closed",
        "turnover": decimal(row.turnover),
        "opening_discrepancy": decimal(row.discrepancy.opening),
        "closing_discrepancy": decimal(row.discrepancy.closing),
        "total_discrepancy": decimal(row.discrepancy.known),
        "closing_count": None if row.closed_at is None else row.basis,
        "complete": row.discrepancy.whole,
        "awaiting_approval": row.awaiting,
    }


def _close_json(details: SessionDetails) -> dict[str, Any] | None:
    close = details.close
    if close is None:
        return None
    return {
        "z_number": close.z_number,
        "closed": stamp(close.at),
        "closed_by": close.person,
        "channel": close.channel,
        "expected": decimal(close.expected),
        "counted": decimal(close.counted),
        "count": close.basis,
        "difference": decimal(close.difference),
        "left_in_drawer": decimal(close.left),
        "taken_out": decimal(close.taken),
        "note": close.note,
        "awaiting_approval": close.awaiting,
        "first_receipt": close.first_receipt or None,
        "last_receipt": close.last_receipt or None,
    }


def _beside_json(details: SessionDetails) -> dict[str, Any]:
    """What else the payments are for: with turnover, packaging and rounding it is what the payments sum to."""
    outside: dict[str, Any] = {kind: {} for kind, _key in OUTSIDE_LABELS}
    for kind, key, amount in details.outside:
        outside[kind][key] = decimal(amount)
    return {
        "turnover": decimal(details.turnover),
        "packaging": decimal(details.packaging),
        "vouchers": outside["voucher"],
        "deposits": outside["deposit"],
        "invoices": outside["invoice"],
        "credit": outside["credit"],
        "rounding": decimal(details.rounding),
        "corrections": {each.method: decimal(each.amount) for each in details.corrections},
    }


def details_json(details: SessionDetails, *, expected: bool = True) -> dict[str, Any]:
    """A session with everything; `expected` False keeps out what should be in the drawer, and what would tell it."""
    opened = details.opened
    revealed = expected or details.close is not None
    return {
        "number": opened.number,
        "opened": stamp(opened.opened_at),
        "opened_by": opened.opened_by,
        "opening": opened.opening,
        "opening_amount": decimal(details.opening_amount),
        "opening_count": details.opening_basis,
        "left_before": decimal(opened.previous_left),
        "opening_discrepancy": decimal(details.discrepancy.opening),
        "note": opened.note,
        "business_day": opened.business_day,
        "receipts": details.receipts,
        **{name: value if revealed else None for name, value in _beside_json(details).items()},
        "payments": [
            {"method": t.method, "count": t.n, "amount": decimal(t.amount), "counted": decimal(t.counted)}
            for t in details.tenders
            if revealed or t.method != "cash"
        ],
        "cash": {kind: decimal(total) for kind, _n, total in details.cash_rows} if revealed else None,
        "expected_cash": decimal(details.expected) if revealed else None,
        "activity": [
            {
                "time": stamp(a.at),
                "kind": a.kind,
                "amount": decimal(a.amount),
                "person": a.person,
                "reason": a.reason,
                "note": a.note,
            }
            for a in details.activity
        ],
        "still_out": [
            {
                "number": out.id,
                "session": out.session,
                "time": stamp(out.at),
                "amount": decimal(out.rest),
                "person": out.person,
                "reason": out.reason,
                "note": out.note,
            }
            for out in details.still_out
        ],
        "total_discrepancy": decimal(details.discrepancy.known),
        "close": _close_json(details),
    }


def _pairs(rows: list[tuple[str, str]]) -> str:
    return "\n".join(f"{label:<34} {value:>14}" for label, value in rows)


def _beside_rows(details: SessionDetails) -> list[tuple[str, str]]:
    """What else the payments are for, where there is any."""
    amounts = [(_("Packaging deposits"), details.packaging)]
    amounts += [(_(OUTSIDE_LABELS[kind, key]), amount) for kind, key, amount in details.outside]
    amounts.append((_("Cash rounding"), details.rounding))
    amounts += [(f"{_('Put right')}: {_(each.name)}", each.amount) for each in details.corrections]
    return [(label, written(amount)) for label, amount in amounts if amount]


def _opening_gap(details: SessionDetails) -> str:
    """The opening discrepancy; before the first session nothing was left that could differ."""
    gap, basis = details.discrepancy.opening, details.opening_basis
    return _("first session") if gap is None and basis == COUNTED else written(gap, basis)


def details_text(details: SessionDetails, *, expected: bool = True) -> str:
    """A session for a person at a terminal."""
    opened, close = details.opened, details.close
    revealed = expected or close is not None
    status = _("open") if close is None else _("closed, Z report {number}").format(number=close.z_number)
    rows = [
        (_("Session {number}").format(number=opened.number), status),
        (_("Started by"), opened.opened_by),
        (_("Opening amount"), written(details.opening_amount)),
        (_("Opening discrepancy"), _opening_gap(details)),
        (_("Receipts"), str(details.receipts)),
    ]
    if revealed:
        rows += [(_("Turnover"), written(details.turnover)), *_beside_rows(details)]
    rows += [(_(t.name), written(t.amount)) for t in details.tenders if revealed or t.method != "cash"]
    if revealed:
        rows += [(_(CASH_LABELS[kind]), written(total)) for kind, _n, total in details.cash_rows]
        rows.append((_("Expected"), written(details.expected)))
    if close is not None:
        rows += [
            (_("Closed remotely by") if close.remotely else _("Closed by"), close.person),
            (_("Counted"), written(close.counted, close.basis)),
            (_("Closing discrepancy"), written(close.difference, close.basis)),
            (_("Left in drawer"), written(close.left)),
            (_("Taken out"), written(close.taken)),
        ]
    rows += [
        (_("Still out: number {number}, {person}").format(number=out.id, person=out.person), written(out.rest))
        for out in details.still_out
    ]
    notes = (opened.note, close.note if close is not None else "")
    return "\n".join((_pairs(rows), *(f"{_('Note')}: {note}" for note in notes if note)))


def _history_line(*cells: str) -> str:
    """79 columns: number, register, both ends, status, turnover and difference."""
    wide = (5, 4, 16, 16, 8, -10, -13)
    return " ".join(
        f"{cell:<{each}}" if each > 0 else f"{cell:>{-each}}" for cell, each in zip(cells, wide, strict=True)
    )


def history_text(sessions: list[SessionRow]) -> str:
    """The list of sessions for a person at a terminal."""
    zone = read_shop().zone
    heads = (_("No."), _("At"), _("Started"), _("Closed"), _("Status"), _("Turnover"), _("Difference"))
    lines = [_history_line(*heads)]
    for row in sessions:
        ends = [f"{clock.local(at, zone):%Y-%m-%d %H:%M}" if at else "-" for at in (row.opened_at, row.closed_at)]
        known = row.discrepancy.known
        mark = "" if row.discrepancy.whole or known is None else " ?"
        difference = written(known, row.basis) + mark
        turnover = "" if row.turnover is None else written(row.turnover)
        status = _("open") if row.closed_at is None else _("closed")
        lines.append(_history_line(str(row.number), row.register, *ends, status, turnover, difference))
        if row.remotely:
            lines.append(f"{'':>10}{_('Closed remotely by')} {row.closed_by}")
    return "\n".join(lines)
