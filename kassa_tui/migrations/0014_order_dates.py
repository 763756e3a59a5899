"""The day that an order bears, and the branch that it belongs to."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Columns that are null in what was written before: the day it was written on, and where."""
    db.execute_sql('ALTER TABLE "customer_order" ADD COLUMN "dated" TEXT CHECK (length("dated") = 10)')
    db.execute_sql('ALTER TABLE "customer_order" ADD COLUMN "branch" TEXT REFERENCES "location" ("code")')
