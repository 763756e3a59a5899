"""Codes as files bring them: what a spreadsheet made of a number is read as what it was, or refused."""

import re

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.text import clean, is_digits
from kassa_tui.till.goods.blank_cells import no_code
from kassa_tui.till.goods.codes import is_number, right
from kassa_tui.till.ledger.errors import TillError

_FORMULA = re.compile(r'=\s*(?:"([^"=]*)"|(\d+))')
_BRACKETS = re.compile(r"\[([^\[\]]*)\]|\(([^()]*)\)|\{([^{}]*)\}|<([^<>]*)>")
_QUOTES = "'’‘`\" "
_DATE = re.compile(
    r"\d{1,2}[-. /](?i:jan|feb|mrt|mar|mär|maj|mei|may|mai|apr|jun|jul|aug|sept?|okt|oct|nov|dec|dez)\.?"
    r"(?:[-. /](?:\d\d)?\d\d)?"
    r"|(?:19|20)\d\d([-/.])[01]?\d\1[0-3]?\d(?:[ T]\d.*)?"
    r"|[0-3]?\d([-/.])[0-3]?\d\2(?:19|20)\d\d(?: \d.*)?"
)
"""What a spreadsheet makes of a code such as `3-1` or `1-2-26`."""

_FLOAT = re.compile(r"[-+]?[\d.,]*\d[\d.,]*\s*(?:[eE]\s*[-+]?\s*\d+|[x×*]\s*10\s*\^?\s*[-+]?\d+)")
_DECIMALS = re.compile(r"(\d+)[.,]0+")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?P<mark>[., '’])\d{3}(?:(?P=mark)\d{3})*(?:[.,]0{1,2})?")
_MARKS = re.compile(r"[\s.,'’_()\-]+")
_LOST_ZERO = 11
"""Digits of a UPC-A without the zero in front of it."""


class CodeError(TillError):
    """A code that cannot be read as what it was."""


_SPOILT = N_("{code} was spoilt by a spreadsheet: make the column text.")
_NO_CODE = N_('"{code}" is no code: leave the cell empty.')
_TWO_WAYS = N_('"{code}" can be read in two ways. Write it without marks; several with | between them.')


class Barcodes(Struct, frozen=True):
    """The barcodes of a cell; `mended` are those that got back a zero in front, which their check digit proves."""

    codes: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()


def plain(text: str) -> str:
    """A code without what a spreadsheet put around it: `'871`, `="871"`, `871.0`, `871,00`. Raises CodeError.

    Refuses what is no code: an exponent, a date, NULL, an error of the spreadsheet, a sign in front.
    """
    stripped = _unwrapped(clean(text).strip(_QUOTES))
    formula = _FORMULA.fullmatch(clean(text).strip("'"))
    code = (formula[1] or formula[2] or "").strip("' ") if formula else stripped
    code = re.sub(r"(?<=\d)[.,;]+$", "", code)
    if code and no_code(code):
        raise CodeError(_NO_CODE, code=code[:20])
    # A month in capitals is a code's, never a spreadsheet's.
    if _FLOAT.fullmatch(code) or (_DATE.fullmatch(code) and not code.isupper()):
        raise CodeError(_SPOILT, code=code[:30])
    if code.startswith(("=", "@")) or re.match(r"[-+−]\d", code) or _digits_of_another_script(code):
        raise CodeError(N_('"{code}" is no code.'), code=code[:30])
    decimals = _DECIMALS.fullmatch(code)
    if decimals and not _THOUSANDS.fullmatch(code):
        return decimals[1]
    return code


def _some(code: str) -> str:
    """A code that is not zeros alone, as programs number what has none. Raises CodeError."""
    if code and not code.strip("0"):
        raise CodeError(_NO_CODE, code=code[:20])
    return code


def _unwrapped(code: str) -> str:
    """What stands in brackets, when all of it does: `[871]`."""
    inside = _BRACKETS.fullmatch(code)
    return "".join(filter(None, inside.groups())).strip(_QUOTES) if inside else code


def _digits_of_another_script(code: str) -> bool:
    return any(letter.isdigit() and not letter.isascii() for letter in code)


def short_code(text: str) -> str:
    """One code that people gave: an article's, a debtor's. Raises CodeError."""
    code = _some(plain(text))
    joined = _MARKS.sub("", code)
    if joined != code and is_number(joined):
        return joined
    if _THOUSANDS.fullmatch(code) or re.fullmatch(r"\d+(?:\s*[\s,;|/]\s*\d+)+", code):
        raise CodeError(_TWO_WAYS, code=code[:30])
    return code


def barcodes(text: str) -> Barcodes:
    """All barcodes of a cell, with spaces, `|`, `/` or commas between them. Raises CodeError."""
    if not clean(text):
        return Barcodes()
    codes = [code for part in re.split(r"[|/]", plain(text)) if part.strip() for code in _several(part)]
    proven = [mended(_some(code)) for code in codes]
    return Barcodes(tuple(proven), tuple(now for now, code in zip(proven, codes, strict=True) if now != code))


def mended(code: str) -> str:
    """A UPC-A with the zero that it lost, when its check digit proves it; any other code as it is."""
    return f"0{code}" if is_digits(code) and len(code) == _LOST_ZERO and right(code) else code


def _several(text: str) -> list[str]:
    """What stands between two `|`: one number with marks in it, or several codes. Raises CodeError."""
    code = plain(text)
    parts = [plain(part) for part in re.split(r"[\s,;]+", code) if part]
    numbers = [part for part in parts if is_number(mended(part))]
    if len(parts) > 1 and len(numbers) == len(parts):
        return parts
    if numbers and len(parts) > 1:
        raise CodeError(_TWO_WAYS, code=code[:40])
    joined = _MARKS.sub("", re.sub(r"(?<=\d{3})[.,]0{1,2}$", "", code) if _THOUSANDS.fullmatch(code) else code)
    if joined != code and joined.isdigit():
        if is_number(joined):
            return [joined]
        if _THOUSANDS.fullmatch(code) or not re.fullmatch(r"\d+(?:-\d+)+", code):
            raise CodeError(_TWO_WAYS, code=code[:40])
    if re.search(r"[,;]", code):
        raise CodeError(N_('"{code}" is no code.'), code=code[:40])
    return parts
