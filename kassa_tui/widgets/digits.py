"""Numbers five rows high, drawn with coloured blanks, so that no font and no glyph matters."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from kassa_tui.text import width
from kassa_tui.widgets.drawing.canvas import Pen

ROWS = 5

_SHAPES = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "−": ("   ", "   ", "## ", "   ", "   "),
    "+": ("   ", " # ", "###", " # ", "   "),
}
_COLOURED = re.compile("#+")
# Marks are drawn cell by cell: a comma hangs to the left, a point does not.
_MARKS = {".": ("  ", "  ", "  ", "  ", "##"), ",": ("  ", "  ", "  ", "##", "# ")}


@cache
def _glyph(char: str, pixel: int) -> tuple[str, ...]:
    if char in _MARKS:
        return _MARKS[char] if pixel == 2 else tuple(row[:1] for row in _MARKS[char])
    shape = _SHAPES.get(char, ("   ",) * ROWS)
    return tuple("".join(cell * pixel for cell in row) for row in shape)


def columns(text: str, pixel: int = 2) -> int:
    """Cells that a number takes; `pixel` cells make one dot."""
    return sum(len(_glyph(char, pixel)[0]) for char in text) + max(len(text) - 1, 0)


def fitting(text: str, room: int) -> int:
    """The largest dot that fits into the room: 2 cells, 1, or 0 when the number cannot be drawn at all."""
    return next((pixel for pixel in (2, 1) if columns(text, pixel) <= room), 0)


def bitmap(text: str, pixel: int) -> Iterator[str]:
    """The five rows of a number, `#` where it is coloured."""
    glyphs = [_glyph(char, pixel) for char in text]
    for row in range(ROWS):
        yield " ".join(glyph[row] for glyph in glyphs)


@lru_cache(maxsize=64)
def _spans(text: str, pixel: int) -> tuple[tuple[tuple[int, int], ...], ...]:
    """For each row where its coloured runs begin, and how long they are."""
    return tuple(tuple((run.start(), len(run[0])) for run in _COLOURED.finditer(row)) for row in bitmap(text, pixel))


def draw(pens: list[Pen], text: str, ground: str, *, end: int, room: int, ink: str = "text") -> None:
    """Write a number into five rows so that it ends at a column; plain and bold when it does not fit."""
    pixel = fitting(text, room)
    if not pixel:
        pens[2].put(text, ink, at=max(end - width(text), 0), bold=True)
        return
    start = end - columns(text, pixel)
    for pen, spans in zip(pens, _spans(text, pixel), strict=True):
        for at, long in spans:
            pen.put(" " * long, at=start + at, ground=ground)
