"""Entries whose clock stood before an older one are found without reading the others."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """An index over those alone."""
    db.execute_sql('CREATE INDEX "clock_back" ON "journal" ("register", "number") WHERE ("clock" = \'back\')')
