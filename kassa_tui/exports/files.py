"""Where an export goes: a file that is whole or not there, on this disk or a stick."""

import io
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
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


def _replaceable(path: Path) -> None:
    """Only an ordinary file, or nothing, gives way to a new one. Raises NotAFileError."""
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            raise NotAFileError(file=path)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise FileExistsAlreadyError(file=path) from error
    except OSError as error:
        raise FileError(file=path, problem=error.strerror or str(error)) from error


def _filled(file: BinaryIO, write: Callable[[BinaryIO], object]) -> None:
    with file:
        write(file)
        file.flush()
        os.fsync(file.fileno())


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

    An older file is replaced only with `force`, by a whole new one; a link, a device or a pipe never is. Raises
    FileError, FileExistsAlreadyError, NotAFileError.
    """
    with _told(path):
        if force:
            _replaceable(path)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".kassa-")
            file, target = os.fdopen(handle, "wb"), Path(name)
        else:
            file, target = path.open("xb"), path
        try:
            _filled(file, write)
            if force:
                target.replace(path)
        except BaseException:
            with suppress(OSError):
                target.unlink()
            raise
