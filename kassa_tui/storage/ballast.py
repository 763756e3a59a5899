"""Room on the shop's disk, and the file beside the database that holds some of it until the disk is full.

What fills a disk is seldom the shop. When no byte is left the ballast is given up, and the till sells on for so long
that somebody can make room.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

BYTES = 20_000_000
"""Of ballast: some 2,500 sales."""

PLENTY = 3 * BYTES
"""Bytes that must be free before ballast is made."""

LOW, VERY_LOW = 500_000_000, 100_000_000
"""Bytes that should be free, and that must be."""

NONE_LEFT = 1_000_000
"""With fewer bytes free a disk is full, whatever it says of what failed."""


def name_of(database: Path) -> Path:
    """The ballast of a database: hidden, and of no use to anybody."""
    return database.with_name(f".{database.name}.ballast")


def free(database: Path) -> int | None:
    """Bytes that are free for the file; None where the disk does not say."""
    try:
        return shutil.disk_usage(database.parent).free
    except OSError:
        return None


def no_room(database: Path) -> bool:
    """Whether the disk is full, as it says itself."""
    left = free(database)
    return left is not None and left < NONE_LEFT


def held(database: Path) -> int:
    """Bytes of ballast that there are now."""
    try:
        return name_of(database).stat().st_size
    except OSError:
        return 0


def make(database: Path) -> bool:
    """Have ballast where there is plenty of room; whether there is some now. A part of one is made whole."""
    if held(database) >= BYTES:
        return True
    left = free(database)
    if left is None or left < PLENTY:
        return False
    try:
        handle = os.open(name_of(database), os.O_CREAT | os.O_WRONLY, 0o600)
    except OSError:
        return False
    try:
        # A file that was only made longer would hold no room at all.
        os.posix_fallocate(handle, 0, BYTES)
        os.fsync(handle)
    except OSError:
        give_up(database)
        return False
    finally:
        os.close(handle)
    return True


def give_up(database: Path) -> bool:
    """Give its room to whoever writes next; whether there was any."""
    there = held(database) > 0
    try:
        name_of(database).unlink()
    except OSError:
        return there and _emptied(database)
    return there


def _emptied(database: Path) -> bool:
    """Some file systems cannot even take a name away when they are full."""
    with suppress(OSError):
        os.truncate(name_of(database), 0)
        return True
    return False
