"""VAT is taken out once per rate and spread, so that lines, rates and tenders all tell the same sum."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.basket.tax import (
    Cell,
    NoRateError,
    Rate,
    TaxFigures,
    cells,
    dated_rates,
    figures,
    mirrored,
    rates_on,
)
from tests.conftest import ShopUnderTest

RATES = {
    "high": Rate("high", "", 2100, False),
    "low": Rate("low", "", 900, False),
    "outside": Rate("outside", "", 0, True),
}
DAY = date(2026, 11, 22)


def article(number: int, price: int, tax: str) -> Article:
    return Article(number, f"Article {number}", Money(price, "EUR"), tax)


def test_rows_and_columns_of_the_worked_example_add_up() -> None:
    """RULES.md section 1: 60.01 at 21 % and 39.98 at 9 %, paid 50.00 and 49.99."""
    taxes = (TaxFigures("high", 2100, 6001, 1041), TaxFigures("low", 900, 3998, 330))
    found = {(cell.position, cell.code): cell.gross for cell in cells(taxes, [5000, 4999])}
    assert found == {(1, "high"): 3001, (1, "low"): 1999, (2, "high"): 3000, (2, "low"): 1999}


def test_lines_that_cancel_each_other_keep_their_vat() -> None:
    basket = Basket("u", "EUR").add(article(1, 1000, "high")).add(article(2, 1000, "high"), -1000)
    found = figures(basket, RATES, DAY)
    assert [line.tax for line in found.lines] == [174, -174]
    assert found.taxes == (TaxFigures("high", 2100, 0, 0),)


def test_a_code_without_a_rate_is_refused() -> None:
    with pytest.raises(NoRateError):
        figures(Basket("u", "EUR").add(article(1, 1000, "luxury")), RATES, DAY)


def test_rates_are_dated(shop: ShopUnderTest) -> None:
    assert dated_rates(date(2012, 9, 30))["high"].rate == 1900
    assert dated_rates(date(2012, 10, 1))["high"].rate == 2100
    assert dated_rates(date(2018, 12, 31))["low"].rate == 600
    assert rates_on(DAY)["low"].rate == 900


lines = st.lists(
    st.tuples(st.integers(0, 50_000), st.sampled_from(["high", "low", "outside"]), st.integers(-9, 9).filter(bool)),
    min_size=1,
    max_size=8,
)


def _basket(made: list[tuple[int, str, int]]) -> Basket:
    basket = Basket("u", "EUR")
    for number, (price, tax, quantity) in enumerate(made):
        basket = basket.add(article(number, price, tax), quantity * 1000)
    return basket


@given(lines, st.lists(st.integers(1, 99), max_size=4))
def test_vat_by_line_by_rate_and_by_tender_is_the_same(made: list[tuple[int, str, int]], parts: list[int]) -> None:
    found = figures(_basket(made), RATES, DAY)
    assert sum(line.total for line in found.lines) == found.total == sum(tax.gross for tax in found.taxes)
    for tax in found.taxes:
        own = [line.tax for line, (_price, code, _n) in zip(found.lines, made, strict=True) if code == tax.code]
        assert sum(own) == tax.tax
    settled = [found.total * part // 400 for part in parts]
    settled.append(found.total - sum(settled))
    matrix = cells(found.taxes, settled)
    for position, amount in enumerate(settled, start=1):
        assert sum(cell.gross for cell in matrix if cell.position == position) == amount
    for tax in found.taxes:
        column = [cell for cell in matrix if cell.code == tax.code]
        assert sum(cell.gross for cell in column) == tax.gross
        assert sum(cell.tax for cell in column) == tax.tax


@given(lines, st.integers(0, 100))
def test_a_refund_of_everything_mirrors_every_cell(made: list[tuple[int, str, int]], part: int) -> None:
    sold = figures(_basket(made), RATES, DAY)
    first = sold.total * part // 100
    matrix = cells(sold.taxes, [first, sold.total - first])
    left = [{(c.code, c.rate): (c.gross, c.tax) for c in matrix if c.position == position} for position in (1, 2)]
    back = [TaxFigures(tax.code, tax.rate, -tax.gross, -tax.tax) for tax in sold.taxes]
    assert mirrored(back, left) == [Cell(c.position, c.code, c.rate, -c.gross, -c.tax) for c in matrix]
