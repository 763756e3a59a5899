"""People and permissions in the office: changed by the owner, with a PIN that nobody sees."""

import pytest

from kassa_tui.database import close_database, open_database, rows
from kassa_tui.till.ledger import desk
from kassa_tui.till.people import badges, people, pins
from tests.conftest import ShopUnderTest
from tests.screens.acts import printed, rings
from tests.screens.conftest import Opener, Register
from tests.shared import journalled

pytestmark = pytest.mark.english


async def to_people(till: Register) -> None:
    await till.press("f9", "3", "end", "up", "up", "up", "enter", sees="Works here")


async def to_permissions(till: Register) -> None:
    await till.press("f9", "3", "end", "up", "up", "enter", sees="▶ cashier")


async def test_somebody_new_with_a_pin(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_people(till)
        await till.press("f6", sees="New person")
        await till.type("Cashier 2")
        await till.press("down", "down", "down", "down")
        await till.type("7294")
        await till.press("down")
        await till.type("7249")
        await till.press("f12", sees="The two PINs are not the same.")
        assert "7294" not in till.text
        await till.type("7294")
        await till.press("down")
        await till.type("7294")
        await till.press("f12", sees="4 digits")
    close_database()
    open_database(shop.path)
    assert pins.prove(shop.desk, "7294").name == "Cashier 2"
    assert '"name":"Cashier 2"' in str(rows("SELECT facts FROM journal WHERE kind = 'person.added'"))


async def test_a_pin_is_taken_away_and_an_easy_one_refused(shop: ShopUnderTest, opened: Opener) -> None:
    people.set_pin(shop.desk, desk.named("Cashier").id, "7294")
    async with opened(shop) as till:
        await to_people(till)
        await till.press("home", "enter", sees="as it is")
        await till.press(*["down"] * 5)
        await till.type("1111")
        await till.press("down")
        await till.type("1111")
        await till.press("f12", sees="too easy")
        await till.press("delete", "up", "delete", "up", "right")
        await till.press("f12", sees="Works here")
        assert "4 digits" not in till.text
    assert not pins.used()


async def test_a_new_badge_comes_out_of_the_printer(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_people(till)
        await till.press("home", "f7", sees="New badge for Cashier?")
        await till.press("escape")
        assert journalled("person.badge") == 0
        await till.press("f7", "f12")
        paper = await printed(till, "P-")
        assert "Cashier" in paper
    code = next(word for word in paper.split() if badges.is_badge(word))
    open_database(shop.path)
    assert badges.prove(shop.desk, code).name == "Cashier"
    assert rows("SELECT document FROM print_job") == [(None,)]


async def test_the_only_owner_is_told_so(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_people(till)
        await till.press("end", "enter", sees="Change person")
        await till.press("down", "right", "f12", sees="Owner is the only owner and stays one.")
        await till.press("left", "escape", sees="Works here")
        assert rows("SELECT role FROM person WHERE name = 'Owner'") == [("owner",)]


async def test_permissions_are_given_taken_and_limited(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_permissions(till)
        await select(till, "give a discount")
        await till.sees("● 10 %", "F12 Take from cashier", "F4 Limit")
        await till.press("f4", sees="At most")
        await till.press("delete")
        await till.type("5")
        await till.press("f12", sees="● 5 %")
        await till.press("f12", sees="F12 Give to cashier")
        assert "F4 Limit" not in till.text
        await till.press("left", sees="F12 Take from manager")
        await select(till, "refund against a receipt")
        await till.press("f4", sees="At most")
        await till.type("25")
        await till.press("f12", sees="● 25.00")
    assert people.grants("manager")["refund.receipt"] == 2500
    assert "sale.discount" not in people.grants("cashier")
    assert journalled("role.changed") == 3


async def test_who_changes_people_stays_fixed(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        heard = rings(till)
        await to_permissions(till)
        await select(till, "change people and permissions")
        await till.press("f12", sees="What an owner may do is fixed")
        assert heard
    assert journalled("role.changed") == 0


async def select(till: Register, words: str) -> None:
    """Move to the permission of these words."""
    screen = till.app.screen
    position = [action.text for action in screen.actions].index(words)  # type: ignore[attr-defined]
    await till.press("home", *["down"] * position)


async def test_a_manager_is_shown_who_may(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Manager") as till:
        await till.press("f9", "3", "end", "up", "up", "up")
        await till.press("enter", sees="Manager needed")
        await till.sees("▶Owner")
        await till.press("escape", sees="Manager may not do this: change people and permissions.")
        assert journalled("permission.refused") == 1
