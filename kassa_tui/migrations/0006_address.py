"""An order may be delivered somewhere else than where its customer lives."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Two columns more, empty for the customer's own address."""
    for column in ("street", "town"):
        db.execute_sql(f'ALTER TABLE "customer_order" ADD COLUMN "{column}" TEXT NOT NULL DEFAULT \'\'')
