"""What stays and what goes, shifted piece by piece; and the slip of the bag that it goes into."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.documents import COLUMNS
from kassa_tui.models import Session, ZReport
from kassa_tui.till.drawer import asked_papers, bag_slip, closing
from kassa_tui.till.drawer.counting import CountError
from kassa_tui.till.proof import verify
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest
from tests.screens.acts import printed, rings
from tests.screens.conftest import Opener, Register
from tests.screens.test_touch import by_finger, tap
from tests.screens.wizard import FITS, a_day, count, sum_to_overview, to_leave, wizard, z_report


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    return a_day(tmp_path)


def proposal(till: Register) -> dict[int, tuple[int, int]]:
    """For each note and coin how many stay and how many go."""
    state = wizard(till).closing
    goes = state.goes()
    return {value: (n - goes.get(value, 0), goes.get(value, 0)) for value, n in state.pieces.items() if n}


# --- + and - ---


async def test_a_piece_is_shifted_and_the_sums_follow(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        assert proposal(till) == {10000: (1, 0), 5000: (1, 1), 2000: (0, 1), 500: (0, 1)}
        await till.press("right", sees="▶ 1 × 100.00")
        await till.press("down", sees="▶ 2 × 50.00")
        await till.press("plus", sees="−   2  +      0")
        await till.sees("▶ 4  Another amount", "200.00", "25.00")
        await till.press("up", "minus")
        assert proposal(till)[10000] == (0, 1)
        await till.sees("100.00", "125.00")
        await till.press("f12", sees="▶4 Take out")
        await till.sees("1 × 100.00", "1 × 20.00", "1 × 5.00")
        assert "× 50.00" not in till.text
        await till.press("escape", sees="▶3 In drawer")
        assert proposal(till)[5000] == (2, 0)
        await till.press("f12", "f12", sees="Session 1 is closed")
    assert z_report() == (22500, 22500, "counted", 10000, 12500)
    assert verify.verify().proven


async def test_never_more_than_was_counted(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        heard = rings(till)
        await till.press("tab", "plus", sees="There is no other one of it.")
        assert len(heard) == 1
        await till.press("down", "plus", "plus", "down", "minus")
        assert len(heard) == 3
        assert proposal(till) == {10000: (1, 0), 5000: (2, 0), 2000: (0, 1), 500: (0, 1)}
        await till.press("down", "down", "down", "plus", "plus")
        assert proposal(till)[500] == (1, 0)


async def test_another_choice_takes_the_shifts_back(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.press("tab", "down", "plus", sees="200.00")
        await till.press("left", "up", sees="▶ 3  Leave nothing")
        assert {stays for stays, _goes in proposal(till).values()} == {0}
        await till.press("minus", sees="There is no other one of it.")
        await till.press("plus", sees="▶ 4  Another amount")
        await till.type("150", sees="150█")
        assert wizard(till).closing.left.minor == 15000
        assert proposal(till)[5000] == (1, 1)


async def test_an_amount_that_cannot_be_read_is_shifted_from_nothing(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.press("f4", "plus", sees="Type the amount that stays")
        assert wizard(till).closing.shifted is None


async def test_another_count_takes_the_shifts_back(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.press("tab", "down", "plus", "escape", "escape", sees="▶1 Count")
        await count(till, {5000: 1})
        await till.press("f12", "f12", "f12", sees="▶3 In drawer")
        assert wizard(till).closing.shifted is None
        assert proposal(till)[5000][0] <= 1


async def test_a_sum_has_no_pieces_to_shift(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await sum_to_overview(till, "225")
        await till.press("f12", sees="▶3 In drawer")
        heard = rings(till)
        await till.press("plus", "minus")
        assert len(heard) == 2
        assert wizard(till).closing.left.minor == 15000


async def test_taps_on_minus_and_plus(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        row = next(y for y, line in enumerate(till.text.split("\n")) if "2 × 50.00" in line)
        line = till.text.split("\n")[row]
        await till.pilot.click(offset=(line.rindex("+"), row))
        await till.idle()
        assert proposal(till)[5000] == (2, 0)
        for _time in range(2):
            await till.pilot.click(offset=(line.rindex("−"), row))
            await till.idle()
        assert proposal(till)[5000] == (0, 2)
        await till.click("1 × 20.00", sees="▶ 1 × 20.00")
        assert proposal(till)[2000] == (0, 1)


async def test_by_finger(shop: ShopUnderTest, opened: Opener) -> None:
    async with by_finger(opened, shop) as till:
        await to_leave(till, FITS)
        await tap(till, "2 × 50.00", "One stays", sees="stay 2")
        await tap(till, "One out", sees="75.00")
        await tap(till, "Another amount", "1", "00", "Next", sees="▶4 Take out")
        assert wizard(till).closing.left.minor == 10000


# --- The slip of the bag ---


async def with_bag(till: Register, number: str) -> None:
    await till.press("f12", sees="▶4 Take out")
    await till.press("f4", sees="Bag number")
    await till.type(number)
    await till.press("f12", "f12", sees="Session 1 is closed")


async def test_a_numbered_bag_gets_a_slip(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_leave(till, FITS)
        await till.press("tab", "down", "plus")
        await with_bag(till, "A-20931")
        paper = await printed(till, "Bag slip")
        for line in ("A-20931", "1 × 20.00", "1 × 5.00", "Total €", "25.00", "Packed by", "Received by", "Z number"):
            assert line in paper
        assert "50.00" not in paper
        assert paper.count("Session") == 1
        await till.press("f12")
        await till.press("f2", "f12", "f7", sees="Bag slip")
        await till.click("Bag slip", sees="Packed by")
        await till.press("f12")
        await printed(till, "COPY 1")
    assert rows("SELECT kind FROM paper WHERE session_id IS NOT NULL ORDER BY id") == [
        *(("session_cash",), ("z",), ("bag",)),
    ]
    assert verify.verify().proven


async def test_without_a_number_there_is_none(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.press("f12", "f12", sees="Session 1 is closed")
        await printed(till, "Cash summary")
        await till.press("f12")
        await till.press("f2", "f12", "f7", sees="Cash summary")
        assert "Bag slip" not in till.text
    assert rows("SELECT count(*) FROM paper WHERE kind = 'bag'") == [(0,)]


def form(shop: ShopUnderTest, **more: object) -> closing.CloseForm:
    """225.00 counted, 150.00 left, into bag 7."""
    row = Session.get(Session.number == 1)
    left, counted = shop.money("150.00"), shop.money("225.00")
    return closing.CloseForm(row.id, counted=counted, left=left, pieces=FITS, bag="7", **more)  # type: ignore[arg-type]


def test_a_bag_of_a_mere_sum_has_no_pieces_on_its_slip(shop: ShopUnderTest) -> None:
    closing.close(shop.desk, form(shop))
    kept = asked_papers.bag_paper("K1", 1)
    assert kept is not None
    text = kept.document.as_text(42)
    assert "×" not in text
    assert "75.00" in text
    assert verify.verify().proven


def test_a_shop_that_prints_nothing_at_the_close_keeps_the_slip(shop: ShopUnderTest) -> None:
    shop_edit.change(shop.desk, ShopChange(shop.shop, replace(shop.shop, print_at_close=False)))
    closing.close(replace(shop.desk, channel="counter"), form(shop, out={5000: 1, 2000: 1, 500: 1}))
    assert rows("SELECT count(*) FROM paper WHERE kind = 'bag'") == [(1,)]
    assert rows("SELECT count(*) FROM print_job j JOIN paper p ON p.id = j.paper_id WHERE p.kind = 'bag'") == [(0,)]


@pytest.mark.parametrize("out", [{5000: 1}, {5000: 3, -7500: 1}, {500: 15}])
def test_what_was_not_counted_does_not_go_out(shop: ShopUnderTest, out: dict[int, int]) -> None:
    with pytest.raises(CountError):
        closing.close(shop.desk, form(shop, out=out))
    assert rows("SELECT count(*) FROM z_report") == [(0,)]


@pytest.mark.parametrize("columns", COLUMNS)
def test_the_slip_is_straight(shop: ShopUnderTest, columns: int) -> None:
    closing.close(shop.desk, form(shop))
    session, z = Session.get(Session.number == 1), ZReport.get()
    z.bag = "SEALED-BAG-NUMBER-123456789-ABCDEFGHIJKL"
    document = bag_slip.slip(shop.shop, shop.desk, z.closed_at, session, z, {5000: 1000, 1: 1})
    lines = document.as_text(columns).split("\n")
    assert all(len(line) <= columns for line in lines)
    assert any(line.startswith("1000 × 50.00") and line.endswith("50,000.00") for line in lines)
