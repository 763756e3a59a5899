"""Where an order came from, and its number there: what is sent twice is one order."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Two columns more, null for an order that was made here, and an index in which no number of a source is twice."""
    db.execute_sql('ALTER TABLE "customer_order" ADD COLUMN "source" TEXT')
    db.execute_sql(
        'ALTER TABLE "customer_order" ADD COLUMN "external" TEXT CHECK ((external IS NULL) = (source IS NULL))'
    )
    db.execute_sql(
        'CREATE UNIQUE INDEX "order_source" ON "customer_order" ("source", "external") WHERE ("external" IS NOT NULL)'
    )
