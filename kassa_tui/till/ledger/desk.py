"""People, roles, and the one question that every recorder asks: may this person do that?"""

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_, _
from kassa_tui.till.ledger.clock import Clock, Ticks, system_clock, system_uptime
from kassa_tui.till.ledger.errors import NotAllowedError, OverLimitError, TillError
from kassa_tui.till.ledger.permissions import OWNER, ROLES, Action


class Person(Struct, frozen=True):
    """Somebody who works here; `language` None means the shop's."""

    id: int
    name: str
    role: str
    language: str | None = None


class Consent(Struct, frozen=True):
    """Somebody agreed to an action of another, for so much of the action's unit."""

    action: str
    person: Person
    amount: int = 0

    def covers(self, action: str, amount: int) -> bool:
        """Whether this is what was agreed to, or less of it."""
        return self.action == action and abs(amount) <= self.amount


class Desk(Struct, frozen=True):
    """Who acts, where, and by which clocks: the first argument of every recorder.

    `channel` says how: `counter`, `command` or `remote`. `approver` is a second person who agreed: to what `agreed`
    lists, or to everything when it is empty. `consents` were given before, and are used when something needs them.
    `uptime` is the clock for what lasts. `sure_of`, where a clock that is behind is asked about: the newest time in UTC
    milliseconds that somebody knew of.
    """

    register: str
    location: str
    person: Person
    clock: Clock = system_clock
    channel: str = "counter"
    approver: Person | None = None
    agreed: tuple[Consent, ...] = ()
    consents: tuple[Consent, ...] = ()
    sure_of: int | None = None
    uptime: Ticks = system_uptime

    def by(self, person: Person) -> "Desk":
        """The same desk with somebody else at it."""
        return replace(self, person=person)

    def consenting(self, consent: Consent) -> "Desk":
        """With one consent more, to be used when it is needed."""
        return replace(self, consents=(*self.consents, consent))

    def admitting(self, consent: Consent) -> "Desk":
        """For a whole task that somebody agreed to: what it records names the approver."""
        return replace(self, approver=consent.person, agreed=(consent,))

    def alone(self) -> "Desk":
        """Without anything that was agreed to before."""
        return replace(self, approver=None, agreed=(), consents=())

    def using(self, action: str, amount: int) -> "Desk | None":
        """With the consent that a refused action needs, its giver as the approver; None when there is no other one."""
        for consent in self.consents:
            if consent.covers(action, amount) and consent not in self.agreed:
                return replace(self, approver=consent.person, agreed=(*self.agreed, consent))
        return None


class UnknownPersonError(TillError):
    """A name that nobody here has."""

    template = N_("There is nobody here named {name}.")


def _limit(person: Person, action: Action) -> tuple[bool, int | None]:
    permitted = row(
        'SELECT t."limit" FROM person p JOIN permission t ON t.role = p.role '
        "WHERE p.id = ? AND p.active AND t.action = ?",
        person.id,
        action.code,
    )
    return (permitted is not None, permitted[0] if permitted else None)


def allowed(person: Person, action: Action, amount: int = 0) -> bool:
    """Whether the person may do this, for so much of the action's unit; nothing for who works here no more."""
    granted, limit = _limit(person, action)
    return granted and (limit is None or abs(amount) <= limit)


def require(desk: Desk, action: Action, amount: int = 0) -> None:
    """Refuse what neither the person nor an approver may do: NotAllowedError, OverLimitError."""
    if allowed(desk.person, action, amount) or approved(desk, action, amount):
        return
    kind = OverLimitError if allowed(desk.person, action) else NotAllowedError
    raise kind(action.code, _(action.text), desk.person.name, abs(amount))


def approved(desk: Desk, action: Action, amount: int = 0) -> bool:
    """Whether somebody who may has agreed to this act."""
    if desk.agreed:
        agreed = [each.person for each in desk.agreed if each.covers(action.code, amount)]
    else:
        agreed = [desk.approver] if desk.approver else []
    return any(allowed(person, action, amount) for person in agreed)


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
