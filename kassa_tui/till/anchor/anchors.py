"""A shop's anchors: where they stand, what they know that the database does not, and how they are kept."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import MARK, at_one_moment, bound, marker
from kassa_tui.i18n import N_
from kassa_tui.storage import promised
from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.anchor import anchor_file, held
from kassa_tui.till.anchor.anchor_file import Anchor, AnchorError, Contents
from kassa_tui.till.anchor.ends import End, Gap, compare, merged, newest
from kassa_tui.till.ledger import counters, past_clock
from kassa_tui.till.ledger.errors import TillError


class Look(Struct, frozen=True):
    """What the anchors of the open shop say: what is missing, what cannot be read, and up to where they know.

    `strange` are files that know another shop and not this one. `time` is the newest that was believed, in UTC
    milliseconds, 0 for none. `unknown` are receipts of the database that no anchor knows yet.
    """

    gaps: tuple[Gap, ...] = ()
    problems: tuple[AnchorError, ...] = ()
    known: tuple[End, ...] = ()
    strange: tuple[Path, ...] = ()
    time: int = 0
    unknown: int = 0


def on_disk(folder: Path, shop: str) -> Path:
    """The file of a shop at the second place, whatever its database is called."""
    return folder / f"kassa-{shop[:6]}.known"


def _home(path: Path) -> str:
    return str(path.resolve())


def _elsewhere(anchor: Anchor, path: Path) -> bool:
    """Whether an anchor is that of another file, which is still there: this one is a copy."""
    if anchor.file == _home(path):
        return False
    there = Path(anchor.file)
    with suppress(OSError, ValueError):
        return there.exists() and not (path.exists() and there.samefile(path))
    return False


def look(path: Path, second: Path | None = None) -> Look:
    """Compare the open database, which is the one at `path`, with what its anchors know.

    They stand beside it, and in the folder of the `second` place. The newest time that they know holds for the clock
    from then on. Raises StorageError.
    """
    with at_one_moment():
        shop = held.shop()
    # Before the database: what a till that sells on writes down meanwhile would be missing in what was read of it.
    files = [marker(path), *([on_disk(second, shop)] if second is not None else [])]
    contents = {file: anchor_file.read(file) for file in files}
    anchors = [anchor for read in contents.values() if (anchor := _about(read, shop, path)) is not None]
    known = newest(end for anchor in anchors for end in anchor.ends)
    with at_one_moment():
        gaps, unknown = _gaps(known), _beyond(known)
    problems = tuple(read.problem for read in contents.values() if read.problem is not None)
    strange = tuple(file for file, read in contents.items() if read.anchors and read.of(shop) is None)
    time = max((anchor.time for anchor in anchors), default=0)
    bound().newest_outside = max(bound().newest_outside, time)
    return Look(gaps, problems, known, strange, time, unknown)


def _beyond(known: Iterable[End]) -> int:
    """How many receipts there are behind the known ones."""
    receipts = {end.register: end.receipt for end in known}
    return sum(max(0, end.receipt - receipts.get(end.register, 0)) for end in held.ends())


def _about(read: Contents, shop: str, path: Path) -> Anchor | None:
    """What a file says of this shop, unless it is about another file of it."""
    anchor = read.of(shop)
    return None if anchor is None or _elsewhere(anchor, path) else anchor


def _gaps(known: Iterable[End]) -> tuple[Gap, ...]:
    """What is missing and was not settled; the journal is asked about that only where something is missing."""
    ends = tuple(known)
    own = held.of(ends)
    gaps = compare(ends, own)
    return compare(ends, own, held.settled()) if gaps else ()


# --- Until somebody has said how to go on ---


class ShortHistoryError(TillError):
    """A register whose next number was given out before."""

    template = N_("{missing}. Nothing was recorded: the register asks at its start how to go on.")


def guard(look: Look) -> None:
    """Nothing is written any more by a counter of which something is missing, until it goes on under another code."""
    for gap in look.gaps:
        refusal = ShortHistoryError(missing=gap.say())
        for code in (gap.register, *counters.codes(gap.known.counter or gap.register)):
            bound().refused.setdefault(code, refusal)


@contextmanager
def going_on() -> Iterator[None]:
    """In the block it is written what the database goes on without: then its counters write again."""
    opened = bound()
    refused, opened.refused = opened.refused, {}
    try:
        yield
    except BaseException:
        opened.refused = refused
        raise


# --- Keeping them ---


def keep_beside() -> bool:
    """Write what the open database knows into the file beside it; whether there was anything new. Raises OSError."""
    path = bound().path
    file = marker(path)
    return _keep(file, copy=not file.exists())


def keep_on(folder: Path) -> bool:
    """The same at the second place; a copy that is opened elsewhere writes nothing there. Raises OSError."""
    path = bound().path
    with at_one_moment():
        shop = held.shop()
    beside = anchor_file.read(marker(path)).of(shop)
    file = on_disk(folder, shop)
    there = anchor_file.read(file).of(shop)
    if (beside is not None and beside.copy) or (there is not None and _elsewhere(there, path)):
        return False
    return _keep(file, copy=False)


def adopt(path: Path) -> None:
    """A database that was put there on purpose is the shop's, and no copy. Raises OSError."""
    file = marker(path)
    contents = anchor_file.read(file)
    if contents.problem is not None or not file.exists():
        promised.write_bytes(file, MARK)
    for anchor in contents.anchors:
        if anchor.copy:
            anchor_file.write(file, replace(anchor, copy=False), contents.anchors)


def learn(path: Path, shop: str, ends: Iterable[End]) -> None:
    """Write down what a database at `path` still says of its newest, before another takes its place. Raises OSError."""
    file = marker(path)
    contents = anchor_file.read(file)
    former = contents.of(shop) or Anchor(shop, _home(path), 0, ())
    known = newest((*former.ends, *ends))
    if known != former.ends:
        anchor_file.write(file, replace(former, ends=known), contents.anchors)


def keep_quietly(second: Path | None = None) -> None:
    """Both, after something was recorded; what the disk does not take now is written the next time."""
    with suppress(OSError, StorageError):
        keep_beside()
        if second is not None:
            keep_on(second)


def _keep(file: Path, *, copy: bool) -> bool:
    path = bound().path
    contents = anchor_file.read(file)
    with at_one_moment():
        shop = held.shop()
        former = contents.of(shop)
        if former is not None:
            copy = _elsewhere(former, path) if former.file != _home(path) else former.copy
        fresh = _next(Anchor(shop, _home(path), past_clock.newest_known(), held.ends(), copy=copy), former)
    if not shop or (fresh == former and contents.problem is None):
        return False
    _sync_log(path)
    anchor_file.write(file, fresh, contents.anchors)
    return True


def _next(own: Anchor, former: Anchor | None) -> Anchor:
    """What a file says from now on: never less than it did, but for what was settled.

    A code that is here no more stays known, settled or not: no older copy may give its numbers out again.
    """
    if former is None:
        return own
    ends = merged((*former.ends, *own.ends), _gaps(former.ends))
    return Anchor(own.shop, own.file, max(own.time, former.time), ends, copy=own.copy)


def _sync_log(path: Path) -> None:
    """What is about to be known is on the disk: of the newest entries some may still wait for the next sale's sync.

    The log alone: another descriptor on the database itself would end SQLite's locks on it when it is closed.
    """
    log = path.resolve()
    log = log.with_name(f"{log.name}-wal")
    with suppress(FileNotFoundError):
        handle = os.open(log, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
