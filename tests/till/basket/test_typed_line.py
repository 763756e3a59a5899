"""What is typed for a line becomes the basket, or is refused with nothing changed."""

import pytest

from kassa_tui.errors import KassaError
from kassa_tui.i18n import LANGUAGES
from kassa_tui.money import Money, currency
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.basket.typed_line import with_typed

EUR = currency("EUR")
BASKET = Basket("u", "EUR").add(Article(1, "Bread", Money(250, "EUR"), "low"), 2000)


def typed(basket: Basket = BASKET, **texts: str) -> Basket:
    return with_typed(basket, basket.lines[0], texts, EUR, LANGUAGES["en"])


def test_each_field_is_what_it_says() -> None:
    basket = typed(quantity="3", price="2.00", discount="10%", text=" Loaf ", receipt="0.40")
    line = basket.lines[0]
    assert (line.quantity, line.price.minor, line.percent, line.text) == (3000, 200, 1000, "Loaf")
    assert basket.total == Money(500, "EUR")
    assert typed() == BASKET


def test_a_quantity_keeps_its_sign() -> None:
    assert typed(BASKET.turned(), quantity="3").lines[0].quantity == -3000


def test_no_text_leaves_the_one_before() -> None:
    assert typed(text="  ").lines[0].text == "Bread"


def test_no_discount_takes_the_one_before_away() -> None:
    assert typed(typed(discount="10%", receipt="1%"), discount="", receipt="").total == BASKET.total


@pytest.mark.parametrize(
    "texts", [{"quantity": "0"}, {"price": "x"}, {"discount": "101%"}, {"receipt": "5.01"}, {"discount": "5.01"}]
)
def test_what_cannot_be_is_refused(texts: dict[str, str]) -> None:
    with pytest.raises(KassaError):
        with_typed(BASKET, BASKET.lines[0], texts, EUR, LANGUAGES["en"])
