"""Which notes and coins stay in the drawer for a float, and which are taken out."""

from math import gcd

from kassa_tui.denominations import MOST_SUMS, nearest
from kassa_tui.till.drawer.counting import Pieces, worth


def staying(minor: int, pieces: Pieces) -> dict[int, int]:
    """The pieces that stay for `minor`, by value: exactly when any choice of them is exact, else the nearest sum.

    Large notes go out first, so that what stays gives change. Nothing stays that was not counted. Empty when
    nothing stays, or when more is counted than can be looked through.
    """
    counted = {piece: count for piece, count in pieces.items() if count > 0}
    if not counted or worth(counted) // (unit := gcd(*counted)) > MOST_SUMS:
        return {}
    values = sorted(counted)
    sums = [1]
    for piece in values:
        sums.append(_with(sums[-1], piece // unit, counted[piece]))
    rest = nearest(minor, counted) // unit
    stays: dict[int, int] = {}
    for piece, smaller in zip(reversed(values), reversed(sums[:-1]), strict=True):
        step = piece // unit
        count = next(n for n in range(counted[piece] + 1) if n * step <= rest and smaller >> (rest - n * step) & 1)
        rest -= count * step
        if count:
            stays[piece] = count
    return stays


def _with(sums: int, step: int, count: int) -> int:
    """The sums (bit n for n) that can be made with up to `count` pieces of `step` more."""
    taken = 1
    while count > 0:
        part = min(taken, count)
        sums |= sums << (part * step)
        count -= part
        taken *= 2
    return sums


def going(pieces: Pieces, stays: Pieces) -> dict[int, int]:
    """What is taken out: the rest of what was counted."""
    out = {value: count - stays.get(value, 0) for value, count in pieces.items()}
    return {value: count for value, count in out.items() if count}
