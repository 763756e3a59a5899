"""People, roles, and the one question that every recorder asks: may this person do that?"""

from dataclasses import dataclass
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_, _
from kassa_tui.till.clock import Clock, system_clock
from kassa_tui.till.errors import NotAllowedError, OverLimitError, TillError

OWNER, MANAGER, CASHIER = "owner", "manager", "cashier"
ROLES = {OWNER: N_("owner"), MANAGER: N_("manager"), CASHIER: N_("cashier")}


class Person(Struct, frozen=True):
    """Somebody who works here; `language` None means the shop's."""

    id: int
    name: str
    role: str
    language: str | None = None


class Desk(Struct, frozen=True):
    """Who acts, where, and by which clock: the first argument of every recorder.

    `channel` says how: `counter`, `command` or `remote`. `approver` is a second person who agreed.
    """

    register: str
    location: str
    person: Person
    clock: Clock = system_clock
    channel: str = "counter"
    approver: Person | None = None

    def by(self, person: Person) -> "Desk":
        """The same desk with somebody else at it."""
        return replace(self, person=person)


@dataclass(frozen=True)
class Action:
    """Something that needs permission, declared beside the function that does it.

    `cashier` says whether the role has it at set-up; `limit` up to how much, in the action's own unit
    (basis points for a discount, minor units for an amount), None for no limit.
    """

    code: str
    text: str
    cashier: bool = True
    limit: int | None = None
    all: ClassVar[dict[str, "Action"]] = {}

    def __post_init__(self) -> None:
        self.all[self.code] = self


class UnknownPersonError(TillError):
    """A name that nobody here has."""

    template = N_("There is nobody here named {name}.")


def _limit(person: Person, action: Action) -> tuple[bool, int | None]:
    found = row('SELECT "limit" FROM permission WHERE role = ? AND action = ?', person.role, action.code)
    return (found is not None, found[0] if found else None)


def allowed(person: Person, action: Action, amount: int = 0) -> bool:
    """Whether the person may do this, for so much of the action's unit."""
    granted, limit = _limit(person, action)
    return granted and (limit is None or abs(amount) <= limit)


def require(desk: Desk, action: Action, amount: int = 0) -> None:
    """Refuse what neither the person nor an approver may do: NotAllowedError, OverLimitError."""
    if allowed(desk.person, action, amount) or (desk.approver and allowed(desk.approver, action, amount)):
        return
    kind = OverLimitError if allowed(desk.person, action) else NotAllowedError
    raise kind(action.code, _(action.text), desk.person.name)


def _people(where: str, *values: object) -> list[Person]:
    return [Person(*found) for found in rows(f"SELECT id, name, role, language FROM person {where}", *values)]


def people() -> list[Person]:
    """Everybody who works here now, by name."""
    return _people("WHERE active ORDER BY name")


def named(name: str) -> Person:
    """The person of that name, whatever its case; UnknownPersonError if there is none."""
    for person in people():
        if person.name.casefold() == name.strip().casefold():
            return person
    raise UnknownPersonError(name=name)


def by_id(person_id: int) -> Person:
    """The person of a stored id, also one who no longer works here."""
    return _people("WHERE id = ?", person_id)[0]


def owner() -> Person:
    """The first owner: who acts when a command does not say."""
    for person in _people("WHERE role = ? AND active ORDER BY id LIMIT 1", OWNER):
        return person
    raise UnknownPersonError(name=_(ROLES[OWNER]))


def everybody() -> list[Person]:
    """All people, also those who no longer work here."""
    return _people("")
