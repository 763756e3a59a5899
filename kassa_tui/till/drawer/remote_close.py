"""Closing the counter's session from the office: nobody counts, so what is kept says that it was assumed.

The counted cash is what was expected unless somebody changes it; what stays in the drawer must be said; a
difference must be confirmed. A sale in progress at the counter completes into a new session.
"""

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.models import Session
from kassa_tui.money import Money
from kassa_tui.till.drawer import sessions, withdrawals
from kassa_tui.till.drawer.closing import (
    Cash,
    Closed,
    CloseForm,
    LeftError,
    Seen,
    check_seen,
    check_untracked,
    expected_cash,
    finish,
    seen,
    still_open,
)
from kassa_tui.till.drawer.withdrawals import OpenWithdrawal
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import CLOSE_REMOTELY
from kassa_tui.till.ledger.recording import recorder


class NotConfirmedError(TillError):
    """What stays in the drawer was not said."""

    template = N_("Say first how much stays in the drawer.")


class DifferenceError(TillError):
    """A difference that nobody has confirmed."""

    template = N_("Confirm the difference of {amount} first.")


class RemoteForm(Struct, frozen=True):
    """What the office's page ends with. `counted` None keeps what is expected; `left` None was not confirmed.

    `difference` says that a difference was confirmed; `seen` makes sure that nothing came in since.
    """

    session_id: int
    counted: Money | None = None
    left: Money | None = None
    difference: bool = False
    note: str = ""
    seen: Seen | None = None


class RemoteView(Struct, frozen=True):
    """What the page shows of the open session; `assumed` is what is kept where nobody counts, never below 0."""

    session_id: int
    number: int
    opened_at: int
    opened_by: str
    tracked: bool
    expected: Money
    assumed: Money
    still_out: tuple[OpenWithdrawal, ...]
    seen: Seen


def view(register: str) -> RemoteView:
    """The open session of a register as the office sees it. Raises NoSessionError."""
    row = sessions.required(register)
    expected = Money(expected_cash(row.id), row.currency)
    return RemoteView(
        session_id=row.id,
        number=row.number,
        opened_at=row.opened_at,
        opened_by=staff.by_id(row.opened_by).name,
        tracked=bool(row.tracked),
        expected=expected,
        assumed=max(expected, expected.zero),
        still_out=tuple(withdrawals.still_out(row.id, row.currency)),
        seen=seen(row.id),
    )


def _cash(row: Session, form: RemoteForm) -> Cash:
    if not row.tracked:
        check_untracked(form.counted, form.left)
        return Cash()
    expected = expected_cash(row.id)
    changed = form.counted is not None and form.counted.minor != expected
    counted = form.counted.minor if form.counted is not None else max(expected, 0)
    if form.left is None:
        raise NotConfirmedError
    if counted < 0 or not 0 <= form.left.minor <= counted:
        raise LeftError(counted=Money(counted, row.currency))
    if changed and not form.difference:
        raise DifferenceError(amount=Money(counted - expected, row.currency))
    return Cash(expected, counted, "counted" if changed else "assumed", form.left.minor, counted - form.left.minor)


@recorder(CLOSE_REMOTELY)
def close(desk: Desk, form: RemoteForm) -> Closed:
    """Close a session from the office.

    Raises NotConfirmedError, DifferenceError, LeftError, CameInError, ClosedAlreadyError.
    """
    row = still_open(form.session_id)
    if form.seen is not None:
        check_seen(row, form.seen)
    cash = _cash(row, form)
    figures = {"expected": cash.expected, "counted": cash.counted, "basis": cash.basis, "left": cash.left}
    return finish(desk, row, CloseForm(row.id, note=form.note), cash, {"remote": figures})
