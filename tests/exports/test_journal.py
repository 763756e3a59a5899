"""The journal as a file: a stranger's program from the handbook takes what is whole, and nothing else."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.database import close_database, open_database, rows
from kassa_tui.models import Register
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.journal import entry_hash
from tests.cli.test_cli import kassa
from tests.conftest import ShopUnderTest
from tests.till.everything import day_of_everything

Run = Callable[..., tuple[int, str, str]]
__all__ = ["kassa"]

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "tests" / "data" / "journal"
FALSE = sorted(VECTORS.glob("false_*.jsonl"))


@pytest.fixture(scope="session")
def program() -> str:
    """What the handbook gives to a stranger."""
    page = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    start = page.index("    import hashlib, json\n    names")
    lines = page[start : page.index("\n\n`tests/data/journal`")].splitlines()
    return "\n".join(line.removeprefix("    ") for line in lines)


def right(program: str, file: Path) -> bool:
    """Whether a stranger takes the file."""
    code = program.replace("journal.jsonl", str(file))
    return subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=False).returncode == 0


def test_a_stranger_takes_what_is_whole_and_names_what_is_false(program: str) -> None:
    assert len(program.splitlines()) <= 20
    assert right(program, VECTORS / "good.jsonl")
    assert {file.stem for file in FALSE if right(program, file)} == set()
    assert len(FALSE) == 9


def test_every_hash_of_the_good_one_is_ours() -> None:
    _head, *lines = (VECTORS / "good.jsonl").read_text(encoding="ascii").splitlines()
    for line in lines:
        entry = json.loads(line)
        who = (entry.pop("person_id"), entry.pop("approver_id"))
        hashed = entry.pop("hash")
        assert entry_hash(who=who, **entry) == hashed


def test_the_journal_of_everything_is_written_whole(
    shop: ShopUnderTest, kassa: Run, program: str, tmp_path: Path
) -> None:
    open_database(shop.path)
    day_of_everything(shop)
    ((entries,),) = rows("SELECT count(*) FROM journal")
    ends = rows("SELECT register, location, 1, max(number), hash FROM journal GROUP BY register ORDER BY register")
    close_database()
    file = tmp_path / "journal.jsonl"
    assert kassa("export", "journal", "--out", str(file)) == (0, "", "")
    assert right(program, file)
    head, *lines = file.read_text(encoding="ascii").splitlines()
    chains = [dict(zip(("register", "location", "first", "last", "hash"), end, strict=True)) for end in ends]
    assert [chain["register"] for chain in chains] == ["B1A", "K1"]
    assert json.loads(head)["chains"] == chains
    assert json.loads(head)["entries"] == len(lines) == entries
    assert kassa("export", "journal")[1].splitlines()[1:] == lines
    assert kassa("export", "journal", "--out", str(file))[0] == 1


def test_one_register_alone_is_a_whole_file(shop: ShopUnderTest, kassa: Run, program: str, tmp_path: Path) -> None:
    Register.insert(code="K2", location=shop.desk.location, name="K2", serial="K2", created_at=0).execute()
    journal.note(replace(shop.desk, register="K2"), "drawer.opened", {})
    close_database()
    chains = {}
    for name in ("K1", "K2"):
        file = tmp_path / f"{name}.jsonl"
        assert kassa("export", "journal", "--register", name, "--out", str(file))[0] == 0
        assert right(program, file)
        chains[name] = [chain["register"] for chain in json.loads(file.read_text().splitlines()[0])["chains"]]
    assert chains == {"K1": ["K1"], "K2": ["K2"]}


def test_whoever_may_not_see_what_is_in_it_gets_no_journal(shop: ShopUnderTest, kassa: Run) -> None:
    close_database()
    assert kassa("export", "journal", "--as", "Cashier")[:2] == (1, "")
    open_database(shop.path)
    assert rows("SELECT kind FROM journal ORDER BY id DESC LIMIT 1") == [("permission.refused",)]
