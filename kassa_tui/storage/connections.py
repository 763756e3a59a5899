"""Connections to a database: our pragmas on each, read back, and each writing only into the file that was opened."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import apsw
from peewee import PeeweeException
from playhouse.apsw_ext import APSWDatabase

from kassa_tui import spelling
from kassa_tui.errors import KassaError
from kassa_tui.storage import same_file
from kassa_tui.storage.trouble import MovedError, StorageError, UncertainError

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


def _binding(_cursor: object, _number: int, value: object) -> str:
    """Dates as text: apsw refuses what it does not know, and the migration runner binds a datetime."""
    return str(value)


def _nobody() -> None:
    """No other thread of this program has a connection that stays."""


def _answers() -> bool:
    """No lock is held on the disk, which is taken to answer."""
    return True


class TillDatabase(APSWDatabase):
    """APSW with our pragmas on each connection, read back: a typo in a pragma is silent."""

    pragmas = PRAGMAS
    only_read = False
    """Whether nothing can be written at all."""

    newest_outside: int
    """The newest time that something outside the database knows of the shop, in UTC milliseconds; 0 for none."""

    refused: dict[str, KassaError]
    """The registers that write nothing for now, with why."""

    lazy: bool
    """Whether what is committed now may be lost by a power cut."""

    only_looked: KassaError | None
    """Why nothing but papers is recorded, where a damaged shop is looked into."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), lock_type="IMMEDIATE", timeout=BUSY_SECONDS)  # type: ignore[no-untyped-call]
        self.path = path
        self.newest_outside = 0
        self.refused: dict[str, KassaError] = {}
        self.only_looked: KassaError | None = None
        self._thread = threading.local()
        self._file: same_file.Name | None = None
        self._entries: dict[str, tuple[int, str]] = {}
        self._durable: dict[str, tuple[int, str]] = {}
        self.lazy = False
        self._generation = 0
        self.hold_again: Callable[[], bool] = _answers
        self._strange = self._settling = self._unsure = False
        self.others_let_go: Callable[[], None] = _nobody

    def read_only_here(self) -> None:
        """From now on this thread's connection refuses to write."""
        self._thread.reader = True
        if not self.is_closed():
            self.close()
        self.connect()

    def _connect(self) -> apsw.Connection:
        # SQLite speaks of the file by its whole name, which it takes for UTF-8. Raises UnicodeEncodeError.
        os.path.realpath(self.path).encode()
        there, before = same_file.name_of(self.path), self._file
        if before not in (None, there) and not same_file.mounted_again(before, there):
            raise MovedError(same_file.OTHER if there else same_file.GONE, file=self.path)
        opened: apsw.Connection = super()._connect()  # type: ignore[no-untyped-call]
        try:
            known = same_file.Known(opened, self.path, there, self._entries)
            if before not in (None, there) and not known.goes_on(self._durable):
                raise MovedError(same_file.WENT_BACK, file=self.path)
        except BaseException:
            opened.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            opened.close()
            raise
        if before not in (None, there):
            self.let_go()
        self._file = there
        self._thread.known, self._thread.generation = known, self._generation
        return opened

    def cursor(self, named_cursor: None = None) -> apsw.Cursor:
        """The same for a statement."""
        self.renew()
        made: apsw.Cursor = super().cursor(named_cursor)  # type: ignore[no-untyped-call]
        return made

    def renew(self) -> None:
        """Let this thread's connection go, if it is to be."""
        if getattr(self._thread, "generation", self._generation) == self._generation or self.in_transaction():
            return
        self._thread.generation = self._generation
        if not self.is_closed():
            self.close()

    def let_go(self) -> None:
        """Each thread's connection is made anew when it is used next: the disk does not answer, or is another one."""
        self._generation += 1
        self.renew()

    def connection(self) -> apsw.Connection:
        """This thread's connection, unless it was to be let go of: an older one would read what was."""
        self.renew()
        opened: apsw.Connection = super().connection()  # type: ignore[no-untyped-call]
        return opened

    def _close(self, conn: apsw.Connection) -> None:
        if self._strange or self._settling:
            # The last one to close would bring its log into a file that it does not belong to, or drop its end.
            conn.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        try:
            super()._close(conn)  # type: ignore[misc]
        finally:
            # Where a statement ends with the disk's error it would stay open, and hold what is on the disk.
            conn.close(True)

    @property
    def known(self) -> same_file.Known:
        """What this thread's connection knows of its file."""
        self.connection()
        known: same_file.Known = self._thread.known
        return known

    def begin(self, lock_type: str | None = None) -> None:
        """Begin a transaction; one that writes only in the file that was opened. Raises MovedError."""
        if self._unsure and not lock_type:
            self._make_sure()
        cut = None if lock_type else self.known.log_cut()
        if cut is not None:
            self._turn_away(*cut)
        super().begin(lock_type)
        if lock_type:
            # Whoever reads, also on another thread, does not look whose file it is.
            return
        wrong = self.known.differs()
        self._strange = False
        if wrong is not None:
            self.rollback()
            self._turn_away(*wrong)

    def _turn_away(self, sentence: str, values: dict[str, str]) -> NoReturn:
        if sentence == same_file.LOG_GONE:
            self.known.checkpoint()
        self._strange = sentence not in (same_file.LOG_GONE, same_file.UPDATED)
        raise MovedError(sentence, **values)

    def commit(self) -> None:
        """Make what was written durable."""
        super().commit()  # type: ignore[no-untyped-call]
        self.known.committed()
        if not self.lazy:
            self._durable.update(self._entries)

    def _make_sure(self) -> None:
        """What an earlier commit has left in the log is on the disk before anybody relies on it."""
        try:
            self.known.checkpoint()
        except (apsw.Error, PeeweeException) as error:
            raise UncertainError(problem=str(error)) from error
        self._unsure = False

    def settled(self) -> bool:
        """After a commit that failed: whether its journal entries are stored all the same, for good.

        Only when every connection of this program is closed is the log read again to its end. What is in it then is
        brought into the file; what is not is written over, so that no power cut brings it back. Raises what the disk
        raises: then nobody knows.
        """
        written = self.known.written()
        self._settling = self._unsure = True
        try:
            self.close()
            self.others_let_go()
            stored = bool(written) and self.known.stores(written)
        finally:
            self._settling = False
        if stored:
            self.known.checkpoint()
            self._entries.update(written)
            self._durable.update(written)
        else:
            self.pragma("user_version", self.known.version)
        self._unsure = False
        return stored

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
    only_read = True

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.connect_params["flags"] = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
        # A file without a log has no writer, and gets no log because it is read.
        log = path.with_name(f"{path.name}-wal")
        self.database = f"{path.absolute().as_uri()}{'' if log.exists() else '?immutable=1'}"


class Blueprint(TillDatabase):
    """Nothing but tables, in memory."""

    pragmas = {}
