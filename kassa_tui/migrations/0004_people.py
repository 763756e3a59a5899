"""PINs, badges and the lock-out after wrong ones; the tables are in 0004_people.sql."""

from pathlib import Path
from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Two tables, empty: nobody has a PIN until one is set."""
    for _row in db.connection().execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")):
        pass
