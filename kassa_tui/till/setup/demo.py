"""The demo shop: 500 products, quick keys, somebody for each role; visibly a demo on screen and paper."""

import csv
from pathlib import Path

from msgspec.structs import replace

from kassa_tui.database import rows, writing
from kassa_tui.i18n import N_, words
from kassa_tui.models import QuickKey
from kassa_tui.settings import PrinterSettings, ScannerSettings
from kassa_tui.till.basket import line_kinds
from kassa_tui.till.basket.line_kinds import PACKAGING_SQL
from kassa_tui.till.goods import products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.setup.countries import COUNTRIES
from kassa_tui.till.setup.founding import Founding, Worker

DATA = Path(__file__).with_name("demo.csv")
HOME = {"nl": "NL", "da": "DK", "en": "GB"}

_GROUPS = {
    "B": N_("Bread"),
    "Z": N_("Dairy"),
    "D": N_("Drinks"),
    "F": N_("Fruit and vegetables"),
    "K": N_("Groceries"),
    "S": N_("Sweets and biscuits"),
    "H": N_("Household"),
    "P": N_("Paper and news"),
    "C": N_("Coffee and tea"),
    "L": N_("Flowers"),
    "X": N_("Packaging"),
}
_DEPOSITS = {"small": "Statiegeld klein", "large": "Statiegeld groot", "crate": "Statiegeld krat"}
_PAGES = (N_("Most"), N_("Bread"), N_("Fruit"), N_("Drinks"))


def answers(language: str) -> Founding:
    """The answers of the demo shop's first start, in a language and the country that speaks it."""
    spoken = words(language)
    _ = spoken.text
    return Founding(
        shop=_("The Demo Shop"),
        owner=_("Owner"),
        country=HOME[language],  # type: ignore[arg-type]
        language=language,  # type: ignore[arg-type]
        address=(_("1 Market Square"),),
        vat_number=_("demo, no number"),
        footer=(_("Thank you and see you soon"),),
        people=(
            Worker(_("Manager"), "manager"),
            Worker(_("Cashier 1"), "cashier"),
            Worker(_("Cashier 2"), "cashier"),
        ),
        printer=PrinterSettings(kind="simulated"),
        scanner=ScannerSettings(kind="simulated"),
        demo=True,
    )


def barcode(number: int) -> str:
    """An EAN-13 of the range for use inside a shop (prefix 20), with its check digit."""
    body = f"20{number:010d}"
    weighted = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))
    return f"{body}{-weighted % 10}"


def _form(number: int, row: dict[str, str], language: str, factor: int) -> ProductForm:
    group = words(language).text(_GROUPS[row["group"]])
    deposit = row["group"] == "X"
    tax = "high" if row["tax"] == "low" and language == "da" else row["tax"]
    price = int(row["price"]) * factor
    # Beer and wine: Denmark sells them from 16 on.
    age = int(row["age"] or 0) and (16 if language == "da" else int(row["age"]))
    return ProductForm(
        row[language],
        -(-price // 50) * 50 if factor > 1 else price,
        tax,
        code=str(number),
        kind="packaging" if deposit else "article",
        unit=row["unit"],
        group=group,
        discountable=not deposit,
        barcodes=(barcode(number),),
        age=age,
    )


def _with_deposits(forms: list[ProductForm], table: list[dict[str, str]]) -> list[ProductForm]:
    """The articles, each with the deposit that comes with it (deposits are in the catalogue already)."""
    ids = dict(rows(f"SELECT code, id FROM product WHERE kind IN ({PACKAGING_SQL})"))
    codes = {row["nl"]: str(number) for number, row in enumerate(table, start=1)}
    return [
        replace(form, packaging_id=ids[codes[_DEPOSITS[row["deposit"]]]] if row["deposit"] else None)
        for form, row in zip(forms, table, strict=True)
        if not line_kinds.of(form.kind).packaging
    ]


def _quick_keys(desk: Desk, table: list[dict[str, str]], language: str) -> None:
    """The keys that the data names as `page.position`, both from 0."""
    ids = dict(rows("SELECT code, id FROM product"))
    keys = []
    for number, row in enumerate(table, start=1):
        if row["key"]:
            page, position = (int(part) for part in row["key"].split("."))
            name = words(language).text(_PAGES[page])
            keys.append({"page": page + 1, "position": position, "page_name": name, "product_id": ids[str(number)]})
    with writing():
        QuickKey.insert_many(keys).execute()
        journal.note(desk, "keys.saved", {"keys": len(keys)})


def fill(desk: Desk) -> None:
    """Put the products and quick keys into a demo shop that was just founded."""
    shop = read_shop()
    language = shop.language
    factor = 8 if COUNTRIES[shop.country].currency == "DKK" else 1
    with DATA.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file, delimiter=";"))
    forms = [_form(number, row, language, factor) for number, row in enumerate(table, start=1)]
    products.save_all(desk, [form for form in forms if line_kinds.of(form.kind).packaging], "demo")
    products.save_all(desk, _with_deposits(forms, table), "demo")
    _quick_keys(desk, table, language)
