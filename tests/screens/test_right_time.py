"""A machine that wakes in the past: seen, confirmed once by whoever sells, and gone by itself with the network's time."""

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.people import right_time
from kassa_tui.screens.people.right_time import RightTimeQuestion
from tests.conftest import ShopUnderTest
from tests.screens.acts import to_payment
from tests.screens.conftest import Opener, Register
from tests.shared import receipts

HOURS_MS = 3 * 3_600_000


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Lamp", "75.00", barcodes=("LAMP",))
    shop.open()
    return shop


async def _paid_by_cash(till: Register) -> None:
    await to_payment(till)
    await till.press("c", "f12")


async def test_the_first_sale_is_confirmed_by_whoever_sells(
    stocked: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Esc leaves the payment as it was; the second sale is not asked."""
    monkeypatch.setattr(right_time, "NETWORK_SECONDS", 0)
    stocked.clock.now -= HOURS_MS
    async with opened(stocked, person="Cashier") as till:
        await till.sees("▲ The clock is behind")
        await _paid_by_cash(till)
        await till.sees("Is the clock right?")
        await till.press("escape", sees="The clock is behind. Set it, or say")
        assert receipts() == 0
        await till.press("f12", sees="Is the clock right?")
        await till.press("f12", sees="Receipt K1-000001")
        await till.press("escape")
        await _paid_by_cash(till)
        await till.sees("Receipt K1-000002")
    asked = "SELECT count(*) FROM journal WHERE kind = 'clock.confirmed' AND person_id = 3"
    assert rows(asked) == [(1,)]
    assert rows("SELECT DISTINCT clock FROM journal WHERE kind = 'receipt.sale'") == [("back",)]


async def test_the_time_of_the_network_answers_by_itself(stocked: ShopUnderTest, opened: Opener) -> None:
    """Until it had its moment nobody is asked."""
    stocked.clock.now -= HOURS_MS
    async with opened(stocked) as till:
        await _paid_by_cash(till)
        await till.sees("Waiting a moment for the time of the network")
        await till.press("f12")
        assert receipts() == 0
        stocked.clock.now += HOURS_MS
        question = till.app.screen
        assert isinstance(question, RightTimeQuestion)
        question.look()
        await till.sees("Receipt K1-000001")
    assert rows("SELECT clock FROM journal WHERE kind = 'receipt.sale'") == [("ok",)]


async def test_a_clock_far_ahead_is_confirmed_by_whoever_sells(
    stocked: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once, although who is there was written before; a session of weeks is said when the time is certain."""
    monkeypatch.setattr(right_time, "NETWORK_SECONDS", 0)
    stocked.clock.later(days=41)
    async with opened(stocked, person="Cashier", size=(80, 24)) as till:
        await till.sees("▲ The clock is far ahead")
        await _paid_by_cash(till)
        await till.sees("Is the clock right?", "The last entry is of 22 Nov 2026 14:32.", "If it is wrong, set it")
        await till.press("escape", sees="■ The clock is far ahead. Set it")
        assert receipts() == 0
        await till.press("f12", sees="Is the clock right?")
        await till.press("f12", sees="Receipt K1-000001")
        await till.press("escape", sees="▲ Session open for 41 days")
        assert "The clock is far ahead" not in till.text
        await _paid_by_cash(till)
        await till.sees("Receipt K1-000002")
    asked = rows("SELECT facts FROM journal WHERE kind = 'clock.confirmed' AND person_id = 3")
    assert asked == [(f'{{"newest":{stocked.clock.now - 41 * 86_400_000}}}',)]
