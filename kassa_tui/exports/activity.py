"""*Activity of a session*: one row for each thing that happened, in the order in which it was recorded.

Read session by session, so that only one of them is held at a time.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from kassa_tui.exports.tables import Table, Value, columns, moment
from kassa_tui.money import Money
from kassa_tui.records import records
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.reports import events as report_events
from kassa_tui.till.reports import sessions
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.progress import steps
from kassa_tui.till.reports.sessions import SessionLine

ACTIVITY = columns(
    "location register session business_day time entry kind receipt employee approver channel method "
    "total amount tendered change rounding cash expected counted reason note",
    amounts="total amount tendered change rounding cash expected counted",
    numbers="session entry",
)


class _Event(Struct):
    """One thing that happened, as its table tells it; amounts in minor units, `at` in UTC milliseconds."""

    register: str
    entry: int
    place: int
    at: int
    kind: str
    receipt: int | None
    person: int
    method: str | None
    total: int | None
    amount: int | None
    tendered: int | None
    change: int | None
    rounding: int | None
    cash: int | None
    expected: int | None
    counted: int | None
    reason: str | None
    note: str | None
    employee: str
    approver: str | None
    channel: str | None


_FIELDS = (
    "register entry place at kind receipt person method total amount tendered change rounding cash expected counted "
    "reason note"
).split()


def _part(alias: str, source: str, **given: str) -> str:
    """One kind of thing that happens: its fields as expressions, null where it has none."""
    fields = {"register": f"{alias}.register", "entry": f"{alias}.entry", "at": f"{alias}.at", **given}
    fields.setdefault("person", f"{alias}.person_id")
    listed = ", ".join(f"{fields.get(name, 'NULL')} AS {name}" for name in _FIELDS)
    return f"SELECT {listed} FROM {source}"


_LEDGER = "(SELECT sum(d.amount) FROM drawer_event d WHERE d.uid IN (p.uid || '.d', p.uid || '.e'))"
"""What a payment did to the cash in the drawer: its tender and its change."""

_SALES = "r.session_id = ? AND r.training = 0"

_PARTS = (
    _part(
        "s", "session s WHERE s.id = ?", place="0", kind="'opened'", at="s.opened_at", person="s.opened_by",
        cash="CASE WHEN s.tracked THEN s.opening_amount END", expected="s.previous_left",
        counted="CASE WHEN s.opening_basis = 'counted' THEN s.opening_amount END", reason="s.opening", note="s.note",
    ),
    _part(
        "r", f"receipt r WHERE {_SALES}", place="1", kind="r.kind", receipt="r.number", total="r.total", note="r.note",
    ),
    _part(
        "p", f"receipt r CROSS JOIN payment p ON p.receipt_id = r.id WHERE {_SALES}", place="1 + p.position", at="r.at",
        kind="'payment'", receipt="r.number", person="r.person_id", method="p.method", amount="p.amount",
        tendered="p.tendered", change="p.change", rounding="p.rounding", cash=_LEDGER, note="p.reference",
    ),
    _part(
        "d", "drawer_event d WHERE d.session_id = ? AND d.receipt_id IS NULL AND d.kind <> 'opening'", place="500",
        kind="d.kind", cash="d.amount", reason="d.reason", note="d.note",
    ),
    _part(
        "c", "session_count c WHERE c.session_id = ?", place="400", kind="'count'", method="c.method",
        expected="c.expected", counted="c.counted", reason="c.kind",
    ),
    _part(
        "z", "z_report z WHERE z.session_id = ?", place="600", kind="'closed'", at="z.closed_at",
        person="z.closed_by", expected="z.expected", counted="CASE WHEN z.counted_basis = 'counted' THEN z.counted END",
        reason="z.counted_basis", note="z.note",
    ),
    _part(
        "a", "approval a JOIN z_report z ON z.id = a.z_report_id WHERE z.session_id = ?", place="700",
        kind="'approved'", note="a.note",
    ),
)  # fmt: skip
_APPROVED = 700
"""The place of what comes after the close, and may stand in another register's journal."""

_MONEY = ("total", "amount", "tendered", "change", "rounding", "cash", "expected", "counted")
"""The fields that are amounts, in the order of their columns."""

_SQL = (
    f"SELECT e.*, p.name employee, b.name approver, j.channel FROM ({' UNION ALL '.join(_PARTS)}) e "
    "JOIN person p ON p.id = e.person LEFT JOIN journal j ON j.register = e.register AND j.number = e.entry "
    "LEFT JOIN person b ON b.id = j.approver_id"
)

Row = tuple[int, int, list[Value]]
"""Entry and place in it, to sort by; and the cells from the time on."""


def _row(line: SessionLine, event: _Event) -> Row:
    minors = (getattr(event, name) for name in _MONEY)
    amounts = (None if minor is None else Money(minor, line.opening_amount.currency) for minor in minors)
    number = number_text(line.register, event.receipt) if event.receipt else None
    who = [event.employee, event.approver, event.channel]
    head = [moment(event.at), event.entry, event.kind, number, *who, event.method]
    return event.entry, event.place, [*head, *amounts, event.reason, event.note]


def _event(event: report_events.Event) -> Row:
    """Something that the journal alone remembers."""
    head = [moment(event.at), event.entry, event.kind, None, event.person, event.approver or None, None, None]
    return event.entry, 0, [*head, *[None] * 8, None, event.text]


def _session(line: SessionLine) -> Iterator[Sequence[Value]]:
    known = [_row(line, event) for event in records(_Event, _SQL, *[line.id] * _SQL.count("?"))]
    approved = [row for row in known if row[1] == _APPROVED]
    chosen = Filter(register=line.register, sessions=(line.number,))
    events = [_event(event) for event in report_events.read(chosen)]
    happened = sorted([*(row for row in known if row[1] != _APPROVED), *events], key=lambda row: row[:2])
    for _entry, _place, cells in (*happened, *approved):
        yield (line.location, line.register, line.number, line.business_day, *cells)


def _activity(chosen: Filter) -> Iterator[Sequence[Value]]:
    for line in steps(list(sessions.read(chosen))):
        yield from _session(line)


def activity(chosen: Filter) -> Table:
    """All that happened in the sessions, an open one included."""
    return Table("activity", ACTIVITY, _activity(chosen))
