"""Commands that only answer change nothing: a copy stays as it is to the last byte, and an old one does, too."""

import os
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from kassa_tui.__main__ import main
from kassa_tui.cli.main import parser as command_line
from kassa_tui.copies import backup, open_to_read
from kassa_tui.database import close_database, open_database
from tests.conftest import ShopUnderTest
from tests.schemas import NEWEST, shop_of
from tests.till.everything import day_of_everything

READING = (
    ("verify",), ("doctor",), ("session", "list"), ("session", "show", "1"), ("report", "day"), ("report", "z"),
    ("report", "removals"), ("export", "activity"), ("export", "journal"), ("order", "list"), ("order", "export"),
    ("order", "show", "1"), ("order", "transfers"), ("order", "letters"), ("products", "search", "e"),
    ("shop", "export"), ("customers", "show", "1"), ("staff", "list"), ("permissions",),
)  # fmt: skip

ACTING = {
    "demo", "office", "help", "init", "restore", "backup", "replay", "install", "shop import", "products import",
    "staff add", "staff retire", "staff role", "staff pin", "staff unlock", "customers import", "customers merge",
    "customers erase", "session open", "session add", "session remove", "session return",
    "session close", "receipt invoice", "receipt mail", "order new", "order pay", "order hand-over", "order cancel",
    "order await", "order mail", "order send",
}  # fmt: skip
"""Commands that do something, or need no shop. Every other one only answers."""


def commands_of(parser: ArgumentParser, before: str = "") -> Iterator[tuple[str, ArgumentParser]]:
    """Every command that can be given, by its words."""
    groups = [action for action in parser._actions if isinstance(action, _SubParsersAction)]
    if not groups:
        yield before.strip(), parser
    for group in groups:
        for name, below in group.choices.items():
            yield from commands_of(below, f"{before} {name}")


def test_every_command_says_whether_it_only_answers() -> None:
    every = dict(commands_of(command_line(lambda _args: 0)))
    assert {words for words, parser in every.items() if not parser.get_default("reads")} == ACTING


def around(path: Path) -> dict[str, bytes]:
    """All files of the folder, and what is in them."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}


def ended(path: Path, *words: str) -> int:
    """How a command on a file ended."""
    try:
        return main([*words, "--db", str(path)])
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        close_database()


def test_a_copy_stays_as_it_is(shop: ShopUnderTest, tmp_path: Path) -> None:
    open_database(shop.path)
    day_of_everything(shop)
    copy = tmp_path / "stick" / "copy.db"
    copy.parent.mkdir()
    backup(copy)
    close_database()
    before = around(copy)
    for words in READING:
        assert ended(copy, *words) == ended(shop.path, *words), words
        assert around(copy) == before, words
    assert ended(copy, "export", "activity", "--as", "Cashier") == 1
    assert around(copy) == before


@pytest.mark.parametrize("schema", [1, NEWEST - 1])
def test_a_shop_of_before_stays_as_it_was(tmp_path: Path, schema: int) -> None:
    folder = tmp_path / "before"
    folder.mkdir()
    old = shop_of(schema, folder / "old.db")
    before = around(old)
    assert ended(old, "verify") == ended(old, "session", "list") == 0
    assert around(old) == before


def copied(shop: ShopUnderTest, folder: Path) -> Path:
    """A copy of the open shop in a folder of its own; the shop is closed."""
    folder.mkdir()
    copy = folder / "copy.db"
    backup(copy)
    close_database()
    return copy


def test_the_open_session_of_a_copy_is_reported(
    shop: ShopUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.open()
    copy = copied(shop, tmp_path / "stick")
    before = around(copy)
    assert ended(copy, "report", "x") == 0
    assert "150,00" in capsys.readouterr().out
    assert around(copy) == before


def test_a_shop_that_may_not_be_written_is_read(
    shop: ShopUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close_database()
    folder = tmp_path / "protected"
    folder.mkdir()
    raw = folder / "shop.db"
    raw.write_bytes(shop.path.read_bytes())
    before = around(raw)
    monkeypatch.setattr(os, "access", lambda *_asked, **_how: False)
    assert ended(raw, "verify") == ended(raw, "session", "list") == 0
    assert around(raw) == before
    assert open_to_read(raw).only_read
    monkeypatch.undo()
    assert not open_to_read(raw).only_read


@pytest.mark.parametrize("name", [b"lat\xe9.db", b"fold\xe9r/shop.db"])
def test_a_name_that_is_no_letters_is_not_called_damage(
    shop: ShopUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: bytes
) -> None:
    close_database()
    path = tmp_path / os.fsdecode(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(shop.path.read_bytes())
    assert ended(path, "verify") == ended(path, "staff", "add", "Ann", "--role", "cashier") == 1
    assert capsys.readouterr().err.count("no letters (UTF-8)") == 2


def test_a_folder_that_is_no_letters_is_not_called_damage(
    shop: ShopUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    close_database()
    folder = tmp_path / os.fsdecode(b"fold\xe9r")
    folder.mkdir()
    (folder / "shop.db").write_bytes(shop.path.read_bytes())
    monkeypatch.chdir(folder)
    assert ended(Path("shop.db"), "verify") == ended(Path("shop.db"), "session", "list") == 1
    assert capsys.readouterr().err.count("no letters (UTF-8)") == 2


def test_a_word_that_is_no_letters_is_not_called_damage(
    shop: ShopUnderTest, capsys: pytest.CaptureFixture[str]
) -> None:
    close_database()
    assert ended(shop.path, "order", "list", "--find", os.fsdecode(b"caf\xe9")) == 1
    said = capsys.readouterr().err
    assert "UTF-8" in said
    assert "shop.db" not in said
