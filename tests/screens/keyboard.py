"""Keys, scans and taps on a program in this process; what it shows as text."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from textual.app import App
from textual.events import Key
from textual.pilot import Pilot

from tests.screens.painting import paint_what_is_owed

PATIENCE = 20.0
"""Seconds after which something that should appear is given up."""

NAMES = {
    " ": "space", ",": "comma", ".": "full_stop", "*": "asterisk", "-": "minus", "+": "plus", "%": "percent_sign",
    "[": "left_square_bracket", "]": "right_square_bracket", "/": "slash", "@": "at", "=": "equals_sign",
    "(": "left_parenthesis", ")": "right_parenthesis", "'": "apostrophe", ":": "colon",
}  # fmt: skip

_CHARACTERS = {name: character for character, name in NAMES.items()} | {"enter": "\r", "tab": "\t"}


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
        for key in keys:
            self.send(key)
            await self.idle()
        if sees:
            await self.sees(sees)

    def send(self, key: str) -> None:
        """A key as the terminal's driver gives it; what it does has not happened yet."""
        driver = self.app._driver
        assert driver is not None
        event = Key(key, _CHARACTERS.get(key, key if len(key) == 1 else None))
        event.set_sender(self.app)
        driver.send_message(event)

    async def idle(self) -> None:
        """Wait until nothing is being recorded, and what stands on the screen has been drawn."""
        calm = 0
        until = time.monotonic() + PATIENCE
        while calm < 2:
            assert time.monotonic() < until, f"rest did not come:\n{self.text}"
            await self._turn()
            rests = self._rests() and not (calm and paint_what_is_owed(self.app.screen_stack))
            calm = calm + 1 if rests else 0
            await asyncio.sleep(0 if calm else 0.001)

    async def _turn(self) -> None:
        """Let everything on the screen take what waits for it, and draw."""
        await self.pilot._wait_for_screen()
        if self.app.screen_stack:
            self.app.screen._on_timer_update()

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
