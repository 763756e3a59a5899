"""What was taken for an unfinished sale is kept under that sale's own name."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """The one that may be unfinished now."""
    db.execute_sql(
        "UPDATE draft SET slot = 'payments.' || json_extract(value, '$.basket') WHERE slot = 'payments' "
        "AND json_valid(value)"
    )
