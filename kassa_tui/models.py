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
from kassa_tui.tables.orders import Customer, CustomerOrder, CustomerSearch, Mail, OrderEvent, OrderLine
from kassa_tui.tables.people import Attempt, Credential, Location, Permission, Person, Register, Role, Setting
from kassa_tui.tables.receipts import Payment, PaymentTax, Receipt, ReceiptLine, ReceiptTax, Voucher
from kassa_tui.tables.triggers import triggers
from kassa_tui.tables.work import Draft, Paper, Parked, PrintJob

FACTS: tuple[type[Fact], ...] = (
    *(Session, DrawerEvent, SessionCount, ZReport, Approval),
    *(Receipt, ReceiptLine, ReceiptTax, Payment, PaymentTax, Voucher, Paper, OrderEvent),
)

TABLES: tuple[type[Model], ...] = (
    *(Location, Register, Setting, Role, Permission, Person, Credential, Attempt),
    *(TaxRate, ProductGroup, Product, Barcode, ProductSearch, QuickKey, PaymentMethod, Reason),
    *(Customer, CustomerSearch, CustomerOrder, OrderLine),
    Journal,
    *FACTS,
    *(SessionTotal, PrintJob, Draft, Parked, Mail),
)

TRIGGERS: tuple[str, ...] = tuple(
    triggers(["journal", *(model._meta.table_name for model in FACTS if model is not Session)])
)

STATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "setting": (("key",), ("value",)),
    "person": (("id",), ("name", "role", "language", "active")),
    "tax_rate": (("code", "valid_from"), ("name", "rate", "outside")),
    "payment_method": (
        ("code",),
        (
            *("name", "kind", "letter", "position", "gives_change", "opens_drawer", "counted_at_close"),
            *("needs_reference", "in_office", "refundable", "individual", "active"),
        ),
    ),
    "reason": (("code",), ("name", "direction", "needs_note", "temporary", "account", "position", "active")),
    "product": (
        ("id",),
        (
            *("code", "name", "label", "kind", "unit", "price", "tax_code"),
            *("group_id", "packaging_id", "discountable", "active", "age", "style", "axis_1", "axis_2"),
        ),
    ),
    "customer_order": (
        ("id",),
        (
            # Not subject, note, address and extra data: people write about people there, and the journal never forgets.
            *("number", "kind", "status", "customer_id", "person_id", "delivery", "wanted", "wanted_time"),
            *("includes_tax", "percent", "off", "total", "awaited", "awaited_since", "source", "external"),
        ),
    ),
    "order_line": (
        ("id",),
        (
            *("order_id", "position", "kind", "product_id", "text", "quantity", "unit", "price", "percent", "off"),
            *("tax_code", "rate", "amount", "discount", "share", "total", "tax", "packed", "cancelled"),
            *("batch", "expiry", "serial"),
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
    "Attempt",
    "Barcode",
    "Credential",
    "Customer",
    "CustomerOrder",
    "CustomerSearch",
    "Draft",
    "DrawerEvent",
    "Fact",
    "Journal",
    "Location",
    "Mail",
    "OrderEvent",
    "OrderLine",
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
    "Voucher",
    "ZReport",
    "database",
]
