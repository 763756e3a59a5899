"""The database file: opening it safely, one writer's transactions, migrations.

SQLite in WAL mode with synchronous=FULL: what was committed is on the disk. One thread of a process
writes; other threads read on connections of their own that refuse to write.
"""

import os
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager, nullcontext, suppress
from functools import cache
from pathlib import Path
from typing import Any

import apsw
from peewee import Model, ModelDelete, ModelSelect, PeeweeException

from kassa_tui.i18n import N_
from kassa_tui.models import database
from kassa_tui.storage import ballast, locks, promised
from kassa_tui.storage.connections import Blueprint, TillDatabase
from kassa_tui.storage.copying import keep
from kassa_tui.storage.trouble import (
    DamagedError,
    EmptiedError,
    ExistsError,
    ForeignError,
    FullError,
    InUseError,
    LostError,
    MissingError,
    NewerError,
    OutputError,
    StorageError,
    Trouble,
    UnansweredError,
    UncertainError,
    UnreadableError,
    copying,
    not_read,
    reading,
    spoken,
)
from kassa_tui.storage.was_here import has_log, told_of

APPLICATION_ID = 0x6B617373
"""`kass` in the file's header: no other program's database is opened by mistake."""

MARK = b"kassa-tui\n"
OURS = ("journal", "schema_migration", "z_report")
"""Tables by which a database of ours is known whose header is damaged."""

MIGRATIONS = Path(__file__).parent / "migrations"
OLDEST_SQLITE = (3, 51, 3)
"""Older versions can lose pages when two connections checkpoint a WAL (fixed 2026-03)."""

SCHEMA = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
"""What is in a database, but for what SQLite makes for itself."""


def bound() -> TillDatabase:
    """The database that is open."""
    opened = database.obj
    assert isinstance(opened, TillDatabase)
    return opened


def path_bound() -> Path | None:
    """Where the database lies that was opened last; None before any was."""
    opened = database.obj
    return opened.path if isinstance(opened, TillDatabase) else None


def is_open() -> bool:
    """Whether this thread has a database open in which it may write."""
    opened = database.obj
    return isinstance(opened, TillDatabase) and not opened.is_closed() and not opened.only_read


def trouble_of(error: BaseException) -> StorageError | None:
    """What the disk, the database or a byte of it did to an act that raised; None for everything else."""
    path = path_bound()
    if isinstance(error, OSError):
        return OutputError.of(error)
    return not_read(error, path) if path is not None else None


def look_anew() -> None:
    """Let go of this thread's connection, unless it is writing: what reads next finds a disk that works again."""
    opened = database.obj
    if isinstance(opened, TillDatabase) and not opened.is_closed() and not opened.in_transaction():
        with suppress(PeeweeException, apsw.Error):
            opened.close()


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
    with _transaction(bound()):
        yield


@contextmanager
def _transaction(opened: TillDatabase) -> Iterator[None]:
    """Raises DamagedError only for what is not stored, and UncertainError when the disk does not say which it is."""
    ended = False
    try:
        with spoken(opened.path), opened.atomic():
            yield
            ended = True
    except DamagedError as error:
        # A commit that failed may be there after all: its last byte was written before the disk refused to be done.
        if not ended or opened.in_transaction() or not _stored(opened, error):
            raise


def _stored(opened: TillDatabase, error: DamagedError) -> bool:
    try:
        with spoken():
            return opened.settled()
    except StorageError as problem:
        raise UncertainError(problem=error.values["problem"]) from problem


@contextmanager
def at_one_moment() -> Iterator[None]:
    """All that is read in the block is of one moment, whatever others write meanwhile; nothing is written in it.

    The log of the database grows as long as it lasts. Inside another one, or while writing, it is that one's moment.
    """
    opened = bound()
    with reading(opened.path), nullcontext() if opened.in_transaction() else opened.atomic("DEFERRED"):
        yield


@contextmanager
def lazily() -> Iterator[None]:
    """A transaction that a killed program keeps, and a power cut may lose until the next `writing`."""
    opened = bound()
    with spoken():
        opened.pragma("synchronous", 1)
        opened.lazy = True
        try:
            with _transaction(opened):
                yield
        finally:
            opened.lazy = False
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


def latest_version() -> int:
    """How many migrations there are: the version that a database has when it is up to date."""
    return len(list(MIGRATIONS.glob("[0-9]*.py")))


def _bind(path: Path) -> TillDatabase:
    if tuple(int(part) for part in apsw.sqlite_lib_version().split(".")) < OLDEST_SQLITE:
        raise StorageError(problem=f"SQLite {apsw.sqlite_lib_version()}")
    close_database()
    opened = TillDatabase(path)
    try:
        with reading(path):
            opened.connect()
    except UnreadableError as error:
        if _ours(path):
            raise
        raise ForeignError(file=path) from error
    database.initialize(opened)
    return opened


def _ours(path: Path) -> bool:
    """Whether a file that cannot be opened was a shop's: it is known, or bears our number in its header."""
    with path.open("rb") as file:
        return told_of(path, marker(path)) or file.read(72)[68:] == APPLICATION_ID.to_bytes(4, "big")


def _migrate(opened: TillDatabase) -> None:
    from playhouse.migrations import Runner

    with spoken(), opened.atomic():
        Runner(opened, str(MIGRATIONS)).up()
        opened.pragma("application_id", APPLICATION_ID)
        opened.pragma("user_version", latest_version())
        opened.known.version = latest_version()


@cache
def schema_made(version: int) -> dict[str, str]:
    """Tables, indexes and triggers as every database of a version has them: their SQL by their names."""
    from playhouse.migrations import Runner

    drawn = Blueprint(Path(":memory:"))
    runner = Runner(drawn, str(MIGRATIONS))
    runner.up(runner.migrations()[version - 1].name)
    made = dict(drawn.execute_sql(SCHEMA).fetchall())
    drawn.close()
    return made


def create_database(path: Path) -> TillDatabase:
    """A new, empty database with all tables. The caller fills in a shop before it is of use.

    Raises ExistsError for a file that holds anything, and LostError where a shop was known.
    """
    if not path.exists() or not path.stat().st_size:
        _check_nothing_lost(path)
    promised.make_folder(path.parent)
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
    promised.write_bytes(marker(opened.path), MARK)


def check_file(path: Path) -> None:
    """That there may be a shop in the file. Raises MissingError, LostError, ForeignError, or another StorageError."""
    with reading(path):
        if path.exists() and not path.is_file():
            raise ForeignError(file=path)
        if not path.exists() or not path.stat().st_size:
            _check_nothing_lost(path)
            raise MissingError(file=path)


def _check_nothing_lost(path: Path) -> None:
    """That no shop was where no database is, or an empty one. Raises LostError, EmptiedError."""
    with reading(path):
        if told_of(path, marker(path)) or has_log(path):
            raise EmptiedError(file=path) if path.exists() else LostError(file=path)


def open_database(path: Path) -> TillDatabase:
    """Open a shop's database and bring its tables up to date, after a backup beside it.

    On a full disk not even reading begins without some room: then the ballast is given up. Raises MissingError,
    LostError, ForeignError, NewerError, or another StorageError.
    """
    try:
        return _open(path)
    except (UnansweredError, FullError):
        if not (ballast.no_room(path) and ballast.give_up(path)):
            raise
        return _open(path)


def _open(path: Path) -> TillDatabase:
    check_file(path)
    try:
        opened = _bind(path)
        version = int(opened.pragma("user_version"))
        if version == 0 and _unfinished(path):
            raise EmptiedError(file=path) if told_of(path, marker(path)) else MissingError(file=path)
        check_header(opened)
    except StorageError:
        close_database()
        raise
    if version < latest_version():
        try:
            _bring_up_to_date(opened)
        except InUseError:
            close_database()
            raise
    return opened


def _bring_up_to_date(opened: TillDatabase) -> None:
    """New tables after a backup, where no register is open on the old ones. Raises InUseError."""
    with locks.alone(opened.path):
        version = int(opened.pragma("user_version"))
        # Another program may have done it since the file was opened.
        if version < latest_version():
            _keep_before(opened.path.with_name(f"{opened.path.name}.before-{version + 1}"))
            _migrate(opened)


def _keep_before(target: Path) -> None:
    """A copy of what is about to be changed, checked and durable before anything is. Raises StorageErrors."""
    with copying(bound().path, target):
        problem = keep(bound().connection(), target)
    if problem:
        raise UnreadableError(file=target, problem=problem)


def check_header(opened: TillDatabase) -> None:
    """That the file says of itself what its tables say. Raises ForeignError, NewerError, UnreadableError."""
    path = opened.path
    with reading(path):
        version = int(opened.pragma("user_version"))
        foreign = opened.pragma("application_id") != APPLICATION_ID
        ours = opened.execute_sql(f"SELECT count(*) FROM sqlite_master WHERE name IN ({words_sql(OURS)})").fetchone()
        tables = ours == (len(OURS),)
        made = opened.execute_sql("SELECT count(*) FROM schema_migration").fetchone()[0] if tables else 0
    if foreign and not tables and not marker(path).exists():
        raise ForeignError(file=path)
    if not foreign and version > latest_version() and (made == version or not tables):
        raise NewerError(file=path)
    if foreign or made != version:
        raise UnreadableError(file=path, problem=Trouble(N_("its beginning does not agree with its tables")))


def close_database() -> None:
    """Let go of this thread's connection."""
    opened = database.obj
    if isinstance(opened, TillDatabase) and not opened.is_closed():
        opened.close()
