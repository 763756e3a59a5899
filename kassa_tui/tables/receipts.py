"""Receipts with their lines, VAT and tenders."""

from peewee import Check, IntegerField, TextField

from kassa_tui.tables.base import flag, one_of, references
from kassa_tui.tables.journal import Fact

RECEIPTS = ("sale", "refund", "cancelled", "correction", "deposit", "settlement", "invoice")
LINES = ("article", "service", "packaging", "voucher", "deposit", "invoice", "credit")
"""What a line is; from `packaging` on it is no turnover."""


class Receipt(Fact):
    """`corrects_id` is the receipt whose payment method a correction puts right."""

    number = IntegerField()
    kind = TextField(constraints=[one_of("kind", RECEIPTS)])
    session_id = IntegerField(index=True, constraints=[references("session")])
    business_day = TextField(index=True, constraints=[Check("length(business_day) = 10")])
    at = IntegerField()
    person_id = IntegerField(constraints=[references("person")])
    currency = TextField(constraints=[Check("length(currency) = 3")])
    total = IntegerField()
    rounding = IntegerField()
    training = IntegerField(constraints=flag("training"))
    note = TextField(default="")
    customer_id = IntegerField(null=True, index=True, constraints=[references("customer")])
    order_id = IntegerField(null=True, index=True, constraints=[references("customer_order")])
    corrects_id = IntegerField(null=True, index=True, constraints=[references("receipt")])

    class Meta:
        indexes = ((("register", "number"), True),)


class ReceiptLine(Fact):
    """`amount` is quantity x price, `share` its part of a discount on the whole receipt.

    What it is about: a returned line, a gift voucher, a line of an order, or a payment on account; and which batch,
    up to which day, and which single thing, as its code said. A deposit that is used may be taken back at the rate of
    the goods: `bore_rate` and `bore_tax` say which rate it had borne, and how much of that VAT this was.
    """

    receipt_id = IntegerField(constraints=[references("receipt")])
    position = IntegerField()
    kind = TextField(constraints=[one_of("kind", LINES)])
    product_id = IntegerField(null=True, constraints=[references("product")])
    text = TextField()
    quantity = IntegerField()
    unit = TextField()
    price = IntegerField()
    amount = IntegerField()
    discount = IntegerField()
    share = IntegerField()
    total = IntegerField()
    tax_code = TextField()
    rate = IntegerField()
    tax = IntegerField()
    group_id = IntegerField(null=True, constraints=[references("product_group")])
    refunds_id = IntegerField(null=True, index=True, constraints=[references("receipt_line")])
    voucher_id = IntegerField(null=True, index=True, constraints=[references("voucher")])
    order_line_id = IntegerField(null=True, index=True, constraints=[references("order_line")])
    invoice_id = IntegerField(null=True, index=True, constraints=[references("payment")])
    batch = TextField(null=True)
    expiry = TextField(null=True, constraints=[Check("length(expiry) = 10")])
    serial = TextField(null=True)
    bore_rate = IntegerField(null=True, constraints=[Check("bore_rate BETWEEN 0 AND 10000")])
    bore_tax = IntegerField(null=True, constraints=[Check("(bore_tax IS NULL) = (bore_rate IS NULL)")])

    class Meta:
        indexes = ((("receipt_id", "position"), True),)
        constraints = [Check('"total" = "amount" - "discount" - "share"')]


class ReceiptTax(Fact):
    """VAT of one rate of a receipt, taken out once."""

    receipt_id = IntegerField(index=True, constraints=[references("receipt")])
    tax_code = TextField()
    rate = IntegerField()
    gross = IntegerField()
    tax = IntegerField()
    net = IntegerField()

    class Meta:
        constraints = [Check('"net" = "gross" - "tax"')]


class Payment(Fact):
    """A tender. `amount` = tendered - change is what the method took in; less `rounding` it is what was settled."""

    receipt_id = IntegerField(constraints=[references("receipt")])
    position = IntegerField()
    method = TextField(constraints=[references("payment_method", "code")])
    tendered = IntegerField()
    change = IntegerField()
    amount = IntegerField()
    rounding = IntegerField()
    reference = TextField(default="")
    voucher_id = IntegerField(null=True, index=True, constraints=[references("voucher")])

    class Meta:
        indexes = ((("receipt_id", "position"), True),)
        constraints = [Check('"amount" = "tendered" - "change"')]


class PaymentTax(Fact):
    """What one tender paid of one rate: gross, and the VAT in it."""

    receipt_id = IntegerField(index=True, constraints=[references("receipt")])
    position = IntegerField()
    method = TextField(constraints=[references("payment_method", "code")])
    tax_code = TextField()
    rate = IntegerField()
    gross = IntegerField()
    tax = IntegerField()


class Voucher(Fact):
    """A gift voucher: issued for `amount`; what was paid with it and taken back is in the receipts' own rows."""

    code = TextField(unique=True)
    at = IntegerField()
    currency = TextField(constraints=[Check("length(currency) = 3")])
    amount = IntegerField(constraints=[Check("amount > 0")])
