"""The sale in progress is a value: what was scanned is what is seen, discounts never go beyond a line."""

import pytest

from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket, DiscountError, NothingToDiscountError
from kassa_tui.till.basket.lines import Article, QuantityError, WholePiecesError, quantity_text
from tests.shared import eur, quantities


def article(number: int = 1, price: int = 100, **more: object) -> Article:
    return Article(number, f"Article {number}", eur(price), "high", **more)  # type: ignore[arg-type]


EMPTY = Basket("u", "EUR")
DEPOSIT = article(9, 15, kind="packaging", discountable=False)


def test_a_second_scan_raises_the_last_line_and_no_other() -> None:
    basket = EMPTY.add(article(1)).add(article(1)).add(article(2)).add(article(1))
    assert quantities(basket) == [2000, 1000, 1000]
    assert basket.total == eur(400)
    assert basket.current is not None
    assert basket.current.quantity == 1000


def test_a_scan_after_a_discount_or_a_price_makes_a_new_line() -> None:
    discounted = EMPTY.add(article(1)).set_discount(1, percent=1000)
    assert quantities(discounted.add(article(1))) == [1000, 1000]
    repriced = EMPTY.add(article(1)).set_price(1, eur(50))
    assert quantities(repriced.add(article(1))) == [1000, 1000]


def test_packaging_comes_along_follows_and_goes() -> None:
    bottle = article(1, packaging=DEPOSIT)
    basket = EMPTY.add(bottle, 6000)
    assert [(line.text, line.quantity) for line in basket.lines] == [("Article 1", 6000), ("Article 9", 6000)]
    assert quantities(basket.add(bottle)) == [7000, 7000]
    assert quantities(basket.change_quantity(1, 2000)) == [2000, 2000]
    assert basket.remove(1).lines == ()
    assert basket.pieces == 6


def test_a_weighed_article_rounds_its_amount_once() -> None:
    basket = EMPTY.add(article(1, 1495, unit="kg"), 412)
    assert basket.total == eur(616)
    assert basket.pieces == 1
    assert quantity_text(412, ",") == "0,412"
    assert quantity_text(-2000) == "−2"


@pytest.mark.parametrize("quantity", [0, 10_000_000, -10_000_000])
def test_quantities_that_no_sale_has_are_refused(quantity: int) -> None:
    with pytest.raises(QuantityError):
        EMPTY.add(article(), quantity)


def test_half_a_bottle_is_refused() -> None:
    with pytest.raises(WholePiecesError, match="Article 1"):
        EMPTY.add(article(), 500)


@pytest.mark.parametrize(("percent", "off"), [(10_001, None), (-1, None), (0, eur(101)), (0, eur(-1))])
def test_discounts_beyond_the_line_are_refused(percent: int, off: Money | None) -> None:
    with pytest.raises(DiscountError):
        EMPTY.add(article()).set_discount(1, percent=percent, off=off)


def test_a_discount_on_the_receipt_is_spread_over_what_may_bear_it() -> None:
    """RULES.md section 1: over positive, discountable lines after their own discounts, never over returns."""
    basket = (
        EMPTY.add(article(1, 1000))
        .add(article(2, 333))
        .add(article(3, 500), -1000)
        .add(article(4, 250, packaging=DEPOSIT))
        .add(article(5, 400, discountable=False))
        .discounted(percent=1000)
    )
    assert basket.discount == eur(158)
    assert basket.shares() == [100, 33, 0, 25, 0, 0]
    assert basket.total == basket.subtotal - eur(158)


def test_a_discount_with_nothing_to_bear_it_is_refused() -> None:
    with pytest.raises(NothingToDiscountError):
        EMPTY.add(article(1), -1000).discounted(percent=1000)
    with pytest.raises(NothingToDiscountError):
        EMPTY.add(article(1, 100)).discounted(off=eur(101))


def test_a_discount_that_nothing_bears_any_more_goes_with_the_line() -> None:
    basket = EMPTY.add(article(1, 1000)).add(article(2, 200)).discounted(off=eur(500))
    assert basket.remove(1).discount == eur(0)


def test_removing_selects_the_line_above() -> None:
    basket = EMPTY.add(article(1)).add(article(2)).add(article(3))
    assert basket.remove(2).selected == 1
    assert basket.remove(1).selected == 2
    assert basket.remove(1).remove(2).remove(3).selected is None


def test_stepping_stays_within_the_list_and_skips_packaging() -> None:
    basket = EMPTY.add(article(1, packaging=DEPOSIT)).add(article(2))
    assert basket.selected == 3
    assert basket.step(-1).selected == 1
    assert basket.step(-5).selected == 1
    assert basket.step(1).selected == 3
    assert EMPTY.step(1) == EMPTY


def test_an_article_without_a_price_asks_for_one() -> None:
    flowers = Article(1, "Flowers", None, "low")
    with pytest.raises(ValueError, match="price"):
        EMPTY.add(flowers)
    assert EMPTY.add(flowers, price=eur(1250)).total == eur(1250)
