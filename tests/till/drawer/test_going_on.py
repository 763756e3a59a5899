"""An old copy in the place of the shop: nothing takes a number that was given out, and the counter goes on as K1A."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.database import close_database, marker, open_database
from kassa_tui.till.anchor import anchors
from kassa_tui.till.anchor.anchors import ShortHistoryError
from kassa_tui.till.drawer import going_on, succession
from kassa_tui.till.proof import backups, restoring, verify
from kassa_tui.till.proof.restoring import LacksError, Wanted
from tests.conftest import ShopUnderTest, whole_file


def _sell(shop: ShopUnderTest, times: int = 1) -> str:
    return [shop.sell(shop.article("Bread", "2.95")).number for _each in range(times)][-1]


@pytest.fixture
def short(shop: ShopUnderTest, tmp_path: Path) -> ShopUnderTest:
    """Two receipts are there, five are known: beside the shop and on a stick; a session is open."""
    shop.open()
    _sell(shop, 2)
    before = whole_file(shop.path)
    open_database(shop.path)
    _sell(shop, 3)
    anchors.keep_beside()
    (tmp_path / "stick").mkdir()
    anchors.keep_on(tmp_path / "stick")
    whole_file(shop.path)
    shop.path.write_bytes(before)
    open_database(shop.path)
    return shop


def test_nothing_is_recorded_until_somebody_has_said_how_to_go_on(short: ShopUnderTest) -> None:
    outside = anchors.look(short.path)
    anchors.guard(outside)
    for act in (lambda: _sell(short), lambda: short.close(), lambda: backups.note(short.desk, "any", {})):
        with pytest.raises(ShortHistoryError, match=r"3 receipts are missing after K1-000002\. Nothing was recorded"):
            act()
    assert going_on.next_code("K1", outside.known) == "K1A"
    assert going_on.go_on(short.desk, outside.known) == "K1A"
    short.desk = replace(short.desk, register="K1A")
    assert _sell(short, 2) == "K1A-000002"
    # It is said no more, beside the shop or on the stick; what is known goes on with both codes.
    stick = short.path.parent / "stick"
    assert anchors.look(short.path, stick).gaps == ()
    assert anchors.keep_beside()
    assert anchors.keep_on(stick)
    known = {end.register: end for end in anchors.look(short.path, stick).known}
    assert (known["K1"].receipt, known["K1A"].receipt, known["K1A"].counter) == (2, 2, "K1")
    assert not verify.verify().problems


def test_what_went_on_and_is_lost_as_well_leaves_its_code_to_nobody(short: ShopUnderTest) -> None:
    before = whole_file(short.path)
    open_database(short.path)
    going_on.go_on(short.desk, anchors.look(short.path).known)
    short.desk = replace(short.desk, register="K1A")
    _sell(short)
    anchors.keep_beside()
    whole_file(short.path)
    short.path.write_bytes(before)
    open_database(short.path)
    short.desk = replace(short.desk, register="K1")
    outside = anchors.look(short.path)
    assert [gap.say() for gap in outside.gaps] == ["1 receipt of K1A is missing, all that were known"]
    anchors.guard(outside)
    with pytest.raises(ShortHistoryError):
        _sell(short)
    assert going_on.go_on(short.desk, outside.known) == "K1B"
    assert anchors.look(short.path).gaps == ()
    assert not verify.verify().problems
    short.desk = replace(short.desk, register="K1B")
    _sell(short)
    anchors.keep_beside()
    # The same copy a third time: what went on as K1A before gave its numbers out as well.
    whole_file(short.path)
    short.path.write_bytes(before)
    open_database(short.path)
    assert going_on.go_on(replace(short.desk, register="K1"), anchors.look(short.path).known) == "K1C"
    assert not verify.verify().problems


def test_a_copy_that_lacks_receipts_is_put_back_when_that_is_meant(short: ShopUnderTest, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(whole_file(short.path))
    short.path.unlink()
    for second in (None, tmp_path / "stick"):
        with pytest.raises(LacksError, match="lacks what is known: 3 receipts are missing after K1-000002"):
            restoring.restore(copy, short.path, Wanted(second=second))
        assert not short.path.exists()
        # What is only on the stick is known as well.
        marker(short.path).unlink(missing_ok=True)
    restoring.restore(copy, short.path, Wanted(lacking=True, second=tmp_path / "stick"))
    assert anchors.look(short.path, tmp_path / "stick").gaps == ()
    assert succession.open_question() is None
    short.desk = replace(short.desk, register="K1A")
    assert _sell(short) == "K1A-000001"
    assert not verify.verify().problems
    # To look at, elsewhere, it is as old as it is.
    close_database()
    assert restoring.restore(copy, tmp_path / "elsewhere.db", Wanted(second=tmp_path / "stick")).lacks == ()
