"""Registers that go on under another code; the tables are in 0018_succession.sql."""

from pathlib import Path
from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Two tables, empty, with their triggers; numbers of sessions and Z reports go on where a counter does."""
    for _row in db.connection().execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")):
        pass
    db.execute_sql("INSERT INTO permission (role, action) SELECT code, 'missing.answer' FROM role WHERE code = 'owner'")
