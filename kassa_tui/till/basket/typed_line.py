"""What is typed for a line of a basket, and for a discount on all of it: read, and made of the basket."""

from collections.abc import Mapping

from msgspec import Struct

from kassa_tui.i18n import Language
from kassa_tui.money import Currency, Money, parse
from kassa_tui.text import clean
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.basket.tax import Rate, restated_of
from kassa_tui.till.basket.typed_numbers import read_discount, read_quantity

LONGEST = 60
"""Characters of a line's text."""


class Typing(Struct, frozen=True):
    """What amounts mean that are typed for an order: VAT comes on top (`without_tax`) or is in them, at these rates."""

    without_tax: bool
    rates: Mapping[str, Rate]

    def own(self, line: Line, off: Money | None) -> Money | None:
        """An amount of discount that was typed, with VAT or without as the line's price."""
        return self._restated(line, off, net=self.without_tax, as_net=self._of(line)) if off else off

    def typed(self, line: Line, amount: Money) -> Money:
        """A line's price or amount of discount, as it would be typed."""
        return self._restated(line, amount, net=self._of(line), as_net=self.without_tax)

    def _of(self, line: Line) -> bool:
        """Whether VAT comes on top of a line's price; of one that was just typed, as the order says."""
        return self.without_tax if line.without_tax is None else line.without_tax

    def _restated(self, line: Line, amount: Money, *, net: bool, as_net: bool) -> Money:
        return Money(restated_of(line, amount.minor, self.rates, net=net, as_net=as_net), amount.currency)


def with_typed(
    basket: Basket,
    line: Line,
    texts: Mapping[str, str],
    unit: Currency,
    language: Language,
    typing: Typing | None = None,
) -> Basket:
    """The basket with what was typed: quantity, price, discount and text of a line, `receipt` a discount on all of it.

    A quantity is typed without its sign: what comes back still does. `typing` says what amounts of an order mean.
    Raises KassaErrors for what cannot be read or be.
    """
    for name, text in texts.items():
        basket = _with_one(basket, basket.line(line.key) or line, name, text, unit, language, typing)
    return basket


def _with_one(
    basket: Basket, line: Line, name: str, text: str, unit: Currency, language: Language, typing: Typing | None
) -> Basket:
    if name == "quantity":
        quantity = read_quantity(text)
        return basket.change_quantity(line.key, quantity if line.quantity > 0 else -quantity)
    if name == "price":
        return basket.set_price(
            line.key, parse(text, unit, language), without_tax=typing.without_tax if typing else None
        )
    if name == "text":
        return basket.set_text(line.key, clean(text, LONGEST) or line.text)
    percent, off = read_discount(text, unit, language)
    if name == "receipt":
        return basket.discounted(percent=percent, off=off, without_tax=typing.without_tax if typing else None)
    return basket.set_discount(line.key, percent=percent, off=typing.own(line, off) if typing else off)
