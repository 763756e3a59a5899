"""Codes that a shop's own scale prints: EAN-13 with an item number and a price or weight in it, by layouts as data.

A layout is thirteen signs: the prefix (02 or 20 to 29), then I for the item's number, P for the price in minor units or
W for the weight in grams, V for the check digit of that value, X for what says nothing, and C for the check digit.
Sources: GS1 General Specifications 2.1.11 (numbers for restricted circulation) and 7.9; `countries` has the layouts of
countries.
"""

import re
from functools import lru_cache

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.till.ledger.errors import TillError

_LAYOUT = re.compile(r"(?=.{13}$)(02|2[0-9])[IXVPW]+C")
_VERIFIED = (4, 5)
"""Lengths of a price or weight that may have a check digit of its own."""


class LayoutError(TillError):
    """A layout that cannot be."""

    template = N_('"{layout}" is no layout of a code: such as 21IIIIIPPPPPC, thirteen signs.')


class StoreCode(Struct, frozen=True):
    """What a scale printed: `weight` in grams or `price` in minor units; `zeroed` is the code without that value."""

    item: str
    zeroed: str
    weight: int | None = None
    price: int | None = None


class Layout(Struct, frozen=True):
    """Where things stand in a code with this prefix; see the module."""

    pattern: str

    def digits(self, code: str, sign: str) -> str:
        """The digits of a code that stand where the layout has that sign."""
        return "".join(digit for digit, place in zip(code, self.pattern, strict=True) if place == sign)

    def read(self, code: str) -> StoreCode | None:
        """What a code of thirteen digits says, None for one whose value has a wrong check digit of its own."""
        kind = "P" if "P" in self.pattern else "W"
        amount, verified = self.digits(code, kind), self.digits(code, "V")
        if verified and verified != _value_check(amount):
            return None
        number = int(amount) or None
        zeroed = "".join("0" if place in "PWV" else digit for digit, place in zip(code, self.pattern, strict=True))
        zeroed = zeroed[:12] + check_digit(zeroed[:12])
        article = self.digits(code, "I")
        return StoreCode(article, zeroed, price=number) if kind == "P" else StoreCode(article, zeroed, weight=number)


def check_digit(body: str) -> str:
    """The digit that belongs behind these (GS1 General Specifications 7.9.1)."""
    weighted = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return str(-weighted % 10)


def _value_check(digits: str) -> str:
    from biip.checksums import gs1_price_weight_check_digit

    return str(gs1_price_weight_check_digit(digits))


def _layout(pattern: str) -> Layout:
    text = pattern.strip().upper()
    once = all(re.search(f"{sign}[^{sign}]+{sign}", text) is None for sign in "IPW")
    values, verified = text.count("P") + text.count("W"), text.count("V")
    one_value = ("P" in text) != ("W" in text) and (not verified or (verified == 1 and values in _VERIFIED))
    if not (_LAYOUT.fullmatch(text) and "I" in text and once and one_value):
        raise LayoutError(layout=pattern)
    return Layout(text)


@lru_cache(maxsize=8)
def layouts(patterns: tuple[str, ...]) -> dict[str, Layout]:
    """The layouts by their prefixes. Raises LayoutError, also for a prefix that comes twice."""
    by_prefix: dict[str, Layout] = {}
    for pattern in patterns:
        layout = _layout(pattern)
        if layout.pattern[:2] in by_prefix:
            raise LayoutError(layout=pattern)
        by_prefix[layout.pattern[:2]] = layout
    return by_prefix
