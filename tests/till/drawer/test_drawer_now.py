"""Figures of the moment equal what the receipts say."""

from msgspec.structs import replace

from kassa_tui.till.drawer import drawer_now, movements
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest


def limit(shop: ShopUnderTest, amount: str) -> None:
    before = shop.shop
    shop_edit.change(shop.desk, ShopChange(before, replace(before, drawer_limit=shop.money(amount).minor)))


def test_turnover_sales_and_average_of_the_session_and_the_day(shop: ShopUnderTest) -> None:
    cheap, dear = shop.article("Bread", "2.95"), shop.article("Lamp", "75.00")
    assert drawer_now.of_today(shop.shop, shop.desk) == drawer_now.Figures(0, 0, shop.money("0.00"))
    assert drawer_now.of_today(shop.shop, shop.desk).average is None
    first = shop.open()
    shop.sell(cheap, cash="5.00")
    shop.sell(cheap, dear)
    shop.close()
    second = shop.open("0.00")
    shop.sell(dear)
    assert drawer_now.of_session(shop.shop, first.id) == drawer_now.Figures(1, 2, shop.money("80.90"))
    assert drawer_now.of_session(shop.shop, second.id).turnover == shop.money("75.00")
    day = drawer_now.of_today(shop.shop, shop.desk)
    assert day == drawer_now.Figures(2, 3, shop.money("155.90"))
    assert day.average == shop.money("51.97")


def test_another_day_begins_at_nothing(shop: ShopUnderTest) -> None:
    shop.open()
    shop.sell(shop.article("Bread", "2.95"))
    shop.clock.later(days=1)
    assert drawer_now.of_today(shop.shop, shop.desk).sales == 0


def test_the_drawer_is_over_its_limit_until_cash_is_taken_out(shop: ShopUnderTest) -> None:
    opened = shop.open("150.00")
    shop.sell(shop.article("Lamp", "75.00"), cash="100.00")
    assert drawer_now.in_drawer(shop.shop, opened.id) == shop.money("225.00")
    assert not drawer_now.over_limit(shop.shop, opened.id)
    limit(shop, "225.00")
    assert not drawer_now.over_limit(shop.shop, opened.id)
    limit(shop, "224.99")
    assert drawer_now.over_limit(shop.shop, opened.id)
    assert drawer_now.to_skim(shop.shop, opened.id) == shop.money("75.00")
    movements.move(shop.desk, shop.money("75.00"), "skim", out=True)
    assert not drawer_now.over_limit(shop.shop, opened.id)
    movements.move(shop.desk, shop.money("100.00"), "bank", out=True)
    assert drawer_now.to_skim(shop.shop, opened.id) == shop.money("0.00")
