"""What holds on every screen: help, honest keys, no harm by others, another language and theme at once."""

import logging
import os
import re
from collections.abc import Awaitable, Callable
from string import ascii_letters

import pytest
from textual.events import Key

from kassa_tui import i18n
from kassa_tui.app import THEME_WORDS
from kassa_tui.database import rows
from kassa_tui.screens.frame.base import KassaScreen, Keys
from kassa_tui.screens.frame.help import HelpQuestion
from kassa_tui.screens.goods.products import ProductsScreen
from kassa_tui.till.ledger import desk
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.listing import PaperView
from tests.conftest import ShopUnderTest
from tests.screens.acts import menu, payment
from tests.screens.conftest import Opener, Register

BREAD = "8712345678906"


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    deposit = shop.article("111", "0.15", "outside", kind="packaging")
    shop.article("222", "2.95", barcodes=(BREAD,), key="1Q", packaging_id=deposit.id)
    shop.article("333", "1.00", "low", unit="kg", barcodes=("KAAS",))
    return shop


# --- Every screen, and how one comes there ---


async def sold(till: Register) -> None:
    await till.scan(BREAD)
    await till.press("f12", sees="Payment method")
    await till.press("c", "f12", sees="Paid in full")
    await till.sees("drawer open", "printed")


async def with_lines(till: Register) -> None:
    await till.scan(BREAD)


async def parked(till: Register) -> None:
    await till.scan(BREAD)
    await till.press("f5", "f12", "f5")


async def receipts(till: Register) -> None:
    await sold(till)
    await till.press("escape", "f7")


async def refund(till: Register) -> None:
    await receipts(till)
    await till.press("delete")


async def session(till: Register) -> None:
    await sold(till)
    await menu(till, "2")


async def closing(till: Register) -> None:
    await session(till)
    await till.press("f12")


async def details(till: Register) -> None:
    await session(till)
    await till.press("f2", "f12")


async def paper(till: Register) -> None:
    await session(till)
    await till.press("f7")


async def product(till: Register) -> None:
    await menu(till, "3", "enter")
    await till.scan(BREAD)


async def unknown(till: Register) -> None:
    await till.scan("NEW-1")


async def search(till: Register) -> None:
    await till.press("f2", "2", sees="1 found")


async def order_make(till: Register) -> None:
    await till.scan(BREAD)
    await till.press("f6", sees="Delivery and customer")


def pressed(*keys: str) -> Callable[[Register], Awaitable[None]]:
    async def go(till: Register) -> None:
        await till.press(*keys)

    return go


SCREENS: dict[str, Callable[[Register], Awaitable[None]]] = {
    "sale": pressed(),
    "lines": with_lines,
    "unknown": unknown,
    "paid": sold,
    "search": search,
    "payment": payment,
    "parked": parked,
    "receipts": receipts,
    "refund": refund,
    "register": pressed("f9", "2"),
    "start": pressed("f12"),
    "coins": pressed("f12", "f4"),
    "session": session,
    "closing": closing,
    "history": pressed("f9", "2", "f2"),
    "details": details,
    "paper": paper,
    "office": pressed("f9", "3"),
    "products": pressed("f9", "3", "enter"),
    "product": product,
    "actions": pressed("ctrl+p"),
    "settings": pressed("f9", "3", "down", "down", "enter"),
    "settings-form": pressed("f9", "3", "down", "down", "enter", "enter"),
    "reports": pressed("f9", "3", "home", *["down"] * 4, "enter"),
    "customers": pressed("f9", "3", "end", "up", "enter"),
    "key-pages": pressed("f9", "3", "home", "down", "down", "down", "enter"),
    "people": pressed("f9", "3", "end", "up", "up", "up", "enter"),
    "person": pressed("f9", "3", "end", "up", "up", "up", "enter", "enter"),
    "permissions": pressed("f9", "3", "end", "up", "up", "enter"),
    "devices": pressed("f9", "3", "end", "enter"),
    "orders": pressed("f6"),
    "order-make": order_make,
    "order-new": pressed("f6", "f6"),
}


async def home(till: Register) -> None:
    """Back to the sale, whatever is open or has been said."""
    till.app.news = ()
    for place in ("office", "register", "orders", "sale"):
        till.app.go_to(place)
        await till.pilot.pause()
        while len(till.app.screen_stack) > 1:
            till.app.pop_screen()
            await till.idle()


every_screen = pytest.mark.parametrize("name", SCREENS)
LONG = pytest.mark.skipif(not os.environ.get("KASSA_TORTURE"), reason="every screen takes a minute: make torture")


@pytest.fixture
def faults(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What went wrong inside the program."""
    return lambda: [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@every_screen
async def test_f1_explains_and_esc_closes(
    stocked: ShopUnderTest, opened: Opener, name: str, faults: Callable[[], list[str]]
) -> None:
    async with opened(stocked) as till:
        await SCREENS[name](till)
        screen, text = till.app.screen, till.text
        assert isinstance(screen, KassaScreen)
        about, _scan = screen.helps()
        assert about, "nothing is said about this screen"
        for away in ("escape", "f1", "enter"):
            await till.press("f1", sees="Help")
            assert isinstance(till.app.screen, HelpQuestion)
            await till.sees(about[:20], "F1")
            await till.press(away)
            assert till.app.screen_stack[-1] is screen
        assert till.text == text
        assert faults() == []


def state(till: Register) -> list[object]:
    """Everything that a key could have changed."""
    journal = rows("SELECT count(*), max(number) FROM journal")
    return [till.text, list(till.app.screen_stack), journal, len(till.printer.papers), till.printer.kicks]


@every_screen
async def test_every_key_in_the_footer_does_something(
    stocked: ShopUnderTest, opened: Opener, name: str, faults: Callable[[], list[str]]
) -> None:
    async with opened(stocked) as till:
        await SCREENS[name](till)
        screen = till.app.screen
        assert isinstance(screen, Keys)
        shown = [each for each in screen.now() if each.word]
        assert all(each.label in till.text for each in shown if each.go)
        for number, each in enumerate(shown):
            if number:
                await home(till)
                await SCREENS[name](till)
            before = state(till)
            await till.press(each.names[0])
            await till.wait(lambda before=before: state(till) != before, f"{name}: {each.label} {each.word}")
            assert till.app.is_running
            assert faults() == []


@LONG
@every_screen
async def test_keys_without_a_meaning_harm_nothing(
    stocked: ShopUnderTest, opened: Opener, name: str, faults: Callable[[], list[str]]
) -> None:
    """A child at the keyboard: every key that the footer does not show, twice, faster than the screen."""
    async with opened(stocked) as till:
        await SCREENS[name](till)
        screen = till.app.screen
        assert isinstance(screen, Keys)
        used = {key for each in screen.now() if each.word for key in each.names} | {"f10", "escape", "enter", "f7"}
        keys = ["f11", "f3", "f6", "tab", "home", "end", "pageup", "pagedown", "left", "right", "up", "down", "insert"]
        keys += ["backspace", "delete", "plus", "minus", "asterisk", "ctrl+a", "ctrl+z", "ctrl+q", "ctrl+c", "€", "1"]
        for key in keys:
            if key not in used:
                till.app.post_message(Key(key, key if len(key) == 1 else None))
                till.app.post_message(Key(key, key if len(key) == 1 else None))
        await till.idle()
        await till.scan("")
        assert faults() == []
        assert till.app.is_running
        assert rows("SELECT count(*) FROM receipt") == [(1 if name in SOLD else 0,)]


SOLD = ("paid", "receipts", "refund", "session", "closing", "details", "paper")


# --- Languages and themes ---

OTHER_LETTERS = str.maketrans(ascii_letters, "".join(chr(0x410 + i) for i in range(len(ascii_letters))))
KEPT = {
    "Owner",
    "Page",
    "Esc",
    "Enter",
    "Tab",
    "Del",
    "PgDn",
    "NEW",
    "kg",
    "søn",
    "nov",
    "KvK",
    *(language.name for language in i18n.LANGUAGES.values()),
    "Shop",
    "Test",
    "IIIIIPPPPPC",
    "IIIIIWWWWWC",
}
"""Words that are the same in all languages here: data, the names of keys, and how a scale's codes are laid out."""


def foreign(message: str) -> str:
    """The message in letters that no English word has; what is put in stays."""
    parts = re.split(r"(\{[^}]*\})", message)
    return "".join(part if part.startswith("{") else part.translate(OTHER_LETTERS) for part in parts)


@pytest.fixture
def danish_is_foreign(monkeypatch: pytest.MonkeyPatch) -> None:
    """Danish becomes a language whose every letter differs."""
    words, text = i18n.words("da"), i18n.Words.text

    def spoken(self: i18n.Words, message: str) -> str:
        return foreign(message) if self is words else text(self, message)

    monkeypatch.setattr(i18n.Words, "text", spoken)
    monkeypatch.setattr(i18n.Words, "plural", lambda self, one, many, n: spoken(self, one if n == 1 else many))
    monkeypatch.setattr(i18n.Words, "context", lambda self, context, message: spoken(self, message))


def english(till: Register) -> set[str]:
    """English words on the screen, but for paper, which keeps the shop's language."""
    canvases = [each for each in till.app.screen.query(Canvas) if not isinstance(each, PaperView)]
    strips = till.app.screen._compositor.render_strips()
    rows_of = ((each.region, strips[each.region.y : each.region.bottom]) for each in canvases)
    text = "\n".join(row.crop(region.x, region.right).text for region, shown in rows_of for row in shown)
    return set(re.findall(r"[A-Za-z]{2,}", text)) - KEPT


@pytest.mark.parametrize("name", sorted(SCREENS.keys() - {"unknown"}))
@pytest.mark.usefixtures("danish_is_foreign")
async def test_another_language_changes_every_word(stocked: ShopUnderTest, opened: Opener, name: str) -> None:
    """But for what was refused: that is said once, and goes with the next key."""
    async with opened(stocked) as till:
        await SCREENS[name](till)
        text = till.text
        till.app.speak("da")
        await till.idle()
        assert english(till) - {person.name for person in desk.people()} == set()
        till.app.speak("en")
        await till.idle()
        assert till.text == text


async def test_a_language_is_chosen_in_the_menu(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.press("f9", sees="Language")
        await till.click("Language", sees="Nederlands")
        await till.press("1", sees=i18n.words("nl").text("Start session"))
        assert i18n.current().language.code == "nl"
        await till.press("f9", *["down"] * 3, "f12", "escape")
        assert i18n.current().language.code == "nl"


@LONG
@every_screen
async def test_every_screen_is_drawn_in_every_theme(stocked: ShopUnderTest, opened: Opener, name: str) -> None:
    """The same text, and colours of the theme only."""
    from kassa_tui.widgets.drawing.palette import PALETTES

    async with opened(stocked, size=(80, 24)) as till:
        await SCREENS[name](till)
        text = till.text
        for palette in PALETTES.values():
            till.app.theme = palette.name
            till.app._relabel()
            await till.idle()
            assert till.text == text
            for canvas in till.app.screen.query(Canvas):
                styles = {segment.style for strip in canvas._painted() for segment in strip if segment.style}
                names = {style.bgcolor.name.lower() for style in styles if style.bgcolor}
                assert names <= {color.lower() for color in palette.grounds.values()}


async def test_colours_change_in_the_menu(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        for word in ("dark", "light", "console", "dark"):
            await till.press("f9", sees=word)
            assert THEME_WORDS[till.app.theme] == word
            await till.click("Colours")
            await till.idle()


async def test_a_screen_that_is_only_being_made_survives_the_second(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        screen = ProductsScreen(till.app.counter)
        till.app.push_screen(screen)
        screen.update_bar()
        till.app._look()
        await till.sees("Find article")
        assert till.app.screen is screen


@pytest.mark.parametrize("name", ["devices", "register", "sale"])
async def test_the_second_that_falls_into_the_end_is_no_fault(
    stocked: ShopUnderTest, opened: Opener, name: str, faults: Callable[[], list[str]]
) -> None:
    async with opened(stocked) as till:
        await SCREENS[name](till)
        screen = till.app.screen
        assert isinstance(screen, KassaScreen)
        await screen.query(Canvas).remove()
        till.app._look()
        screen.update_frame()
    assert faults() == []
