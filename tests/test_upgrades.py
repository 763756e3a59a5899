"""Shops of every schema become shops of today: what was there is kept first, and a kill leaves the old or the new."""

import errno
import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest

from kassa_tui import database
from kassa_tui.cli.common import open_shop
from kassa_tui.database import open_database, rows
from kassa_tui.storage import copying, promised
from kassa_tui.storage.connections import TillDatabase
from kassa_tui.storage.trouble import UnreadableError, UnwritableError
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.permissions import ACTIONS, END_WAIT
from kassa_tui.till.people import people
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, TestClock
from tests.schemas import NEWEST, OLD, shop_of

TORTURE = bool(os.environ.get("KASSA_TORTURE"))


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as file:
        return sorted(file.iterdump())


def _schema() -> dict[str, str]:
    return dict(rows("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'schema_migration%' AND sql IS NOT NULL"))


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tables of a new shop, as they are written."""
    opened = database.create_database(tmp_path_factory.mktemp("fresh") / "fresh.db")
    with database.founding(opened):
        pass
    return _schema()


@pytest.mark.parametrize("version", OLD)
def test_a_shop_of_any_schema_goes_on(tmp_path: Path, today: dict[str, str], version: int) -> None:
    path = shop_of(version, tmp_path / "old.db")
    before = _dump(path)
    open_shop(path)
    assert _schema() == today
    assert verify.verify().proven
    kept = path.with_name(f"old.db.before-{version + 1}")
    assert _dump(kept) == before
    assert kept.stat().st_mode & 0o777 == 0o600
    assert {file.name for file in tmp_path.iterdir()} <= {"old.db", "old.db-wal", "old.db-shm", kept.name}
    shop = ShopUnderTest(path, Desk("K1", "L1", staff.owner()), TestClock())
    shop.pay(shop.basket().add_voucher("Gift voucher", shop.money("10.00")))
    assert verify.verify().proven


# --- Before anything is changed ---


def _steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens to the files, in order."""
    done: list[str] = []

    def noted(name: str, act: Any) -> Any:
        def call(*args: Any, **words: Any) -> Any:
            done.append(name)
            return act(*args, **words)

        return call

    monkeypatch.setattr(copying, "copy", noted("copied", copying.copy))
    monkeypatch.setattr(copying, "_problem", noted("checked", copying._problem))
    monkeypatch.setattr(os, "fsync", noted("synced", os.fsync))
    monkeypatch.setattr(Path, "replace", noted("named", Path.replace))
    monkeypatch.setattr(database, "_migrate", noted("migrated", database._migrate))
    return done


def test_what_was_there_is_copied_checked_and_on_the_disk_before_anything_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shop_of(14, tmp_path / "old.db")
    kept = path.with_name("old.db.before-15")
    kept.write_text("half of an older try")
    done = _steps(monkeypatch)
    open_database(path)
    assert done == ["copied", "synced", "checked", "synced", "named", "synced", "migrated"]
    assert _version(kept) == 14


def test_a_copy_that_the_disk_spoils_keeps_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shop_of(14, tmp_path / "old.db")
    before = _dump(path)

    def spoil(part: Path) -> None:
        content = bytearray(part.read_bytes())
        content[8192:8292] = b"\xff" * 100
        part.write_bytes(content)

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as spoiling, pytest.raises(UnreadableError, match="before-15"):
        spoiling.setattr(promised, "sync", spoil)
        open_database(path)
    with monkeypatch.context() as filling, pytest.raises(UnwritableError, match="full"):
        filling.setattr(promised, "sync", full)
        open_database(path)
    database.close_database()
    assert _dump(path) == before
    assert list(tmp_path.glob("old.db.before*")) == []
    open_database(path)
    assert _version(path) == NEWEST


# --- Killed ---


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as file:
        version: int = file.execute("PRAGMA user_version").fetchone()[0]
        return version


def _traced(monkeypatch: pytest.MonkeyPatch, begins: Callable[[], object]) -> None:
    """`begins` is called at the beginning of every statement of every connection; a trigger's count as well."""

    def hooks(self: TillDatabase, conn: Any) -> None:
        add_hooks(self, conn)
        conn.trace_v2(apsw.SQLITE_TRACE_STMT, lambda _event: begins())

    add_hooks = TillDatabase._add_conn_hooks
    monkeypatch.setattr(TillDatabase, "_add_conn_hooks", hooks)


class Killer:
    """Counts statements, and does its worst at one of them."""

    def __init__(self, kill: Callable[[], object]) -> None:
        self.kill, self.count, self.last = kill, 0, 0

    def __call__(self) -> None:
        self.count += 1
        if self.count == self.last:
            self.kill()


class Gone(BaseException):
    """In place of a process that is killed."""


def test_until_a_migration_has_ended_the_file_holds_what_it_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest shop goes through every migration: another connection looks before each of their statements."""
    path = shop_of(1, tmp_path / "old.db")
    opened, looking = database._bind(path), apsw.Connection(str(path))
    execute: Callable[..., object] = opened.execute_sql
    seen, ends_at = 0, 0

    def held() -> tuple[object, ...]:
        return looking.pragma("user_version"), looking.pragma("schema_version")

    def executed(sql: str, params: object = None, **words: object) -> object:
        nonlocal seen
        seen += 1
        assert held() == before
        if seen == ends_at:
            raise Gone
        return execute(sql, params, **words)

    before = held()
    monkeypatch.setattr(opened, "execute_sql", executed)
    for each in (1, 70, 159):
        seen, ends_at = 0, each
        with pytest.raises(Gone):
            database._migrate(opened)
        assert held() == before
    seen, ends_at = 0, 0
    database._migrate(opened)
    assert seen > 159
    assert looking.pragma("user_version") == NEWEST
    looking.close()


def test_who_was_ended_between_the_tables_and_the_permissions_loses_none(tmp_path: Path) -> None:
    """A restored shop of before comes the same way; what the owner took from a role is not given back."""
    path = shop_of(2, tmp_path / "shop.db")
    open_database(path)
    known = "SELECT count(*) FROM permission WHERE role = 'owner'"
    assert rows(known) < [(len(ACTIONS),)]
    open_shop(path)
    assert rows(known) == [(len(ACTIONS),)]
    people.grant(Desk("K1", "L1", staff.owner()), "manager", END_WAIT.code, granted=False)
    open_shop(path)
    assert not [code for code in people.grants("manager") if code == END_WAIT.code]


@pytest.mark.skipif(not TORTURE, reason="a kill at each statement of each schema takes minutes: make torture")
@pytest.mark.parametrize("version", OLD)
def test_a_kill_at_any_statement_leaves_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    path, kept = tmp_path / "old.db", tmp_path / f"old.db.before-{version + 1}"
    before = _dump(shop_of(version, path))
    killer = Killer(lambda: os.kill(os.getpid(), signal.SIGKILL))
    _traced(monkeypatch, killer)
    open_database(path)
    database.close_database()
    after, count = _dump(path), killer.count
    for killer.last in range(1, count + 1):
        for file in tmp_path.glob("old.db*"):
            file.unlink()
        killer.count = 0
        _opened_by_a_child(shop_of(version, path))
        there = _version(path)
        assert _dump(path) == {version: before, NEWEST: after}[there]
        if kept.exists():
            assert _dump(kept) == before
    # What the last kill left is no hindrance.
    killer.last = 0
    open_shop(path)
    assert verify.verify().proven
    assert list(tmp_path.glob(".kassa-*")) == []


def _opened_by_a_child(path: Path) -> None:
    """In a process of its own, which may end in the middle with nothing that it could still do."""
    child = os.fork()
    if not child:
        try:
            open_database(path)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
