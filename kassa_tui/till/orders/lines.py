"""An order's lines from a CSV file: code or text, quantity, price, discount; all of them, or none."""

from kassa_tui.errors import KassaError
from kassa_tui.i18n import LANGUAGES, N_
from kassa_tui.money import Money, parse
from kassa_tui.text import clean
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article, Line
from kassa_tui.till.basket.tax import Rate
from kassa_tui.till.basket.typed_numbers import read_discount, read_quantity
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.csv_files import BadRow, BadRowsError, CsvRow, ImportFileError, read
from kassa_tui.till.goods.product_import import read_tax_code
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.shop import Shop

COLUMNS = {
    "text": ("code", "text", "article", "artikel", "omschrijving", "vare", "tekst", "code or text"),
    "quantity": ("quantity", "aantal", "antal"),
    "price": ("price", "prijs", "pris"),
    "discount": ("discount", "korting", "rabat"),
    "vat": ("vat", "btw", "moms"),
}
ORDER = ("text", "quantity", "price", "discount", "vat")
"""What the columns are where the first line does not name them."""


class LineError(TillError):
    """A line that cannot be ordered."""


def _heading(cells: list[str]) -> dict[str, int] | None:
    names = {synonym: column for column, synonyms in COLUMNS.items() for synonym in synonyms}
    found = {names[word]: i for i, cell in enumerate(cells) if (word := clean(cell).casefold()) in names}
    return found if len(found) >= 2 or (len(cells) == 1 and found) else None


def _amount(text: str, shop: Shop) -> Money:
    return parse(text, shop.unit, LANGUAGES[shop.language])


def _quantity(cells: dict[str, str]) -> int:
    """One where nothing is said."""
    return read_quantity(cells.get("quantity") or "1")


def _discounted(basket: Basket, text: str, shop: Shop) -> Basket:
    if not text or basket.selected is None:
        return basket
    percent, off = read_discount(text, shop.unit, LANGUAGES[shop.language])
    return basket.set_discount(basket.selected, percent=percent, off=off)


def _free_line(cells: dict[str, str], rates: dict[str, Rate], shop: Shop) -> Line:
    """Something that the catalogue does not have: its text, its price, its VAT."""
    text = clean(cells["text"], 60)
    if not cells.get("price"):
        raise LineError(N_('"{text}" is not in the catalogue: it needs a price.'), text=text)
    code = read_tax_code(cells.get("vat", ""), rates)
    return Line(0, text, _quantity(cells), _amount(cells["price"], shop), code)


def add_line(basket: Basket, cells: dict[str, str], rates: dict[str, Rate], shop: Shop) -> Basket:
    """The basket with one line of a file more: an article by its code, else a line of its own. Raises KassaErrors."""
    if not clean(cells.get("text", "")):
        raise LineError(N_("A line needs a code or a text."))
    article: Article | None = catalog.by_code(cells["text"].strip(), shop.currency)
    if article is None:
        return _discounted(basket.put(_free_line(cells, rates, shop)), cells.get("discount", ""), shop)
    price = _amount(cells["price"], shop) if cells.get("price") else None
    many = _quantity(cells)
    if price is None and article.price is None:
        raise LineError(N_('"{text}" needs a price.'), text=article.name)
    grown = basket.select(0) if not basket.lines else basket
    grown = grown.add(article, many, price if article.price is None else None)
    if price is not None and article.price is not None and grown.selected is not None:
        grown = grown.set_price(grown.selected, price)
    return _discounted(grown, cells.get("discount", ""), shop)


def read_lines(data: bytes, basket: Basket, rates: dict[str, Rate], shop: Shop) -> Basket:
    """The basket with all lines of a file. Raises ImportFileError, or BadRowsError with every row that is wrong."""
    table = read(data, strict=True)
    named = _heading(table[0].cells)
    body: list[CsvRow] = table[1:] if named else [row for row in table if not row.empty]
    columns = named or {name: i for i, name in enumerate(ORDER)}
    if "text" not in columns:
        raise ImportFileError(N_('The first line needs a column "{name}".'), name="code")
    bad: list[BadRow] = []
    for row in body:
        try:
            if len(row.cells) > max(len(table[0].cells), len(columns)):
                raise LineError(N_("There are more cells than columns."))
            cells = {name: row.cells[i].strip() for name, i in columns.items() if i < len(row.cells)}
            basket = add_line(basket, cells, rates, shop)
        except KassaError as error:
            bad.append(BadRow(row.line, error))
    if bad:
        raise BadRowsError(bad)
    return basket
