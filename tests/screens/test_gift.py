"""A gift receipt: what was bought and where it can be exchanged, and not what it cost."""

from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.documents import COLUMNS
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.proof import verify
from kassa_tui.till.sale import gift_receipt
from kassa_tui.till.sale.gift_receipt import NoGiftError
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import printed
from tests.screens.conftest import Opener


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    shop = english_shop(tmp_path)
    shop.open("150.00")
    return shop


async def test_it_is_printed_from_the_list_of_receipts(shop: ShopUnderTest, opened: Opener) -> None:
    shop.sell(shop.article("Lamp [/]", "75.00"), shop.article("Bread", "2.95"), cash="100.00")
    async with opened(shop, size=(80, 24)) as till:
        await till.press("f7", sees="F6 Gift receipt")
        await till.press("f6", sees="K1-000001 goes to the printer without its prices")
        paper = await printed(till, "Gift receipt")
        for told in ("1 × Lamp [/]", "1 × Bread", "K1-000001", "Exchange with this receipt."):
            assert told in paper
        for hidden in ("75", "2.95", "77.95", "100", "Cash", "22.05"):
            assert hidden not in paper
    assert rows("SELECT kind FROM paper WHERE receipt_id IS NOT NULL ORDER BY id") == [("receipt",), ("gift",)]
    assert verify.verify().proven


@pytest.mark.parametrize("columns", COLUMNS)
def test_long_names_are_wrapped_and_empties_are_no_gift(shop: ShopUnderTest, columns: int) -> None:
    bottle = shop.article("Bottle", "0.25", "outside", kind="packaging")
    water = shop.article("W" * 60, "1.00", packaging_id=bottle.id)
    kept = kept_papers.read(gift_receipt.print_gift(shop.desk, shop.sell(water).receipt_id))
    lines = kept.document.as_text(columns).split("\n")
    assert max(map(len, lines)) <= columns
    assert "Bottle" not in "".join(lines)


def test_a_refund_is_no_gift(shop: ShopUnderTest) -> None:
    lamp = shop.article("Lamp", "75.00")
    basket = shop.basket().add(lamp, -1000)
    returned = shop.pay(basket, cash="-75.00")
    with pytest.raises(NoGiftError, match="K1-000001"):
        gift_receipt.print_gift(shop.desk, returned.receipt_id)
    assert rows("SELECT count(*) FROM journal WHERE kind = 'paper.gift'") == [(0,)]
