"""A shop's whole set-up as one file, for a second register: what the shop decided, sells and allows.

No people and nothing that proves who they are, no sales, no customers. The file is JSON with sorted keys, so that the
same set-up is the same file, byte for byte. `setup_import` takes one over.
"""

import errno
from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from kassa_tui.database import rows
from kassa_tui.i18n import N_
from kassa_tui.models import PaymentMethod, PrepaidRule, Product, ProductGroup, Reason, TaxRate
from kassa_tui.money import LARGEST
from kassa_tui.storage import bounded
from kassa_tui.text import json_text
from kassa_tui.till.goods import key_pages
from kassa_tui.till.goods.quick_keys import LETTERS
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import ACTIONS, CASHIER, EDIT_SHOP, EDIT_STAFF, MANAGER
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.people import people

FORMAT = "kassa-tui set-up"
VERSION = 1

LARGEST_FILE = 50_000_000
"""Bytes: some hundred thousand products."""

OWN = ("demo", "tour")
"""Settings that are about one database, and in no file."""

ROLES = (MANAGER, CASHIER)
"""The roles whose permissions can be changed, and are in the file."""

Amount = Annotated[int, Meta(ge=0, le=LARGEST)]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Code = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,29}$")]
Uid = Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]


class SetUpFileError(TillError):
    """A file that is no whole set-up; nothing was taken over."""

    template = N_("{problem}")


class OtherVersionError(SetUpFileError):
    """A file of another program, or of another time."""

    template = N_('This is no set-up of version {version}. Write it anew with "kassa shop export".')


class RateRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A VAT rate from a business day on, in basis points."""

    code: Code
    valid_from: Day
    name: str
    rate: Annotated[int, Meta(ge=0, le=10_000)]
    outside: bool


class PrepaidRow(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether what was prepaid keeps the rate that it bore, from a business day on."""

    valid_from: Day
    keeps_rate: bool


class MethodRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A payment method; whether it gives change follows from its kind."""

    code: Code
    name: str
    kind: str
    letter: str
    position: Annotated[int, Meta(ge=0, le=10_000)]
    opens_drawer: bool
    counted_at_close: bool
    needs_reference: bool
    in_office: bool
    refundable: bool
    active: bool


class ReasonRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A reason for cash in or out."""

    code: Code
    name: str
    direction: str
    needs_note: bool
    temporary: bool
    account: str | None
    position: Annotated[int, Meta(ge=0, le=10_000)]
    active: bool


class ProductRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A product; `packaging` is the `uid` of its deposit, `price` null for one that is asked for."""

    uid: Uid
    name: str
    kind: str
    unit: str
    tax_code: str
    code: str | None
    label: str
    price: Amount | None
    group: str
    packaging: Uid | None
    discountable: bool
    active: bool
    age: int
    style: str
    axis_1: str
    axis_2: str
    barcodes: tuple[str, ...]


class PageRow(Struct, frozen=True, forbid_unknown_fields=True):
    """A page of quick keys: its number, its name, and the `uid` of the product on each letter."""

    number: Annotated[int, Meta(ge=1, le=9)]
    name: str
    keys: dict[str, Uid]


class SetUp(Struct, frozen=True, forbid_unknown_fields=True):
    """The file. `settings` are those of the shop, `permissions` false, true or a limit for each role and action.

    Files of before say nothing of what was `prepaid`: it stays.
    """

    format: str
    version: int
    settings: dict[str, Any]
    rates: tuple[RateRow, ...]
    methods: tuple[MethodRow, ...]
    reasons: tuple[ReasonRow, ...]
    groups: tuple[str, ...]
    products: tuple[ProductRow, ...]
    pages: tuple[PageRow, ...]
    permissions: dict[str, dict[str, bool | int]]
    prepaid: tuple[PrepaidRow, ...] | None = None


Row = TypeVar("Row", bound=Struct)


def stored(model: Any, *order: Any) -> list[dict[str, Any]]:
    """The rows of a table, column by column."""
    return list(model.select().order_by(*order).dicts())


def _rows(kind: type[Row], records: list[dict[str, Any]]) -> tuple[Row, ...]:
    """Stored rows as rows of the file; a column that the file does not have is left out."""
    names = kind.__struct_fields__
    return tuple(msgspec.convert({name: record[name] for name in names}, kind, strict=False) for record in records)


def _products() -> tuple[ProductRow, ...]:
    uids = dict(rows("SELECT id, uid FROM product"))
    groups = dict(rows("SELECT id, name FROM product_group"))
    codes: dict[int, list[str]] = {}
    for code, product in rows("SELECT code, product_id FROM barcode ORDER BY code"):
        codes.setdefault(product, []).append(code)
    products = [
        product
        | {
            "group": groups.get(product["group_id"], ""),
            "packaging": uids.get(product["packaging_id"]),
            "age": product["age"] or 0,
            "barcodes": codes.get(product["id"], []),
            **{name: product[name] or "" for name in ("style", "axis_1", "axis_2")},
        }
        for product in stored(Product, Product.uid)
    ]
    return _rows(ProductRow, products)


def _pages() -> tuple[PageRow, ...]:
    uids = dict(rows("SELECT id, uid FROM product"))
    return tuple(
        PageRow(page.number, page.name, {LETTERS[at].upper(): uids[key] for at, key in enumerate(page.keys) if key})
        for page in key_pages.read().pages
        if not page.free
    )


def changeable() -> list[str]:
    """The actions that a role may be given or not, all of them by code."""
    return [action.code for action in ACTIONS.values() if action is not EDIT_STAFF]


def _permissions() -> dict[str, dict[str, bool | int]]:
    grants: dict[str, dict[str, bool | int]] = {}
    for role in ROLES:
        held = people.grants(role)
        grants[role] = {code: code in held and (held[code] is None or held[code] or 0) for code in changeable()}
    return grants


def settings_of(shop: Shop) -> dict[str, Any]:
    """The shop's settings as they stand in the file."""
    return {name: value for name, value in msgspec.to_builtins(shop).items() if name not in OWN}


def current() -> SetUp:
    """The set-up of the open shop."""
    return SetUp(
        format=FORMAT,
        version=VERSION,
        settings=settings_of(read_shop()),
        rates=_rows(RateRow, stored(TaxRate, TaxRate.code, TaxRate.valid_from)),
        methods=_rows(MethodRow, stored(PaymentMethod, PaymentMethod.code)),
        reasons=_rows(ReasonRow, stored(Reason, Reason.code)),
        groups=tuple(each.name for each in ProductGroup.select().order_by(ProductGroup.position, ProductGroup.name)),
        products=_products(),
        pages=_pages(),
        permissions=_permissions(),
        prepaid=_rows(PrepaidRow, stored(PrepaidRule, PrepaidRule.valid_from)),
    )


def contents() -> dict[str, int]:
    """How many rows a file of this shop would have of each of its tables."""
    tables = {"rates": "tax_rate", "methods": "payment_method", "reasons": "reason", "products": "product"}
    return {part: int(rows(f"SELECT count(*) FROM {table}")[0][0]) for part, table in tables.items()}


@recorder(EDIT_SHOP)
def export(_desk: Desk) -> bytes:
    """The set-up as a file. Raises NotAllowedError."""
    text = json_text(msgspec.to_builtins(current()), 1, sort=True)
    return (text + "\n").encode()


def read_bytes(file: Path) -> bytes:
    """All of a file. Raises SetUpFileError."""
    try:
        return bounded.read_bytes(file, LARGEST_FILE)
    except OSError as problem:
        if problem.errno == errno.EFBIG:
            raise SetUpFileError(N_("The file is too large for a set-up.")) from problem
        raise SetUpFileError(problem=str(problem)) from problem


class _Head(Struct):
    """What says whether it is such a file at all."""

    format: str = ""
    version: int = 0


def decoded(content: bytes) -> SetUp:
    """The file, when it is a whole one of this version, before any shop is asked.

    Raises SetUpFileError, OtherVersionError.
    """
    try:
        head = msgspec.json.decode(content, type=_Head)
        if (head.format, head.version) != (FORMAT, VERSION):
            raise OtherVersionError(version=VERSION)
        return msgspec.json.decode(content, type=SetUp)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise SetUpFileError(problem=str(problem)) from problem


def read(data: bytes) -> SetUp:
    """The file, with settings as this program knows them. Raises SetUpFileError, OtherVersionError."""
    found = decoded(data)
    shop_of(found)
    return found


def shop_of(setup: SetUp) -> Shop:
    """The settings of a file on top of what is this database's own. Raises SetUpFileError."""
    now = msgspec.to_builtins(read_shop())
    missing = now.keys() - setup.settings.keys() - set(OWN)
    foreign = setup.settings.keys() - (now.keys() - set(OWN))
    for key in sorted(missing):
        raise SetUpFileError(N_('The setting "{key}" is missing: the file is not whole.'), key=key)
    for key in sorted(foreign):
        raise SetUpFileError(N_('There is no setting "{key}".'), key=key)
    try:
        return msgspec.convert(now | setup.settings, Shop)
    except msgspec.ValidationError as problem:
        raise SetUpFileError(problem=str(problem)) from problem


def check_permissions(setup: SetUp) -> None:
    """Only roles and actions that there are, and limits where there are some. Raises SetUpFileError."""
    known = {code: ACTIONS[code] for code in changeable()}
    for role, held in setup.permissions.items():
        if role not in ROLES:
            raise SetUpFileError(N_("The permissions of {role} cannot be changed."), role=role[:20])
        for code, grant in held.items():
            action = known.get(code)
            limited = not isinstance(grant, bool)
            if action is None or (limited and (grant < 0 or not action.unit)):
                raise SetUpFileError(N_('There is no such permission: "{code}".'), code=code[:40])
