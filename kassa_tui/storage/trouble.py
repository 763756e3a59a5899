"""What disks, files and bytes do to a database, as sentences that name the right file and what failed.

Everything that opens, reads, writes or copies a database comes here with what SQLite or the system raised.
"""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import apsw
import msgspec
from peewee import PeeweeException

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.storage.ballast import no_room


class StorageError(KassaError):
    """The database cannot do what was asked; nothing was changed."""

    template = N_("The database does not work: {problem}")


class MissingError(StorageError):
    """No database there, and none was ever known there."""

    template = N_('There is no shop at {file}. "kassa init" starts a new one.')


class LostError(StorageError):
    """A database that was known is gone; a new one is never made in its place in silence."""

    template = N_("The shop's database {file} is gone. Put it back from a backup; nothing new was made in its place.")


class EmptiedError(LostError):
    """A database that was known holds nothing any more."""

    template = N_("The shop's database {file} is empty. Put it back from a backup; nothing new was made in its place.")


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


class UncertainError(DamagedError):
    """The end of a commit failed, and so did every way to find out what became of it."""

    template = N_(
        "Nobody knows whether this was saved: the disk does not answer as it should ({problem}). "
        "Look whether it is there before you do it again."
    )


class ReadOnlyError(StorageError):
    """The file or its disk may not be written."""

    template = N_("Saving failed: the database may not be written here.")


class UnreadableError(DamagedError):
    """A file whose bytes are not as they were written."""

    template = N_("{file} is damaged: {problem}")


class UnansweredError(DamagedError):
    """A file that is not read because its disk, its folder or its rights are not as they must be."""

    template = N_("{file} cannot be read: {problem}")


class UnwritableError(StorageError):
    """A new file, such as a copy, that is not written because of its own disk or folder."""

    template = N_("{file} cannot be written: {problem}")


class UnspeltError(StorageError):
    """A name of a file, or a word to look for, of bytes that are no letters: nothing is wrong with any file."""

    template = N_('"{text}" holds bytes that are no letters (UTF-8). Give it another name, or type it again.')


class MovedError(StorageError):
    """The file is not the one that was opened any more, or went back; `same_file` has the sentences."""


class InUseError(StorageError):
    """Somebody else has the whole file; `locks` has the sentences."""


def _file_of(error: OSError) -> str:
    """Which file the system speaks of, empty where it names none."""
    return os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""


class OutputError(StorageError):
    """A file, a device or a line that does not do what was asked. What was done before stays done."""

    template = N_("Something could not be read or written: {problem}")

    @classmethod
    def of(cls, error: OSError) -> Self:
        """The sentence, with the file where it is known."""
        text, file = error.strerror or str(error), _file_of(error)
        return cls(problem=f"{text}: {file}" if file else text)


class RunningError(StorageError):
    """Two counters on one register."""

    template = N_("This register is already open here (process {pid}).")


class Trouble(KassaError):
    """What failed, within a sentence that names the file."""


Cause = PeeweeException | apsw.Error | UnicodeError | msgspec.DecodeError | OSError
"""What reading, writing and copying raise when a disk, a file or a byte is not as it should be."""

CAUSES = (PeeweeException, apsw.Error, UnicodeError, msgspec.DecodeError, OSError)

_FULL = N_("the disk is full")
_DISK = N_("the disk does not answer as it should ({problem})")

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

_WRITING = frozenset((errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EFBIG))
"""What the system says only of writing."""

_TARGET = frozenset(
    (
        *(apsw.SQLITE_IOERR_WRITE, apsw.SQLITE_IOERR_FSYNC, apsw.SQLITE_IOERR_DIR_FSYNC),
        *(apsw.SQLITE_IOERR_TRUNCATE, apsw.SQLITE_IOERR_DELETE),
    )
)
"""What only the file that is written answers: a copy's source is read alone."""


_DISKS = (apsw.IOError, apsw.FullError, apsw.ReadOnlyError, apsw.CorruptError, apsw.CantOpenError, apsw.BusyError)


def _raised(error: BaseException) -> BaseException:
    """What SQLite raised, without what the library put around it, nor a rollback that failed because of it."""
    raised = error
    while isinstance(inside := getattr(raised, "orig", None), BaseException):
        # What connecting raises while something is asked is put into the library's error twice.
        raised = inside
    if isinstance(raised, apsw.SQLError) and error.__context__ is not None:
        before = _raised(error.__context__)
        return before if isinstance(before, _DISKS) else raised
    return raised


def _refused(file: Path) -> Trouble:
    """Why a file is not opened."""
    if file.is_dir():
        return Trouble(N_("it is a folder"))
    if file.exists() and not os.access(file, os.R_OK):
        return Trouble(N_("this user may not read it"))
    if not os.access(file.parent, os.W_OK):
        return Trouble(N_("its folder may not be written"))
    return Trouble(N_("it cannot be opened"))


def _silence(file: Path) -> str:
    """What the system says of a disk that does not even give a file's first byte; empty where it does."""
    try:
        with file.open("rb") as opened:
            opened.read(1)
    except OSError as problem:
        return (problem.strerror or str(problem)) if problem.errno == errno.EIO else ""
    return ""


def trouble(error: BaseException, file: Path) -> Trouble:
    """What failed, in words that say nothing of which file it was."""
    match _raised(error):
        case apsw.FullError():
            return Trouble(_FULL)
        case apsw.IOError() as failed:
            return Trouble(_FULL) if no_room(file) else Trouble(_DISK, problem=str(failed))
        case apsw.CantOpenError():
            return _refused(file)
        case apsw.ReadOnlyError():
            return Trouble(N_("it may not be written here"))
        case apsw.NotADBError():
            return Trouble(N_("its beginning is not that of a database"))
        case UnicodeError():
            return Trouble(N_("a text in it is not UTF-8"))
        case msgspec.DecodeError() as wrong:
            return Trouble(N_("a row holds what cannot be read ({problem})"), problem=str(wrong))
        case OSError() as failed:
            return Trouble(N_("{problem}"), problem=failed.strerror or str(failed))
        case other:
            return Trouble(N_("{problem}"), problem=str(other))


def not_read(error: BaseException, file: Path) -> StorageError | None:
    """The sentence for what reading a database raised; None for what neither disk nor file nor byte did."""
    match _raised(error):
        case apsw.BusyError() | apsw.LockedError():
            return BusyError()
        case UnicodeEncodeError() as given:
            return UnspeltError(text=given.object)
        case apsw.CorruptError() | apsw.NotADBError() if silent := _silence(file):
            # What a dead disk gave of a file before it fell silent fits nothing; the file may be as it was.
            return UnansweredError(file=file, problem=Trouble(_DISK, problem=silent))
        case apsw.CorruptError() | apsw.NotADBError() | UnicodeError() | msgspec.DecodeError():
            return UnreadableError(file=file, problem=trouble(error, file))
        case apsw.IOError() | apsw.CantOpenError() | apsw.FullError() | apsw.ReadOnlyError():
            return UnansweredError(file=file, problem=trouble(error, file))
        case OSError() as failed:
            said = UnwritableError if failed.errno in _WRITING else UnansweredError
            return said(file=_file_of(failed) or file, problem=trouble(error, file))
    return None


def _not_copied(error: BaseException, source: Path, target: Path) -> StorageError | None:
    match _raised(error):
        case apsw.IOError() as failed if getattr(failed, "extendedresult", 0) not in _TARGET:
            return not_read(error, source)
        case apsw.IOError() | apsw.FullError() | apsw.CantOpenError() | apsw.ReadOnlyError() | OSError():
            return UnwritableError(file=target, problem=trouble(error, target))
    return not_read(error, source)


@contextmanager
def _said(sentence: Callable[[BaseException], StorageError | None]) -> Iterator[None]:
    try:
        yield
    except CAUSES as error:
        said = sentence(error)
        if said is None:
            raise
        raise said from error


@contextmanager
def reading(file: Path) -> Iterator[None]:
    """Trouble while a database is opened or read as a StorageError that names it."""
    with _said(lambda error: not_read(error, file)):
        yield


@contextmanager
def copying(source: Path, target: Path) -> Iterator[None]:
    """Trouble while a database is copied as a StorageError that names whichever of the two it is about."""
    with _said(lambda error: _not_copied(error, source, target)):
        yield


def _not_saved(error: BaseException, file: Path | None) -> StorageError | None:
    raised = _raised(error)
    if getattr(raised, "extendedresult", 0) == apsw.SQLITE_IOERR_SHMSIZE and file is not None and no_room(file):
        return FullError()
    return next((said(problem=str(raised)) for kind, said in _SPOKEN.items() if isinstance(raised, kind)), None)


@contextmanager
def spoken(file: Path | None = None) -> Iterator[None]:
    """Trouble of the disk or of locks while saving as StorageErrors; constraint violations stay what they are.

    `file` is the database, where it tells what failed.
    """
    with _said(lambda error: _not_saved(error, file)):
        yield
