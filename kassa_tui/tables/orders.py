"""Customers, their orders, and the mail that tells them."""

from peewee import SQL, AutoField, Check, IntegerField, ModelIndex, TextField
from playhouse.sqlite_ext import FTS5Model, RowIDField, SearchField

from kassa_tui.tables.base import Table, database, flag, one_of, references
from kassa_tui.tables.journal import Fact

ORDER_KINDS = ("order", "layaway", "work")
STATUSES = ("concept", "open", "partly_delivered", "completed", "partly_cancelled", "fully_cancelled")
ALIVE = STATUSES[:3]
"""What is still to be done."""


class Customer(Table):
    """A company or a person.

    The journal holds a hash over the row and its `salt` instead of the row, so that erasing both leaves the
    chain as it is. `debtor` is the number in the bookkeeper's program; `credit_limit` in minor units, null for
    nobody who buys on account; `term` in days.
    """

    id = AutoField()
    uid = TextField(unique=True)
    number = IntegerField(unique=True)
    kind = TextField(constraints=[one_of("kind", ("person", "company"))])
    name = TextField(constraints=[Check("instr(name, char(0)) = 0")])
    contact = TextField(default="")
    street = TextField(default="")
    postcode = TextField(default="")
    city = TextField(default="")
    country = TextField(default="")
    delivery_street = TextField(default="")
    delivery_postcode = TextField(default="")
    delivery_city = TextField(default="")
    vat_number = TextField(default="")
    company_number = TextField(default="")
    email = TextField(default="")
    phone = TextField(default="")
    note = TextField(default="")
    term = IntegerField(default=14, constraints=[Check("term BETWEEN 0 AND 365")])
    debtor = TextField(null=True, unique=True)
    credit_limit = IntegerField(null=True, constraints=[Check("credit_limit >= 0")])
    language = TextField(default="")
    state = TextField(default="active", constraints=[one_of("state", ("active", "merged", "erased"))])
    merged_into = IntegerField(null=True, constraints=[references("customer")])
    salt = TextField()
    version = IntegerField(default=1)
    entry = IntegerField()


class CustomerSearch(FTS5Model):
    """Names, places, telephone numbers and mail addresses for search as you type; kept by triggers."""

    rowid = RowIDField()
    name = SearchField()
    contact = SearchField()
    city = SearchField()
    phone = SearchField()
    email = SearchField()
    debtor = SearchField()

    class Meta:
        database = database
        legacy_table_names = False
        options = {
            "content": "customer",
            "content_rowid": "id",
            "tokenize": "unicode61 remove_diacritics 2",
            "prefix": "1 2 3",
        }


class CustomerOrder(Table):
    """An order; `total` is that of its lines in minor units, VAT included, without what was cancelled.

    `wanted` is the day of pick-up or delivery, `wanted_time` the time of day; `extra` JSON of further texts.
    `percent` or `off` is a discount on the whole order; `includes_tax` says what the lines' prices mean. `street` and
    `town` (with its postcode) are where it is delivered; both empty: where the customer is.
    `awaited` is what is to come by bank transfer, in minor units, `awaited_since` when that was noted (UTC ms); both
    null where nothing is. `source` is the program that an order came from, `external` its number there; both null for
    one that was made here. `off_net` says that VAT comes on top of `off`; null in orders of before `includes_tax`
    says it. `dated` is the day that the order bears, `branch` the location that it belongs to; null in those of before:
    the business day it was made on, and `location`, where it was made.
    """

    id = AutoField()
    uid = TextField(unique=True)
    number = IntegerField(unique=True)
    register = TextField(constraints=[references("register", "code")])
    location = TextField(constraints=[references("location", "code")])
    kind = TextField(constraints=[one_of("kind", ORDER_KINDS)])
    status = TextField(constraints=[one_of("status", STATUSES)])
    customer_id = IntegerField(null=True, index=True, constraints=[references("customer")])
    person_id = IntegerField(constraints=[references("person")])
    created_at = IntegerField()
    currency = TextField(constraints=[Check("length(currency) = 3")])
    subject = TextField(default="")
    delivery = TextField(constraints=[one_of("delivery", ("pickup", "delivery"))])
    wanted = TextField(null=True, constraints=[Check("length(wanted) = 10")])
    wanted_time = TextField(default="")
    includes_tax = IntegerField(default=1, constraints=flag("includes_tax"))
    percent = IntegerField(default=0)
    off = IntegerField(null=True)
    note = TextField(default="")
    extra = TextField(default="{}", constraints=[Check("json_valid(extra)")])
    total = IntegerField()
    version = IntegerField(default=1)
    entry = IntegerField()
    street = TextField(default="", constraints=[SQL("DEFAULT ''")])
    town = TextField(default="", constraints=[SQL("DEFAULT ''")])
    awaited = IntegerField(null=True, constraints=[Check("awaited > 0")])
    awaited_since = IntegerField(null=True)
    source = TextField(null=True)
    external = TextField(null=True, constraints=[Check("(external IS NULL) = (source IS NULL)")])
    off_net = IntegerField(null=True, constraints=flag("off_net"))
    dated = TextField(null=True, constraints=[Check('length("dated") = 10')])
    branch = TextField(null=True, constraints=[references("location", "code")])


CustomerOrder.add_index(
    ModelIndex(
        CustomerOrder,
        [CustomerOrder.wanted, CustomerOrder.number],
        where=CustomerOrder.status.in_(ALIVE),
        name="open_orders",
    )
)
CustomerOrder.add_index(
    ModelIndex(
        CustomerOrder,
        [CustomerOrder.awaited_since, CustomerOrder.number],
        where=CustomerOrder.awaited.is_null(False),
        name="awaited_transfers",
    )
)
CustomerOrder.add_index(
    ModelIndex(
        CustomerOrder,
        [CustomerOrder.source, CustomerOrder.external],
        unique=True,
        where=CustomerOrder.external.is_null(False),
        name="order_source",
    )
)


class OrderLine(Table):
    """One line of an order with its figures, VAT included; `cancelled` is the quantity that will not be delivered.

    What was handed over stands in the receipts' lines. `net` says that VAT comes on top of `price` and `off`; null in
    orders of before, whose `includes_tax` says it of all lines.
    """

    id = AutoField()
    order_id = IntegerField(constraints=[references("customer_order")])
    position = IntegerField()
    kind = TextField(constraints=[one_of("kind", ("article", "service", "packaging"))])
    product_id = IntegerField(null=True, constraints=[references("product")])
    text = TextField()
    quantity = IntegerField()
    unit = TextField()
    price = IntegerField()
    percent = IntegerField(default=0)
    off = IntegerField(null=True)
    discountable = IntegerField(default=1, constraints=flag("discountable"))
    tax_code = TextField()
    rate = IntegerField()
    group_id = IntegerField(null=True, constraints=[references("product_group")])
    parent = IntegerField(null=True)
    amount = IntegerField()
    discount = IntegerField()
    share = IntegerField()
    total = IntegerField()
    tax = IntegerField()
    packed = IntegerField(default=0)
    cancelled = IntegerField(default=0)
    batch = TextField(null=True)
    expiry = TextField(null=True, constraints=[Check("length(expiry) = 10")])
    serial = TextField(null=True)
    net = IntegerField(null=True, constraints=flag("net"))

    class Meta:
        indexes = ((("order_id", "position"), True),)
        constraints = [Check('"total" = "amount" - "discount" - "share"')]


class OrderEvent(Fact):
    """One step in the life of an order; `detail` is JSON of what changed."""

    order_id = IntegerField(index=True, constraints=[references("customer_order")])
    at = IntegerField()
    person_id = IntegerField(constraints=[references("person")])
    kind = TextField()
    detail = TextField(constraints=[Check("json_valid(detail)")])
    receipt_id = IntegerField(null=True, constraints=[references("receipt")])


class Mail(Table):
    """A letter that waits to be sent, was sent, or was given up; `attachment` is hexadecimal.

    What it is about: an order, a kept paper of a receipt, or one that names a customer; none for a report.
    """

    id = AutoField()
    order_id = IntegerField(null=True, index=True, constraints=[references("customer_order")])
    address = TextField()
    subject = TextField()
    body = TextField()
    attachment = TextField(default="")
    attachment_name = TextField(default="")
    state = TextField(constraints=[one_of("state", ("queued", "sent", "failed"))])
    tries = IntegerField(default=0)
    next_at = IntegerField()
    error = TextField(default="")
    created_at = IntegerField()
    changed_at = IntegerField()
    paper_id = IntegerField(null=True, constraints=[references("paper")])
    customer_paper_id = IntegerField(null=True, constraints=[references("customer_paper")])


Mail.add_index(ModelIndex(Mail, [Mail.next_at], where=Mail.state == "queued", name="waiting_mail"))
