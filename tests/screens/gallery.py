"""A walk past every screen of the demo shop, the same in every language: for pictures, and for checks of them all."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from kassa_tui import i18n
from kassa_tui.composition import build
from kassa_tui.database import rows
from kassa_tui.devices import Drivers
from kassa_tui.hw.ports import SCANNER_OK
from kassa_tui.hw.scanner.remembered import used_only
from kassa_tui.hw.simulated import SimulatedPrinter, SimulatedSearch
from kassa_tui.screens.frame import guard
from kassa_tui.screens.sale.tour import CARDS
from kassa_tui.screens.setup.app import SetupApp
from kassa_tui.screens.setup.scanner import FirstScanner, ScannerStep
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.setup import demo, founding
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.runs import Runs
from tests.conftest import ShopUnderTest, TestClock
from tests.screens import gallery_charts
from tests.screens.conftest import Register
from tests.screens.gallery_day import close_tour, sale_tour
from tests.screens.gallery_lock import lock_tour
from tests.screens.gallery_office import office_tour
from tests.screens.gallery_orders import order_tour
from tests.screens.keyboard import Keyboard

Visit = Callable[[str, App[int]], Awaitable[None]]
"""What is done at each screen: its name, and the program that shows it."""

SIZES = ((80, 22), (80, 24), (100, 30), (120, 40))


def strips(app: App[int]) -> list[Strip]:
    """The rows on the screen, a question with what is dimmed below it."""
    return app.screen._compositor.render_strips()


async def show(app: App[int], pilot: Pilot[int], *, size: tuple[int, int], theme: str) -> None:
    """Draw the same screen in another size and theme, unless it is drawn so."""
    if (tuple(app.size), app.theme) == (size, theme):
        return
    app.theme = theme
    await pilot.resize_terminal(*size)
    for screen in app.screen_stack:
        for canvas in screen.query(Canvas):
            canvas.repaint()
    await Keyboard(app, pilot).idle()


@asynccontextmanager
async def demo_register(
    folder: Path, language: str, *, kiosk: bool = False, trade: bool = False
) -> AsyncIterator[Register]:
    """The demo shop's register with its owner, on a clock that stands still; after a month of `trade`.

    In a `kiosk` it has the touch form, on the terminal that this process runs in.
    """
    i18n.use(language)
    ticking = TestClock()
    desk = replace(founding.found(folder / "demo.db", demo.answers(language), ticking), channel="counter")
    demo.fill(desk)
    if trade:
        gallery_charts.trade(desk.by(staff.owner()), ticking)
    printer = SimulatedPrinter(shut_after=0)
    held, guard.SECONDS = guard.SECONDS, 0
    try:
        with build(desk.by(staff.owner()), Drivers(printer, search=SimulatedSearch), touch=kiosk) as app:
            app.runs.bound = 0
            app.counter.devices.scanner = SCANNER_OK
            async with app.run_test(headless=not kiosk, size=None if kiosk else (100, 30)) as pilot:
                await pilot.pause()
                yield Register(app, pilot, printer, ShopUnderTest(folder / "demo.db", desk, ticking))
    finally:
        guard.SECONDS = held


OUT = "SELECT count(*) FROM print_job WHERE state IN ('queued', 'sending')"
"""Papers that are still to come out: what is said of them changes a screen by itself."""


def step(app: App[int]) -> ScannerStep:
    """The last page of a first start."""
    assert isinstance(app.screen, ScannerStep)
    return app.screen


async def tour(till: Register, visit: Visit) -> None:
    """Past every screen of the register, a whole day long."""

    async def at(name: str) -> None:
        await till.idle()
        await till.wait(lambda: rows(OUT) == [(0,)], "the end of printing")
        await till.idle()
        await visit(name, till.app)

    await at("person")
    await _owner(till)
    await at("sale-empty")
    await till.press("f1")
    await at("help-tour")
    await till.press("t")
    for number in range(1, len(CARDS) + 1):
        await at(f"tour-{number}")
        await till.press("enter")
    await sale_tour(till, at)
    await order_tour(till, at)
    await close_tour(till, at)
    await office_tour(till, at)
    await lock_tour(till, at)


async def _owner(till: Register) -> None:
    """The owner is at the counter."""
    position = [each.name for each in staff.people()].index(staff.owner().name) + 1
    await till.type(str(position))


async def month_tour(till: Register, visit: Visit) -> None:
    """Past the reports of a month of trade."""

    async def at(name: str) -> None:
        await till.idle()
        await visit(name, till.app)

    await till.idle()
    await _owner(till)
    await gallery_charts.chart_tour(till, at)


LABEL_KEYS = ("A", "b", "minus", "1", "slash")
"""The keys of the set-up label."""


async def setup_tour(
    language: str, visit: Visit, pilot_ready: Callable[[Pilot[int]], None], *, kiosk: bool = False
) -> None:
    """Past the questions of the first start."""
    i18n.use(language)
    scanner = FirstScanner(SimulatedSearch, used_only, lambda _register, _typing, _scanner: None)
    app = SetupApp(language, lambda form: None, theme="nacht", scanner=scanner)
    app.runs.bound = 0
    app.touch = kiosk
    async with app.run_test(headless=not kiosk, size=None if kiosk else (100, 30)) as pilot:
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
        await visit("setup-5-scanner", app)
        app.runs, start = Runs(), events.Key("x", "x").time
        # The silence that ends a run begins when all its keys are there, however long that takes here.
        app.reading_time = lambda: start  # type: ignore[method-assign]
        for number, (name, sign) in enumerate(zip(LABEL_KEYS, "Ab-1/", strict=True)):
            key = events.Key(name, sign)
            key.time = start + number / 100
            await app.on_event(key)
        app.reading_time = lambda: start + 60  # type: ignore[method-assign]
        await keyboard.wait(lambda: step(app).trial.begun, "what was scanned")
        await keyboard.idle()
        app.runs.bound = 0
        await visit("setup-6-scanner-types", app)
        await keyboard.press("f12")
        await visit("setup-7-confirm", app)
