"""Files that somebody names, read up to a bound: what has no end is refused for its length."""

import errno
import os
from pathlib import Path

LARGEST = 20_000_000
"""Bytes, unless a reader says otherwise."""


def _at_once(file: str, flags: int) -> int:
    """The file's number, without waiting for who writes into a pipe."""
    return os.open(file, flags | os.O_NONBLOCK)


def read_bytes(file: Path, most: int = LARGEST) -> bytes:
    """All of a file, counted while it is read; nothing of a pipe that nobody writes into.

    Raises OSError, with EFBIG for what is longer than `most` bytes.
    """
    # What is opened by a number alone would be named by that number when it cannot be read.
    with open(file, "rb", opener=_at_once) as opened:
        os.set_blocking(opened.fileno(), True)
        content = opened.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(file))
    return content


def read_text(file: Path, most: int = LARGEST) -> str:
    """The same as text in UTF-8. Raises OSError, UnicodeDecodeError."""
    return read_bytes(file, most).decode()
