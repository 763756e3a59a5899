"""Only F-keys confirm: where something is booked, answered, counted or given, Enter records nothing and F12 does."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.frame.base import key
from kassa_tui.till.goods import products
from kassa_tui.till.goods.products import ProductForm
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import BREAD, sale, to_register
from tests.screens.conftest import Opener, Register
from tests.screens.order_shop import customer, place
from tests.screens.wizard import count, sum_to_overview, to_count

Steps = Callable[[Register], Awaitable[None]]

RECORDED = """SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM receipt), (SELECT count(*) FROM parked),
 (SELECT count(*) FROM drawer_event), (SELECT count(*) FROM z_report), (SELECT count(*) FROM permission),
 (SELECT value FROM draft WHERE slot = 'basket')"""


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """Goods of all kinds, a session with a receipt, and an order."""
    shop = english_shop(tmp_path)
    bread = shop.article("Bread", "2.95", barcodes=(BREAD,), key="1Q")
    shop.article("Cheese", "10.00", "low", unit="kg", barcodes=("KAAS",))
    products.save(shop.desk, ProductForm("Something", None, "high", barcodes=("ASKED",)))
    shop.article("Wine", "5.99", barcodes=("WINE",), age=18)
    shop.open("150.00")
    shop.sell(bread, cash="2.95")
    place(shop, customer(shop))
    return shop


def after(*keys: str, scan: str = "", sees: str) -> Steps:
    """Something scanned, then keys, then a text."""

    async def go(till: Register) -> None:
        if scan:
            await till.scan(scan)
        await till.press(*keys)
        await till.sees(sees)

    return go


async def money_back(till: Register) -> None:
    await to_register(till)
    await till.press("f8", "minus", sees="▶Amount")
    await till.press("5", "down", "right", "f12", sees="not back yet")
    await till.press("down", "f5", sees="How much is back?")


async def counted(till: Register) -> None:
    await to_count(till)
    await count(till, {10000: 1})


async def overview(till: Register) -> None:
    await sum_to_overview(till, "100")


async def leave(till: Register) -> None:
    await sum_to_overview(till, "152.95")
    await till.press("f12", sees="▶3 In drawer")


async def take_out(till: Register) -> None:
    await leave(till)
    await till.press("3", "f12", sees="▶4 Take out")


async def bag(till: Register) -> None:
    await take_out(till)
    await till.press("f4", *"B1", sees="B1█")


async def parked(till: Register) -> None:
    await till.scan(BREAD)
    await till.press("f5", "f12", "f5", sees="Go on with this one")


async def thrown_away(till: Register) -> None:
    await till.scan(BREAD)
    await till.press("f9", sees="Throw the whole receipt away")
    await till.click("Throw the whole receipt away", sees="Keep it")


async def priced(till: Register) -> None:
    await till.press("f9", sees="Price check")
    await till.click("Price check", sees="Scan an article")
    await till.scan(BREAD, sees="2.95")


async def permissions(till: Register) -> None:
    await till.press("f9", "3", "end", "up", "up", "f12", sees="▶ cashier")


async def order(till: Register) -> None:
    await till.press("f6", "enter", sees="F12 Pay or deposit")


async def deposit(till: Register) -> None:
    await order(till)
    await till.press("f12", sees="To the payment")


async def cancelling(till: Register) -> None:
    await order(till)
    await till.press("delete", sees="Yes, cancel it")


async def handing_over(till: Register) -> None:
    await order(till)
    await till.press("enter", "plus", sees="hand over")


CONFIRMED: dict[str, Steps] = {
    "cash": after("f12", "c", scan=BREAD, sees="F12 Cash 2.95"),
    "card": after("f12", "p", "f12", scan=BREAD, sees="Did it work?"),
    "much change": after("f12", "c", *"900", "f12", scan=BREAD, sees="Yes, that is right"),
    "voucher that pays": after("f12", "b", "f12", *"CARD", scan=BREAD, sees="CARD█"),
    "age": after(scan="WINE", sees="Age check: 18"),
    "weight": after("1", scan="KAAS", sees="1█"),
    "price": after("5", scan="ASKED", sees="5█"),
    "name of a parked receipt": after("f5", scan=BREAD, sees="Park this receipt"),
    "parked receipts": parked,
    "thrown away": thrown_away,
    "line": after("f4", "3", scan=BREAD, sees="3█"),
    "find": after("f2", *"bre", sees="1 found"),
    "price check": priced,
    "menu": after("f9", "down", sees="▶ 2"),
    "actions": after("ctrl+p", *"permi", sees="Permissions"),
    "drawer": after("f8", "minus", "5", sees="5█"),
    "money is back": money_back,
    "paper": after("f9", "2", "f2", "f12", "f7", "1", sees="F12 Print"),
    "count": counted,
    "overview": overview,
    "what stays": leave,
    "what goes": take_out,
    "bag": bag,
    "take back": after("f7", sees="Del Take back"),
    "put on the receipt": after("f7", "delete", "plus", sees="1 of 1"),
    "permissions": permissions,
    "deposit": deposit,
    "cancel": cancelling,
    "hand over": handing_over,
}


def recorded(till: Register) -> tuple[object, ...]:
    """What was recorded, and what is on top."""
    return (*rows(RECORDED)[0], till.app.screen_stack[-1])


@pytest.mark.parametrize("name", CONFIRMED)
async def test_enter_records_nothing_and_f12_does(shop: ShopUnderTest, opened: Opener, name: str) -> None:
    async with opened(shop) as till:
        await CONFIRMED[name](till)
        before, text = recorded(till), till.text
        await till.press("enter", "enter", "enter", "enter")
        assert recorded(till) == before
        await till.press("f12")
        await till.wait(lambda: recorded(till) != before or till.text != text, "what F12 does")


@pytest.mark.parametrize("name", ["enter", "a", "7", "plus", "space", "f12 enter", "f13", "tab"])
def test_no_key_that_books_may_be_typed(name: str) -> None:
    with pytest.raises(ValueError, match="only F-keys book"):
        key(name, "Pay", lambda: None, books=True)
    key(name, "Look", lambda: None)
    assert key("f12 f7", "Pay", lambda: None, books=True).books


# --- After a refused scan ---

REFUSED: dict[str, Steps] = {
    name: CONFIRMED[name] for name in ("cash", "card", "age", "weight", "what goes", "hand over")
}


@pytest.mark.parametrize("away", ["f12", "escape"])
@pytest.mark.parametrize("name", REFUSED)
async def test_the_key_after_a_refused_scan_only_takes_its_message_away(
    shop: ShopUnderTest, opened: Opener, name: str, away: str
) -> None:
    async with opened(shop) as till:
        await REFUSED[name](till)
        before, text = recorded(till), till.text
        await till.scan("4006381333931")
        assert re.search("Esc +Seen", till.text)
        await till.press(away)
        assert (recorded(till), till.text) == (before, text)
        await till.press("f12")
        await till.wait(lambda: recorded(till) != before, "what F12 does")


async def test_any_other_key_has_seen_the_message_of_a_refused_scan(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.scan("4006381333931", sees="Unknown code")
        await till.press("q", sees="1 line")
        await till.press("f12", sees="Payment method")


@pytest.mark.parametrize("act", ["tap", "up", "asterisk"])
async def test_what_a_cashier_does_takes_the_red_row_away_and_is_done(
    shop: ShopUnderTest, opened: Opener, act: str
) -> None:
    """One F12 goes on to payment then; a new product is made of the code no more."""
    shop.article("Milk", "1.29", barcodes=("MILK",))
    async with opened(shop) as till:
        await till.scan(BREAD, "MILK")
        await till.type("2")
        await till.scan("4006381333931", sees="Unknown code")
        await (till.click("1 ×   Bread") if act == "tap" else till.press(act))
        assert "Unknown code" not in till.text
        assert "N New product" not in till.text
        selected = sale(till).basket.current
        assert selected is not None
        assert (selected.text == "Bread") == (act != "asterisk")
        assert ("2 ×" in till.text) == (act == "asterisk")
        await till.press("f12", sees="Payment method")


async def test_a_tap_is_meant_also_after_a_refused_scan(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.scan(BREAD, "4006381333931", sees="Unknown code")
        await till.click("Pay →", sees="Payment method")


async def test_a_refused_scan_as_news_is_taken_away_and_other_news_stays(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_register(till)
        till.app.tell("News of before")
        await till.scan("4006381333931")
        assert len(till.app.news) == 2
        await till.press("f12")
        assert list(till.app.news) == ["News of before"]


# --- What Enter does ---


async def test_enter_on_the_sale_screen_looks_up_what_was_typed(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        before = recorded(till)
        await till.press("enter")
        assert recorded(till) == before
        await till.scan(BREAD, sees="1 line")
        await till.press("enter")
        assert len(till.app.screen_stack) == 1
        await till.type(BREAD)
        await till.press("enter", sees="2 ×   Bread")


async def test_enter_goes_round_the_fields_and_confirms_nothing(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.scan(BREAD)
        await till.press("f4", "3", "enter", sees="▶Price")
        await till.press("enter", "enter", "enter", sees="▶Discount on the receipt")
        await till.press("enter", sees="▶Quantity")
        await till.press("escape", "f8", "minus", "5", "enter", sees="▶Reason")
        await till.press("enter", sees="▶Note")
        await till.press("enter", sees="▶Drawer")
