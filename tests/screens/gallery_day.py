"""The walk past the screens of a day at the counter: start, sales, payments, receipts, and the close."""

from collections.abc import Awaitable, Callable

from kassa_tui import i18n
from kassa_tui.till.goods import product_import
from kassa_tui.till.ledger import desk
from kassa_tui.till.setup import demo
from tests.screens.acts import elsewhere
from tests.screens.conftest import Register

At = Callable[[str], Awaitable[None]]

BEER = 137
"""The number of an article of the demo shop with a deposit and an age."""

SHIRTS = """article code;axis 1;axis 2;name;price;vat;code
SHIRT;red;S;Shirt red S;20;high;7101
SHIRT;red;M;Shirt red M;20;high;7102
SHIRT;blue;M;Shirt blue M;24;high;7103
"""


async def sale_tour(till: Register, at: At) -> None:
    """From the start of the session to what is looked up afterwards."""
    await _start(till, at)
    await _sell(till, at)
    await _variants(till, at)
    await _pay(till, at)
    await _look_back(till, at)


async def close_tour(till: Register, at: At) -> None:
    """The drawer, the close and what it left."""
    await _drawer(till, at)
    await _close(till, at)


async def _start(till: Register, at: At) -> None:
    await till.press("f12")
    await till.type("148,50" if i18n.current().language.decimal == "," else "148.50")
    await at("start")
    await till.press("f4")
    await till.type("1")
    await at("start-coins")
    await till.press("escape", "f12", "f12")


async def _sell(till: Register, at: At) -> None:
    for key in "qwe":
        await till.press(key)
    await till.type("3*q")
    await till.press("v")
    await till.type("0.412")
    await at("weigh")
    await till.press("f12")
    await till.press("f4", "down", "down")
    await till.type("10%")
    await at("line")
    await till.press("f12")
    await till.press("f5")
    await at("park")
    await till.press("f12")
    await till.press("d", "f")
    await till.press("f5", "f12")
    await till.press("f5")
    await at("parked")
    await till.press("f12", "s", "z", "x")
    await till.type("12*")
    await at("sale")
    await till.press("escape")
    await till.scan("8712345678905")
    await at("sale-misread")
    await till.scan("UNKNOWN-1")
    await at("sale-unknown")
    await till.press("f2")
    await till.type("br")
    till.app.screen.settle()  # type: ignore[attr-defined]
    await at("search")
    await till.press("escape")
    await till.press("f1")
    await at("help")
    await till.press("escape", "f9")
    await at("menu")
    await till.click(i18n._("Price check"))
    await till.scan(demo.barcode(BEER))
    await at("price-check")
    await till.press("escape", "f9")
    await till.click(i18n._("Sell a gift voucher"))
    await till.type("25")
    await till.press("f12")
    await at("voucher-sale")
    await till.press("escape")
    await till.scan(demo.barcode(BEER))
    await at("age")
    await till.press("escape", "escape")


async def _variants(till: Register, at: At) -> None:
    """A shirt in sizes and colours, put on the receipt and taken off again."""
    await elsewhere(till, lambda: product_import.load(till.shop.desk.by(desk.owner()), SHIRTS.encode()))
    await till.press("f2")
    await till.type("shirt")
    till.app.screen.settle()  # type: ignore[attr-defined]
    await till.press("f4")
    await till.type("2")
    await at("variants")
    await till.press("escape")


async def _pay(till: Register, at: At) -> None:
    await till.press("f12", "p")
    await at("payment-card")
    await till.type("5")
    await till.press("f12")
    await at("card")
    await till.press("f12")
    await at("payment-split")
    await till.press("b", "f12")
    await at("voucher-payment")
    await till.press("escape")
    await till.press("c")
    await till.type("1000")
    await at("payment-cash")
    await till.press("f12")
    await at("payment-much")
    await till.press("f12")
    await at("change")


async def _look_back(till: Register, at: At) -> None:
    await till.press("q", "f12", "p", "f12", "f12")
    await at("paid-by-card")
    await till.press("escape", "f7")
    await at("receipts")
    await till.press("f5")
    await till.type("a.long.name.of.a.customer@and.a.long.domain.example.org")
    await at("receipt-mail")
    await till.press("f12")
    await at("receipt-mail-sure")
    await till.press("escape", "escape")
    await till.press("f4")
    await at("correction")
    await till.press("escape")
    await till.press("delete", "plus")
    await at("refund")
    await till.press("f12")
    await at("sale-refund")
    await till.press("f12")
    await at("payment-refund")
    await till.press("f12", "f12")
    await at("refunded")
    await till.press("escape", "f9")
    await till.click(i18n._("Training mode"))
    await till.press("q")
    await at("training")
    await till.press("delete", "f9")
    await till.click(i18n._("End training"))


async def _drawer(till: Register, at: At) -> None:
    await till.press("f9")
    await till.type("2")
    await till.press("f8", "minus")
    await till.type("20")
    await at("drawer")
    await till.press("enter", "enter")
    await till.type("Bank")
    await till.press("f12")
    await at("register")
    await till.press("down", "enter")
    await at("note")
    await till.press("escape", "f7")
    await at("x-report")
    await till.press("escape")


async def _close(till: Register, at: At) -> None:
    await till.press("f12")
    await at("close-count-empty")
    for count in "241332":
        await till.type(count)
        await till.press("enter")
    await at("close-count")
    await till.press("f12")
    await at("close-empty-rows")
    await till.press("f12")
    await at("close-overview")
    await till.press("f12")
    await at("close-note")
    await till.press("f12")
    await at("close-leave")
    await till.press("tab", "down", "plus")
    await at("close-shift")
    await till.press("f12")
    await at("close-take-out")
    await till.press("f12")
    await at("close-done")
    await till.press("f12")
    await at("register-none")
    await till.press("f2")
    await at("history")
    await till.press("enter")
    await at("history-session")
    await till.press("f12")
    await at("z-report")
    await till.press("escape", "escape", "escape")
