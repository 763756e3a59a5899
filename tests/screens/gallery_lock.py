"""The walk past the screens that prove who somebody is: the PIN, the approval and the lock."""

from collections.abc import Awaitable, Callable

from msgspec.structs import replace

from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.desk import Person
from kassa_tui.till.ledger.permissions import CASHIER
from kassa_tui.till.people import people
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.screens.acts import elsewhere
from tests.screens.conftest import Register

At = Callable[[str], Awaitable[None]]

PINS = ("482193", "4821")
"""The owner's and a cashier's."""


async def lock_tour(till: Register, at: At) -> None:
    """A cashier comes, needs the owner, and the register locks."""
    owner = desk.owner()
    cashier = next(each for each in desk.people() if each.role == CASHIER)

    def prove() -> None:
        for person, pin in zip((owner, cashier), PINS, strict=True):
            people.set_pin(till.shop.desk.by(owner), person.id, pin)

    await elsewhere(till, prove)
    await _choose(till, cashier)
    await at("pin")
    await till.type("1111")
    await till.press("f12")
    await at("pin-wrong")
    await till.type(PINS[1])
    await till.press("f12")
    await _refused(till, at)
    await _locked(till, at)


async def _choose(till: Register, person: Person) -> None:
    await till.press("f10")
    await till.type(str([each.id for each in desk.people()].index(person.id) + 1))


async def _refused(till: Register, at: At) -> None:
    """What a cashier may not do."""
    till.app.go_to("office")
    await at("office-cashier")
    await till.press("home", "enter")
    await at("approval")
    await till.type("111111")
    await till.press("f12")
    await at("approval-wrong")
    await till.press("escape")
    await at("office-refused")
    till.app.go_to("sale")


async def _locked(till: Register, at: At) -> None:
    def lock() -> None:
        shop = till.shop.shop
        shop_edit.change(till.shop.desk.by(desk.owner()), ShopChange(shop, replace(shop, lock="auto")))

    await elsewhere(till, lock)
    await till.press("f10")
    await at("lock")
    await till.type(PINS[0])
    await at("lock-typed")
    await till.press("f12")
