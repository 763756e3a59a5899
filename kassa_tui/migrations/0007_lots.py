"""Batch, last day of use and serial number are kept with what was sold or ordered."""

from typing import Any

COLUMNS = (("batch", ""), ("expiry", " CHECK (length(expiry) = 10)"), ("serial", ""))


def up(_migrator: Any, db: Any) -> None:
    """Three columns more, null for what its code did not say."""
    for table in ("receipt_line", "order_line"):
        for column, check in COLUMNS:
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" TEXT{check}')
