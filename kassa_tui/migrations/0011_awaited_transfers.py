"""What is to come by bank transfer for an order, and since when."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Two columns more, null for an order that awaits nothing, and an index of those that do."""
    db.execute_sql('ALTER TABLE "customer_order" ADD COLUMN "awaited" INTEGER CHECK (awaited > 0)')
    db.execute_sql('ALTER TABLE "customer_order" ADD COLUMN "awaited_since" INTEGER')
    db.execute_sql(
        'CREATE INDEX "awaited_transfers" ON "customer_order" ("awaited_since", "number") WHERE ("awaited" IS NOT NULL)'
    )
