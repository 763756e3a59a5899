"""The anchor beside a database and on a stick: what it finds missing, and which files it does not trust."""

import errno
from pathlib import Path
from threading import Thread

import pytest
from msgspec.structs import replace

from kassa_tui.database import MARK, bound, close_database, marker, open_database
from kassa_tui.storage import promised
from kassa_tui.till.anchor import anchor_file, anchors
from kassa_tui.till.anchor.anchor_file import Contents
from kassa_tui.till.anchor.anchors import Look
from kassa_tui.till.ledger import past_clock
from kassa_tui.till.ledger.past_clock import ClockBehindError
from tests.conftest import ShopUnderTest, found_shop, whole_file


def _said(look: Look) -> list[str]:
    return [gap.say() for gap in look.gaps]


def _sell(shop: ShopUnderTest, times: int = 1) -> None:
    for _each in range(times):
        shop.sell(shop.article("Bread", "2.95"))


def _put_back(shop: ShopUnderTest, content: bytes) -> None:
    """An older copy is put in the place of the database by hand."""
    close_database()
    shop.path.write_bytes(content)
    for ending in ("-wal", "-shm"):
        shop.path.with_name(shop.path.name + ending).unlink(missing_ok=True)
    open_database(shop.path)


def test_an_old_copy_that_is_put_back_lacks_what_was_sold_since(shop: ShopUnderTest, tmp_path: Path) -> None:
    _sell(shop, 2)
    before = whole_file(shop.path)
    open_database(shop.path)
    assert anchors.look(shop.path) == Look(unknown=2)
    assert anchors.keep_beside()
    _sell(shop, 3)
    # Longer than what is known: nothing is missing.
    assert (anchors.look(shop.path).gaps, anchors.look(shop.path).unknown) == ((), 3)
    assert anchors.keep_beside()
    assert anchors.keep_on(tmp_path)
    assert not anchors.keep_beside()
    assert anchors.look(shop.path).gaps == ()

    _put_back(shop, before)
    assert _said(anchors.look(shop.path)) == ["3 receipts are missing after K1-000002"]
    # What is known is not forgotten because less is there now.
    assert not anchors.keep_beside()
    marker(shop.path).write_bytes(MARK)
    assert anchors.look(shop.path).gaps == ()
    assert _said(anchors.look(shop.path, tmp_path)) == ["3 receipts are missing after K1-000002"]

    _sell(shop, 9)
    assert _said(anchors.look(shop.path, tmp_path)) == [
        "The journal of K1 is another one than was known: its entry 8 differs"
    ]


def test_a_log_that_is_lost_is_missed(shop: ShopUnderTest) -> None:
    _sell(shop)
    whole_file(shop.path)
    open_database(shop.path)
    _sell(shop)
    anchors.keep_beside()
    # The file as a killed program leaves it, without the log that belongs to it.
    _put_back(shop, shop.path.read_bytes())
    assert _said(anchors.look(shop.path)) == ["1 receipt is missing after K1-000001"]


HOSTILE = {
    "empty": b"",
    "torn": MARK + b'{"anchor":1,"ends":[',
    "no mark": b"something else\n",
    "huge": MARK + b"x" * 100_000,
    "deep": MARK + b"[" * 50_000 + b"\n",
    "not text": MARK + bytes(range(128, 256)) + b"\n",
    "another kind": MARK + b"[1]\n7\nnull\n",
    "a huge number": MARK + b'{"anchor":' + b"9" * 5000 + b"}\n",
}


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in HOSTILE.items()])
def test_a_file_that_says_nothing_is_named_and_written_anew(shop: ShopUnderTest, content: bytes) -> None:
    file = marker(shop.path)
    file.write_bytes(content)
    (problem,) = anchors.look(shop.path).problems
    assert str(file) in problem.say()
    assert anchors.keep_beside()
    assert anchors.look(shop.path).problems == ()
    assert [end.register for end in anchors.look(shop.path).known] == ["K1"]


def test_a_changed_digit_or_a_lost_end_is_found(shop: ShopUnderTest) -> None:
    anchors.keep_beside()
    content = marker(shop.path).read_bytes()
    for changed in (content.replace(b'"receipt":0', b'"receipt":9'), content[:-2], content + b"{}\n", content[:-1]):
        assert changed != content
        marker(shop.path).write_bytes(changed)
        assert len(anchors.look(shop.path).problems) == 1


def test_a_folder_or_a_link_that_leads_nowhere_is_named_or_nothing(shop: ShopUnderTest) -> None:
    marker(shop.path).unlink()
    marker(shop.path).symlink_to(shop.path.with_name("nowhere"))
    assert anchors.look(shop.path) == Look()
    marker(shop.path).unlink()
    marker(shop.path).mkdir()
    assert len(anchors.look(shop.path).problems) == 1
    with pytest.raises(OSError, match=r"known"):
        anchors.keep_beside()
    assert bound().in_transaction() is False


def test_another_shops_anchor_is_not_compared_and_stays_beside_ours(tmp_path: Path) -> None:
    first = found_shop(tmp_path / "shop.db")
    _sell(first, 2)
    anchors.keep_beside()
    known = marker(first.path).read_bytes()
    close_database()
    first.path.unlink()
    marker(first.path).unlink()
    other = found_shop(tmp_path / "shop.db", "DK")
    marker(other.path).write_bytes(known)
    assert anchors.look(other.path) == Look(strange=(marker(other.path),), unknown=0)
    assert anchors.keep_beside()
    assert anchors.look(other.path).strange == ()
    assert len(anchor_file.read(marker(other.path)).anchors) == 2


def test_a_copy_that_is_opened_elsewhere_leaves_the_stick_alone(shop: ShopUnderTest, tmp_path: Path) -> None:
    stick, elsewhere = tmp_path / "stick", tmp_path / "elsewhere"
    stick.mkdir()
    elsewhere.mkdir()
    _sell(shop)
    content = whole_file(shop.path)
    (elsewhere / "copy.db").write_bytes(content)
    open_database(elsewhere / "copy.db")
    # Also where nothing is on the stick yet, and with the file that was copied along.
    anchors.keep_beside()
    assert not anchors.keep_on(stick)
    open_database(shop.path)
    _sell(shop)
    anchors.keep_beside()
    assert anchors.keep_on(stick)
    (there,) = stick.iterdir()
    known = there.read_bytes()
    marker(elsewhere / "shop.db").write_bytes(marker(shop.path).read_bytes())
    (elsewhere / "shop.db").write_bytes(content)
    open_database(elsewhere / "shop.db")
    assert anchors.look(elsewhere / "shop.db", stick).gaps == ()
    _sell(shop, 4)
    anchors.keep_beside()
    assert not anchors.keep_on(stick)
    assert there.read_bytes() == known


def test_a_shop_that_was_moved_takes_its_anchors_along(shop: ShopUnderTest, tmp_path: Path) -> None:
    _sell(shop)
    anchors.keep_beside()
    anchors.keep_on(tmp_path)
    close_database()
    moved = tmp_path / "moved.db"
    marker(shop.path).rename(marker(moved))
    shop.path.rename(moved)
    open_database(moved)
    _sell(shop)
    assert anchors.keep_beside()
    assert anchors.keep_on(tmp_path)
    (anchor,) = anchor_file.read(marker(moved)).anchors
    assert (anchor.file, anchor.copy) == (str(moved), False)


def test_a_full_disk_keeps_what_it_has(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    anchors.keep_beside()
    known = marker(shop.path).read_bytes()
    _sell(shop)

    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(promised, "sync", full)
    with pytest.raises(OSError, match="full"):
        anchors.keep_beside()
    assert marker(shop.path).read_bytes() == known
    assert list(shop.path.parent.glob(".kassa-*")) == []


def test_a_clock_before_what_the_anchor_knows_is_confirmed_once(shop: ShopUnderTest) -> None:
    """A day is missing in the old copy; the machine wakes within it."""
    _sell(shop)
    before = whole_file(shop.path)
    open_database(shop.path)
    shop.clock.later(days=1)
    _sell(shop)
    known = shop.clock.now
    anchors.keep_beside()
    _put_back(shop, before)
    shop.clock.later(minutes=-60)
    desk = replace(shop.desk, sure_of=0)
    past_clock.check(desk)
    anchors.look(shop.path)
    with pytest.raises(ClockBehindError) as asked:
        past_clock.check(desk)
    assert asked.value.doubt.newest == known
    past_clock.confirm(shop.desk, known)
    past_clock.check(desk)
    # At the next start as well; and a clock that is right again goes on.
    close_database()
    open_database(shop.path)
    anchors.look(shop.path)
    past_clock.check(desk)
    shop.clock.later(days=50)
    assert past_clock.doubt(shop.clock.now) is not None


def test_what_is_sold_while_it_is_looked_at_is_not_missing(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    anchors.keep_beside()
    _sell(shop)
    read = anchor_file.read

    def sells() -> None:
        _sell(shop)
        anchors.keep_beside()
        close_database()

    def busy(file: Path) -> Contents:
        """The register sells and writes it down, in a process of its own, just before the file is read."""
        monkeypatch.setattr(anchor_file, "read", read)
        counter = Thread(target=sells)
        counter.start()
        counter.join()
        return read(file)

    monkeypatch.setattr(anchor_file, "read", busy)
    look = anchors.look(shop.path)
    assert (look.gaps, [end.receipt for end in look.known]) == ((), [2])


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_two_lines_about_a_shop_the_one_that_knows_more_counts(shop: ShopUnderTest, newest_first: bool) -> None:
    _sell(shop)
    before = whole_file(shop.path)
    open_database(shop.path)
    lines = []
    for _each in range(2):
        _sell(shop)
        anchors.keep_beside()
        lines.append(marker(shop.path).read_bytes().removeprefix(MARK))
    _put_back(shop, before)
    marker(shop.path).write_bytes(MARK + b"".join(reversed(lines) if newest_first else lines))
    assert _said(anchors.look(shop.path)) == ["2 receipts are missing after K1-000001"]
