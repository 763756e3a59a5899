"""The shop's logo as a printer draws it: small enough for the paper, on white, in black dots."""

from pathlib import Path

from PIL import Image, UnidentifiedImageError

from kassa_tui.hw.ports import HardwareError
from kassa_tui.i18n import N_

MOST_BYTES = 4_000_000
MOST_DOTS = 16_000_000
TALLEST = 400
"""Dots: some five centimetres of paper."""


class LogoError(HardwareError):
    """A logo that cannot be printed; receipts come out without it."""

    template = N_("The logo {path} cannot be printed: it must be a PNG picture of at most 4 MB.")


def drawn(path: str, dots: int) -> Image.Image:
    """The picture at most `dots` wide, in black and white by dithering. Raises LogoError."""
    file = Path(path)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise LogoError(path=path)
        with Image.open(file, formats=["PNG"]) as opened:
            if opened.width * opened.height > MOST_DOTS:
                raise LogoError(path=path)
            picture = opened.convert("RGBA")
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as problem:
        raise LogoError(path=path) from problem
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    grey = paper.convert("L")
    scale = min(1.0, dots / grey.width, TALLEST / grey.height)
    if scale < 1:
        size = max(1, int(grey.width * scale)), max(1, int(grey.height * scale))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return grey.convert("1")
