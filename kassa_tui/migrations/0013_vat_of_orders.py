"""Which prices of an order are without VAT, and whether what was prepaid keeps the rate that it bore."""

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Columns that are null in what was written before, and a table without rows: all stays as it was."""
    db.execute_sql('ALTER TABLE "customer_order" ADD COLUMN "off_net" INTEGER CHECK ("off_net" IN (0, 1))')
    db.execute_sql('ALTER TABLE "order_line" ADD COLUMN "net" INTEGER CHECK ("net" IN (0, 1))')
    db.execute_sql('ALTER TABLE "receipt_line" ADD COLUMN "bore_rate" INTEGER CHECK (bore_rate BETWEEN 0 AND 10000)')
    db.execute_sql(
        'ALTER TABLE "receipt_line" ADD COLUMN "bore_tax" INTEGER CHECK ((bore_tax IS NULL) = (bore_rate IS NULL))'
    )
    db.execute_sql(
        'CREATE TABLE "prepaid_rule" ("valid_from" TEXT NOT NULL PRIMARY KEY CHECK (length(valid_from) = 10), '
        '"keeps_rate" INTEGER NOT NULL CHECK ("keeps_rate" IN (0, 1)), "entry" INTEGER NOT NULL) STRICT'
    )
