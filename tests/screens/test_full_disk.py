"""A disk that is full with the customer at the counter: every way back works, and is written when it can be."""

import pytest

from kassa_tui.database import rows
from kassa_tui.i18n import _
from kassa_tui.screens.frame.host import SAVING
from kassa_tui.till.basket import drafts, money_in_hand
from kassa_tui.till.proof.verify import verify
from tests.conftest import ShopUnderTest
from tests.failing_disk import Disk, disk
from tests.screens.conftest import Opener, Register

__all__ = ["disk"]

FULL = "The disk is full: make room. Do not switch off"
REFUSED = "■ Saving failed: the disk is"


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop with two articles."""
    shop.article("Bread", "2.95", barcodes=("8712345678906",))
    shop.article("Wine", "45.00", barcodes=("2000000000107",))
    return shop


async def _kinds(till: Register) -> list[str]:
    await till.written()
    return [kind for (kind,) in rows("SELECT kind FROM journal WHERE kind GLOB '[bl]*' OR kind GLOB 'pay*'")]


async def _fills_up_while_it_is_paid(till: Register, disk: Disk) -> None:
    """Part of it is paid by card before, more of it after the disk is full; all of it goes back."""
    await till.press("f12", sees="F12 Card")
    await till.type("1.00")
    await till.press("f12", "f12", sees="F12 Cash 1.95")
    disk.full()
    await till.press("p")
    await till.type("0.50")
    await till.press("f12", "f12", sees="F12 Cash 1.45")
    await till.sees(FULL)
    await till.press("p", "f12", "f12", sees="changed")
    await till.press("escape", sees="Given back, stop")
    await till.press("f12", sees="F12 Pay")


async def test_every_way_back_works_while_the_disk_is_full(stocked: ShopUnderTest, opened: Opener, disk: Disk) -> None:
    async with opened(stocked, size=(80, 24)) as till:
        await till.scan("8712345678906", sees="2.95")
        await till.written()
        await _fills_up_while_it_is_paid(till, disk)
        # A line stays that nobody may know was taken off, nor is it made cheaper; one more is no loss.
        await till.press("delete", sees=REFUSED)
        await till.press("escape", "plus", "minus", sees=REFUSED)
        await till.sees("2 ×", "5.90")
        await till.press("escape", "f5")
        await till.type("Ann")
        await till.press("f12", sees="Scan the first article")
        await till.scan("2000000000107", sees="45.00")
        await till.press("f9")
        await till.press("8", sees="receipt away?")
        await till.press("f12", sees="it is parked instead")
        await till.press("escape", "f5", sees="Ann")
        await till.press("down", "f12", sees="2 ×")
        await till.sees(FULL)
        await till.press("f9")
        await till.click("Stop the program", sees="what waits for the disk is lost")
        await till.press("escape")
        disk.works()
        await till.press("minus", sees="1 ×")
        await till.wait(lambda: FULL not in till.text, "a disk that works")
        assert await _kinds(till) == ["payment.given_back", "basket.parked", "line.removed"]
        basket = drafts.unfinished_basket("K1")
        assert basket is not None
        assert (basket.total.minor, money_in_hand.taken_payments("K1", basket)) == (295, ())
    assert verify().proven


@pytest.mark.parametrize("language", ["en", "nl", "da"])
async def test_nothing_moves_while_a_slow_disk_is_waited_for(
    stocked: ShopUnderTest, opened: Opener, language: str
) -> None:
    async with opened(stocked, size=(80, 24)) as till:
        till.app.speak(language)
        await till.scan("8712345678906")
        await till.idle()
        before = till.text.splitlines()
        till.app.show_saving(slow=True)
        await till.sees(_(SAVING))
        during = till.text.splitlines()
        assert [row for row in range(24) if before[row] != during[row]] == [1]
        till.app.show_saving(slow=False)
        await till.wait(lambda: till.text.splitlines() == before, "the row as it was")
