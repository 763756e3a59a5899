"""Colours and sizes on a grid: by arrows and digits, by taps, by scan; in a sale and in an order."""

import pytest

from kassa_tui.screens.orders.make import MakeOrderScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.goods import product_import
from kassa_tui.widgets.drawing import targets
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Register, running

FILE = """article code;axis 1;axis 2;name;price;vat;barcode;code
SHIRT;red;S;Shirt red S;19,95;21;8712345678906;71
SHIRT;red;M;Shirt red M;19,95;21;;72
SHIRT;blue;M;Shirt blue M;21,95;21;;73
"""


@pytest.fixture
def clothes(shop: ShopUnderTest) -> ShopUnderTest:
    """A shirt in three variants, the first on the first quick key."""
    product_import.load(shop.desk, FILE.encode())
    from kassa_tui.till.goods import products

    form = products.read(1)
    from msgspec.structs import replace

    products.save(shop.desk, replace(form, key="1Q"))
    return shop


async def test_arrows_and_digits_fill_it(clothes: ShopUnderTest) -> None:
    async with running(clothes) as till:
        await till.press("escape")
        await till.type("q", sees="Shirt red S")
        await till.sees("not in the collection")
        await till.type("2")
        await till.press("right", sees="Shirt red M")
        await till.type("1", sees="3 pieces · 59.85")
        await till.press("left")
        await till.press("down")
        await till.type("4", sees="not in the collection")
        await till.press("f12", sees="Shirt red M")
        await till.sees("39.90", "2 lines")
        assert isinstance(till.app.screen, SaleScreen)
        picked = [(line.text, line.quantity) for line in till.app.screen.basket.lines]
        assert picked == [("Shirt red S", 2000), ("Shirt red M", 1000)]


async def test_a_scan_counts_its_own_variant_and_refuses_another_model(clothes: ShopUnderTest) -> None:
    clothes.article("Bread", "2.00", barcodes=("8710000000000",))
    async with running(clothes) as till:
        await till.press("escape")
        await till.type("q", sees="Shirt red S")
        await till.scan("8712345678906", "8712345678906", sees="2 pieces")
        await till.scan("8710000000000", sees="another model")
        await till.press("escape", "escape", sees="Ready to scan")
        assert till.app.screen.basket.lines == ()  # type: ignore[attr-defined]


def lines(till: Register) -> list[tuple[str, int]]:
    """What is in the basket, or in the order that is made."""
    screen = till.app.screen
    if isinstance(screen, MakeOrderScreen):
        return [(line.text, line.quantity) for line in screen.making.lines]
    assert isinstance(screen, SaleScreen)
    return [(line.text, line.quantity) for line in screen.basket.lines]


async def test_it_opens_by_the_code_of_the_article_in_a_sale_and_in_an_order(clothes: ShopUnderTest) -> None:
    async with running(clothes) as till:
        await till.press("escape")
        await till.scan("SHIRT", sees="not in the collection")
        assert till.app.screen.PLACE == "sale"  # type: ignore[attr-defined]
        await till.type("2")
        await till.press("f12", sees="39.90")
        await till.scan("8712345678906")
        assert lines(till) == [("Shirt red S", 3000)]
        await till.press("f6", "pagedown", "pagedown", sees="1 line")
        await till.scan("SHIRT", sees="not in the collection")
        assert till.app.screen.PLACE == "orders"  # type: ignore[attr-defined]
        await till.press("down", "right", "plus", "f12", sees="Shirt blue M")
        await till.type("71")
        await till.press("enter")
        assert lines(till) == [("Shirt red S", 3000), ("Shirt blue M", 1000), ("Shirt red S", 1000)]
        await till.press("f2")
        await till.type("blue", sees="Shirt blue M")
        await till.press("f12", sees="not in the collection")
        await till.type("4")
        await till.press("f12", sees="1 added")
        await till.scan("SHIRT", sees="not in the collection")
        await till.press("escape", "escape", sees="4 lines")
        assert lines(till)[3:] == [("Shirt blue M", 4000)]


async def test_the_search_leads_to_it(clothes: ShopUnderTest) -> None:
    async with running(clothes) as till:
        await till.press("escape")
        await till.press("f2")
        await till.type("blue", sees="Shirt blue M")
        await till.press("f4", sees="not in the collection")
        await till.press("plus", sees="1 piece · 21.95")
        await till.press("f12", sees="21.95")
        assert isinstance(till.app.screen, SaleScreen)
        picked = [(line.text, line.quantity) for line in till.app.screen.basket.lines]
        assert picked == [("Shirt blue M", 1000)]


async def test_taps_fill_it(clothes: ShopUnderTest) -> None:
    async with running(clothes) as till:
        till.app.touch = True
        await till.press("escape")
        await till.type("q", sees="Shirt red S")
        grid = till.app.screen.query_one("MatrixGrid")
        target = next(each for each in grid.targets if each.what == targets.Cell(1, 1))  # type: ignore[attr-defined]
        assert (target.columns, target.rows) == (8, 3)
        for _tap in range(2):
            await till.pilot.click(grid, offset=(target.x + 2, target.y + 1))
        await till.sees("2 pieces · 43.90")
