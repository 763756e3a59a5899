"""Closing a session: counted blind, never blocked by a difference, a numbered Z report.

counted = left in the drawer + taken out. What nobody counted is stored as not counted, never as 0.
"""

from collections.abc import Mapping

from msgspec import Struct
from peewee import Expression, fn

from kassa_tui.database import rows, writing
from kassa_tui.i18n import N_
from kassa_tui.models import Approval, DrawerEvent, Receipt, Session, SessionCount, ZReport
from kassa_tui.money import Money
from kassa_tui.text import clean
from kassa_tui.till.basket import drafts
from kassa_tui.till.drawer import bag_slip, counting, session_papers, sessions
from kassa_tui.till.drawer.counting import Pieces
from kassa_tui.till.ledger import clock, counters, journal, notes, totals
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk, allowed, require
from kassa_tui.till.ledger.errors import ChangedMeanwhileError, TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import APPROVE_DIFFERENCE, CLOSE_SESSION, SKIP_COUNT
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.papers import jobs, kept_papers


class ClosedAlreadyError(TillError):
    """Somebody else closed it first; what was counted is in the journal."""

    template = N_("Session {number} was closed by {person} at {time}. Your count is kept in the journal.")


class CameInError(ChangedMeanwhileError):
    """The session went on after the count."""

    template = N_("Since the count {count} more came in ({amount} in cash, {person}). Look again.")


class LeftError(TillError):
    """More left in the drawer than there is."""

    template = N_("Between 0.00 and {counted} can stay in the drawer.")


class NotAwaitingError(TillError):
    """Nothing to approve."""

    template = N_("Session {number} is not waiting for an approval.")


class Seen(Struct, frozen=True):
    """How far the session had come when the overview was shown."""

    events: int
    receipts: int


class CloseForm(Struct, frozen=True):
    """What the wizard ends with. `counted` None skips the count; `pieces` are its notes and coins.

    With a count `left` is needed; without one `taken` says what goes out. `terminals` holds the totals of
    the other methods that were read off; `seen` makes sure that nothing came in since. `out` are the notes and
    coins that were taken out, for the slip of a numbered bag; empty when only a sum is known.
    """

    session_id: int
    counted: Money | None = None
    left: Money | None = None
    taken: Money | None = None
    pieces: Pieces = {}
    out: Pieces = {}
    terminals: Mapping[str, Money] = {}
    note: str = ""
    bag: str = ""
    seen: Seen | None = None


class Closed(Struct, frozen=True):
    """A closed session: its Z number, and the papers that were kept. `counted` is None unless somebody counted."""

    session_id: int
    session_number: int
    z_number: int
    expected: Money | None
    counted: Money | None
    basis: str
    left: Money | None
    taken: Money | None
    difference: Money | None
    needs_approval: bool
    cash_paper: int | None
    z_paper: int


class Cash(Struct, frozen=True):
    """The drawer's figures at the close, in minor units; None where nothing is known."""

    expected: int | None = None
    counted: int | None = None
    basis: str = "none"
    left: int | None = None
    taken: int | None = None

    @property
    def seen_count(self) -> int | None:
        """What somebody counted; None for what was only assumed."""
        return self.counted if self.basis == counting.COUNTED else None

    @property
    def difference(self) -> int | None:
        """counted - expected; None when nobody counted."""
        return None if self.seen_count is None or self.expected is None else self.seen_count - self.expected


def expected_cash(session_id: int) -> int:
    """What should be in the drawer, in minor units: the sum of the session's ledger but for the closing withdrawal."""
    query = DrawerEvent.select(fn.SUM(DrawerEvent.amount))
    return int(query.where(DrawerEvent.session_id == session_id, DrawerEvent.kind != "closing").scalar() or 0)


def open_session(session_id: int) -> Session:
    """The row of a session that is being closed."""
    found: Session = Session.get_by_id(session_id)
    return found


def seen(session_id: int) -> Seen:
    """How far the session is now."""
    events = DrawerEvent.select(fn.COUNT(DrawerEvent.id)).where(DrawerEvent.session_id == session_id).scalar()
    receipts = Receipt.select(fn.COUNT(Receipt.id)).where(Receipt.session_id == session_id, Receipt.training == 0)
    return Seen(int(events), int(receipts.scalar()))


def check_seen(row: Session, before: Seen) -> None:
    """Refuse a close since whose picture something came in. Raises CameInError."""
    now = seen(row.id)
    if now == before:
        return
    fresh = DrawerEvent.select().where(DrawerEvent.session_id == row.id).order_by(DrawerEvent.id)
    events = list(fresh.offset(before.events))
    sold = Receipt.select().where(Receipt.session_id == row.id, Receipt.training == 0)
    receipts = list(sold.order_by(Receipt.id).offset(before.receipts))
    who = (receipts or events)[-1].person_id
    moved = [event for event in events if event.receipt_id is None]
    raise CameInError(
        count=len(receipts) + len(moved),
        amount=Money(sum(event.amount for event in events), row.currency),
        person=staff.by_id(who).name,
    )


def check_untracked(counted: Money | None, *moved: Money | None) -> None:
    """Where cash is not followed a count is refused, and so is what stays or goes. Raises UntrackedError."""
    if counted is not None or any(moved):
        raise sessions.UntrackedError


def _cash(row: Session, form: CloseForm) -> Cash:
    if not row.tracked:
        check_untracked(form.counted, form.left, form.taken)
        return Cash()
    expected = expected_cash(row.id)
    if form.counted is None:
        taken = form.taken.minor if form.taken else 0
        if not 0 <= taken <= max(expected, 0):
            raise LeftError(counted=Money(max(expected, 0), row.currency))
        return Cash(expected, None, "none", max(expected - taken, 0), taken)
    counted = form.counted.minor
    left = counted - form.taken.minor if form.left is None and form.taken else form.left.minor if form.left else 0
    if counted < 0 or not 0 <= left <= counted:
        raise LeftError(counted=form.counted)
    counting.check_out(form.out, form.pieces, Money(counted - left, row.currency))
    return Cash(expected, counted, "counted", left, counted - left)


def _count_rows(entry: Entry, row: Session, form: CloseForm, cash: Cash) -> None:
    stored = totals.read(row.id)
    detail = counting.detail(form.pieces, form.counted) if form.counted is not None else "{}"
    counted = {"cash": cash.counted} if cash.counted is not None and cash.basis == counting.COUNTED else {}
    for method, amount in form.terminals.items():
        counted[method] = amount.minor
    for method, minor in counted.items():
        expected = cash.expected if method == "cash" else stored.get("tender", method).amount
        entry.insert(
            SessionCount,
            f"{row.uid}.closing.{method}",
            session_id=row.id,
            kind="closing",
            method=method,
            at=entry.at,
            person_id=entry.desk.person.id,
            expected=expected,
            counted=minor,
            detail=detail if method == "cash" else "{}",
        )


def _of_counter(register: str) -> Expression:
    """The Z reports of a register's counter, whichever code they bear."""
    return ZReport.register.in_(counters.codes(register))


def _perpetual(register: str, stored: totals.Totals) -> tuple[int, int]:
    last = ZReport.select().where(_of_counter(register)).order_by(ZReport.number.desc()).first()
    sales, returns = (last.sales, last.returns) if last else (0, 0)
    return sales + stored.get("turnover", "sales").amount, returns + stored.get("turnover", "returns").amount


def _z_row(entry: Entry, row: Session, form: CloseForm, cash: Cash, needs_approval: bool) -> ZReport:
    number = ZReport.select(fn.MAX(ZReport.number)).where(_of_counter(row.register)).scalar() or 0
    receipts = Receipt.select(fn.COUNT(Receipt.id), fn.MIN(Receipt.number), fn.MAX(Receipt.number))
    count, first, last = receipts.where(Receipt.session_id == row.id).tuples().first()
    sales, returns = _perpetual(row.register, totals.read(row.id))
    z_id = entry.insert(
        ZReport,
        f"{row.uid}.z",
        number=number + 1,
        session_id=row.id,
        closed_at=entry.at,
        closed_by=entry.desk.person.id,
        expected=cash.expected,
        counted=cash.counted,
        counted_basis=cash.basis,
        left=cash.left,
        taken=cash.taken,
        note=notes.cleaned(form.note),
        bag=clean(form.bag, 40),
        needs_approval=int(needs_approval),
        receipts=count,
        first_receipt=first,
        last_receipt=last,
        sales=sales,
        returns=returns,
        net=sales + returns,
    )
    return ZReport.get_by_id(z_id)


def _papers(entry: Entry, shop: Shop, row: Session, z: ZReport, out: Pieces) -> tuple[int | None, int]:
    """Keep what the close has to say; printed are the cash and the slip that goes into the bag."""
    paper_ids: dict[str, int] = {}
    made = [*session_papers.at_close(shop, entry.desk, entry.at, row, z)]
    if z.bag and z.taken:
        made.append((bag_slip.KIND, bag_slip.slip(shop, entry.desk, entry.at, row, z, out)))
    for kind, document in made:
        paper_ids[kind] = kept_papers.keep(
            entry, kind, shop.reports_in, document, session_id=row.id, uid=f"{row.uid}.{kind}"
        )
    if shop.print_at_close:
        jobs.queue_print(entry, paper_ids.get("session_cash", paper_ids["z"]))
        if bag_slip.KIND in paper_ids:
            jobs.queue_print(entry, paper_ids[bag_slip.KIND])
    return paper_ids.get("session_cash"), paper_ids["z"]


def finish(desk: Desk, row: Session, form: CloseForm, cash: Cash, facts: Mapping[str, object] = {}) -> Closed:
    """End a session with these figures, inside the transaction of the caller; `facts` go into the journal as well."""
    shop = read_shop()
    off = abs(cash.difference or 0) > shop.tolerance
    needs_approval = off and not allowed(desk.person, APPROVE_DIFFERENCE)
    with journal.entry(desk, "session.closed") as entry:
        for name, value in facts.items():
            entry.add(name, value)
        if cash.taken:
            sessions.put(entry, row.id, f"{row.uid}.closing.d", kind="closing", amount=-cash.taken)
        _count_rows(entry, row, form, cash)
        z = _z_row(entry, row, form, cash, needs_approval)
        cash_paper, z_paper = _papers(entry, shop, row, z, form.out)
        Session.update(closed_at=entry.at).where(Session.id == row.id).execute()
    drafts.forget(desk.register, drafts.COUNT)
    expected, counted, left, taken, difference = (
        None if minor is None else Money(minor, row.currency)
        for minor in (cash.expected, cash.seen_count, cash.left, cash.taken, cash.difference)
    )
    return Closed(
        session_id=row.id,
        session_number=row.number,
        z_number=z.number,
        expected=expected,
        counted=counted,
        basis=cash.basis,
        left=left,
        taken=taken,
        difference=difference,
        needs_approval=needs_approval,
        cash_paper=cash_paper,
        z_paper=z_paper,
    )


def still_open(session_id: int) -> Session:
    """The row of a session that nobody closed meanwhile. Raises ClosedAlreadyError."""
    row = open_session(session_id)
    z = ZReport.get_or_none(ZReport.session_id == row.id)
    if z is not None:
        time = f"{clock.local(z.closed_at, read_shop().zone):%H:%M}"
        raise ClosedAlreadyError(number=row.number, person=staff.by_id(z.closed_by).name, time=time)
    return row


@recorder(CLOSE_SESSION)
def _close(desk: Desk, form: CloseForm) -> Closed:
    row = still_open(form.session_id)
    if form.counted is None and row.tracked:
        require(desk, SKIP_COUNT)
    if form.seen is not None:
        check_seen(row, form.seen)
    return finish(desk, row, form, _cash(row, form))


def close(desk: Desk, form: CloseForm) -> Closed:
    """Close a session. Raises CameInError, ClosedAlreadyError (the count is journalled), CountError, LeftError."""
    try:
        return _close(desk, form)
    except ClosedAlreadyError:
        counted = form.counted.minor if form.counted else None
        with writing():
            journal.note(desk, "count.refused", {"session": form.session_id, "counted": counted})
        raise


def close_untracked(desk: Desk, row: Session) -> Closed:
    """End a session without drawer figures, inside the transaction of the sale that starts the next day."""
    return finish(desk, row, CloseForm(row.id), Cash())


# --- Approval -------------------------------------------------------------------------------------


def awaiting(register: str) -> list[int]:
    """The numbers of sessions that closed above the tolerance and that nobody with the permission has seen."""
    of_counter, values = counters.any_of("z.register", register)
    numbers = rows(
        f"SELECT s.number FROM z_report z JOIN session s ON s.id = z.session_id WHERE {of_counter} "
        "AND z.needs_approval AND z.id NOT IN (SELECT z_report_id FROM approval) ORDER BY s.number",
        *values,
    )
    return [number for (number,) in numbers]


@recorder(APPROVE_DIFFERENCE)
def approve(desk: Desk, session_number: int, note: str = "") -> None:
    """Record that the difference of a closed session has been seen. Raises NotAwaitingError."""
    if session_number not in awaiting(desk.register):
        raise NotAwaitingError(number=session_number)
    row = Session.get(Session.register.in_(counters.codes(desk.register)), Session.number == session_number)
    z = ZReport.get(ZReport.session_id == row.id)
    with journal.entry(desk, "session.approved") as entry:
        entry.insert(
            Approval,
            f"{row.uid}.approval",
            z_report_id=z.id,
            at=entry.at,
            person_id=desk.person.id,
            note=notes.cleaned(note),
        )
