"""A scanned code explained to whoever tries a scanner: what kind it is, whether its check digit is right.

A code that is worth something to whoever knows it, a badge or a gift voucher, is named and not shown.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from kassa_tui.hw.ports import Level
from kassa_tui.i18n import N_, _
from kassa_tui.text import is_digits, visible
from kassa_tui.till.goods import codes
from kassa_tui.till.goods.store_codes import Layout
from kassa_tui.till.people import badges
from kassa_tui.till.sale import vouchers

_SAID = {
    "A0": "Code 39",
    "C0": "Code 128",
    "C1": "GS1-128",
    "E0": "EAN-13 / UPC",
    "E3": "EAN-13 + 2/5",
    "E4": "EAN-8",
    "Q1": "QR",
    "Q3": "GS1 QR",
    "d1": "DataMatrix",
    "d2": "GS1 DataMatrix",
    "e0": "GS1 DataBar",
}
"""What the scanner says that it read (AIM, ISO/IEC 15424)."""

_BADGE_LIKE = re.compile(rf"P[^0-9A-Z][0-9A-Z]{{{badges.SIZE},}}")
"""Also a badge that was read wrong: what is left of it would be enough to guess the rest."""

_BY_LENGTH = {8: "EAN-8", 12: "UPC-A", 13: "EAN-13", 14: "GTIN-14"}


class CodeWords(Struct, frozen=True):
    """A code in words; `aim` says whether the scanner told what it read, `check` is empty for a code without digit.

    `text` is empty for a secret one, and for one that was read in part.
    """

    text: str
    kind: str
    check: str
    level: Level
    aim: bool = False


def about(raw: str, layouts: Mapping[str, Layout]) -> CodeWords:
    """What the till takes a text for; an empty one is a code that was read in part."""
    if not raw:
        return CodeWords("", _("read in part"), _("keys were lost: scan again"), Level.ERROR)
    symbology, body = codes.symbology(raw.strip(" \t\r\n"))
    scan = codes.read(raw, layouts)
    secret = None if scan.receipt is not None else _secret(body, aim=bool(symbology))
    if secret is not None:
        return secret
    shown = visible(body.replace(codes.GROUP, " "))
    kind = _SAID.get(symbology) or (f"]{symbology}" if symbology else _kind(body, scan))
    digits = is_digits(body) and len(body) in codes.LENGTHS
    if scan.misread:
        word = N_("check digit wrong") if digits and not codes.right(body) else N_("not to be used")
        return CodeWords(shown, kind, _(word), Level.ERROR, bool(symbology))
    return CodeWords(shown, kind, _("check digit right") if digits else "", Level.OK, bool(symbology))


def _secret(body: str, *, aim: bool) -> CodeWords | None:
    """A badge or a voucher, without its code; None for what everybody may see."""
    text = body.strip().upper()
    if _BADGE_LIKE.fullmatch(text):
        kind, right = _("badge"), badges.is_badge(text)
    elif vouchers.is_ours(text) or (text.startswith("V-") and vouchers.OURS.fullmatch(text)):
        kind, right = _("gift voucher"), vouchers.is_ours(text)
    else:
        return None
    word = N_("check digit right") if right else N_("check digit wrong")
    return CodeWords("", kind, _(word), Level.OK if right else Level.ERROR, aim)


def _kind(body: str, scan: codes.Scan) -> str:
    """For a code of which the scanner said nothing."""
    if scan.receipt is not None:
        return _("receipt")
    if scan.store is not None:
        return _("the shop's scale")
    if is_digits(body) and len(body) in _BY_LENGTH:
        return _BY_LENGTH[len(body)]
    if len(scan.barcodes) > 1:
        return "GS1 Digital Link" if body[:4].lower() == "http" else "GS1"
    return _("a code of the shop")
