"""Receipts with their lines, VAT and tenders."""

from peewee import Check, IntegerField, TextField

from kassa_tui.tables.base import flag, one_of, references
from kassa_tui.tables.journal import Fact


class Receipt(Fact):
    number = IntegerField()
    kind = TextField(constraints=[one_of("kind", ("sale", "refund", "cancelled"))])
    session_id = IntegerField(index=True, constraints=[references("session")])
    business_day = TextField(index=True, constraints=[Check("length(business_day) = 10")])
    at = IntegerField()
    person_id = IntegerField(constraints=[references("person")])
    currency = TextField(constraints=[Check("length(currency) = 3")])
    total = IntegerField()
    rounding = IntegerField()
    training = IntegerField(constraints=flag("training"))
    note = TextField(default="")

    class Meta:
        indexes = ((("register", "number"), True),)


class ReceiptLine(Fact):
    """`amount` is quantity x price, `share` its part of a discount on the whole receipt."""

    receipt_id = IntegerField(constraints=[references("receipt")])
    position = IntegerField()
    kind = TextField(constraints=[one_of("kind", ("article", "service", "packaging"))])
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
