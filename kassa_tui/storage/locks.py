"""Locks beside a database: a register has one counter, and who makes or changes a whole file has it alone.

Each is a file that the system's lock is on; it holds the number of the process, and an old one means nothing.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import Self, TextIO

from kassa_tui.i18n import N_
from kassa_tui.storage import promised
from kassa_tui.storage.trouble import InUseError, RunningError, StorageError

_OPEN = N_("A register is open on {file} (process {pid}). Stop it first; nothing was changed.")
_MADE = N_("{file} is being made or changed by another program (process {pid}). Nothing was changed; try again.")


_DEAD = (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESHUTDOWN, errno.ESTALE, errno.ENOTCONN)
"""What a disk says that does not answer any more."""


class _HeldError(Exception):
    """Another process has the lock; its number is what is said."""


def _no_link(file: str, flags: int) -> int:
    """The lock itself: what a link leads to is somebody else's, and would be emptied."""
    return os.open(file, flags | os.O_NOFOLLOW, 0o666)


def _hold(lock: Path) -> TextIO:
    """The lock for this process, until the file is closed. Raises _HeldError, and OSError for a link or no locks."""
    while True:
        file = open(lock, "a+", encoding="ascii", opener=_no_link)  # noqa: SIM115
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            pid = file.read().strip() or "?"
            file.close()
            raise _HeldError(pid) from error
        except OSError:
            file.close()
            raise
        if _stands(file, lock):
            break
        # Who had it took it away between opening and locking.
        file.close()
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def _stands(file: TextIO, lock: Path) -> bool:
    """Whether the name still stands for the file that was opened."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), lock.stat())
    except FileNotFoundError:
        return False


def _beside(path: Path, ending: str) -> Path:
    """A name beside the file itself, whatever links lead to it."""
    real = path.resolve()
    return real.with_name(f"{real.name}.{ending}")


def _of_register(path: Path, register: str) -> Path:
    return _beside(path, f"{register}.lock")


class CounterLock:
    """A register that this process holds, until it is closed."""

    def __init__(self, path: Path, register: str) -> None:
        self._path, self._lock = path, _of_register(path, register)
        self._file: TextIO | None = None
        self._take()

    def _take(self) -> None:
        try:
            held = _hold(self._lock)
        except _HeldError as pid:
            raise RunningError(pid=pid) from pid
        self.close()
        self._file = held

    def look(self) -> bool:
        """Let go where the disk does not answer, or it could not be mounted again; hold it again where it does.

        Gives whether it does. Raises RunningError when another process has it meanwhile, OSError where the file system
        has no locks.
        """
        if not self._answers():
            self.close()
            return False
        if (self._file is None or not _stands(self._file, self._lock)) and self._path.exists():
            self._take()
        return True

    def _answers(self) -> bool:
        """Whether the lock's file can be opened; nothing is made where a disk should be mounted."""
        try:
            os.close(os.open(self._lock, os.O_RDONLY | os.O_NOFOLLOW))
        except FileNotFoundError:
            return self._path.exists()
        except OSError as problem:
            return problem.errno not in _DEAD
        return True

    def close(self) -> None:
        """Let go."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ended: object) -> None:
        self.close()


def counter_lock(path: Path, register: str) -> CounterLock:
    """Hold the register for this process; RunningError tells which process has it. Keep what is returned.

    Raises OSError where the file system has no locks, or no room.
    """
    return CounterLock(path, register)


def counter_runs(path: Path, register: str) -> bool:
    """Whether a process holds the register; nothing is made or held to find out."""
    try:
        with _of_register(path, register).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Nobody else makes, restores or changes the whole file meanwhile, and no register is open on it.

    The folder is made where it is not there, durable as all that is promised in it. Raises InUseError, StorageError.
    """
    lock = _beside(path, "lock")
    with ExitStack() as held:
        try:
            promised.make_folder(lock.parent)
            held.enter_context(_held(lock, path, _MADE))
            held.callback(_take_away, lock)
            for counter in sorted(lock.parent.glob(f"{escape(lock.stem)}.*.lock")):
                held.enter_context(_held(counter, path, _OPEN))
        except OSError as problem:
            raise StorageError(problem=str(problem)) from problem
        yield


def _held(lock: Path, path: Path, sentence: str) -> TextIO:
    """The lock; what is said of the database when another process has it. Raises InUseError."""
    try:
        return _hold(lock)
    except _HeldError as pid:
        raise InUseError(sentence, file=path, pid=pid) from pid


def _take_away(lock: Path) -> None:
    with suppress(OSError):
        lock.unlink()
