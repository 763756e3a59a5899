"""Ballast holds room for a full disk: really, only where there is plenty, and hidden."""

import os
from pathlib import Path

import pytest

from kassa_tui import database
from kassa_tui.storage import ballast
from kassa_tui.storage.connections import TillDatabase
from kassa_tui.storage.trouble import UnansweredError
from tests.conftest import ShopUnderTest


def _room(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(ballast, "free", lambda _database: free)


def test_it_takes_its_room_where_there_is_plenty_and_gives_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "shop.db"
    _room(monkeypatch, ballast.PLENTY - 1)
    assert not ballast.make(database)
    assert list(tmp_path.iterdir()) == []
    _room(monkeypatch, ballast.PLENTY)
    assert ballast.make(database)
    (file,) = tmp_path.iterdir()
    assert file.name == ".shop.db.ballast"
    assert file.stat().st_blocks * 512 >= ballast.BYTES == ballast.held(database)
    assert file.stat().st_mode & 0o077 == 0
    assert ballast.give_up(database)
    assert (list(tmp_path.iterdir()), ballast.held(database)) == ([], 0)
    assert not ballast.give_up(database)


def test_a_part_of_it_is_not_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(handle: int, _offset: int, _length: int) -> None:
        os.truncate(handle, 5_000)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", no_room)
    _room(monkeypatch, ballast.PLENTY)
    assert not ballast.make(tmp_path / "shop.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_may_not_be_written_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _room(monkeypatch, ballast.PLENTY)
    assert not ballast.make(tmp_path / "gone" / "shop.db")
    assert not ballast.give_up(tmp_path / "gone" / "shop.db")


def test_a_disk_says_whether_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ballast.free(tmp_path / "gone" / "shop.db") is None
    assert not ballast.no_room(tmp_path / "gone" / "shop.db")
    assert (ballast.free(tmp_path / "shop.db") or 0) > 0
    _room(monkeypatch, ballast.NONE_LEFT - 1)
    assert ballast.no_room(tmp_path / "shop.db")


def test_a_full_disk_on_which_not_even_reading_begins_gives_it_up(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite makes a file of its own beside the database before it reads."""
    opens = database._open

    def needs_room(path: Path) -> TillDatabase:
        if ballast.held(path):
            raise UnansweredError(file=path, problem="the disk is full")
        return opens(path)

    monkeypatch.setattr(ballast, "BYTES", 10_000)
    assert ballast.make(shop.path)
    database.close_database()
    monkeypatch.setattr(database, "_open", needs_room)
    with pytest.raises(UnansweredError):
        database.open_database(shop.path)
    _room(monkeypatch, 0)
    database.open_database(shop.path)
    assert ballast.held(shop.path) == 0
