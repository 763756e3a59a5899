"""What the library puts around an error, once or twice, hides nothing of it."""

import errno
from pathlib import Path
from typing import NoReturn

import apsw
import pytest
from peewee import OperationalError

from kassa_tui.storage.trouble import DamagedError, FullError, UnansweredError, UnreadableError, not_read, spoken


def _wrapped(error: Exception) -> OperationalError:
    wrapped = OperationalError(str(error))
    wrapped.orig = error  # type: ignore[attr-defined]
    return wrapped


def test_what_connecting_raises_within_a_question_is_said(tmp_path: Path) -> None:
    error = apsw.IOError("disk I/O error")
    for raised in (error, _wrapped(error), _wrapped(_wrapped(error))):
        assert isinstance(not_read(raised, tmp_path / "shop.db"), UnansweredError)
        with pytest.raises(DamagedError), spoken():
            raise raised


def test_a_disk_without_room_for_what_reading_needs_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = apsw.IOError("disk I/O error")
    error.extendedresult = apsw.SQLITE_IOERR_SHMSIZE  # type: ignore[attr-defined]
    with pytest.raises(DamagedError), spoken(tmp_path / "shop.db"):
        raise error
    monkeypatch.setattr("kassa_tui.storage.trouble.no_room", lambda _file: True)
    with pytest.raises(FullError), spoken(tmp_path / "shop.db"):
        raise error


def test_a_file_on_a_disk_that_fell_silent_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error, file = apsw.CorruptError("database disk image is malformed"), tmp_path / "shop.db"
    assert isinstance(not_read(error, file), UnreadableError)

    def silent(*_args: object) -> NoReturn:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "open", silent)
    said = not_read(error, file)
    assert isinstance(said, UnansweredError)
    assert "does not answer as it should (Input/output error)" in said.say()
