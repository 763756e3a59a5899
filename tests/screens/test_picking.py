"""Several articles that are picked at once: marks with quantities, by key and by finger."""

import pytest

from kassa_tui.i18n import LANGUAGES
from kassa_tui.money import Money
from kassa_tui.screens.lines.picking import Picking
from kassa_tui.screens.orders.line_search import LineSearch
from kassa_tui.screens.orders.make import MakeOrderScreen
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.basket.typed_numbers import NotAQuantityError
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.listing import Listing
from kassa_tui.widgets.pad import Pad
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

BREAD = Article(1, "Bread", Money(295, "EUR"), "low")
CHEESE = Article(2, "Cheese", Money(1295, "EUR"), "low", unit="kg")


def picked(article: Article, signs: str) -> tuple[Picking, str]:
    """An article that is marked, with what was typed behind it; and the signs of it that were refused."""
    picking, refused = Picking(), ""
    picking.turn(article)
    for sign in signs:
        mark = picking.of(article)
        assert mark is not None
        refused += "" if picking.write(mark, sign) else sign
    return picking, refused


@pytest.mark.parametrize(
    ("article", "signs", "quantity", "shown", "refused"),
    [
        (BREAD, "", 1000, "1 ×", ""),
        (BREAD, "12", 12000, "12 ×", ""),
        (BREAD, "03,5", 35000, "35 ×", "0,"),
        (BREAD, "12345", 1234000, "1234 ×", "5"),
        (CHEESE, "", None, "kg", ""),
        (CHEESE, "0.4,12", 412, "0,412 kg", ","),
    ],
)
def test_signs_make_a_quantity(article: Article, signs: str, quantity: int | None, shown: str, refused: str) -> None:
    picking, no = picked(article, signs)
    (mark,) = picking.marks
    assert (mark.quantity, mark.shown(LANGUAGES["nl"]), no) == (quantity, shown, refused)
    for _sign in mark.typed:
        picking.shorter(picking.marks[0])
    assert picking.marks[0].typed == ""
    picking.turn(article)
    assert picking.of(article) is None


def test_what_is_no_weight_is_refused() -> None:
    picking, _no = picked(CHEESE, "0,")
    with pytest.raises(NotAQuantityError):
        assert picking.marks[0].quantity


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.open("150.00")
    shop.article("Bread brown", "2.95", "low", code="5")
    shop.article("Bread white", "2.75", "low", code="6")
    shop.article("Cheese", "12.95", "low", unit="kg", code="44")
    return shop


def in_order(till: Register) -> list[tuple[str, int]]:
    """What is in the order that is made."""
    making = next(screen for screen in till.app.screen_stack if isinstance(screen, MakeOrderScreen))
    return [(line.text, line.quantity) for line in making.making.lines]


async def found(till: Register, text: str, sees: str) -> None:
    """The search of an order, with something found."""
    await till.type(text)
    till.app.screen.settle()  # type: ignore[attr-defined]
    await till.sees(sees)


async def test_digits_are_the_quantity_of_a_marked_row(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.press("f6", "f6", "pagedown", "pagedown", "f2", sees="Find article")
        await found(till, "bread", "Bread white")
        await till.press("f6", "1", "2", "backspace", "5", sees="15 ×█")
        await till.press("down", "f6", "3", "up", "0", sees="150 ×█")
        await till.press("delete", sees="2 marked")
        await found(till, "44", "Cheese")
        assert [mark.typed for mark in till.app.screen._picking.marks] == ["150", "3"]  # type: ignore[attr-defined]
        await till.press("f6", sees="1 found · 3 marked")
        await till.type("0,4")
        assert in_order(till) == []
        await till.press("escape", sees="Leave without adding?")
        await till.press("escape", "f12", sees="3 added")
        assert in_order(till) == [("Bread brown", 150_000), ("Bread white", 3000), ("Cheese", 400)]
        assert isinstance(till.app.screen, LineSearch)


async def test_fingers_mark_and_count(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        till.app.touch = True
        await till.press("f6", "f6", "pagedown", "pagedown", "f2", sees="Find article")
        await found(till, "bread", "Bread white")
        await till.press("f6", sees="1 ×")
        pad, listing = till.app.screen.query_one(Pad), till.app.screen.query_one(Listing)
        assert pad.kind == "offers", "digits alone"
        digit = next(each for each in pad.targets if each.what == targets.Press(("7",)))
        await till.pilot.click(pad, offset=(digit.x + 2, digit.y + 1))
        await till.sees("7 ×")
        row = next(each for each in listing.targets if each.what == targets.Row(1))
        for _tap in range(2):
            await till.pilot.click(listing, offset=(row.x + 2, row.y + 1))
        await till.sees("2 marked")
        await till.press("f12", sees="2 added")
        assert in_order(till) == [("Bread brown", 7000), ("Bread white", 1000)]
