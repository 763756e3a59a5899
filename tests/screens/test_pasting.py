"""What is pasted stands where text may be typed, or is refused aloud; what was typed before a scan is never lost."""

from collections.abc import Callable

import pytest
from textual import events
from textual.screen import Screen

from kassa_tui.screens.frame.ask import AskEntry, YesNo
from kassa_tui.screens.frame.menu import Item, MenuQuestion
from kassa_tui.screens.goods.product import ProductScreen
from kassa_tui.screens.lines.price_check import PriceQuestion
from kassa_tui.screens.people.pin import PinQuestion
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.screens.settings.screen import SettingsScreen
from kassa_tui.text import AMOUNT_SIGNS
from tests.conftest import ShopUnderTest
from tests.screens.acts import rings
from tests.screens.conftest import Opener, Register
from tests.screens.order_shop import BREAD, customer, place


async def paste(till: Register, text: str) -> None:
    """As a terminal gives it."""
    till.app.post_message(events.Paste(text))
    await till.idle()


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    """Bread on a quick key, a parcel without a price, and an order."""
    shop.open()
    shop.article("Bread", "2.95", "low", barcodes=(BREAD,), key="1Q", code="7")
    shop.articles["Parcel"] = shop.article("Parcel", "1.00", key="1W")
    place(shop, customer(shop), ("Cake", "100.00", 2))
    return shop


PLACES: dict[str, tuple[Callable[[Register], object] | tuple[str, ...], str]] = {
    "sale": ((), "25,00"),
    "search": (("f2",), "Bre"),
    "receipts": (("f7",), "25,00"),
    "orders": (("f6",), "Cake"),
    "lines of an order": (("f6", "f6", "pagedown", "pagedown"), "7"),
    "drawer": (("f8", "minus"), "25,00"),
    "amount": (lambda _till: AskEntry("Amount", "€", str, characters=AMOUNT_SIGNS), "25,00"),
    "text": (lambda _till: AskEntry("Name", "Name", str), "Æble & co"),
    "price check": (lambda till: PriceQuestion(till.app.counter), "NEW-1"),
}


@pytest.mark.parametrize("line_end", ["\n", "\r"])
@pytest.mark.parametrize("place", PLACES)
async def test_what_is_pasted_stands_there(stocked: ShopUnderTest, opened: Opener, place: str, line_end: str) -> None:
    """The first line; most terminals send a carriage return where a line ends."""
    way, text = PLACES[place]
    async with opened(stocked) as till:
        if isinstance(way, tuple):
            await till.press(*way)
        else:
            till.app.push_screen(way(till))  # type: ignore[call-overload]
        await till.idle()
        heard = rings(till)
        await paste(till, f" {text}{line_end}more")
        assert text in till.text
        assert not heard


@pytest.mark.parametrize(
    "make",
    [
        lambda _till: YesNo("Sure?", (), "Yes", "No"),
        lambda _till: MenuQuestion("Menu", [Item("One", 1), Item("Two", 2)]),
        lambda till: PinQuestion(till.app.counter, till.app.counter.person),
        lambda _till: AskEntry("Amount", "€", str, characters=AMOUNT_SIGNS),
        None,
    ],
)
async def test_what_does_not_belong_is_refused_aloud(
    stocked: ShopUnderTest, opened: Opener, make: Callable[[Register], object] | None
) -> None:
    """Nothing of it is taken: half an amount would be another one."""
    async with opened(stocked) as till:
        if make is not None:
            till.app.push_screen(make(till))  # type: ignore[call-overload]
        await till.idle()
        top, heard = till.app.screen, rings(till)
        await paste(till, "1e5")
        assert till.app.screen is top
        assert len(heard) == 1
        sale = next(each for each in till.app.screen_stack if isinstance(each, SaleScreen))
        assert sale.selling.entry.empty
        assert not isinstance(top, AskEntry) or not top._value


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda till: PriceQuestion(till.app.counter), "AB 12"),
        (lambda till: PriceQuestion(till.app.counter), "7" * 80),
    ],
)
async def test_what_has_no_room_or_other_signs_is_not_pasted_in_part(
    stocked: ShopUnderTest, opened: Opener, make: Callable[[Register], Screen[object]], text: str
) -> None:
    async with opened(stocked) as till:
        till.app.push_screen(make(till))
        await till.idle()
        await till.press("1", sees="1█")
        heard = rings(till)
        await paste(till, text)
        await till.sees("That cannot be pasted here.", "1█")
        assert heard


async def test_what_is_too_long_for_a_form_is_heard(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        till.app.push_screen(ProductScreen(till.app.counter))
        await till.idle()
        heard = rings(till)
        await paste(till, "Bread")
        assert not heard
        await paste(till, "Bread " * 20)
        assert len(heard) == 1


async def test_what_is_too_long_to_be_searched_for_is_heard(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        heard = rings(till)
        await till.press("f2", sees="Find article")
        await paste(till, "J" * 60)
        await till.press("escape", "escape", "f6", sees="Orders")
        assert len(heard) == 1
        await paste(till, "J" * 60)
        assert len(heard) == 2


async def test_no_field_takes_nothing_and_is_no_fault(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        till.app.push_screen(SettingsScreen(till.app.counter))
        await till.idle()
        heard, text = rings(till), till.text
        await paste(till, "25")
        assert (len(heard), till.text) == (1, text)


async def test_no_amount_is_typed_unseen_where_money_goes_back_as_it_was_paid(
    stocked: ShopUnderTest, opened: Opener
) -> None:
    stocked.sell(stocked.article("Bread", "2.95", "low"))
    async with opened(stocked) as till:
        await till.press("f7", "enter", "delete", sees="Take back ·")
        await till.press("f6", "f12", "f12", sees="As it was paid")
        heard = rings(till)
        await till.press("2")
        await paste(till, "25,00")
        assert len(heard) == 2
        await till.press("c", sees="Amount  ")
        assert "2█" not in till.text
        assert "0█" not in till.text


@pytest.mark.parametrize("when", ["too small", "recording"])
async def test_nothing_is_pasted_unseen(stocked: ShopUnderTest, opened: Opener, when: str) -> None:
    async with opened(stocked) as till:
        if when == "too small":
            await till.pilot.resize_terminal(50, 12)
        await till.idle()
        till.app.busy, heard = when == "recording", rings(till)
        till.app.post_message(events.Paste("25"))
        await till.pilot.pause()
        till.app.busy = False
        await till.idle()
        assert len(heard) == 1
        assert basket_entry(till) == ""


def basket_entry(till: Register) -> str:
    """What was typed for the next article."""
    return next(each for each in till.app.screen_stack if isinstance(each, SaleScreen)).selling.entry.text


def basket(till: Register) -> list[tuple[str, int]]:
    """Text and quantity (thousandths) of each line."""
    sale = next(each for each in till.app.screen_stack if isinstance(each, SaleScreen))
    return [(line.text, line.quantity) for line in sale.basket.lines]


@pytest.mark.parametrize("refused", ["NOTHING-1", "8712345678901", "V-7K3QM-2XPXY"])
async def test_how_many_is_typed_once_for_a_scan_that_is_refused(
    stocked: ShopUnderTest, opened: Opener, refused: str
) -> None:
    async with opened(stocked) as till:
        await till.type("12*")
        await till.scan(refused)
        await till.press("f12", sees="12 ×")
        await till.scan(BREAD)
        assert basket(till) == [("Bread", 12000)]
        await till.type("3*999")
        await till.press("enter", sees="Unknown code 999")
        await till.press("escape", sees="3 ×")


@pytest.mark.parametrize("act", ["scan", "key"])
async def test_what_was_typed_before_an_article_is_not_lost(stocked: ShopUnderTest, opened: Opener, act: str) -> None:
    async with opened(stocked) as till:

        async def sell() -> None:
            await (till.scan(BREAD) if act == "scan" else till.press("q"))

        await till.type("2")
        await sell()
        await till.sees("2 was typed before: 2 * sells so many, Esc")
        assert basket(till) == []
        await till.type("*")
        await sell()
        assert basket(till) == [("Bread", 2000)]
        await till.type("3")
        await sell()
        await till.press("escape")
        await sell()
        assert basket(till) == [("Bread", 3000)]


async def test_a_quantity_before_a_scan_counts_in_an_order_too(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.press("f6", "f6", "pagedown", "pagedown", sees="0 lines")
        await till.type("3*")
        await till.type("999")
        await till.press("enter", sees="Unknown code 999")
        await till.scan(BREAD, sees="8.85")
        await till.type("4")
        await till.scan(BREAD, sees="4 was typed before")
        await till.press("escape")
        await till.scan(BREAD, sees="11.80")
