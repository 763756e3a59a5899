"""Who works here and what each role may do: added, changed and retired by the owner, journalled, never deleted."""

from msgspec import Struct

from kassa_tui.database import delete, row, rows
from kassa_tui.i18n import LANGUAGES, N_
from kassa_tui.models import Credential, Permission
from kassa_tui.models import Person as PersonRow
from kassa_tui.records import records
from kassa_tui.text import clean
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk, Person, by_id
from kassa_tui.till.ledger.errors import ChangedMeanwhileError, TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import ACTIONS, EDIT_STAFF, OWNER, ROLES
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers import jobs
from kassa_tui.till.people import badges, lockout, pins

LONGEST_NAME = 60


class StaffError(TillError):
    """People or permissions that cannot be."""


class ChangedPersonError(ChangedMeanwhileError):
    """Somebody else saved first."""

    template = N_("{name} was changed meanwhile. What you typed is still here; look at it again.")


class PersonForm(Struct, frozen=True):
    """A person as typed; `language` None is the shop's. `id` None for a new one, `version` is what was read."""

    name: str
    role: str = "cashier"
    language: str | None = None
    active: bool = True
    id: int | None = None
    version: int = 0


class Listed(Struct, frozen=True):
    """A person as the office lists them; `digits` 0 for no PIN."""

    person: Person
    active: bool
    digits: int
    badge: bool


class _Stored(Struct, frozen=True):
    """A person with what proves who it is, as the rows tell it."""

    id: int
    name: str
    role: str
    language: str | None
    active: bool
    digits: int | None
    badge: bool


def listed() -> list[Listed]:
    """Everybody, whoever works here first, by name."""
    return [
        Listed(Person(row.id, row.name, row.role, row.language), row.active, row.digits or 0, row.badge)
        for row in records(
            _Stored,
            "SELECT p.id, p.name, p.role, p.language, p.active, c.digits, c.badge IS NOT NULL badge FROM person p "
            "LEFT JOIN credential c ON c.person_id = p.id ORDER BY p.active DESC, p.name",
        )
    ]


def read(person_id: int) -> PersonForm:
    """The person as a form."""
    found = PersonRow.get_by_id(person_id)
    return PersonForm(found.name, found.role, found.language, bool(found.active), found.id, found.entry)


def _cleaned(form: PersonForm) -> dict[str, object]:
    """The columns of a form. Raises StaffError."""
    name = clean(form.name, LONGEST_NAME)
    if not name:
        raise StaffError(N_("A person needs a name."))
    if form.role not in ROLES:
        raise StaffError(N_("There is no role {role}."), role=clean(form.role, 20))
    if form.language not in (None, *LANGUAGES):
        raise StaffError(N_("There is no language {language}."), language=clean(str(form.language), 20))
    taken = {other.casefold() for number, other in rows("SELECT id, name FROM person") if number != form.id}
    if name.casefold() in taken:
        raise StaffError(N_("There is somebody named {name} already."), name=name)
    return {"name": name, "role": form.role, "language": form.language, "active": int(form.active)}


def _keep_an_owner(before: PersonRow, values: dict[str, object]) -> None:
    """The last owner stays one: StaffError."""
    others = row("SELECT count(*) FROM person WHERE role = ? AND active AND id <> ?", OWNER, before.id) or (0,)
    stays = values["role"] == OWNER and values["active"]
    if before.role == OWNER and before.active and not stays and not others[0]:
        raise StaffError(N_("{name} is the only owner and stays one."), name=before.name)


def _state(entry: Entry, person_id: int, values: dict[str, object]) -> None:
    entry.state("person", {"id": person_id, **values})


@recorder(EDIT_STAFF)
def save(desk: Desk, form: PersonForm, pin: str | None = None) -> int:
    """Add or change a person; the id. `pin` None leaves the PIN as it is, an empty one takes it away.

    A PIN that is too short for a new role goes, as does all of who leaves.
    Raises StaffError, ChangedPersonError, PinError.
    """
    number = _save(desk, form)
    if pin is not None and form.active:
        _set_pin(desk, by_id(number), pin)
    return number


def _save(desk: Desk, form: PersonForm) -> int:
    values = _cleaned(form)
    if form.id is None:
        with journal.entry(desk, "person.added") as entry:
            uid = journal.new_uid(entry.at)
            number = PersonRow.insert(**values, uid=uid, entry=entry.number).execute()
            _state(entry, number, values)
        return int(number)
    before = PersonRow.get_by_id(form.id)
    if before.entry != form.version:
        raise ChangedPersonError(name=before.name)
    _keep_an_owner(before, values)
    if all(getattr(before, name) == value for name, value in values.items()):
        return form.id
    with journal.entry(desk, "person.changed") as entry:
        PersonRow.update(**values, entry=entry.number).where(PersonRow.id == form.id).execute()
        _state(entry, form.id, values)
        _take_back(entry, by_id(form.id), active=form.active)
    return form.id


def _take_back(entry: Entry, person: Person, *, active: bool) -> None:
    """What proves who the person is, when that is over or no longer enough."""
    mine = Credential.person_id == person.id
    if not active:
        delete(Credential).where(mine).execute()
    elif 0 < pins.digits_of(person) < pins.needed(person.role):
        Credential.update(pin=None, digits=None, entry=entry.number).where(mine).execute()
        entry.add("pin_changed", "removed")


def retire(desk: Desk, person: Person) -> int:
    """Somebody works here no more; the name stays in what was recorded. Raises as `save`."""
    form = read(person.id)
    return save(desk, PersonForm(form.name, form.role, form.language, False, form.id, form.version))


@recorder(EDIT_STAFF)
def set_pin(desk: Desk, person_id: int, pin: str) -> None:
    """Give a person a PIN, or take it away when it is empty. Ends a lock-out. Raises PinError."""
    _set_pin(desk, by_id(person_id), pin)


def _set_pin(desk: Desk, person: Person, pin: str) -> None:
    if pin:
        pins.check_new(person, pin)
    with journal.entry(desk, "person.pin") as entry:
        entry.add("name", person.name)
        entry.add("pin_changed", "set" if pin else "removed")
        if pin:
            pins.keep(person, pin, entry.number)
        else:
            values = {"pin": None, "digits": None, "entry": entry.number}
            Credential.update(values).where(Credential.person_id == person.id).execute()
        lockout.forget(person)


@recorder(EDIT_STAFF)
def new_badge(desk: Desk, person_id: int) -> str:
    """A new badge for a person, printed; the one before stops. The code, which is kept nowhere else."""
    person, code = by_id(person_id), badges.new_code()
    with journal.entry(desk, "person.badge") as entry:
        entry.add("name", person.name)
        badges.keep(person, code, entry.number)
        jobs.queue_document(entry, badges.paper(read_shop(), person, code))
    return code


def grants(role: str) -> dict[str, int | None]:
    """The actions of a role with their limits."""
    return dict(rows('SELECT action, "limit" FROM permission WHERE role = ?', role))


@recorder(EDIT_STAFF)
def grant(desk: Desk, role: str, code: str, granted: bool, limit: int | None = None) -> None:
    """Let a role do something, up to a limit (None: none), or no longer. Raises StaffError."""
    action = ACTIONS.get(code)
    if action is None or role not in ROLES:
        raise StaffError(N_("There is no permission {code} of {role}."), code=clean(code, 30), role=clean(role, 20))
    if role == OWNER or action is EDIT_STAFF:
        raise StaffError(N_("What an owner may do is fixed, and so is who may change people."))
    if limit is not None and (limit < 0 or not action.unit):
        raise StaffError(N_("This permission has no such limit."))
    before = grants(role)
    if (code in before) == granted and before.get(code) == limit:
        return
    with journal.entry(desk, "role.changed") as entry:
        told = {"role": role, "action": code, "granted": granted, "limit": limit}
        entry.add("permission", {name: value for name, value in told.items() if value is not None})
        delete(Permission).where(Permission.role == role, Permission.action == code).execute()
        if granted:
            Permission.insert(role=role, action=code, limit=limit).execute()
