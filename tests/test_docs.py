"""The handbook says what the program does: every command, setting and column stands in it, and its examples run."""

import re
import sqlite3
import tomllib
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kassa_tui import __version__
from kassa_tui.cli.main import parser
from kassa_tui.database import close_database
from kassa_tui.settings import DisplaySettings, PrinterSettings, ScannerSettings, Settings
from kassa_tui.till.goods.imports.meanings import KNOWN
from kassa_tui.till.setup.founding import Founding, check, read_form
from tests.conftest import ShopUnderTest

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
OFFICE = (ROOT / "docs" / "office.md").read_text(encoding="utf-8")


def commands(of: ArgumentParser, name: str) -> Iterator[tuple[str, ArgumentParser]]:
    """All commands with their full names."""
    groups = [action for action in of._actions if isinstance(action, _SubParsersAction)]
    if not groups:
        yield name, of
    for group in groups:
        for word, each in group.choices.items():
            yield from commands(each, f"{name} {word}")


COMMANDS = dict(commands(parser(lambda args: 0), "kassa"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_handbook_and_takes_a_database(name: str) -> None:
    assert f"`{name}`" in OFFICE
    assert "--db FILE" in COMMANDS[name].format_help()


def test_every_setting_stands_in_the_handbook() -> None:
    keys = {
        key for kind in (Settings, PrinterSettings, ScannerSettings, DisplaySettings) for key in kind.__struct_fields__
    }
    told = set(re.findall(r"`\[?(\w+)\]?`", OFFICE))
    assert keys <= told


def test_the_example_of_a_first_start_is_one() -> None:
    example = OFFICE.split("TOML file:\n", 1)[1].split("\n\nIt makes the database", 1)[0]
    text = "\n".join(line.removeprefix("    ") for line in example.splitlines())
    form = check(read_form(text))
    assert form.shop == "De Linde"
    assert set(Founding.__struct_fields__) - set(tomllib.loads(text)) == {"demo"}
    assert msgspec.to_builtins(form)["printer"]["kind"] == "tcp"


def test_every_column_of_an_import_stands_in_the_handbook() -> None:
    assert set(KNOWN) <= set(re.findall(r"`(\w+)`", OFFICE))


def test_a_stranger_checks_the_chain_with_the_program_in_the_handbook(shop: ShopUnderTest) -> None:
    shop.open()
    shop.sell(shop.article("Bread", "2.95"), cash="5.00")
    close_database()
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    start = page.index("    import hashlib")
    code = "\n".join(
        line.removeprefix("    ") for line in page[start : page.index("\n\n`kassa export journal")].splitlines()
    )
    program = compile(code.replace("kassa.db", str(shop.path)), "handbook", "exec")
    exec(program, {})
    changed = sqlite3.connect(shop.path)
    for (name,) in changed.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        changed.execute(f'DROP TRIGGER "{name}"')
    changed.execute("UPDATE journal SET facts = replace(facts, '295', '195') WHERE kind = 'receipt.sale'")
    changed.commit()
    changed.close()
    with pytest.raises(AssertionError):
        exec(program, {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_changelog_tells_of_this_version_and_nothing_twice() -> None:
    page = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## (\S+) - \d{4}-\d{2}-\d{2}$", page, re.MULTILINE)
    assert releases[0] == __version__
    entries = [entry for entry in re.split(r"\n(?=- |\n)", page) if entry]
    assert sorted(entries) == sorted(set(entries))
