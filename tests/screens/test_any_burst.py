"""Any label on every screen: what a scanner types is a code and nothing else, and at no speed does it book or answer.

The same walk pastes something everywhere: walking past all screens takes most of the time.
"""

import os
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App
from textual.screen import Screen

from kassa_tui.app import KassaApp
from kassa_tui.database import rows
from kassa_tui.screens.frame.base import Keys
from kassa_tui.screens.frame.forms import FormScreen
from kassa_tui.screens.frame.program import Program
from kassa_tui.till.sale import scanning
from kassa_tui.till.sale.scanning import Misread, Unknown
from kassa_tui.widgets.runs import BOUND
from tests.conftest import ShopUnderTest
from tests.screens import gallery, keyboard
from tests.screens.conftest import Opener, Register
from tests.screens.pasted import pasted, some_texts
from tests.screens.test_confirming import CONFIRMED
from tests.screens.test_confirming import shop as shop
from tests.screens.test_gallery import screens_of_the_register

EACH = 25 if os.environ.get("KASSA_TORTURE") else 1
"""Labels on each screen."""

NAMES = {
    "\r": "enter", "\t": "tab", "\n": "ctrl+j", "\x1d": "ctrl+right_square_bracket", "\x02": "ctrl+b",
    "\x03": "ctrl+c", "\x1b": "escape",
} | keyboard.NAMES  # fmt: skip

SIGNS = "0123456789QWERTYUIOPASDFGHJKLZXCVBNMqwertyuiopcpvnbj-*/+., %$()[]\x1d\x1b"
USES = {
    "price-check", "voucher-sale", "voucher-payment", "products", "product", "devices", "scanner-setup",
    "remote-close-all",
}  # fmt: skip
"""Where a code is what is asked for: it is looked up, shown, or becomes the code of what is there."""

MOVES = {"change", "paid-by-card", "refunded", "check-up", "register-remote"}
"""Where something is still on its way to the screen: a paper, a look at the machine."""

SAID = {"sale", "sale-misread", "sale-unknown", "order-make-missing", "close-shift", "person-new-refused", "pin-wrong",
        "approval-wrong", "office-refused"}  # fmt: skip
"""Where something had been said before, which the refusal of the label replaces."""

ENDS = ("\r", "\t", "\r\n", "\x03\r", "\n")

STAYS = (
    "SELECT (SELECT count(*) FROM receipt), (SELECT count(*) FROM payment), (SELECT count(*) FROM session),"
    " (SELECT count(*) FROM drawer_event), (SELECT count(*) FROM z_report), (SELECT count(*) FROM permission),"
    " (SELECT count(*) FROM journal WHERE kind LIKE 'order.%' OR kind LIKE 'session.%' OR kind LIKE 'product.%')"
)


class Label:
    """A scanner that types into a program, on a clock of its own."""

    def __init__(self, app: App[int], seed: str) -> None:
        assert isinstance(app, Program)
        self._app, self._chance, self._clock = app, random.Random(seed), 1000.0
        app.reading_time = lambda: self._clock  # type: ignore[method-assign]

    def unknown(self) -> str:
        """Signs that mean nothing in this shop."""
        assert isinstance(self._app, KassaApp)
        while True:
            length = self._chance.choice((1, 2, 3, 5, 8, 13, 20, 60, 500))
            text = self._chance.choice(("", "", "\x02", "]E0", "~")) + "".join(self._chance.choices(SIGNS, k=length))
            meant = scanning.meaning(text.replace("\x1b", "").replace("\x02", ""), self._app.counter.shop)
            if isinstance(meant, Misread | Unknown) and text.strip("\x1b\x02\x1d "):
                return text

    async def typed(self, text: str, fastest: float, slowest: float) -> None:
        """Its keys one after the other, and a silence behind them."""
        keys = [events.Key(NAMES.get(sign, sign), sign if sign.isprintable() else None) for sign in text]
        await self.plays(keys, fastest, slowest)

    async def plays(self, keys: Iterable[events.Key], fastest: float, slowest: float, silence: float = 10) -> None:
        """Keys one after the other, and a silence behind them."""
        gap = self._chance.uniform(fastest, slowest)
        for event in keys:
            self._clock += gap * self._chance.uniform(0.8, 1)
            event.time = self._clock
            await self._app.on_event(event)
        if silence:
            await self.silent(silence)

    async def silent(self, silence: float = 10) -> None:
        """Seconds without a key."""
        self._clock += silence
        await self._app._become(self._app.runs.quiet() if self._app.runs.waiting else [])


async def test_a_label_on_any_screen_is_a_code_and_what_is_pasted_stands_or_is_refused(tmp_path: Path) -> None:
    async with gallery.demo_register(tmp_path, "en") as till:
        wrong: list[str] = []
        classes: set[type[Screen[Any]]] = set()

        async def visit(name: str, app: App[int]) -> None:
            app.runs.bound = BOUND  # type: ignore[attr-defined]
            # Any key takes this away: it is no change of what is there.
            till.app.success_seen()
            screen, label = till.app.screen, Label(app, name)
            classes.add(type(screen))
            if isinstance(screen, Keys) and name not in MOVES | SAID:
                before = rows(STAYS)
                for text in some_texts(name, EACH):
                    wrong.extend(await pasted(till, till.app, screen, name, text))
                wrong.extend([f"{name}: a paste recorded {rows(STAYS)}"] if rows(STAYS) != before else [])
            for _number in range(EACH):
                wrong.extend(f"{name}: {what}" for what in await _changed(till, label, name))
                wrong.extend(f"{name}, grabbed: {what}" for what in await _changed(till, label, name, grabbed=True))
            app.runs.bound = 0  # type: ignore[attr-defined]

        await gallery.tour(till, visit)
        assert not wrong, "\n".join(wrong)
        unseen = {each.__name__ for each in screens_of_the_register() - classes}
        assert not unseen, f"the walk went astray: no visit showed {sorted(unseen)}"


async def _changed(till: Register, label: Label, name: str, *, grabbed: bool = False) -> list[str]:
    """What a label changed that came as keys or from a `grabbed` device, once its message has been taken away."""
    text = label.unknown() + ("" if grabbed else label._chance.choice(ENDS))
    screen, picture, before = till.app.screen, till.text, rows(STAYS)
    form = screen.form if isinstance(screen, FormScreen) else None
    if grabbed:
        till.app.code_read(text)
    else:
        await label.typed(text, 0.001, 0.08)
    await till.idle()
    if isinstance(screen, Keys) and screen._refused:
        await till.app._pass([events.Key("escape", None)])
        await till.idle()
    wrong = []
    if till.app.screen is not screen:
        wrong += [f"{text!r} leads to {type(till.app.screen).__name__}"] if name not in USES else []
        while till.app.screen is not screen and len(till.app.screen_stack) > 1:
            till.app.pop_screen()
            await till.idle()
    elif name not in USES | MOVES | SAID:
        pairs = zip(picture.split("\n"), till.text.split("\n"), strict=False)
        wrong += [f"{text!r}: {was.strip()!r} -> {left.strip()!r}" for was, left in pairs if was != left]
    if isinstance(screen, FormScreen) and form is not None:
        screen.form = form
    if rows(STAYS) != before:
        wrong.append(f"{text!r} recorded {rows(STAYS)}")
    return wrong


@pytest.mark.parametrize("name", CONFIRMED)
async def test_no_label_books_or_answers_at_any_speed(shop: ShopUnderTest, opened: Opener, name: str) -> None:
    async with opened(shop) as till:
        await CONFIRMED[name](till)
        till.app.runs.bound = BOUND
        label, before = Label(till.app, name), rows(STAYS)
        await _a_person_gets_what_he_types(till, label)
        for _number in range(3 * EACH):
            await label.typed(label.unknown() + label._chance.choice((*ENDS, "")), 0.001, 1.0)
            await till.idle()
            assert rows(STAYS) == before
            assert till.app.is_running


async def _a_person_gets_what_he_types(till: Register, label: Label) -> None:
    """Digits for an amount and letters for a text arrive as they were typed, from the fastest typist to a slow one."""
    screen = till.app.screen
    signs = {"amount": "12", "entry": "12", "text": "ab"}.get(
        screen.takes() if isinstance(screen, Keys) else "acts", ""
    )
    arrived: list[str | None] = []

    async def arrive(keys: Iterable[events.Key]) -> None:
        arrived.extend(key.character for key in keys)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(till.app, "_pass", arrive)
        for median in (0.06, 0.11, 0.2, 0.3):
            # No two keys of a person are closer than 40 ms, of which a label takes up to a fifth.
            gaps = [max(0.05, median * label._chance.lognormvariate(0, 0.46)) for _sign in signs]
            for sign, gap in zip(signs, gaps, strict=True):
                await label.plays([events.Key(NAMES.get(sign, sign), sign)], gap, gap, silence=0)
            await label.silent()
    assert arrived == list(signs) * 4
