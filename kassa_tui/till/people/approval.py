"""A second person agrees to what the first may not do: by badge, by PIN, or by name where nobody has either."""

from kassa_tui.database import writing
from kassa_tui.i18n import N_
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Consent, Desk, Person, allowed, people
from kassa_tui.till.ledger.errors import NotAllowedError, TillError
from kassa_tui.till.ledger.permissions import ACTIONS, END_WAIT
from kassa_tui.till.people import badges, lockout, pins


class CannotApproveError(TillError):
    """Somebody who may not do it either, or has nothing to prove who it is."""

    template = N_("{name} cannot approve this.")


def _may(desk: Desk, refusal: NotAllowedError, person: Person) -> bool:
    return person.id != desk.person.id and allowed(person, ACTIONS[refusal.action], refusal.amount)


def approvers(desk: Desk, refusal: NotAllowedError) -> list[Person]:
    """Who may approve it here: with a PIN that is long enough, or anybody who may while nobody has a PIN."""
    able = [person for person in people() if _may(desk, refusal, person)]
    if not pins.used():
        return able
    return [person for person in able if pins.digits_of(person) >= pins.needed(person.role)]


def possible(desk: Desk, refusal: NotAllowedError) -> bool:
    """Whether anybody can be asked at all."""
    able = [person for person in people() if _may(desk, refusal, person)]
    return bool(approvers(desk, refusal)) or any(badges.has_badge(person) for person in able)


def _given(desk: Desk, refusal: NotAllowedError, person: Person) -> Consent:
    """The consent, journalled with both names."""
    if not _may(desk, refusal, person):
        raise CannotApproveError(name=person.name)
    consent = Consent(refusal.action, person, refusal.amount)
    with writing():
        facts = {"action": refusal.action, "amount": refusal.amount, "name": desk.person.name, "by": person.name}
        journal.note(desk.admitting(consent), "permission.approved", facts)
    return consent


def by_badge(desk: Desk, refusal: NotAllowedError, code: str) -> Consent:
    """Approved by a badge. Raises NoBadgeError, CannotApproveError."""
    return _given(desk, refusal, badges.prove(desk, code))


def by_person(desk: Desk, refusal: NotAllowedError, person: Person, pin: str) -> Consent:
    """Approved by somebody's PIN, or by the name alone while nobody has one.

    Raises WrongPinError, LockedOutError, CannotApproveError.
    """
    if person not in approvers(desk, refusal):
        raise CannotApproveError(name=person.name)
    if pins.used():
        pins.prove(desk, pin, person)
    return _given(desk, refusal, person)


def enders() -> list[Person]:
    """Who may let somebody type a PIN again, and proves it by a PIN."""
    return [person for person in people() if allowed(person, END_WAIT) and pins.digits_of(person)]


def ended_by_badge(desk: Desk, waiting: Person | None, code: str) -> Person:
    """The holder of a badge ends the wait of a person, or of PINs without a name at the register, and is who did it.

    Raises NoBadgeError, NotAllowedError.
    """
    return _ended(desk, waiting, badges.prove(desk, code))


def ended_by_person(desk: Desk, waiting: Person | None, person: Person, pin: str) -> Person:
    """Somebody ends it who proves it by PIN. Raises WrongPinError, LockedOutError, NotAllowedError."""
    return _ended(desk, waiting, pins.prove(desk, pin, person))


def _ended(desk: Desk, waiting: Person | None, person: Person) -> Person:
    lockout.end_wait(desk.alone().by(person), waiting)
    return person
