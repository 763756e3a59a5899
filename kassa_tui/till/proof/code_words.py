"""A scanned code explained to whoever tries a scanner: what kind it is, whether its check digit is right.

A code that is worth something to whoever knows it, a badge or a gift voucher, is named and not shown.
"""

from collections.abc import Mapping
from typing import assert_never

from msgspec import Struct

from kassa_tui.hw.ports import Level
from kassa_tui.hw.scanner.label import LabelScan
from kassa_tui.hw.scanner.label import read as label_of
from kassa_tui.i18n import N_, _
from kassa_tui.text import GROUP, is_digits, visible
from kassa_tui.till.goods import codes
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.goods.store_codes import Layout
from kassa_tui.till.proof import scanner_words
from kassa_tui.till.sale import scanning
from kassa_tui.till.sale.scanning import BadgeCode, Misread, OrderCode, ReceiptCode, Secret, Unknown, VoucherCode

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

_BY_LENGTH = {8: "EAN-8", 12: "UPC-A", 13: "EAN-13", 14: "GTIN-14"}


class CodeWords(Struct, frozen=True):
    """A code in words; `aim` says whether the scanner told what it read, `check` is empty for a code without digit.

    `text` is empty for a secret one, and for one that was read in part. `advice` is what a set-up label told.
    """

    text: str
    kind: str
    check: str
    level: Level
    aim: bool = False
    advice: str = ""


def about(raw: str, layouts: Mapping[str, Layout]) -> CodeWords:
    """What the till takes a text for; an empty one is a code that was read in part."""
    if not raw:
        return CodeWords("", _("read in part"), _("keys were lost: scan again"), Level.ERROR)
    label = label_of(raw)
    if label is not None and not label.stray:
        return _label(label)
    symbology, body = codes.symbology(raw)
    aim, name = bool(symbology), _SAID.get(symbology) or (f"]{symbology}" if symbology else "")
    match scanning.form(raw, layouts):
        case BadgeCode():
            return _secret("badge", right=True, aim=aim)
        case VoucherCode():
            return _secret("voucher", right=True, aim=aim)
        case Misread(spoilt="") as wrong:
            word = N_("check digit wrong") if codes.misread(body) else N_("not to be used")
            return CodeWords(_shown(body), name or _kind(body, wrong.scan), _(word), Level.ERROR, aim)
        case Misread(spoilt=secret) | Unknown(spoilt="badge" | "voucher" as secret):
            return _secret(secret, right=False, aim=aim)
        case OrderCode():
            return CodeWords(_shown(body), name or _("order"), "", Level.OK, aim)
        case ReceiptCode():
            return CodeWords(_shown(body), name or _("receipt"), "", Level.OK, aim)
        case ArticleCode() | LabelCode() | StyleCode() | Unknown() as other:
            word = _("check digit right") if codes.is_number(body) else ""
            return CodeWords(_shown(body), name or _kind(body, other.scan), word, Level.OK, aim)
        case never:
            assert_never(never)


def _label(label: LabelScan) -> CodeWords:
    """A label that sets scanners up, with what it told."""
    told = [said for said in scanner_words.of_content(label) if said.level is not Level.OK]
    level = Level.WARN if told else Level.OK
    return CodeWords(_shown(label.code), _("set-up label"), "", level, label.aim, " ".join(said.text for said in told))


def _shown(body: str) -> str:
    return visible(body.replace(GROUP, " "))


def _secret(what: Secret, *, right: bool, aim: bool) -> CodeWords:
    """A badge or a voucher, without its code."""
    kind = _("badge") if what == "badge" else _("gift voucher")
    word = _("check digit right") if right else _("check digit wrong")
    return CodeWords("", kind, word, Level.OK if right else Level.ERROR, aim)


def _kind(body: str, scan: codes.Scan) -> str:
    """For an article's code, or another one, of which the scanner said nothing."""
    if scan.store is not None:
        return _("the shop's scale")
    if is_digits(body) and len(body) in _BY_LENGTH:
        return _BY_LENGTH[len(body)]
    if len(scan.barcodes) > 1:
        return "GS1 Digital Link" if body[:4].lower() == "http" else "GS1"
    return _("a code of the shop")
