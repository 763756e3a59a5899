"""The database file: opening it safely, one writer's transactions, migrations, the counter's lock.

SQLite in WAL mode with synchronous=FULL: what was committed is on the disk. One thread of a process
writes; other threads read on connections of their own that refuse to write.
"""

import fcntl
import os
import threading
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import apsw
from peewee import Model, ModelDelete, ModelSelect, PeeweeException
from playhouse.apsw_ext import APSWDatabase

from kassa_tui import spelling
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.models import database

APPLICATION_ID = 0x6B617373
"""`kass` in the file's header: no other program's database is opened by mistake."""

MIGRATIONS = Path(__file__).parent / "migrations"
OLDEST_SQLITE = (3, 51, 3)
"""Older versions can lose pages when two connections checkpoint a WAL (fixed 2026-03)."""

BUSY_SECONDS = 5
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "cell_size_check": 1,
    # KiB of pages that each connection keeps: the system keeps them all, and a small computer has better uses for it.
    "cache_size": -512,
}


SPELT = {"begins": spelling.begins, "spelt_inside": spelling.inside, "spelt_alike": spelling.alike}
"""Functions in queries that compare names however they are spelt: what is wanted first."""


class StorageError(KassaError):
    """The database cannot do what was asked; nothing was changed."""

    template = N_("The database does not work: {problem}")


class MissingError(StorageError):
    """No database there, and none was ever known there."""

    template = N_('There is no shop at {file}. "kassa init" starts a new one.')


class LostError(StorageError):
    """A database that was known is gone; a new one is never made in its place in silence."""

    template = N_("The shop's database {file} is gone. Put it back from a backup; nothing new was made in its place.")


class ForeignError(StorageError):
    """A file that is no database of ours."""

    template = N_("{file} is not a database of kassa-tui.")


class NewerError(StorageError):
    """A database that a newer program has changed."""

    template = N_("{file} was made by a newer version of kassa-tui. Update this program first.")


class ExistsError(StorageError):
    """Something is there already."""

    template = N_("{file} exists already; it is not overwritten.")


class BusyError(StorageError):
    """Another process held the write lock longer than we wait."""

    template = N_("The database is in use by another program. Nothing was changed; try again.")


class FullError(StorageError):
    """No room on the disk."""

    template = N_("Saving failed: the disk is full. Nothing was changed.")


class DamagedError(StorageError):
    """The disk or the file is broken."""

    template = N_("Saving failed: the disk does not answer as it should ({problem}).")


class ReadOnlyError(StorageError):
    """The file or its disk may not be written."""

    template = N_("Saving failed: the database may not be written here.")


class UnreadableError(StorageError):
    """A copy that SQLite itself finds damaged."""

    template = N_("{file} is damaged: {problem}")


class RunningError(StorageError):
    """Two counters on one register."""

    template = N_("This register is already open here (process {pid}).")


def _binding(_cursor: object, _number: int, value: object) -> str:
    """Dates as text: apsw refuses what it does not know, and the migration runner binds a datetime."""
    return str(value)


class TillDatabase(APSWDatabase):
    """APSW with our pragmas on each connection, read back: a typo in a pragma is silent."""

    pragmas = PRAGMAS

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), lock_type="IMMEDIATE", timeout=BUSY_SECONDS)  # type: ignore[no-untyped-call]
        self.path = path
        self.migrated = False
        self._thread = threading.local()

    def read_only_here(self) -> None:
        """From now on this thread's connection refuses to write."""
        self._thread.reader = True
        if not self.is_closed():
            self.close()
        self.connect()

    def _add_conn_hooks(self, conn: Any) -> None:
        super()._add_conn_hooks(conn)  # type: ignore[no-untyped-call]
        conn.convert_binding = _binding
        for name, function in SPELT.items():
            conn.create_scalar_function(name, function, 2, deterministic=True)
        for name, wanted in self.pragmas.items():
            conn.execute(f"PRAGMA {name} = {wanted}").fetchall()
            actual = conn.pragma(name)
            if actual != wanted:
                raise StorageError(problem=f"{name} = {actual}")
        if getattr(self._thread, "reader", False):
            conn.execute("PRAGMA query_only = 1")


class CopyDatabase(TillDatabase):
    """A file that is only looked into: it is opened as it is, and stays as it is."""

    pragmas = {name: value for name, value in PRAGMAS.items() if name not in ("journal_mode", "synchronous")}

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.connect_params["flags"] = apsw.SQLITE_OPEN_READONLY


_SPOKEN: dict[type[apsw.Error], type[StorageError]] = {
    apsw.BusyError: BusyError,
    apsw.LockedError: BusyError,
    apsw.FullError: FullError,
    apsw.ReadOnlyError: ReadOnlyError,
    apsw.IOError: DamagedError,
    apsw.CorruptError: DamagedError,
    apsw.NotADBError: DamagedError,
    apsw.CantOpenError: DamagedError,
}


@contextmanager
def spoken() -> Iterator[None]:
    """Trouble of the disk or of locks as StorageErrors; constraint violations stay what they are."""
    try:
        yield
    except (PeeweeException, apsw.Error) as error:
        cause = getattr(error, "orig", error)
        for kind, said in _SPOKEN.items():
            if isinstance(cause, kind):
                raise said(problem=str(cause)) from error
        raise


def bound() -> TillDatabase:
    """The database that is open."""
    opened = database.obj
    assert isinstance(opened, TillDatabase)
    return opened


def rows(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """All rows of a query in SQL, for what must be fast."""
    return list(bound().execute_sql(sql, values).fetchall())


def row(sql: str, *values: object) -> tuple[Any, ...] | None:
    """The first row of a query in SQL."""
    found = bound().execute_sql(sql, values).fetchone()
    return tuple(found) if found else None


def words_sql(words: Iterable[str]) -> str:
    """Words of the program as a list in SQL."""
    return ", ".join(f"'{word}'" for word in words)


def marks(values: Sized) -> str:
    """A question mark for each value, for a list in SQL."""
    return ", ".join("?" * len(values))


def tuples(query: "ModelSelect[Any]") -> Iterable[tuple[Any, ...]]:
    """A query's rows as tuples of its columns."""
    found: Iterable[tuple[Any, ...]] = query.tuples()
    return found


def delete(table: type[Model]) -> ModelDelete:
    """Rows to delete; the caller adds the condition."""
    return ModelDelete(table)


@contextmanager
def writing() -> Iterator[None]:
    """One transaction, taken at once (IMMEDIATE) and durable when the block ends; raises StorageErrors."""
    with spoken(), bound().atomic():
        yield


@contextmanager
def lazily() -> Iterator[None]:
    """A transaction that a killed program keeps, and a power cut may lose until the next `writing`."""
    opened = bound()
    with spoken():
        opened.pragma("synchronous", 1)
        try:
            with opened.atomic():
                yield
        finally:
            opened.pragma("synchronous", 2)
            if opened.pragma("synchronous") != 2:
                raise StorageError(problem="synchronous")


def data_version() -> int:
    """Changes when another connection has written."""
    return int(bound().pragma("data_version"))


# --- Opening --------------------------------------------------------------------------------------


def marker(path: Path) -> Path:
    """The file that remembers that a shop was here."""
    return path.with_name(path.name + ".known")


def _latest() -> int:
    return len(list(MIGRATIONS.glob("[0-9]*.py")))


def _bind(path: Path) -> TillDatabase:
    if tuple(int(part) for part in apsw.sqlite_lib_version().split(".")) < OLDEST_SQLITE:
        raise StorageError(problem=f"SQLite {apsw.sqlite_lib_version()}")
    close_database()
    opened = TillDatabase(path)
    with spoken():
        opened.connect()
    database.initialize(opened)
    return opened


def _migrate(opened: TillDatabase) -> None:
    from playhouse.migrations import Runner

    with spoken(), opened.atomic():
        Runner(opened, str(MIGRATIONS)).up()
        opened.pragma("application_id", APPLICATION_ID)
        opened.pragma("user_version", _latest())


def create_database(path: Path) -> TillDatabase:
    """A new, empty database with all tables. The caller fills in a shop before it is of use.

    Raises ExistsError for a file that holds anything, and LostError where a shop was known.
    """
    if marker(path).exists() and not path.exists():
        raise LostError(file=path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size and not _unfinished(path):
        raise ExistsError(file=path)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    return _bind(path)


def _unfinished(path: Path) -> bool:
    """Whether a set-up was broken off before anything was kept."""
    try:
        opened = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            return opened.pragma("user_version") == 0 and not opened.execute("SELECT 1 FROM sqlite_master").get
        finally:
            opened.close()
    except apsw.Error:
        return False


@contextmanager
def founding(opened: TillDatabase) -> Iterator[None]:
    """The tables and the first rows in one transaction, then the marker that a shop is here."""
    with spoken(), opened.atomic():
        _migrate(opened)
        yield
    marker(opened.path).write_text("kassa-tui\n", encoding="utf-8")


def _check_file(path: Path) -> None:
    if path.exists():
        return
    raise LostError(file=path) if marker(path).exists() else MissingError(file=path)


def open_database(path: Path) -> TillDatabase:
    """Open a shop's database and bring its tables up to date (`migrated` says so), after a backup beside it.

    Raises MissingError, LostError, ForeignError, NewerError, or another StorageError.
    """
    _check_file(path)
    try:
        opened = _bind(path)
    except DamagedError as error:
        raise ForeignError(file=path) from error
    version = int(opened.pragma("user_version"))
    if version == 0 and _unfinished(path):
        close_database()
        raise MissingError(file=path)
    if int(opened.pragma("application_id")) != APPLICATION_ID:
        close_database()
        raise ForeignError(file=path)
    if version > _latest():
        close_database()
        raise NewerError(file=path)
    if version < _latest():
        backup(path.with_name(f"{path.name}.before-{version + 1}"))
        _migrate(opened)
        opened.migrated = True
    return opened


def close_database() -> None:
    """Let go of this thread's connection."""
    opened = database.obj
    if isinstance(opened, TillDatabase) and not opened.is_closed():
        opened.close()


# --- Copies ---------------------------------------------------------------------------------------


def backup(target: Path) -> None:
    """A consistent copy of the open database in a new file; an older try at the same name is replaced."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with spoken():
        bound().execute_sql("VACUUM INTO ?", (str(target),))


@contextmanager
def looking_into(path: Path) -> Iterator[None]:
    """Read another file as if it were the shop's database; it is not changed, and the one before is bound again.

    For a process whose other threads do not use the database. Raises ForeignError, NewerError, UnreadableError
    (SQLite's own check of every page), or another StorageError.
    """
    former = database.obj
    opened = CopyDatabase(path)
    try:
        with spoken():
            opened.connect()
            _check_copy(opened)
        database.initialize(opened)
        yield
    except DamagedError as error:
        raise UnreadableError(file=path, problem=error.values["problem"]) from error
    finally:
        if not opened.is_closed():
            opened.close()
        if former is not None:
            database.initialize(former)


def _check_copy(opened: TillDatabase) -> None:
    if opened.pragma("application_id") != APPLICATION_ID:
        raise ForeignError(file=opened.path)
    if int(opened.pragma("user_version")) > _latest():
        raise NewerError(file=opened.path)
    found = opened.execute_sql("PRAGMA integrity_check(1)").fetchone()
    if found != ("ok",):
        raise UnreadableError(file=opened.path, problem=found[0])


# --- One counter a register -----------------------------------------------------------------------


def counter_lock(path: Path, register: str) -> TextIO:
    """Hold the register for this process; RunningError tells which process has it. Keep what is returned."""
    file = path.with_name(f"{path.name}.{register}.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        pid = file.read().strip() or "?"
        file.close()
        raise RunningError(pid=pid) from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def counter_runs(path: Path, register: str) -> bool:
    """Whether a process holds the register; nothing is made or held to find out."""
    try:
        with path.with_name(f"{path.name}.{register}.lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
