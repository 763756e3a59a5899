"""A list of products on the screen: what it would do is seen first, columns are ticked off, F12 alone saves."""

from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.exports import places
from kassa_tui.screens.goods.import_files import ImportFilesScreen
from kassa_tui.screens.goods.import_plan import ImportPlanScreen
from kassa_tui.till.goods import products
from tests.conftest import ShopUnderTest
from tests.screens.acts import elsewhere
from tests.screens.conftest import Opener, Register

BREAD = "8712345678906"


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    """Bread on sale at 2.95, and no stick in this machine."""
    shop.article("Bread", "2.95", "low", barcodes=(BREAD,), code="7")
    return shop


def put(name: str, text: str) -> Path:
    """A file in the shop's own folder."""
    file = places.own_folder() / name
    file.write_text(text, encoding="utf-8")
    return file


async def to_plan(till: Register, sees: str) -> ImportPlanScreen:
    await till.press("f9", "3", "enter", sees="Find article")
    await till.press("f7", sees="Import products")
    await till.press("f12", sees=sees)
    screen = till.app.screen
    assert isinstance(screen, ImportPlanScreen)
    return screen


def price() -> list[tuple[int, str]]:
    return rows("SELECT price, tax_code FROM product ORDER BY id")


async def test_the_summary_is_seen_before_f12_saves(stocked: ShopUnderTest, opened: Opener) -> None:
    put("list.csv", f"ean;name;price;stock\n{BREAD};Bread;3.05;9\n")
    async with opened(stocked) as till:
        await to_plan(till, "Changed: 1 (price 1)")
        assert "stock: left out" in till.text
        await till.press("enter", "a", "1", "enter")
        assert price() == [(295, "low")]
        await till.press("f12", sees="0 products added, 1 changed.")
        assert isinstance(till.app.screen, ImportFilesScreen)
    assert price() == [(305, "low")]


async def test_an_unknown_column_is_ticked_off(stocked: ShopUnderTest, opened: Opener) -> None:
    put("list.csv", f"ean;price;riddle\n{BREAD};3.05;x\n")
    async with opened(stocked) as till:
        await to_plan(till, "riddle: not understood")
        await till.press("f12")
        assert price() == [(295, "low")]
        await till.press("down", "down", "f4", sees="riddle: left out")
        await till.press("f4", sees="not understood")
        await till.press("f4", "f12", sees="1 changed.")
    assert price() == [(305, "low")]


async def test_refused_rows_are_told_and_nothing_can_be_saved(stocked: ShopUnderTest, opened: Opener) -> None:
    put("list.csv", f"ean;price\n{BREAD};3.05\n8710000000001;1.00\n")
    async with opened(stocked) as till:
        await to_plan(till, "line 3:")
        assert "Refused: 1" in till.text
        await till.press("f12")
    assert price() == [(295, "low")]


async def test_what_another_changed_meanwhile_is_shown_again(stocked: ShopUnderTest, opened: Opener) -> None:
    from msgspec.structs import replace

    put("list.csv", f"ean;price\n{BREAD};3.05\n")
    async with opened(stocked) as till:
        await to_plan(till, "Changed: 1")
        form = products.read(1)
        await elsewhere(till, lambda: products.save(stocked.desk, replace(form, price=305)))
        await till.press("f12", sees="The products changed meanwhile.")
        assert "Unchanged: 1" in till.text


async def test_a_file_that_is_none_is_said(stocked: ShopUnderTest, opened: Opener) -> None:
    put("list.csv", "").write_bytes(b"PK\x03\x04\x00")
    async with opened(stocked) as till:
        await till.press("f9", "3", "enter", "f7", "f12", sees="This is not a text file.")
        assert isinstance(till.app.screen, ImportFilesScreen)
