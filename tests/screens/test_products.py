"""The catalogue on the screen: found as one types, changed with a journal entry, never changed twice in silence."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.screens.frame import typed_search
from kassa_tui.screens.frame.forms import FormScreen
from kassa_tui.screens.goods.product import ProductScreen
from kassa_tui.screens.goods.products import ProductsScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.goods import catalog, products
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

BREAD, CHEESE, OTHER = "8712345678906", "2000000000442", "2000000001197"


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", barcodes=(BREAD,), code="7", key="1Q", group="Bakery")
    shop.article("Crème fraîche", "0.99", "low")
    shop.article("Kaas jong belegen", "13.95", "low", barcodes=(CHEESE,), unit="kg")
    shop.article("Crate deposit", "3.90", "outside", kind="packaging")
    return shop


async def to_products(till: Register) -> ProductsScreen:
    await till.press("f9", "3", "enter", sees="Find article")
    screen = till.app.screen
    assert isinstance(screen, ProductsScreen)
    return screen


async def to_product(till: Register, words: str, name: str) -> ProductScreen:
    """Open a product by the beginnings of its words."""
    await to_products(till)
    await till.type(words, sees=name)
    await till.press("f12", sees="Change product")
    screen = till.app.screen
    assert isinstance(screen, ProductScreen)
    return screen


async def fill(till: Register, name: str, text: str) -> None:
    """Go to a field and type over what stands there; a choice is turned until it says so."""
    screen = till.app.screen
    assert isinstance(screen, FormScreen)
    at = next(i for i, field in enumerate(screen.form.fields) if field.name == name)
    await till.press("home", *["down"] * at)
    if screen.form.current.kind == "choice":
        for _turn in screen.form.current.options:
            if screen.form[name] != text:
                await till.press("right")
    else:
        await till.press("delete")
        await till.type(text)
    assert screen.form[name] == text


def lines(till: Register) -> list[tuple[str, int, str]]:
    sale = next(each for each in till.app.screen_stack if isinstance(each, SaleScreen))
    return [(line.text, line.quantity // 1000, line.net.decimal()) for line in sale.basket.lines]


def named(name: str) -> products.ProductForm:
    return products.read(rows("SELECT id FROM product WHERE name = ?", name)[0][0])


def last_facts() -> str:
    return str(rows("SELECT facts FROM journal WHERE kind = 'product.saved' ORDER BY number DESC LIMIT 1")[0][0])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("be ka", "Kaas jong belegen"),
        ("KAAS JO", "Kaas jong belegen"),
        ("creme", "Crème fraîche"),
        ("fraî cr", "Crème fraîche"),
        ("7", "Bread"),
    ],
)
async def test_found_by_beginnings_in_any_order(stocked: ShopUnderTest, opened: Opener, typed: str, found: str) -> None:
    async with opened(stocked) as till:
        await to_products(till)
        await till.type(typed, sees=found)
        await till.sees("1 found")
        assert isinstance(till.app.screen, ProductsScreen)
        assert [article.name for article in till.app.screen.hits.articles] == [found]


async def test_what_is_not_found_says_so_and_is_mended(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        screen = await to_products(till)
        await till.type("brx", sees='Nothing found for "brx"')
        assert "F12" not in till.text
        await till.press("f12", "f12")
        assert till.app.screen is screen
        await till.press("backspace", sees="1 found")
        await till.press("delete", sees="Type a few letters")
        await till.press("escape", sees="Products")


async def test_enter_right_after_the_last_letter_takes_what_was_typed(
    stocked: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quick hand is faster than the search: never the hit of fewer letters, never nothing."""
    stocked.article("Bread roll", "0.60")
    monkeypatch.setattr(typed_search, "WAIT_SECONDS", 3600)
    async with opened(stocked) as till:
        await till.press("f2", sees="Find article")
        await till.type("bread rol")
        await till.press("f12")
        assert lines(till) == [("Bread roll", 1, "0.60")]
        await till.press("f2")
        await till.type("nothing")
        await till.press("f12", sees='Nothing found for "nothing"')


async def test_the_list_stays_where_it_was_after_a_change(stocked: ShopUnderTest, opened: Opener) -> None:
    stocked.article("Bread roll", "0.60")
    async with opened(stocked) as till:
        await to_products(till)
        await till.type("bread", sees="Bread roll")
        for _time in range(2):
            await till.press("down", "f12", sees="Bread roll█")
            await till.press("escape", sees="Find article")
            assert isinstance(till.app.screen, ProductsScreen)
            assert (till.app.screen.text, till.app.screen.at) == ("bread", 1)


async def test_a_long_list_is_walked_by_rows_and_pages(shop: ShopUnderTest, opened: Opener) -> None:
    forms = [products.ProductForm(f"Pen {number:02}", 100 + number, "high", code=str(number)) for number in range(70)]
    products.save_all(shop.desk, forms)
    async with opened(shop) as till:
        await to_products(till)
        await till.type("pen", sees="more than 50: type on")
        await till.press("down", "pagedown", "up", "pageup", "pageup", "down")
        await till.type("0", sees="Nothing found")
        await till.press("backspace", "backspace", sees="more than 50")
        await till.press("down", "down", "f12", sees="Change product")
        assert "Pen" in till.text
        assert isinstance(till.app.screen, ProductScreen)
        assert till.app.screen.form["name"] == "Pen 02"


async def test_a_new_product_is_found_at_once(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_products(till)
        await till.press("f6", sees="New product")
        await till.type("Thé vert")
        await till.press("down")
        await till.type("1,75")
        await till.press("f12", sees="Find article")
        await till.type("the", sees="Thé vert")
        assert "1.75" in till.text
    assert (named("Thé vert").price, named("Thé vert").tax_code) == (175, "low")
    assert verify.verify().proven


async def test_without_a_name_or_with_half_a_price_nothing_is_saved(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_products(till)
        await till.press("f6", "f12", sees="A product needs a name.")
        await fill(till, "price", "1,500")
        await fill(till, "name", "Tea")
        await till.press("f12", sees='"1,500" is not clear.')
        assert till.app.screen.form.current.name == "price"  # type: ignore[attr-defined]
        await till.press("escape", sees="Leave without saving?")
        await till.press("escape", sees="1,500")
        await till.press("escape", "f12", sees="Find article")
    assert rows("SELECT count(*) FROM product") == [(4,)]


@pytest.mark.parametrize(
    ("field", "typed", "stored", "fact"),
    [
        ("name", "Brown bread", "Brown bread", '"name":"Brown bread"'),
        ("price", "3.10", 310, '"price":310'),
        ("price", "", None, '"kind":"article"'),
        ("tax_code", "zero", "zero", '"tax_code":"zero"'),
        ("group", "Cakes", "Cakes", '"group_id":2'),
        ("barcodes", f"{OTHER} {BREAD}", tuple(sorted((OTHER, BREAD))), f'"{OTHER}"'),
        ("code", "77", "77", '"code":"77"'),
        ("key", "2w", "2W", '"kind":"article"'),
        ("label", "Brd", "Brd", '"label":"Brd"'),
        ("kind", "service", "service", '"kind":"service"'),
        ("unit", "kg", "kg", '"unit":"kg"'),
        ("discountable", "no", False, '"discountable":0'),
        ("active", "no", False, '"active":0'),
    ],
)
async def test_every_field_is_saved_and_journalled(
    stocked: ShopUnderTest, opened: Opener, field: str, typed: str, stored: object, fact: str
) -> None:
    async with opened(stocked) as till:
        screen = await to_product(till, "bread", "Bread")
        before = products.read(1)
        await fill(till, field, typed)
        await till.press("f12", sees="Find article")
        after = products.read(1)
        assert screen is not till.app.screen
        assert getattr(after, field) == stored
        assert after == replace(before, version=before.version + 1, **{field: stored})
        assert fact in last_facts()
        assert rows("SELECT person_id FROM journal ORDER BY number DESC LIMIT 1") == [(1,)]
    assert verify.verify().proven


async def test_a_product_that_is_not_sold_now_comes_back(stocked: ShopUnderTest, opened: Opener) -> None:
    """Its barcode is still its own, so it must be found again to be sold again."""
    async with opened(stocked) as till:
        await to_product(till, "bread", "Bread")
        await fill(till, "active", "no")
        await till.press("f12", sees="Find article")
        await till.press("delete")
        await till.type("bread", sees="not for sale")
        await till.press("delete", sees="Type a few letters")
        await till.scan(BREAD, sees="Change product")
        await fill(till, "active", "yes")
        await till.press("f12", sees="Find article")
        await till.press("escape", "f9", "1")
        await till.scan(BREAD)
        assert lines(till) == [("Bread", 1, "2.95")]


async def test_what_another_saved_meanwhile_is_not_overwritten(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_product(till, "bread", "Bread")
        counter = till.app.counter
        await counter.record(products.save, replace(products.read(1), price=310))
        await fill(till, "name", "Bread of today")
        await fill(till, "price", "3.25")
        await till.press("f12", sees="Bread was changed meanwhile.")
        await till.sees("Bread of today", "3.25")
        await till.press("f12", sees="Bread was changed meanwhile.")
        assert (products.read(1).name, products.read(1).price) == ("Bread", 310)
        await till.press("escape", "f12", sees="Find article")


async def test_a_code_of_another_product_is_refused_by_its_name(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_products(till)
        await till.press("f6", sees="New product")
        await fill(till, "name", "Roll")
        await till.scan(OTHER, BREAD, BREAD)
        assert till.app.screen.form["barcodes"] == f"{OTHER} {BREAD}"  # type: ignore[attr-defined]
        await till.press("f12", sees=f"Code {BREAD} belongs to Bread.")
        await till.sees("Roll")
        await fill(till, "barcodes", OTHER)
        await fill(till, "code", "7")
        await till.press("f12", sees="Code 7 belongs to Bread.")
        await fill(till, "code", "8")
        await till.press("f12", sees="Find article")
    assert named("Roll").barcodes == (OTHER,)


async def test_the_same_ean_in_another_length_is_the_same_code(stocked: ShopUnderTest, opened: Opener) -> None:
    """Scanners send a UPC with or without its zero: it must not sell two things."""
    stocked.article("Cola", "1.10", barcodes=("0012345678905",))
    async with opened(stocked) as till:
        await to_products(till)
        await till.press("f6", sees="New product")
        await fill(till, "name", "Lemonade")
        await fill(till, "barcodes", "012345678905")
        await till.press("f12", sees="belongs to Cola.")
        assert rows("SELECT name FROM product WHERE name = 'Lemonade'") == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("barcodes", "8712345678901", "The check digit of 8712345678901 is wrong"),
        ("key", "9P", '"9P" is no quick key.'),
        ("key", "QQ", '"QQ" is no quick key.'),
        ("name", "  ", "A product needs a name."),
        ("price", "8712345678", "looks like a barcode"),
    ],
)
async def test_what_cannot_be_is_said_and_stays_to_be_mended(
    stocked: ShopUnderTest, opened: Opener, field: str, typed: str, said: str
) -> None:
    async with opened(stocked) as till:
        screen = await to_product(till, "bread", "Bread")
        await fill(till, field, typed)
        await till.press("f12", sees=said)
        assert till.app.screen is screen
        assert screen.form[field] == typed
    assert products.read(1).version == 1


async def test_scans_in_the_office_open_the_product_or_a_new_one(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        screen = await to_products(till)
        await till.scan("8712345678901", sees="Misread: 8712345678901")
        await till.scan(CHEESE, sees="Kaas jong belegen")
        assert "Change product" in till.text
        await till.scan("8712345678901", sees="Misread: 8712345678901")
        await till.press("escape", "escape", sees="Find article")
        assert till.app.screen is screen
        await till.scan("NEW-1", sees="New product")
        await till.sees("NEW-1")
        await till.press("escape", sees="Find article")
    assert rows("SELECT count(*) FROM product") == [(4,)]


async def test_an_unknown_scan_becomes_a_product_on_the_receipt(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD, "NEW-1", sees="N new product")
        await till.press("n", sees="New product")
        await till.type("Tea")
        await till.press("enter")
        await till.type("1,75")
        await till.press("f12", sees="Pay")
        assert lines(till) == [("Bread", 1, "2.95"), ("Tea", 1, "1.75")]
        assert named("Tea").barcodes == ("NEW-1",)


async def test_an_offer_of_a_new_product_ends_with_the_next_scan(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan("NEW-1", sees="N new product")
        await till.scan(BREAD, sees="2.95")
        assert "New product" not in till.text
        await till.press("n", sees="Find article   n")


async def test_a_price_that_is_asked_for(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_products(till)
        await till.press("f6", sees="New product")
        await fill(till, "name", "Flowers")
        await fill(till, "key", "1W")
        await till.press("f12", sees="Find article")
        await till.type("flow", sees="asked")
        await till.press("escape", "f9", "1", "w", sees="Price")
        await till.type("x")
        await till.press("f12", sees="Type an amount.")
        await till.type("7,5")
        await till.press("f12")
        await till.type("12.50w")
        assert lines(till) == [("Flowers", 1, "7.50"), ("Flowers", 1, "12.50")]
        await till.press("w", "escape")
        assert len(lines(till)) == 2


async def test_a_deposit_that_was_chosen_comes_along(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_product(till, "bread", "Bread")
        await fill(till, "packaging", "4")
        await till.press("f12", sees="Find article")
        await till.press("escape", "f9", "1")
        await till.scan(BREAD)
        assert lines(till) == [("Bread", 1, "2.95"), ("Crate deposit", 1, "3.90")]
    assert '"packaging_id":4' in last_facts()


async def test_a_quick_key_moves_to_the_product_that_got_it_last(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_product(till, "creme", "Crème")
        await fill(till, "key", "1q")
        await till.press("f12", sees="Give key 1Q to this article?")
        await till.press("f12", sees="Find article")
        await till.press("escape", "f9", "1", "q")
        assert lines(till) == [("Crème fraîche", 1, "0.99")]
        assert [[each and each.name for each in page] for _name, page in catalog.quick_keys("EUR")] == [
            ["Crème fraîche", *[None] * 11]
        ]


async def test_a_tap_selects_and_the_second_opens(stocked: ShopUnderTest, opened: Opener) -> None:
    stocked.article("Bread roll", "0.60")
    async with opened(stocked) as till:
        await to_products(till)
        await till.type("bread", sees="Bread roll")
        await till.click("Bread roll")
        assert isinstance(till.app.screen, ProductsScreen)
        await till.click("Bread roll", sees="Change product")
        await till.click("● yes")
        await till.click("F12", sees="Find article")


async def test_a_cashier_is_sent_to_a_manager(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked, person="Cashier") as till:
        await till.press("f9", "3", sees="manager")
        await till.press("enter", sees="Manager needed")
        await till.press("escape", "f10", sees="Who is at the counter?")
        await till.type("2")
        await till.press("enter", sees="Find article")
        assert isinstance(till.app.screen, ProductsScreen)
        assert till.app.counter.person.name == "Manager"


async def test_the_current_field_is_always_in_sight(stocked: ShopUnderTest, opened: Opener) -> None:
    """A shop with many deposits, on the smallest terminal."""
    for number in range(12):
        stocked.article(f"Deposit of bottle {number}", "0.15", "outside", kind="packaging")
    async with opened(stocked, size=(80, 24)) as till:
        screen = await to_product(till, "bread", "Bread")
        for field in screen.form.fields:
            assert next(line for line in till.text.split("\n") if "▶" in line).startswith(f" ▶ {field.label}")
            assert screen.form.current.name == field.name
            await till.press("down")
        await till.press("f12", sees="Find article")
        assert isinstance(till.app.screen, ProductsScreen)


async def test_another_articles_key_is_taken_only_when_that_is_wanted(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_products(till)
        await till.press("f6", sees="New product")
        await fill(till, "name", "Rusk")
        await fill(till, "price", "1.20")
        await fill(till, "key", "1q")
        await till.press("f12", sees="Give key 1Q to this article?")
        await till.sees("It is the key of Bread now.")
        await till.press("escape", sees="New product")
        assert rows("SELECT count(*) FROM product WHERE name = 'Rusk'") == [(0,)]
        await till.press("f12", sees="Give key 1Q")
        await till.press("f12", sees="Find article")
    assert rows("SELECT p.name FROM quick_key q JOIN product p ON p.id = q.product_id") == [("Rusk",)]
