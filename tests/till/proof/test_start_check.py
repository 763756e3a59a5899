"""What is looked at before a shop is sold in: damage that can be seen at once is refused, and changes nothing."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from kassa_tui.cli.common import open_shop
from kassa_tui.database import bound, close_database, rows
from kassa_tui.models import TABLES
from kassa_tui.storage.trouble import StorageError, UnreadableError
from kassa_tui.till.proof import start_check
from tests.conftest import ShopUnderTest, whole_file
from tests.till.everything import day_of_everything

PAGE = 4096


def _zeros(at: int, length: int) -> Callable[[bytearray], None]:
    def change(content: bytearray) -> None:
        content[at : at + length] = bytes(length)

    return change


def _flipped(at: int, bits: int) -> Callable[[bytearray], None]:
    def change(content: bytearray) -> None:
        content[at] ^= bits

    return change


def _cut(content: bytearray) -> None:
    del content[-3 * PAGE :]


def _nothing(content: bytearray) -> None:
    content.clear()


def _letters(content: bytearray) -> None:
    content[:] = b"Dear Sir or Madam\n" * 500


DAMAGE = {
    "no beginning": _zeros(0, PAGE), "no first bytes": _zeros(0, 16), "a size of pages": _flipped(17, 1),
    "an encoding": _flipped(59, 2), "a version": _flipped(63, 4), "free pages": _zeros(32, 4), "a page": _zeros(40 * PAGE, PAGE),
    "a page turned round": _flipped(50 * PAGE, 0xFF), "cut short": _cut, "nothing": _nothing, "a letter": _letters,
}  # fmt: skip


@pytest.fixture
def day(shop: ShopUnderTest) -> ShopUnderTest:
    """A day on which everything was recorded."""
    day_of_everything(shop)
    return shop


@pytest.mark.parametrize("what", [*DAMAGE])
def test_damage_is_refused_by_the_files_name(day: ShopUnderTest, what: str) -> None:
    content = bytearray(whole_file(day.path))
    if what == "free pages":
        # As if more were free than there are.
        content[36:40] = (10**6).to_bytes(4, "big")
    DAMAGE[what](content)
    day.path.write_bytes(content)
    with pytest.raises(StorageError) as refused:
        open_shop(day.path)
    assert str(day.path) in refused.value.say()
    close_database()
    # The first page may have been told of the log only.
    assert day.path.read_bytes()[PAGE:] == content[PAGE:]


def test_a_shop_that_nothing_happened_to_is_not_refused(day: ShopUnderTest) -> None:
    open_shop(day.path)
    start_check.look(day.path)


def test_a_protection_that_is_gone_is_refused_by_its_name(day: ShopUnderTest) -> None:
    whole_file(day.path)
    with sqlite3.connect(day.path) as file:
        file.execute("DROP TRIGGER receipt_no_update")
    file.close()
    with pytest.raises(UnreadableError, match="receipt_no_update"):
        open_shop(day.path)


def test_of_a_large_file_both_ends_of_each_table_are_read(
    day: ShopUnderTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    roots = dict(rows("SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND rootpage > 0"))
    content = whole_file(day.path)
    monkeypatch.setattr(start_check, "SMALL", 0)
    unseen = []
    for model in TABLES:
        page = roots.get(model._meta.table_name, 0)
        if not page:
            continue
        damaged = tmp_path / f"{model._meta.table_name}.db"
        damaged.write_bytes(content[: (page - 1) * PAGE] + bytes(PAGE) + content[page * PAGE :])
        try:
            open_shop(damaged)
        except StorageError:
            continue
        unseen.append(model._meta.table_name)
    assert unseen == []


def test_pages_behind_the_end_that_the_log_holds_are_no_damage(day: ShopUnderTest) -> None:
    size = day.path.stat().st_size
    bread = day.article("Rye bread", "2.95")
    for _sale in range(40):
        day.sell(bread)
    assert int(bound().pragma("page_count")) * PAGE > size
    start_check.look(day.path)
