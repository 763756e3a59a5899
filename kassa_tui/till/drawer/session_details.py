"""What a session was: details for the screen, X and Z, history. Reports add stored figures, never recompute."""

from collections.abc import Container, Sequence

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.models import (
    Approval,
    DrawerEvent,
    PaymentMethod,
    Reason,
    Receipt,
    Session,
    SessionCount,
    ZReport,
)
from kassa_tui.money import Money
from kassa_tui.tables.drawer import LEDGER
from kassa_tui.till.basket.line_kinds import OUTSIDE_LABELS
from kassa_tui.till.basket.methods import method_names
from kassa_tui.till.drawer import sessions, withdrawals
from kassa_tui.till.drawer.counting import COUNTED
from kassa_tui.till.drawer.sessions import OpenSession
from kassa_tui.till.drawer.withdrawals import OpenWithdrawal
from kassa_tui.till.ledger import counters, journal, totals
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk, allowed, approved
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import SEE_EXPECTED
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.shop import read_shop

REMOTE = "remote"
"""The channel of what the office does from afar."""

BESIDE_SALES = tuple(kind for kind in LEDGER if kind not in ("tender", "change"))


class NoSuchSessionError(TillError):
    """A number that no session has."""

    template = N_("There is no session {number}.")


class Discrepancy(Struct, frozen=True):
    """Opening and closing differences, None where something was not counted; `whole` if nothing is missing.

    The first session ever has no close before it: its closing difference is the whole.
    """

    opening: Money | None
    closing: Money | None
    whole: bool

    @property
    def known(self) -> Money | None:
        """The sum of what is known; None for nothing."""
        parts = [part for part in (self.opening, self.closing) if part is not None]
        return sum(parts[1:], parts[0]) if parts else None


class TenderTotal(Struct, frozen=True):
    """One payment method of a session; `counted` None when its total was not asked for or not given."""

    method: str
    name: str
    n: int
    amount: Money
    counted: Money | None = None


class Activity(Struct, frozen=True):
    """One change of the drawer's cash that was not a sale; `why` is the name of its reason, untranslated."""

    id: int
    at: int
    kind: str
    amount: Money
    person: str
    reason: str
    why: str
    note: str
    receipt: str


class CloseFigures(Struct, frozen=True):
    """How a session ended; amounts None where nothing is known, `counted` unless somebody counted."""

    z_number: int
    at: int
    person: str
    channel: str
    expected: Money | None
    counted: Money | None
    basis: str
    left: Money | None
    taken: Money | None
    note: str
    bag: str
    awaiting: bool
    first_receipt: str
    last_receipt: str

    @property
    def remotely(self) -> bool:
        """Whether it was closed from the office."""
        return self.channel == REMOTE

    @property
    def difference(self) -> Money | None:
        """counted - expected; None when nobody counted."""
        return None if self.counted is None or self.expected is None else self.counted - self.expected


class SessionDetails(Struct, frozen=True):
    """Everything that is shown of a session; `close` None while it is open.

    `outside` is what else the payments are for (kind and key of its total, see totals), `corrections` what was booked
    over, by method.
    """

    opened: OpenSession
    late_count: Money | None
    turnover: Money
    receipts: int
    packaging: Money
    outside: tuple[tuple[str, str, Money], ...]
    rounding: Money
    corrections: tuple[TenderTotal, ...]
    tenders: tuple[TenderTotal, ...]
    cash_rows: tuple[tuple[str, int, Money], ...]
    activity: tuple[Activity, ...]
    expected: Money
    discrepancy: Discrepancy
    still_out: tuple[OpenWithdrawal, ...]
    close: CloseFigures | None

    @property
    def events(self) -> tuple[Activity, ...]:
        """The activity of the session, and below it the withdrawals of sessions before that are still out."""
        if self.close is not None:
            return self.activity
        older = (each for each in reversed(self.still_out) if each.session != self.opened.number)
        return (*self.activity, *map(_taken_before, older))

    @property
    def opening_amount(self) -> Money:
        """What was in the drawer at the start: the late count, where there is one."""
        return self.opened.opening_amount if self.late_count is None else self.late_count

    @property
    def opening_basis(self) -> str:
        """How the opening amount came about; a late count is a count."""
        return self.opened.opening_basis if self.late_count is None else COUNTED


class SessionRow(Struct, frozen=True):
    """One row of the session list; `basis` says how its closing count came about.

    `turnover` is None for an open session whose figures may not be seen before it is counted.
    """

    number: int
    register: str
    opened_at: int
    closed_at: int | None
    opened_by: str
    closed_by: str
    remotely: bool
    turnover: Money | None
    discrepancy: Discrepancy
    basis: str
    awaiting: bool


def by_number(register: str, number: int) -> Session:
    """A session's row by its number, whichever code its counter had then; NoSuchSessionError if there is none."""
    row = Session.get_or_none(Session.register.in_(counters.codes(register)), Session.number == number)
    if row is None:
        raise NoSuchSessionError(number=number)
    return row


def _tenders(row: Session, stored: totals.Totals) -> tuple[TenderTotal, ...]:
    names = {m.code: m for m in PaymentMethod.select().order_by(PaymentMethod.position)}
    counts = SessionCount.select().where(SessionCount.session_id == row.id, SessionCount.kind == "closing")
    counted = {count.method: Money(count.counted, row.currency) for count in counts}
    tenders = totals.tenders(row.id, stored)
    return tuple(
        TenderTotal(code, method.name, tenders[code].n, Money(tenders[code].amount, row.currency), counted.get(code))
        for code, method in names.items()
        if code in tenders
    )


def _corrections(row: Session, stored: totals.Totals) -> tuple[TenderTotal, ...]:
    names = method_names()
    found = stored.of("correction").items()
    return tuple(TenderTotal(code, names[code], total.n, Money(total.amount, row.currency)) for code, total in found)


def _activity(row: Session) -> tuple[Activity, ...]:
    """What changed the drawer's cash beside the sales: a few rows among very many, found by their kinds."""
    wanted = DrawerEvent.select().where(DrawerEvent.session_id == row.id, DrawerEvent.kind.in_(BESIDE_SALES))
    events = list(wanted.order_by(DrawerEvent.id.desc()))
    own = Receipt.select().where(Receipt.id.in_([event.receipt_id for event in events if event.receipt_id]))
    receipts = {r.id: number_text(r.register, r.number) for r in own}
    people = {person.id: person.name for person in staff.everybody()}
    reasons = {row.code: row.name for row in Reason.select()}
    return tuple(
        Activity(
            id=event.id,
            at=event.at,
            kind=event.kind,
            amount=Money(event.amount, row.currency),
            person=people[event.person_id],
            reason=event.reason or "",
            why=reasons.get(event.reason or "", ""),
            note=event.note,
            receipt=receipts.get(event.receipt_id or 0, ""),
        )
        for event in events
    )


def _taken_before(out: OpenWithdrawal) -> Activity:
    """A withdrawal of a session before, with what is still out of it."""
    return Activity(
        id=out.id,
        at=out.at,
        kind="removed",
        amount=-out.rest,
        person=out.person,
        reason=out.reason,
        why=out.why,
        note=out.note,
        receipt="",
    )


def _close(row: Session, z: ZReport) -> CloseFigures:
    expected, counted, left, taken = (
        None if minor is None else Money(minor, row.currency)
        for minor in (z.expected, sessions.counted_at_close(z), z.left, z.taken)
    )
    first, last = (number_text(row.register, n) if n else "" for n in (z.first_receipt, z.last_receipt))
    return CloseFigures(
        z_number=z.number,
        at=z.closed_at,
        person=staff.by_id(z.closed_by).name,
        channel=journal.channel_of(row.register, z.entry),
        expected=expected,
        counted=counted,
        basis=z.counted_basis,
        left=left,
        taken=taken,
        note=z.note,
        bag=z.bag,
        awaiting=_awaiting(z),
        first_receipt=first,
        last_receipt=last,
    )


def details(row: Session) -> SessionDetails:
    """A session as it is shown, open or closed."""
    stored = totals.read(row.id)
    late = SessionCount.get_or_none(SessionCount.session_id == row.id, SessionCount.kind == "late")
    z = ZReport.get_or_none(ZReport.session_id == row.id)
    cash = stored.of("cash")
    receipts = stored.sum("receipts")
    return SessionDetails(
        opened=sessions.value(row),
        late_count=Money(late.counted, row.currency) if late else None,
        turnover=Money(stored.sum("turnover").amount, row.currency),
        receipts=receipts.n,
        packaging=Money(stored.sum("packaging").amount, row.currency),
        outside=tuple((*each, Money(stored.get(*each).amount, row.currency)) for each in OUTSIDE_LABELS),
        rounding=Money(stored.sum("rounding").amount, row.currency),
        corrections=_corrections(row, stored),
        tenders=_tenders(row, stored),
        cash_rows=tuple((kind, total.n, Money(total.amount, row.currency)) for kind, total in cash.items()),
        activity=_activity(row),
        expected=Money(sum(total.amount for kind, total in cash.items() if kind != "closing"), row.currency),
        discrepancy=_discrepancy(row, z, late.counted if late else None),
        still_out=tuple(withdrawals.still_out(row.id, row.currency)) if row.tracked else (),
        close=_close(row, z) if z else None,
    )


def numbered(register: str, number: int) -> SessionDetails:
    """A session of a register by its number. Raises NoSuchSessionError."""
    return details(by_number(register, number))


def by_id(session_id: int) -> SessionDetails:
    """The session of a stored id."""
    return details(Session.get_by_id(session_id))


def of_z(register: str, number: int) -> SessionDetails:
    """The session that a Z report of the register closed, by the report's number, which is there."""
    z: ZReport = ZReport.get(ZReport.register.in_(counters.codes(register)), ZReport.number == number)
    return by_id(z.session_id)


def current(register: str) -> SessionDetails | None:
    """The open session of a register; None for none."""
    row = sessions.open_row(register)
    return details(row) if row else None


def required(register: str) -> SessionDetails:
    """The open session of a register. Raises NoSessionError."""
    return details(sessions.required(register))


def discrepancy(currency: str, opening: int | None, before: int | None, closing: int | None) -> Discrepancy:
    """From minor units: counted at the opening, left by the close before, counted - expected at the end.

    None is what nobody counted, or what there is not yet.
    """
    at_start = None if opening is None or before is None else Money(opening - before, currency)
    at_end = None if closing is None else Money(closing, currency)
    nothing_before = before is None and opening is not None
    return Discrepancy(at_start, at_end, at_end is not None and (at_start is not None or nothing_before))


def _discrepancy(session: Session, z: ZReport | None, late: int | None) -> Discrepancy:
    opening = late if late is not None else session.opening_amount if session.opening_basis == COUNTED else None
    closing = None
    if z is not None and (counted := sessions.counted_at_close(z)) is not None and z.expected is not None:
        closing = counted - z.expected
    return discrepancy(session.currency, opening, session.previous_left, closing)


def _awaiting(z: ZReport | None) -> bool:
    return z is not None and bool(z.needs_approval) and Approval.get_or_none(Approval.z_report_id == z.id) is None


def _row(
    session: Session, z: ZReport | None, late: int | None, remotely: Container[tuple[str, int]], *, seen: bool
) -> SessionRow:
    turnover = Money(totals.read(session.id).sum("turnover").amount, session.currency)
    return SessionRow(
        number=session.number,
        register=session.register,
        opened_at=session.opened_at,
        closed_at=session.closed_at,
        opened_by=staff.by_id(session.opened_by).name,
        closed_by=staff.by_id(z.closed_by).name if z else "",
        remotely=z is not None and (z.register, z.entry) in remotely,
        turnover=turnover if seen or session.closed_at is not None else None,
        discrepancy=_discrepancy(session, z, late),
        basis=z.counted_basis if z else "none",
        awaiting=_awaiting(z),
    )


def of(desk: Desk, ids: Sequence[int]) -> list[SessionRow]:
    """These sessions in this order, as far as the person may see each."""
    seen = sees_expected(desk, read_shop().blind_count)
    by_id = {row.id: row for row in Session.select().where(Session.id.in_(ids))}
    reports = {z.session_id: z for z in ZReport.select().where(ZReport.session_id.in_(ids))}
    counts = SessionCount.select().where(SessionCount.session_id.in_(ids), SessionCount.kind == "late")
    late = {count.session_id: count.counted for count in counts}
    remotely = {
        (register, entry)
        for register in {z.register for z in reports.values()}
        for entry in journal.by_channel(register, REMOTE, [z.entry for z in reports.values() if z.register == register])
    }
    return [_row(by_id[each], reports.get(each), late.get(each), remotely, seen=seen) for each in ids]


def sees_expected(desk: Desk, blind: bool) -> bool:
    """Whether the cash of an open session may be shown to this person before it is counted."""
    return not blind or allowed(desk.person, SEE_EXPECTED) or approved(desk, SEE_EXPECTED)
