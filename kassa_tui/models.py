"""All tables, gathered. No rule, no query, no text for people.

Amounts are whole minor units, rates basis points, quantities thousandths, times UTC milliseconds, days
ISO dates. A *fact* is a row that never changes and is never deleted; `entry` is the number of the journal
entry that recorded it.
"""

from peewee import Model

from kassa_tui.tables.base import database
from kassa_tui.tables.catalog import (
    Barcode,
    PaymentMethod,
    Product,
    ProductGroup,
    ProductSearch,
    QuickKey,
    Reason,
    TaxRate,
)
from kassa_tui.tables.drawer import Approval, DrawerEvent, Session, SessionCount, SessionTotal, ZReport
from kassa_tui.tables.journal import Fact, Journal
from kassa_tui.tables.people import Location, Permission, Person, Register, Role, Setting
from kassa_tui.tables.receipts import Payment, PaymentTax, Receipt, ReceiptLine, ReceiptTax
from kassa_tui.tables.triggers import triggers
from kassa_tui.tables.work import Draft, Paper, Parked, PrintJob

FACTS: tuple[type[Fact], ...] = (
    *(Session, DrawerEvent, SessionCount, ZReport, Approval),
    *(Receipt, ReceiptLine, ReceiptTax, Payment, PaymentTax, Paper),
)

TABLES: tuple[type[Model], ...] = (
    *(Location, Register, Setting, Role, Permission, Person),
    *(TaxRate, ProductGroup, Product, Barcode, ProductSearch, QuickKey, PaymentMethod, Reason),
    Journal,
    *FACTS,
    *(SessionTotal, PrintJob, Draft, Parked),
)

TRIGGERS: tuple[str, ...] = tuple(
    triggers(["journal", *(model._meta.table_name for model in FACTS if model is not Session)])
)

STATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "setting": (("key",), ("value",)),
    "person": (("id",), ("name", "role", "language", "active")),
    "tax_rate": (("code", "valid_from"), ("name", "rate", "outside")),
    "product": (
        ("id",),
        (
            *("code", "name", "label", "kind", "unit", "price", "tax_code"),
            *("group_id", "packaging_id", "discountable", "active", "age"),
        ),
    ),
}
"""Tables whose rows do change: key and columns that the newest journal entry about a row must agree with."""

__all__ = [
    "FACTS",
    "STATES",
    "TABLES",
    "TRIGGERS",
    "Approval",
    "Barcode",
    "Draft",
    "DrawerEvent",
    "Fact",
    "Journal",
    "Location",
    "Paper",
    "Parked",
    "Payment",
    "PaymentMethod",
    "PaymentTax",
    "Permission",
    "Person",
    "PrintJob",
    "Product",
    "ProductGroup",
    "ProductSearch",
    "QuickKey",
    "Reason",
    "Receipt",
    "ReceiptLine",
    "ReceiptTax",
    "Register",
    "Role",
    "Session",
    "SessionCount",
    "SessionTotal",
    "Setting",
    "TaxRate",
    "ZReport",
    "database",
]
