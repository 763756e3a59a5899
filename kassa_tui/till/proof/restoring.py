"""A copy of the shop is put back: checked, copied, brought up to date, proven, and only then in the shop's place.

A damaged shop that stands there is put aside in the last moment, so that whatever ends this leaves the old one, the new
one, or a place that says that its shop is gone; a second time works from each.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import apsw
from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.copies import backup, looking_into
from kassa_tui.database import bound, close_database, open_database, row
from kassa_tui.i18n import N_
from kassa_tui.storage import promised
from kassa_tui.storage.locks import alone
from kassa_tui.storage.put_aside import put_aside, there
from kassa_tui.storage.trouble import ExistsError, reading
from kassa_tui.till.anchor import anchors
from kassa_tui.till.anchor.ends import End, Gap
from kassa_tui.till.drawer import going_on, succession
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.proof import standing, verify
from kassa_tui.till.proof.backups import RESTORED, note, spoken
from kassa_tui.till.proof.problems import Problem, Proof


class NotRestoredError(TillError):
    """The disk does not take the shop; the copy is as it was."""

    template = N_("Nothing was restored: {problem}")


class NoBackupError(TillError):
    """Nothing to restore under that name."""

    template = N_("There is no backup {file}.")


class UnprovenError(TillError):
    """The copy can be read, but its figures do not agree with its journal."""

    template = N_("{file} is not proven: {count} differences, first: {problem} Nothing was restored.")

    def __init__(self, file: Path, problems: Sequence[Problem]) -> None:
        alone = N_("{file} is not proven: {problem} Nothing was restored.") if len(problems) == 1 else ""
        super().__init__(alone, file=file, count=len(problems), problem=problems[0].say())


class LacksError(TillError):
    """A copy that ends before what is known to have been given out."""

    template = N_("{file} lacks what is known: {missing}. Nothing was restored.")


class Restored(Struct, frozen=True):
    """What was put back: the newest entry that the copy knows (`at` in UTC milliseconds), and its proof.

    `lacks` is what the anchors know beyond it, `known` all that they know; `aside` what the damaged shop is called now.
    """

    register: str
    number: int
    at: int
    kind: str
    proof: Proof
    lacks: tuple[Gap, ...] = ()
    known: tuple[End, ...] = ()
    aside: Path | None = None


class Wanted(Struct, frozen=True):
    """What a copy may be, and how it is put back.

    `unproven` takes one whose figures do not agree as well, `lacking` one that ends before what the anchors know: its
    counters go on under other codes then. `second` is the folder of the second place, `aside` says that what stands
    in the place is damaged and is put aside. `asks` leaves it to the owner to say what became of what is missing.
    """

    unproven: bool = False
    lacking: bool = False
    second: Path | None = None
    aside: bool = False
    asks: bool = False


ONLY_PROVEN = Wanted()


def restore(source: Path, target: Path, wanted: Wanted = ONLY_PROVEN) -> Restored:
    """Make the database `target` from a copy, which is never changed.

    Raises InUseError while a register is open there or somebody else makes that file, NoBackupError, ExistsError where
    something is that is not put aside, UnprovenError, LacksError, NotRestoredError, or another StorageError.
    """
    if not source.is_file():
        raise NoBackupError(file=source)
    with spoken(NotRestoredError):
        promised.make_folder(target.parent)
    with alone(target):
        return _restore_alone(source, target, wanted)


def _restore_alone(source: Path, target: Path, wanted: Wanted) -> Restored:
    files = there(target)
    if files and not wanted.aside:
        # A log that is left beside a new database would be played into it.
        raise ExistsError(file=target.with_name(files[0].name))
    close_database()
    if files:
        standing.remember(target)
    real = Path(os.path.realpath(target))
    with spoken(NotRestoredError):
        with promised.workplace(real.parent) as place:
            try:
                restored = _restore(source, place / target.name, target, wanted)
                restored = replace(restored, aside=put_aside(target))
                _put(place / target.name, real)
            finally:
                close_database()
        anchors.adopt(target)
    open_database(target)
    anchors.keep_quietly(wanted.second)
    return restored


def _put(part: Path, target: Path) -> None:
    """The restored shop in its place. Raises ExistsError where somebody else put one meanwhile."""
    try:
        promised.give_name(part, target, replaces=False)
    except FileExistsError as error:
        raise ExistsError(file=target) from error


def _restore(source: Path, part: Path, target: Path, wanted: Wanted) -> Restored:
    with looking_into(source):
        backup(part)
    open_database(part)
    proof = verify.verify()
    if not proof.proven and not wanted.unproven:
        raise UnprovenError(source, proof.problems)
    newest = row("SELECT register, number, at, kind FROM journal ORDER BY id DESC LIMIT 1")
    if newest is None:
        raise NoBackupError(file=source)
    outside = anchors.look(target, wanted.second)
    if outside.gaps and not wanted.lacking:
        raise LacksError(file=source, missing="; ".join(gap.say() for gap in outside.gaps))
    register, number, at, kind = newest
    restored = Restored(register, number, at, kind, proof, lacks=outside.gaps, known=outside.known)
    # Before it has its name: whoever is ended after that leaves a shop that knows where it comes from.
    _note_restored(source, restored, asks=wanted.asks)
    # Closing would bring the log into the file as well, but say nothing where the disk does not take it.
    with reading(part):
        bound().connection().wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    close_database()
    return restored


def _note_restored(source: Path, restored: Restored, *, asks: bool) -> None:
    """What was put back is journalled; what it lacks on purpose is not asked about again."""
    places = row("SELECT location FROM register WHERE code = ?", restored.register)
    desk = Desk(restored.register, places[0] if places else "", staff.owner(), channel="command")
    if restored.lacks:
        desk = replace(desk, register=going_on.go_on(desk, restored.known))
        if not asks:
            succession.answer(desk, "restored")
    else:
        desk = replace(desk, register=counters.current(desk.register))
    facts = {"file": source.name, "register": restored.register, "entry": restored.number}
    note(desk, RESTORED, facts | {"proven": restored.proof.proven})
