"""Copies of the shop: whole, proven, rotated, and put back without overwriting anything."""

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui import copies, database
from kassa_tui.database import bound, marker, open_database, rows
from kassa_tui.storage import promised
from kassa_tui.storage.trouble import (
    ExistsError,
    ForeignError,
    FullError,
    NewerError,
    ReadOnlyError,
    UnansweredError,
    UnreadableError,
)
from kassa_tui.till.drawer import sessions
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.proof import backup_beside, backups, file_check, restoring, verify
from kassa_tui.till.proof.backups import BackupError, NoFolderError, kept
from kassa_tui.till.proof.restoring import NoBackupError, UnprovenError, Wanted
from tests.conftest import ShopUnderTest

# --- Which copies stay ---

YEARS = st.sets(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)), max_size=120)
WEEKS = st.sets(st.integers(0, 75 * 24), min_size=40).map(
    lambda hours: {datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=n) for n in hours}
)


@given(YEARS | WEEKS)
def test_of_any_copies_the_newest_stays_and_never_more_than_the_periods_hold(taken: set[datetime]) -> None:
    stays = kept(taken)
    assert stays <= taken
    assert len(stays) <= 7 + 4 + 84
    assert not taken or max(taken) in stays
    assert kept(stays) == stays


@given(YEARS | WEEKS)
def test_the_newest_of_each_of_the_last_days_weeks_and_months_stays(taken: set[datetime]) -> None:
    stays = kept(taken)
    for limit, form in ((7, "%Y-%m-%d"), (4, "%G-%V"), (84, "%Y-%m")):
        periods = sorted({f"{when:{form}}" for when in taken})[-limit:]
        for period in periods:
            assert max(when for when in taken if f"{when:{form}}" == period) in stays


def test_seven_years_of_nights_leave_a_copy_of_every_month() -> None:
    there: set[datetime] = set()
    now = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
    for night in range(7 * 366):
        there = kept(there | {now + timedelta(days=night)})
    last = max(there)
    assert sorted(last - when for when in there)[:7] == [timedelta(days=n) for n in range(7)]
    assert len({(when.year, when.month) for when in there}) == 84
    assert len(there) < 95


# --- Making ---


def _journal(kind: str) -> list[dict[str, Any]]:
    return [msgspec.json.decode(facts) for (facts,) in rows("SELECT facts FROM journal WHERE kind = ?", kind)]


@contextmanager
def _tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """The file without its triggers, as somebody with other tools would change it."""
    file = sqlite3.connect(path)
    for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        file.execute(f'DROP TRIGGER "{name}"')
    yield file
    file.commit()
    file.close()


@pytest.fixture
def sold(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop with a sale."""
    shop.open()
    shop.sell(shop.article("Bread", "2.95"), cash="5.00")
    return shop


def test_a_backup_is_proven_private_journalled_and_leaves_no_parts(sold: ShopUnderTest) -> None:
    made = backups.make(sold.desk)
    assert made.file.parent == sold.path.parent / "backups"
    assert [file.name for file in made.file.parent.iterdir()] == [made.file.name]
    assert made.proof.proven
    assert made.proof.receipts == 1
    assert made.file.stat().st_mode & 0o777 == 0o600
    assert made.file.parent.stat().st_mode & 0o777 == 0o700
    [entry] = _journal("backup.made")
    content = made.file.read_bytes()
    assert (entry["file"], entry["size"]) == (made.file.name, len(content))
    assert entry["sha256"] == made.sha256 == sha256(content).hexdigest()
    assert verify.verify().proven


def test_the_copy_holds_what_the_shop_held_and_stays_as_it_was_made(sold: ShopUnderTest) -> None:
    made = backups.make(sold.desk)
    sold.sell(sold.article("Bread", "2.95"))
    with copies.looking_into(made.file):
        assert rows("SELECT count(*) FROM receipt") == [(1,)]
        with pytest.raises(ReadOnlyError), database.writing():
            bound().execute_sql("DELETE FROM draft")
    assert rows("SELECT count(*) FROM receipt") == [(2,)]
    assert sha256(made.file.read_bytes()).hexdigest() == made.sha256


def test_a_backup_while_another_connection_writes(sold: ShopUnderTest) -> None:
    ledger, stopped, bread = Ledger(), threading.Event(), sold.article("Bread", "2.95")

    def sell() -> None:
        while not stopped.is_set():
            ledger.submit(sold.sell, bread).result()

    selling = threading.Thread(target=sell)
    before = rows("SELECT count(*) FROM receipt")[0][0]
    script = (
        "import sys\nfrom pathlib import Path\nfrom kassa_tui.database import open_database\n"
        "from kassa_tui.till.ledger import desk as staff\nfrom kassa_tui.till.proof import backups\n"
        "from kassa_tui.till.ledger.desk import Desk\n"
        "open_database(Path(sys.argv[1]))\n"
        "made = backups.make(Desk('K1', 'L1', staff.owner(), channel='command'))\n"
        "print(made.proof.receipts, made.proof.proven)\n"
    )
    selling.start()
    try:
        copied, proven = _python(script, str(sold.path)).split()
    finally:
        stopped.set()
        selling.join()
        ledger.close()
    assert proven == "True"
    assert before <= int(copied) <= rows("SELECT count(*) FROM receipt")[0][0]
    assert verify.verify().proven


def _python(script: str, *words: str) -> str:
    return subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=True).stdout


def test_old_copies_go_and_those_of_other_shops_and_people_stay(sold: ShopUnderTest, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    first = backups.make(sold.desk, folder).file
    prefix = first.name.removesuffix("-20261122T133200Z.db")
    others = [folder / "notes.txt", folder / "shop-000000-20261122T133200Z.db", folder / f"{prefix}-unproven.db"]
    for other in others:
        other.write_text("not ours to remove")
    part = folder / f"{prefix}.1.part"
    part.write_text("broken off")
    os.utime(part, (time.time() - 90_000, time.time() - 90_000))
    sold.clock.later(minutes=5)
    second = backups.make(sold.desk, folder)
    assert second.removed == (first,)
    assert sorted(folder.iterdir()) == sorted([second.file, *others])


def test_three_copies_within_a_second_are_three_files(sold: ShopUnderTest) -> None:
    made = [backups.make(sold.desk) for _each in range(3)]
    assert sorted(made[0].file.parent.iterdir()) == sorted(each.file for each in made)
    sold.clock.later(minutes=5)
    assert len(backups.make(sold.desk).removed) == 3


def test_a_name_that_another_process_takes_first_is_its_own(
    sold: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faster(part: Path, file: Path, *, replaces: bool) -> None:
        monkeypatch.undo()
        file.write_text("another process's")
        give_name(part, file, replaces=replaces)

    give_name = promised.give_name
    monkeypatch.setattr(promised, "give_name", faster)
    made = backups.make(sold.desk)
    assert len(list(made.file.parent.iterdir())) == 2
    with copies.looking_into(made.file):
        assert verify.verify().proven


def test_what_killed_backups_and_restores_left_goes_with_the_next(sold: ShopUnderTest, tmp_path: Path) -> None:
    places = (sold.path.parent / "backups", tmp_path / "new")
    for folder in places:
        left = folder / ".kassa-0123456789abcdef.part"
        left.mkdir(parents=True)
        for name in ("copy.db", "shop.db", "shop.db-wal", "shop.db.before-2"):
            (left / name).write_text("half")
        # What a stick without hard links has where a copy was about to be.
        (folder / f"{backups._prefix()}-20260101T000000Z.db").touch()
    made = backups.make(sold.desk)
    assert list(places[0].iterdir()) == [made.file]
    restoring.restore(made.file, tmp_path / "new" / "shop.db")
    assert not (tmp_path / "new" / ".kassa-0123456789abcdef.part").exists()


def test_a_clock_that_went_back_does_not_cost_the_copy_just_made(sold: ShopUnderTest) -> None:
    for _day in range(100):
        sold.clock.later(days=31)
        newest = backups.make(sold.desk).file
    sold.clock.now -= 120 * 31 * 86_400_000
    made = backups.make(sold.desk)
    assert made.file.exists()
    assert newest.exists()


def test_a_folder_that_is_not_there_is_never_made(sold: ShopUnderTest, tmp_path: Path) -> None:
    with pytest.raises(NoFolderError, match="disk connected"):
        backups.make(sold.desk, tmp_path / "stick")
    assert not (tmp_path / "stick").exists()
    assert _journal("backup.made") == []


def test_a_disk_that_is_full_leaves_the_copies_before_alone(
    sold: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = backups.make(sold.desk).file

    def full(target: Path) -> None:
        target.write_bytes(b"half")
        raise FullError

    monkeypatch.setattr(backups, "backup", full)
    with pytest.raises(FullError):
        backups.make(sold.desk)
    assert list(first.parent.iterdir()) == [first]
    assert len(_journal("backup.made")) == 1


def test_a_shop_that_is_not_proven_is_still_copied_apart(sold: ShopUnderTest) -> None:
    good = backups.make(sold.desk)
    rotatable = good.file.with_name(good.file.name.replace("T133200Z", "T100000Z"))
    rotatable.write_text("an older one of the same day")
    database.close_database()
    with _tampering(sold.path) as file:
        file.execute("UPDATE receipt SET total = total + 1")
    open_database(sold.path)
    for _night in range(2):
        sold.clock.later(days=1)
        made = backups.make(sold.desk)
        assert not made.proof.proven
        assert made.removed == ()
        assert made.file.name.endswith("-unproven.db")
    assert sorted(good.file.parent.iterdir()) == sorted([good.file, rotatable, made.file])
    assert len(_journal("backup.made")) == 1
    assert len(_journal("backup.unproven")) == 2


def test_a_copy_that_the_disk_spoils_is_not_kept(sold: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[4096:4196] = b"\xff" * 100
        path.write_bytes(content)

    monkeypatch.setattr(backups, "sync", spoil)
    with pytest.raises(BackupError, match="damaged"):
        backups.make(sold.desk)
    assert list((sold.path.parent / "backups").iterdir()) == []
    assert rows("SELECT count(*) FROM receipt") == [(1,)]


# --- Putting back ---


@pytest.fixture
def copy(sold: ShopUnderTest) -> Path:
    """A good copy of a shop that went on selling."""
    made = backups.make(sold.desk).file
    sold.sell(sold.article("Bread", "2.95"))
    return made


def test_a_copy_becomes_a_shop_that_sells_on(sold: ShopUnderTest, copy: Path, tmp_path: Path) -> None:
    content = copy.read_bytes()
    newest = rows("SELECT number, at FROM journal WHERE kind = 'receipt.sale'")[0]
    target = tmp_path / "new" / "shop.db"
    restored = restoring.restore(copy, target)
    assert (restored.register, restored.number, restored.at, restored.kind) == ("K1", *newest, "receipt.sale")
    assert rows("SELECT count(*) FROM receipt") == [(1,)]
    assert _journal("backup.restored") == [
        {"file": copy.name, "register": "K1", "entry": restored.number, "proven": True}
    ]
    sold.sell(sold.article("Bread", "2.95"))
    assert verify.verify().proven
    assert marker(target).exists()
    assert target.stat().st_mode & 0o777 == 0o600
    assert copy.read_bytes() == content
    database.close_database()
    assert sorted(file.name for file in target.parent.iterdir()) == ["shop.db", "shop.db.known"]


def test_a_database_that_is_lost_is_put_back_in_its_place(sold: ShopUnderTest, copy: Path) -> None:
    database.close_database()
    sold.path.unlink()
    restoring.restore(copy, sold.path)
    assert sessions.current("K1") is not None


@pytest.mark.parametrize("name", ["", "-wal", "-shm", "-journal"])
def test_nothing_is_overwritten_nor_a_left_log_played_in(copy: Path, tmp_path: Path, name: str) -> None:
    there = tmp_path / f"target.db{name}"
    there.write_text("somebody's")
    with pytest.raises(ExistsError):
        restoring.restore(copy, tmp_path / "target.db")
    assert there.read_text() == "somebody's"
    assert [file for file in tmp_path.glob("target.db*") if file != there] == []


def _nothing_restored(folder: Path) -> None:
    assert list(folder.glob("target.db*")) == []


def test_a_damaged_copy_is_refused(copy: Path, tmp_path: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[8192:8292] = b"\xff" * 100
    copy.write_bytes(content)
    with pytest.raises(UnreadableError, match=copy.name):
        restoring.restore(copy, tmp_path / "target.db")
    _nothing_restored(tmp_path)


def test_a_copy_with_one_changed_figure_is_refused_and_taken_only_when_asked(copy: Path, tmp_path: Path) -> None:
    with _tampering(copy) as file:
        file.execute("UPDATE receipt SET total = total + 1")
    target = tmp_path / "target.db"
    with pytest.raises(UnprovenError, match="receipt"):
        restoring.restore(copy, target)
    _nothing_restored(tmp_path)
    assert not restoring.restore(copy, target, Wanted(unproven=True)).proof.proven
    assert _journal("backup.restored")[0]["proven"] is False


def test_a_disk_that_takes_no_shop_is_said_of_the_restore(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "flat").write_text("no folder")
    with pytest.raises(restoring.NotRestoredError, match="Nothing was restored"):
        restoring.restore(copy, tmp_path / "flat" / "target.db")


def test_a_shop_that_is_put_in_its_place_knows_already_that_it_was_restored(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is ended then has nothing more to write."""

    def ended(part: Path, target: Path) -> None:
        assert not part.with_name(f"{part.name}-wal").exists()
        with closing(sqlite3.connect(part)) as put:
            noted = put.execute("SELECT count(*) FROM journal WHERE kind = 'backup.restored'").fetchone()
        assert noted == (1,)
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_put", ended)
    with pytest.raises(KeyboardInterrupt):
        restoring.restore(copy, tmp_path / "new.db")


def test_a_disk_that_does_not_answer_makes_no_good_copy_damaged(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite says it of a page, as it does of a damaged one."""
    no_answer = "Tree 62 page 62: unable to get the page. error code=8458"
    monkeypatch.setattr(file_check, "rows", lambda sql: [(no_answer,)] if "integrity" in sql else rows(sql))
    with pytest.raises(UnansweredError, match=r"new\.db cannot be read: the disk does not answer"):
        restoring.restore(copy, tmp_path / "new.db")


def test_what_is_no_copy_of_a_shop_is_refused(copy: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.db"
    with pytest.raises(NoBackupError):
        restoring.restore(tmp_path / "none.db", target)
    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("CREATE TABLE t (a)")
    with pytest.raises(ForeignError):
        restoring.restore(other, target)
    other.write_text("hello")
    with pytest.raises(UnreadableError):
        restoring.restore(other, target)
    newer = sqlite3.connect(copy)
    newer.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')")
    newer.execute("PRAGMA user_version = " + str(newer.execute("SELECT count(*) FROM schema_migration").fetchone()[0]))
    newer.commit()
    newer.close()
    with pytest.raises(NewerError):
        restoring.restore(copy, target)
    _nothing_restored(tmp_path)


def test_a_bare_file_with_its_log_beside_it_is_taken_whole(sold: ShopUnderTest, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for file in sold.path.parent.glob("shop.db*"):
        shutil.copy(file, folder / file.name)
    assert (folder / "shop.db-wal").stat().st_size > 0
    restored = restoring.restore(folder / "shop.db", tmp_path / "target.db")
    assert restored.proof.receipts == 1


# --- Beside the counter ---


def test_a_backup_beside_the_counter_is_made_by_a_process_of_its_own(shop: ShopUnderTest, tmp_path: Path) -> None:
    backup_beside.make(shop.path, shop.desk)
    assert rows("SELECT count(*) FROM journal WHERE kind = ?", backups.MADE) == [(1,)]
    assert len(list(backups.usual_folder(shop.path).glob("*.db"))) == 1
    with pytest.raises(backup_beside.NotMadeError, match="nowhere"):
        backup_beside.make(tmp_path / "nowhere.db", shop.desk)
