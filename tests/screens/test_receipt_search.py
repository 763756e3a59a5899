"""Searching on the screen of receipts: what is typed or scanned filters the list, and Esc gives it back."""

from functools import partial
from pathlib import Path

import pytest

from kassa_tui import i18n
from kassa_tui.database import rows
from kassa_tui.screens.receipts.refund import RefundScreen
from kassa_tui.screens.receipts.screen import ReceiptsScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.goods import products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.sale import receipts
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import rings
from tests.screens.conftest import Opener, Register

MILK, PAN, LAMP = "2000000000442", "8712345678906", "2000000000039"
HOSTILE = "%_[/]'"

sizes = pytest.mark.parametrize("size", [(80, 24), (100, 30)])


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """1: milk and a pan, two days ago at 14:32; 2: milk, yesterday at 14:37; 3: a pan, today at 15:37. No lamp."""
    shop = english_shop(tmp_path)
    milk = shop.article("Halfvolle melk", "1.20", "low", barcodes=(MILK,))
    pan = shop.article("Pan", "60.00", barcodes=(PAN,))
    shop.article("Lamp", "75.00", barcodes=(LAMP,))
    shop.clock.later(days=-2)
    shop.open("150.00")
    shop.sell(milk, pan)
    shop.clock.later(days=1, minutes=5)
    shop.sell(milk)
    shop.clock.later(days=1, minutes=60)
    shop.sell(pan)
    return shop


async def to_receipts(till: Register) -> None:
    await till.press("f7")
    await till.sees("K1-000003")


async def find(till: Register, text: str) -> None:
    await till.type(text)
    await till.press("enter")


def listed(till: Register) -> list[str]:
    """The last digits of the receipts in the list; the paper at the right has its number too."""
    screen = till.app.screen
    assert isinstance(screen, ReceiptsScreen)
    left = [line[:20] for line in till.text.split("\n")]
    shown = [row.number for row in screen.rows]
    assert all(any(number in line for line in left) for number in shown)
    return [number[-1] for number in shown]


@sizes
@pytest.mark.parametrize(
    ("text", "typing", "title", "found"),
    [
        ("61.20", "Amount: 61.20█", "Receipts · 61.20", "1"),
        ("60,00", "Amount: 60,00█", "Receipts · 60.00", "31"),
        ("-60.00", "Amount: -60.00█", "Receipts · −60.00", ""),
        ("14:30", "Time: 14:30█", "Receipts · 14:20–14:40", "21"),
        ("21-11", "Day: 21-11█", "Receipts · 21 Nov 2026", "2"),
        ("21 nov", "Day: 21 nov█", "Receipts · 21 Nov 2026", "2"),
        ("VOLLE m", "Article: VOLLE m█", "Receipts · VOLLE m", "21"),
    ],
)
async def test_what_is_typed_filters_the_list(
    shop: ShopUnderTest, opened: Opener, size: tuple[int, int], text: str, typing: str, title: str, found: str
) -> None:
    async with opened(shop, size=size) as till:
        await to_receipts(till)
        await till.type(text, sees=typing)
        await till.press("enter", sees=title)
        await till.sees(f"{len(found)} found")
        assert listed(till) == list(found)


@sizes
async def test_an_amount_in_dutch_has_a_comma(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    i18n.use("nl")
    async with opened(shop, size=size) as till:
        await to_receipts(till)
        await till.type("61,20", sees="Bedrag: 61,20█")
        await till.press("enter", sees="Bonnen · 61,20")
        await till.sees("1 gevonden")
        assert listed(till) == ["1"]
        heard = rings(till)
        await find(till, "1.250")
        await till.sees("1,25 of 1250,00")
        assert len(heard) == 1
        assert listed(till) == ["1"]


@sizes
async def test_nothing_found_is_a_sentence(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop, size=size) as till:
        await to_receipts(till)
        await find(till, HOSTILE)
        await till.sees(f"Receipts · {HOSTILE}", "0 found", "Nothing found in 90 days.")
        assert "Take back" not in till.text
        assert "Receipt K1-" not in till.text
        await till.press("up", "down", "f12", "f7", "enter", "pagedown")
        assert isinstance(till.app.screen, ReceiptsScreen)
        await find(till, "1-11")
        await till.sees("No receipts on that day.", "0 found")
        await till.press("escape", sees="K1-000003")
        assert "found" not in till.text


async def test_hostile_text_finds_what_really_has_it(shop: ShopUnderTest, opened: Opener) -> None:
    products.save(shop.desk, ProductForm(f"a {HOSTILE}", 100, "high", barcodes=("ODD",)))
    async with opened(shop) as till:
        await till.scan("ODD")
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Receipt K1-000004")
        await till.press("escape", "f7")
        for text in (HOSTILE, "%", "_", "[", "'"):
            await find(till, text)
            await till.sees(f"Receipts · {text}", "1 found")
            assert listed(till) == ["4"]


async def test_a_time_or_a_day_that_cannot_be_is_said(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_receipts(till)
        heard = rings(till)
        await find(till, "14:75")
        await till.sees('"14:75" is not a time.')
        await find(till, "31-11")
        await till.sees('"31-11" is not a day.')
        assert len(heard) == 2
        assert listed(till) == ["3", "2", "1"]


async def test_the_day_that_is_searched_for_shows_its_hours(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_receipts(till)
        await till.sees("K1-000002 21 Nov", "K1-000003 15:37")
        await find(till, "21-11")
        await till.sees("K1-000002 14:37")
        assert listed(till) == ["2"]


@sizes
async def test_escape_takes_the_search_away_first(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop, size=size) as till:
        await to_receipts(till)
        await find(till, "melk")
        await till.sees("2 found", "Esc All receipts")
        await till.type("9", sees="Number: 9█")
        await till.sees("Esc Back")
        await till.press("escape", sees="2 found")
        assert listed(till) == ["2", "1"]
        await till.press("escape", sees="Esc Back")
        assert listed(till) == ["3", "2", "1"]
        assert "melk" not in "".join(line[:36] for line in till.text.split("\n"))
        await till.press("escape")
        assert isinstance(till.app.screen, SaleScreen)


async def test_a_number_or_a_receipts_code_ends_the_search(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_receipts(till)
        await find(till, "melk")
        await find(till, "3")
        await till.sees("Receipt K1-000003")
        assert listed(till) == ["3", "2", "1"]
        await find(till, "melk")
        await till.scan("K1-000003", sees="Receipt K1-000003")
        assert listed(till) == ["3", "2", "1"]
        await find(till, "melk")
        await find(till, "9")
        await till.sees("There is no receipt K1-9.", "2 found")
        await find(till, "k1-1")
        await till.sees("Receipt K1-000001")


async def test_a_receipt_that_is_older_than_the_list_stays_chosen(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "newest", partial(receipts.newest, limit=1))
    async with opened(shop) as till:
        await till.scan("K1-000001", sees="Receipt K1-000001")
        assert listed(till) == ["3", "1"]
        await till.press("f1", sees="Help")
        await till.press("escape", sees="Receipt K1-000001")
        await till.press("delete", sees="Take back · receipt K1-000001")


@sizes
async def test_a_scan_of_an_article_shows_its_receipts(
    shop: ShopUnderTest, opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(shop, size=size) as till:
        await to_receipts(till)
        heard = rings(till)
        await till.type("12")
        await till.scan(PAN, sees="Receipts · Pan")
        await till.sees("2 found")
        assert listed(till) == ["3", "1"]
        await till.scan(LAMP, sees="Receipts · Lamp")
        await till.sees("0 found", "Nothing found in 90 days.")
        assert heard == []
        await till.scan("8712345678905", sees="Misread: 8712345678905")
        await till.scan("UNKNOWN", sees="Unknown code UNKNOWN")
        await till.scan("K1-000009", sees="There is no receipt K1-000009.")
        assert len(heard) == 3


@sizes
async def test_something_of_a_found_receipt_is_taken_back(
    shop: ShopUnderTest, opened: Opener, size: tuple[int, int]
) -> None:
    async with opened(shop, size=size) as till:
        await to_receipts(till)
        await till.scan(PAN, sees="2 found")
        await till.press("down", "delete", sees="Take back · receipt K1-000001")
        await till.press("escape", sees="Receipts · Pan")
        assert listed(till) == ["3", "1"]
        await till.press("delete", sees="Take back · receipt K1-000001")
        assert isinstance(till.app.screen, RefundScreen)
        await till.scan(PAN)
        await till.press("f12", sees="Give back")
        await till.press("f12", sees="Money back")
        await till.press("f12", "f12", sees="Receipt K1-000004")
    assert rows("SELECT total FROM receipt WHERE kind = 'refund'") == [(-6000,)]


async def test_the_help_says_what_can_be_typed(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_receipts(till)
        await find(till, "melk")
        await till.press("f1", sees="an amount 12.50")
        await till.sees("14:30", "22-11", "90 days", "Scan: A receipt's code opens it.")
        await till.press("escape", sees="2 found")
        assert listed(till) == ["2", "1"]


async def test_a_long_name_leaves_room_for_the_count(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, size=(80, 24)) as till:
        await to_receipts(till)
        await till.type("halfvolle melk van de boerderij om de hoek", sees="Article: …rderij om de ho█")
        await till.press("enter", sees="0 found")
        await till.sees("Receipts · halfvolle m")
        assert listed(till) == []
