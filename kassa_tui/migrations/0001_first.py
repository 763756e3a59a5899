"""The first tables, as in 0001_first.sql. Frozen: a later change is a later migration."""

from pathlib import Path
from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Create everything, in the transaction of the caller."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for _row in db.connection().execute(statements):
        pass
