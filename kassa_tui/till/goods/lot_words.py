"""The words for a lot: which batch, until when, and which single thing it is."""

from kassa_tui.documents import Pair, Row
from kassa_tui.i18n import Words
from kassa_tui.till.basket.lines import Lot


def lot_text(lot: Lot, spoken: Words) -> str:
    """`Batch LOT7 · Use by 31 dec 2027`: which of an article it is; empty for what no code said."""
    _ = spoken.text
    pieces = (
        _("Batch {batch}").format(batch=lot.batch) if lot.batch else "",
        _("Use by {day}").format(day=spoken.full_date(lot.expiry)) if lot.expiry else "",
        _("Serial no. {serial}").format(serial=lot.serial) if lot.serial else "",
    )
    return " · ".join(piece for piece in pieces if piece)


def lot_rows(lot: Lot, spoken: Words) -> list[Row]:
    """A short line below an article, for what is of a known lot."""
    text = lot_text(lot, spoken)
    return [Pair(text, "", indent=4)] if text else []
