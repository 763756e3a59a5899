"""Changing a line: quantity, price, discounts and text, within what the person at the counter may do."""

import json

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.lines.line import LineQuestion
from kassa_tui.screens.sale.screen import SaleScreen
from tests.conftest import ShopUnderTest
from tests.screens.acts import sale, total
from tests.screens.conftest import Opener, Register

FIELDS = ("quantity", "price", "discount", "text", "receipt")


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", barcodes=("BREAD",))
    shop.article("Lamp", "100.00", barcodes=("LAMP",))
    shop.article("Kaas", "13.95", "low", unit="kg", barcodes=("KAAS",))
    deposit = shop.article("Crate deposit", "3.90", "outside", kind="packaging", barcodes=("EMPTY",))
    shop.article("Crate of beer", "16.00", barcodes=("CRATE",), packaging_id=deposit.id)
    shop.article("Newspaper", "3.00", barcodes=("PAPER",), discountable=False)
    return shop


def lines(till: Register) -> list[tuple[str, int, str]]:
    return [(line.text, line.quantity, line.net.decimal()) for line in sale(till).basket.lines]


async def change(till: Register, field: str, text: str, key: str = "f12") -> None:
    """F4, type into one field, confirm."""
    await till.press("f4", sees="Quantity")
    await till.press(*["down"] * FIELDS.index(field), "delete")
    await till.type(text)
    await till.press(key)


@pytest.mark.parametrize(
    ("code", "field", "typed", "line", "paid"),
    [
        ("BREAD", "quantity", "12", ("Bread", 12000, "35.40"), "35.40"),
        ("BREAD", "price", "2,5", ("Bread", 1000, "2.50"), "2.50"),
        ("BREAD", "price", "0", ("Bread", 1000, "0.00"), "0.00"),
        ("LAMP", "discount", "10%", ("Lamp", 1000, "90.00"), "90.00"),
        ("LAMP", "discount", "12,5 %", ("Lamp", 1000, "87.50"), "87.50"),
        ("LAMP", "discount", "100%", ("Lamp", 1000, "0.00"), "0.00"),
        ("LAMP", "discount", "0,05", ("Lamp", 1000, "99.95"), "99.95"),
        ("LAMP", "discount", "100", ("Lamp", 1000, "0.00"), "0.00"),
        ("LAMP", "receipt", "15%", ("Lamp", 1000, "100.00"), "85.00"),
        ("LAMP", "receipt", "15", ("Lamp", 1000, "100.00"), "85.00"),
        ("LAMP", "text", "Lamp, red [b]", ("Lamp, red [b]", 1000, "100.00"), "100.00"),
        ("LAMP", "text", "  ", ("Lamp", 1000, "100.00"), "100.00"),
    ],
)
async def test_each_field_changes_its_own(
    stocked: ShopUnderTest, opened: Opener, code: str, field: str, typed: str, line: tuple[str, int, str], paid: str
) -> None:
    async with opened(stocked) as till:
        await till.scan(code)
        await change(till, field, typed)
        assert isinstance(till.app.screen, SaleScreen)
        assert lines(till) == [line]
        assert total(till) == paid


@pytest.mark.parametrize(
    ("code", "field", "typed", "said"),
    [
        ("BREAD", "quantity", "0", '"0" is not a quantity.'),
        ("BREAD", "quantity", "", '"" is not a quantity.'),
        ("BREAD", "quantity", "1,5", "Bread is sold by the piece"),
        ("BREAD", "quantity", "10000", "is not a quantity."),
        ("BREAD", "quantity", "8712345678906", "is not a quantity."),
        ("BREAD", "price", "", "Type an amount."),
        ("BREAD", "price", "1,500", '"1,500" is not clear.'),
        ("BREAD", "price", "8712345678906", "looks like a barcode"),
        ("BREAD", "discount", "101%", '"101%" is no discount.'),
        ("BREAD", "discount", "1,234%", '"1,234%" is no discount.'),
        ("BREAD", "discount", "%", '"%" is no discount.'),
        ("BREAD", "discount", "10%%", '"10%%" is no discount.'),
        ("BREAD", "discount", "2,96", "A discount lies between 0 and the line's own amount."),
        ("BREAD", "receipt", "2,96", "2.95 at the most"),
        ("EMPTY", "discount", "10%", "A discount lies between 0 and the line's own amount."),
        ("EMPTY", "receipt", "10%", "There is nothing on this receipt"),
        ("PAPER", "discount", "10%", "A discount lies between 0 and the line's own amount."),
    ],
)
async def test_what_cannot_be_is_said_and_the_line_stays(
    stocked: ShopUnderTest, opened: Opener, code: str, field: str, typed: str, said: str
) -> None:
    async with opened(stocked) as till:
        await till.scan(code)
        before = lines(till), total(till)
        await change(till, field, typed)
        await till.sees("■", said)
        assert (lines(till), total(till)) == before
        await till.press("escape", "f12", sees="Payment method")


async def test_several_fields_at_once_and_enter(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan("LAMP")
        await till.press("f4", sees="Quantity")
        await till.type("2")
        await till.press("tab")
        await till.type("80")
        await till.press("tab")
        await till.type("10%")
        await till.press("f12")
        assert lines(till) == [("Lamp", 2000, "144.00")]
        await till.press("f4", sees="Quantity")
        await till.press(*["enter"] * 4)
        await till.type("44")
        await till.press("f12")
        assert total(till) == "100.00"
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Receipt K1-000001")
    assert rows("SELECT amount, discount, share, total FROM receipt_line") == [(16000, 1600, 4400, 10000)]
    kinds = [kind for (kind,) in rows("SELECT kind FROM journal WHERE kind LIKE 'line.%'")]
    assert kinds == ["line.changed"]


async def test_a_changed_price_is_journalled_with_both(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan("LAMP")
        await change(till, "price", "75")
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Receipt")
    facts = json.loads(rows("SELECT facts FROM journal WHERE kind = 'line.changed'")[0][0])
    assert (facts["was"], facts["price"]) == (10000, 7500)


async def test_less_of_a_line_is_journalled(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.type("5*")
        await till.scan("BREAD")
        await change(till, "quantity", "2")
        assert lines(till) == [("Bread", 2000, "5.90")]
    assert rows("SELECT count(*) FROM journal WHERE kind = 'line.removed'") == [(1,)]


async def test_a_weighed_line_takes_three_decimals(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan("KAAS", sees="kg")
        await till.type("0,412")
        await till.press("f12")
        await change(till, "quantity", "1,0005")
        await till.sees("is not a quantity")
        await till.press("delete")
        await till.type("1,25")
        await till.press("f12")
        assert lines(till) == [("Kaas", 1250, "17.44")]


async def test_a_deposit_follows_its_article_and_bears_no_discount(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan("CRATE")
        await change(till, "quantity", "3")
        await change(till, "receipt", "10%")
        assert lines(till) == [("Crate of beer", 3000, "48.00"), ("Crate deposit", 3000, "11.70")]
        assert total(till) == "54.90"


@pytest.mark.parametrize(
    ("field", "allowed", "refused"),
    [("discount", "10%", "10,01%"), ("discount", "10", "10.50"), ("receipt", "10%", "11%"), ("receipt", "10", "11")],
)
async def test_a_cashier_gives_up_to_the_limit(
    stocked: ShopUnderTest, opened: Opener, field: str, allowed: str, refused: str
) -> None:
    async with opened(stocked, person="Cashier") as till:
        await till.scan("LAMP")
        await change(till, field, refused)
        await till.sees("Cashier may not do this beyond a limit")
        await till.press("escape", "escape")
        assert total(till) == "100.00"
        await change(till, field, allowed)
        assert total(till) == "90.00"


async def test_a_cashier_changes_no_price(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked, person="Cashier") as till:
        await till.scan("LAMP")
        await change(till, "price", "1")
        await till.sees("Cashier may not do this: change a price.")
        await till.press("escape")
        assert total(till) == "100.00"


async def test_a_refund_line_changes_its_number_only(stocked: ShopUnderTest, opened: Opener) -> None:
    stocked.pay(stocked.basket().add(stocked.articles["Lamp 100.00 high"], 3000))
    async with opened(stocked) as till:
        await till.scan("K1-000001", sees="Take back")
        await till.press("delete", sees="of 3")
        await till.press("f6", "f12", sees="−300.00")
        await till.press("f4", sees="Quantity")
        assert "Discount" not in till.text
        assert "Price" not in till.text
        await till.type("4")
        await till.press("f12", sees="At most 3 of Lamp can be returned.")
        await till.press("delete")
        await till.type("2")
        await till.press("f12", sees="Give back")
        assert total(till) == "-200.00"


async def test_a_quick_hand_on_keys_and_clicks(stocked: ShopUnderTest, opened: Opener) -> None:
    """F4 without a line, letters in a number, arrows past the ends, a scan, a click into a field."""
    async with opened(stocked) as till:
        await till.press("f4")
        assert isinstance(till.app.screen, SaleScreen)
        await till.scan("BREAD")
        await till.press("f4", sees="Quantity")
        await till.press("up", "up", "x", "plus", "f4", "f5", "f9", "f10")
        await till.scan("LAMP")
        await till.press("down", "down", "down", "down", "down", "down", "shift+tab", "tab")
        await till.click("Price")
        await till.type("2")
        await till.click("F12")
        assert lines(till) == [("Bread", 1000, "2.00")]


async def test_pasted_text_goes_into_the_field(stocked: ShopUnderTest, opened: Opener) -> None:
    from textual.events import Paste

    async with opened(stocked) as till:
        await till.scan("BREAD")
        await till.press("f4", sees="Quantity")
        await till.press("down", "down", "down", "delete")
        till.app.post_message(Paste("Brown \x1b[31mbread\nsecond line"))
        await till.sees("Brown [31mbread")
        assert isinstance(till.app.screen, LineQuestion)
        await till.press("f12")
        assert lines(till) == [("Brown [31mbread", 1000, "2.95")]


async def test_the_end_of_a_long_text_is_seen_while_it_is_typed(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked, size=(80, 24)) as till:
        await till.scan("BREAD")
        await change(till, "text", "a long text about a bread that wants to be seen to its end", key="x")
        await till.sees("…", "seen to its endx█")
        assert lines(till) == [("Bread", 1000, "2.95")]
