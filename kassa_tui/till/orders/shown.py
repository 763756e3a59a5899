"""An order as it is shown and printed: net throughout where it excludes VAT, with VAT otherwise, whatever was typed.

All amounts are minor units; net and VAT sum to what is paid, to the cent.
"""

from collections.abc import Iterable

from msgspec import Struct

from kassa_tui.money import Money
from kassa_tui.till.basket.lines import LineFigures
from kassa_tui.till.basket.tax import restated
from kassa_tui.till.orders.day_rates import Settled
from kassa_tui.till.orders.values import Order, OrderForm, OrderLineView


class ShownLine(Struct, frozen=True):
    """A line's price for one, `amount` before all that was given of it (`off`), and `total` after it.

    `share` is its part of a discount on the whole order, which `off` counts too.
    """

    price: Money
    amount: Money
    off: Money
    total: Money
    share: Money


def shown_line(price: Money, figures: LineFigures, rate: int, *, net: bool, as_net: bool) -> ShownLine:
    """A line whose price is without VAT (`net`) or with it, at a rate, shown without (`as_net`) or with it."""
    total = figures.total - figures.tax if as_net else figures.total
    off = restated(figures.discount + figures.share, rate, net=net, as_net=as_net)
    one, share = (restated(minor, rate, net=net, as_net=as_net) for minor in (price.minor, figures.share))
    return ShownLine(*(Money(minor, price.currency) for minor in (one, total + off, off, total, share)))


def _worth(line: OrderLineView) -> LineFigures:
    """Its figures; of what was cancelled those of what left before."""
    return line.handed if line.cancelled else line.figures


def of_order(order: Order, line: OrderLineView) -> ShownLine:
    """A line of an order as the order says."""
    return shown_line(line.price, _worth(line), line.rate, net=line.net, as_net=not order.includes_tax)


def in_the_making(form: OrderForm, figures: Settled) -> list[ShownLine]:
    """The lines of an order that is not saved yet, as it was settled for now."""
    return [
        shown_line(line.price, of_line, rate, net=bool(line.without_tax), as_net=not form.includes_tax)
        for line, of_line, rate in zip(form.basket.lines, *figures, strict=True)
    ]


class Sums(Struct, frozen=True):
    """What lines come to without VAT, and the VAT of each rate (basis points), the highest first."""

    net: Money
    taxes: tuple[tuple[int, Money], ...]

    @property
    def tax(self) -> Money:
        """All of it."""
        return sum((tax for _rate, tax in self.taxes), self.net.zero)


def sums(currency: str, lines: Iterable[tuple[LineFigures, int]]) -> Sums:
    """The sums of figures and rates; rates that bear nothing are left out."""
    net, taxes = 0, dict[int, int]()
    for figures, rate in lines:
        net += figures.total - figures.tax
        taxes[rate] = taxes.get(rate, 0) + figures.tax
    borne = ((rate, Money(tax, currency)) for rate, tax in sorted(taxes.items(), reverse=True) if tax)
    return Sums(Money(net, currency), tuple(borne))


def sums_of(order: Order) -> Sums:
    """The sums of an order's lines."""
    return sums(order.row.total.currency, ((_worth(line), line.rate) for line in order.lines))
