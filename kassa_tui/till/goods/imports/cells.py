"""What the cells of a product's row say: each meaning gives fields of the form."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from kassa_tui.errors import KassaError
from kassa_tui.i18n import LANGUAGES, N_
from kassa_tui.money import parse
from kassa_tui.text import is_digits
from kassa_tui.till.basket.tax import Rate
from kassa_tui.till.goods.blank_cells import told
from kassa_tui.till.goods.csv_files import EMPTY, unbroken
from kassa_tui.till.goods.imports.product_columns import RATE
from kassa_tui.till.goods.products import ProductError
from kassa_tui.till.goods.tax_words import read_tax_code
from kassa_tui.till.goods.written_codes import short_code
from kassa_tui.till.ledger.shop import Shop

Fields = dict[str, Any]

_PIECES = (
    "piece pieces pc pcs pce each ea st stk stuk stuks styk stykker unit units unit(s) eenheid eenheden enhed enheder"
)
_KILOS, _LITRES, _METRES = "kg kilo kilogram kilograms", "l ltr liter litre liters litres", "m mtr meter metre meters"
_UNITS = {
    **dict.fromkeys(_PIECES.split(), "piece"),
    **dict.fromkeys(_KILOS.split(), "kg"),
    **dict.fromkeys(_LITRES.split(), "l"),
    **dict.fromkeys(_METRES.split(), "m"),
}
_KINDS = {
    **dict.fromkeys(("article", "artikel", "vare", "simple", "variation", "physical", "regular"), "article"),
    **dict.fromkeys(("goods", "product", "consumable", "consu", "storable product", "storable", "goederen"), "article"),
    **dict.fromkeys(("varer", "forbrugsvare", "lagervare", "verbruiksartikel", "voorraadproduct"), "article"),
    **dict.fromkeys(("service", "dienst", "ydelse", "tjeneste"), "service"),
}
_FLAGS = {
    **dict.fromkeys("1 y yes j ja true waar sand x actief active aktiv aan til on".split(), True),
    **dict.fromkeys("0 n no nee nej false onwaar falsk inactief inactive inaktiv uit fra off".split(), False),
}
_USUAL = ("regular", "standard", "standaard", "default", "default title", "normal")
"""What a shop calls the only variation that there is."""

_CODES = ("code", "style")

_EMPTIED: dict[str, Fields] = {
    "price": {"price": None},
    "code": {"code": None},
    "barcode": {"barcodes": ()},
    "upc": {"barcodes": ()},
    "label": {"label": ""},
    "group": {"group": ""},
    "deposit": {"packaging_id": None},
    "age": {"age": 0},
    "style": {"style": ""},
    "axis_1": {"axis_1": ""},
    "axis_2": {"axis_2": ""},
}


class Known(Struct, frozen=True):
    """What the shop has already, and what its files are read by."""

    by_barcode: Mapping[str, int]
    by_code: Mapping[str, int]
    packaging: Mapping[str, int]
    rates: Mapping[str, Rate]
    shop: Shop


def _choice(text: str, known: Mapping[str, Any]) -> Any:
    word = text.casefold().rstrip(".")
    if word not in known:
        raise ProductError(N_('"{text}" is not known here.'), text=text)
    return known[word]


def _flag(text: str) -> bool:
    return bool(_choice(text, _FLAGS))


def _price(text: str, known: Known) -> int:
    shop = known.shop
    stripped = text.removeprefix(shop.unit.symbol).removeprefix(shop.currency)
    return parse(unbroken(stripped), shop.unit, LANGUAGES[shop.language]).minor


def _packaging(text: str, known: Known) -> int:
    keys = [text.casefold()]
    try:
        keys.append(str(_price(text, known)))
    except KassaError:
        pass
    for key in keys:
        if key in known.packaging:
            return known.packaging[key]
    raise ProductError(N_('There is no packaging deposit "{text}".'), text=text)


def _age(text: str) -> int:
    years = text.rstrip("+").strip()
    if not (is_digits(years) and len(years) < 3):
        raise ProductError(N_("An age is a number of years up to 99."))
    return int(years)


def _code(text: str, known: Known) -> str:
    """A code that somebody has already is that code, whatever it looks like. Raises CodeError."""
    return text if text in known.by_code else short_code(text)


_READERS: dict[str, Callable[[str, Known], Fields]] = {
    "name": lambda text, _known: {"name": text},
    "price": lambda text, known: {"price": _price(text, known)},
    "vat": lambda text, known: {"tax_code": read_tax_code(text, known.rates)},
    "code": lambda text, known: {"code": _code(text, known)},
    "label": lambda text, _known: {"label": text},
    "kind": lambda text, _known: {"kind": _choice(text, _KINDS)},
    "unit": lambda text, _known: {"unit": _choice(text, _UNITS)},
    "weighed": lambda text, _known: {"unit": "kg" if _flag(text) else "piece"},
    "group": lambda text, _known: {"group": text},
    "deposit": lambda text, known: {"packaging_id": _packaging(text, known)},
    "age": lambda text, _known: {"age": _age(text)},
    "style": lambda text, _known: {"style": short_code(text)},
    "axis_1": lambda text, _known: {"axis_1": text},
    "axis_2": lambda text, _known: {"axis_2": text},
    "active": lambda text, _known: {"active": _flag(text)},
    "discountable": lambda text, _known: {"discountable": _flag(text)},
}


def _one_rate(cells: Mapping[str, str]) -> Fields:
    """The percentage of the one column of a rate that says yes. Raises ProductError for several."""
    percents = [name.removeprefix(RATE) for name, text in cells.items() if name.startswith(RATE) and _flag(text)]
    if len(percents) > 1:
        raise ProductError(N_("Several VAT rates are marked."))
    return {"vat": f"{percents[0]}%"} if percents else {}


def _prepared(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells that hold something, with a rate that is marked as VAT and a variation as part of the name."""
    full = {name: text for name, text in cells.items() if text}
    prepared = {name: text for name, text in full.items() if not name.startswith(RATE)} | _one_rate(full)
    variation = prepared.pop("variation", "")
    if variation and variation.casefold() not in _USUAL and "name" in prepared:
        prepared["name"] += f" {variation}"
    return prepared


def fields(cells: Mapping[str, str], known: Known) -> Fields:
    """The fields that a row names, but for barcodes that it adds.

    Raises ProductError, BlankError, CodeError, AmountError.
    """
    named: Fields = {}
    for meaning, text in _prepared(cells).items():
        if text == EMPTY:
            if meaning not in _EMPTIED:
                raise ProductError(N_('"{name}" cannot be emptied.'), name=meaning)
            named |= _EMPTIED[meaning]
        elif meaning in _READERS:
            named |= _READERS[meaning](text if meaning in _CODES else told(text), known)
    return named
