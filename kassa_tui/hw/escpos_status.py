"""What the answers of a receipt printer mean. Source: Epson ESC/POS command reference, DLE EOT n."""

from kassa_tui.hw.ports import PrinterStatus
from kassa_tui.i18n import N_

_DRAWER_PIN = 0x04
_OFFLINE = 0x08
_COVER_OPEN = 0x04
_PAPER_OUT = 0x60
_PAPER_LOW = 0x0C
_REPLY_BITS, _REPLY = 0x93, 0x12


def replies(answer: bytes) -> list[int]:
    """The bytes that answer a question; automatic status blocks and the like are none."""
    return [byte for byte in answer if byte & _REPLY_BITS == _REPLY]


def drawer_pin(printer: int) -> str:
    """The level of the drawer's pin in the answer to DLE EOT 1: high or low."""
    return "high" if printer & _DRAWER_PIN else "low"


def read_status(printer: int | None, cause: int | None, paper: int | None, drawer_open: str) -> PrinterStatus:
    """The three answers to DLE EOT 1, 2 and 4; None for one that did not come, which is unknown and never well.

    `drawer_open` is the level of the drawer's pin while it is open: high, low, or empty if that is not known.
    """
    level = None
    if paper is not None:
        level = "out" if paper & _PAPER_OUT else "low" if paper & _PAPER_LOW else "ok"
    drawer = None
    if printer is not None and drawer_open:
        drawer = drawer_pin(printer) == drawer_open
    return PrinterStatus(
        online=None if printer is None else not printer & _OFFLINE,
        paper=level,
        cover_open=None if cause is None else bool(cause & _COVER_OPEN),
        drawer_open=drawer,
    )


def why_not(status: PrinterStatus) -> str:
    """Why this printer would not print now; empty if it would, or does not say."""
    if status.cover_open:
        return N_("the printer is open")
    if status.paper == "out":
        return N_("there is no paper")
    return N_("the printer is offline") if status.online is False else ""
