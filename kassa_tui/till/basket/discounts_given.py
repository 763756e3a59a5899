"""How much was given of each line, so that a limit counts all of it: its own discount, its part of the receipt's.

Counted against the list price, in basis points rounded up. Shares are exact here: whole minor units come later.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, PERCENT, Line
from kassa_tui.till.basket.tax import Rate, restated_of


class _Counted:
    """A basket, and the rates by which a price without VAT is compared with one that includes it."""

    def __init__(self, basket: Basket, rates: Mapping[str, Rate]) -> None:
        self.basket = basket
        self._rates = rates
        bearing, net = (line for line in basket.lines if line.bears_discount), bool(basket.off_without_tax)
        self.bearing = sum(self._restated(line, line.net, bool(line.without_tax), as_net=net) for line in bearing)

    def _restated(self, line: Line, amount: Money, net: bool, *, as_net: bool) -> int:
        """An amount of a line, without VAT (`net`) or with it, as it is otherwise."""
        return restated_of(line, amount.minor, self._rates, net=net, as_net=as_net)

    def listed(self, line: Line) -> Fraction:
        """What the line costs by the catalogue, in minor units, with VAT or without as its price."""
        if not line.list_price:
            return Fraction(abs(line.amount.minor))
        price = self._restated(line, line.list_price, line.list_without_tax, as_net=bool(line.without_tax))
        return Fraction(price * abs(line.quantity), ONE)

    def given(self, line: Line) -> int:
        """What was given of one line."""
        basket, amount = self.basket, abs(line.amount.minor)
        own = _ratio(line.percent, line.off, amount) if line.discount else Fraction()
        part = Fraction()
        if basket.discount and line.bears_discount:
            part = _ratio(basket.percent, basket.off, self.bearing)
        if not (own or part):
            return 0
        if line.list_price is None and not part:
            return _least(line.percent, line.off, amount)
        if line.list_price is None and not own:
            return _least(basket.percent, basket.off, self.bearing)
        list_amount = self.listed(line)
        # A price above the list's takes nothing off what was given.
        taken = max(list_amount - amount, Fraction()) + amount * (own + part - own * part)
        return ceil(taken * PERCENT / list_amount)


def _ratio(percent: int, off: Money | None, base: int) -> Fraction:
    return Fraction(percent, PERCENT) if off is None else Fraction(off.minor, base)


def _least(percent: int, off: Money | None, base: int) -> int:
    """The smallest percentage that gives so much of `base` minor units, as a percentage is rounded."""
    return percent if off is None else ceil(Fraction((2 * off.minor - 1) * PERCENT, 2 * base))


def given(basket: Basket, rates: Mapping[str, Rate] | None = None) -> dict[int, int]:
    """Basis points of the list price that were given, by the line's key; none for a line that was settled before.

    `rates` of the day are for orders, whose prices may be without VAT.
    """
    counted = _Counted(basket, rates or {})
    return {line.key: counted.given(line) for line in basket.lines if line.stored is None}


def most_given(basket: Basket, before: Basket | None = None, rates: Mapping[str, Rate] | None = None) -> int:
    """The most that was given of a line, in basis points; of lines that give no more than in `before` nothing."""
    earlier = given(before, rates) if before else {}

    def more(key: int, points: int) -> bool:
        line, known = basket.line(key), before.line(key) if before else None
        return line is None or known is None or points > earlier.get(key, 0) or line.amount > known.amount

    return max((points for key, points in given(basket, rates).items() if more(key, points)), default=0)
