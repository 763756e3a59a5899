"""Taking over a set-up file: all of it or nothing, by the same rules as what is typed, journalled."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.i18n import N_, _
from kassa_tui.models import PaymentMethod, ProductGroup, Reason
from kassa_tui.text import clean
from kassa_tui.till.basket.line_kinds import LINE_KINDS, PRODUCT_KINDS
from kassa_tui.till.goods import key_pages, products
from kassa_tui.till.goods.key_pages import KeyPage, KeyPages
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.goods.quick_keys import LETTERS, PAGES
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import EDIT_STAFF
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.people import people
from kassa_tui.till.setup import method_edit, reasons, shop_edit, tax_edit
from kassa_tui.till.setup.files import (
    ROLES,
    MethodRow,
    PrepaidRow,
    ProductRow,
    RateRow,
    ReasonRow,
    SetUp,
    SetUpFileError,
    check_permissions,
    read,
    shop_of,
    stored,
)
from kassa_tui.till.setup.method_edit import MethodForm
from kassa_tui.till.setup.reasons import ReasonForm
from kassa_tui.till.setup.tax_edit import DatedRate

PARTS = {
    "settings": N_("settings"),
    "rates": N_("VAT rates"),
    "methods": N_("payment methods"),
    "reasons": N_("reasons"),
    "products": N_("products"),
    "pages": N_("quick-key pages"),
    "permissions": N_("permissions"),
}
"""What a set-up consists of, in words."""

AT_ONCE = 100
"""Products in one entry of the journal."""


class DiffersError(SetUpFileError):
    """A set-up that does not fit what this shop has."""


class Taken(Struct, frozen=True):
    """What a file changed, or would change: how many of each."""

    settings: int = 0
    rates: int = 0
    methods: int = 0
    reasons: int = 0
    products: int = 0
    pages: int = 0
    permissions: int = 0


def told(taken: Taken) -> list[str]:
    """What a set-up changes, a line for each part."""
    counts = msgspec.structs.asdict(taken)
    return [f"{_(word)}: {counts[part]}" for part, word in PARTS.items() if counts[part]]


class _Tried(TillError):
    """What was only tried is rolled back."""

    def __init__(self, taken: Taken) -> None:
        super().__init__()
        self.taken = taken


def load(desk: Desk, content: bytes, source: str = "", *, dry_run: bool = False) -> Taken:
    """Take a set-up over in one transaction; what changed, or with `dry_run` what would change.

    Raises SetUpFileError, DiffersError, and what each rule raises about what is typed: MethodError, ReasonError,
    RateError, ShopError, ProductError, NotAllowedError.
    """
    setup = read(content)
    try:
        return _load(desk, setup, clean(source, 60), dry_run)
    except _Tried as tried:
        return tried.taken
    finally:
        # What was read inside of a transaction that was rolled back is forgotten.
        read_shop()


@recorder(EDIT_STAFF)
def _load(desk: Desk, setup: SetUp, source: str, dry_run: bool) -> Taken:
    check_permissions(setup)
    now, after = read_shop(), shop_of(setup)
    for name in shop_edit.FIXED:
        if getattr(now, name) != getattr(after, name):
            raise DiffersError(
                N_("{setting} differs: {here} here, {there} in the file."),
                setting=_(name),
                here=getattr(now, name),
                there=clean(getattr(after, name), 20),
            )
    with journal.entry(desk, "setup.imported") as entry:
        entry.add("source", source)
        counts = {
            "rates": _take_rates(entry, setup.rates)
            + (_take_prepaid(entry, setup.prepaid) if setup.prepaid is not None else 0),
            "methods": _take_placed(entry, setup.methods, _METHODS),
            "reasons": _take_placed(entry, setup.reasons, _REASONS),
        }
        values = shop_edit.differing(now, shop_edit.checked(desk, now, after))
        for key, value in values.items():
            shop_edit.put_setting(entry, key, value)
    _take_groups(setup.groups)
    counts |= {"settings": len(values), "products": _take_products(desk, setup.products, source)}
    counts |= {"pages": _take_pages(desk, setup), "permissions": _take_permissions(desk, setup)}
    taken = Taken(**counts)
    if dry_run:
        raise _Tried(taken)
    return taken


# --- VAT, payment methods, reasons ---


def _take_rates(entry: Entry, rates: Iterable[RateRow]) -> int:
    """What no receipt bears may be another rate; nothing that is here may be missing. Raises DiffersError."""
    here = {(rate.code, rate.valid_from): replace(rate, version=0) for rate in tax_edit.listed()}
    there = {(rate.code, rate.valid_from): DatedRate(**msgspec.structs.asdict(rate)) for rate in rates}
    for code, day in here.keys() - there.keys():
        raise DiffersError(
            N_("The rate of {name} from {day} is not in the file."), name=_(here[code, day].name), day=day
        )
    changed = [rate for key, rate in there.items() if here.get(key) != rate]
    for rate in changed:
        _check_rate(rate, here.get((rate.code, rate.valid_from)))
        tax_edit.store(entry, rate)
    return len(changed)


def _take_prepaid(entry: Entry, rows_of_file: Iterable[PrepaidRow]) -> int:
    """What begins on a day without receipts may be otherwise; what is here stays said. Raises DiffersError."""
    before = tax_edit.prepaid_rules()
    after = [tax_edit.PrepaidRule(rule.valid_from, rule.keeps_rate) for rule in rows_of_file]
    for rule in before:
        if tax_edit.prepaid_on(after, rule.valid_from) != rule.keeps_rate and rule.valid_from not in _days(after):
            raise DiffersError(N_("What holds for prepaid amounts from {day} is not in the file."), day=rule.valid_from)
    changed = [rule for rule in after if rule not in before]
    for rule in changed:
        _check_day(rule.valid_from)
        if tax_edit.prepaid_on(before, rule.valid_from) != rule.keeps_rate:
            tax_edit.check_prepaid(rule)
        tax_edit.store_prepaid(entry, rule)
    return len(changed)


def _days(rules: Iterable[tax_edit.PrepaidRule]) -> set[str]:
    return {rule.valid_from for rule in rules}


def _check_day(day: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as problem:
        raise SetUpFileError(problem=str(problem)) from problem


def _check_rate(rate: DatedRate, here: DatedRate | None) -> None:
    """A rate that is new or another. Raises SetUpFileError, DiffersError."""
    _check_day(rate.valid_from)
    if not rate.name or clean(rate.name, tax_edit.LONGEST_NAME) != rate.name or (rate.outside and rate.rate):
        raise SetUpFileError(N_("The file has no clear rate for {name}."), name=clean(rate.name, 30) or rate.code)
    used = tax_edit.last_used(rate.code)
    if used and used >= rate.valid_from and (here is None or (here.rate, here.outside) != (rate.rate, rate.outside)):
        raise DiffersError(
            N_("Receipts until {used} bear {name}: the file has another rate for it from {day}."),
            used=used,
            name=_(rate.name),
            day=rate.valid_from,
        )


def _known(model: Any) -> dict[str, dict[str, Any]]:
    return {each["code"]: each for each in stored(model)}


def _method_form(row: dict[str, Any]) -> MethodForm:
    flags = {
        name: bool(row[name]) for name in method_edit.COLUMNS if name not in ("name", "kind", "letter", "gives_change")
    }
    return MethodForm(row["name"], row["letter"], row["kind"], **flags, code=row["code"])


def _reason_form(row: dict[str, Any]) -> ReasonForm:
    flags = {name: bool(row[name]) for name in ("needs_note", "temporary", "active")}
    return ReasonForm(row["name"], row["direction"], **flags, account=row["account"] or "", code=row["code"])


def _reason_fits(form: ReasonForm, before: ReasonForm | None) -> None:
    if before is not None:
        reasons.check_open(form, before)


class _Rules(Struct, frozen=True):
    """How one kind of row that has a code and a place is read, checked and written."""

    model: Any
    form: Callable[[dict[str, Any]], Any]
    check: Callable[[Any, list[Any]], Any]
    columns: Callable[[Any], dict[str, Any]]
    fits: Callable[[Any, Any], None]
    store: Callable[[Entry, str, dict[str, Any]], None]


_METHODS = _Rules(
    PaymentMethod, _method_form, method_edit.check, method_edit.columns_of, method_edit.check_change, method_edit.store
)
_REASONS = _Rules(Reason, _reason_form, reasons.check, reasons.columns_of, _reason_fits, reasons.store)


def _take_placed(entry: Entry, placed: Iterable[MethodRow | ReasonRow], rules: _Rules) -> int:
    """Checked all together, as they will be; how many are other than before. Raises MethodError, ReasonError."""
    here = _known(rules.model)
    there = {row.code: msgspec.structs.asdict(row) for row in placed}
    forms = [rules.form(row) for row in (here | there).values()]
    changed = 0
    for form in forms:
        if form.code not in there:
            continue
        checked = rules.check(form, [each for each in forms if each is not form])
        columns = rules.columns(checked) | {"position": there[form.code]["position"]}
        before = here.get(form.code)
        if before is not None and all(before[name] == value for name, value in columns.items()):
            continue
        rules.fits(checked, rules.form(before) if before else None)
        rules.store(entry, form.code, columns)
        changed += 1
    return changed


# --- Products, quick keys, permissions ---

_DEPOSITS = {kind.code for kind in LINE_KINDS if kind.packaging}


def _take_groups(names: Iterable[str]) -> None:
    """The groups in the file's order; those that are here only come after them."""
    for position, name in enumerate(dict.fromkeys(filter(None, (clean(each, 40) for each in names)))):
        if not ProductGroup.update(position=position).where(ProductGroup.name == name).execute():
            ProductGroup.insert(name=name, position=position).execute()


def _form(row: ProductRow, ids: dict[str, int]) -> ProductForm:
    """A row as it would be typed. Raises SetUpFileError."""
    if row.packaging is not None and row.packaging not in ids:
        raise SetUpFileError(N_("The deposit of {name} is not in the file."), name=clean(row.name))
    if row.kind not in PRODUCT_KINDS or row.unit not in ("piece", "kg", "l", "m"):
        raise SetUpFileError(N_("The file has no clear kind or unit for {name}."), name=clean(row.name))
    values = {name: value for name, value in msgspec.structs.asdict(row).items() if name not in ("uid", "packaging")}
    number = ids.get(row.uid)
    return ProductForm(
        **values,
        packaging_id=ids[row.packaging] if row.packaging else None,
        id=number,
        version=products.stored(number).version if number else 0,
    )


def _same(form: ProductForm) -> bool:
    """Whether the product is so already."""
    if form.id is None:
        return False
    here = products.stored(form.id)
    return replace(here, barcodes=tuple(sorted(here.barcodes))) == replace(form, barcodes=tuple(sorted(form.barcodes)))


def _take_products(desk: Desk, taken: Iterable[ProductRow], source: str) -> int:
    """Deposits first, which others name; products that are the same already are left alone. Raises ProductError."""
    ids: dict[str, int] = dict(rows("SELECT uid, id FROM product"))
    ordered = sorted(taken, key=lambda row: row.kind not in _DEPOSITS)
    if len({row.uid for row in ordered}) != len(ordered):
        raise SetUpFileError(N_("A product stands in the file twice."))
    changed = 0
    for start in range(0, len(ordered), AT_ONCE):
        pending = ordered[start : start + AT_ONCE]
        if all(row.uid in ids and _same(products.cleaned(_form(row, ids))) for row in pending):
            continue
        with journal.entry(desk, "products.imported") as entry:
            entry.add("source", source)
            for row in pending:
                form = products.cleaned(_form(row, ids))
                if _same(form):
                    continue
                products.check_codes(form)
                ids[row.uid] = products.store(entry, form, row.uid)
                changed += 1
    return changed


def _take_pages(desk: Desk, setup: SetUp) -> int:
    """All pages as they are in the file. Raises SetUpFileError."""
    ids: dict[str, int] = dict(rows("SELECT uid, id FROM product"))
    pages = [KeyPage(number) for number in range(1, PAGES + 1)]
    for row in setup.pages:
        for letter, uid in row.keys.items():
            if letter.lower() not in LETTERS or len(letter) != 1 or uid not in ids:
                raise SetUpFileError(
                    N_("Quick key {key} of the file is on no product."), key=f"{row.number}{letter[:4]}"
                )
            pages[row.number - 1] = pages[row.number - 1].put(LETTERS.index(letter.lower()), ids[uid])
        pages[row.number - 1] = replace(pages[row.number - 1], name=clean(row.name, key_pages.LONGEST_NAME))
    before, after = key_pages.read(), KeyPages(tuple(pages))
    key_pages.change(desk, before, after)
    return sum(one != other for one, other in zip(before.pages, after.pages, strict=True))


def _take_permissions(desk: Desk, setup: SetUp) -> int:
    """What each role may; what the file does not tell of stays."""
    changed = 0
    for role in ROLES:
        held = people.grants(role)
        for code, grant in setup.permissions.get(role, {}).items():
            granted = grant is not False
            limit = None if isinstance(grant, bool) else grant
            if (code in held) != granted or held.get(code) != limit:
                people.grant(desk, role, code, granted, limit)
                changed += 1
    return changed
