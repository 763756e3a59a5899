"""Nothing is written into a file that nobody will see again, nor over one that was put in its place."""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from kassa_tui import i18n
from kassa_tui.copies import backup
from kassa_tui.database import at_one_moment, bound, close_database, lazily, open_database, rows
from kassa_tui.storage import same_file
from kassa_tui.storage.trouble import MovedError
from kassa_tui.till.basket import drafts
from kassa_tui.till.ledger import journal
from tests.conftest import ShopUnderTest, found_shop, whole_file

Act = Callable[[Path], object]


def _bytes(folder: Path) -> dict[str, bytes]:
    """What stands in the database and its log; the locks between them are remade by everybody."""
    return {file.name: file.read_bytes() for file in folder.glob("shop.db*") if not file.name.endswith("-shm")}


def _copy(path: Path) -> Path:
    """The shop as it was before the last sale, whole in a file."""
    return path.with_name("copy.db")


def _older(path: Path) -> Path:
    """The very file, as it was before the last sales."""
    return path.with_name("older.db")


def _another(path: Path) -> Path:
    """Another shop."""
    return path.with_name("another.db")


def _delete_logs(path: Path, *names: str) -> None:
    for name in names:
        path.with_name(f"{path.name}-{name}").unlink()


def _replace_log(path: Path) -> None:
    log = path.with_name("shop.db-wal")
    shutil.copy(log, log.with_name("log"))
    log.with_name("log").rename(log)


def _through_sqlite(path: Path, sql: str) -> None:
    with closing(apsw.Connection(str(path))) as other:
        other.execute(sql)


def _older_content(path: Path) -> None:
    """What `.restore` of SQLite's own shell does: an older state is written as SQLite writes."""
    old, there = apsw.Connection(str(_copy(path))), apsw.Connection(str(path))
    with closing(old), closing(there), there.backup("main", old, "main") as copying:
        copying.step()


def _empty(path: Path) -> None:
    os.truncate(path, 0)


FORMS: dict[str, tuple[str, Act]] = {
    "deleted": (same_file.GONE, lambda path: path.unlink()),
    "renamed": (same_file.GONE, lambda path: path.rename(path.with_name("away.db"))),
    "copied over by renaming": (same_file.OTHER, lambda path: _copy(path).rename(path)),
    "log deleted": (same_file.LOG_GONE, lambda path: _delete_logs(path, "wal")),
    "locks deleted": (same_file.LOG_GONE, lambda path: _delete_logs(path, "shm")),
    "log emptied": (same_file.LOG_CUT, lambda path: os.truncate(path.with_name("shop.db-wal"), 0)),
    "log cut": (same_file.LOG_CUT, lambda path: os.truncate(path.with_name("shop.db-wal"), 4096)),
    "log replaced": (same_file.LOG_OTHER, _replace_log),
    "an old copy in place": (same_file.OVERWRITTEN, lambda path: shutil.copyfile(_copy(path), path)),
    "its own file of before in place": (same_file.OVERWRITTEN, lambda path: shutil.copyfile(_older(path), path)),
    "another shop in place": (same_file.OVERWRITTEN, lambda path: shutil.copyfile(_another(path), path)),
    "emptied": (same_file.OVERWRITTEN, _empty),
    "an old state by SQLite": (same_file.WENT_BACK, _older_content),
    "a newer program": (same_file.UPDATED, lambda path: _through_sqlite(path, "PRAGMA user_version = 99")),
}


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another shop, whose file has seen more changes, so that only whose it is tells."""
    path = tmp_path_factory.mktemp("another") / "shop.db"
    other = found_shop(path, language="da")
    bread = other.article("Bread", "2.95")
    for _ in range(12):
        other.sell(bread)
    path.write_bytes(whole_file(path))
    return path


@pytest.fixture
def selling(another: Path, shop: ShopUnderTest) -> ShopUnderTest:
    """A shop that has sold, with an old copy of it and another shop beside it, and that has sold once more."""
    shutil.copy(another, _another(shop.path))
    bread = shop.article("Bread", "2.95")
    shop.sell(bread)
    backup(_copy(shop.path))
    bound().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(shop.path, _older(shop.path))
    _through_sqlite(_copy(shop.path), "PRAGMA journal_mode = wal")
    pages = bound().pragma("page_count")
    while bound().pragma("page_count") == pages:
        shop.sell(bread)
    bound().execute_sql("PRAGMA wal_checkpoint(PASSIVE)")
    shop.sell(bread)
    return shop


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_is_another_one_now_is_never_written(selling: ShopUnderTest, form: str) -> None:
    sentence, act = FORMS[form]
    bread = selling.article("Bread", "2.95")
    act(selling.path)
    before = _bytes(selling.path.parent)
    for write in (lambda: selling.sell(bread), lambda: drafts.save(selling.desk, drafts.BASKET, "{}")):
        with pytest.raises(MovedError) as refused:
            write()
        assert refused.value.message == sentence
    assert not bound().in_transaction()
    if sentence != same_file.LOG_GONE:
        close_database()
        after = _bytes(selling.path.parent)
        # Where nothing was replaced, the last one to leave may tidy up its own log.
        assert after == before or sentence == same_file.UPDATED


def test_who_reads_a_file_of_others_does_not_make_it_ours(selling: ShopUnderTest) -> None:
    shutil.copyfile(_another(selling.path), selling.path)
    before = _bytes(selling.path.parent)
    with pytest.raises(MovedError):
        selling.sell(selling.article("Bread", "2.95"))
    with at_one_moment():
        pass
    close_database()
    assert _bytes(selling.path.parent) == before


def test_what_stood_in_a_deleted_log_is_brought_into_the_file_at_once(selling: ShopUnderTest) -> None:
    sold = rows("SELECT count(*) FROM receipt")
    _delete_logs(selling.path, "wal", "shm")
    with pytest.raises(MovedError):
        selling.sell(selling.article("Bread", "2.95"))
    shutil.copy(selling.path, _copy(selling.path))
    open_database(_copy(selling.path))
    assert rows("SELECT count(*) FROM receipt") == sold


def test_a_folder_that_moved_and_a_link_that_leads_elsewhere_are_seen(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    shop = found_shop(tmp_path / "a" / "shop.db")
    (tmp_path / "a").rename(tmp_path / "b")
    with pytest.raises(MovedError):
        shop.sell(shop.article("Bread", "2.95"))
    (tmp_path / "b").rename(tmp_path / "a")
    shop.sell(shop.article("Bread", "2.95"))
    close_database()
    shutil.copytree(tmp_path / "a", tmp_path / "c")
    (tmp_path / "now").symlink_to("a")
    open_database(tmp_path / "now" / "shop.db")
    shop.sell(shop.article("Bread", "2.95"))
    (tmp_path / "now").unlink()
    (tmp_path / "now").symlink_to("c")
    with pytest.raises(MovedError):
        shop.sell(shop.article("Bread", "2.95"))


def test_no_connection_is_opened_to_another_file_nor_makes_one(selling: ShopUnderTest) -> None:
    for act in (lambda: selling.path.unlink(), lambda: _copy(selling.path).rename(selling.path)):
        act()
        bound().close()
        with pytest.raises(MovedError):
            rows("SELECT 1")
        assert selling.path.exists() != _copy(selling.path).exists()


def test_what_is_put_back_goes_on_and_what_others_do_is_no_reason(selling: ShopUnderTest) -> None:
    bread, away = selling.article("Bread", "2.95"), selling.path.with_name("away.db")
    [(sold,)] = rows("SELECT count(*) FROM receipt")
    selling.path.rename(away)
    with pytest.raises(MovedError) as refused:
        selling.sell(bread)
    i18n.use("nl")
    assert "verplaatst of verwijderd" in refused.value.say()
    away.rename(selling.path)
    selling.sell(bread)
    # Others write, fill the log, bring it into the file and begin it anew; a whole transaction of ours is taken back.
    _through_sqlite(selling.path, "UPDATE draft SET changed_at = 1")
    _through_sqlite(selling.path, "PRAGMA wal_checkpoint(RESTART)")
    selling.sell(bread)
    with pytest.raises(ZeroDivisionError), lazily():
        drafts.put("K1", "x", "{}", 1)
        raise ZeroDivisionError
    for mode in ("TRUNCATE", "PASSIVE"):
        bound().execute_sql(f"PRAGMA wal_checkpoint({mode})")
        selling.sell(bread)
        _through_sqlite(selling.path, f"PRAGMA wal_checkpoint({mode})")
        selling.sell(bread)
    _through_sqlite(selling.path, "PRAGMA wal_checkpoint(TRUNCATE)")
    _through_sqlite(selling.path, "UPDATE draft SET changed_at = 2")
    selling.sell(bread)
    assert rows("SELECT count(*) FROM receipt") == [(sold + 7,)]


# --- The disk was away, and is mounted again ---


def _was_on_another_device() -> None:
    """As if the file had been opened while its disk had another number: what is on it is the same, name and bytes."""
    file = bound().known.file
    assert file is not None
    bound()._file = bound().known.file = (file[0] + 1, file[1])


def test_a_disk_that_is_mounted_again_is_gone_on_with(selling: ShopUnderTest) -> None:
    """What a power cut may lose is not missed; every thread looks at what is there now."""
    bread = selling.article("Bread", "2.95")
    sold = rows("SELECT count(*) FROM receipt")[0][0]
    with lazily():
        journal.note(selling.desk, "person.signed_in", {"name": "Owner"})
    file = bound().known.file
    _was_on_another_device()
    bound()._entries["K1"] = (bound()._durable["K1"][0] + 5, "lost")
    with pytest.raises(MovedError):
        selling.sell(bread)
    bound().close()
    selling.sell(bread)
    assert rows("SELECT count(*) FROM receipt") == [(sold + 1,)]
    assert bound()._file == file


def test_a_disk_that_comes_back_with_less_is_not_gone_on_with(selling: ShopUnderTest) -> None:
    _was_on_another_device()
    number, _hash = bound()._durable["K1"]
    bound()._durable["K1"] = (number + 1, "0" * 64)
    bound().close()
    with pytest.raises(MovedError) as refused:
        selling.sell(selling.article("Bread", "2.95"))
    assert refused.value.message == same_file.WENT_BACK


def test_each_thread_lets_go_of_what_is_to_be_let_go_of(shop: ShopUnderTest) -> None:
    """But never within a transaction."""
    connection = bound().connection()
    bound().let_go()
    assert bound().is_closed()
    with at_one_moment():
        inside = bound().connection()
        bound().let_go()
        assert bound().connection() is inside
    assert bound().connection() not in (inside, connection)
