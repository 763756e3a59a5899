"""Notes and coins, with the days on which they may be used.

Sources: ECB (euro, the 500 note no longer issued but valid), Danmarks Nationalbank (the 1000 note ceased
to be legal tender on 31 May 2025), Bank of England and the Royal Mint. Rolls: De Nederlandsche Bank's for
euro coins; the bags of sterling coins that British banks take. Danish banks have no one size.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from math import gcd

from msgspec import Struct


class Denomination(Struct, frozen=True):
    """A note or coin by its value in minor units; `until` is its last day."""

    minor: int
    note: bool
    until: date | None = None


def _set(notes: tuple[int, ...], coins: tuple[int, ...]) -> tuple[Denomination, ...]:
    return (*(Denomination(n, True) for n in notes), *(Denomination(c, False) for c in coins))


_OLD_1000 = Denomination(100000, True, date(2025, 5, 31))
_MONEY = {
    "EUR": _set((50000, 20000, 10000, 5000, 2000, 1000, 500), (200, 100, 50, 20, 10, 5, 2, 1)),
    "DKK": (_OLD_1000, *_set((50000, 20000, 10000, 5000), (2000, 1000, 500, 200, 100, 50))),
    "GBP": _set((5000, 2000, 1000, 500), (200, 100, 50, 20, 10, 5, 2, 1)),
}


_ROLLS = {
    "EUR": {200: 25, 100: 25, 50: 40, 20: 40, 10: 40, 5: 50, 2: 50, 1: 50},
    "GBP": {200: 10, 100: 20, 50: 20, 20: 50, 10: 50, 5: 100, 2: 50, 1: 100},
}


def roll(currency: str, minor: int) -> int:
    """How many coins of that value make a roll or bag; 0 where there is none."""
    return _ROLLS.get(currency, {}).get(minor, 0)


def in_use(currency: str, day: date, coin: int = 1) -> list[Denomination]:
    """What people pay with on a day, largest first, nothing smaller than `coin`; empty for other currencies."""
    return [d for d in _MONEY.get(currency, ()) if d.minor >= coin and (d.until is None or day <= d.until)]


def fewest(minor: int, available: list[Denomination]) -> list[int]:
    """The notes and coins of an amount, largest first; empty when it cannot be made from them."""
    pieces: list[int] = []
    for denomination in available:
        count, minor = divmod(minor, denomination.minor)
        pieces += [denomination.minor] * count
    return [] if minor else pieces


MOST_SUMS = 2_000_000
"""Sums that are looked through; a drawer with more than that is a slip of the finger."""


def nearest(minor: int, pieces: Mapping[int, int]) -> int:
    """The amount closest to `minor` that the pieces can make, the smaller one of two; `minor` if too many are there."""
    unit = gcd(*pieces) or 1
    whole = sum(worth * count for worth, count in pieces.items()) // unit
    if whole > MOST_SUMS:
        return minor
    sums = 1
    for worth, count in pieces.items():
        step = 1
        while count > 0:
            taken = min(step, count)
            sums |= sums << (taken * worth // unit)
            count, step = count - taken, step * 2
    wanted = Fraction(minor, unit)
    below = max(min(minor // unit, whole), 0)
    lower = (sums & ((1 << (below + 1)) - 1)).bit_length() - 1
    above = sums >> (below + 1)
    if not above:
        return lower * unit
    upper = below + (above & -above).bit_length()
    return (lower if wanted - lower <= upper - wanted else upper) * unit


def likely(minor: int, available: list[Denomination], most: int = 4) -> list[int]:
    """The sum itself and the amounts a person would hand over for it, smallest first."""
    steps = [d.minor for d in available if d.note] or [100]
    offers = {minor}
    for step in [*steps, steps[-1] * 2 if len(steps) > 1 else steps[-1]]:
        offers.add(-(-minor // step) * step)
    return sorted(offers)[:most]
