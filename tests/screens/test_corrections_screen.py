"""A payment that was booked wrongly is put right on the screen of receipts."""

from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.receipts.correction import CorrectionScreen
from kassa_tui.screens.receipts.screen import ReceiptsScreen
from kassa_tui.tables.receipts import RECEIPTS
from kassa_tui.till.basket import refunds
from kassa_tui.till.basket.tender import plain
from kassa_tui.till.ledger import receipt_kinds
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import corrections, sales
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import printed
from tests.screens.conftest import Opener, Register
from tests.shared import held

sizes = pytest.mark.parametrize("size", [(80, 24), (100, 30)])


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """One receipt of 10.02, booked on the card."""
    shop = english_shop(tmp_path)
    shop.article("Bread", "10.02")
    shop.open("150.00")
    shop.sell(shop.article("Bread", "10.02"))
    return shop


async def to_correction(till: Register) -> None:
    await till.press("f7", sees="K1-000001")
    await till.press("f4", sees="Really paid by")


@sizes
async def test_card_that_was_cash(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    before = rows("SELECT document FROM paper WHERE receipt_id = 1")
    async with opened(shop, size=size) as till:
        await to_correction(till)
        await till.sees("Card 10.02", "10.02 off Card, 10.00 on Cash")
        await till.press("down", "down")
        await till.type("wrong key")
        await till.press("f12", sees="K1-000002")
        assert isinstance(till.app.screen, ReceiptsScreen)
        await till.sees("correc", "Payment method of receipt K1-000001", "Reason: wrong key")
        assert "Take back" not in till.text
        await printed(till, "Correction K1-000002")
        await till.press("f4")
        assert isinstance(till.app.screen, ReceiptsScreen)
        await till.press("down", sees="K1-000001")
        await till.press("f4", sees="10.00 off Cash, 10.02 on Card")
    assert held(1) == {"cash": 1000}
    assert rows("SELECT document FROM paper WHERE receipt_id = 1") == before
    assert verify().proven


async def test_it_says_why(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_correction(till)
        await till.press("f12", sees="■ Write why it is corrected.")
        await till.type("x")
        await till.press("escape", sees="Leave without saving?")
        await till.press("f12", sees="K1-000001")
    assert rows("SELECT count(*) FROM receipt") == [(1,)]


async def test_another_method_leaves_other_choices(shop: ShopUnderTest, opened: Opener) -> None:
    basket = shop.basket(shop.article("Bread", "10.02"))
    bill = shop.bill(basket).pay_cash("cash", shop.money("4.00")).pay("card", shop.money("6.02"))
    sales.record(shop.desk, basket, bill.payments)
    async with opened(shop) as till:
        await till.press("f7", sees="K1-000002")
        await till.press("f4", sees="4.00 off Cash, 4.00 on Card")
        await till.press("right", sees="6.02 off Card, 6.00 on Cash")
        await till.press("down", "right", sees="6.02 off Card, 6.02 on Bank transfer")
        await till.press("up", "left", sees="4.00 off Cash, 4.00 on Bank transfer")
        assert isinstance(till.app.screen, CorrectionScreen)
        assert (till.app.screen.form["old"], till.app.screen.form["new"]) == ("cash", "transfer")
        assert held(2) == {"cash": 400, "card": 602}


async def test_by_finger(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        till.app.touch = True
        till.app._relabel()
        await till.press("f7", sees="K1-000001")
        await till.click("F4", sees="Really paid by")
        await till.click("Bank transfer", sees="10.02 off Card, 10.02 on Bank transfer")
        assert isinstance(till.app.screen, CorrectionScreen)
        assert (till.app.screen.form["old"], till.app.screen.form["new"]) == ("card", "transfer")
        assert held(1) == {"card": 1002}


async def test_who_may_not_sees_no_key(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await till.press("f7", sees="K1-000001")
        assert "Correct" not in till.text
        await till.press("f4")
        assert isinstance(till.app.screen, ReceiptsScreen)
    async with opened(shop, person="Manager") as till:
        await to_correction(till)


async def test_a_refund_and_a_voucher_stay_as_they_are(shop: ShopUnderTest, opened: Opener) -> None:
    """A voucher belongs to somebody, and what came back entirely holds nothing any more."""
    left = refunds.returnable(refunds.by_id(1)).lines[0]
    sales.record(
        shop.desk, shop.basket().give_back(left.source, left.line, -1000), [plain("voucher", shop.money("-10.02"))]
    )
    async with opened(shop) as till:
        await till.press("f7", sees="K1-000002")
        await till.press("f4", sees="That payment cannot be corrected.")
        assert isinstance(till.app.screen, ReceiptsScreen)


async def test_what_was_put_right_meanwhile_is_refused(shop: ShopUnderTest, opened: Opener) -> None:
    from tests.screens.acts import elsewhere

    async with opened(shop) as till:
        await to_correction(till)
        await till.press("down", "down")
        await till.type("wrong key")
        await elsewhere(till, lambda: corrections.correct(shop.desk, 1, "card", "cash", "sooner"))
        await till.press("f12", sees="Nothing on receipt K1-000001 is paid by Card.")
        assert isinstance(till.app.screen, CorrectionScreen)
    assert rows("SELECT count(*) FROM receipt") == [(2,)]


def test_every_kind_of_receipt_has_its_word() -> None:
    assert set(RECEIPTS) <= set(receipt_kinds.WORDS)


async def test_a_transfer_is_put_right_with_what_the_statement_says(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_correction(till)
        assert "Reference" not in till.text
        await till.press("down", "right", sees="Reference")
        await till.press("down")
        await till.type("it was a transfer")
        await till.press("f12", sees="■ A bank transfer needs a reference")
        await till.type("statement 12")
        await till.press("up", "up", "left", sees="on Cash")
        assert "Reference" not in till.text
        await till.press("right", sees="statement 12")
        await till.press("f12", sees="K1-000002")
    assert rows("SELECT method, amount, reference FROM payment WHERE receipt_id = 2") == [
        ("card", -1002, ""), ("transfer", 1002, "statement 12"),
    ]  # fmt: skip
