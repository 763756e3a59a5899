"""Files that somebody is told are there: whole or not at all, whatever ends the program or cuts the power.

What is promised is made in a folder of its own beside its place, synced, named, and its folder synced. Such a folder
whose maker was killed is removed by the next who makes something there.
"""

import errno
import fcntl
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

_WORKPLACE = re.compile(r"\.kassa-[0-9a-f]{16}\.part")

_UNSYNCED = {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}
"""What file systems of sticks and servers answer that cannot sync a folder."""


def sync(path: Path) -> None:
    """What a file holds, or which names a folder holds, is on the disk afterwards. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno not in _UNSYNCED or not path.is_dir():
            raise
    finally:
        os.close(handle)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """A folder with those above it, as far as they are missing, each on the disk afterwards. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=mode, exist_ok=True)
    sync(folder.parent)


# --- Where things are made ---


@contextmanager
def workplace(folder: Path) -> Iterator[Path]:
    """A folder inside `folder` for what is not whole yet; it goes, with all that was left in it. Raises OSError."""
    _clear(folder)
    place, held = _begun(folder)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
        os.close(held)


def _begun(folder: Path) -> tuple[Path, int]:
    """A new workplace, with the lock that says that somebody works in it."""
    while True:
        place = folder / f".kassa-{secrets.token_hex(8)}.part"
        place.mkdir(mode=0o700)
        # Whoever clears up may have been faster than the lock: then another one is begun.
        with suppress(FileNotFoundError):
            held = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
            with suppress(OSError):
                fcntl.flock(held, fcntl.LOCK_EX)
            if place.exists():
                return place, held
            os.close(held)


def _clear(folder: Path) -> None:
    """Remove the workplaces that nobody works in; what is not ours, or cannot be known to be left, stays."""
    with suppress(OSError):
        for place in folder.iterdir():
            if _WORKPLACE.fullmatch(place.name):
                with suppress(OSError):
                    _clear_left(place)


def _clear_left(place: Path) -> None:
    held = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(place)
    finally:
        os.close(held)


# --- Giving a name ---


def give_name(part: Path, path: Path, *, replaces: bool = True) -> None:
    """Move a whole file from a workplace beside `path` there, durable when this returns.

    Raises FileExistsError where something is and `replaces` is false, or another OSError.
    """
    sync(part)
    if replaces:
        part.replace(path)
    else:
        _name_new(part, path)
    sync(path.parent)


def _name_new(part: Path, path: Path) -> None:
    """In one move that fails where the name is taken, also by somebody who takes it at the same time."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # Sticks know one name a file: it is held by an empty one first.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            part.replace(path)
        except OSError:
            path.unlink()
            raise
    else:
        part.unlink()


def write(path: Path, fill: Callable[[BinaryIO], object], *, replaces: bool = True, mode: int | None = None) -> None:
    """A whole file with what `fill` writes, durable when this returns; an older one stays until then.

    Its rights are `mode`, or those of the one that it replaces. Raises FileExistsError where something is and
    `replaces` is false, another OSError, or what `fill` raises.
    """
    if not replaces and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    rights = _rights(path) if mode is None else mode
    with workplace(path.parent) as place:
        part = place / "file"
        with part.open("xb") as file:
            if rights is not None:
                os.fchmod(file.fileno(), rights)
            fill(file)
        give_name(part, path, replaces=replaces)


def write_bytes(path: Path, content: bytes, *, replaces: bool = True, mode: int | None = None) -> None:
    """The same with the content itself."""
    write(path, lambda file: file.write(content), replaces=replaces, mode=mode)


def _rights(path: Path) -> int | None:
    """The rights of an ordinary file that is there."""
    try:
        there = path.lstat()
    except OSError:
        return None
    return stat.S_IMODE(there.st_mode) if stat.S_ISREG(there.st_mode) else None


def replace_link(link: Path, target: Path) -> None:
    """Point a symbolic link somewhere else, in one move that is durable when this returns. Raises OSError."""
    with workplace(link.parent) as place:
        fresh = place / "link"
        fresh.symlink_to(target)
        fresh.replace(link)
        sync(link.parent)
