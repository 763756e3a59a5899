"""The figures of an order, settled when it is placed: every hand-over and deposit takes its share of them.

Where prices exclude VAT it is computed once per rate on the net of the order, then spread over its lines.
"""

from datetime import date
from fractions import Fraction

from kassa_tui.money import Money, apportion, half_away
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import PERCENT, LineFigures
from kassa_tui.till.basket.tax import NoRateError, Rate, figures, rates_on
from kassa_tui.till.orders.values import OrderForm


def _added(basket: Basket, rates: dict[str, Rate], day: date) -> tuple[list[LineFigures], list[int]]:
    """Figures of lines whose prices are without VAT."""
    shares = basket.shares()
    for line in basket.lines:
        if line.tax_code not in rates:
            raise NoRateError(code=line.tax_code, day=day)
    line_rates = [rates[line.tax_code].rate for line in basket.lines]
    nets = [line.net.minor - part for line, part in zip(basket.lines, shares, strict=True)]
    taxes = [0] * len(nets)
    for key in {(line.tax_code, rate) for line, rate in zip(basket.lines, line_rates, strict=True)}:
        same = [i for i, line in enumerate(basket.lines) if (line.tax_code, line_rates[i]) == key]
        exact = [Fraction(nets[i] * key[1], PERCENT) for i in same]
        for i, tax in zip(same, apportion(half_away(sum(exact, Fraction())), exact), strict=True):
            taxes[i] = tax
    lines = []
    for line, part, net, tax in zip(basket.lines, shares, nets, taxes, strict=True):
        discount, total = line.discount.minor, net + tax
        lines.append(LineFigures(line.quantity, total + discount + part, discount, part, total, tax))
    return lines, line_rates


def order_figures(
    basket: Basket, rates: dict[str, Rate], day: date, *, includes_tax: bool
) -> tuple[list[LineFigures], list[int]]:
    """Figures of each line, VAT included, and its rate in basis points. Raises NoRateError."""
    if not includes_tax:
        return _added(basket, rates, day)
    computed = figures(basket, rates, day)
    return list(computed.lines), list(computed.rates)


def order_total(form: OrderForm, day: date) -> Money:
    """What an order comes to at the rates of a day, VAT included. Raises NoRateError."""
    lines, _rates = order_figures(form.basket, rates_on(day), day, includes_tax=form.includes_tax)
    return Money(sum(line.total for line in lines), form.basket.currency)
