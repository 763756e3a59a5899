"""A byte that changed on the disk: `kassa verify` names what it did in words, or says that nothing was changed."""

import os
import random
import sqlite3
from pathlib import Path

import pytest

from kassa_tui import database
from kassa_tui.cli.main import run
from kassa_tui.database import bound
from tests.conftest import ShopUnderTest
from tests.till.everything import day_of_everything

FLIPS = 500 if os.environ.get("KASSA_TORTURE") else 8

COMMENTS = {"print_job": {"created_at", "changed_at"}}
"""Columns that nothing proves and nothing depends on."""


def _tables(path: Path) -> dict[str, object]:
    """Every row of every table, and the tables themselves, as bytes."""
    file = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    file.text_factory = bytes
    try:
        schema = file.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        names = [n.decode() for n, sql in schema if sql and sql.startswith(b"CREATE TABLE") and b"_search" not in n]
        rows: dict[str, object] = {}
        for name in names:
            columns = [row[1].decode() for row in file.execute(f'PRAGMA table_info("{name}")')]
            listed = ", ".join(f'"{c}"' for c in columns if c not in COMMENTS.get(name, ()))
            rows[name] = file.execute(f'SELECT {listed} FROM "{name}"').fetchall()
        return {"schema": schema, **rows}
    finally:
        file.close()


@pytest.fixture
def file(shop: ShopUnderTest) -> Path:
    """The database of a shop where everything happened, without a log."""
    day_of_everything(shop)
    bound().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close_database()
    return shop.path


def _verified(file: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    for name in ("-wal", "-shm"):
        file.with_name(file.name + name).unlink(missing_ok=True)
    file.write_bytes(content)
    try:
        code = run(["--language", "en", "verify", "--db", str(file)], lambda _args: 0)
    finally:
        database.close_database()
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def test_every_flipped_bit_that_changes_a_row_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, content = _tables(file), file.read_bytes()
    chance, damaging = random.Random(99), 0
    for _flip in range(FLIPS):
        at, bit = chance.randrange(len(content)), 1 << chance.randrange(8)
        flipped = bytearray(content)
        flipped[at] ^= bit
        code, said = _verified(file, bytes(flipped), capsys)
        assert "Traceback" not in said
        assert said.strip()
        if code == 0:
            file.write_bytes(flipped)
            assert _tables(file) == before, (at, bit)
        damaging += code
    assert damaging


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE receipt_line SET text = CAST(x'e9ff' AS TEXT) WHERE id = 1", "receipt_line: it cannot be read"),
        ("UPDATE journal SET facts = replace(facts, '\"total\"', '\"totel\"')", "its content was changed"),
        ("UPDATE setting SET value = '\"nl' WHERE key = 'language'", "setting language: value"),
        ("UPDATE register SET code = 'K3' WHERE code = 'K1'", ": a row points at nothing"),
        ("PRAGMA user_version = 3", "its beginning does not agree with its tables"),
        ("PRAGMA application_id = 3", "its beginning does not agree with its tables"),
        ("DROP INDEX clock_back", "clock_back is missing"),
    ],
)
def test_what_no_row_can_hold_is_one_difference(
    file: Path, capsys: pytest.CaptureFixture[str], sql: str, said: str
) -> None:
    changed = sqlite3.connect(file)
    changed.execute("PRAGMA ignore_check_constraints=1")
    for (name,) in changed.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        if name.startswith(("receipt_line_", "journal_")):
            changed.execute(f'DROP TRIGGER "{name}"')
    changed.execute(sql)
    changed.commit()
    changed.close()
    code, text = _verified(file, file.read_bytes(), capsys)
    assert code == 1
    assert said in text
    assert "Traceback" not in text
