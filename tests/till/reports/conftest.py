"""Sessions that several reports are asked about."""

import pytest

from kassa_tui.till.drawer import closing, sessions
from tests.conftest import ShopUnderTest


@pytest.fixture
def three(shop: ShopUnderTest) -> ShopUnderTest:
    """Counted at both ends, opened by itself and not counted at the end, counted again and still open."""
    bread = shop.article("Bread", "10.00")
    shop.open("100.00")
    shop.sell(bread, cash="10.00")
    shop.close("109.50", "80.00")
    shop.clock.later(days=1)
    shop.sell(bread, cash="20.00")
    row = sessions.required("K1")
    closing.close(shop.desk, closing.CloseForm(row.id, taken=shop.money("10.00"), seen=closing.seen(row.id)))
    shop.clock.later(days=1)
    shop.open("82.00")
    return shop
