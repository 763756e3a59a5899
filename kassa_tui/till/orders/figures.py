"""The figures of an order, settled when it is placed: every hand-over and deposit takes its share of them.

VAT of prices that include it is taken out once per rate; on prices without, it is computed once per rate on their net.
Both are spread over their lines. All amounts are minor units.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from kassa_tui.money import Money, apportion, half_away, spread
from kassa_tui.till.basket.basket import Basket, TooMuchDiscountError
from kassa_tui.till.basket.lines import Line, LineFigures
from kassa_tui.till.basket.tax import Rate, prepaid_keeps_rate, rate_of, rates_on, restated, tax_in, tax_on
from kassa_tui.till.orders.beside_handed import beside_handed
from kassa_tui.till.orders.day_rates import Settled, net_taxes, paid_at_others, taxed
from kassa_tui.till.orders.forms import decided
from kassa_tui.till.orders.values import NOTHING, Order, OrderForm


def _own_part(line: Line, rate: int, part: int, weight: int, *, net: bool) -> int:
    """A part of an amount of discount (`net` or not) as the line's price is; never more than the line."""
    own = restated(part, rate, net=net, as_net=bool(line.without_tax))
    return line.net.minor if part == weight else min(own, line.net.minor)


def _shares(basket: Basket, rates: Sequence[int]) -> list[int]:
    """Each line's part of the discount on the whole order, as its price is: with VAT or without.

    Raises NothingToDiscountError, TooMuchDiscountError.
    """
    net, off = bool(basket.off_without_tax), basket.off
    if off is None or all(bool(line.without_tax) == net for line in basket.lines):
        return basket.shares()
    weights = [
        restated(line.net.minor, rate, net=bool(line.without_tax), as_net=net) if line.bears_discount else 0
        for line, rate in zip(basket.lines, rates, strict=True)
    ]
    if sum(weights) < off.minor:
        raise TooMuchDiscountError(most=Money(sum(weights), basket.currency))
    parts = spread(off.minor, weights)
    lines = zip(basket.lines, rates, parts, weights, strict=True)
    return [_own_part(line, rate, part, weight, net=net) if part else 0 for line, rate, part, weight in lines]


def _taxes(lines: Sequence[Line], costs: Sequence[int], rates: Sequence[int]) -> list[int]:
    """The VAT in or on what each line comes to: once for each rate, of prices with VAT and of those without."""
    taxes = [0] * len(lines)
    keys = [(line.tax_code, rate, bool(line.without_tax)) for line, rate in zip(lines, rates, strict=True)]
    for key in dict.fromkeys(keys):
        same = [i for i, each in enumerate(keys) if each == key]
        exact = [tax_on(costs[i], key[1]) if key[2] else tax_in(costs[i], key[1]) for i in same]
        for i, tax in zip(same, apportion(half_away(sum(exact, Fraction())), exact), strict=True):
            taxes[i] = tax
    return taxes


def order_figures(basket: Basket, rates: Mapping[str, Rate], day: date) -> Settled:
    """Figures of each line, VAT included, and its rate in basis points. Raises NoRateError."""
    line_rates = [rate_of(line, rates, day) for line in basket.lines]
    shares = _shares(basket, line_rates)
    costs = [line.net.minor - part for line, part in zip(basket.lines, shares, strict=True)]
    taxes = _taxes(basket.lines, costs, line_rates)
    lines = zip(basket.lines, shares, costs, taxes, strict=True)
    return [_figures(line, part, cost, tax) for line, part, cost, tax in lines], line_rates


def _figures(line: Line, part: int, cost: int, tax: int) -> LineFigures:
    """Of a line that costs so much, as its price is, after its `part` of the order's discount."""
    discount, total = line.discount.minor, cost + tax if line.without_tax else cost
    return LineFigures(line.quantity, total + discount + part, discount, part, total, tax)


def settled(form: OrderForm, before: Order | None, day: date) -> Settled:
    """Figures and rates of an order's lines at the rates of a day, `before` as it was. Raises NoRateError."""
    basket = decided(form).basket
    figures, rates = beside_handed(order_figures(basket, rates_on(day), day), basket, before)
    if before is not None and before.deposits and prepaid_keeps_rate(day):
        return _with_prepaid(basket, figures, rates, before), rates
    return figures, rates


def _with_prepaid(
    basket: Basket, figures: Sequence[LineFigures], rates: Sequence[int], before: Order
) -> list[LineFigures]:
    """What was prepaid of net prices keeps the VAT that it bore."""
    handed = {view.id: view.handed for view in before.lines}
    gone = [handed.get(line.key, NOTHING) for line in basket.lines]
    after = list(figures)
    net = [i for i, line in enumerate(basket.lines) if line.without_tax]
    for code, rate in dict.fromkeys((basket.lines[i].tax_code, rates[i]) for i in net):
        prepaid = paid_at_others(before, code, rate)
        same = [i for i in net if (basket.lines[i].tax_code, rates[i]) == (code, rate)]
        rests = [figures[i].less(gone[i].negated) for i in same]
        taxes = net_taxes([rest.total - rest.tax for rest in rests], rate, prepaid) if any(prepaid) else ()
        for i, tax in zip(same, taxes, strict=False):
            after[i] = taxed(figures[i], gone[i].tax + tax, net=True)
    return after


def order_total(form: OrderForm, before: Order | None, day: date) -> Money:
    """What an order comes to at the rates of a day, VAT included. Raises NoRateError."""
    lines, _rates = settled(form, before, day)
    return Money(sum(line.total for line in lines), form.basket.currency)
