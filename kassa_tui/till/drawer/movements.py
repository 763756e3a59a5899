"""Cash in and out of the drawer without a sale: with a reason, on paper, in the ledger."""

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.models import Reason as ReasonRow
from kassa_tui.models import Session
from kassa_tui.money import Money
from kassa_tui.text import clean
from kassa_tui.till.drawer import closing, session_details, sessions, withdrawals
from kassa_tui.till.drawer.sessions import UntrackedError
from kassa_tui.till.drawer.withdrawals import NothingMovedError, NotOutError
from kassa_tui.till.ledger import journal, notes
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import ADD_CASH, OPEN_DRAWER, REMOVE_CASH
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers import jobs, kept_papers


class UnknownReasonError(TillError):
    """A reason that does not exist or is for the other direction."""

    template = N_('"{reason}" is no reason for this.')


class NoteNeededError(TillError):
    """A reason that must be explained."""

    template = N_("Write a note: this reason needs one.")


class MoreThanThereError(TillError):
    """More goes out than the till believes is there, and nobody has said that it is so."""

    template = N_("That is more than the till believes is in the drawer.")


class MoreThanExpectedError(MoreThanThereError):
    """The same, for whoever may see how much should be there."""

    template = N_("The till believes that {expected} is in the drawer.")


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


def _check_there(desk: Desk, row: Session, amount: Money) -> None:
    """Raises MoreThanThereError, with what is expected only for whoever may see it."""
    expected = Money(closing.expected_cash(row.id), row.currency)
    if amount <= expected:
        return
    if session_details.sees_expected(desk, read_shop().blind_count):
        raise MoreThanExpectedError(expected=expected)
    raise MoreThanThereError


@recorder()
def move(desk: Desk, amount: Money, reason: str, note: str = "", *, out: bool, sure: bool = False) -> Movement:
    """Add cash to the drawer, or take it out; `sure` says that more goes out than the till believes is there.

    Raises NoSessionError, NothingMovedError, UnknownReasonError, NoteNeededError, UntrackedError, MoreThanThereError,
    LongNoteError.
    """
    require(desk, REMOVE_CASH if out else ADD_CASH)
    if amount.minor <= 0:
        raise NothingMovedError
    chosen = _reason(reason, "out" if out else "in")
    text = notes.cleaned(note)
    if chosen.needs_note and not text:
        raise NoteNeededError
    row = sessions.required(desk.register)
    if not row.tracked:
        raise UntrackedError
    if out and not sure:
        _check_there(desk, row, amount)
    with journal.entry(desk, "cash.removed" if out else "cash.added") as entry:
        uid = journal.new_uid(entry.at)
        signed = -amount if out else amount
        kind = "removed" if out else "added"
        event = sessions.put(entry, row.id, uid, kind=kind, amount=signed.minor, reason=chosen.code, note=text)
        return _with_slip(entry, row, event, signed, chosen.code, chosen.name, text)


def _with_slip(
    entry: journal.Entry, row: Session, event: int, amount: Money, reason: str, why: str, note: str
) -> Movement:
    shop = read_shop()
    slip = kept_papers.movement_slip(shop, entry.desk, entry.at, row.number, amount, why, note)
    paper = kept_papers.keep(entry, "movement", shop.reports_in, slip, session_id=row.id)
    jobs.kick(entry)
    jobs.queue_print(entry, paper)
    return Movement(event, amount, reason, row.number, paper)


@recorder(ADD_CASH)
def give_back(desk: Desk, withdrawal_id: int, part: Money | None = None) -> Movement:
    """Book a temporary withdrawal back, in whichever session it comes back: a part of it, or for None all of it.

    Raises NotOutError, NothingMovedError, TooMuchBackError, NoSessionError.
    """
    row = sessions.required(desk.register)
    if not row.tracked:
        raise UntrackedError
    out = {each.id: each for each in withdrawals.still_out(row.id, row.currency)}
    withdrawal = out.get(withdrawal_id)
    if withdrawal is None:
        raise NotOutError(number=withdrawal_id)
    amount = withdrawal.rest if part is None else withdrawal.part(part)
    with journal.entry(desk, "cash.returned") as entry:
        uid = journal.new_uid(entry.at)
        event = sessions.put(
            entry,
            row.id,
            uid,
            kind="returned",
            amount=amount.minor,
            reason=withdrawal.reason,
            settles_id=withdrawal_id,
        )
        return _with_slip(entry, row, event, amount, withdrawal.reason, withdrawal.why, withdrawal.note)


@recorder(OPEN_DRAWER)
def open_without_sale(desk: Desk, reason: str = "") -> None:
    """Open the drawer and say so in the journal."""
    row, why = sessions.open_row(desk.register), notes.cleaned(reason)
    with journal.entry(desk, "drawer.opened") as entry:
        entry.add("reason", why)
        entry.add("session", row.number if row else None)
        jobs.kick(entry)


@recorder(OPEN_DRAWER)
def tried(desk: Desk, pin: int) -> None:
    """Say in the journal that the drawer is about to be kicked on a pin, to try it."""
    with journal.entry(desk, "drawer.opened") as entry:
        entry.add("reason", "test")
        entry.add("pin", pin)
        row = sessions.open_row(desk.register)
        entry.add("session", row.number if row else None)
