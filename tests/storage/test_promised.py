"""What is promised is whole and on the disk before anybody is told; what a killed program left is cleared up."""

import os
import re
import stat
from pathlib import Path

import pytest

from kassa_tui.storage import promised
from kassa_tui.till.setup import founding
from kassa_tui.till.setup.founding import Founding

ROOT = Path(__file__).resolve().parents[2] / "kassa_tui"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the disk is told, in order: which file or folder was synced, which got its name."""
    done: list[str] = []
    sync, link, replace = os.fsync, os.link, os.replace

    def synced(handle: int) -> None:
        sync(handle)
        done.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink().name}")

    def linked(part: str, path: str) -> None:
        link(part, path)
        done.append(f"name {Path(path).name}")

    def replaced(part: Path, path: Path) -> Path:
        replace(part, path)
        done.append(f"name {path.name}")
        return path

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", linked)
    monkeypatch.setattr(Path, "replace", replaced)
    return done


@pytest.mark.parametrize("replaces", [True, False])
def test_a_file_is_on_the_disk_before_it_has_its_name_and_its_name_before_anybody_is_told(
    tmp_path: Path, steps: list[str], replaces: bool
) -> None:
    file = tmp_path / "far" / "away" / "file.txt"
    promised.make_folder(file.parent)
    assert steps == [f"sync {tmp_path.name}", "sync far"]
    steps.clear()
    promised.write_bytes(file, b"all", replaces=replaces)
    assert steps == ["sync file", "name file.txt", "sync away"]
    assert file.read_bytes() == b"all"
    assert list(file.parent.iterdir()) == [file]


def test_a_shop_that_is_founded_has_a_folder_that_stays(tmp_path: Path, steps: list[str]) -> None:
    founding.found(tmp_path / "far" / "shop.db", Founding(shop="Shop", owner="Owner"))
    assert steps[0] == f"sync {tmp_path.name}"


def test_what_goes_wrong_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, fresh = tmp_path / "file", tmp_path / "fresh"
    file.write_text("old")

    def half(out: object) -> None:
        raise OSError("the stick is out")

    for path in (file, fresh):
        with pytest.raises(OSError, match="stick"):
            promised.write(path, half)
    with pytest.raises(FileExistsError):
        promised.write_bytes(file, b"new", replaces=False)
    monkeypatch.setattr(os, "fsync", half)
    with pytest.raises(OSError, match="stick"):
        promised.write_bytes(file, b"new")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("file", "old")]


def test_a_stick_knows_one_name_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_names: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refused)
    file = tmp_path / "file"
    promised.write_bytes(file, b"one", replaces=False)
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    with pytest.raises(FileExistsError):
        promised.write_bytes(file, b"two", replaces=False)
    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(PermissionError):
        promised.write_bytes(tmp_path / "other", b"two", replaces=False)
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("file", "one")]


def test_the_rights_are_those_that_are_said_or_that_were_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    promised.write_bytes(file, b"1", mode=0o604)
    promised.write_bytes(file, b"2")
    assert stat.S_IMODE(file.stat().st_mode) == 0o604
    mask = os.umask(0o027)
    try:
        promised.write_bytes(tmp_path / "other", b"3")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "other").stat().st_mode) == 0o640


def test_what_a_killed_program_left_goes_and_nothing_of_anybody_else(tmp_path: Path) -> None:
    left, elsewhere = tmp_path / ".kassa-0123456789abcdef.part", tmp_path / "elsewhere"
    for folder in (left, elsewhere, tmp_path / ".kassa-mine.part", tmp_path / ".kassa-0123456789abcdef.part.old"):
        folder.mkdir()
        (folder / "shop.db-wal").write_text("half")
    (tmp_path / ".kassa-0123456789abcde0.part").write_text("a file of somebody's")
    (tmp_path / ".kassa-0123456789abcde1.part").symlink_to(elsewhere)
    with promised.workplace(tmp_path) as another:
        (another / "half").write_text("")
        promised.write_bytes(tmp_path / "file", b"")
        assert (another / "half").exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        [
            ".kassa-0123456789abcde0.part",
            ".kassa-0123456789abcde1.part",
            ".kassa-0123456789abcdef.part.old",
            ".kassa-mine.part",
            "elsewhere",
            "file",
        ]
    )
    assert (elsewhere / "shop.db-wal").exists()


def test_a_link_is_moved_in_one_step(tmp_path: Path, steps: list[str]) -> None:
    link = tmp_path / "current"
    for target in ("old", "new"):
        promised.replace_link(link, Path(target))
        assert link.readlink() == Path(target)
    assert steps == ["name current", f"sync {tmp_path.name}"] * 2


# --- Nobody else ---

WRITES = {
    "storage/promised.py": "it is how",
    "storage/copying.py": "SQLite fills a file that is there, empty and private; the copy is named by `promised`",
    "database.py": "the database itself, which SQLite syncs",
    "storage/ballast.py": "nothing: it holds room on the disk",
    "storage/put_aside.py": "a database that is damaged, moved file by file, its folder synced after each",
    "storage/locks.py": "locks, which hold only while their program runs",
    "cli/output.py": "nowhere: /dev/null, for streams that are shut",
    "cli/machine/release.py": "a whole folder, synced at once before it has its name",
    "hw/simulated.py": "what simulated devices show: a part of it is no less true",
    "hw/printer_transports.py": "devices",
    "hw/serial_transport.py": "devices",
}
"""Modules that open or name files to be written, with why."""

WRITING = re.compile(
    r"""
    \bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)\b
    | \bopen\([^()\n]*["'](?:[rbt]*[wxa][bt+]*|r[bt]*\+[bt]*)["']
    | (?<!promised)\.(?:write_text|write_bytes|touch|rename|renames|hardlink_to|symlink_to)\(
    | \.replace\(\w+\)                            # of text it has two arguments, of a path one
    | \b(?:os\.(?:link|symlink|replace)|shutil\.(?:copy(?!fileobj)\w*|move)|mkstemp|NamedTemporaryFile)\b
    """,
    re.VERBOSE,
)
"""How a file is opened for writing, or named."""


def test_no_other_place_opens_a_file_to_be_written() -> None:
    texts = {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in ROOT.rglob("*.py")}
    assert {name for name, text in texts.items() if WRITING.search(text)} == set(WRITES)
