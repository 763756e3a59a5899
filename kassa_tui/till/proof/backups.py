"""Copies of the shop: made while the till sells, proven, rotated. `restoring` puts them back.

A copy is a file of its own (VACUUM INTO), durable before it has its name. It is read like the shop itself:
SQLite's check and `kassa verify` hold for it, or it does not count.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any

from msgspec import Struct

from kassa_tui.copies import backup, looking_into
from kassa_tui.database import bound, row
from kassa_tui.i18n import N_
from kassa_tui.storage import promised
from kassa_tui.storage.promised import sync
from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.anchor import anchors
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.proof import verify
from kassa_tui.till.proof.problems import Proof

DAILY, WEEKLY, MONTHLY = 7, 4, 84
"""How many days, weeks and months keep their newest copy; seven years, as long as the books must be kept."""

MADE, UNPROVEN, RESTORED = "backup.made", "backup.unproven", "backup.restored"

_STAMP = "%Y%m%dT%H%M%SZ"
_AT_ONCE = timedelta(minutes=1)
"""Copies that are no further apart were asked for at the same time."""
_FORGOTTEN_SECONDS = 86_400


class BackupError(TillError):
    """The copy could not be written; the copies before it are as they were."""

    template = N_("No backup was made: {problem}")


class NoFolderError(BackupError):
    """A folder that was named is not there; it is never made, as a disk that is not mounted looks like that."""

    template = N_("No backup was made: {folder} is not there. Is the disk connected?")


class Backup(Struct, frozen=True):
    """A copy that was made: `size` in bytes, what proved it, and the older copies that were removed for it."""

    file: Path
    size: int
    sha256: str
    proof: Proof
    removed: tuple[Path, ...]


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
    """Remove the copies that do not stay, and what a broken-off backup left; never what was made just now.

    A backup that others make at the same time is theirs to count on.
    """
    there = copies(folder, prefix)
    now = {when for when in there if abs(when - made) < _AT_ONCE}
    stay = now | kept(when for when, file in there.items() if file.stat().st_size)
    gone = tuple(file for when, file in sorted(there.items()) if when not in stay)
    for file in gone:
        file.unlink(missing_ok=True)
    for part in folder.glob(f"{prefix}.*.part"):
        if time.time() - part.stat().st_mtime > _FORGOTTEN_SECONDS:
            part.unlink()
    return gone


# --- Making one ---


def usual_folder(path: Path) -> Path:
    """Where copies of the database at `path` go unless another folder is named."""
    return path.parent / "backups"


@contextmanager
def spoken(kind: type[TillError] = BackupError) -> Iterator[None]:
    """What the system refuses in the block, as a refusal of that kind."""
    try:
        yield
    except OSError as problem:
        raise kind(problem=str(problem)) from problem


@recorder()
def note(desk: Desk, kind: str, facts: dict[str, Any]) -> None:
    """An entry of the journal about copies."""
    journal.note(desk, kind, facts)


def make(desk: Desk, folder: Path | None = None, label: str = "") -> Backup:
    """Copy the open database into `folder`, prove the copy, journal it, and remove what need not stay.

    Without a folder it is the usual one, which is made. A copy that is not proven is kept beside the others in
    place of the last such one, and nothing is removed for it. `label` is that of the disk, for a second copy.
    Raises BackupError, NoFolderError, StorageError.
    """
    if folder is not None and not folder.is_dir():
        raise NoFolderError(folder=folder)
    folder = folder or usual_folder(bound().path)
    with spoken():
        promised.make_folder(folder, 0o700)
        with promised.workplace(folder) as place:
            made = _make(desk, folder, place / "copy.db", {"label": label} if label else {})
    anchors.keep_quietly(folder if label else None)
    return made


def _make(desk: Desk, folder: Path, part: Path, about: dict[str, str]) -> Backup:
    prefix = _prefix()
    backup(part)
    sync(part)
    proof = _prove(part)
    with part.open("rb") as copy:
        sha256 = file_digest(copy, "sha256").hexdigest()
    size, made_at = part.stat().st_size, datetime.fromtimestamp(desk.clock() // 1000, UTC)
    file = folder / f"{prefix}-unproven.db"
    if proof.proven:
        made_at, file = _named(part, folder, prefix, made_at)
    else:
        promised.give_name(part, file)
    facts = {"file": file.name, "folder": str(folder), "size": size, "sha256": sha256, "entries": proof.entries}
    note(desk, MADE if proof.proven else UNPROVEN, facts | about)
    return Backup(file, size, sha256, proof, _rotate(folder, prefix, made_at) if proof.proven else ())


def _named(part: Path, folder: Path, prefix: str, made: datetime) -> tuple[datetime, Path]:
    """The copy under the name of now, or of the first second after it that has none, also by another process."""
    while True:
        file = folder / f"{prefix}-{made:{_STAMP}}.db"
        try:
            promised.give_name(part, file, replaces=False)
        except FileExistsError:
            made += timedelta(seconds=1)
        else:
            return made, file


def _prove(part: Path) -> Proof:
    try:
        with looking_into(part):
            return verify.verify()
    except StorageError as error:
        raise BackupError(problem=error) from error
