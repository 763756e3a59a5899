"""A damaged database is put aside whole: what was ended in the midst is finished under the same name."""

from pathlib import Path

import pytest

from kassa_tui.storage import promised, put_aside

FILES = {"": b"pages", "-wal": b"log", "-shm": b"index"}


class _EndedError(BaseException):
    """The program was killed."""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A database with its log."""
    for ending, content in FILES.items():
        (tmp_path / f"shop.db{ending}").write_bytes(content)
    return tmp_path / "shop.db"


def _set(file: Path) -> dict[str, bytes]:
    return {ending: file.with_name(file.name + ending).read_bytes() for ending in FILES}


def test_the_whole_set_has_a_name_of_its_own_and_nothing_is_where_it_was(shop: Path) -> None:
    assert len(put_aside.there(shop)) == len(FILES)
    aside = put_aside.put_aside(shop)
    assert aside is not None
    assert aside.name.startswith("shop.db.damaged-")
    assert (put_aside.there(shop), _set(aside)) == ([], FILES)
    assert put_aside.put_aside(shop) is None


def test_two_in_a_second_are_two(shop: Path) -> None:
    names = set()
    for _time in range(3):
        shop.write_bytes(b"pages")
        names.add(put_aside.put_aside(shop))
    assert len(names) == 3


@pytest.mark.parametrize("at", [1, 2, 3])
def test_ended_after_any_move_the_next_one_keeps_the_set_together(
    shop: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves = []

    def ends(_folder: Path) -> None:
        moves.append(shop.exists())
        if len(moves) == at:
            raise _EndedError

    with monkeypatch.context() as killed:
        killed.setattr(promised, "sync", ends)
        with pytest.raises(_EndedError):
            put_aside.put_aside(shop)
    # Without its log nobody may open it.
    assert moves == [False] * at
    put_aside.put_aside(shop)
    (aside,) = (file for file in shop.parent.iterdir() if not file.name.endswith(("-wal", "-shm")))
    assert _set(aside) == FILES


def test_where_a_link_leads_the_files_are_put_aside(shop: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(shop)
    aside = put_aside.put_aside(link)
    assert aside is not None
    assert _set(aside) == FILES
