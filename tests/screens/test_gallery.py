"""Every screen in three languages, sizes and themes: nothing cut, readable, with glyphs that a bare console has."""

import logging
import os
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rich.segment import Segment
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from kassa_tui import screens
from kassa_tui.app import THEMES
from kassa_tui.screens.frame import base
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.forms import FormScreen
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.screens.frame.typed_search import TypedSearch
from kassa_tui.screens.lines.search import ArticleSearch
from kassa_tui.screens.orders.make_core import MakeOrderCore
from kassa_tui.screens.people.approval import SecondPersonQuestion
from kassa_tui.screens.sale.core import SaleCore
from kassa_tui.screens.sale.selling import SellingScreen
from kassa_tui.screens.session.closing.core import CloseCore
from kassa_tui.screens.session.session_screen import SessionScreen
from kassa_tui.screens.settings.checked import Checked
from kassa_tui.screens.settings.ordered import OrderedScreen
from kassa_tui.screens.setup.scanner import ScannerStep
from kassa_tui.screens.setup.screen import SetupScreen
from tests.screens import gallery, key_rules
from tests.screens.keyboard import Keyboard
from tests.tools.pictures import colours

GLYPHS = re.compile(r"[\w \t.,:;!?%&*/+\-−×·●■▲▼▶█▒░…→←↑↓─│┌┐└┘├┤╭╮╰╯=\"'()\[\]{}§@#€£$]*")
"""What the console fonts of Debian have."""

SCROLLED = re.compile(r"(?<= )…(?=\S)")
"""The end of a long value in its field, where it is typed."""

MAY_CUT = re.compile(r"^ *(▶ *)?(\d|.*\d[.,]\d\d)")
"""Rows of lists and baskets, where a long name of an article is cut."""

EVERY = [(theme, size) for theme in THEMES for size in gallery.SIZES]
LOOKS = dict.fromkeys(("en", "nl", "da"), EVERY) if os.environ.get("KASSA_TORTURE") else {"da": [("console", (80, 22))]}
"""All of them take minutes: long words at the smallest size; `test_fingers` walks in another language."""

LEAST_CONTRAST = 4.5
"""WCAG 2.1, level AA, for text."""


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    parts = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(segment: Segment) -> float:
    light, dark = sorted((luminance(colour) for colour in colours(segment.style)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def squeezed(text: str) -> str:
    """With one blank where there are several."""
    return " ".join(text.split())


def in_sight(app: App[int]) -> Iterator[tuple[int, list[Segment]]]:
    """The rows that are not dimmed: all of them, or those of the question on top."""
    box = app.screen.query("#box").first().region if app.screen.is_modal else None
    for y, row in enumerate(gallery.strips(app)):
        if box is None:
            yield y, list(row)
        elif box.y < y < box.bottom - 1:
            yield y, list(row.crop(box.x + 1, box.right - 1))


class Inspector:
    """Looks at each screen, and keeps what is wrong."""

    def __init__(self, looks: list[tuple[str, tuple[int, int]]]) -> None:
        self._looks = looks
        self._home = looks[0] if len(looks) == 1 else ("dark", (100, 30))
        """How the walk goes on: a change of theme or size takes longer than anything else."""
        self.pilot: Pilot[int] | None = None
        self.faults: list[str] = []
        self.seen: list[str] = []
        self.classes: set[type[Screen[Any]]] = set()
        """The kinds of screens that were on top."""

    def use(self, pilot: Pilot[int]) -> None:
        self.pilot = pilot

    async def visit(self, name: str, app: App[int]) -> None:
        assert self.pilot is not None
        self.seen.append(name)
        self.classes.add(type(app.screen))
        assert isinstance(app.screen, base.Keys)
        self.faults += [f"{name}: {fault}" for fault in key_rules.faults(app.screen)]
        for theme, size in self._looks:
            await gallery.show(app, self.pilot, size=size, theme=THEMES[theme])
            self._look(f"{name} {theme} {size[0]}x{size[1]}", app, size)
        if isinstance(app.screen, base.KassaScreen):
            await self._ask_for_help(name, app.screen)
        theme, size = self._home
        await gallery.show(app, self.pilot, size=size, theme=THEMES[theme])

    def report(self) -> None:
        """All the faults at once; no name stands for two screens."""
        assert len(self.seen) == len(set(self.seen))
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))

    async def _ask_for_help(self, name: str, screen: base.KassaScreen[Any]) -> None:
        """F1 says what the screen is for, and every key that works, also in the smallest window."""
        keys = [(each.label, each.word) for each in screen.now() if each.word]
        assert self.pilot is not None
        await gallery.show(screen.app, self.pilot, size=gallery.SIZES[0], theme=screen.app.theme)
        screen.app.show_help()
        await Keyboard(screen.app, self.pilot).idle()
        told = ["".join(segment.text for segment in row).strip(" │") for _y, row in in_sight(screen.app)]
        screen.app.pop_screen()
        await Keyboard(screen.app, self.pilot).idle()
        if not screen.helps()[0]:
            self.faults.append(f"{name}: nothing is said about it")
        missing = [f"{label} {word}" for label, word in keys if f"{label} {word}" not in map(squeezed, told)]
        self.faults += [f"{name}: help does not say {each}" for each in missing]

    def _look(self, where: str, app: App[int], size: tuple[int, int]) -> None:
        rows = gallery.strips(app)
        if len(rows) != size[1] or {row.cell_length for row in rows} != {size[0]}:
            self.faults.append(f"{where}: not {size}")
        for y, segments in in_sight(app):
            text = "".join(segment.text for segment in segments)
            if "…" in SCROLLED.sub("", text) and not MAY_CUT.match(text):
                self.faults.append(f"{where} row {y}: cut: {text.strip()!r}")
            if not GLYPHS.fullmatch(text):
                self.faults.append(f"{where} row {y}: glyph: {text!r}")
            for segment in segments:
                if segment.text.strip(" ─│") and contrast(segment) < LEAST_CONTRAST:
                    self.faults.append(f"{where} row {y}: {contrast(segment):.1f}: {segment.text!r}")


SHARED = {
    base.KeyScreen, base.KassaScreen, base.Question, ListScreen, FormScreen, SessionScreen, TypedSearch, SaleCore, SellingScreen,
    MakeOrderCore, CloseCore, BoxQuestion, Checked, OrderedScreen, ArticleSearch,
    SecondPersonQuestion,
}  # fmt: skip
"""What other screens are made of; nobody sees them."""


FIRST_START = {SetupScreen, ScannerStep}


def screens_of_the_register() -> set[type[Screen[Any]]]:
    """Every kind of screen and question of the package, but for those of the first start."""
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        import_module(module.name)
    found: set[type[Screen[Any]]] = set()
    waiting: list[type[Screen[Any]]] = [base.KeyScreen, base.Question]
    while waiting:
        each = waiting.pop()
        found.add(each)
        waiting += [kind for kind in each.__subclasses__() if kind.__module__.startswith(screens.__name__)]
    return found - SHARED - FIRST_START


languages = pytest.mark.parametrize("language", LOOKS)


@languages
async def test_every_screen_can_be_read(language: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    inspector = Inspector(LOOKS[language])
    async with gallery.demo_register(tmp_path, language) as till:
        inspector.use(till.pilot)
        await gallery.tour(till, inspector.visit)
    inspector.report()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
    unseen = {each.__name__ for each in screens_of_the_register() - inspector.classes}
    assert not unseen, f"no visit showed {sorted(unseen)}"


@languages
async def test_the_reports_of_a_month_can_be_read(language: str, tmp_path: Path) -> None:
    inspector = Inspector(LOOKS[language])
    async with gallery.demo_register(tmp_path, language, trade=True) as till:
        inspector.use(till.pilot)
        await gallery.month_tour(till, inspector.visit)
    inspector.report()
    assert "chart-hours" in inspector.seen


@languages
async def test_every_question_of_the_first_start_can_be_read(language: str) -> None:
    inspector = Inspector(LOOKS[language])
    await gallery.setup_tour(language, inspector.visit, inspector.use)
    inspector.report()
    assert inspector.classes >= FIRST_START
