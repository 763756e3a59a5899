"""What is typed for a line of a basket, and for a discount on all of it: read, and made of the basket."""

from collections.abc import Mapping

from kassa_tui.i18n import Language
from kassa_tui.money import Currency, parse
from kassa_tui.text import clean
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.basket.typed_numbers import read_discount, read_quantity

LONGEST = 60
"""Characters of a line's text."""


def with_typed(basket: Basket, line: Line, texts: Mapping[str, str], unit: Currency, language: Language) -> Basket:
    """The basket with what was typed: quantity, price, discount and text of a line, `receipt` a discount on all of it.

    A quantity is typed without its sign: what comes back still does. Raises KassaErrors for what cannot be read or be.
    """
    for name, text in texts.items():
        basket = _with_one(basket, line, name, text, unit, language)
    return basket


def _with_one(basket: Basket, line: Line, name: str, text: str, unit: Currency, language: Language) -> Basket:
    if name == "quantity":
        quantity = read_quantity(text)
        return basket.change_quantity(line.key, quantity if line.quantity > 0 else -quantity)
    if name == "price":
        return basket.set_price(line.key, parse(text, unit, language))
    if name == "text":
        return basket.set_text(line.key, clean(text, LONGEST) or line.text)
    percent, off = read_discount(text, unit, language)
    if name == "receipt":
        return basket.discounted(percent=percent, off=off)
    return basket.set_discount(line.key, percent=percent, off=off)
