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
    PrepaidRule,
    Product,
    ProductGroup,
    ProductSearch,
    QuickKey,
    Reason,
    TaxRate,
)
from kassa_tui.tables.drawer import Approval, DrawerEvent, Session, SessionCount, SessionTotal, ZReport
from kassa_tui.tables.journal import ClockDoubt, Fact, Journal, Succession, SuccessionAnswer
from kassa_tui.tables.orders import Customer, CustomerOrder, CustomerSearch, Mail, OrderEvent, OrderLine
from kassa_tui.tables.people import Attempt, Credential, Location, Permission, Person, Register, Role, Setting
from kassa_tui.tables.receipts import Payment, PaymentTax, Receipt, ReceiptLine, ReceiptTax, Voucher
from kassa_tui.tables.triggers import triggers
from kassa_tui.tables.work import CustomerPaper, Draft, Paper, Parked, PrintJob

FACTS: tuple[type[Fact], ...] = (
    *(Session, DrawerEvent, SessionCount, ZReport, Approval),
    *(Receipt, ReceiptLine, ReceiptTax, Payment, PaymentTax, Voucher, Paper, OrderEvent, CustomerPaper),
    *(Succession, SuccessionAnswer),
)

TABLES: tuple[type[Model], ...] = (
    *(Location, Register, Setting, Role, Permission, Person, Credential, Attempt),
    *(TaxRate, PrepaidRule, ProductGroup, Product, Barcode, ProductSearch, QuickKey, PaymentMethod, Reason),
    *(Customer, CustomerSearch, CustomerOrder, OrderLine),
    *(Journal, ClockDoubt),
    *FACTS,
    *(SessionTotal, PrintJob, Draft, Parked, Mail),
)

CHANGE_ONCE = (Session, CustomerPaper)
"""Facts that change once: a session is closed, a paper that names a customer is blanked when it need not be kept."""

TRIGGERS: tuple[str, ...] = tuple(
    triggers(["journal", *(model._meta.table_name for model in FACTS if model not in CHANGE_ONCE)])
)

STATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "setting": (("key",), ("value",)),
    "person": (("id",), ("name", "role", "language", "active")),
    "tax_rate": (("code", "valid_from"), ("name", "rate", "outside")),
    "prepaid_rule": (("valid_from",), ("keeps_rate",)),
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
            *("off_net", "dated", "branch"),
        ),
    ),
    "order_line": (
        ("id",),
        (
            *("order_id", "position", "kind", "product_id", "text", "quantity", "unit", "price", "percent", "off"),
            *("tax_code", "rate", "amount", "discount", "share", "total", "tax", "packed", "cancelled"),
            *("batch", "expiry", "serial", "net"),
        ),
    ),
}
"""Tables whose rows do change: key and columns that the newest journal entry about a row must agree with."""

__all__ = [
    "CHANGE_ONCE",
    "FACTS",
    "STATES",
    "TABLES",
    "TRIGGERS",
    "Approval",
    "Attempt",
    "Barcode",
    "ClockDoubt",
    "Credential",
    "Customer",
    "CustomerOrder",
    "CustomerPaper",
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
    "PrepaidRule",
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
    "Succession",
    "SuccessionAnswer",
    "TaxRate",
    "Voucher",
    "ZReport",
    "database",
]
