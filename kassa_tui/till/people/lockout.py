"""Waiting after wrong PINs: from the third on, twice as long each time, and after ten in a row for a manager.

A PIN that was typed for a name is counted for that person alone, so that nobody stops the others; one without a name
for the register. Whoever may end a wait never waits for anybody else, only in time.

What was tried stands in the database, so that switching off and on does not help, and waits run on a clock that nobody
can turn; after a new start of the machine a wait begins anew. A success takes nothing back from the register: whoever
guesses could otherwise type a PIN of their own in between.
"""

from contextlib import suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import bound, delete, row, writing
from kassa_tui.i18n import N_
from kassa_tui.models import Attempt
from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.clock import Uptime
from kassa_tui.till.ledger.desk import Desk, Person, allowed
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import END_WAIT
from kassa_tui.till.ledger.recording import recorder

FREE = 2
"""So many wrong PINs cost nothing."""

IN_A_ROW = 10
"""After so many without a right one somebody else ends the wait."""

FIRST_MS, LONGEST_MS = 30_000, 15 * 60_000
"""The first wait, and the longest; after so long without a wrong PIN the next one costs nothing again."""


class WrongPinError(TillError):
    """Nobody's PIN, or not that person's."""

    template = N_("That PIN is not right.")


class LockedOutError(TillError):
    """Too many wrong PINs: no PIN is taken for a while, or (`wait` None) until somebody who may ends the wait."""


class WaitingError(LockedOutError):
    """Too many wrong PINs of late."""

    template = N_("Too many wrong PINs. Wait {seconds} seconds, or scan a badge.")

    def __init__(self, wait: int) -> None:
        self.wait = wait
        super().__init__(seconds=-(-wait // 1000))


class RegisterWaitingError(WaitingError):
    """Too many of late without a name; with one they are taken."""

    template = N_("Too many wrong PINs. Wait {seconds} seconds, choose your name, or scan a badge.")


class StoppedError(LockedOutError):
    """Ten of a person in a row."""

    template = N_("Ten wrong PINs for {name}. A manager lets {name} try again; a badge still works.")

    def __init__(self, person: Person) -> None:
        self.person = person
        super().__init__(name=person.name)


class RegisterStoppedError(LockedOutError):
    """Ten of late without a name."""

    template = N_("Ten wrong PINs here. Choose your name first, scan a badge, or call a manager.")


class Tried(Struct, frozen=True):
    """Wrong PINs: `failed` of late, the last one `at`, none is taken before `until`; `in_row` since the last right one.

    Times are milliseconds since the machine's start.
    """

    failed: int = 0
    at: int = 0
    until: int = 0
    in_row: int = 0


_uncounted: dict[tuple[Path, str], Tried] = {}
"""What no disk took of a shop's file, as long as the program runs."""


def _scope(desk: Desk, person: Person | None) -> str:
    return f"person {person.id}" if person else f"register {desk.register}"


def _since_this_start(tried: Tried, boot: str, now: Uptime) -> Tried:
    """The times in those of the machine's present start: what was to be waited at another one begins with this one."""
    if boot == now.boot and tried.at <= now.ms:
        return tried
    return replace(tried, at=0, until=min(max(tried.until - tried.at, 0), LONGEST_MS))


def _tried(desk: Desk, person: Person | None) -> Tried:
    """What was tried and is not forgotten: of late, and in a row by a person, or by a register that is stopped."""
    now, scope = desk.uptime(), _scope(desk, person)
    if (uncounted := _uncounted.get((bound().path, scope))) is not None:
        return uncounted
    stored = row("SELECT failed, at, until, in_row, boot FROM attempt WHERE scope = ?", scope)
    if stored is None:
        return Tried()
    failed, at, until, in_row, boot = stored
    tried = _since_this_start(Tried(failed, at, until, in_row or 0), boot or "", now)
    if now.ms - max(tried.at, tried.until) <= LONGEST_MS:
        return tried
    return Tried(in_row=tried.in_row if person or tried.in_row >= IN_A_ROW else 0)


def stopped(desk: Desk, person: Person | None = None) -> bool:
    """Whether somebody else must end the wait of the person, or of PINs without a name at the register."""
    ends = person is not None and allowed(person, END_WAIT)
    return not ends and _tried(desk, person).in_row >= IN_A_ROW


def wait(desk: Desk, person: Person | None = None) -> int:
    """Milliseconds until a PIN is taken again from the person, or without a name at the register; 0 for now."""
    return max(_tried(desk, person).until - desk.uptime().ms, 0)


def refusal(desk: Desk, person: Person | None = None) -> LockedOutError | None:
    """Why no PIN is taken from the person, or without a name at the register; None where one is."""
    if stopped(desk, person):
        return StoppedError(person) if person else RegisterStoppedError()
    left = wait(desk, person)
    if left:
        return WaitingError(left) if person else RegisterWaitingError(left)
    return None


def check(desk: Desk, person: Person | None = None) -> None:
    """Raises LockedOutError while no PIN is taken."""
    why = refusal(desk, person)
    if why is not None:
        raise why


def wrong(desk: Desk, person: Person | None = None) -> None:
    """Count a wrong PIN and journal it: for the person who was named, or for the register."""
    now, before, scope = desk.uptime(), _tried(desk, person), _scope(desk, person)
    failed, in_row = before.failed + 1, before.in_row + 1
    pause = min(FIRST_MS << (failed - FREE - 1), LONGEST_MS) if failed > FREE else 0
    values = {"failed": failed, "at": now.ms, "until": now.ms + pause, "boot": now.boot, "in_row": in_row}
    facts: dict[str, object] = {"name": person.name} if person else {}
    facts[scope.partition(" ")[0]] = {"failed": failed, "wait": pause // 1000, "in_row": in_row}
    try:
        with writing():
            Attempt.insert(scope=scope, **values).on_conflict(conflict_target=[Attempt.scope], update=values).execute()
            journal.note(desk, "pin.wrong", facts)
    except (StorageError, TillError):
        # A disk that refuses lets nobody guess any faster, nor does a register that records nothing for now.
        _uncounted[bound().path, scope] = Tried(failed, now.ms, now.ms + pause, in_row)
    else:
        _uncounted.pop((bound().path, scope), None)


def proved(person: Person) -> None:
    """The person has proved who it is: also where no disk takes that, or nobody could unlock the register."""
    scope = f"person {person.id}"
    _uncounted.pop((bound().path, scope), None)
    if row("SELECT 1 FROM attempt WHERE scope = ?", scope) is not None:
        with suppress(StorageError), writing():
            forget(person)


def forget(person: Person) -> None:
    """The person has proved who it is, or has a new PIN. Called inside a transaction."""
    delete(Attempt).where(Attempt.scope == f"person {person.id}").execute()


@recorder(END_WAIT)
def end_wait(desk: Desk, person: Person | None = None) -> None:
    """Let the person type a PIN again, or anybody without a name at the register. Raises NotAllowedError."""
    journal.note(desk, "pin.wait_ended", {"name": person.name} if person else {"register": desk.register})
    delete(Attempt).where(Attempt.scope == _scope(desk, person)).execute()
    _uncounted.pop((bound().path, _scope(desk, person)), None)
