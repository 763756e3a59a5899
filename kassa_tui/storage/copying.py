"""A whole copy of a database in one file, and the one that is kept before tables are changed."""

import errno
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from kassa_tui.storage import promised
from kassa_tui.storage.pages import of_a_page


def copy(source: apsw.Connection, target: Path) -> None:
    """A consistent copy in a new file; an older try at the same name is replaced. Raises apsw.Error, OSError."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    source.execute("VACUUM INTO ?", (str(target),)).fetchall()


def keep(source: apsw.Connection, target: Path) -> str:
    """A copy under the name `target`, whole, checked and durable when this returns; what is wrong with it otherwise.

    An older one of that name stays until then. Raises apsw.Error.
    """
    with _as_of_a_disk(), promised.workplace(target.parent) as place:
        part = place / "copy.db"
        copy(source, part)
        # What is checked is what the disk gives back.
        promised.sync(part)
        problem = _problem(part, source.pragma("user_version"))
        if not problem:
            promised.give_name(part, target)
    return problem


def _problem(part: Path, version: object) -> str:
    """What SQLite finds in a copy of a database of that version; nothing when it is sound. Raises apsw.IOError."""
    try:
        with closing(apsw.Connection(str(part), flags=apsw.SQLITE_OPEN_READONLY)) as opened:
            if opened.pragma("user_version") != version:
                return f"user_version = {opened.pragma('user_version')}"
            answer = of_a_page(str(opened.pragma("integrity_check")))
    except apsw.IOError:
        # A disk that does not answer says nothing about the copy.
        raise
    except apsw.Error as error:
        return str(error)
    return "" if answer == "ok" else answer


@contextmanager
def _as_of_a_disk() -> Iterator[None]:
    """What the file system refuses, as SQLite would say it."""
    try:
        yield
    except OSError as problem:
        full = problem.errno in (errno.ENOSPC, errno.EDQUOT)
        kind = apsw.FullError if full else apsw.ReadOnlyError if problem.errno == errno.EROFS else apsw.IOError
        raise kind(str(problem)) from problem
