"""Gift vouchers, corrections, customers and orders; the tables are in 0003_orders.sql."""

from pathlib import Path
from typing import Any

WIDER = {
    "receipt": (
        "('sale', 'refund', 'cancelled')",
        "('sale', 'refund', 'cancelled', 'correction', 'deposit', 'settlement', 'invoice')",
    ),
    "receipt_line": (
        "('article', 'service', 'packaging')",
        "('article', 'service', 'packaging', 'voucher', 'deposit', 'invoice', 'credit')",
    ),
    "drawer_event": ("'refund', 'added'", "'refund', 'deposit', 'invoice', 'correction', 'added'"),
    "payment_method": ("'account', 'transfer')", "'account', 'transfer', 'credit')"),
}
"""Words that a check allows more of: table, text before, text after."""

COLUMNS = (
    ("product", "style", "TEXT", ""),
    ("product", "axis_1", "TEXT", ""),
    ("product", "axis_2", "TEXT", ""),
    ("receipt", "customer_id", "INTEGER", "customer"),
    ("receipt", "order_id", "INTEGER", "customer_order"),
    ("receipt", "corrects_id", "INTEGER", "receipt"),
    ("receipt_line", "voucher_id", "INTEGER", "voucher"),
    ("receipt_line", "order_line_id", "INTEGER", "order_line"),
    ("receipt_line", "invoice_id", "INTEGER", "payment"),
    ("payment", "voucher_id", "INTEGER", "voucher"),
    ("print_job", "document", "TEXT", ""),
)

METHODS = (
    ("voucher", "Gift voucher", "voucher", "B", 0),
    ("account", "On account", "account", "R", 1),
    ("credit", "Credit", "credit", "T", 1),
    ("transfer", "Bank transfer", "transfer", "O", 1),
)


def _widen(db: Any) -> None:
    """Only checks change, so the stored rows stay as they are (sqlite.org/lang_altertable.html, section 7)."""
    version = int(db.pragma("schema_version"))
    db.pragma("writable_schema", 1)
    for table, (old, new) in WIDER.items():
        db.execute_sql(
            "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?", (old, new, table)
        )
    db.pragma("schema_version", version + 1)
    db.pragma("writable_schema", 0)


def _methods(db: Any) -> None:
    """The tenders that a shop of before does not have yet."""
    for code, name, kind, letter, office in METHODS:
        db.execute_sql(
            "INSERT INTO payment_method (code, name, kind, letter, position, gives_change, opens_drawer, "
            "counted_at_close, needs_reference, in_office, refundable, individual, active, entry) "
            "SELECT ?, ?, ?, ?, max(position) + 1, 0, 0, 0, 0, ?, 1, 0, 1, max(entry) FROM payment_method "
            "HAVING count(*) > 0",
            (code, name, kind, letter, office),
        )


def up(_migrator: Any, db: Any) -> None:
    """Checks first, then tables, columns with their indexes, and tenders."""
    _widen(db)
    for _row in db.connection().execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")):
        pass
    for table, column, kind, target in COLUMNS:
        points = f' REFERENCES "{target}" ("id")' if target else ""
        db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column}" {kind}{points}')
        if target or column == "style":
            db.execute_sql(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")')
    db.execute_sql('DROP INDEX "drawer_event_session_id"')
    db.execute_sql('CREATE INDEX "drawer_event_session_id_kind" ON "drawer_event" ("session_id", "kind")')
    _methods(db)
