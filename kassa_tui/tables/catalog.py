"""What is sold, at which VAT, how it is paid, and why cash moves."""

from peewee import AutoField, Check, CompositeKey, IntegerField, ModelIndex, TextField
from playhouse.sqlite_ext import FTS5Model, RowIDField, SearchField

from kassa_tui.tables.base import Table, database, flag, one_of, references

METHOD_KINDS = ("cash", "card", "voucher", "account", "transfer", "credit")


class TaxRate(Table):
    """The rate of a VAT code from a day on. `outside` rates stand for what bears no VAT at all."""

    code = TextField()
    valid_from = TextField(constraints=[Check("length(valid_from) = 10")])
    name = TextField()
    rate = IntegerField(constraints=[Check("rate BETWEEN 0 AND 10000")])
    outside = IntegerField(default=0, constraints=flag("outside"))
    entry = IntegerField()

    class Meta:
        primary_key = CompositeKey("code", "valid_from")


class PrepaidRule(Table):
    """From which business day on what was paid before keeps the rate that it bore when the goods leave at another."""

    valid_from = TextField(primary_key=True, constraints=[Check("length(valid_from) = 10")])
    keeps_rate = IntegerField(constraints=flag("keeps_rate"))
    entry = IntegerField()


class ProductGroup(Table):
    id = AutoField()
    name = TextField(unique=True)
    position = IntegerField(default=0)


class Product(Table):
    """An article, service or packaging deposit; `price` null means that it is asked for.

    `age` is the least age of a buyer in years, null for everybody. Variants share a `style`, an article's own code,
    and differ in `axis_1` and `axis_2`, such as colour and size.
    """

    id = AutoField()
    uid = TextField(unique=True)
    code = TextField(null=True, unique=True)
    name = TextField(constraints=[Check("length(name) > 0 AND instr(name, char(0)) = 0")])
    label = TextField(default="")
    kind = TextField(constraints=[one_of("kind", ("article", "service", "packaging"))])
    unit = TextField(default="piece", constraints=[one_of("unit", ("piece", "kg", "l", "m"))])
    price = IntegerField(null=True, constraints=[Check("price >= 0")])
    tax_code = TextField()
    group_id = IntegerField(null=True, constraints=[references("product_group")])
    packaging_id = IntegerField(null=True, constraints=[references("product")])
    discountable = IntegerField(default=1, constraints=flag("discountable"))
    active = IntegerField(default=1, constraints=flag("active"))
    version = IntegerField(default=1)
    entry = IntegerField()
    age = IntegerField(null=True, constraints=[Check("age BETWEEN 1 AND 99")])
    style = TextField(null=True, index=True)
    axis_1 = TextField(null=True)
    axis_2 = TextField(null=True)


Product.add_index(ModelIndex(Product, [Product.code.collate("NOCASE")], name="product_code_any_case"))


class Barcode(Table):
    code = TextField(primary_key=True)
    product_id = IntegerField(index=True, constraints=[references("product")])


Barcode.add_index(ModelIndex(Barcode, [Barcode.code.collate("NOCASE")], name="barcode_any_case"))


class ProductSearch(FTS5Model):
    """Names of products for search as you type; kept by triggers."""

    rowid = RowIDField()
    name = SearchField()

    class Meta:
        database = database
        legacy_table_names = False
        options = {
            "content": "product",
            "content_rowid": "id",
            "tokenize": "unicode61 remove_diacritics 2",
            "prefix": "1 2 3",
        }


class QuickKey(Table):
    page = IntegerField()
    position = IntegerField()
    page_name = TextField()
    product_id = IntegerField(constraints=[references("product")])

    class Meta:
        primary_key = CompositeKey("page", "position")


class PaymentMethod(Table):
    """A tender with what it can do."""

    code = TextField(primary_key=True)
    name = TextField()
    kind = TextField(constraints=[one_of("kind", METHOD_KINDS)])
    letter = TextField()
    position = IntegerField()
    gives_change = IntegerField(constraints=flag("gives_change"))
    opens_drawer = IntegerField(constraints=flag("opens_drawer"))
    counted_at_close = IntegerField(constraints=flag("counted_at_close"))
    needs_reference = IntegerField(constraints=flag("needs_reference"))
    in_office = IntegerField(constraints=flag("in_office"))
    refundable = IntegerField(constraints=flag("refundable"))
    individual = IntegerField(constraints=flag("individual"))
    active = IntegerField(default=1, constraints=flag("active"))
    entry = IntegerField()


class Reason(Table):
    """Why cash is added or removed; `account` is a ledger account of the bookkeeper's."""

    code = TextField(primary_key=True)
    name = TextField()
    direction = TextField(constraints=[one_of("direction", ("in", "out", "both"))])
    needs_note = IntegerField(constraints=flag("needs_note"))
    temporary = IntegerField(constraints=flag("temporary"))
    account = TextField(null=True)
    position = IntegerField()
    active = IntegerField(default=1, constraints=flag("active"))
    entry = IntegerField()
