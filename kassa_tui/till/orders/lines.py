"""An order's lines from a CSV file: code or text, quantity, price, discount; all of them, or none."""

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from kassa_tui.errors import KassaError
from kassa_tui.i18n import LANGUAGES, N_
from kassa_tui.money import Money, parse
from kassa_tui.text import clean
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article, Line
from kassa_tui.till.basket.tax import Rate
from kassa_tui.till.basket.typed_line import Typing
from kassa_tui.till.basket.typed_numbers import read_discount
from kassa_tui.till.goods.blank_cells import told
from kassa_tui.till.goods.csv_files import BadRow, BadRowsError, CsvRow, by_meaning, read, unbroken
from kassa_tui.till.goods.imports import columns
from kassa_tui.till.goods.imports.meanings import NAMES, key_of
from kassa_tui.till.goods.tax_words import by_default, read_tax_code
from kassa_tui.till.goods.text_files import ImportFileError
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders.line_cells import LineError, article_of, quantity

COLUMNS = {
    "code": (*NAMES["code"].split("|"), *NAMES["barcode"].split("|")),
    "text": (
        "text",
        "article",
        "artikel",
        "omschrijving",
        "description",
        "vare",
        "tekst",
        "code or text",
        "naam",
        "name",
        "navn",
    ),
    "quantity": ("quantity", "aantal", "antal", "qty", "stuks"),
    "price": ("price", "prijs", "pris"),
    "discount": ("discount", "korting", "rabat"),
    "vat": NAMES["vat"].split("|"),
}
ORDER = ("text", "quantity", "price", "discount", "vat")
"""What the columns are where the first line does not name them."""

_MEANINGS = {key_of(word): meaning for meaning, words in COLUMNS.items() for word in words}


def _meaning(heading: str) -> str:
    return _MEANINGS.get(key_of(heading), "")


def _places(table: Sequence[CsvRow], ignore: Collection[str]) -> tuple[dict[str, int], bool]:
    """Where each column stands, and whether the first line names them. Raises ImportFileError."""
    first = table[0].cells
    known = sum(bool(_meaning(cell)) for cell in first)
    if known < min(len(first), 2):
        return {name: i for i, name in enumerate(ORDER[: len(first)])}, False
    places = columns.positions(columns.understood(columns.headings(table), _meaning, ignore), COLUMNS)
    if not {"code", "text"} & places.keys():
        raise ImportFileError(N_('The first line needs a column "{name}".'), name="code")
    return places, True


def _amount(text: str, shop: Shop) -> Money:
    return parse(unbroken(text), shop.unit, LANGUAGES[shop.language])


def _quantity(cells: Mapping[str, str], unit: str, shop: Shop) -> int:
    """One where the file has no quantities."""
    return quantity(cells.get("quantity", "1"), unit, LANGUAGES[shop.language].group)


def _discounted(basket: Basket, text: str, shop: Shop, typing: Typing) -> Basket:
    line = basket.current
    if not text or line is None:
        return basket
    percent, off = read_discount(unbroken(text), shop.unit, LANGUAGES[shop.language])
    return basket.set_discount(line.key, percent=percent, off=typing.own(line, off))


def _free_line(cells: Mapping[str, str], typing: Typing, shop: Shop) -> Line:
    """Something that the catalogue does not have: its text, its price, its VAT."""
    text = told(clean(cells["text"], 60))
    if not cells.get("price"):
        raise LineError(N_('"{text}" is not in the catalogue: it needs a price.'), text=text)
    said = cells.get("vat", "")
    tax_code = read_tax_code(said, typing.rates) if said else by_default(typing.rates).code
    price = _amount(cells["price"], shop)
    return Line(0, text, _quantity(cells, "piece", shop), price, tax_code, without_tax=typing.without_tax)


def _of_article(basket: Basket, article: Article, cells: Mapping[str, str], typing: Typing, shop: Shop) -> Basket:
    """An article at the catalogue's price, or at another one, which makes a line of its own."""
    many = _quantity(cells, article.unit, shop)
    if not cells.get("price"):
        return basket.add(article, many)
    price = _amount(cells["price"], shop)
    if article.price is None:
        return basket.add(article, many, price)
    grown = basket.add(replace(article, price=None), many, article.price)
    assert grown.selected is not None
    return grown.set_price(grown.selected, price, without_tax=typing.without_tax)


def add_line(basket: Basket, cells: Mapping[str, str], typing: Typing, shop: Shop) -> Basket:
    """The basket with one line of a file more: an article by its code, else a line of its own. Raises KassaErrors.

    A quantity that is left empty is none; `typing` says what amounts of the file mean.
    """
    code, text = cells.get("code", ""), cells.get("text", "")
    if not clean(code or text):
        raise LineError(N_("A line needs a code or a text."))
    article = article_of(code, text, shop)
    if not cells.get("quantity", "1"):
        return basket
    if article is None:
        grown = basket.put(_free_line(cells, typing, shop))
    elif article.price is None and not cells.get("price"):
        raise LineError(N_('"{text}" needs a price.'), text=article.name)
    else:
        grown = _of_article(basket, article, cells, typing, shop)
    return _discounted(grown, cells.get("discount", ""), shop, typing)


def read_lines(
    content: bytes,
    basket: Basket,
    rates: Mapping[str, Rate],
    shop: Shop,
    ignore: Collection[str] = (),
    *,
    without_tax: bool = False,
) -> Basket:
    """The basket with all lines of a file. `ignore` are headings that are left out.

    VAT comes on top of its prices and amounts of discount where it is `without_tax`; the catalogue's include it.

    Raises ImportFileError, or BadRowsError with every row that is wrong.
    """
    table, typing = read(content), Typing(without_tax, rates)
    places, named = _places(table, ignore)
    bad: list[BadRow] = []
    for row in table[1:] if named else (row for row in table if not row.empty):
        try:
            basket = add_line(basket, by_meaning(row, places, len(table[0].cells)), typing, shop)
        except KassaError as error:
            bad.append(BadRow(row.line, error))
    if bad:
        raise BadRowsError(bad)
    return basket
