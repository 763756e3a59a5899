"""Every screen in three languages, sizes and themes: nothing cut, readable, with glyphs that a bare console has."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.app import App
from textual.pilot import Pilot

from kassa_tui.app import THEMES
from kassa_tui.screens.payment import screen as payment_screen
from tests.screens import gallery
from tests.tools.pictures import colours

GLYPHS = re.compile(r"[\w \t.,:;!?%&*/+\-−×·●■▲▼▶█…→←↑↓─│┌┐└┘├┤╭╮╰╯=\"'()\[\]{}§@#€£$]*")
"""What the console fonts of Debian have."""

SCROLLED = re.compile(r"(?<= )…(?=\S)")
"""The end of a long value in its field, where it is typed."""

MAY_CUT = re.compile(r"^ *(▶ *)?(\d|.*\d[.,]\d\d)")
"""Rows of lists and baskets, where a long name of an article is cut."""

EVERY = [(theme, size) for theme in THEMES for size in gallery.SIZES]
SMALL = [("dark", (80, 24))]
LOOKS = (
    dict.fromkeys(("en", "nl", "da"), EVERY)
    if os.environ.get("KASSA_TORTURE")
    else {
        "en": [("console", (80, 24))],
        "nl": SMALL,
        "da": SMALL,
    }
)
"""All of them take minutes: the longest words at the smallest size, and the other themes once."""

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
        self.pilot: Pilot[int] | None = None
        self.faults: list[str] = []
        self.seen: list[str] = []

    def use(self, pilot: Pilot[int]) -> None:
        self.pilot = pilot

    async def visit(self, name: str, app: App[int]) -> None:
        assert self.pilot is not None
        self.seen.append(name)
        for theme, size in self._looks:
            await gallery.show(app, self.pilot, size=size, theme=THEMES[theme])
            self._look(f"{name} {theme} {size[0]}x{size[1]}", app, size)
        await gallery.show(app, self.pilot, size=(100, 30), theme=THEMES["dark"])

    def report(self, *, least: int) -> None:
        """All the faults at once; so many screens at least must have been there."""
        assert len(self.seen) >= least
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))

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


languages = pytest.mark.parametrize("language", ["en", "nl", "da"])


@languages
async def test_every_screen_can_be_read(language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payment_screen, "GUARD_SECONDS", 0)
    inspector = Inspector(LOOKS[language])
    async with gallery.demo_register(tmp_path, language) as till:
        inspector.use(till.pilot)
        await gallery.tour(till, inspector.visit)
    inspector.report(least=40)


@languages
async def test_every_question_of_the_first_start_can_be_read(language: str) -> None:
    inspector = Inspector(LOOKS[language])
    await gallery.setup_tour(language, inspector.visit, inspector.use)
    inspector.report(least=5)
