"""The shop's logo: a small black and white picture kept with the settings, drawn from a file for the printer."""

import base64
import binascii
import io
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from kassa_tui.i18n import N_
from kassa_tui.settings import PrinterSettings
from kassa_tui.storage import promised
from kassa_tui.till.ledger.errors import TillError

WIDEST = 576
"""Dots of paper of 80 mm: narrower printers make it smaller."""

LONGEST = 120_000
"""Letters of a kept logo: black and white dots of the widest paper take fewer."""

_PNG = b"\x89PNG\r\n\x1a\n"


class NoLogoError(TillError):
    """Something kept as a logo that is none."""

    template = N_("The logo must be a PNG picture in black and white, of at most {most} letters.")


def kept(picture: Path) -> str:
    """A picture file as it is kept: black on white, as a PNG in base64. Raises LogoError."""
    from kassa_tui.hw.logo import drawn

    out = io.BytesIO()
    drawn(str(picture), WIDEST).save(out, format="PNG")
    return base64.b64encode(out.getvalue()).decode()


def check(logo: str) -> bytes:
    """The picture that is kept; nothing for none. Raises NoLogoError."""
    if not logo:
        return b""
    try:
        picture = base64.b64decode(logo, validate=True)
    except (binascii.Error, ValueError) as problem:
        raise NoLogoError(most=LONGEST) from problem
    if len(logo) > LONGEST or not picture.startswith(_PNG):
        raise NoLogoError(most=LONGEST)
    return picture


def size(logo: str) -> tuple[int, int]:
    """Dots across and down, as the picture's head says. Raises NoLogoError."""
    data = check(logo)
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def for_printer(settings: PrinterSettings, logo: str, folder: Path) -> PrinterSettings:
    """The printer's settings with the shop's logo as a file in `folder`, unless they name one of their own."""
    if settings.logo or not logo:
        return settings
    try:
        picture = check(logo)
        file = folder / f"logo-{sha256(picture).hexdigest()[:12]}.png"
        if not file.exists():
            promised.make_folder(folder)
            promised.write_bytes(file, picture)
    except (OSError, NoLogoError):
        # A receipt without a logo is a receipt.
        return settings
    return replace(settings, logo=str(file))
