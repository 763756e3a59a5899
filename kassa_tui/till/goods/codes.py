"""What a scanned text is, decided without a catalogue: what the scanner says of it first, then its check digit.

A scanner may begin a text with the symbology it read (]E0 for EAN-13; AIM, ISO/IEC 15424). Without that, digits of an
article number's length must have a right check digit: a library that tries everything takes a misread EAN-13 for
something else.
"""

import re
from collections.abc import Callable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.text import GROUP, is_digits, visible
from kassa_tui.till.basket.lines import Lot
from kassa_tui.till.goods import gs1_codes
from kassa_tui.till.goods.gs1_codes import Elements
from kassa_tui.till.goods.store_codes import Layout, StoreCode, check_digit
from kassa_tui.till.ledger import receipt_numbers

LENGTHS = (8, 12, 13, 14)
"""Digits of an article's number: EAN-8, UPC-A, EAN-13, GTIN-14."""

_USUAL = (8, 13)
LONGEST_SHOWN = 40

_RETAIL = {"E0": (12, 13), "E3": (12, 13), "E4": (8,)}
"""EAN-13 and UPC-A, the same with an add-on of two or five digits, EAN-8."""

_WITH_ADD_ON = re.compile(r"(\d{12,13}?)(?:\]E[012]|[ +-])?(\d{5}|\d{2})", re.ASCII | re.IGNORECASE)
"""UPC-A or EAN-13 with the number of an issue, which some scanners send with a prefix or a sign of its own."""

_ELEMENTS = frozenset(("C1", "e0", "d2", "Q3", "J1"))
"""GS1-128, DataBar, GS1 DataMatrix, GS1 QR, GS1 DotCode."""

_VARIABLE = "9"
"""The first of 14 digits of something whose weight or price stands beside it."""


class Scan(Struct, frozen=True):
    """A text that was read. `barcodes` are to be looked for, the best first, each in all its lengths (same_codes).

    `weighed` is the number of what is measured in a case of any weight, for a code that does not say how much it is.
    `weight` in grams, `price` in minor units of `currency` (empty: the shop's) are what the code itself says; `store`
    is set for a code of the shop's own scale, whose article is found by its item number; `lot` is what a GS1 code says;
    `bare` is the number of what appears again and again, without that of the issue.
    """

    text: str
    barcodes: tuple[str, ...] = ()
    weighed: str = ""
    misread: bool = False
    receipt: str | None = None
    store: StoreCode | None = None
    weight: int | None = None
    price: int | None = None
    currency: str = ""
    lot: Lot = Lot()
    bare: str = ""

    @property
    def keep(self) -> str:
        """The form under which an article is kept that is not known yet: without weight and price."""
        if self.store is not None:
            return self.store.zeroed
        if self.bare:
            return self.bare
        return self.barcodes[0] if self.barcodes else self.text


def read(text: str, layouts: Mapping[str, Layout] | None = None) -> Scan:
    """What was scanned; any text at all, nothing is raised."""
    said, body = symbology(text)
    said = _kind(said, body)
    readable = visible(body.replace(GROUP, " "))[:LONGEST_SHOWN]
    if said in _RETAIL:
        return _retail(readable, body, _RETAIL[said], layouts or {})
    if said in _ELEMENTS:
        return _elements(readable, body, gs1_codes.element_string(body.lstrip(GROUP)))
    if is_digits(body) and len(body) in LENGTHS and (not said or right(body)):
        scan = _article_number(readable, body, {} if said else layouts or {})
        return scan if said else _perhaps_upc(scan, body)
    if body[:8].lower().startswith(("http://", "https://")):
        return _elements(readable, body, gs1_codes.digital_link(body), Scan(readable, (body,)))
    other = Scan(readable, misread=True) if GROUP in body else _other(readable, body, said)
    if GROUP in body or _begins_with_gtin(body):
        return _elements(readable, body, gs1_codes.element_string(body.lstrip(GROUP)), other)
    return other


def _other(readable: str, body: str, said: str) -> Scan:
    """A magazine with the number of its issue, a receipt, or a code of the shop's own."""
    issue = None if said else _issue(readable, body, {})
    if issue is not None and not issue.misread:
        return issue
    return Scan(readable, (body,), receipt=receipt_numbers.read_code(body)) if body else Scan(readable, misread=True)


def symbology(text: str) -> tuple[str, str]:
    """The two signs that say what was read, and the rest, without the blanks around it."""
    # Not the group separator, which Python takes for a space too.
    text = text.strip(" \t\r\n")
    said = text[1:3]
    if text.startswith("]") and len(said) == 2 and said.isascii() and said[0].isalpha() and said[1].isalnum():
        return said, text[3:]
    return "", text


def _kind(said: str, body: str) -> str:
    """What a scanner says of a code, also where Caps Lock turned its letters round."""
    turned = said.swapcase()
    if said.upper() in _RETAIL and (len(body) in _RETAIL[said.upper()] or _WITH_ADD_ON.fullmatch(body)):
        return said.upper()
    return turned if turned in _ELEMENTS and (said not in _RETAIL or _begins_with_gtin(body)) else said


def _retail(readable: str, body: str, lengths: tuple[int, ...], layouts: Mapping[str, Layout]) -> Scan:
    if is_digits(body) and len(body) in lengths:
        return _article_number(readable, body, layouts)
    issue = _issue(readable, body, layouts) if 13 in lengths else None
    return issue or Scan(readable, misread=True)


def _issue(readable: str, body: str, layouts: Mapping[str, Layout]) -> Scan | None:
    """An article's number with that of an issue: one that is kept with both is looked for first. None for others."""
    parts = _WITH_ADD_ON.fullmatch(body)
    if parts is None:
        return None
    scan = _article_number(readable, parts[1], layouts)
    if scan.misread or scan.store is not None:
        return scan
    return replace(scan, barcodes=(parts[1] + parts[2], *scan.barcodes), bare=scan.barcodes[0])


def _perhaps_upc(scan: Scan, digits: str) -> Scan:
    """14 digits may also be a UPC-A with two digits more: it is looked for when there is no such case."""
    if len(digits) == 14 and right(digits[:12]):
        return replace(scan, barcodes=(*scan.barcodes, _usual(digits[:12])))
    return scan


def _article_number(readable: str, digits: str, layouts: Mapping[str, Layout]) -> Scan:
    if not right(digits):
        return Scan(readable, misread=True)
    barcodes = (_usual(digits),)
    full = digits.zfill(14)
    layout = layouts.get(full[1:3]) if len(digits) > 8 and full[0] == "0" else None
    if layout is None:
        return Scan(readable, barcodes, _inside(full))
    store = layout.read(full[1:])
    if store is None:
        return Scan(readable, misread=True)
    return Scan(readable, barcodes, store=store, weight=store.weight, price=store.price)


def _elements(readable: str, body: str, elements: Elements | None, other: Scan | None = None) -> Scan:
    if elements is None:
        return other or Scan(readable, misread=True)
    codes, inner = [_usual(elements.gtin)], _inside(elements.gtin)
    if inner and (elements.weight or elements.price):
        codes.append(inner)
        inner = ""
    return Scan(
        readable,
        (*codes, body),
        inner,
        weight=elements.weight,
        price=elements.price,
        currency=elements.currency,
        lot=Lot(elements.batch, elements.expiry, elements.serial),
    )


def _inside(gtin: str) -> str:
    """The number of the article in 14 digits of variable measure, empty for others."""
    return gtin[1:13] + check_digit(gtin[1:13]) if gtin[0] == _VARIABLE else ""


# --- Digits ---------------------------------------------------------------------------------------


def right(digits: str) -> bool:
    """Whether the last digit of an article's number is right (GS1 General Specifications 7.9)."""
    return check_digit(digits[:-1]) == digits[-1]


def is_number(code: str) -> bool:
    """A code of an article number's length whose check digit is right."""
    return is_digits(code) and len(code) in LENGTHS and right(code)


def misread(code: str) -> bool:
    """A code of an article number's length whose check digit is wrong: the scanner or a finger slipped."""
    return is_digits(code) and len(code) in LENGTHS and not right(code)


def _begins_with_gtin(text: str) -> bool:
    return len(text) >= 16 and text.startswith("01") and is_digits(text[2:16]) and right(text[2:16])


def same_codes(code: str) -> list[str]:
    """A code and its other lengths: the forms of one article's number differ in zeros in front only."""
    if not (is_digits(code) and len(code) in LENGTHS):
        return [code]
    full = code.zfill(14)
    forms = [full[-length:] for length in reversed(LENGTHS) if not full[:-length].strip("0")]
    return [code, *(form for form in forms if form != code)]


def any_case(code: str) -> list[str]:
    """A code, and the same in capitals, in small letters and with Caps Lock on, of any alphabet.

    A letter stays that has no other of its own, such as ß: its capitals are the letters of another code.
    """

    def turned(turn: Callable[[str], str]) -> str:
        return "".join(turn(letter) if turn(letter).swapcase() == letter else letter for letter in code)

    return list(dict.fromkeys((code, *(turned(way) for way in (str.upper, str.lower, str.swapcase)))))


def _usual(digits: str) -> str:
    """An article's number as shops know it: EAN-8 or EAN-13, or all 14 digits of a case."""
    forms = same_codes(digits)
    return next((form for length in _USUAL for form in forms if len(form) == length), digits)
