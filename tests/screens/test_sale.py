"""The sale screen, used with keys, scans and taps as a cashier does."""

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.lines.entry import Entry
from kassa_tui.till.basket import parking
from kassa_tui.till.goods import products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger import journal
from tests.conftest import ShopUnderTest
from tests.screens.acts import sale, total
from tests.screens.conftest import Opener, Register

BREAD, MILK, CRATE = "8712345678906", "2000000000442", "2000000001197"
HOSTILE = ("[/]", "[@click=app.quit]x[/]", "[bold red]", "{0}", "%s%n", "'; DROP TABLE receipt;--", "\\[", "😀漢字")


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", barcodes=(BREAD,), code="7", key="1Q")
    shop.article("Milk", "1.20", "low", barcodes=(MILK,), code="44", key="W")
    deposit = shop.article("Crate deposit", "3.90", "outside", kind="packaging", key="1A")
    shop.article("Crate of beer", "16.00", barcodes=(CRATE,), packaging_id=deposit.id)
    return shop


def lines(till: Register) -> list[tuple[str, int, str]]:
    """Text, quantity in pieces and amount of each line."""
    return [(line.text, line.quantity // 1000, line.net.decimal()) for line in sale(till).basket.lines]


async def test_scans_codes_and_keys_sell(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD, BREAD, MILK)
        assert lines(till) == [("Bread", 2, "5.90"), ("Milk", 1, "1.20")]
        await till.type("44")
        await till.press("enter", sees="2 ×   Milk")
        await till.press("q", "Q")
        assert lines(till) == [("Bread", 2, "5.90"), ("Milk", 2, "2.40"), ("Bread", 2, "5.90")]
        assert total(till) == "14.20"


async def test_three_times_sells_three(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.type("3*", sees="3 ×")
        await till.scan(BREAD)
        await till.type("2*7")
        await till.press("enter")
        assert lines(till) == [("Bread", 5, "14.75")]


async def test_a_deposit_comes_with_its_article_and_goes_with_it(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.type("2*")
        await till.scan(CRATE)
        assert lines(till) == [("Crate of beer", 2, "32.00"), ("Crate deposit", 2, "7.80")]
        await till.press("up", "delete")
        assert lines(till) == []


async def test_empties_come_back_by_their_key(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.type("2*a")
        assert lines(till) == [("Crate deposit", -2, "-7.80")]
        assert "Give back" in till.text


async def test_lines_change_with_plus_minus_and_delete(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD, MILK)
        await till.press("up", "plus", "plus", "minus")
        assert lines(till) == [("Bread", 2, "5.90"), ("Milk", 1, "1.20")]
        await till.press("down", "delete")
        assert lines(till) == [("Bread", 2, "5.90")]
        await till.press("minus", "minus")
        assert lines(till) == []
    kinds = [kind for (kind,) in rows("SELECT kind FROM journal WHERE kind LIKE 'line.%' ORDER BY number")]
    assert kinds == ["line.removed"] * 4


async def test_escape_never_loses_the_basket(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD)
        await till.type("12")
        await till.press("escape", "escape", "escape", "escape")
        assert total(till) == "2.95"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("NOTHING-1", "Unknown code NOTHING-1 · nothing added"),
        ("8712345678901", "Misread: 8712345678901 · nothing added"),
        (BREAD + MILK, "Unknown code"),
        ("", "not read whole"),
        ("K1-000099", "There is no receipt K1-000099"),
        ("\x1b[2J\x1b]0;x\x07", "Unknown code"),
        ("[@click=app.quit]x[/]", "Unknown code [@click=app.quit]x[/]"),
    ],
)
async def test_scans_that_mean_nothing(stocked: ShopUnderTest, opened: Opener, code: str, said: str) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD)
        await till.scan(code, sees=said)
        assert "\x1b" not in till.text
        await till.press("escape")
        assert total(till) == "2.95"


async def test_an_unknown_code_becomes_a_product(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan("NEW-1", sees="N new product")
        await till.press("n", sees="New product")
        await till.type("Tea")
        await till.press("tab")
        await till.type("1.75")
        await till.press("f12")
        await till.sees("Tea", "Pay")
        assert lines(till) == [("Tea", 1, "1.75")]
        await till.scan("NEW-1")
        assert lines(till) == [("Tea", 2, "3.50")]


async def test_a_cashier_makes_no_products(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked, person="Cashier") as till:
        await till.scan("NEW-1", sees="F2 find by name · scan again")
        assert "N new product" not in till.text
        await till.press("escape")
        assert lines(till) == []


async def test_found_by_name(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.press("f2", sees="Find article")
        await till.type("be cr", sees="Crate of beer")
        await till.sees("1 found")
        await till.press("f12")
        assert lines(till)[0] == ("Crate of beer", 1, "16.00")


async def test_a_discount_on_a_line_and_on_the_receipt(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.type("2*")
        await till.scan(BREAD)
        await till.press("f4", sees="Discount")
        await till.press("down", "down")
        await till.type("10%")
        await till.press("f12", sees="Pay")
        assert total(till) == "5.31"


async def test_parking_and_taking_up(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD)
        await till.press("f5", sees="Park this receipt")
        await till.type("table 4")
        await till.press("f12", sees="table 4")
        assert lines(till) == []
        await till.scan(MILK)
        await till.click("table 4", sees="The receipt before it was parked")
        assert lines(till) == [("Bread", 1, "2.95")]
        assert [parked.total.decimal() for parked in parking.parked("K1")] == ["1.20"]


async def test_a_killed_program_finds_the_basket(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD, MILK)
    async with opened(stocked) as till:
        await till.sees("The receipt of before is here again")
        assert lines(till) == [("Bread", 1, "2.95"), ("Milk", 1, "1.20")]


async def test_throwing_away_is_asked_and_journalled(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD)
        await till.press("f9", sees="Throw the whole receipt away")
        await till.click("Throw the whole receipt away", sees="Keep it")
        await till.press("f12")
        assert lines(till) == []
    assert rows("SELECT count(*) FROM journal WHERE kind = 'basket.abandoned'") == [(1,)]


@pytest.mark.parametrize("name", HOSTILE)
async def test_names_are_only_text(shop: ShopUnderTest, opened: Opener, name: str) -> None:
    """Drawn to the letter, on the tile and the line; a click on them does nothing else."""
    shop.article(name, "1.00", barcodes=("X-1",), key="1Q")
    async with opened(shop) as till:
        await till.scan("X-1", sees=name[:8])
        await till.click(name[:8])
        await till.press("f12", sees="To pay")
        await till.press("c", "f12", sees="Receipt K1-000001")
        assert till.app.is_running
        assert till.app.return_code is None
    assert rows("SELECT count(*) FROM receipt") == [(1,)]


async def test_keys_and_scans_are_dropped_while_something_is_recorded(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        till.app.busy = True
        till.app.code_read(BREAD)
        await till.pilot.press("q", "w")
        await till.pilot.pause()
        assert lines(till) == []
        till.app.busy = False
        await till.press("q")
        assert lines(till) == [("Bread", 1, "2.95")]


async def test_a_letter_without_a_key_sells_nothing(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.press("v", "p", "ö", "space", "f3", "ctrl+q", "ctrl+c")
        assert lines(till) == []
        assert till.app.is_running


async def test_the_journal_of_a_day_names_who_came(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked, person="Cashier"):
        pass
    assert ("person.signed_in",) in rows("SELECT kind FROM journal")
    assert journal.channel_of("K1", 1) == "command"


async def test_a_code_with_letters_is_typed_like_any_other(shop: ShopUnderTest, opened: Opener) -> None:
    """Digits go on as the beginning of the search; a letter of a quick key stays one."""
    shop.article("Lager", "5.00", code="BIER")
    shop.article("Rye", "2.95", code="7A")
    async with opened(shop) as till:
        await till.type("bier")
        await till.press("f12", sees="Lager")
        await till.type("7a")
        await till.press("f12", sees="Rye")
        await till.press("f12", "c", "f12", sees="Receipt K1-000001")
    assert rows("SELECT text FROM receipt_line ORDER BY position") == [("Lager",), ("Rye",)]


@pytest.mark.parametrize("keys", [("7", "f2"), ("7", "a")])
async def test_what_is_searched_is_no_price(shop: ShopUnderTest, opened: Opener, keys: tuple[str, ...]) -> None:
    """Its quantity stays, also where the search is left; the text is used up."""
    products.save(shop.desk, ProductForm("7A flowers", None, "low"))
    async with opened(shop) as till:
        await till.type("3")
        await till.press("asterisk", *keys, sees="1 found")
        await till.press("escape", sees="3 ×")
        assert sale(till).selling.entry == Entry("", 3000)
        await till.press(*keys, "f12", sees="Price")
        await till.type("2,50")
        await till.press("f12", sees="7.50")
