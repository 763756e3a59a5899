"""An article in colours and sizes: each its own barcode and price, read from a file, found as a grid."""

import pytest

from kassa_tui.till.goods import catalog, product_import, products
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.products import ProductError, ProductForm, TakenError
from kassa_tui.till.proof.verify import verify
from tests.conftest import ShopUnderTest

FILE = """article code;axis 1;axis 2;name;price;vat;barcode
SHIRT;red;S;Shirt red S;19,95;21;8712345678906
SHIRT;red;M;Shirt red M;19,95;21;
SHIRT;blue;M;Shirt blue M;21,95;21;
SCARF;green;;Scarf green;9,95;21;
"""


def test_a_file_makes_a_grid(shop: ShopUnderTest) -> None:
    product_import.load(shop.desk, FILE.encode())
    grid = catalog.matrix("SHIRT", "EUR")
    assert grid is not None
    assert (grid.rows, grid.columns) == (("red", "blue"), ("S", "M"))
    assert grid.cells["blue", "M"].price == shop.money("21.95")
    assert ("blue", "S") not in grid.cells
    scanned = catalog.by_barcode("8712345678906", "EUR")
    assert scanned is not None
    assert catalog.style_of(scanned.id) == "SHIRT"
    scarf = catalog.matrix("SCARF", "EUR")
    assert scarf is not None
    assert scarf.columns == ("",)
    assert catalog.matrix("HAT", "EUR") is None
    assert verify().proven


def test_a_file_without_the_columns_leaves_them(shop: ShopUnderTest) -> None:
    product_import.load(shop.desk, FILE.encode())
    product_import.load(shop.desk, b"barcode;name;price\n8712345678906;Shirt;18,00\n")
    scanned = catalog.by_barcode("8712345678906", "EUR")
    assert scanned is not None
    assert (scanned.price, catalog.style_of(scanned.id)) == (shop.money("18.00"), "SHIRT")


@pytest.mark.parametrize("row", ["SHIRT;red;S;Other;1,00;21;", "SHIRT;;S;Other;1,00;21;", ";red;S;Other;1,00;21;"])
def test_two_of_the_same_and_half_variants_are_refused(shop: ShopUnderTest, row: str) -> None:
    product_import.load(shop.desk, FILE.encode())
    with pytest.raises((BadRowsError, TakenError)):
        product_import.load(shop.desk, f"article code;axis 1;axis 2;name;price;vat;barcode\n{row}\n{row}\n".encode())
    with pytest.raises(ProductError):
        products.save(shop.desk, ProductForm("Half", 100, "high", axis_2="S"))
    with pytest.raises(TakenError):
        products.save(shop.desk, ProductForm("Twice", 100, "high", style="SHIRT", axis_1="red", axis_2="S"))
