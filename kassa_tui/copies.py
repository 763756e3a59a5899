"""Copies of the shop's database, and other files that are looked into as if they were it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from kassa_tui.database import bound, check_file, check_header, close_database, latest_version, open_database
from kassa_tui.models import database
from kassa_tui.storage.connections import CopyDatabase, TillDatabase
from kassa_tui.storage.copying import copy
from kassa_tui.storage.pages import of_a_page
from kassa_tui.storage.trouble import UnreadableError, copying, reading


def backup(target: Path) -> None:
    """A consistent copy of the open database in a new file; an older try at the same name is replaced."""
    with copying(bound().path, target):
        copy(bound().connection(), target)


def open_to_read(path: Path) -> TillDatabase:
    """Open a shop's database for an answer that changes nothing: a copy stays as it is to the last byte.

    A shop that is sold in is opened as by `open_database`, where this user may write it. One of before is brought up
    to date in a temporary folder that goes with this process. Raises what `open_database` raises.
    """
    check_file(path)
    with reading(path):
        header = _header(path)
    version, logged = int.from_bytes(header[60:64]), header[18:20] == b"\x02\x02"
    if version >= latest_version() and not (logged and _may_write(path)):
        return _bind_copy(path)
    if 0 < version < latest_version():
        return open_database(_beside(path))
    return open_database(path)


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(100)


def _may_write(path: Path) -> bool:
    """Whether this user may write the file and its log; on a write-protected stick nobody may."""
    real = path.resolve()
    return os.access(real, os.W_OK) and os.access(real.parent, os.W_OK)


def _bind_copy(path: Path) -> TillDatabase:
    close_database()
    opened = CopyDatabase(path)
    with reading(path):
        opened.connect()
        check_header(opened)
    database.initialize(opened)
    return opened


@cache
def _workplace() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="kassa-")


def _beside(path: Path) -> Path:
    """The same shop in a file of this process, with what its log holds."""
    target = Path(_workplace().name) / path.name
    with looking_into(path, whole=False):
        backup(target)
    return target


@contextmanager
def looking_into(path: Path, *, whole: bool = True) -> Iterator[None]:
    """Read another file as if it were the shop's database; it is not changed, and the one before is bound again.

    For a process whose other threads do not use the database. Raises ForeignError, NewerError, UnreadableError
    (SQLite's own check of every page, of a `whole` one), or another StorageError.
    """
    former = database.obj
    opened = CopyDatabase(path)
    try:
        with reading(path):
            opened.connect()
            check_header(opened)
            if whole:
                _check_pages(opened)
        database.initialize(opened)
        yield
    finally:
        if not opened.is_closed():
            opened.close()
        if former is not None:
            database.initialize(former)


def _check_pages(opened: TillDatabase) -> None:
    (found,) = opened.execute_sql("PRAGMA integrity_check(1)").fetchone()
    if of_a_page(found) != "ok":
        raise UnreadableError(file=opened.path, problem=found)
