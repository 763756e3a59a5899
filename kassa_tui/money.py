"""Money: whole minor units with a currency, read and written without guessing.

Rounding is half away from zero everywhere, so that a refund mirrors its sale.
"""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor

from msgspec import Struct

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, Language

MINUS = "−"
LARGEST = 999_999_999
"""An amount above this many minor units is a slip of the finger."""

# ISO 4217: active codes; two decimals but for the lists below.
_CODES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF "
    "CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL "
    "HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG "
    "QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW".split()
)
_NONE = frozenset("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split())
_THREE = frozenset("BHD IQD JOD KWD LYD OMR TND".split())
_SYMBOLS = {"EUR": "€", "GBP": "£", "DKK": "kr.", "USD": "$"}


class AmountError(KassaError, ValueError):
    """An amount that cannot be read without doubt; it says why."""


class CurrencyMismatchError(ArithmeticError):
    """Two currencies in one sum: a fault of the program, never of a person."""


class Currency(Struct, frozen=True):
    """An ISO 4217 code with 0 to 3 decimals (`exponent`)."""

    code: str
    exponent: int

    @property
    def symbol(self) -> str:
        """The sign before or after a label; the code where there is none."""
        return _SYMBOLS.get(self.code, self.code)

    def money(self, minor: int) -> "Money":
        """So many minor units of this currency."""
        return Money(minor, self.code)


def currency(code: str) -> Currency:
    """The currency of an ISO 4217 code; KeyError for one that is not in use."""
    if code not in _CODES:
        raise KeyError(code)
    return Currency(code, 0 if code in _NONE else 3 if code in _THREE else 2)


class Money(Struct, frozen=True, order=True):
    """An amount in minor units. Adding two currencies raises CurrencyMismatchError."""

    minor: int
    currency: str

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency}")

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __abs__(self) -> "Money":
        return Money(abs(self.minor), self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    @property
    def zero(self) -> "Money":
        """Nothing of the same currency."""
        return Money(0, self.currency)

    def text(self, language: Language, *, minus: str = MINUS, plus: str = "") -> str:
        """`1.234,50`: always the currency's decimals, no symbol, `minus` before what is negative."""
        exponent = currency(self.currency).exponent
        whole, part = divmod(abs(self.minor), 10**exponent)
        written = f"{whole:,}".replace(",", language.group)
        if exponent:
            written += f"{language.decimal}{part:0{exponent}d}"
        return (minus if self.minor < 0 else plus if self.minor > 0 else "") + written

    def decimal(self) -> str:
        """`-1234.50`: for JSON, CSV and other programs."""
        exponent = currency(self.currency).exponent
        whole, part = divmod(abs(self.minor), 10**exponent)
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{whole}" + (f".{part:0{exponent}d}" if exponent else "")

    @classmethod
    def of_decimal(cls, written: str, code: str) -> "Money":
        """What `decimal` wrote of an amount in that currency."""
        return cls(int(written.replace(".", "")), code)


def total(amounts: Iterable[Money], unit: Currency) -> Money:
    """The sum; zero of `unit` for none."""
    return sum(amounts, unit.money(0))


# --- Reading ------------------------------------------------------------------------------------

_SHAPE = re.compile(r"([-−]?)([0-9.,]*)", re.ASCII)
_UNCLEAR = N_('"{text}" is not clear. Type {first} or {second}')


def _plain(digits: str, decimals: str, unit: Currency) -> int:
    scale = unit.exponent
    if len(decimals) > scale:
        raise AmountError(N_("At most {count} decimals."), count=str(scale))
    minor = int((digits or "0") + decimals.ljust(scale, "0"))
    if minor > LARGEST:
        raise AmountError(N_("That amount is too large."))
    return minor


def _grouped(text: str, mark: str) -> str | None:
    """The digits of `1.250` or `1.250.000` without their marks, None if the groups are wrong."""
    head, *rest = text.split(mark)
    if rest and 1 <= len(head) <= 3 and head != "0" and all(len(part) == 3 for part in rest):
        return head + "".join(rest)
    return None


def _one_mark(text: str, mark: str, unit: Currency, language: Language) -> int:
    """One kind of mark: `12,50`, `12.50`, `1.250.000`; `1.250` says two things and is refused."""
    digits = _grouped(text, mark)
    if text.count(mark) > 1:
        if digits is None or mark != language.group:
            raise AmountError(N_('"{text}" is not an amount.'), text=text)
        return _plain(digits, "", unit)
    whole, decimals = text.split(mark)
    if not whole and not decimals:
        raise AmountError(N_('"{text}" is not an amount.'), text=text)
    if digits is not None and mark == language.group:
        if unit.exponent == 0:
            return _plain(digits, "", unit)
        point = language.decimal
        zeros = "0" * unit.exponent
        shorter = f"{whole}{point}{decimals[: unit.exponent]}"
        raise AmountError(_UNCLEAR, text=text, first=shorter, second=f"{digits}{point}{zeros}")
    return _plain(whole, decimals, unit)


def _two_marks(text: str, unit: Currency, language: Language) -> int:
    """Both marks: thousands first, then decimals, in the language's own order."""
    whole, _mark, decimals = text.rpartition(language.decimal)
    digits = _grouped(whole, language.group)
    if digits is None or not decimals or language.group in decimals or language.decimal in whole:
        raise AmountError(N_('"{text}" is not an amount.'), text=text)
    return _plain(digits, decimals, unit)


def parse(text: str, unit: Currency, language: Language, *, signed: bool = False) -> Money:
    """Read what a person typed. Nothing is guessed: AmountError says what is wrong.

    `12,50`, `12.50`, `12` and `1.250,00` (nl, da) or `1,250.00` (en). `signed` allows one minus in front.
    """
    trimmed = text.strip(" \u00a0")
    shape = _SHAPE.fullmatch(trimmed)
    if not trimmed:
        raise AmountError(N_("Type an amount."))
    if shape is None or not any(c.isdigit() for c in trimmed) or (shape[1] and not signed):
        raise AmountError(N_('"{text}" is not an amount.'), text=trimmed[:20])
    body = shape[2]
    if len(body) >= 8 and body.isdigit():
        raise AmountError(N_("{text} looks like a barcode, not an amount."), text=body[:20])
    marks = {mark for mark in ".," if mark in body}
    if not marks:
        minor = _plain(body, "", unit)
    elif len(marks) == 1:
        minor = _one_mark(body, marks.pop(), unit, language)
    else:
        minor = _two_marks(body, unit, language)
    return unit.money(-minor if shape[1] else minor)


# --- Rounding and spreading ---------------------------------------------------------------------


def half_away(exact: Fraction) -> int:
    """To a whole number, halves away from zero."""
    rounded = floor(abs(exact) + Fraction(1, 2))
    return rounded if exact >= 0 else -rounded


def share(amount: int, part: int, whole: int) -> int:
    """amount x part / whole, rounded; `whole` is not zero."""
    # In whole numbers, as it is asked for each line at each picture.
    size, divisor = abs(amount * part), abs(whole)
    rounded = (2 * size + divisor) // (2 * divisor)
    return rounded if (amount * part < 0) == (whole < 0) else -rounded


def to_step(minor: int, step: int) -> int:
    """The nearest multiple of `step` minor units, halves away from zero."""
    return share(minor, 1, step) * step


def apportion(amount: int, exact: Sequence[Fraction]) -> list[int]:
    """Whole parts of `amount`, given the exact ones: rounded down, then the largest fractions one more.

    Ties go to the earlier part; a negative amount is the mirror of the positive one. `amount` is the
    rounded sum of `exact`; parts that cancel each other keep their own share.
    """
    if amount < 0:
        return [-part for part in apportion(-amount, [-part for part in exact])]
    parts = [floor(part) for part in exact]
    missing = amount - sum(parts)
    order = sorted(range(len(exact)), key=lambda i: parts[i] - exact[i])
    for i in order[:missing]:
        parts[i] += 1
    return parts


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """Spread `amount` over `weights` so that the parts add up; weights that sum to zero give nothing."""
    whole = sum(weights)
    if whole == 0:
        if amount:
            raise ValueError("nothing to spread over")
        return [0] * len(weights)
    return apportion(amount, [Fraction(amount * weight, whole) for weight in weights])
