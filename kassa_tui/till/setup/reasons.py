"""Changing the reasons for cash in and out: added, changed, taken out of use, never deleted; journalled and proved."""

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import row
from kassa_tui.i18n import N_, _
from kassa_tui.models import Reason
from kassa_tui.text import clean
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import EDIT_SHOP
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.row_changes import ChangedRowError, by_whom, is_taken, new_code

LONGEST_NAME = 30
LONGEST_ACCOUNT = 20

DIRECTIONS = {"in": N_("adding cash"), "out": N_("taking out cash"), "both": N_("both")}
"""What a reason is for."""


class ReasonError(TillError):
    """A reason that cannot be as it is."""


class ReasonForm(Struct, frozen=True):
    """A reason as it is typed; `account` is a ledger account of the bookkeeper's, empty for none.

    `code` None makes a new one, `version` is what was read.
    """

    name: str
    direction: str = "both"
    needs_note: bool = False
    temporary: bool = False
    account: str = ""
    active: bool = True
    code: str | None = None
    version: int = 0


def _form(stored: Reason) -> ReasonForm:
    return ReasonForm(
        name=stored.name,
        direction=stored.direction,
        needs_note=bool(stored.needs_note),
        temporary=bool(stored.temporary),
        account=stored.account or "",
        active=bool(stored.active),
        code=stored.code,
        version=stored.entry,
    )


def listed() -> list[ReasonForm]:
    """All reasons, those in use first, in the shop's order."""
    return [_form(each) for each in Reason.select().order_by(Reason.active.desc(), Reason.position)]


def check_name(name: str, others: list[ReasonForm]) -> str:
    """The name cleaned, which is no other reason's. Raises ReasonError."""
    cleaned = clean(name, LONGEST_NAME)
    if not cleaned:
        raise ReasonError(N_("A reason needs a name."))
    if is_taken(cleaned, (each.name for each in others)):
        raise ReasonError(N_("There is a reason named {name} already."), name=cleaned)
    return cleaned


def check(form: ReasonForm, others: list[ReasonForm]) -> ReasonForm:
    """The form cleaned, against all other reasons. Raises ReasonError."""
    name = check_name(form.name, others)
    if form.direction not in DIRECTIONS:
        raise ReasonError(N_("A reason is for adding cash, taking it out, or both."))
    if form.temporary and form.direction != "out":
        raise ReasonError(N_("What comes back was taken out first: choose taking out cash."))
    for way in ("in", "out"):
        if not any(each.active and each.direction in (way, "both") for each in (form, *others)):
            raise ReasonError(N_("One reason must stay for: {direction}."), direction=_(DIRECTIONS[way]))
    return replace(form, name=name, account=clean(form.account, LONGEST_ACCOUNT))


def _was_used(reason: ReasonForm) -> bool:
    """Whether cash was ever taken out for it: then what was meant to come back stays so."""
    return row("SELECT 1 FROM drawer_event WHERE kind = 'removed' AND reason = ? LIMIT 1", reason.code) is not None


def check_open(form: ReasonForm, before: ReasonForm) -> None:
    """Money that is still out under this reason stays in sight. Raises ReasonError."""
    if form.temporary != before.temporary and _was_used(before):
        raise ReasonError(N_("Cash was taken out for {name} before: make another reason."), name=_(before.name))
    same = [(each.direction, each.temporary, each.active) for each in (form, before)]
    if same[0] == same[1] or not (form.temporary or before.temporary):
        return
    out = row(
        "SELECT 1 FROM drawer_event d JOIN session s ON s.id = d.session_id "
        "WHERE s.closed_at IS NULL AND d.kind = 'removed' AND d.reason = ?",
        before.code,
    )
    if out is not None:
        raise ReasonError(N_("Cash was taken out for {name} in the open session: close it first."), name=_(before.name))


def store(entry: Entry, code: str, columns: dict[str, Any]) -> None:
    """Write a checked reason as part of an entry; a new one comes last."""
    stored = Reason.get_or_none(Reason.code == code)
    if stored is None:
        values = {"position": Reason.select().count(), **columns}
        Reason.insert(code=code, entry=entry.number, **values).execute()
    else:
        values = {"position": stored.position, **columns}
        Reason.update(entry=entry.number, **values).where(Reason.code == code).execute()
    entry.state("reason", {"code": code, **values})


def columns_of(form: ReasonForm) -> dict[str, Any]:
    """The columns of a checked form."""
    return {
        "name": form.name,
        "direction": form.direction,
        "needs_note": int(form.needs_note),
        "temporary": int(form.temporary),
        "account": form.account or None,
        "active": int(form.active),
    }


@recorder(EDIT_SHOP)
def save(desk: Desk, form: ReasonForm) -> str:
    """Add or change a reason; its code. Raises ReasonError, ChangedRowError with who was first."""
    reasons = listed()
    before = next((other for other in reasons if other.code == form.code), None)
    if form.code is not None and (before is None or before.version != form.version):
        name = _(before.name) if before else clean(form.name, LONGEST_NAME)
        raise ChangedRowError(name=name, **by_whom("reason", "code", form.code))
    checked = check(form, [other for other in reasons if other is not before])
    if before is not None:
        check_open(checked, before)
    code = form.code or new_code(checked.name, (other.code or "" for other in reasons))
    with journal.entry(desk, "reason.saved") as entry:
        store(entry, code, columns_of(checked))
    return code


@recorder(EDIT_SHOP)
def move(desk: Desk, code: str, by: int) -> None:
    """One place up (-1) or down (1) among those in use; nothing at the end of the list."""
    codes = [reason.code for reason in listed() if reason.active]
    if code not in codes or not 0 <= codes.index(code) + by < len(codes):
        return
    at = codes.index(code)
    codes[at], codes[at + by] = codes[at + by], codes[at]
    with journal.entry(desk, "reason.saved") as entry:
        for position, placed in enumerate(codes):
            stored = Reason.get_by_id(placed)
            if stored.position != position:
                store(entry, stored.code, columns_of(_form(stored)) | {"position": position})
