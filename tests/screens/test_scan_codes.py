"""Codes with a weight, a price or a batch in them, on each screen that a scan means something to."""

import json

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.goods.product import ProductScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register
from tests.shared import whole

EAN = "8712345678906"


WEIGHT, PRICE = whole("270004400412"), whole("210004401250")


@pytest.fixture
def weighed(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop with cheese, number 44 on the scale, and bread."""
    shop.article("Cheese", "12.95", "low", unit="kg", code="44")
    shop.article("Bread", "2.95", "low", code="7", barcodes=(EAN,))
    return shop


def lines(till: Register) -> list[tuple[str, int, str]]:
    """Text, quantity in thousandths and amount of each line."""
    sale = next(each for each in till.app.screen_stack if isinstance(each, SaleScreen))
    return [(line.text, line.quantity, line.net.decimal()) for line in sale.basket.lines]


async def test_the_sale_takes_weight_and_price_from_the_code(weighed: ShopUnderTest, opened: Opener) -> None:
    async with opened(weighed, person="Cashier") as till:
        await till.scan(WEIGHT, f"]C1010{EAN}10LOT", PRICE)
        assert lines(till) == [("Cheese", 412, "5.34"), ("Bread", 1000, "2.95"), ("Cheese", 965, "12.50")]
        await till.type("2*")
        await till.scan(f"]E0{EAN}")
        assert lines(till)[-1] == ("Bread", 2000, "5.90")


async def test_what_stands_behind_a_separator_is_read_too(weighed: ShopUnderTest, opened: Opener) -> None:
    weighed.article("Brie", "14.50", "low", unit="kg", barcodes=("8720000000016",))
    async with opened(weighed) as till:
        await till.scan("010872000000001610AB12\x1d3103000250", f"]d2010{EAN}21ZX9Q\x1d1727123110LOT7\x1d")
        assert lines(till) == [("Brie", 250, "3.63"), ("Bread", 1000, "2.95")]


async def test_batch_day_and_serial_are_kept_with_the_line(weighed: ShopUnderTest, opened: Opener) -> None:
    """Two lots are two lines, a serial number is one thing's."""
    weighed.open()
    first, second = f"]d2010{EAN}1727123110LOT7", f"]d2010{EAN}10LOT8\x1d21A1"
    async with opened(weighed) as till:
        await till.scan(first, first, second, second)
        assert [quantity for _text, quantity, _amount in lines(till)] == [2000, 1000, 1000]
        await till.press("f12", sees="Payment method")
        await till.press("f12", "f12", sees="K1-000001")
    sold = ("SELECT quantity, batch, expiry, serial FROM receipt_line ORDER BY id",)
    kept = [(2000, "LOT7", "2027-12-31", None), (1000, "LOT8", None, "A1"), (1000, "LOT8", None, "A1")]
    assert rows(*sold) == kept
    told = json.loads(rows("SELECT facts FROM journal WHERE facts LIKE '%LOT7%'")[0][0])["receipt_line"]
    assert [(line["batch"], line.get("expiry"), line.get("serial")) for line in told] == [each[1:] for each in kept]
    assert verify.verify().proven


@pytest.mark.parametrize(
    "code", ["]d2010872000000001621ZX9Q\x1d10LOT7", "]e00198720000000019", "]I198720000000019", "98720000000019"]
)
async def test_a_weighed_article_without_a_weight_asks_for_it(
    weighed: ShopUnderTest, opened: Opener, code: str
) -> None:
    weighed.article("Brie", "14.50", "low", unit="kg", barcodes=("8720000000016",))
    async with opened(weighed) as till:
        await till.scan(code, sees="Brie")
        await till.type("0.25")
        await till.press("f12")
        assert lines(till) == [("Brie", 250, "3.63")]


async def test_the_digits_below_a_label_can_be_typed(weighed: ShopUnderTest, opened: Opener) -> None:
    async with opened(weighed) as till:
        await till.type(WEIGHT)
        await till.press("enter")
        assert lines(till) == [("Cheese", 412, "5.34")]


async def test_what_is_refused_adds_nothing(weighed: ShopUnderTest, opened: Opener) -> None:
    weighed.article("Platter", "20.00", "low", code="45")
    async with opened(weighed) as till:
        await till.scan(whole("270004500412"), sees="but Platter is not sold")
        await till.scan(f"]C1010{EAN[:-1]}0", sees="Misread")
        await till.scan("2112345012348", sees="Misread: 2112345012348")
        await till.scan(whole("270009900412"), sees=f"Unknown code {whole('270009900412')}")
        assert lines(till) == []


async def test_a_scan_in_the_search_is_the_same_scan(weighed: ShopUnderTest, opened: Opener) -> None:
    async with opened(weighed) as till:
        await till.press("f2", sees="Find article")
        await till.scan(PRICE, sees="Cheese")
        assert lines(till) == [("Cheese", 965, "12.50")]


async def test_an_unknown_label_becomes_a_product_without_its_weight(weighed: ShopUnderTest, opened: Opener) -> None:
    async with opened(weighed) as till:
        await till.scan(whole("270009900412"), sees="N new product")
        await till.press("n", sees="New product")
        screen = till.app.screen
        assert isinstance(screen, ProductScreen)
        assert screen.form["barcodes"] == whole("270009900000")
        await till.scan(f"]d2010{EAN}17261231")
        assert screen.form["barcodes"].split() == [whole("270009900000"), EAN]


async def test_a_label_opens_its_product_in_the_office(weighed: ShopUnderTest, opened: Opener) -> None:
    async with opened(weighed) as till:
        await till.press("f9", sees="Menu")
        await till.press("3", "home", "enter", sees="Code")
        await till.scan(WEIGHT, sees="Change product")
        assert isinstance(till.app.screen, ProductScreen)
        assert till.app.screen.form["name"] == "Cheese"
