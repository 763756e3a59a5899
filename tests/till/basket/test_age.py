"""Whom an article is sold to: the day of birth, the article's age, and a file from before there was one."""

from datetime import date

import pytest

from kassa_tui.database import rows
from kassa_tui.till.basket import age
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.goods import catalog, product_import, products
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.products import ProductError, ProductForm
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest


@pytest.mark.parametrize(
    ("years", "today", "born"),
    [
        (18, date(2026, 11, 24), date(2008, 11, 24)),
        (16, date(2026, 1, 1), date(2010, 1, 1)),
        (18, date(2028, 2, 29), date(2010, 2, 28)),
        (20, date(2028, 2, 29), date(2008, 2, 29)),
    ],
)
def test_the_latest_day_of_birth(years: int, today: date, born: date) -> None:
    assert age.born_by(years, today) == born


def test_a_customer_is_looked_at_once_for_the_highest_age(shop: ShopUnderTest) -> None:
    bread, beer = shop.article("Bread", "2.95"), shop.article("Beer", "1.49", age=16)
    spirits = shop.article("Spirits", "14.95", age=18)
    basket = Basket("uid", "EUR")
    assert [age.asked(basket, article) for article in (bread, beer, spirits)] == [False, True, True]
    basket = Basket("uid", "EUR", age=16)
    assert [age.asked(basket, article) for article in (bread, beer, spirits)] == [False, False, True]


def test_an_age_is_kept_found_and_proved(shop: ShopUnderTest) -> None:
    article = shop.article("Beer", "1.49", age=18, barcodes=("BEER",))
    assert products.read(article.id).age == 18
    found = catalog.by_barcode("BEER", "EUR")
    assert found is not None
    assert found.age == 18
    assert shop.article("Bread", "2.95").age == 0
    assert not verify.verify().problems


@pytest.mark.parametrize("years", [-1, 100])
def test_an_age_that_cannot_be(shop: ShopUnderTest, years: int) -> None:
    with pytest.raises(ProductError, match="years"):
        products.save(shop.desk, ProductForm("Beer", 149, "high", age=years))
    assert rows("SELECT count(*) FROM product") == [(0,)]


def test_a_file_brings_ages_and_leaves_what_it_does_not_know(shop: ShopUnderTest) -> None:
    product_import.load(shop.desk, b"name;price;vat;code;leeftijd\nBier;1,49;21;77;18+\nBrood;2,95;9;78;\n")
    assert rows("SELECT name, age FROM product ORDER BY name") == [("Bier", 18), ("Brood", None)]
    product_import.load(shop.desk, b"name;price;code\nBier blond;1,59;77\n")
    assert rows("SELECT name, age FROM product WHERE code = '77'") == [("Bier blond", 18)]


@pytest.mark.parametrize("cell", ["old", "-1", "1.5", "180"])
def test_an_age_in_a_file_that_is_none(shop: ShopUnderTest, cell: str) -> None:
    with pytest.raises(BadRowsError) as bad:
        product_import.load(shop.desk, f"name;price;vat;age\nBier;1,49;21;{cell}\n".encode())
    assert "years" in bad.value.rows[0].error.say()
    assert rows("SELECT count(*) FROM product") == [(0,)]
