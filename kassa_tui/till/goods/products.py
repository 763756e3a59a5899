"""Changing the catalogue: each change with its price is journalled, and `kassa verify` compares the two."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import delete, marks, row, rows, tuples
from kassa_tui.i18n import N_
from kassa_tui.models import Barcode, Product, ProductGroup, TaxRate
from kassa_tui.records import record, records
from kassa_tui.text import clean
from kassa_tui.till.basket import line_kinds
from kassa_tui.till.basket.age import OLDEST
from kassa_tui.till.goods import quick_keys
from kassa_tui.till.goods.codes import any_case, misread, same_codes
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import ChangedMeanwhileError, TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import EDIT_PRODUCTS
from kassa_tui.till.ledger.recording import recorder

LONGEST_NAME = 60
LONGEST_CODE = 30
LONGEST_AXIS = 24


class ProductError(TillError):
    """A product that cannot be kept as it is."""


class TakenError(ProductError):
    """A code of another product's."""

    template = N_("Code {code} belongs to {name}.")


class VoucherCodeError(ProductError):
    """The code of a card that was sold as a gift voucher: it is found before an article where something is paid."""

    template = N_("{code} is the code of a gift voucher that was sold, not of an article.")


class EditedMeanwhileError(ChangedMeanwhileError):
    """Somebody else saved the product first."""

    template = N_("{name} was changed meanwhile. What you typed is still here; look at it again.")


class ProductForm(Struct, frozen=True):
    """A product as it is typed: `price` in minor units, None if it is asked for at each sale.

    `id` None makes a new one; `version` is what was read. Barcodes are complete: what is missing goes.
    `key` is its quick key as it is typed, None to leave it as it is. `age` is a buyer's least age in years. Variants
    of one article share a `style` and differ in their axes, such as colour and size.
    """

    name: str
    price: int | None
    tax_code: str
    code: str | None = None
    label: str = ""
    kind: str = "article"
    unit: str = "piece"
    group: str = ""
    packaging_id: int | None = None
    discountable: bool = True
    active: bool = True
    barcodes: tuple[str, ...] = ()
    key: str | None = None
    id: int | None = None
    version: int = 0
    age: int = 0
    style: str = ""
    axis_1: str = ""
    axis_2: str = ""


_STORED = (
    "SELECT p.id, p.version, p.name, p.price, p.tax_code, p.code, p.label, p.kind, p.unit, p.packaging_id, "
    "p.discountable, p.active, coalesce(g.name, '') AS \"group\", coalesce(p.age, 0) AS age, "
    "coalesce(p.style, '') AS style, coalesce(p.axis_1, '') AS axis_1, coalesce(p.axis_2, '') AS axis_2, "
    "NULL AS barcodes, NULL AS key FROM product p LEFT JOIN product_group g ON g.id = p.group_id WHERE p.id = ?"
)


def stored(product_id: int) -> ProductForm:
    """A product as a form that leaves its quick key as it is; fast enough to be asked for each row of a file."""
    form = record(ProductForm, _STORED, product_id)
    assert form is not None
    codes = rows("SELECT code FROM barcode WHERE product_id = ? ORDER BY code", product_id)
    return replace(form, barcodes=tuple(code for (code,) in codes))


def read(product_id: int) -> ProductForm:
    """A product as a form, with its quick key."""
    return replace(stored(product_id), key=quick_keys.place_of(product_id))


def groups() -> list[str]:
    """The names of the product groups."""
    return [name for (name,) in tuples(ProductGroup.select(ProductGroup.name).order_by(ProductGroup.position))]


def tax_codes() -> list[str]:
    """The VAT codes that products may have."""
    return [code for (code,) in tuples(TaxRate.select(TaxRate.code).distinct().order_by(TaxRate.code))]


def cleaned(form: ProductForm) -> ProductForm:
    """The form with its texts cleaned and checked, before the database is asked. Raises ProductError, PlaceError."""
    name = clean(form.name, LONGEST_NAME)
    if not name:
        raise ProductError(N_("A product needs a name."))
    code = clean(form.code or "", LONGEST_CODE) or None
    barcodes = tuple(dict.fromkeys(filter(None, (clean(each, 80).replace(" ", "") for each in form.barcodes))))
    for barcode in barcodes:
        if misread(barcode):
            raise ProductError(N_("The check digit of {code} is wrong: scan it again."), code=barcode)
    quick_keys.read_place(form.key or "")
    if form.price is not None and form.price < 0:
        raise ProductError(N_("A price is not below zero."))
    if not 0 <= form.age <= OLDEST:
        raise ProductError(N_("An age is a number of years up to 99."))
    axes = {name: clean(getattr(form, name), LONGEST_AXIS) for name in ("style", "axis_1", "axis_2")}
    if bool(axes["style"]) != bool(axes["axis_1"]) or (axes["axis_2"] and not axes["style"]):
        raise ProductError(N_("A variant needs its article's code and what it differs in."))
    return replace(
        form, name=name, code=code, label=clean(form.label, 24), group=clean(form.group, 40), barcodes=barcodes, **axes
    )  # fmt: skip


class CodeOwner(Struct, frozen=True):
    """What a code finds: an article by its barcode or short code, or a gift voucher, which has no id here."""

    code: str
    id: int | None
    name: str


_OWNERS = (
    "SELECT b.code AS code, p.id AS id, p.name AS name FROM barcode b JOIN product p ON p.id = b.product_id "
    "WHERE b.code COLLATE NOCASE IN ({marks}) "
    "UNION ALL SELECT code, id, name FROM product WHERE code COLLATE NOCASE IN ({marks}) "
    "UNION ALL SELECT code, NULL, '' FROM voucher WHERE code IN ({marks})"
)
AT_ONCE = 500
"""Codes that are looked up together."""


def code_owners(codes: Iterable[str]) -> list[CodeOwner]:
    """Who is found by one of these codes, in capitals or small letters and in any of its lengths, by few look-ups."""
    asked = list(dict.fromkeys(alike for code in codes for form in same_codes(code) for alike in any_case(form)))
    owners: list[CodeOwner] = []
    for start in range(0, len(asked), AT_ONCE):
        batch = asked[start : start + AT_ONCE]
        # A voucher's code is kept in capitals.
        owners += records(CodeOwner, _OWNERS.format(marks=marks(batch)), *batch * 2, *map(str.upper, batch))
    return owners


def new_codes(form: ProductForm, before: ProductForm | None) -> tuple[str, ...]:
    """What a product was not found by before: a conflict of long ago is in nobody's way."""
    old = {*before.barcodes, before.code} if before else set()
    return tuple(code for code in (*form.barcodes, form.code) if code and code not in old)


def check_owners(form: ProductForm, codes: Iterable[str], owners: Iterable[CodeOwner]) -> None:
    """Codes that become a product's find nothing else. Raises TakenError, VoucherCodeError."""
    asked = {alike.lower() for code in codes for alike in same_codes(code)}
    for owner in owners:
        if owner.code.lower() in asked and owner.id is None:
            raise VoucherCodeError(code=owner.code)
        if owner.code.lower() in asked and owner.id != form.id:
            raise TakenError(code=owner.code, name=owner.name)


def check_codes(form: ProductForm) -> None:
    """The form against the catalogue: its VAT code, and codes that are nobody else's. Raises ProductError."""
    if form.tax_code not in tax_codes():
        raise ProductError(N_('There is no VAT code "{code}".'), code=form.tax_code)
    fresh = new_codes(form, stored(form.id) if form.id is not None else None)
    check_owners(form, fresh, code_owners(fresh))
    check_links(form)


def check_links(form: ProductForm) -> None:
    """The form against what it belongs to: its article's other variants, and its packaging. Raises ProductError."""
    if form.style:
        _check_variant(form)
    if form.packaging_id is not None:
        kind = row("SELECT kind FROM product WHERE id = ?", form.packaging_id)
        if kind is None or not line_kinds.of(kind[0]).packaging or line_kinds.of(form.kind).packaging:
            raise ProductError(N_("Packaging must be a packaging deposit."))


def _check_variant(form: ProductForm) -> None:
    """One product for each combination of axes."""
    sql = "SELECT name FROM product WHERE style = ? AND axis_1 = ? AND axis_2 IS ? AND id <> ?"
    same = row(sql, form.style, form.axis_1, form.axis_2 or None, form.id or 0)
    if same:
        raise TakenError(code=f"{form.style} {form.axis_1} {form.axis_2}".strip(), name=same[0])


def group_id(name: str) -> int | None:
    """The id of a product group, made when it is new; None for no name."""
    if not name:
        return None
    group = ProductGroup.get_or_none(ProductGroup.name == name)
    if group is not None:
        return int(group.id)
    return int(ProductGroup.insert(name=name, position=ProductGroup.select().count()).execute())


def _columns(form: ProductForm) -> dict[str, Any]:
    return {
        "code": form.code,
        "name": form.name,
        "label": form.label,
        "kind": form.kind,
        "unit": form.unit,
        "price": form.price,
        "tax_code": form.tax_code,
        "group_id": group_id(form.group),
        "packaging_id": form.packaging_id,
        "discountable": int(form.discountable),
        "active": int(form.active),
        "age": form.age or None,
        "style": form.style or None,
        "axis_1": form.axis_1 or None,
        "axis_2": form.axis_2 or None,
    }


def store(entry: Entry, form: ProductForm, uid: str = "") -> int:
    """Write a checked product as part of an entry; its id. A new one is known by `uid`, or gets one."""
    columns = _columns(form)
    if form.id is None:
        columns |= {"uid": uid or journal.new_uid(entry.at), "version": 1}
        product_id = int(Product.insert(entry=entry.number, **columns).execute())
    else:
        product_id = form.id
        changed = Product.update(entry=entry.number, version=form.version + 1, **columns)
        changed.where(Product.id == product_id).execute()
        delete(Barcode).where(Barcode.product_id == product_id).execute()
    if form.barcodes:
        Barcode.insert_many([{"code": code, "product_id": product_id} for code in form.barcodes]).execute()
    if form.key is not None:
        quick_keys.assign(product_id, columns["group_id"], quick_keys.read_place(form.key))
    entry.state("product", {"id": product_id, **columns}, barcodes=sorted(form.barcodes))
    return product_id


@recorder(EDIT_PRODUCTS)
def save(desk: Desk, form: ProductForm) -> int:
    """Add or change a product; its id. Raises ProductError, TakenError, EditedMeanwhileError."""
    checked = cleaned(form)
    if checked.id is not None:
        before = Product.get_by_id(checked.id)
        if before.version != checked.version:
            raise EditedMeanwhileError(name=before.name)
    check_codes(checked)
    with journal.entry(desk, "product.saved") as entry:
        return store(entry, checked)


@recorder(EDIT_PRODUCTS)
def save_all(desk: Desk, forms: Iterable[ProductForm], source: str = "") -> int:
    """Add or change many in one transaction, journalled by the hundred; how many. Forms are checked already."""
    pending = list(forms)
    for start in range(0, len(pending), 100):
        with journal.entry(desk, "products.imported") as entry:
            entry.add("source", clean(source))
            for form in pending[start : start + 100]:
                store(entry, form)
    return len(pending)
