"""Finding what is sold: by scanned code, by typed code, by name. Never more than a page is loaded."""

from collections.abc import Sequence

from msgspec import Struct

from kassa_tui import spelling
from kassa_tui.database import marks, row, rows
from kassa_tui.money import Money
from kassa_tui.records import record, records
from kassa_tui.till.basket.line_kinds import PACKAGING_SQL
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.goods.codes import any_case, same_codes

PAGE = 50
"""Hits that a search shows at the most."""

_COLUMNS = (
    "p.id, p.name, p.price, p.tax_code, p.kind, p.unit, p.code, p.label, p.group_id, p.discountable, p.age, "
    "p.packaging_id"
)


class _Product(Struct, frozen=True, gc=False):
    """A product as it is stored: the price in minor units, None for an open one; `discountable` 1 or 0."""

    id: int
    name: str
    price: int | None
    tax_code: str
    kind: str
    unit: str
    code: str | None
    label: str
    group_id: int | None
    discountable: int
    age: int | None
    packaging_id: int | None


class _KeyProduct(_Product, frozen=True, gc=False):
    """A product on a quick key."""

    page: int
    position: int
    page_name: str


class _Variant(_Product, frozen=True, gc=False):
    """A product that is a variant of an article, by the names of its axes."""

    axis_1: str
    axis_2: str


class Hits(Struct, frozen=True):
    """What a search found: at most a page of it; `retired` are the ids that are not for sale now."""

    articles: tuple[Article, ...]
    more: bool
    retired: frozenset[int] = frozenset()


def _article(product: _Product, currency: str, packaging: Article | None = None) -> Article:
    return Article(
        product.id,
        product.name,
        None if product.price is None else Money(product.price, currency),
        product.tax_code,
        product.kind,
        product.unit,
        code=product.code,
        label=product.label,
        group_id=product.group_id,
        discountable=bool(product.discountable),
        packaging=packaging,
        age=product.age or 0,
    )


def _with_packaging(product: _Product, currency: str) -> Article:
    packaging = None
    if product.packaging_id is not None:
        linked = _first("WHERE p.id = ?", product.packaging_id)
        packaging = _article(linked, currency) if linked else None
    return _article(product, currency, packaging)


def _first(where: str, *values: object) -> _Product | None:
    return record(_Product, f"SELECT {_COLUMNS} FROM product p {where}", *values)


def _in_any_case(column: str, code: str, retired: bool, join: str = "") -> _Product | None:
    """The one product whose code differs in capitals at the most; None where two do."""
    if code.upper() == code.lower():
        return None
    # NOCASE knows the letters of ASCII alone.
    written = any_case(code)
    where = f"WHERE {column} COLLATE NOCASE IN ({marks(written)}) AND (p.active OR ?) LIMIT 2"
    alike = records(_Product, f"SELECT DISTINCT {_COLUMNS} FROM product p {join} {where}", *written, int(retired))
    return alike[0] if len(alike) == 1 else None


def _by_short_code(code: str, retired: bool) -> _Product | None:
    for form in same_codes(code):
        if (product := _first("WHERE p.code = ? AND (p.active OR ?)", form, int(retired))) is not None:
            return product
    return _in_any_case("p.code", code, retired)


def by_barcode(code: str, currency: str, *, retired: bool = False) -> Article | None:
    """The article of a scanned code, by indexed look-ups; with `retired` also one that is not for sale now."""
    for form in same_codes(code):
        found = _first("JOIN barcode b ON b.product_id = p.id WHERE b.code = ? AND (p.active OR ?)", form, int(retired))
        if found:
            return _with_packaging(found, currency)
    alike = _in_any_case("b.code", code, retired, "JOIN barcode b ON b.product_id = p.id")
    return _with_packaging(alike, currency) if alike else None


def by_item_number(item: str, currency: str, *, retired: bool = False) -> Article | None:
    """The article whose short code is the number that a scale prints, with or without its zeros in front."""
    for code in dict.fromkeys((item, item.lstrip("0"))):
        found = _first("WHERE p.code = ? AND (p.active OR ?)", code, int(retired)) if code else None
        if found:
            return _with_packaging(found, currency)
    return None


def by_code(code: str, currency: str) -> Article | None:
    """The article of a code typed at the counter: its short code, or its barcode."""
    found = _by_short_code(code, retired=False)
    return _with_packaging(found, currency) if found else by_barcode(code, currency)


def by_id(product_id: int, currency: str) -> Article | None:
    """The article of a stored id, as on a quick key."""
    found = _first("WHERE p.id = ? AND p.active", product_id)
    return _with_packaging(found, currency) if found else None


def search(text: str, currency: str, limit: int = PAGE, *, retired: bool = False) -> Hits:
    """Articles by the beginnings of the words in their names, from any keyboard; first the one whose code was typed.

    With `retired` also those that are not for sale now.
    """
    exact = _by_short_code(text.strip(), retired)
    products = {exact.id: exact} if exact else {}
    query = spelling.query(text)
    if query:
        sql = (
            f"SELECT {_COLUMNS} FROM product_search s JOIN product p ON p.id = s.rowid "
            "WHERE product_search MATCH ? AND begins(?, p.name) AND (p.active OR ?) LIMIT ?"
        )
        for hit in records(_Product, sql, query, text, int(retired), limit + 1):
            products.setdefault(hit.id, hit)
    hits = list(products.values())
    ordered = sorted(hits[:limit], key=lambda hit: (hit is not exact, hit.name.casefold()))
    articles = tuple(_with_packaging(hit, currency) for hit in ordered)
    return Hits(articles, len(hits) > limit, _retired(articles) if retired else frozenset())


def _retired(articles: Sequence[Article]) -> frozenset[int]:
    ids = [article.id for article in articles]
    retired = rows(f"SELECT id FROM product WHERE NOT active AND id IN ({marks(ids)})", *ids)
    return frozenset(gone for (gone,) in retired)


def quick_keys(currency: str) -> list[tuple[str, list[Article | None]]]:
    """The pages of quick keys: a name and twelve places each."""
    keys = records(
        _KeyProduct,
        f"SELECT q.page, q.position, q.page_name, {_COLUMNS} FROM quick_key q JOIN product p ON p.id = q.product_id "
        "WHERE p.active ORDER BY q.page, q.position",
    )
    pages: dict[int, tuple[str, list[Article | None]]] = {}
    for key in keys:
        _name, places = pages.setdefault(key.page, (key.page_name, [None] * 12))
        if 0 <= key.position < 12:
            places[key.position] = _with_packaging(key, currency)
    return [pages[page] for page in sorted(pages)]


def listed(ids: Sequence[int], currency: str) -> dict[int, Article]:
    """Articles by their ids, also those that are not for sale now."""
    products = records(_Product, f"SELECT {_COLUMNS} FROM product p WHERE p.id IN ({marks(ids)})", *ids)
    return {product.id: _article(product, currency) for product in products}


class Matrix(Struct, frozen=True):
    """The variants of one article: a cell for each combination that exists, by the names of its axes.

    `columns` has one empty name where the variants differ in one thing only.
    """

    style: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Article]


def style_of(product_id: int) -> str:
    """The article that a product is a variant of; empty for none."""
    found = row("SELECT coalesce(style, '') FROM product WHERE id = ?", product_id)
    return str(found[0]) if found else ""


def style_named(code: str) -> str:
    """The article with variants that are for sale whose own code was scanned or typed; empty for none."""
    for form in same_codes(code):
        written = any_case(form)
        styles = rows(
            f"SELECT DISTINCT style FROM product WHERE style IN ({marks(written)}) AND active LIMIT 2", *written
        )
        if len(styles) == 1:
            return str(styles[0][0])
    return ""


def matrix(style: str, currency: str) -> Matrix | None:
    """The variants of an article that are for sale, in the order they were made; None for no such article."""
    variants = records(
        _Variant,
        f"SELECT p.axis_1, coalesce(p.axis_2, '') axis_2, {_COLUMNS} FROM product p "
        "WHERE p.style = ? AND p.active ORDER BY p.id",
        style,
    )
    if not variants:
        return None
    cells = {(variant.axis_1, variant.axis_2): _with_packaging(variant, currency) for variant in variants}
    first, second = (tuple(dict.fromkeys(key[i] for key in cells)) for i in (0, 1))
    return Matrix(style, first, second, cells)


def packaging(currency: str) -> list[Article]:
    """The packaging deposits, by name."""
    sql = f"SELECT {_COLUMNS} FROM product p WHERE p.kind IN ({PACKAGING_SQL}) AND p.active ORDER BY p.name"
    return [_article(product, currency) for product in records(_Product, sql)]
