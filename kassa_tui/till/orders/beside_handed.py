"""What a changed order comes to beside what was handed over: goods that are gone stay as they were sold.

The rest alone is computed anew: a discount on the whole order is spread over what is left, less the part that the goods
took along; VAT of each code is rounded once, of prices with VAT and of those without. All amounts are minor units.
"""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from kassa_tui.money import apportion, half_away, spread
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line, LineFigures
from kassa_tui.till.basket.tax import restated
from kassa_tui.till.orders.day_rates import Settled, exact_tax, taxed
from kassa_tui.till.orders.values import Order, OrderLineView

_NOTHING = LineFigures(0, 0, 0, 0, 0, 0)


class _Beside(Struct, frozen=True):
    """A line, `whole` as if all of it were still to go, at a `rate` in basis points; `before` the change, if it was."""

    line: Line
    whole: LineFigures
    rate: int
    before: OrderLineView | None

    @property
    def net(self) -> bool:
        """Whether VAT comes on top of its price."""
        return bool(self.line.without_tax)

    @property
    def gone(self) -> LineFigures:
        """What was handed over of it."""
        return self.before.handed if self.before else _NOTHING

    @property
    def left(self) -> int:
        """The quantity that is still to be handed over."""
        return self.whole.quantity - self.gone.quantity

    def undiscounted(self, figures: LineFigures) -> int:
        """Before the order's discount; without VAT where prices are net."""
        return figures.total + figures.share - (figures.tax if self.net else 0)

    @property
    def room(self) -> int:
        """How much of the order's discount what is left can bear."""
        return max(0, self.undiscounted(self.whole) - self.undiscounted(self.gone)) if self._bears else 0

    @property
    def _bears(self) -> bool:
        return self.left > 0 and self.line.bears_discount

    @property
    def _sold(self) -> LineFigures:
        """As it was settled when a part of it was handed over."""
        if self.before is None or not self.gone.quantity:
            return self.whole
        return self.before.figures if self.left else self.gone

    @property
    def moved(self) -> bool:
        """Whether what is gone would be sold otherwise now."""
        return self.whole != self._sold

    @property
    def discounted_otherwise(self) -> bool:
        """Whether that is so before VAT."""
        return (self.whole.share, self.undiscounted(self.whole)) != (self._sold.share, self.undiscounted(self._sold))

    def rest(self, share: int) -> LineFigures:
        """What is left of it with its part of the order's discount, before VAT."""
        if not self.left:
            return _NOTHING
        discount = self.whole.discount - self.gone.discount
        total = self.undiscounted(self.whole) - self.undiscounted(self.gone) - share
        return LineFigures(self.left, total + discount + share, discount, share, total, 0)


def _shares(lines: Sequence[_Beside]) -> list[int]:
    """What is left of the order's discount, over what is left of the lines."""
    before = [line.whole.share - line.gone.share for line in lines]
    if not any(line.discounted_otherwise for line in lines):
        return before
    if len({line.net for line in lines}) > 1:
        return _mixed_shares(lines, before)
    room = [line.room for line in lines]
    return spread(min(max(sum(before), 0), sum(room)), room)


def _mixed_shares(lines: Sequence[_Beside], before: Sequence[int]) -> list[int]:
    """The same where some prices include VAT and some do not: spread with VAT, each part then as its price is."""
    gross = [restated(part, line.rate, net=line.net, as_net=False) for line, part in zip(lines, before, strict=True)]
    room = [restated(line.room, line.rate, net=line.net, as_net=False) for line in lines]
    parts = spread(min(max(sum(gross), 0), sum(room)), room)
    own = (restated(part, line.rate, net=False, as_net=line.net) for line, part in zip(lines, parts, strict=True))
    return [min(part, line.room) for line, part in zip(lines, own, strict=True)]


def _taxes(rests: Sequence[LineFigures], rate: int, *, net: bool) -> list[int]:
    exact = [exact_tax(rest, rate, net=net) for rest in rests]
    return apportion(half_away(sum(exact, Fraction())), exact)


def beside_handed(settled: Settled, basket: Basket, before: Order | None) -> Settled:
    """The figures and rates of a changed order's lines, where they would be others for what is gone already."""
    figures, rates = settled
    views = {view.id: view for view in before.lines} if before else {}
    lines = [
        _Beside(line, whole, rate, views.get(line.key))
        for line, whole, rate in zip(basket.lines, figures, rates, strict=True)
    ]
    shares = _shares(lines)
    rests = [line.rest(share) for line, share in zip(lines, shares, strict=True)]
    mixed = list(figures)
    for code, net in {(line.line.tax_code, line.net) for line in lines}:
        same = [i for i, line in enumerate(lines) if (line.line.tax_code, line.net) == (code, net)]
        if any(lines[i].moved or shares[i] + lines[i].gone.share != figures[i].share for i in same):
            for i, tax in zip(same, _taxes([rests[i] for i in same], rates[same[0]], net=net), strict=True):
                mixed[i] = taxed(rests[i], tax, net=net).less(lines[i].gone)
    return mixed, rates
