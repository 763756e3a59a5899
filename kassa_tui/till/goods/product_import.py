"""Products from a CSV file: UTF-8 or Windows-1252, with comma, semicolon or tab; all rows, or none.

The first line names the columns, in English, Dutch or Danish. A row whose barcode or code is known changes
that product; the others are new.
"""

import re
from collections.abc import Collection, Mapping

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.errors import KassaError
from kassa_tui.i18n import LANGUAGES, N_
from kassa_tui.money import parse
from kassa_tui.text import clean, is_digits
from kassa_tui.till.basket.line_kinds import PACKAGING_SQL
from kassa_tui.till.basket.tax import Rate, rates_on
from kassa_tui.till.goods import csv_files, products
from kassa_tui.till.goods.codes import same_codes
from kassa_tui.till.goods.csv_files import BadRow, BadRowsError, ImportFileError
from kassa_tui.till.goods.products import ProductError, ProductForm
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop

_COLUMNS = {
    "name": ("name", "description", "naam", "omschrijving", "artikel", "navn", "beskrivelse", "vare"),
    "price": ("price", "prijs", "verkoopprijs", "pris", "salgspris"),
    "barcode": ("barcode", "barcodes", "ean", "gtin", "streepjescode", "stregkode"),
    "code": ("code", "plu", "article number", "artikelnummer", "artikelcode", "varenummer"),
    "vat": ("vat", "tax", "btw", "moms"),
    "group": ("group", "category", "groep", "categorie", "gruppe", "kategori"),
    "deposit": ("deposit", "statiegeld", "pant"),
    "unit": ("unit", "eenheid", "enhed"),
    "kind": ("kind", "soort", "type", "slags"),
    "age": ("age", "leeftijd", "alder"),
    "label": ("label", "short name", "korte naam", "kort navn"),
    "style": ("article code", "style", "model", "modelcode", "hoofdartikel", "modelkode"),
    "axis_1": ("axis_1", "axis 1", "axis1", "colour", "color", "kleur", "farve"),
    "axis_2": ("axis_2", "axis 2", "axis2", "size", "maat", "størrelse"),
}
_KEPT = ("age", "style", "axis_1", "axis_2")
"""What a product keeps when a file has no column for it."""

_UNITS = {
    **dict.fromkeys(("", "piece", "pc", "st", "stuk", "stk"), "piece"),
    **{unit: unit for unit in ("kg", "l", "m")},
}
_KINDS = {
    **dict.fromkeys(("", "article", "artikel", "vare"), "article"),
    **dict.fromkeys(("service", "dienst", "ydelse"), "service"),
}
_VAT_WORDS = {
    **dict.fromkeys(("hoog", "høj"), "high"),
    **dict.fromkeys(("vrij", "vrijgesteld", "fri"), "exempt"),
    "laag": "low",
    "nul": "zero",
}
_FLOAT = re.compile(r"\d+[.,]?\d*[eE]\+\d+")


class Imported(Struct, frozen=True):
    """How many products were added and changed."""

    added: int
    changed: int


def _columns(heading: list[str]) -> dict[str, int]:
    names = {synonym: column for column, synonyms in _COLUMNS.items() for synonym in synonyms}
    positions: dict[str, int] = {}
    for i, cell in enumerate(heading):
        column = names.get(clean(cell).casefold())
        if column and column not in positions:
            positions[column] = i
    for needed in ("name", "price"):
        if needed not in positions:
            raise ImportFileError(N_('The first line needs a column "{name}".'), name=needed)
    return positions


class _Known(Struct, frozen=True):
    """What the catalogue has already."""

    by_barcode: Mapping[str, int]
    by_code: Mapping[str, int]
    packaging: Mapping[str, int]
    rates: Mapping[str, Rate]


def _known(desk: Desk) -> _Known:
    packaging: dict[str, int] = {}
    sql = f"SELECT id, code, name, price FROM product WHERE kind IN ({PACKAGING_SQL})"
    for product_id, code, name, price in rows(sql):
        packaging.update({str(key).casefold(): product_id for key in (code, name, price) if key is not None})
    return _Known(
        dict(rows("SELECT code, product_id FROM barcode")),
        dict(rows("SELECT code, id FROM product WHERE code IS NOT NULL")),
        packaging,
        rates_on(read_shop().today(desk)),
    )


def read_tax_code(text: str, rates: Mapping[str, Rate]) -> str:
    """A VAT code from its word or a percentage of today; the standard rate for nothing. Raises ProductError."""
    word = text.casefold().strip()
    if not word:
        return "high" if "high" in rates else next(iter(rates))
    word = _VAT_WORDS.get(word, word)
    if word in rates:
        return word
    percent = re.fullmatch(r"(\d{1,2})(?:[.,](\d{1,2}))?\s*%?", word)
    if percent:
        basis_points = int(percent[1]) * 100 + int((percent[2] or "0").ljust(2, "0"))
        for rate in rates.values():
            if rate.rate == basis_points and not rate.outside:
                return rate.code
    raise ProductError(N_('There is no VAT code "{code}".'), code=text)


def _choice(text: str, known: Mapping[str, str]) -> str:
    word = text.casefold().rstrip(".")
    if word not in known:
        raise ProductError(N_('"{text}" is not known here.'), text=text)
    return known[word]


def _codes(text: str) -> tuple[str, ...]:
    if _FLOAT.fullmatch(text):
        raise ProductError(N_("{code} was spoilt by a spreadsheet: make the column text."), code=text)
    return tuple(filter(None, re.split(r"[\s|/]+", text)))


def _packaging(text: str, known: _Known) -> int | None:
    if not text:
        return None
    keys = [text.casefold()]
    try:
        keys.append(str(_price(text)))
    except KassaError:
        pass
    for key in keys:
        if key in known.packaging:
            return known.packaging[key]
    raise ProductError(N_('There is no packaging deposit "{text}".'), text=text)


def _age(text: str) -> int:
    years = text.rstrip("+").strip()
    if years and not (is_digits(years) and len(years) < 3):
        raise ProductError(N_("An age is a number of years up to 99."))
    return int(years or 0)


def _price(text: str) -> int:
    shop = read_shop()
    stripped = text.removeprefix(shop.unit.symbol).removeprefix(shop.currency)
    return parse(stripped, shop.unit, LANGUAGES[shop.language]).minor


def _form(cells: Mapping[str, str], known: _Known) -> ProductForm:
    price = cells.get("price", "")
    return products.cleaned(
        ProductForm(
            cells.get("name", ""),
            _price(price) if price else None,
            read_tax_code(cells.get("vat", ""), known.rates),
            code=cells.get("code") or None,
            label=cells.get("label", ""),
            kind=_choice(cells.get("kind", ""), _KINDS),
            unit=_choice(cells.get("unit", ""), _UNITS),
            group=cells.get("group", ""),
            packaging_id=_packaging(cells.get("deposit", ""), known),
            barcodes=_codes(cells.get("barcode", "")),
            age=_age(cells.get("age", "")),
            style=cells.get("style", ""),
            axis_1=cells.get("axis_1", ""),
            axis_2=cells.get("axis_2", ""),
        )
    )


class _File:
    """The rows of one file, checked against the catalogue and each other."""

    def __init__(self, known: _Known, columns: Collection[str]) -> None:
        self._known = known
        self._columns = columns
        self._lines: dict[str, int] = {}
        self.forms: list[ProductForm] = []
        self.bad: list[BadRow] = []

    def take(self, line: int, cells: Mapping[str, str]) -> None:
        """Check a row; a bad one is noted."""
        try:
            self.forms.append(self._placed(line, _form(cells, self._known)))
        except KassaError as error:
            self.bad.append(BadRow(line, error))

    def _placed(self, line: int, form: ProductForm) -> ProductForm:
        keys = [*form.barcodes, *([f"code {form.code}"] if form.code else [])]
        keys += [f"variant {form.style}|{form.axis_1}|{form.axis_2}"] if form.style else []
        for key in keys:
            for alike in same_codes(key):
                if alike in self._lines:
                    raise ProductError(N_("{code} stands in line {line} as well."), code=key, line=self._lines[alike])
        self._lines.update(dict.fromkeys(keys, line))
        known = self._known.by_barcode
        ids = {known[alike] for code in form.barcodes for alike in same_codes(code) if alike in known}
        if form.code and form.code in self._known.by_code:
            ids.add(self._known.by_code[form.code])
        if len(ids) > 1:
            raise ProductError(N_("Its codes belong to different products."))
        if not ids:
            return form
        old = products.read(ids.pop())
        barcodes = tuple(dict.fromkeys((*old.barcodes, *form.barcodes)))
        # What a file does not know of stays as it was.
        kept = {name: getattr(old, name) for name in _KEPT if name not in self._columns}
        return replace(form, id=old.id, version=old.version, code=form.code or old.code, barcodes=barcodes, **kept)


def read(desk: Desk, data: bytes) -> list[ProductForm]:
    """The products of a file, ready to be saved. Raises ImportFileError, BadRowsError."""
    heading, *table = csv_files.read(data)
    columns = _columns(heading.cells)
    file = _File(_known(desk), columns)
    for row in table:
        cells = row.cells
        file.take(row.line, {name: clean(cells[i]) if i < len(cells) else "" for name, i in columns.items()})
    if file.bad:
        raise BadRowsError(file.bad)
    return file.forms


def load(desk: Desk, data: bytes, source: str = "") -> Imported:
    """Read a file and save its products in one transaction. Raises ImportFileError, BadRowsError."""
    forms = read(desk, data)
    products.save_all(desk, forms, source)
    changed = sum(form.id is not None for form in forms)
    return Imported(len(forms) - changed, changed)
