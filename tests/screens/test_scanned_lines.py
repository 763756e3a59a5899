"""A label that comes back, or goes along with an order, is the line with its weight or price and no other."""

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.orders.hand_over import HandOverScreen
from kassa_tui.screens.receipts.refund import RefundScreen
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Lot
from kassa_tui.till.goods.store_codes import check_digit
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.sale import order_acts
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register
from tests.screens.order_shop import BREAD, customer


def whole(body: str) -> str:
    """Twelve digits with the one that belongs behind them."""
    return body + check_digit(body)


HEAVY, LIGHT, OTHER, PRICED = (whole(body) for body in ("270004400412", "270004400250", "270004400300", "210004500750"))


@pytest.fixture
def basket(shop: ShopUnderTest) -> Basket:
    """Cheese of two weights, two platters of two prices, bread twice, once cheaper."""
    shop.open()
    cheese = shop.article("Cheese", "14.50", "low", unit="kg", code="44")
    bread = shop.article("Bread", "2.95", "low", barcodes=(BREAD,), code="7")
    platter = shop.article("Platter", "1.00", "low", code="45")
    asked = platter.__class__(platter.id, platter.name, None, "low")
    made = shop.basket().add(cheese, 412).add(cheese, 250)
    made = made.add(asked, price=shop.money("5.00")).add(asked, price=shop.money("7.50"))
    made = made.add(bread).add(cheese, 100)
    made = made.add(bread, lot=Lot("LOT7"))
    return made.set_price(made.current.key, shop.money("2.00")) if made.current else made


async def refund(till: Register, shop: ShopUnderTest) -> RefundScreen:
    await till.press("f7", "delete", sees="Take back ·")
    assert isinstance(till.app.screen, RefundScreen)
    return till.app.screen


def back(screen: RefundScreen) -> list[int]:
    """How much comes back of each line."""
    return [screen.back.get(line.source.line_id, 0) for line in screen.left.lines]


async def test_a_label_returns_the_line_of_its_weight_or_price(
    shop: ShopUnderTest, basket: Basket, opened: Opener
) -> None:
    shop.pay(basket)
    async with opened(shop) as till:
        screen = await refund(till, shop)
        await till.scan(LIGHT)
        assert back(screen) == [0, 250, 0, 0, 0, 0, 0]
        await till.scan(OTHER, sees="no line here has the weight or price")
        await till.scan(PRICED)
        assert back(screen) == [0, 250, 0, 1000, 0, 0, 0]
        await till.scan(LIGHT, sees="At most 0.250 of Cheese")
        assert back(screen) == [0, 250, 0, 1000, 0, 0, 0]


async def test_an_article_at_two_prices_is_asked(shop: ShopUnderTest, basket: Basket, opened: Opener) -> None:
    shop.pay(basket)
    async with opened(shop) as till:
        screen = await refund(till, shop)
        await till.scan(BREAD, sees="Which Bread?")
        await till.press("escape")
        assert not any(back(screen))
        await till.scan(BREAD, sees="1 × 2.00")
        await till.press("2")
        assert back(screen) == [0, 0, 0, 0, 0, 0, 1000]
        await till.scan(BREAD)
        assert back(screen)[4] == 1000, "one price is left"


async def test_a_known_lot_is_not_asked(shop: ShopUnderTest, basket: Basket, opened: Opener) -> None:
    shop.pay(basket)
    async with opened(shop) as till:
        screen = await refund(till, shop)
        await till.scan(f"]d2010{BREAD}10LOT7")
        assert back(screen)[6] == 1000


async def test_the_label_in_a_hand_over(shop: ShopUnderTest, basket: Basket, opened: Opener) -> None:
    order_id = edit.save(shop.desk, OrderForm(basket, customer_id=customer(shop)))
    async with opened(shop) as till:
        screen = HandOverScreen(till.app.counter, order_id)
        till.app.push_screen(screen)
        await till.idle()
        await till.scan(LIGHT, PRICED)
        assert [screen.counted.get(line.id, 0) for line in screen.lines] == [0, 250, 0, 1000, 0, 0, 0]
        await till.scan(OTHER, sees="no line here has the weight or price")
        await till.scan(BREAD, sees="Which Bread?")


async def test_the_lot_that_is_scanned_goes_along(shop: ShopUnderTest, opened: Opener) -> None:
    """It stands beside its line; one less takes the last one that was counted."""
    bread = shop.basket().add(shop.article("Bread", "2.00", "low", barcodes=(BREAD,)), 3 * ONE)
    order_id = edit.save(shop.desk, OrderForm(bread, customer_id=customer(shop)))
    version = orders.by_id(order_id, shop.shop, shop.clock.now).version
    order_acts.pay(shop.desk, order_id, version, shop.money("6.00"), "card")
    async with opened(shop) as till:
        till.app.push_screen(HandOverScreen(till.app.counter, order_id))
        await till.idle()
        await till.scan(f"]d2010{BREAD}10LOT7", f"]d2010{BREAD}10LOT8", sees="Bread · Batch LOT8 · Batch LOT7")
        await till.press("f5", sees="scan them once more then")
        await till.press("minus", "plus")
        assert "LOT8" not in till.text
        await till.press("f12")
    handed = rows("SELECT quantity, batch FROM receipt_line WHERE kind = 'article' ORDER BY id")
    assert handed == [(ONE, "LOT7"), (ONE, None)]


async def test_a_label_finds_the_receipts_of_its_weight(shop: ShopUnderTest, basket: Basket, opened: Opener) -> None:
    shop.pay(basket)
    shop.pay(shop.basket().add(shop.article("Cheese", "14.50", "low"), 300))
    async with opened(shop) as till:
        await till.press("f7", sees="K1-000002")
        await till.scan(LIGHT, sees="K1-000001")
        assert "K1-000002" not in till.text
