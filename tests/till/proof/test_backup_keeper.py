"""Copies beside the counter: after each close, on a stick as well, and what was missed is said."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from kassa_tui.database import rows
from kassa_tui.till.counter import logbook
from kassa_tui.till.ledger.clock import DAY_MS
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.proof import backup_beside, backup_state, backups, restoring, second_place
from kassa_tui.till.proof.backup_beside import Answer, NotMadeError, NotProvenError, SecondMissedError
from kassa_tui.till.proof.backup_keeper import BackupKeeper, Beside
from kassa_tui.till.proof.backup_state import PROVED, SMALL_BYTES, BackupState
from tests.conftest import ShopUnderTest


class Machine:
    """A shop, what is done beside it, and what its status row says; `stick` is there or not."""

    def __init__(self, shop: ShopUnderTest, ledger: Ledger) -> None:
        self.shop, self.done = shop, list[str]()
        self.said: list[str] = []
        self.stick = self.proven = True
        self.trouble: Exception | None = None
        self.keeper = BackupKeeper(ledger, lambda: shop.desk, "KASSA", self.said.append, Beside(self.make, self.prove))

    def make(self, path: Path, desk: Desk) -> None:
        self.done.append("copy")
        if self.trouble is not None:
            raise self.trouble
        backups.note(desk, backups.MADE, {"folder": str(path.parent)})
        backups.note(desk, backups.MADE if self.stick else second_place.MISSED, {"label": "KASSA"})
        if not self.stick:
            raise SecondMissedError(problem="no stick")

    def prove(self, _path: Path) -> Answer:
        self.done.append("proof")
        return Answer(self.proven, 12)

    def look(self, times: int = 1) -> list[str]:
        """What was done since the last look."""
        self.done.clear()
        for _each in range(times):
            self.keeper.look()
        return list(self.done)


@pytest.fixture
def machine(shop: ShopUnderTest) -> Iterator[Machine]:
    """It was closed once, copied and proven."""
    shop.open()
    shop.close()
    ledger = Ledger()
    made = Machine(shop, ledger)
    assert made.look(2) == ["copy", "proof"]
    yield made
    ledger.close()


def test_each_close_has_a_copy_made_and_nothing_else_does(machine: Machine) -> None:
    shop = machine.shop
    assert machine.look(3) == []
    shop.open()
    shop.sell(shop.article("Bread", "2.95"))
    assert machine.look() == []
    shop.close()
    assert machine.look(3) == ["copy"]
    assert machine.said == []


def test_a_stick_that_is_not_there_is_said_until_it_has_a_copy(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.stick = False
    machine.shop.open()
    machine.shop.close()
    monkeypatch.setattr(second_place, "folder_of", lambda _label: tmp_path if machine.stick else None)
    assert machine.look(30) == ["copy"]
    assert machine.said == ["No backup on KASSA"]
    machine.stick = True
    assert machine.look(30) == ["copy"]
    assert machine.said == ["No backup on KASSA", ""]


def test_a_copy_that_cannot_be_made_is_said_and_tried_again(machine: Machine) -> None:
    machine.trouble = NotMadeError(problem="full")
    machine.shop.open()
    machine.shop.close()
    assert machine.look(5) == ["copy"]
    machine.shop.clock.later(minutes=11)
    assert machine.look(5) == ["copy"]
    machine.trouble = None
    machine.shop.clock.later(minutes=11)
    assert machine.look(5) == ["copy"]
    assert machine.said == ["No backup", ""]


def test_the_whole_file_is_proven_once_a_week_while_nobody_sells(machine: Machine) -> None:
    shop = machine.shop
    machine.proven = False
    shop.open()
    shop.clock.later(days=8)
    assert machine.look(2) == []
    shop.close()
    assert machine.look(5) == ["copy", "proof"]
    assert machine.said == ["Not proven"]
    assert rows("SELECT facts FROM journal WHERE kind = ? ORDER BY id", PROVED)[-1:] == [
        ('{"entries":12,"proven":false}',)
    ]
    shop.clock.later(days=8)
    machine.proven = True
    assert machine.look(5) == ["proof"]
    assert machine.said == ["Not proven", ""]


def test_a_large_shop_is_copied_once_a_day() -> None:
    day = DAY_MS
    state = BackupState(closed=9, made=5, made_at=100 * day)
    assert state.due(SMALL_BYTES - 1, 100 * day)
    assert not state.due(SMALL_BYTES, 101 * day)
    assert state.due(SMALL_BYTES, 101 * day + 1)
    assert not BackupState(closed=5, made=9).due(1, 0)


def test_what_is_read_on_is_what_is_read_at_once(machine: Machine) -> None:
    before = backup_state.read_on(BackupState())
    backups.note(machine.shop.desk, backups.UNPROVEN, {"label": "KASSA"})
    backups.note(machine.shop.desk, backups.UNPROVEN, {})
    assert backup_state.read_on(before) == backup_state.read_on(BackupState())
    assert (before.missed, backup_state.read_on(before).missed) == (False, True)


# --- The other process ---


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """An interpreter that answers this, and keeps how it was called."""

    def answer(text: str) -> None:
        program = tmp_path / "python"
        program.write_text(
            f'#!/bin/sh\necho "$KASSA_SETTINGS" "$@" > {tmp_path}/called\necho \'{text}\'\necho why >&2\nexit 1\n'
        )
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))

    return answer


def test_what_the_other_process_answers_is_what_is_said(
    shop: ShopUnderTest, tmp_path: Path, answered: Callable[[str], None]
) -> None:
    for text, error, words in (
        ('{"proven": true, "missed": "no stick"}', SecondMissedError, "no stick"),
        ('{"proven": false, "missed": ""}', NotProvenError, "do not agree"),
        ("", NotMadeError, "why"),
    ):
        answered(text)
        with pytest.raises(error, match=words):
            backup_beside.make(shop.path, shop.desk, str(tmp_path / "kassa.toml"))
    answered('{"proven": true, "entries": 3}')
    backup_beside.make(shop.path, shop.desk)
    Beside.of(str(tmp_path / "kassa.toml")).make(shop.path, shop.desk)
    called = (tmp_path / "called").read_text().strip()
    assert called == f"{tmp_path}/kassa.toml -m kassa_tui backup --db {shop.path} --register K1 --as Owner --json"
    assert Beside.of("").prove(shop.path) == Answer(True, 3)


# --- A second place ---

MOUNTED = r"""/dev/root / ext4 rw 0 0
systemd-1 /media/auto autofs rw 0 0
/dev/sdb1 /media/my\040stick vfat rw 0 0
/dev/sdc1 /srv/copies ext4 rw 0 0
//nas/KASSA /media/KASSA cifs rw 0 0
"""


def test_a_stick_is_found_by_its_label_wherever_it_is_mounted(tmp_path: Path) -> None:
    mounts, labels = tmp_path / "mounts", tmp_path / "labels"
    mounts.write_text(MOUNTED)
    labels.mkdir()
    (labels / r"WINKEL\x20KOPIE").symlink_to("/dev/sdc1")
    (labels / "BOOT").symlink_to("/dev/sda1")
    found = {
        each: second_place.folder_of(each, mounts, labels)
        for each in ("my stick", "WINKEL KOPIE", "BOOT", "auto", "KASSA")
    }
    assert found == {
        "my stick": Path("/media/my stick"),
        "WINKEL KOPIE": Path("/srv/copies"),
        "BOOT": None,
        "auto": None,
        "KASSA": Path("/media/KASSA"),
    }


def test_the_second_copy_and_one_that_was_missed_are_journalled(
    shop: ShopUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    monkeypatch.setattr(second_place, "folder_of", lambda _label: stick if stick.exists() else None)
    with pytest.raises(second_place.NoStickError, match="KASSA"):
        second_place.make(shop.desk, "KASSA")
    assert backup_state.read_on(BackupState()).missed
    stick.write_text("no folder")
    with pytest.raises(second_place.MissedError, match="KASSA"):
        second_place.make(shop.desk, "KASSA")
    stick.unlink()
    stick.mkdir()
    assert second_place.make(shop.desk, "KASSA").file.parent == stick
    state = backup_state.read_on(BackupState())
    assert (state.missed, state.made) == (False, 0)


# --- Put back ---


def test_a_shop_that_was_put_back_says_until_when_it_knows(shop: ShopUnderTest, tmp_path: Path) -> None:
    logbook.started(shop.desk)
    shop.open()
    shop.sell(shop.article("Bread", "2.95"))
    copy = backups.make(shop.desk).file
    shop.sell(shop.article("Bread", "2.95"))
    assert logbook.put_back("K1") is None
    restored = restoring.restore(copy, tmp_path / "new" / "shop.db")
    assert logbook.put_back("K1") == logbook.PutBack(restored.at, "K1-000001")
    logbook.started(shop.desk)
    assert logbook.put_back("K1") is None


def test_a_stick_that_does_not_answer_holds_nobody_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hangs = Event()

    def never(_label: str) -> Path:
        hangs.wait()
        return tmp_path

    monkeypatch.setattr(second_place, "LONGEST_SECONDS", 0.01)
    monkeypatch.setattr(second_place, "folder_of", never)
    assert second_place.folder_in_time("KASSA") is None
    hangs.set()
    monkeypatch.setattr(second_place, "LONGEST_SECONDS", 10)
    assert second_place.folder_in_time("KASSA") == tmp_path
