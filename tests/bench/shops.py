"""Shops to measure on: the demo shop as it is, and one with a hundred times its products."""

import shutil
from pathlib import Path

from msgspec.structs import replace

from kassa_tui.database import bound, close_database, open_database, rows, writing
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.goods import catalog
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.setup import demo, founding

LANGUAGE = "en"
FEW, MANY = 500, 50_000
"""Products of the demo shop, about, and of the large one."""


def new_shop(file: Path, *, simulated: bool = True) -> Path:
    """The demo shop in a new file; without `simulated` devices it is a real shop with the same articles."""
    demo.fill(founding.found(file, replace(demo.answers(LANGUAGE), demo=simulated)))
    close_database()
    return file


def copy(source: Path, target: Path) -> Path:
    """The same shop once more; `source` must be closed."""
    shutil.copyfile(source, target)
    return target


def grow(file: Path, products: int) -> None:
    """More products with codes and names of their own, straight into the tables: they are only looked for."""
    open_database(file)
    known = rows("SELECT name, price, tax_code, entry FROM product WHERE price IS NOT NULL AND kind = 'article'")
    first = int(rows("SELECT max(id) FROM product")[0][0]) + 1
    articles, codes = [], []
    for number in range(first, products + 1):
        name, price, tax_code, entry = known[number % len(known)]
        articles.append((number, f"bench.{number}", f"{name} {number}", "article", price, tax_code, entry))
        codes.append((demo.barcode(number), number))
    columns = "id, uid, name, kind, price, tax_code, entry"
    defaults = "label, unit, discountable, active, version"
    with writing():
        connection = bound().connection()
        connection.executemany(
            f"INSERT INTO product ({columns}, {defaults}) VALUES (?, ?, ?, ?, ?, ?, ?, '', 'piece', 1, 1, 1)", articles
        )
        connection.executemany("INSERT INTO barcode (code, product_id) VALUES (?, ?)", codes)
    close_database()


def plain_codes(count: int) -> list[str]:
    """Barcodes of the open shop's articles that are simply added: by the piece, with a price, without deposit or age."""
    found = rows(
        "SELECT b.code FROM barcode b JOIN product p ON p.id = b.product_id "
        "WHERE p.kind = 'article' AND p.unit = 'piece' AND p.price IS NOT NULL AND p.packaging_id IS NULL AND p.age IS NULL "
        "ORDER BY p.id LIMIT ?",
        count,
    )
    return [code for (code,) in found]


def codes_of(shop: Path) -> list[str]:
    """Such barcodes of a shop that is closed."""
    open_database(shop)
    codes = plain_codes(40)
    close_database()
    return codes


def counter_desk() -> Desk:
    """The open shop's counter with its owner."""
    register, location = rows("SELECT code, location FROM register")[0]
    return Desk(register, location, staff.owner())


def baskets(desk: Desk, currency: str, count: int, lines: int) -> list[Basket]:
    """So many baskets of different articles."""
    codes = plain_codes(40)
    articles = [catalog.by_barcode(code, currency) for code in codes]
    known: list[Article] = [article for article in articles if article is not None]
    made = []
    for number in range(count):
        basket = Basket(journal.new_uid(desk.clock()), currency)
        for line in range(lines):
            basket = basket.add(known[(number * lines + line) % len(known)])
        made.append(basket)
    return made
