"""Keys, scans and taps on a program in this process; what it shows as text."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from textual.app import App
from textual.events import Key
from textual.pilot import Pilot

from tests.screens.painting import paint_what_is_owed

PATIENCE = 60.0
"""Seconds after which something that should appear is given up."""

NAMES = {
    " ": "space", ",": "comma", ".": "full_stop", "*": "asterisk", "-": "minus", "+": "plus", "%": "percent_sign",
    "[": "left_square_bracket", "]": "right_square_bracket", "/": "slash", "@": "at", "=": "equals_sign",
    "(": "left_parenthesis", ")": "right_parenthesis", "'": "apostrophe", ":": "colon",
}  # fmt: skip

_CHARACTERS = {name: character for character, name in NAMES.items()} | {"enter": "\r", "tab": "\t"}


async def all_have_run() -> None:
    """Go on when every task of this loop waits for time, for a thread, or for a message that nobody has sent yet."""
    runnable = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    until = time.monotonic() + PATIENCE
    await asyncio.sleep(0)
    while runnable and time.monotonic() < until:
        await asyncio.sleep(0)


@dataclass
class Keyboard:
    """A person at a running program. Every key waits until what it does is done and drawn."""

    app: App[int]
    pilot: Pilot[int]

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    async def wait(self, ready: Callable[[], bool], what: str) -> None:
        """Let the program go on until something is so."""
        until = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < until, f"{what} did not come:\n{self.text}"
            await self._turn()
            await asyncio.sleep(0.002)

    async def sees(self, *texts: str) -> None:
        """Wait until all of the texts are on the screen."""
        for text in texts:
            await self.wait(lambda text=text: text in self.text, repr(text))  # type: ignore[misc]

    async def press(self, *keys: str, sees: str = "") -> None:
        """Press keys one after the other; then wait for a text."""
        for number, key in enumerate(keys, 1):
            self.send(key)
            await self.idle(painted=number == len(keys))
        if sees:
            await self.sees(sees)

    def send(self, key: str) -> None:
        """A key as the terminal's driver gives it; what it does has not happened yet."""
        driver = self.app._driver
        assert driver is not None
        event = Key(key, _CHARACTERS.get(key, key if len(key) == 1 else None))
        event.set_sender(self.app)
        driver.send_message(event)

    async def idle(self, *, painted: bool = True) -> None:
        """Wait until nothing is being recorded and nothing left to do; what is to be seen has been `painted`."""
        until = time.monotonic() + PATIENCE
        while not await self._turn() or (painted and paint_what_is_owed(self.app.screen_stack)):
            assert time.monotonic() < until, f"rest did not come:\n{self.text}"

    async def written(self) -> None:
        """Wait until what nobody waits for is recorded; a first start has no ledger yet."""
        counter = getattr(self.app, "counter", None)
        if counter is not None:
            await counter.ledger.run(lambda: None)

    async def _turn(self) -> bool:
        """Let everything on the screen take what waits for it, and draw; whether nothing is left to do."""
        await all_have_run()
        if self.app.screen_stack:
            self.app.screen._on_timer_update()
            await all_have_run()
        await self.written()
        await all_have_run()
        if self._rests():
            return True
        await asyncio.sleep(0.001)
        return False

    def _rests(self) -> bool:
        screen = self.app.screen
        due = screen._layout_required or screen._dirty_widgets or screen._callbacks
        drawn = screen._compositor.size == self.app.size and not due
        begun = not getattr(screen, "_beginning", False)
        busy = getattr(self.app, "busy", False)
        return not busy and ((drawn and begun) or self.app._exit)

    async def type(self, text: str, sees: str = "") -> None:
        """Type characters."""
        await self.press(*(NAMES.get(character, character) for character in text))
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
