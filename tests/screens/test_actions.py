"""The search through all actions: found by a few letters, done by Enter, asked about where somebody may not."""

import pytest

from kassa_tui import i18n, spelling
from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.frame.menu import Item
from kassa_tui.screens.goods.products import ProductsScreen
from kassa_tui.screens.office.actions import ActionsScreen, matching
from kassa_tui.screens.office.tasks import TASKS
from kassa_tui.screens.people.permissions import PermissionsScreen
from kassa_tui.screens.people.staff import StaffScreen
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register


async def found(till: Register, text: str) -> list[str]:
    """What a few letters find, the best first."""
    await till.type(text)
    screen = till.app.screen
    assert isinstance(screen, ActionsScreen)
    screen.settle()
    await till.idle()
    return [each.word for each in screen.found]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("re", ["Register", "Reports", "Store", "Products"]),
        ("pro", ["Products"]),
        ("OFF sw", ["Switch off"]),
        ("udgaede", ["Udgåede"]),
        ("udgaaede", ["Udgåede"]),
        ("laes", ["Læs"]),
        ("zzz", []),
    ],
)
def test_the_best_match_comes_first_and_accents_do_not_matter(typed: str, words: list[str]) -> None:
    items = [
        Item("Store", 1), Item("Products", 2, "prices and records"), Item("Register", 3), Item("Switch off", 4),
        Item("Reports", 5), Item("Udgåede", 6), Item("Læs", 7),
    ]  # fmt: skip
    assert [each.word for each in matching(items, typed)] == words


def test_a_letter_without_its_accent_is_the_same() -> None:
    assert spelling.plain("Købmænd Ålborg É") == "kobmaend alborg e"


async def test_every_place_task_menu_item_and_key_is_there(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        screen = till.app.screen
        assert isinstance(screen, KassaScreen)
        keys = {each.word for each in screen.now() if each.word}
        menu = {each.word for each in till.app._menu_items(screen)}
        await till.press("ctrl+p", sees="All actions")
        assert isinstance(till.app.screen, ActionsScreen)
        there = {each.word for each in till.app.screen.found}
        assert there == keys | menu | {i18n._(task.word) for task in TASKS}
        assert {"Sale", "Orders", "Training mode", "Language", "Start session", "Help"} <= there
        await till.press("ctrl+p", sees="Ready to scan")


async def test_letters_and_enter_open_a_task_of_the_office(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("ctrl+p")
        await till.type("permi")
        await till.press("f12", sees="Permissions")
        assert isinstance(till.app.screen, PermissionsScreen)
        assert till.app.current_mode == "office"
        await till.press("escape", sees="Devices")


async def test_a_key_of_the_screen_below_does_there_what_it_does(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("ctrl+p")
        assert (await found(till, "start"))[0] == "Start session"
        await till.press("f12", sees="Opening amount")


async def test_the_menu_leads_there_and_back(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("f9", sees="Ctrl+P")
        await till.click("All actions", sees="found")
        assert isinstance(till.app.screen, ActionsScreen)
        assert {task.word for task in TASKS} <= {act.word for act in till.app.screen.found}
        await till.press("escape", sees="Ready to scan")
        await till.press("f1", sees="Ctrl+P")


async def test_it_is_off_for_a_cashier(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await till.press("ctrl+p")
        assert not isinstance(till.app.screen, ActionsScreen)
        await till.press("f9", sees="Language")
        assert "All actions" not in till.text
        await till.press("escape", "f1", sees="Help")
        assert "Ctrl+P" not in till.text


async def test_what_a_manager_may_not_do_is_asked_for_and_ends_with_the_task(
    shop: ShopUnderTest, opened: Opener
) -> None:
    async with opened(shop, person="Manager") as till:
        await till.press("ctrl+p")
        assert await found(till, "people") == ["People"]
        await till.sees("owner")
        await till.press("f12", sees="Manager needed")
        await till.press("escape", sees="Manager may not do this")
        await till.press("ctrl+p")
        await till.type("people")
        await till.press("f12", sees="Manager needed")
        await till.press("f12")
        assert isinstance(till.app.screen, StaffScreen)
        assert till.app.counter.desk.approver is not None
        await till.press("escape")
        assert till.app.counter.desk.approver is None


async def test_what_is_half_done_in_the_office_stays_below(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("f9", "3", "enter")
        products = till.app.screen
        assert isinstance(products, ProductsScreen)
        await till.type("br")
        await till.press("ctrl+p")
        await till.type("people")
        await till.press("f12")
        assert isinstance(till.app.screen, StaffScreen)
        await till.press("escape")
        assert products.text == "br"
        assert till.app.screen_stack[-1] is products
