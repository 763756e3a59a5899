"""Notes and coins, with the days on which they may be used.

Sources: ECB (euro, the 500 note no longer issued but valid), Danmarks Nationalbank (the 1000 note ceased
to be legal tender on 31 May 2025), Bank of England and the Royal Mint.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Denomination:
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


def out_of(minor: int, pieces: Mapping[int, int]) -> dict[int, int]:
    """The largest pieces that make an amount out of those that are there; empty when that way does not meet it."""
    chosen: dict[int, int] = {}
    for value in sorted(pieces, reverse=True):
        count = min(minor // value, pieces[value])
        if count:
            chosen[value] = count
            minor -= count * value
    return {} if minor else chosen


def likely(minor: int, available: list[Denomination], most: int = 4) -> list[int]:
    """The sum itself and the amounts a person would hand over for it, smallest first."""
    steps = [d.minor for d in available if d.note] or [100]
    offers = {minor}
    for step in [*steps, steps[-1] * 2 if len(steps) > 1 else steps[-1]]:
        offers.add(-(-minor // step) * step)
    return sorted(offers)[:most]
