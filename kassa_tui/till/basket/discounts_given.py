"""How much was given of each line, so that a limit counts all of it: its own discount, its part of the receipt's.

Counted against the list price, in basis points rounded up. Shares are exact here: whole minor units come later.
"""

from fractions import Fraction
from math import ceil

from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, PERCENT, Line


def _ratio(percent: int, off: Money | None, base: int) -> Fraction:
    return Fraction(percent, PERCENT) if off is None else Fraction(off.minor, base)


def _least(percent: int, off: Money | None, base: int) -> int:
    """The smallest percentage that gives so much of `base` minor units, as a percentage is rounded."""
    return percent if off is None else ceil(Fraction((2 * off.minor - 1) * PERCENT, 2 * base))


def _listed(line: Line) -> Fraction:
    """What the line costs by the catalogue, in minor units."""
    if not line.list_price:
        return Fraction(abs(line.amount.minor))
    return Fraction(line.list_price.minor * abs(line.quantity), ONE)


def _given(basket: Basket, line: Line, bearing: int) -> int:
    """What was given of one line; `bearing` is what the receipt's discount is taken from, in minor units."""
    amount = abs(line.amount.minor)
    own = _ratio(line.percent, line.off, amount) if line.discount else Fraction()
    part = _ratio(basket.percent, basket.off, bearing) if basket.discount and line.bears_discount else Fraction()
    if not (own or part):
        return 0
    if line.list_price is None and not part:
        return _least(line.percent, line.off, amount)
    if line.list_price is None and not own:
        return _least(basket.percent, basket.off, bearing)
    list_amount = _listed(line)
    # A price above the list's takes nothing off what was given.
    given = max(list_amount - amount, Fraction()) + amount * (own + part - own * part)
    return ceil(given * PERCENT / list_amount)


def given(basket: Basket) -> dict[int, int]:
    """Basis points of the list price that were given, by the line's key; none for a line that was settled before."""
    bearing = sum(line.net.minor for line in basket.lines if line.bears_discount)
    return {line.key: _given(basket, line, bearing) for line in basket.lines if line.stored is None}


def most_given(basket: Basket, before: Basket | None = None) -> int:
    """The most that was given of a line, in basis points; of lines that give no more than in `before` nothing."""
    earlier = given(before) if before else {}

    def more(key: int, points: int) -> bool:
        line, known = basket.line(key), before.line(key) if before else None
        return line is None or known is None or points > earlier.get(key, 0) or line.amount > known.amount

    return max((points for key, points in given(basket).items() if more(key, points)), default=0)
