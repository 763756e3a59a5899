"""The file: opened safely or refused with a sentence; what the database itself keeps."""

import json
import lzma
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
import pytest
from peewee import SQL, IntegrityError, Model
from playhouse.schema_diff import diff_models

from kassa_tui import copies, database, models
from kassa_tui.cli.common import open_shop
from kassa_tui.database import bound, lazily, open_database, rows, writing
from kassa_tui.models import TABLES, TRIGGERS, Journal, Receipt, Session
from kassa_tui.storage.locks import counter_lock
from kassa_tui.storage.trouble import (
    BusyError,
    EmptiedError,
    ExistsError,
    ForeignError,
    FullError,
    LostError,
    MissingError,
    NewerError,
    ReadOnlyError,
    RunningError,
    UnansweredError,
    not_read,
)
from kassa_tui.till.basket import money_in_hand
from kassa_tui.till.basket.basket import Basket
from tests.conftest import ShopUnderTest, found_shop
from tests.till.everything import day_of_everything


def first(table: type[Model], *order: object) -> dict[str, Any]:
    """The first row of a table as a dictionary."""
    query: Any = table.select().order_by(*(order or (SQL("1"),))).dicts()
    return dict(query.get())


def _normal(sql: str) -> str:
    return re.sub(r"[\s\"'`\[\]]", "", sql).lower()


def _schema() -> dict[str, str]:
    return {name: _normal(sql) for name, sql in rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")}


def test_migrated_and_fresh_tables_are_the_same(shop: ShopUnderTest, tmp_path: Path) -> None:
    assert not diff_models(
        bound(), [table for table in TABLES if table not in (models.ProductSearch, models.CustomerSearch)]
    )
    migrated = {name: sql for name, sql in _schema().items() if name != "schema_migration"}
    (tmp_path / "fresh.db").touch()
    fresh = database._bind(tmp_path / "fresh.db")
    fresh.create_tables(TABLES)
    for trigger in TRIGGERS:
        fresh.execute_sql(trigger)
    assert _schema() == {name: sql for name, sql in migrated.items() if not name.startswith("schema_migration")}


def test_every_table_is_strict_and_keeps_whole_numbers(shop: ShopUnderTest) -> None:
    loose = [name for name, kind, strict in rows("SELECT name, type, strict FROM pragma_table_list WHERE schema = 'main'")
             if kind == "table" and not strict and not name.startswith(("sqlite_", "schema_migration", "product_search", "customer_search"))]  # fmt: skip
    assert loose == []
    types = rows("SELECT DISTINCT c.type FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' "
                 "AND m.name NOT LIKE '%_search%' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'schema_migration'")  # fmt: skip
    assert {kind for (kind,) in types} <= {"INTEGER", "TEXT"}


def test_the_pragmas_that_durability_hangs_on_are_in_force(shop: ShopUnderTest) -> None:
    assert bound().pragma("journal_mode") == "wal"
    assert bound().pragma("synchronous") == 2
    assert bound().pragma("foreign_keys") == 1
    assert bound().pragma("recursive_triggers") == 1
    with lazily():
        assert bound().pragma("synchronous") == 1
    assert bound().pragma("synchronous") == 2


@pytest.mark.parametrize(
    "verb",
    ["UPDATE {t} SET id = id + 1", "DELETE FROM {t}", "INSERT OR REPLACE INTO {t} SELECT * FROM {t} WHERE id = 1"],
)
@pytest.mark.parametrize("table", ["journal", *(model._meta.table_name for model in models.FACTS)])
def test_facts_never_change(shop: ShopUnderTest, table: str, verb: str) -> None:
    day_of_everything(shop)
    before = rows(f"SELECT * FROM {table}")
    with pytest.raises(IntegrityError):
        bound().execute_sql(verb.format(t=table))
    assert rows(f"SELECT * FROM {table}") == before


def test_numbers_have_no_gaps_and_one_session_is_open(shop: ShopUnderTest) -> None:
    shop.open()
    row = first(Session) | {"id": None, "uid": "x"}
    with pytest.raises(IntegrityError, match="no gaps"):
        Session.insert(row | {"number": 3}).execute()
    with pytest.raises(IntegrityError, match="UNIQUE"):
        Session.insert(row | {"number": 2}).execute()
    entry = first(Journal, Journal.number.desc())
    with pytest.raises(IntegrityError, match="chain"):
        Journal.insert(entry | {"id": None, "number": entry["number"] + 1, "hash": "f" * 64}).execute()


def test_a_closed_session_takes_no_more_rows(shop: ShopUnderTest) -> None:
    shop.open()
    shop.sell(shop.article("Bread", "2.95"))
    shop.close()
    row = first(Receipt)
    with pytest.raises(IntegrityError, match="closed"):
        Receipt.insert(row | {"id": None, "uid": "x", "number": 2}).execute()


def test_what_was_founded_opens_again(shop: ShopUnderTest) -> None:
    database.close_database()
    open_database(shop.path)
    assert rows("SELECT count(*) FROM journal")[0][0] == 1
    assert shop.path.stat().st_mode & 0o077 == 0


def test_nothing_there_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(MissingError):
        open_database(tmp_path / "none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_known_database_that_is_gone_is_never_made_anew(shop: ShopUnderTest) -> None:
    database.close_database()
    for file in shop.path.parent.glob("shop.db*"):
        if not file.name.endswith(".known"):
            file.unlink()
    with pytest.raises(LostError):
        open_database(shop.path)
    with pytest.raises(LostError):
        found_shop(shop.path)
    assert not shop.path.exists()


LEFT = (
    "shop.db.known",
    "shop.db.K1.lock",
    "shop.db.before-9",
    "backups/shop-a1b2c3-20261130T224312Z.db",
    "shop.db-wal",
)
"""What tells of a shop beside a database that is not there any more."""


@pytest.mark.parametrize("left", LEFT)
def test_no_shop_is_founded_where_something_tells_of_one(tmp_path: Path, left: str) -> None:
    path, told = tmp_path / "shop.db", tmp_path / left
    told.parent.mkdir(exist_ok=True)
    told.write_bytes(b"left")
    for problem in (LostError, EmptiedError):
        with pytest.raises(problem):
            open_database(path)
        with pytest.raises(problem):
            database.create_database(path)
        path.touch()
    assert path.read_bytes() == b""
    assert told.read_bytes() == b"left"


def test_an_existing_shop_is_not_overwritten(shop: ShopUnderTest) -> None:
    database.close_database()
    with pytest.raises(ExistsError):
        found_shop(shop.path)


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\x00" + b"\x00" * 200])
def test_another_programs_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "other.db"
    file.write_bytes(content)
    with pytest.raises((ForeignError, MissingError)):
        open_database(file)
    assert file.read_bytes()[: len(content)] == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.db"
    other = apsw.Connection(str(file))
    other.execute("CREATE TABLE t (a)")
    other.close()
    with pytest.raises(ForeignError):
        open_database(file)
    with pytest.raises(ExistsError):
        found_shop(file)


def test_a_newer_programs_database_is_refused(shop: ShopUnderTest) -> None:
    bound().execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '2030-01-01')")
    bound().pragma("user_version", rows("SELECT count(*) FROM schema_migration")[0][0])
    with pytest.raises(NewerError):
        open_database(shop.path)


def test_a_set_up_that_was_broken_off_can_be_done_again(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with pytest.raises(ZeroDivisionError), database.founding(database.create_database(file)):
        raise ZeroDivisionError
    database.close_database()
    with pytest.raises(MissingError):
        open_database(file)
    found_shop(file)
    assert rows("SELECT count(*) FROM journal")[0][0] == 1


def test_a_backup_is_whole(shop: ShopUnderTest, tmp_path: Path) -> None:
    shop.sell(shop.article("Bread", "2.95"))
    copies.backup(tmp_path / "copy.db")
    copy = apsw.Connection(str(tmp_path / "copy.db"))
    assert copy.execute("SELECT count(*) FROM receipt").get == 1
    assert copy.execute("PRAGMA integrity_check").get == "ok"


def test_a_writer_that_waits_too_long_says_so(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    other = apsw.Connection(str(shop.path))
    other.execute("BEGIN IMMEDIATE")
    bound().connection().set_busy_timeout(1)
    with pytest.raises(BusyError), writing():
        pass
    other.execute("ROLLBACK")
    with writing():
        pass


def test_a_reading_thread_cannot_write(shop: ShopUnderTest) -> None:
    said: list[str] = []

    def read() -> None:
        bound().read_only_here()
        try:
            with writing():
                bound().execute_sql("DELETE FROM draft")
        except ReadOnlyError as error:
            said.append(error.say())
        bound().close()

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert len(said) == 1


def test_one_counter_process_a_register(shop: ShopUnderTest) -> None:
    held = counter_lock(shop.path, "K1")
    with pytest.raises(RunningError, match=r"process \d+"):
        counter_lock(shop.path, "K1")
    counter_lock(shop.path, "K2").close()
    held.close()
    counter_lock(shop.path, "K1").close()


def test_the_disk_being_full_is_a_sentence_and_undone(tmp_path: Path) -> None:
    """The page limit stands in for a full disk: SQLite answers both with the same error."""
    shop = found_shop(tmp_path / "shop.db")
    bread = shop.article("Bread", "2.95")
    size = bound().pragma("page_count")
    bound().execute_sql(f"PRAGMA max_page_count = {size}")
    with pytest.raises(FullError):
        for _sale in range(200):
            shop.sell(bread)
    bound().execute_sql("PRAGMA max_page_count = 1073741823")
    count = rows("SELECT count(*) FROM receipt")[0][0]
    shop.sell(bread)
    assert rows("SELECT count(*), max(number) FROM receipt") == [(count + 1, count + 1)]


def test_two_processes_write_in_turn(shop: ShopUnderTest) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom kassa_tui.database import open_database, writing\n"
        "from kassa_tui.till.ledger import desk as staff, journal\nfrom kassa_tui.till.ledger.desk import Desk\n"
        "open_database(Path(sys.argv[1]))\ndesk = Desk('K1', 'L1', staff.owner())\n"
        "for _ in range(100):\n    with writing():\n        journal.note(desk, 'test', {})\n"
    )
    started = [subprocess.Popen([sys.executable, "-c", script, str(shop.path)]) for _ in range(2)]
    assert [process.wait(60) for process in started] == [0, 0]
    numbers = [number for (number,) in rows("SELECT number FROM journal ORDER BY number")]
    assert numbers == list(range(1, 202))


def test_copying_the_file_alone_is_not_how_backups_are_made(shop: ShopUnderTest, tmp_path: Path) -> None:
    """Documents why `backup` exists: the newest sales live in the -wal file until a checkpoint."""
    shop.sell(shop.article("Bread", "2.95"))
    shutil.copy(shop.path, tmp_path / "bare.db")
    copy = apsw.Connection(str(tmp_path / "bare.db"))
    assert copy.execute("SELECT count(*) FROM receipt").get == 0


def test_what_a_newer_program_can_do_is_given_to_the_roles_that_have_it(tmp_path: Path) -> None:
    """Managers correct payments, cashiers do not, and nothing that was taken away comes back."""
    path = tmp_path / "old.db"
    path.write_bytes(lzma.decompress((Path(__file__).parent / "data" / "shop_2.db.xz").read_bytes()))
    open_shop(path)
    granted = {role for (role,) in rows("SELECT role FROM permission WHERE action = 'receipt.correct'")}
    assert granted == {"owner", "manager"}
    assert rows("SELECT count(*) FROM permission WHERE action = 'order.edit'") == [(3,)]
    received = rows("SELECT role FROM permission WHERE action = ? ORDER BY role", "order.transfer")
    assert received == [("manager",), ("owner",)]
    ending = rows("SELECT role FROM permission WHERE action = ? ORDER BY role", "staff.end_wait")
    assert ending == [("manager",), ("owner",)]
    free = rows('SELECT role, "limit" FROM permission WHERE action = ? ORDER BY role', "order.free_line")
    assert free == [("cashier", 5000), ("manager", None), ("owner", None)]
    before = rows("SELECT count(*) FROM permission")
    open_shop(path)
    assert rows("SELECT count(*) FROM permission") == before


def test_what_was_taken_before_the_update_is_found_after_it(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(lzma.decompress((Path(__file__).parent / "data" / "shop_2.db.xz").read_bytes()))
    zero = {"minor": 0, "currency": "EUR"}
    paid = {"method": "cash", "tendered": {"minor": 500, "currency": "EUR"}, "change": zero, "rounding": zero}
    with closing(sqlite3.connect(path)) as old, old:
        kept = json.dumps({"basket": "abc", "payments": [paid]})
        old.execute("INSERT INTO draft (register, slot, value, changed_at) VALUES ('K1', 'payments', ?, 0)", (kept,))
    open_shop(path)
    (payment,) = money_in_hand.taken_payments("K1", Basket("abc", "EUR"))
    assert (payment.method, payment.amount.minor) == ("cash", 500)


def test_a_rollback_that_fails_with_its_disk_is_the_disks_fault() -> None:
    disk = apsw.IOError("disk I/O error")
    try:
        try:
            raise disk
        except apsw.IOError:
            raise apsw.SQLError("cannot rollback - no transaction is active")  # noqa: B904
    except apsw.SQLError as error:
        said = not_read(error, Path("shop.db"))
    assert isinstance(said, UnansweredError)
    assert str(said.values["file"]) == "shop.db"
    assert not_read(apsw.SQLError("no such column: x"), Path("shop.db")) is None
