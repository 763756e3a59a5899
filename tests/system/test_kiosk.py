"""The touch form under cage and foot: every screen of the gallery is there, letter by letter as the program means it."""

import os
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from tests.screens import gallery
from tests.tools import kiosk

LONG = "" if os.environ.get("KASSA_TORTURE") else "a picture of every screen takes minutes: make torture"
WHY_NOT = LONG or kiosk.missing()
needs_kiosk = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)

LEAST_COLOURS = 4
"""A screen has its own ground, the bar's, and letters in two inks."""


async def names(folder: Path) -> list[str]:
    """The screens of the gallery, in the order of the walk."""
    seen: list[str] = []

    async def visit(name: str, _app: App[int]) -> None:
        seen.append(name)

    def ready(_pilot: Pilot[int]) -> None:
        """Nothing is drawn for anybody here."""

    async with gallery.demo_register(folder, "en") as till:
        await gallery.tour(till, visit)
    await gallery.setup_tour("en", visit, ready)
    return seen


@needs_kiosk
@pytest.mark.parametrize(("language", "size"), [("en", "100x30"), ("nl", "80x24"), ("da", "80x24")])
async def test_every_screen_stands_in_the_kiosk(tmp_path: Path, language: str, size: str) -> None:
    pictures = kiosk.take(tmp_path / "pictures", language, size)
    assert sorted(picture.stem for picture in pictures) == sorted(await names(tmp_path))
    for file in pictures:
        with Image.open(file) as picture:
            colours = picture.convert("RGB").getcolors(maxcolors=1 << 20)
            assert colours is not None
            assert len(colours) >= LEAST_COLOURS, file.name


def test_a_cell_that_is_not_as_meant_is_named() -> None:
    style = Style.parse("#ffffff on #102030")
    rows = [Strip([Segment(text, style)]) for text in ("a ", " b")]
    rows.append(Strip([Segment(" ", style + Style(underline=True)), Segment(" ", style)]))
    picture = Image.new("RGB", (20, 60), (16, 32, 48))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((4, 6, 6, 12), fill="white")
    draw.rectangle((14, 26, 16, 32), fill="white")
    draw.line((0, 58, 9, 58), fill="white")
    assert kiosk.differences(picture, rows) == []
    draw.rectangle((14, 6, 16, 12), fill="white")
    draw.rectangle((14, 26, 16, 32), fill=(16, 32, 48))
    draw.rectangle((0, 20, 9, 39), fill=(40, 32, 48))
    draw.line((0, 58, 9, 58), fill=(16, 32, 48))
    assert kiosk.differences(picture, rows) == [(1, 0, " "), (0, 1, " "), (1, 1, "b"), (0, 2, " ")]
