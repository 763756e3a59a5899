"""Tracking sessions: opened by hand or by the first sale, one at a time for each register.

A session belongs to the drawer, not to a person. It stays open until somebody closes it.
"""

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.models import DrawerEvent, Session, SessionCount, ZReport
from kassa_tui.money import Money
from kassa_tui.records import record
from kassa_tui.till.drawer import counting
from kassa_tui.till.drawer.counting import COUNTED, NO_PIECES, Pieces
from kassa_tui.till.ledger import clock, counters, journal, notes
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.office_register import tracks_cash
from kassa_tui.till.ledger.permissions import OPEN_SESSION, RECOUNT_OPENING
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.ledger.totals import Tally

LONG_DAYS = 3
"""A session that is open for so many days was forgotten, and is said; it goes on."""


class AlreadyOpenError(TillError):
    """Somebody was first."""

    template = N_("Session {number} is open already: {person} opened it at {time}.")


class NoSessionError(TillError):
    """Nothing is open."""

    template = N_("No session is open.")


class NotAssumedError(TillError):
    """Only an opening that nobody counted can be counted afterwards, once."""

    template = N_("The opening amount of this session was counted already.")


class UntrackedError(TillError):
    """The shop does not follow its cash: there is nothing to count or to move."""

    template = N_("Cash is not tracked in this shop.")


class OpenSession(Struct, frozen=True):
    """The session that is open. `previous_left` is what the close before it left, None if that is not known."""

    id: int
    uid: str
    number: int
    opened_at: int
    opened_by: str
    opening: str
    business_day: str
    tracked: bool
    opening_amount: Money
    opening_basis: str
    previous_left: Money | None
    note: str


class _Open(Struct, frozen=True):
    """The open session as its row tells it, with the name of who opened it; amounts in minor units."""

    id: int
    uid: str
    number: int
    opened_at: int
    opened_by: str
    opening: str
    business_day: str
    tracked: int
    opening_amount: int
    opening_basis: str
    previous_left: int | None
    note: str
    currency: str


def value(row: Session) -> OpenSession:
    """A stored session as a value."""
    return _value(row, staff.by_id(row.opened_by).name)


def _value(row: Session | _Open, opened_by: str) -> OpenSession:
    left = None if row.previous_left is None else Money(row.previous_left, row.currency)
    return OpenSession(
        id=row.id,
        uid=row.uid,
        number=row.number,
        opened_at=row.opened_at,
        opened_by=opened_by,
        opening=row.opening,
        business_day=row.business_day,
        tracked=bool(row.tracked),
        opening_amount=Money(row.opening_amount, row.currency),
        opening_basis=row.opening_basis,
        previous_left=left,
        note=row.note,
    )


def open_row(register: str) -> Session | None:
    """The open session's row, for recorders."""
    open_ones = Session.raw("SELECT * FROM session WHERE register = ? AND closed_at IS NULL", register)
    return next(iter(open_ones), None)


_OPEN = (
    "SELECT s.id, s.uid, s.number, s.opened_at, p.name opened_by, s.opening, s.business_day, s.tracked, "
    "s.opening_amount, s.opening_basis, s.previous_left, s.note, s.currency "
    "FROM session s JOIN person p ON p.id = s.opened_by WHERE s.register = ? AND s.closed_at IS NULL"
)


def current(register: str) -> OpenSession | None:
    """The open session of a register; read after each sale, so that it is one short query."""
    found = record(_Open, _OPEN, register)
    return _value(found, found.opened_by) if found else None


def days_open(session: OpenSession, now: int, shop: Shop) -> int:
    """How many days ago it was opened, by the shop's calendar; `now` is UTC milliseconds."""
    return (clock.local(now, shop.zone).date() - clock.local(session.opened_at, shop.zone).date()).days


def required(register: str) -> Session:
    """The open session's row; NoSessionError if there is none."""
    row = open_row(register)
    if row is None:
        raise NoSessionError
    return row


def number_of(session_id: int) -> int:
    """The number of the session of a stored id."""
    return int(Session.get_by_id(session_id).number)


def left_before(register: str) -> int | None:
    """What the last close left in the drawer, in minor units; None for the first session and after one untracked."""
    row = (
        ZReport.select(ZReport.left)
        .where(ZReport.register.in_(counters.codes(register)))
        .order_by(ZReport.number.desc())
        .tuples()
        .first()
    )
    return row[0] if row else None


def counted_at_close(z: ZReport) -> int | None:
    """What somebody counted at the close, in minor units; None for what was assumed, and where nobody counted."""
    return z.counted if z.counted_basis == COUNTED else None


class Opening(Struct, frozen=True):
    """How a session starts."""

    how: str
    amount: int
    basis: str
    note: str = ""


def create(desk: Desk, entry: Entry, shop: Shop, opening: Opening) -> Session:
    """Insert a session and its opening amount, as part of an entry."""
    of_counter = Session.register.in_(counters.codes(desk.register))
    row = Session.select(Session.number).where(of_counter).order_by(Session.number.desc()).tuples().first()
    uid = journal.new_uid(entry.at)
    tracked = shop.track_cash and tracks_cash(desk.register)
    session_id = entry.insert(
        Session,
        uid,
        number=(row[0] if row else 0) + 1,
        currency=shop.currency,
        opened_at=entry.at,
        opened_by=desk.person.id,
        opening=opening.how,
        business_day=shop.today(desk).isoformat(),
        tracked=int(tracked),
        opening_amount=opening.amount if tracked else 0,
        opening_basis=opening.basis if tracked else "none",
        previous_left=left_before(desk.register) if tracked else None,
        note=opening.note,
    )
    if tracked:
        put(entry, session_id, f"{uid}.d1", kind="opening", amount=opening.amount)
    return Session.get_by_id(session_id)


def put(entry: Entry, session_id: int, uid: str, *, kind: str, amount: int, **more: object) -> int:
    """One row in the drawer's ledger, with its total; its id."""
    tally = Tally()
    tally.add("cash", kind, amount)
    tally.write(session_id)
    columns = {"note": "", **more}
    return entry.insert(
        DrawerEvent,
        uid,
        session_id=session_id,
        at=entry.at,
        person_id=entry.desk.person.id,
        kind=kind,
        amount=amount,
        **columns,
    )


@recorder(OPEN_SESSION)
def start(desk: Desk, amount: Money, note: str = "", pieces: Pieces = NO_PIECES) -> OpenSession:
    """Open a session by hand with a counted amount. Raises AlreadyOpenError, CountError, UntrackedError."""
    existing = open_row(desk.register)
    shop = read_shop()
    if not (shop.track_cash and tracks_cash(desk.register)):
        raise UntrackedError
    if existing:
        raise AlreadyOpenError(
            number=existing.number,
            person=staff.by_id(existing.opened_by).name,
            time=f"{clock.local(existing.opened_at, shop.zone):%H:%M}",
        )
    with journal.entry(desk, "session.opened") as entry:
        row = create(desk, entry, shop, Opening("manual", amount.minor, "counted", notes.cleaned(note)))
        _count_row(entry, row, "opening", amount.minor, row.previous_left, counting.detail(pieces, amount))
    return value(row)


def _count_row(entry: Entry, row: Session, kind: str, counted: int, expected: int | None, detail: str) -> None:
    entry.insert(
        SessionCount,
        f"{row.uid}.{kind}",
        session_id=row.id,
        kind=kind,
        method="cash",
        at=entry.at,
        person_id=entry.desk.person.id,
        expected=expected,
        counted=counted,
        detail=detail,
    )


@recorder(RECOUNT_OPENING)
def count_opening(desk: Desk, counted: Money, pieces: Pieces = NO_PIECES) -> OpenSession:
    """Count an opening that was assumed, once, while the session is open: a record beside it.

    The difference is a row of its own in the ledger, so that what is expected starts from the real amount.
    """
    row = required(desk.register)
    if not row.tracked:
        raise UntrackedError
    late = SessionCount.select().where(SessionCount.session_id == row.id, SessionCount.kind == "late").exists()
    if row.opening_basis == COUNTED or late:
        raise NotAssumedError
    with journal.entry(desk, "session.recounted") as entry:
        _count_row(entry, row, "late", counted.minor, row.opening_amount, counting.detail(pieces, counted))
        difference = counted.minor - row.opening_amount
        if difference:
            put(entry, row.id, f"{row.uid}.late.d", kind="recount", amount=difference)
    return value(row)
