"""Codes in capitals and small letters alike are looked up, not searched for."""

from typing import Any

INDEXES = (("product", "product_code_any_case"), ("barcode", "barcode_any_case"))


def up(_migrator: Any, db: Any) -> None:
    """An index on each table's codes, beside the one that tells capitals apart."""
    for table, name in INDEXES:
        db.execute_sql(f'CREATE INDEX "{name}" ON "{table}" ("code" COLLATE NOCASE)')
