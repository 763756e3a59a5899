"""Where an export goes: a file that is whole or not there, on this disk or a stick."""

import io
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.storage import promised
from kassa_tui.till.mail.letters import MOST_BYTES, FileTooLargeError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class FileError(KassaError):
    """A file that cannot be written."""

    template = N_("{file} cannot be written: {problem}")


class FileExistsAlreadyError(FileError):
    """A file that is there already, and was not to be replaced."""

    template = N_("{file} exists already; it is not overwritten.")


class NotAFileError(FileError):
    """Something that is no ordinary file: it is never replaced."""

    template = N_("{file} is a link, a device, a pipe or a folder; it is not replaced.")


class ADatabaseError(FileError):
    """A shop's database, a copy of one, or its log: with it everything would be gone."""

    template = N_("{file} is a database; it is not replaced.")


_DATABASES = (b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""How a database begins, and its log (the file format of SQLite, 1.3.1 and 4.1)."""


def _replaceable(path: Path) -> None:
    """Only an ordinary file, or nothing, gives way to a new one. Raises NotAFileError, ADatabaseError."""
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotAFileError(file=path)
        with path.open("rb") as file:
            if file.read(16).startswith(_DATABASES):
                raise ADatabaseError(file=path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise FileExistsAlreadyError(file=path) from error
    except OSError as error:
        raise FileError(file=path, problem=error.strerror or str(error)) from error


class _Bounded(io.BytesIO):
    """Memory that takes no more than a letter does."""

    def write(self, chunk: "ReadableBuffer", /) -> int:
        if self.tell() + memoryview(chunk).nbytes > MOST_BYTES:
            raise FileTooLargeError
        return super().write(chunk)


def for_letter(write: Callable[[BinaryIO], object]) -> bytes:
    """The file that `write` makes, to go with a letter. Raises FileTooLargeError as soon as it is too much."""
    file = _Bounded()
    write(file)
    return file.getvalue()


def save(path: Path, write: Callable[[BinaryIO], object], *, force: bool = False) -> None:
    """Write a file to the end, and to the disk; a half one never stays.

    An older file is replaced only with `force`, by a whole new one; a link, a device, a pipe or a database never is.
    Raises FileError, FileExistsAlreadyError, NotAFileError, ADatabaseError.
    """
    with _told(path):
        if force:
            _replaceable(path)
        promised.write(path, write, replaces=force)
