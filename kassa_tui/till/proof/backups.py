"""Copies of the shop: made while the till sells, proven, rotated; and put back where nothing is.

A copy is a file of its own (VACUUM INTO), durable before it has its name. It is read like the shop itself:
SQLite's check and `kassa verify` hold for it, or it does not count.
"""

import errno
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any

from msgspec import Struct

from kassa_tui.database import (
    ExistsError,
    StorageError,
    backup,
    bound,
    close_database,
    looking_into,
    marker,
    open_database,
    row,
)
from kassa_tui.i18n import N_
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.proof import verify
from kassa_tui.till.proof.verify import Proof

DAILY, WEEKLY, MONTHLY = 7, 4, 84
"""How many days, weeks and months keep their newest copy; seven years, as long as the books must be kept."""

MADE, UNPROVEN, RESTORED = "backup.made", "backup.unproven", "backup.restored"

_STAMP = "%Y%m%dT%H%M%SZ"
_FORGOTTEN_SECONDS = 86_400


class BackupError(TillError):
    """The copy could not be written; the copies before it are as they were."""

    template = N_("No backup was made: {problem}")


class NoFolderError(BackupError):
    """A folder that was named is not there; it is never made, as a disk that is not mounted looks like that."""

    template = N_("No backup was made: {folder} is not there. Is the disk connected?")


class NoBackupError(TillError):
    """Nothing to restore under that name."""

    template = N_("There is no backup {file}.")


class UnprovenError(TillError):
    """The copy can be read, but its figures do not agree with its journal."""

    template = N_("{file} is not proven: {count} differences, first: {problem} Nothing was restored.")


class Backup(Struct, frozen=True):
    """A copy that was made: `size` in bytes, what proved it, and the older copies that were removed for it."""

    file: Path
    size: int
    sha256: str
    proof: Proof
    removed: tuple[Path, ...]


class Restored(Struct, frozen=True):
    """What was put back: the newest entry that the copy knows (`at` in UTC milliseconds), and its proof."""

    register: str
    number: int
    at: int
    kind: str
    proof: Proof


# --- Which copies stay ---


def _week(when: datetime) -> tuple[int, int]:
    return when.isocalendar()[:2]


_PERIODS: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (DAILY, datetime.date),
    (WEEKLY, _week),
    (MONTHLY, lambda when: (when.year, when.month)),
)


def kept(taken: Iterable[datetime]) -> set[datetime]:
    """Which copies stay: the newest of each of the last 7 days, 4 weeks and 84 months that have one."""
    ordered = sorted(set(taken), reverse=True)
    stays: set[datetime] = set()
    for limit, period in _PERIODS:
        newest: dict[object, datetime] = {}
        for when in ordered:
            newest.setdefault(period(when), when)
        stays.update(list(newest.values())[:limit])
    return stays


def _prefix() -> str:
    """The beginning of the names of this shop's copies: of two shops on one disk, neither rotates the other's away."""
    first = row("SELECT hash FROM journal ORDER BY id LIMIT 1")
    return f"{bound().path.stem}-{first[0][:6] if first else 'new'}"


def copies(folder: Path, prefix: str) -> dict[datetime, Path]:
    """The copies of a shop in a folder, by the time in their names (UTC)."""
    name = re.compile(rf"{re.escape(prefix)}-(\d{{8}}T\d{{6}}Z)\.db")
    found = ((name.fullmatch(file.name), file) for file in folder.iterdir())
    return {datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC): file for match, file in found if match}


def _rotate(folder: Path, prefix: str, made: datetime) -> tuple[Path, ...]:
    """Remove the copies that do not stay, never the one just made, and what a broken-off backup left long ago."""
    there = copies(folder, prefix)
    gone = tuple(file for when, file in sorted(there.items()) if when not in kept(there) and when != made)
    for file in gone:
        file.unlink()
    for part in folder.glob(f"{prefix}.*.part"):
        if time.time() - part.stat().st_mtime > _FORGOTTEN_SECONDS:
            part.unlink()
    return gone


# --- Making one ---


def sync(path: Path) -> None:
    """What a file holds, or which names a folder holds, is on the disk afterwards."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as problem:
        # Some file systems of sticks and servers cannot sync a folder.
        if problem.errno != errno.EINVAL or not path.is_dir():
            raise
    finally:
        os.close(handle)


def usual_folder(path: Path) -> Path:
    """Where copies of the database at `path` go unless another folder is named."""
    return path.parent / "backups"


@contextmanager
def _spoken() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise BackupError(problem=str(problem)) from problem


@recorder()
def _note(desk: Desk, kind: str, facts: dict[str, Any]) -> None:
    journal.note(desk, kind, facts)


def make(desk: Desk, folder: Path | None = None) -> Backup:
    """Copy the open database into `folder`, prove the copy, journal it, and remove what need not stay.

    Without a folder it is the usual one, which is made. A copy that is not proven is kept beside the others in
    place of the last such one, and nothing is removed for it. Raises BackupError, NoFolderError, StorageError.
    """
    if folder is not None and not folder.is_dir():
        raise NoFolderError(folder=folder)
    folder = folder or usual_folder(bound().path)
    prefix = _prefix()
    part = folder / f"{prefix}.{os.getpid()}.part"
    with _spoken():
        folder.mkdir(mode=0o700, exist_ok=True)
        try:
            return _make(desk, folder, prefix, part)
        finally:
            part.unlink(missing_ok=True)


def _make(desk: Desk, folder: Path, prefix: str, part: Path) -> Backup:
    backup(part)
    sync(part)
    proof = _prove(part)
    made_at = _moment(desk, copies(folder, prefix))
    file = folder / f"{prefix}-{made_at:{_STAMP}}.db" if proof.proven else folder / f"{prefix}-unproven.db"
    with part.open("rb") as copy:
        sha256 = file_digest(copy, "sha256").hexdigest()
    size = part.stat().st_size
    part.rename(file)
    sync(folder)
    facts = {"file": file.name, "folder": str(folder), "size": size, "sha256": sha256, "entries": proof.entries}
    _note(desk, MADE if proof.proven else UNPROVEN, facts)
    return Backup(file, size, sha256, proof, _rotate(folder, prefix, made_at) if proof.proven else ())


def _moment(desk: Desk, there: dict[datetime, Path]) -> datetime:
    """Now, or the first second after it that has no copy yet."""
    made = datetime.fromtimestamp(desk.clock() // 1000, UTC)
    while made in there:
        made += timedelta(seconds=1)
    return made


def _prove(part: Path) -> Proof:
    try:
        with looking_into(part):
            return verify.verify()
    except StorageError as error:
        raise BackupError(problem=error) from error


# --- Putting one back ---


def restore(source: Path, target: Path, *, unproven: bool = False) -> Restored:
    """Make the database `target` from a copy: checked, copied, brought up to date, proven, and only then named.

    The copy itself is never changed, and nothing is ever overwritten. `unproven` takes one whose figures do not
    agree as well. Raises NoBackupError, ExistsError, UnprovenError, BackupError, or a StorageError.
    """
    for name in ("", "-wal", "-shm", "-journal"):
        there = target.with_name(target.name + name)
        # A log that is left beside a new database would be played into it.
        if there.exists():
            raise ExistsError(file=there)
    if not source.is_file():
        raise NoBackupError(file=source)
    close_database()
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    with _spoken():
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            restored = _restore(source, part, unproven=unproven)
            part.rename(target)
        finally:
            close_database()
            for left in part.parent.glob(f"{part.name}*"):
                left.unlink()
        marker(target).write_text("kassa-tui\n", encoding="utf-8")
        sync(target.parent)
    open_database(target)
    _note_restored(source, restored)
    return restored


def _restore(source: Path, part: Path, *, unproven: bool) -> Restored:
    with looking_into(source):
        backup(part)
    open_database(part)
    proof = verify.verify()
    if not proof.proven and not unproven:
        raise UnprovenError(file=source, count=len(proof.problems), problem=proof.problems[0].say())
    newest = row("SELECT register, number, at, kind FROM journal ORDER BY id DESC LIMIT 1")
    if newest is None:
        raise NoBackupError(file=source)
    close_database()
    sync(part)
    register, number, at, kind = newest
    return Restored(register, number, at, kind, proof)


def _note_restored(source: Path, restored: Restored) -> None:
    places = row("SELECT location FROM register WHERE code = ?", restored.register)
    desk = Desk(restored.register, places[0] if places else "", staff.owner(), channel="command")
    _note(desk, RESTORED, {"file": source.name, "entry": restored.number, "proven": restored.proof.proven})
