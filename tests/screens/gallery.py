"""A walk past every screen of the demo shop, the same in every language: for pictures, and for checks of them all."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from kassa_tui import i18n
from kassa_tui.app import KassaApp
from kassa_tui.database import bound, close_database
from kassa_tui.hw.ports import SCANNER_OK
from kassa_tui.hw.simulated import SimulatedPrinter, SimulatedSearch
from kassa_tui.screens.setup import SetupApp
from kassa_tui.screens.tour import CARDS
from kassa_tui.till import catalog, customers, demo, founding, journal, sales, staff
from kassa_tui.till.basket import Basket
from kassa_tui.till.counter import Counter
from kassa_tui.till.customer_form import CustomerForm
from kassa_tui.till.recording import Ledger
from kassa_tui.till.spooler import Spooler
from kassa_tui.till.tender import plain
from kassa_tui.widgets.draw import Canvas
from tests.conftest import ShopUnderTest, TestClock
from tests.screens.conftest import Register
from tests.screens.gallery_orders import order_tour
from tests.screens.keyboard import Keyboard

Visit = Callable[[str, App[int]], Awaitable[None]]
"""What is done at each screen: its name, and the program that shows it."""

BEER = 137
"""The number of an article of the demo shop with a deposit and an age."""

SIZES = ((80, 24), (100, 30), (120, 40))


def strips(app: App[int]) -> list[Strip]:
    """The rows on the screen, a question with what is dimmed below it."""
    return app.screen._compositor.render_strips()


async def show(app: App[int], pilot: Pilot[int], *, size: tuple[int, int], theme: str) -> None:
    """Draw the same screen in another size and theme."""
    app.theme = theme
    await pilot.resize_terminal(*size)
    for screen in app.screen_stack:
        for canvas in screen.query(Canvas):
            canvas.repaint()
    await Keyboard(app, pilot).idle()


@asynccontextmanager
async def demo_register(folder: Path, language: str) -> AsyncIterator[Register]:
    """The demo shop's register with its owner, on a clock that stands still."""
    i18n.use(language)
    ticking = TestClock()
    desk = replace(founding.found(folder / "demo.db", demo.answers(language), ticking), channel="counter")
    demo.fill(desk)
    bound().close()
    counter = Counter(desk.by(staff.owner()), Ledger())
    bound().read_only_here()
    printer = SimulatedPrinter(shut_after=0)
    app = KassaApp(counter)
    app._bursts.gap = 0
    counter.simulated = printer
    counter.search = SimulatedSearch
    counter.spooler = Spooler(printer, counter.ledger, desk.register, app.printer_news)
    counter.devices.scanner = SCANNER_OK
    app.call_when_ready(counter.spooler.start)
    try:
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            yield Register(app, pilot, printer, ShopUnderTest(folder / "demo.db", desk, ticking))
    finally:
        counter.close()
        close_database()


async def tour(till: Register, visit: Visit) -> None:
    """Past every screen of the register, a whole day long."""

    async def at(name: str) -> None:
        await till.idle()
        await visit(name, till.app)

    await at("person")
    position = [each.name for each in staff.people()].index(staff.owner().name) + 1
    await till.type(str(position))
    await at("sale-empty")
    await till.press("f1")
    await at("help-tour")
    await till.press("t")
    for number in range(1, len(CARDS) + 1):
        await at(f"tour-{number}")
        await till.press("enter")
    await _start(till, at)
    await _sell(till, at)
    await _pay(till, at)
    await _look_back(till, at)
    await order_tour(till, at)
    await _drawer(till, at)
    await _close(till, at)
    await _office(till, at)
    await _customers(till, at)


At = Callable[[str], Awaitable[None]]


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
    await till.press("enter")
    await till.press("f4", "down", "down")
    await till.type("10%")
    await at("line")
    await till.press("f12")
    await till.press("f5")
    await at("park")
    await till.press("enter")
    await till.press("d", "f")
    await till.press("f5", "enter")
    await till.press("f5")
    await at("parked")
    await till.press("enter", "s", "z", "x")
    await till.type("12*")
    await at("sale")
    await till.press("escape")
    await till.scan("8712345678905")
    await at("sale-misread")
    await till.scan("UNKNOWN-1")
    await at("sale-unknown")
    await till.press("f2")
    await till.type("br")
    await till.wait(lambda: bool(till.app.screen.hits.articles), "hits")  # type: ignore[attr-defined]
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
    await till.press("enter")
    await at("voucher-sale")
    await till.press("escape")
    await till.scan(demo.barcode(BEER))
    await at("age")
    await till.press("escape", "escape")


async def _pay(till: Register, at: At) -> None:
    await till.press("f12", "p")
    await at("payment-card")
    await till.type("5")
    await till.press("enter")
    await at("card")
    await till.press("enter")
    await at("payment-split")
    await till.press("b", "enter")
    await at("voucher-payment")
    await till.press("escape")
    await till.press("c")
    await till.type("1000")
    await at("payment-cash")
    await till.press("f12")
    await at("payment-much")
    await till.press("enter")
    await at("change")


async def _look_back(till: Register, at: At) -> None:
    await till.press("q", "f12", "p", "f12", "enter")
    await at("paid-by-card")
    await till.press("escape", "f7")
    await at("receipts")
    await till.press("f4")
    await at("correction")
    await till.press("escape")
    await till.press("f12", "plus")
    await at("refund")
    await till.press("f12")
    await at("sale-refund")
    await till.press("f12")
    await at("payment-refund")
    await till.press("f12", "enter")
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
    await till.press("f8")
    await till.type("20")
    await at("drawer")
    await till.press("f12")
    await at("register")
    await till.press("f7")
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
    await till.press("enter")
    await at("close-overview")
    await till.press("f12")
    await at("close-note")
    await till.press("enter")
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


async def _office(till: Register, at: At) -> None:
    await till.press("f9")
    await till.type("3")
    await at("office")
    await till.press("enter")
    await till.type("br")
    await till.wait(lambda: bool(till.app.screen.hits.articles), "hits")  # type: ignore[attr-defined]
    await at("products")
    await till.press("enter")
    await at("product")
    await till.press("escape", "escape")
    await till.press("down", "down", "enter")
    await at("shop")
    await till.press("escape", "down", "enter")
    await at("key-pages")
    await till.press("asterisk", "right", "right")
    await at("key-pages-lifted")
    await till.press("escape", "f6")
    await at("key-pages-fill")
    await till.press("escape", "r", "enter")
    await at("key-pages-article")
    await till.press("enter")
    await at("key-pages-label")
    await till.press("escape", "escape", "end", "enter")
    await till.scan("8712345678906")
    await at("devices")
    await till.press("f7")
    await at("devices-drawer")
    await till.type("1")
    await till.press("f2")
    await till.wait(lambda: not till.app.screen.looking, "the check-up")  # type: ignore[attr-defined]
    await at("check-up")
    await till.press("escape", "f4")
    await at("scanner-setup")
    search = till.app.screen.search  # type: ignore[attr-defined]
    assert isinstance(search, SimulatedSearch)
    search.hear("2580")
    search.hear("8712345678901", "")
    await till.wait(lambda: len(till.app.screen.trials) == 2, "two codes")  # type: ignore[attr-defined]
    await at("scanner-found")
    await till.press("escape", "escape")


async def _customers(till: Register, at: At) -> None:
    """One who may buy on account, and did."""
    counter, shop = till.app.counter, till.app.counter.shop
    card = CustomerForm(
        name="De Korenaar", kind="company", street="Marktplein 1", postcode="1234 AB", city="Stad", phone="0612345678",
        debtor="D-1001", credit_limit=25000,
    )  # fmt: skip
    customer = await counter.record(customers.save, card)
    article = next(found for found in catalog.search("br", shop.currency).articles if found.price)
    basket = Basket(journal.new_uid(counter.desk.clock()), shop.currency, customer=customer).add(article)
    await counter.record(sales.record, basket, [plain("account", basket.total)])
    await till.press("end", "up", "enter")
    await at("customers")
    await till.press("f4")
    await at("customer")
    await till.press("escape", "enter", "space")
    await at("customer-account")
    await till.press("escape", "escape")


async def setup_tour(language: str, visit: Visit, pilot_ready: Callable[[Pilot[int]], None]) -> None:
    """Past the questions of the first start."""
    i18n.use(language)
    app = SetupApp(language, lambda form: None, theme="nacht")
    app._bursts.gap = 0
    async with app.run_test(size=(100, 30)) as pilot:
        keyboard = Keyboard(app, pilot)
        pilot_ready(pilot)
        await keyboard.idle()
        await visit("setup-1-place", app)
        await keyboard.press("f12", *"Shop")
        await visit("setup-2-shop", app)
        await keyboard.press("f12", *"Owner")
        await visit("setup-3-people", app)
        await keyboard.press("f12")
        await visit("setup-4-devices", app)
        await keyboard.press("f12")
        await visit("setup-5-confirm", app)
