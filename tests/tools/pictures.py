"""Rows of a terminal as a PNG picture."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from rich.color import ColorType
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.strip import Strip

CELL = (12, 24)
FONTS = ("DejaVuSansMono", "LiberationMono-Regular", "FreeMono")

VGA = TerminalTheme(
    (0, 0, 0),
    (170, 170, 170),
    [(0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170)],
    [(85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255), (255, 255, 255)],
)  # fmt: skip
"""The kernel's sixteen colours: what a bare console shows."""


class NoFontError(RuntimeError):
    """No fixed-width font: Debian's package fonts-dejavu-core has one."""


def _font(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"{name}.ttf", 20)


def fonts() -> tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont]:
    """Plain and bold. Raises NoFontError."""
    for name in FONTS:
        try:
            plain = _font(name)
        except OSError:
            continue
        try:
            return plain, _font(f"{name.removesuffix('-Regular')}-Bold")
        except OSError:
            return plain, plain
    raise NoFontError(NoFontError.__doc__)


def colours(style: Style | None) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Ink and ground as red, green and blue; bold makes the console's colours bright."""
    style = style or Style()
    ink, ground = VGA.foreground_color, VGA.background_color
    if style.color is not None:
        ink = style.color.get_truecolor(VGA)
        if style.bold and style.color.type is ColorType.STANDARD and style.color.number is not None:
            ink = VGA.ansi_colors[style.color.number % 8 + 8]
    if style.bgcolor is not None:
        ground = style.bgcolor.get_truecolor(VGA, foreground=False)
    return (tuple(ink), tuple(ground)) if not style.reverse else (tuple(ground), tuple(ink))  # type: ignore[return-value]


def draw(rows: Sequence[Strip], columns: int, file: Path) -> None:
    """Write the picture."""
    wide, high = CELL
    picture = Image.new("RGB", (columns * wide, len(rows) * high))
    canvas = ImageDraw.Draw(picture)
    plain, bold = fonts()
    for y, row in enumerate(rows):
        x = 0
        for segment in row:
            ink, ground = colours(segment.style)
            font = bold if segment.style and segment.style.bold else plain
            taken = segment.cell_length
            canvas.rectangle((x * wide, y * high, (x + taken) * wide, (y + 1) * high), fill=ground)
            for i, letter in enumerate(segment.text):
                if letter != " ":
                    canvas.text(((x + i) * wide, y * high), letter, font=font, fill=ink)
            if segment.style and segment.style.underline:
                canvas.line((x * wide, y * high + high - 2, (x + taken) * wide, y * high + high - 2), fill=ink)
            x += taken
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(64, dither=Image.Dither.NONE).save(file, optimize=True)
