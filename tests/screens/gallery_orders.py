"""The walk past the screens of orders: the queue, one order, making one, handing over, cancelling."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from tests.conftest import ShopUnderTest
from tests.screens.acts import elsewhere
from tests.screens.conftest import Register
from tests.screens.order_shop import customer, place


def _fill(shop: ShopUnderTest) -> None:
    """A late one, two for today, a later one and a concept, with long and short names."""
    today = shop.shop.today(shop.desk)
    first = customer(shop, "De Vries, Marja", phone="0612345678", delivery_street="Dike 1", delivery_city="Town")
    second = customer(shop, "Primary school The Bridge at the Long Canal", kind="company")
    shop.clock.later(days=-1)
    place(
        shop, first, ("Christmas parcel, large", "59.50", 1), ("Tulips", "12.50", 2), wanted=today - timedelta(days=1)
    )
    shop.clock.later(days=1)
    place(shop, second, ("Cake", "218.75", 1), wanted=today, wanted_time="16:30", delivery="delivery", subject="Party")
    place(shop, first, ("Candle", "3.00", 4), wanted=today, wanted_time="17:00")
    place(shop, second, ("Cake", "35.00", 1), wanted=today + timedelta(days=6))
    place(shop, first, confirm=False)


async def order_tour(till: Register, at: Callable[[str], Awaitable[None]]) -> None:
    """From a basket to the goods; nothing is left in the basket, the sale is on top again."""
    await till.press("f6")
    await at("orders-none")
    till.app.go_to("sale")
    await elsewhere(till, lambda: _fill(till.shop))
    till.app._look()
    await at("sale-orders")
    await _make(till, at)
    await till.press("f6")
    await at("orders")
    await till.press("f2", *"2")
    await at("orders-found")
    await till.press("escape", "right", "right")
    await at("orders-late")
    await till.press("left", "left", "enter")
    await at("order")
    await _act(till, at)
    await till.press("escape", "escape")
    till.app.go_to("sale")
    await till.idle()


async def _make(till: Register, at: Callable[[str], Awaitable[None]]) -> None:
    await till.press("q", "w", "f6")
    await at("order-make")
    await till.press("f12")
    await at("order-make-missing")
    await till.press("down", "right", "pagedown")
    await at("order-make-extra")
    await till.press("pagedown")
    await at("order-make-lines")
    await till.press("n")
    await at("order-own-line")
    await till.press("escape", "f2")
    await till.type("br")
    till.app.screen.settle()  # type: ignore[attr-defined]
    await at("order-line-search")
    await till.press("escape", "pagedown", "escape")
    await at("order-make-leave")
    await till.press("2")
    await till.idle()


async def _receive(till: Register, at: Callable[[str], Awaitable[None]]) -> None:
    """What is to come, as a list, and when it has come; the order is on top again."""
    await till.press("escape", "escape", *["right"] * 6)
    await at("orders-awaited")
    await till.press("f12")
    await at("orders-received")
    await till.press("escape", *["right"], "enter")


async def _act(till: Register, at: Callable[[str], Awaitable[None]]) -> None:
    await till.press("f7")
    await at("order-print")
    await till.press("escape", "f12")
    await till.type("50")
    await at("order-deposit")
    await till.press("f12", "o")
    await at("order-payment")
    await till.press("f12")
    await at("order-transfer")
    await till.press("f6")
    await at("order-awaited")
    await _receive(till, at)
    await till.press("f12", "5", "0", "f12", "p", "f12", "f12")
    await at("order-paid")
    await till.press("escape", "enter", "plus")
    await at("order-hand-over")
    await till.press("escape", "delete")
    await at("order-cancel")
    await till.press("escape", "f4")
    await at("order-change")
    await till.press("escape")
