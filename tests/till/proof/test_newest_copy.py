"""The newest proven copy is what goes furthest of the shop's own; what cannot be put back is passed over, and said."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.database import close_database, marker, open_database, row
from kassa_tui.storage import put_aside as aside_of
from kassa_tui.storage.locks import counter_lock
from kassa_tui.storage.trouble import ExistsError, InUseError, UnansweredError
from kassa_tui.till.anchor import anchors
from kassa_tui.till.drawer import succession
from kassa_tui.till.proof import backups, newest_copy, restoring, standing, verify
from kassa_tui.till.proof.newest_copy import NoCopyError
from kassa_tui.till.proof.restoring import LacksError, Wanted
from kassa_tui.till.proof.standing import SoundError
from tests.conftest import ShopUnderTest, whole_file

PAGE = 4096


@pytest.fixture
def copies(shop: ShopUnderTest, tmp_path: Path) -> tuple[Path, Path]:
    """A copy after one sale on the stick, a newer one after two beside the shop; three sales are known."""
    (tmp_path / "stick").mkdir()
    bread = shop.article("Bread", "2.95")
    shop.sell(bread)
    old = backups.make(shop.desk, tmp_path / "stick", label="KASSA").file
    shop.clock.later(minutes=5)
    shop.sell(bread)
    new = backups.make(shop.desk).file
    shop.sell(bread)
    anchors.keep_beside()
    whole_file(shop.path)
    return old, new


def _damage(path: Path, start: int = 0) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:start] + bytes(PAGE) + content[start + PAGE :])


def test_the_one_that_goes_furthest_is_found_wherever_it_lies(
    shop: ShopUnderTest, copies: tuple[Path, Path], tmp_path: Path
) -> None:
    _damage(shop.path)
    proved: list[Path] = []
    copy = newest_copy.newest(shop.path, tmp_path / "stick", proved.append)
    assert (copy.file, copy.receipt, copy.lacking()) == (
        copies[1],
        "K1-000002",
        "1 receipt is missing after K1-000002.",
    )
    assert (proved, copy.passed) == ([copies[1]], ())


def test_a_damaged_copy_is_passed_over_and_said(shop: ShopUnderTest, copies: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = copies
    for start in (0, 30 * PAGE):
        _damage(new, start)
        copy = newest_copy.newest(shop.path, tmp_path / "stick")
        assert (copy.file, len(copy.passed), str(new) in copy.passed[0]) == (old, 1, True)
        assert copy.lacks[0].receipts == 2
    with pytest.raises(NoCopyError, match="No proven backup"):
        newest_copy.newest(shop.path)


def test_a_copy_of_another_shop_is_never_it(shop: ShopUnderTest, copies: tuple[Path, Path], tmp_path: Path) -> None:
    old, new = copies
    for file in (old, new):
        file.rename(file.with_name(file.name.replace(file.name.split("-")[1], "abcdef")))
    with pytest.raises(NoCopyError):
        newest_copy.newest(shop.path, tmp_path / "stick")
    # Where nothing knows which shop it was, the name of its file tells.
    marker(shop.path).unlink()
    with pytest.raises(NoCopyError):
        newest_copy.newest(shop.path)


def test_a_disk_that_does_not_answer_is_said_where_there_is_no_other_copy(
    shop: ShopUnderTest, copies: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dead(_path: Path) -> None:
        raise UnansweredError(file=copies[1], problem="dead")

    monkeypatch.setattr(newest_copy, "open_to_read", dead)
    with pytest.raises(UnansweredError):
        newest_copy.newest(shop.path)


def test_a_damaged_shop_is_put_aside_and_the_copy_goes_on(shop: ShopUnderTest, copies: tuple[Path, Path]) -> None:
    _damage(shop.path)
    damaged = shop.path.read_bytes()
    with pytest.raises(ExistsError):
        restoring.restore(copies[1], shop.path)
    with pytest.raises(LacksError):
        restoring.restore(copies[1], shop.path, Wanted(aside=True))
    assert shop.path.read_bytes() == damaged
    restored = restoring.restore(copies[1], shop.path, Wanted(aside=True, lacking=True, asks=True))
    assert restored.aside is not None
    assert restored.aside.read_bytes() == damaged
    # The owner is asked what became of the third receipt.
    question = succession.open_question()
    assert question is not None
    assert [missing.receipts for missing in question.missing] == [1]
    shop.desk = replace(shop.desk, register="K1A")
    assert shop.sell(shop.article("Cheese", "3.00")).number == "K1A-000001"
    assert not verify.verify().problems


def test_what_the_damaged_file_still_says_gives_no_number_out_again(
    shop: ShopUnderTest, copies: tuple[Path, Path]
) -> None:
    open_database(shop.path)
    shop.sell(shop.article("Cheese", "3.00"))
    assert row("SELECT max(number) FROM receipt") == (4,)
    (page,) = row("SELECT rootpage FROM sqlite_master WHERE name = 'quick_key'") or (0,)
    whole_file(shop.path)
    _damage(shop.path, (page - 1) * PAGE)
    restored = restoring.restore(copies[1], shop.path, Wanted(aside=True, lacking=True))
    # Three were known beside it.
    assert [gap.receipts for gap in restored.lacks] == [2]


def test_ended_between_the_two_moves_the_shop_is_gone_and_a_second_time_puts_it_back(
    shop: ShopUnderTest, copies: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _damage(shop.path)

    def ended(_part: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(restoring, "_put", ended)
        with pytest.raises(KeyboardInterrupt):
            restoring.restore(copies[1], shop.path, Wanted(aside=True, lacking=True))
    assert aside_of.there(shop.path) == []
    assert standing.wrong(shop.path) == ""
    wanted = Wanted(lacking=True)
    assert restoring.restore(newest_copy.newest(shop.path).file, shop.path, wanted).aside is None


def test_a_register_that_is_open_keeps_its_file(shop: ShopUnderTest, copies: tuple[Path, Path]) -> None:
    _damage(shop.path)
    with counter_lock(shop.path, "K1"), pytest.raises(InUseError):
        restoring.restore(copies[1], shop.path, Wanted(aside=True, lacking=True))
    assert aside_of.there(shop.path) == [shop.path]


def test_only_a_shop_that_something_is_wrong_with_is_put_aside(
    shop: ShopUnderTest, copies: tuple[Path, Path], tmp_path: Path
) -> None:
    with pytest.raises(SoundError):
        standing.wrong(shop.path)
    other = tmp_path / "letter.txt"
    other.write_text("Dear Sir or Madam" * 300)
    with pytest.raises(ExistsError):
        standing.wrong(other)
    assert standing.wrong(tmp_path / "none.db") == ""
    shop.path.write_bytes(copies[1].read_bytes())
    assert "1 receipt is missing after K1-000002" in standing.wrong(shop.path)
    before = shop.path.read_bytes()
    _damage(shop.path, 30 * PAGE)
    assert str(shop.path) in standing.wrong(shop.path)
    assert before[:PAGE] == shop.path.read_bytes()[:PAGE]
    shop.path.write_bytes(b"")
    assert "is empty" in standing.wrong(shop.path)
    close_database()
