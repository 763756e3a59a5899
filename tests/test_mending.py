"""A damaged shop before the register opens: it is mended from the newest proven copy, or what is left of it is read."""

from pathlib import Path

import pytest

from kassa_tui import mending
from kassa_tui.cli.common import open_shop
from kassa_tui.database import close_database, open_database, row
from kassa_tui.mending import OnlyLookedError
from kassa_tui.settings import Settings
from kassa_tui.storage.trouble import StorageError, UnreadableError
from kassa_tui.till.anchor import anchors
from kassa_tui.till.goods import catalog
from kassa_tui.till.papers import jobs
from kassa_tui.till.proof import backups
from tests.conftest import ShopUnderTest, whole_file

PAGE = 4096


@pytest.fixture
def damaged(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop of two receipts with a copy after the first, in which a page of an index is nothing."""
    bread = shop.article("Bread", "2.95")
    shop.sell(bread)
    backups.make(shop.desk)
    shop.sell(bread)
    anchors.keep_beside()
    (page,) = row("SELECT rootpage FROM sqlite_master WHERE name = 'quick_key'") or (0,)
    content = bytearray(whole_file(shop.path))
    content[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    shop.path.write_bytes(content)
    return shop


def _wrong(path: Path) -> StorageError:
    with pytest.raises(UnreadableError) as refused:
        open_shop(path)
    return refused.value


def test_the_newest_proven_copy_is_put_back(damaged: ShopUnderTest) -> None:
    given = mending.mending(damaged.path, Settings(), _wrong(damaged.path), "")
    heard: list[Path] = []
    copy = given.find(heard.append)
    assert (heard, [gap.receipts for gap in copy.lacks], copy.code) == ([copy.file], [1], "K1A")
    given.put_back(copy)
    open_shop(damaged.path)
    assert row("SELECT count(*) FROM receipt") == (1,)
    assert len([*damaged.path.parent.glob("shop.db.damaged-*")]) == 1


def test_what_can_be_read_is_shown_and_printed_and_nothing_is_recorded(damaged: ShopUnderTest) -> None:
    before = {file: file.read_bytes() for file in damaged.path.parent.rglob("*") if file.is_file()}
    assert mending.mending(damaged.path, Settings(), _wrong(damaged.path), "").readable
    with mending.looked_into(damaged.path) as copied:
        assert row("SELECT count(*) FROM receipt") == (2,)
        bread = catalog.by_id(1, "EUR")
        assert bread is not None
        with pytest.raises(OnlyLookedError):
            damaged.sell(bread)
        with pytest.raises(OnlyLookedError):
            damaged.close()
        assert jobs.reprint(damaged.desk, 1)
        assert row("SELECT count(*) FROM receipt") == (2,)
    assert not copied.parent.exists()
    assert {file: file.read_bytes() for file in damaged.path.parent.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize("content", [b"", b"Dear Sir or Madam" * 999])
def test_what_cannot_be_read_at_all_is_not_offered_to_look_into(damaged: ShopUnderTest, content: bytes) -> None:
    damaged.path.write_bytes(content)
    given = mending.mending(damaged.path, Settings(), UnreadableError(file=damaged.path, problem=""), "")
    assert not given.readable
    given.put_back(given.find(lambda _file: None))
    open_database(damaged.path)
    close_database()
