"""The quick-key pages in the office: filled, moved and emptied at the grid, seen at once by who sells."""

import json

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.screens.goods.key_pages import KeyPagesScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.goods import catalog, key_pages, products, quick_keys
from kassa_tui.till.goods.key_pages import ChangedPageError, EmptyPageError, KeyPage, KeyPages
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest
from tests.screens.acts import elsewhere, facts, rings
from tests.screens.conftest import Opener, Register
from tests.screens.test_touch import by_finger, large_enough, tap
from tests.shared import journalled

BREAD = "8712345678906"


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", barcodes=(BREAD,), code="7", key="1Q", group="Bakery")
    shop.article("Rusk", "1.50", code="8", key="1W", group="Bakery")
    shop.article("Cake", "9.00", code="9", group="Bakery")
    shop.article("Milk", "1.20", "low", code="10", key="2C", group="Dairy")
    return shop


async def to_pages(till: Register) -> KeyPagesScreen:
    await till.press("f9", "3", "home", "down", "down", "down", "enter", sees="Key 1Q")
    screen = till.app.screen
    assert isinstance(screen, KeyPagesScreen)
    return screen


def stored() -> dict[str, str]:
    """What is on each key."""
    found = rows("SELECT page, position, p.name FROM quick_key q JOIN product p ON p.id = q.product_id")
    return {f"{page}{quick_keys.LETTERS[at].upper()}": name for page, at, name in found}


def names() -> dict[int, str]:
    """What each page is called."""
    return dict(rows("SELECT DISTINCT page, page_name FROM quick_key"))


# --- Filling, moving, emptying ---


async def test_an_article_gets_a_key_and_a_label(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_pages(till)
        await till.press("e", sees="This key is free.")
        await till.press("enter", sees="Find article")
        await till.type("cak", sees="1 found")
        await till.press("f12", sees="Name on its key")
        await till.type("Tart")
        await till.press("f12", sees="Key 1E")
        await till.sees("Tart", "9.00")
        assert stored() == {"1Q": "Bread", "1W": "Rusk", "1E": "Cake", "2C": "Milk"}
        told = json.loads(facts("keys.changed"))
        assert set(told["pages"]["1"]["keys"]) == {"Q", "W", "E"}
        assert told["pages"]["1"]["name"] == "Bakery"
        await till.press("escape", "f9", "1", sees="Scan the first article")
        await till.sees("Tart")
        await till.press("e", sees="1 piece")
    assert products.read(rows("SELECT id FROM product WHERE name = 'Cake'")[0][0]).label == "Tart"
    assert rows("SELECT person_id FROM journal WHERE kind = 'keys.changed'") == [(1,)]
    assert verify.verify().proven


async def test_an_article_has_one_key(stocked: ShopUnderTest, opened: Opener) -> None:
    """Put on a second key, it leaves the first; the page that loses its last key is gone."""
    async with opened(stocked) as till:
        await to_pages(till)
        await till.press("v", "enter", sees="Find article")
        await till.type("milk", sees="1 found")
        await till.press("f12", "f12", sees="Key 1V")
        assert stored() == {"1Q": "Bread", "1W": "Rusk", "1V": "Milk"}
        assert names() == {1: "Bakery"}


async def test_a_scan_fills_the_key(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_pages(till)
        await till.press("a")
        await till.scan("NO-SUCH", sees="Unknown code NO-SUCH")
        await till.scan(BREAD, sees="Name on its key")
        await till.press("f12", sees="Key 1A")
        assert stored()["1A"] == "Bread"
        assert "1Q" not in stored()


async def test_keys_change_places_also_across_pages(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_pages(till)
        await till.press("asterisk", sees="Bread is lifted.")
        await till.press("escape", sees="Price")
        await till.press("asterisk", "right", "f12", sees="Rusk")
        assert stored() == {"1Q": "Rusk", "1W": "Bread", "2C": "Milk"}
        await till.press("asterisk", "pagedown", sees="Key 2W")
        await till.press("c", "f12")
        assert stored() == {"1Q": "Rusk", "1W": "Milk", "2C": "Bread"}
        assert names() == {1: "Bakery", 2: "Dairy"}
        await till.press("escape", "f9", "1", sees="Milk")
    assert journalled("keys.changed") == 2
    assert verify.verify().proven


async def test_del_empties_a_key(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_pages(till)
        heard = rings(till)
        await till.press("right", "delete", sees="This key is free.")
        assert stored() == {"1Q": "Bread", "2C": "Milk"}
        await till.press("delete", "t")
        assert len(heard) == 1
        assert journalled("keys.changed") == 1


async def test_arrows_go_round_and_over_the_edge(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        screen = await to_pages(till)
        await till.press("up")
        assert screen.place == (1, 8)
        await till.press("left", sees="Key 3V")
        assert screen.place == (3, 11)
        await till.press("right", sees="Key 1Z")
        await till.press("pagedown", "pagedown", "pagedown")
        assert screen.place == (1, 8)
        await till.press("pageup", sees="Key 3Z")


async def test_a_page_is_named(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        screen = await to_pages(till)
        await till.press("f4", sees="Name of the page")
        await till.press("delete")
        await till.type("Most [b]")
        await till.press("f12", sees=" Most [b] ")
        assert names() == {1: "Most [b]", 2: "Dairy"}
        await till.press("pageup", sees="Key 3Q")
        assert "Name" not in [each.word for each in screen.now()]


async def test_a_page_is_made_from_the_catalogue(stocked: ShopUnderTest, opened: Opener) -> None:
    for number in range(14):
        stocked.article(f"Roll {number:02d}", "0.50", group="Bakery")
    async with opened(stocked) as till:
        screen = await to_pages(till)
        await till.press("f6", sees="Made from the catalogue")
        await till.sees("Bakery", "15")
        assert "Dairy" not in till.text
        await till.press("f12", sees="Key 1Q")
        found = stored()
        assert (found["1Q"], found["1W"], found["1E"], found["1R"], found["1V"]) == (
            *("Bread", "Rusk", "Cake", "Roll 00"),
            "Roll 08",
        )
        assert (found["3Q"], found["3A"]) == ("Roll 09", "Roll 13")
        assert names() == {1: "Bakery", 2: "Dairy", 3: "Bakery"}
        await till.press("f6", sees="Every article of a group has a key.")
        await till.press("enter")
        assert till.app.screen is not screen
        await till.press("escape", sees="Key 1Q")
        assert screen.notice == ""
    assert journalled("keys.changed") == 1
    assert verify.verify().proven


def test_what_finds_no_place_is_left_out() -> None:
    full = KeyPages(tuple(KeyPage(n, f"{n}", tuple(range(n * 100, n * 100 + 12))) for n in range(1, 10)))
    free = full.put((9, 3), None)
    assert free.fill(9, "x", [1, 2, 3]).page(9).keys[3] == 1
    assert free.fill(9, "x", [1, 2, 3]).products() - free.products() == {1}
    assert full.fill(1, "x", [1]) == full
    assert free.fill(1, "x", [1]) == free


def test_values_of_pages() -> None:
    none = KeyPages(tuple(KeyPage(n) for n in range(1, 10)))
    with pytest.raises(EmptyPageError):
        none.named(1, "Most")
    one = none.put((1, 0), 5).named(1, "Most")
    assert one.put((1, 3), 5).page(1) == KeyPage(1, "Most", (None, None, None, 5, *[None] * 8))
    assert one.swap((1, 0), (2, 1)).page(1) == KeyPage(1)
    assert one.swap((1, 0), (1, 1)).page(1).name == "Most"
    assert one.put((1, 0), None) == none
    assert none.fill(2, "Bakery", range(1, 14)).page(3).name == "Bakery 2"


# --- Who may, and who was first ---


def test_a_cashier_may_not(stocked: ShopUnderTest) -> None:
    pages = key_pages.read()
    with pytest.raises(NotAllowedError):
        key_pages.change(stocked.as_("Cashier"), pages, pages.put((1, 0), None))
    assert stored()["1Q"] == "Bread"


async def test_a_cashier_is_told(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked, person="Cashier") as till:
        await till.press("f9", "3", "home", "down", "down", "down", "enter", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this: change the quick-key pages.")
        assert stored() == {"1Q": "Bread", "1W": "Rusk", "2C": "Milk"}
        assert journalled("permission.refused") == 1


async def test_what_another_changed_is_shown_with_a_name(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_pages(till)
        pages = key_pages.read()
        await elsewhere(till, lambda: key_pages.change(stocked.as_("Manager"), pages, pages.put((1, 0), None)))
        await till.press("right", "delete", sees="■ Manager changed 1Q at 14:32.")
        assert stored() == {"1W": "Rusk", "2C": "Milk"}
        await till.press("delete", sees="This key is free.")
        assert stored() == {"2C": "Milk"}


def test_another_page_is_no_conflict_but_its_article_is(stocked: ShopUnderTest) -> None:
    before = key_pages.read()
    now = key_pages.change(stocked.as_("Manager"), before, before.swap((2, 11), (2, 0)))
    assert now.at((2, 0)) == before.at((2, 11))
    assert key_pages.change(stocked.desk, before, before.put((1, 0), None)).page(2) == now.page(2)
    before = key_pages.read()
    cake = rows("SELECT id FROM product WHERE name = 'Cake'")[0][0]
    key_pages.change(stocked.as_("Manager"), before, before.put((3, 0), cake))
    with pytest.raises(ChangedPageError, match="Manager changed 3Q"):
        key_pages.change(stocked.desk, before, before.put((1, 5), cake))


def test_a_key_that_a_product_took_says_who_gave_it(stocked: ShopUnderTest) -> None:
    before = key_pages.read()
    cake = rows("SELECT id FROM product WHERE name = 'Cake'")[0][0]
    form = products.read(cake)
    products.save(stocked.as_("Manager"), replace(form, key="1Q"))
    with pytest.raises(ChangedPageError, match="Manager changed 1Q"):
        key_pages.change(stocked.desk, before, before.put((1, 1), None))


def test_a_saved_product_leaves_the_name_of_its_page(stocked: ShopUnderTest) -> None:
    """The only article of a page is saved again: the page keeps the name that somebody gave it."""
    pages = key_pages.read()
    key_pages.change(stocked.desk, pages, pages.named(2, "Cold"))
    milk = products.read(rows("SELECT id FROM product WHERE name = 'Milk'")[0][0])
    products.save(stocked.desk, milk)
    assert names()[2] == "Cold"


async def test_a_saved_product_leaves_its_key_where_it_was_moved(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.press("f9", "3", "enter", sees="Find article")
        await till.scan(BREAD, sees="Change product")
        pages = key_pages.read()
        await elsewhere(till, lambda: key_pages.change(stocked.desk, pages, pages.swap((1, 0), (1, 6))))
        await till.press("f12", sees="Find article")
        assert stored()["1D"] == "Bread"


# --- At the counter ---


async def test_the_counter_shows_what_another_program_changed(stocked: ShopUnderTest, opened: Opener) -> None:
    """The sale in progress goes on, on the same screen."""
    async with opened(stocked) as till:
        await till.press("q", sees="1 piece")
        sale = till.app.screen
        assert isinstance(sale, SaleScreen)
        pages = key_pages.read()
        await elsewhere(till, lambda: key_pages.change(stocked.desk, pages, pages.swap((1, 0), (1, 2))))
        till.app._look()
        await till.press("e", sees="2 pieces")
        assert till.app.screen is sale


def test_an_article_off_sale_is_on_no_key_to_press(stocked: ShopUnderTest) -> None:
    bread = products.read(rows("SELECT id FROM product WHERE name = 'Bread'")[0][0])
    products.save(stocked.desk, replace(bread, active=False))
    assert [each and each.name for each in catalog.quick_keys("EUR")[0][1]][:2] == [None, "Rusk"]
    assert [each.name for each in catalog.listed([bread.id or 0], "EUR").values()] == ["Bread"]


# --- By finger ---


async def test_taps_do_everything(stocked: ShopUnderTest, opened: Opener) -> None:
    async with by_finger(opened, stocked) as till:
        await tap(till, "Menu", "3  Office", "Quick-key pages", "Quick-key pages", sees="Key 1Q")
        assert large_enough(till) == []
        await tap(till, "Move", sees="Bread is lifted.")
        await tap(till, "W    ", sees="Price")
        assert stored()["1W"] == "Bread"
        await tap(till, "Dairy", sees="Key 2W")
        await tap(till, "Milk", "Empty", sees="This key is free.")
        assert "2C" not in stored()
        await tap(till, "Fill", sees="Without a key")
        await tap(till, "Bakery", sees="Key 2C")
        assert stored()["2Q"] == "Cake"


async def test_nine_pages_have_tabs_in_every_width(stocked: ShopUnderTest, opened: Opener) -> None:
    """At the sale as well: the tab of the current page is always there."""
    pages = key_pages.read()
    for number in range(1, 10):
        article = stocked.article(f"Thing {number}", "1.00")
        pages = pages.put((number, 11), article.id).named(number, f"Page name {number}")
    key_pages.change(stocked.desk, key_pages.read(), pages)
    async with opened(stocked, size=(80, 24)) as till:
        for number in range(1, 10):
            await till.sees(f"Page name {number}")
            await till.press("pagedown")
        await till.sees("Page name 1")
        till.app.touch = True
        till.app._relabel()
        till.app.screen.draw()  # type: ignore[attr-defined]
        await till.idle()
        assert large_enough(till) == []
        for _tap in range(4):
            await tap(till, "→")
        await till.sees("Thing")
