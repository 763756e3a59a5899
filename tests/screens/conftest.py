"""A register on a terminal of its own: keys and scans go in, the picture comes out as text."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import pytest
from textual.pilot import Pilot

from kassa_tui.app import KassaApp
from kassa_tui.database import bound
from kassa_tui.hw.simulated import SimulatedPrinter
from kassa_tui.screens.menu import MenuQuestion
from kassa_tui.screens.payment import screen as payment_screen
from kassa_tui.till import staff
from kassa_tui.till.counter import Counter
from kassa_tui.till.recording import Ledger
from kassa_tui.till.spooler import Spooler
from tests.conftest import ShopUnderTest

PATIENCE = 20.0
"""Seconds after which something that should appear is given up."""


@dataclass
class Register:
    """The running program under test."""

    app: KassaApp
    pilot: Pilot[int]
    printer: SimulatedPrinter
    shop: ShopUnderTest

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    async def wait(self, ready: Callable[[], bool], what: str) -> None:
        """Let the program go on until something is so."""
        until = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < until, f"{what} did not come:\n{self.text}"
            await self.pilot.pause()

    async def sees(self, *texts: str) -> None:
        """Wait until all of the texts are on the screen."""
        for text in texts:
            await self.wait(lambda text=text: text in self.text, repr(text))  # type: ignore[misc]

    async def press(self, *keys: str, sees: str = "") -> None:
        """Press keys one after the other; then wait for a text."""
        for key in keys:
            await self.pilot.press(key)
            await self.idle()
        if sees:
            await self.sees(sees)

    async def idle(self) -> None:
        """Wait until nothing is being recorded."""
        await self.wait(lambda: not self.app.busy, "rest")
        await self.pilot.pause()

    async def type(self, text: str, sees: str = "") -> None:
        """Type characters."""
        for character in text:
            await self.pilot.press(_NAMES.get(character, character))
        await self.pilot.pause()
        if sees:
            await self.sees(sees)

    async def scan(self, *codes: str, sees: str = "") -> None:
        """Scan codes, as the scanner's thread gives them."""
        for code in codes:
            self.app.code_read(code)
            await self.pilot.pause()
            await self.idle()
        if sees:
            await self.sees(sees)

    async def click(self, text: str, sees: str = "") -> None:
        """Click the first place where a text stands."""
        rows = self.text.split("\n")
        row = next(number for number, line in enumerate(rows) if text in line)
        await self.pilot.click(offset=(rows[row].index(text) + 1, row))
        await self.idle()
        if sees:
            await self.sees(sees)


_NAMES = {
    " ": "space", ",": "comma", ".": "full_stop", "*": "asterisk", "-": "minus", "+": "plus", "%": "percent_sign",
    "[": "left_square_bracket", "]": "right_square_bracket", "/": "slash", "@": "at", "=": "equals_sign",
    "(": "left_parenthesis", ")": "right_parenthesis", "'": "apostrophe", ":": "colon",
}  # fmt: skip

Opener = Callable[..., AbstractAsyncContextManager[Register]]


@asynccontextmanager
async def running(
    shop: ShopUnderTest, *, size: tuple[int, int] = (100, 30), person: str = "Owner"
) -> AsyncIterator[Register]:
    """The program on a shop, with a simulated printer, until the block ends. Its clock is the test's."""
    bound().close()
    counter = Counter(shop.as_(person), Ledger())
    bound().read_only_here()
    printer = SimulatedPrinter()
    app = KassaApp(counter)
    app._bursts.gap = 0
    counter.simulated = printer
    counter.spooler = Spooler(printer, counter.ledger, counter.desk.register, app.printer_news)
    app.call_when_ready(counter.spooler.start)
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            register = Register(app, pilot, printer, shop)
            if len(staff.people()) > 1:
                await register.wait(lambda: isinstance(app.screen, MenuQuestion), "who is at the counter")
                await register.type(str(_position(person)))
            await register.idle()
            yield register
    finally:
        counter.close()


def _position(person: str) -> int:
    return [each.name for each in staff.people()].index(person) + 1


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Opens the register; a second press is not taken for a slip of the first."""
    monkeypatch.setattr(payment_screen, "GUARD_SECONDS", 0)
    return running


Steps = Callable[[Register], Awaitable[None]]
