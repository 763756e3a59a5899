"""A shop with much in it whose words would be formulas."""

import pytest

from kassa_tui.database import rows
from kassa_tui.till.drawer import movements
from tests.conftest import ShopUnderTest
from tests.till.everything import day_of_everything

FORMULA = '=1+1;"x"'


@pytest.fixture
def busy(shop: ShopUnderTest) -> ShopUnderTest:
    """Two closed sessions with a bit of everything, and an open one."""
    day_of_everything(shop)
    shop.clock.later(days=1)
    shop.sell(shop.article("Bread", "2.95", "low"), cash="5.00", desk=shop.as_("Cashier"))
    movements.move(shop.desk, shop.money("1.50"), "skim", FORMULA, out=True)
    movements.open_without_sale(shop.desk, "@SUM(A1)")
    rows("UPDATE person SET name = '-Ünïcode' WHERE name = 'Cashier'")
    return shop
