"""The room on the shop's disk is watched beside the counter."""

import pytest

from kassa_tui.storage import ballast
from kassa_tui.till.counter.disk_room import RoomKeeper, warning
from kassa_tui.till.ledger.recording import Ledger
from tests.conftest import ShopUnderTest


def test_what_is_said_of_room() -> None:
    free = (None, 500_000_000, 499_999_999, 100_000_000, 99_999_999, 3_500_000, 999_999, 0)
    assert [warning(each) for each in free] == [
        *("", "", "Disk: 490 MB free", "Disk: 100 MB free", "Disk nearly full: 90 MB", "Disk nearly full: 3 MB"),
        *("Disk full: make room", "Disk full: make room"),
    ]


def test_ballast_is_made_said_to_be_gone_and_made_again(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    room, warnings, news, ledger = [600_000_000], list[str](), list[str](), Ledger()
    monkeypatch.setattr(ballast, "BYTES", 10_000)
    monkeypatch.setattr(ballast, "free", lambda _database: room[0])
    beside = RoomKeeper(ledger, warnings.append, news.append, holds=False)
    beside.look()
    assert ballast.held(shop.path) == 0
    keeper = RoomKeeper(ledger, warnings.append, news.append, holds=True)
    keeper.look()
    assert (ballast.held(shop.path), warnings) == (10_000, [])
    room[0] = 5_000_000
    assert ballast.give_up(shop.path)
    keeper.look()
    keeper.look()
    assert (warnings, len(news), ballast.held(shop.path)) == (["Disk nearly full: 5 MB"], 1, 0)
    assert "reserve" in news[0]
    room[0] = 600_000_000
    keeper.look()
    assert (warnings[1:], len(news), ballast.held(shop.path)) == ([""], 1, 10_000)
    ledger.close()
