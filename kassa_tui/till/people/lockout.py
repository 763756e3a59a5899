"""Waiting after wrong PINs: from the third on, twice as long each time, for a person and for a register.

What was tried stands in the database, so that switching off and on does not help. A success takes nothing back
from the register: whoever guesses could otherwise type a PIN of their own in between.
"""

from msgspec import Struct

from kassa_tui.database import delete, row, writing
from kassa_tui.i18n import N_
from kassa_tui.models import Attempt
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk, Person
from kassa_tui.till.ledger.errors import TillError

FREE = 2
"""So many wrong PINs cost nothing."""

FIRST_MS, LONGEST_MS = 30_000, 15 * 60_000
"""The first wait, and the longest; after so long without a wrong PIN everything is forgotten."""


class WrongPinError(TillError):
    """Nobody's PIN, or not that person's."""

    template = N_("That PIN is not right.")


class LockedOutError(TillError):
    """Too many wrong PINs."""

    template = N_("Too many wrong PINs. Wait {seconds} seconds, or scan a badge.")

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(seconds=-(-wait // 1000))


class Tried(Struct, frozen=True):
    """Wrong PINs of late; `until` is the time in UTC milliseconds before which none is taken."""

    failed: int = 0
    at: int = 0
    until: int = 0


def _scopes(desk: Desk, person: Person | None) -> tuple[str, ...]:
    register = f"register {desk.register}"
    return (register, f"person {person.id}") if person else (register,)


def _tried(scope: str, now: int) -> Tried:
    """What was tried and is not forgotten. A clock that was put back makes nobody wait longer than the longest."""
    found = row("SELECT failed, at, until FROM attempt WHERE scope = ?", scope)
    tried = Tried(*found) if found else Tried()
    return tried if abs(now - max(tried.at, tried.until)) <= LONGEST_MS else Tried()


def wait(desk: Desk, person: Person | None = None) -> int:
    """Milliseconds until a PIN is taken again at the register, or from the person there; 0 for now."""
    now = desk.clock()
    return max(max(_tried(scope, now).until - now, 0) for scope in _scopes(desk, person))


def check(desk: Desk, person: Person | None = None) -> None:
    """Raises LockedOutError while no PIN is taken."""
    left = wait(desk, person)
    if left:
        raise LockedOutError(left)


def wrong(desk: Desk, person: Person | None = None) -> None:
    """Count a wrong PIN and journal it, whoever is thought to have typed it."""
    now = desk.clock()
    with writing():
        facts: dict[str, object] = {"name": person.name} if person else {}
        for scope in _scopes(desk, person):
            failed = _tried(scope, now).failed + 1
            pause = min(FIRST_MS << (failed - FREE - 1), LONGEST_MS) if failed > FREE else 0
            values = {"failed": failed, "at": now, "until": now + pause}
            Attempt.insert(scope=scope, **values).on_conflict(conflict_target=[Attempt.scope], update=values).execute()
            facts[scope.partition(" ")[0]] = {"failed": failed, "wait": pause // 1000}
        journal.note(desk, "pin.wrong", facts)


def forget(person: Person) -> None:
    """The person has proved who it is, or has a new PIN. Called inside a transaction."""
    delete(Attempt).where(Attempt.scope == f"person {person.id}").execute()
