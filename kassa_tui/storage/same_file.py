"""Whether an open database is still the file at its path, and has not gone back behind this program's back.

A file that is deleted, moved or replaced stays open for whoever has it: what is written into it then nobody sees
again. So each transaction that writes asks first, at the price of a look at three names.
"""

from pathlib import Path

import apsw

from kassa_tui.i18n import N_

GONE = N_(
    "The shop's database {file} was moved or deleted while the program ran. Nothing was saved. "
    "Put it back where it was."
)
OTHER = N_(
    "Another file was put in the place of the shop's database {file} while the program ran. Nothing was saved. "
    "Stop the program and start it again."
)
OVERWRITTEN = N_(
    "The shop's database {file} was overwritten while the program ran. Nothing was saved. "
    "Stop the program and put a backup back."
)
LOG_GONE = N_(
    "The file {log} of the shop's database was deleted while the program ran. Nothing new was saved, what was saved "
    "before is kept. Stop the program and start it again."
)
LOG_OTHER = N_(
    "The file {log} of the shop's database was replaced while the program ran. Nothing was saved. "
    "Stop the program and start it again."
)
LOG_CUT = N_(
    "The file {log} of the shop's database was emptied while the program ran. Nothing new was saved, what was saved "
    "last may be missing. Stop the program and start it again."
)
UPDATED = N_(
    "Another version of the program has changed the shop's database. Nothing was saved. "
    "Stop the program and start it again."
)
WENT_BACK = N_(
    "The shop's database {file} holds less than it did while the program ran. Nothing was saved. "
    "Stop the program and put the newest backup back."
)

Name = tuple[int, int]
"""Device and inode: which file a name stands for."""

_MAGIC = b"SQLite format 3\0"
_HEADER = 100
_LOG_HEADER, _PAGE_HEADER = 32, 24
"""Bytes before the first page of a log, and before each (the file format of SQLite, 4.1)."""

_HASH = "SELECT hash FROM journal WHERE register = ? AND number = ?"
_NEWEST = "SELECT number, hash FROM journal WHERE register = ? ORDER BY number DESC LIMIT 1"


def name_of(path: Path) -> Name | None:
    """Which file a path stands for; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def mounted_again(before: Name | None, now: Name | None) -> bool:
    """Whether a name may stand for the same file on its disk, which was away and has another number now."""
    return before is not None and now is not None and before[0] != now[0] and before[1] == now[1]


class Known:
    """What one connection knows of its file.

    `entries` holds of each register the number and hash of the newest journal entry that is known to be stored; the
    connections of a program share it. `version` is the version of the tables, `file` the name that was opened.
    """

    def __init__(
        self, connection: apsw.Connection, path: Path, file: Name | None, entries: dict[str, tuple[int, str]]
    ) -> None:
        self._connection = connection
        self._path = path
        self.file = file
        # The names that SQLite itself uses: a link to the database has its log beside what it leads to.
        wal = connection.filename_wal
        self._in_memory = not wal
        self._logs = {Path(log): name_of(Path(log)) for log in (wal, f"{wal.removesuffix('wal')}shm")}
        self._log, self._logged = Path(wal), 0
        self._looked: tuple[int, int] | None = None
        self._pages = 0
        self._serial, self._place, self._has_serial = b"", (0, 0), False
        self.version = int(connection.pragma("user_version"))
        self.entries = entries
        self._written: dict[str, tuple[int, str]] = {}
        self._changes = -1

    def goes_on(self, durable: dict[str, tuple[int, str]]) -> bool:
        """Whether a file on a disk that was mounted again is the one that was open: it has all that is `durable`.

        What a power cut may lose is taken as lost where it is not there.
        """
        if not self.stores(durable):
            return False
        self.entries.clear()
        self._read_newest()
        return True

    def differs(self) -> tuple[str, dict[str, str]] | None:
        """What is wrong, as a sentence and the values in it; asked with the write lock held. None when all is well."""
        self._written.clear()
        if self._in_memory:
            return None
        try:
            stat = self._path.stat()
        except OSError:
            return GONE, {"file": str(self._path)}
        if (stat.st_dev, stat.st_ino) != self.file:
            return OTHER, {"file": str(self._path)}
        for log, name in self._logs.items():
            now = name_of(log)
            if name is None:
                # Those of a new file are there once its first transaction has begun.
                self._logs[log] = now
            elif now != name:
                return LOG_OTHER if now else LOG_GONE, {"log": str(log)}
        looked = (stat.st_mtime_ns, stat.st_size)
        if looked != self._looked:
            if self._overwritten():
                return OVERWRITTEN, {"file": str(self._path)}
            self._looked = looked
        return self._changed() if self._connection.data_version() != self._changes else None

    def wrote(self, register: str, number: int, hashed: str) -> None:
        """A journal entry is written in the transaction that has begun."""
        self._written[register] = (number, hashed)

    def committed(self) -> None:
        """What was written is stored."""
        self.entries.update(self._written)
        self._changes = self._connection.data_version()
        self._logged = self._log_size()

    def written(self) -> dict[str, tuple[int, str]]:
        """The newest journal entries of the transaction, of each register number and hash."""
        return dict(self._written)

    def stores(self, entries: dict[str, tuple[int, str]]) -> bool:
        """Whether the journal has all of these."""
        return all(
            self._connection.execute(_HASH, (register, number)).get == hashed
            for register, (number, hashed) in entries.items()
        )

    def checkpoint(self) -> None:
        """Bring what stands in the log into the database itself, synced."""
        self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)

    def log_cut(self) -> tuple[str, dict[str, str]] | None:
        """Whether the log lacks its end; asked while no transaction is open. A sentence and its values, or None.

        SQLite writes a log over, and cuts one that is open only when all of it is in the file.
        """
        if self._in_memory or not self._log.exists():
            # That it is gone is said where its name is looked at.
            return None
        size = self._log_size()
        if size < self._logged:
            pages = self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)[0]
            size = self._log_size()
            if pages and size < _LOG_HEADER + pages * (_PAGE_HEADER + self._connection.pragma("page_size")):
                return LOG_CUT, {"log": str(self._log)}
        self._logged = size
        return None

    def _log_size(self) -> int:
        """Bytes; 0 for none."""
        try:
            return 0 if self._in_memory else self._log.stat().st_size
        except OSError:
            return 0

    # --- What others have written ---

    def _changed(self) -> tuple[str, dict[str, str]] | None:
        """Somebody has written; nothing that was stored may be missing for it."""
        if self._connection.pragma("user_version") != self.version:
            return UPDATED, {}
        if self.version:
            if not self.stores(self.entries):
                return WENT_BACK, {"file": str(self._path)}
            self._read_newest()
        self._changes = self._connection.data_version()
        return None

    def _read_newest(self) -> None:
        for register in [str(code) for (code,) in self._connection.execute("SELECT code FROM register")]:
            for number, hashed in self._connection.execute(_NEWEST, (register,)):
                self.entries[register] = (int(str(number)), str(hashed))

    # --- What stands in the file itself ---

    def _overwritten(self) -> bool:
        """Whether the file was written past SQLite: a log is only ever brought into it forward.

        Its count of pages never falls, and the serial of a register, once it is there, stays on its page.
        """
        head = self._bytes(0, _HEADER)
        pages = int.from_bytes(head[28:32], "big")
        if not head.startswith(_MAGIC) or pages < self._pages:
            return True
        self._pages = pages
        if not self._serial and self.version:
            self._find_serial()
        has_serial = bool(self._serial) and self._serial in self._bytes(*self._place)
        if self._has_serial and not has_serial:
            return True
        self._has_serial = has_serial
        return False

    def _find_serial(self) -> None:
        size = self._connection.pragma("page_size")
        serial = self._connection.execute("SELECT serial FROM register ORDER BY created_at LIMIT 1").get
        root = self._connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'register'").get
        if serial and root:
            self._serial, self._place = str(serial).encode(), ((root - 1) * size, size)

    def _bytes(self, start: int, length: int) -> bytes:
        """Bytes of the file as it is, through the descriptor that SQLite has: another one would end its locks."""
        return self._connection.read("main", 0, start, length)[1]
