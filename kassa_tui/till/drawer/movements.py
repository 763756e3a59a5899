"""Cash in and out of the drawer without a sale: with a reason, on paper, in the ledger."""

from msgspec import Struct

from kassa_tui.database import rows
from kassa_tui.i18n import N_
from kassa_tui.models import DrawerEvent, Session
from kassa_tui.models import Reason as ReasonRow
from kassa_tui.money import Money
from kassa_tui.text import clean
from kassa_tui.till.drawer import sessions
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import ADD_CASH, OPEN_DRAWER, REMOVE_CASH
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers import jobs, kept_papers


class NothingMovedError(TillError):
    """An amount of zero or less."""

    template = N_("Type an amount above zero.")


class TooMuchBackError(NothingMovedError):
    """More than was taken out."""

    template = N_("At most {rest} is still out.")


class UnknownReasonError(TillError):
    """A reason that does not exist or is for the other direction."""

    template = N_('"{reason}" is no reason for this.')


class NoteNeededError(TillError):
    """A reason that must be explained."""

    template = N_("Write a note: this reason needs one.")


class UntrackedError(TillError):
    """The shop does not follow its cash."""

    template = N_("Cash is not tracked in this shop.")


class Reason(Struct, frozen=True):
    """Why cash moves; `temporary` ones stay open until the money is back."""

    code: str
    name: str
    direction: str
    needs_note: bool
    temporary: bool


class Movement(Struct, frozen=True):
    """A recorded change of the drawer's cash."""

    id: int
    amount: Money
    reason: str
    session_number: int
    paper_id: int


class OpenWithdrawal(Struct, frozen=True):
    """A temporary withdrawal that has not come back in full; `rest` is still out."""

    id: int
    at: int
    person_id: int
    note: str
    rest: Money

    def part(self, amount: Money) -> Money:
        """An amount that can come back. Raises NothingMovedError, TooMuchBackError."""
        if amount.minor <= 0:
            raise NothingMovedError
        if amount > self.rest:
            raise TooMuchBackError(rest=self.rest)
        return amount


def reasons(direction: str) -> list[Reason]:
    """The reasons for `in` or `out`: those of that direction alone first, then in the shop's order."""
    query = ReasonRow.select().where(ReasonRow.direction.in_((direction, "both")), ReasonRow.active == 1)
    return [
        Reason(row.code, row.name, row.direction, bool(row.needs_note), bool(row.temporary))
        for row in query.order_by(ReasonRow.direction == "both", ReasonRow.position)
    ]


def _reason(code: str, direction: str) -> Reason:
    for reason in reasons(direction):
        if code in (reason.code, reason.name):
            return reason
    raise UnknownReasonError(reason=clean(code, 40))


@recorder()
def move(desk: Desk, amount: Money, reason: str, note: str = "", *, out: bool) -> Movement:
    """Add cash to the drawer, or take it out. Needs an open session, whatever is in the drawer.

    Raises NoSessionError, NothingMovedError, UnknownReasonError, NoteNeededError, UntrackedError.
    """
    require(desk, REMOVE_CASH if out else ADD_CASH)
    if amount.minor <= 0:
        raise NothingMovedError
    chosen = _reason(reason, "out" if out else "in")
    text = clean(note)
    if chosen.needs_note and not text:
        raise NoteNeededError
    row = sessions.required(desk.register)
    if not row.tracked:
        raise UntrackedError
    with journal.entry(desk, "cash.removed" if out else "cash.added") as entry:
        uid = journal.new_uid(entry.at)
        signed = -amount if out else amount
        kind = "removed" if out else "added"
        event = sessions.put(entry, row.id, uid, kind=kind, amount=signed.minor, reason=chosen.code, note=text)
        return _with_slip(entry, row, event, signed, chosen, text)


def _with_slip(entry: journal.Entry, row: Session, event: int, amount: Money, reason: Reason, note: str) -> Movement:
    shop = read_shop()
    slip = kept_papers.movement_slip(shop, entry.desk, entry.at, row.number, amount, reason.name, note)
    paper = kept_papers.keep(entry, "movement", shop.reports_in, slip, session_id=row.id)
    jobs.kick(entry)
    jobs.queue_print(entry, paper)
    return Movement(event, amount, reason.code, row.number, paper)


def open_withdrawals(session_id: int, currency: str) -> list[OpenWithdrawal]:
    """The temporary withdrawals of a session that are still out."""
    withdrawals = rows(
        "SELECT d.id, d.at, d.person_id, d.note, -d.amount - coalesce(sum(b.amount), 0) AS rest "
        "FROM drawer_event d JOIN reason r ON r.code = d.reason AND r.temporary AND r.active AND r.direction <> 'in' "
        "LEFT JOIN drawer_event b ON b.settles_id = d.id AND b.session_id = d.session_id "
        "AND b.kind IN ('removed', 'returned') "
        "WHERE d.session_id = ? AND d.kind = 'removed' GROUP BY d.id HAVING rest > 0 ORDER BY d.id",
        session_id,
    )
    return [OpenWithdrawal(key, at, person, note, Money(rest, currency)) for key, at, person, note, rest in withdrawals]


@recorder(ADD_CASH)
def give_back(desk: Desk, withdrawal_id: int, amount: Money) -> Movement:
    """Book a temporary withdrawal back, in whole or in part.

    Raises NothingMovedError, TooMuchBackError, NoSessionError.
    """
    row = sessions.required(desk.register)
    withdrawal = next((out for out in open_withdrawals(row.id, row.currency) if out.id == withdrawal_id), None)
    if withdrawal is None:
        raise NothingMovedError
    withdrawal.part(amount)
    original = DrawerEvent.get_by_id(withdrawal_id)
    reason = _reason(original.reason or "", "out")
    with journal.entry(desk, "cash.returned") as entry:
        uid = journal.new_uid(entry.at)
        event = sessions.put(
            entry,
            row.id,
            uid,
            kind="returned",
            amount=amount.minor,
            reason=reason.code,
            settles_id=withdrawal_id,
        )
        return _with_slip(entry, row, event, amount, reason, original.note)


@recorder(OPEN_DRAWER)
def open_without_sale(desk: Desk, reason: str = "") -> None:
    """Open the drawer and say so in the journal."""
    row = sessions.open_row(desk.register)
    with journal.entry(desk, "drawer.opened") as entry:
        entry.add("reason", clean(reason))
        entry.add("session", row.number if row else None)
        jobs.kick(entry)


@recorder(OPEN_DRAWER)
def tried(desk: Desk, pin: int) -> None:
    """Say in the journal that the drawer is about to be kicked on a pin, to try it."""
    with journal.entry(desk, "drawer.opened") as entry:
        entry.add("reason", f"test, pin {pin}")
        row = sessions.open_row(desk.register)
        entry.add("session", row.number if row else None)
