"""Articles may ask for the buyer's age."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """One column more, null for what is sold to everybody."""
    db.execute_sql('ALTER TABLE "product" ADD COLUMN "age" INTEGER CHECK (age BETWEEN 1 AND 99)')
