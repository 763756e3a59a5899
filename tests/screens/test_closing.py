"""The close wizard up to its overview: counted blind, what is empty is asked about, a difference never blocks."""

from pathlib import Path

import pytest
from textual import events

from kassa_tui.database import rows
from kassa_tui.screens.session.closing.state import Step
from kassa_tui.screens.session.register import RegisterScreen
from kassa_tui.till.basket import drafts
from kassa_tui.till.drawer import closing
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import bounce, elsewhere, facts, printed, rings, to_register
from tests.screens.conftest import Opener, Register
from tests.screens.wizard import (
    FITS,
    a_day,
    count,
    counts,
    sum_to_overview,
    to_count,
    to_overview,
    wizard,
    z_report,
)
from tests.shared import history, journalled


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    return a_day(tmp_path)


# --- From the count to the summary ----------------------------------------------------------------


async def test_the_whole_way(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_overview(till, FITS)
        await till.sees("● it fits", "Expected", "Counted", "225.00", "Change given", "−25.00", "not counted")
        await till.press("f12", sees="▶3 In drawer")
        await till.sees("▶ 1  The float of the shop", "150.00", "Goes out", "75.00")
        await till.press("f12", sees="▶4 Take out")
        await till.sees("1 × 50.00", "1 × 20.00", "1 × 5.00")
        await till.press("f4", sees="Bag number")
        await till.type("A-20931")
        await till.press("f12", sees="A-20931")
        assert rows("SELECT count(*) FROM z_report") == [(0,)]
        await till.press("f12", sees="Session 1 is closed")
        await till.sees("▶5 Done", "Z report", "● 0.00", "No session")
        paper = await printed(till, "Cash summary")
        for line in ("1 × 100.00", "2 × 50.00", "Expected", "225.00", "75.00", "A-20931", "Cashier"):
            assert line in paper
        await till.press("f7")
        assert "Card" in await printed(till, "Payments by type")
        await till.press("f12", sees="Otherwise the first sale opens it by itself with 150.00, not counted.")
    assert z_report() == (22500, 22500, "counted", 15000, 7500)
    assert counts() == [("cash", 22500, 22500)]
    assert rows("SELECT detail FROM session_count WHERE kind = 'closing'") == [
        ('{"10000":1,"2000":1,"500":1,"5000":2}',)
    ]
    assert rows("SELECT amount FROM drawer_event WHERE kind = 'closing'") == [(-7500,)]
    assert rows("SELECT bag FROM z_report") == [("A-20931",)]
    assert drafts.load("K1", drafts.COUNT) is None
    assert verify.verify().proven


async def test_one_sum(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await sum_to_overview(till, "225")
        await till.sees("● it fits")
        await till.press("f12", sees="▶3 In drawer")
        await till.press("f12", sees="▶4 Take out")
        assert " × 50.00" not in till.text
        await till.press("f12", sees="Session 1 is closed")
    assert z_report() == (22500, 22500, "counted", 15000, 7500)
    assert rows("SELECT detail FROM session_count WHERE kind = 'closing'") == [("{}",)]


async def test_a_session_without_sales(tmp_path: Path, opened: Opener) -> None:
    shop = english_shop(tmp_path)
    shop.open("0.00")
    async with opened(shop) as till:
        await sum_to_overview(till, "0")
        await till.press("f12", "f12", sees="▶4 Take out")
        await till.press("f12", sees="Session 1 is closed")
    assert z_report() == (0, 0, "counted", 0, 0)
    assert rows("SELECT count(*) FROM drawer_event WHERE kind = 'closing'") == [(0,)]


async def test_both_ways_of_counting_keep_what_was_typed(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await count(till, {5000: 3})
        await till.press("f4", sees="Cash in the drawer")
        await till.type("77")
        await till.press("f4", sees="3 pieces")
        assert wizard(till).closing.pieces == {5000: 3}
        await till.press("f4", sees="77█")
        assert (wizard(till).form["cash"], wizard(till).closing.pieces) == ("77", {})


async def test_counting_moves_about_in_the_table(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await till.press("plus", "plus", "plus", "minus", sees="1,000.00")
        await till.press("right", "plus", sees="3 pieces")
        await till.press("left", "enter")
        await till.type("4")
        assert wizard(till).form["note:20000"] == "4"
        await till.press("up", "delete")
        await till.sees("800.00", "2.00", "5 pieces")
        await till.click("0.20 ×")
        await till.type("3", sees="2.60")
        for _row in range(20):
            await till.press("down")
        await till.press("minus")
        assert wizard(till).form.current.name == "card"


async def test_danish_crowns_are_counted_in_their_own_coins(danish: ShopUnderTest, opened: Opener) -> None:
    """The 1000 note is not legal tender any more."""
    danish.open("500.00")
    async with opened(danish) as till:
        await to_count(till)
        names = [field.name for field in wizard(till).form.fields]
        assert names[0] == "note:50000"
        assert names[-2] == "coin:50"
        await count(till, {50000: 1, 50: 1})
        await till.press("f12", "f12", sees="▲ over")
        await till.sees("500.50")


# --- Blind ----------------------------------------------------------------------------------------


async def test_nobody_sees_what_should_be_there_before_the_count(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_register(till)
        assert "225.00" not in till.text
        await till.press("f12", sees="You see what should be there after the")
        for told in ("225", "75.00", "79.20", "4.20"):
            assert told not in till.text
        await count(till, {20000: 1, 2000: 1})
        assert "225" not in till.text
        assert wizard(till).closing.details is None
        await till.press("f12", sees="Count them as 0?")
        assert "225" not in till.text
        await till.press("f12", sees="225.00")
        await till.sees("▼ −5.00")
        assert wizard(till).closing.difference == shop.money("-5.00")


async def test_back_keeps_the_count_and_corrects_it(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_overview(till, {20000: 1, 2000: 1})
        await till.sees("▼ −5.00", "▶ One note or coin: count again")
        await till.press("escape", sees="▶1 Count")
        await till.sees("220.00", "2 pieces")
        await count(till, {500: 1})
        await till.press("f12", sees="● it fits")
        await till.press("f12", "f12", sees="▶4 Take out")
        await till.press("escape", sees="▶3 In drawer")
        await till.press("escape", sees="● it fits")
        await till.press("f12", "f12", "f12", sees="Session 1 is closed")
    assert counts() == [("cash", 22500, 22500)]


async def test_esc_at_every_step_books_nothing(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_register(till)
        await till.press("f12", sees="▶1 Count")
        await till.press("escape", sees="Cash activity")
        assert isinstance(till.app.screen, RegisterScreen)
        await till.press("f12", sees="▶1 Count")
        await count(till, FITS)
        await till.press("f12", sees="Count them as 0?")
        await till.press("escape", sees="▶1 Count")
        await till.press("f12", "f12", "f12", "f12", sees="▶4 Take out")
        await till.press("f4", sees="Bag number")
        await till.press("escape", "escape", "escape", "escape", sees="▶1 Count")
        await till.press("escape", sees="What you counted is kept.")
        await till.press("escape", sees="▶1 Count")
        await till.press("escape", "f12", sees="F12 Close session")
        await till.press("f12", sees="Your count of before is here again.")
        await till.sees("225.00", "5 pieces")
    assert rows("SELECT count(*) FROM z_report") == [(0,)]
    assert rows("SELECT count(*) FROM drawer_event WHERE kind = 'closing'") == [(0,)]


# --- What is not counted, and what is not a number ------------------------------------------------


async def test_empty_rows_are_asked_about_once(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await count(till, FITS)
        await till.press("f12", sees="9 rows are empty. Count them as 0?")
        await till.press("escape", sees="▶1 Count")
        assert wizard(till).closing.details is None
        await till.press("f12", sees="9 rows are empty.")
        await till.press("f12", sees="▶2 Overview")
        await till.press("escape", sees="▶1 Count")
        await till.press("f12", sees="▶2 Overview")
        assert wizard(till).closing.counted == shop.money("225.00")


async def test_a_count_of_nothing_at_all_is_no_count(shop: ShopUnderTest, opened: Opener) -> None:
    """However often F12 is pressed; a drawer that is really empty is counted with a 0."""
    async with opened(shop) as till:
        await to_count(till)
        await bounce(till, "f12", "f12", "f12", "f12")
        await till.sees("▶1 Count", "Count first:")
        await till.press("f12")
        assert wizard(till).closing.step == 1
        await till.press("up", "up", "up")
        await till.type("0")
        await till.press("f12", sees="Count them as 0?")
        await till.press("f12", sees="▼ −225.00")


async def test_one_sum_has_to_be_typed(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await till.press("f4", "f12", sees="Type an amount.")
        for typed in ("1.2.3", "8712345678906", ","):
            await till.type(typed)
            await till.press("f12", sees="■")
            assert wizard(till).closing.step == 1
            await till.press("delete")


async def test_letters_and_huge_numbers(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        heard = rings(till)
        await till.type("a9 9 9-99", sees="4,994,500.00")
        assert wizard(till).form["note:50000"] == "9989"
        assert len(heard) == 4
        await till.press("f12", "f12", sees="▲ over")
        await till.sees("4,994,500.00", "+4,994,275.00")
        await till.press("f12", sees="Note (may stay empty)")
        await till.press("f12", sees="▶3 In drawer")
        await till.press("2", "f12", "f12", sees="Session 1 is closed")
    assert z_report() == (22500, 499450000, "counted", 499450000, 0)


async def test_an_amount_is_no_number_of_pieces(shop: ShopUnderTest, opened: Opener) -> None:
    """From its mark on it is refused to its end; a label that is taken back takes nothing that a person typed."""
    async with opened(shop) as till:
        await to_count(till)
        await till.type("15,45", sees="■ Type how many there are")
        assert wizard(till).form["note:50000"] == "15"
        for key in ("f12", "down", "enter", "right"):
            await till.press(key, sees="■ Type how many there are")
            assert (wizard(till).closing.step, wizard(till).form.current.name) == (Step.COUNT, "note:50000")
        label = [events.Key("a", "a"), events.Key("3", "3"), events.Key("full_stop", "."), events.Key("4", "4")]
        await till.press("backspace")
        for event in label:
            wizard(till).type(event)
        assert wizard(till).form["note:50000"] == "13"
        wizard(till).take_back(label)
        assert wizard(till).form["note:50000"] == "1"
        await till.press("down", "2")
        assert wizard(till).form["note:20000"] == "2"


async def test_skipping_needs_a_permission_and_is_never_a_zero(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_count(till)
        await till.press("f9", sees="Menu")
        assert "Skip the count" not in till.text
    async with opened(shop, person="Manager") as till:
        await to_count(till)
        await till.press("f9", sees="Skip the count")
        await till.click("Skip the count", sees="The count was skipped.")
        await till.sees("? not counted", "Expected", "225.00")
        assert "0.00 " not in till.text.split("Difference")[1].split("\n")[0]
        await till.press("f12", sees="▶3 In drawer")
        await till.press("3", "f12", sees="▶4 Take out")
        await till.press("f12", sees="Session 1 is closed")
        await till.sees("not counted", "? not counted")
        paper = await printed(till, "Cash summary")
        assert "not counted" in next(line for line in paper.split("\n") if line.startswith("Counted"))
        assert "Discrepancy" not in paper
    assert z_report() == (22500, None, "none", 0, 22500)
    assert counts() == []


async def test_after_skipping_a_count_is_a_count_again(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await count(till, {20000: 1})
        await till.press("f9", sees="Skip the count")
        await till.click("Skip the count", sees="The count was skipped.")
        assert wizard(till).closing.counted is None
        await till.press("escape", sees="200.00")
        await till.press("f12", "f12", sees="▼ −25.00")
        assert wizard(till).closing.counted == shop.money("200.00")


# --- Terminals and differences --------------------------------------------------------------------


async def test_terminal_totals(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await till.press("f4", sees="Cash in the drawer")
        await till.type("225")
        await till.press("enter")
        await till.type("4.1.0")
        await till.press("f12", sees='"4.1.0" is not an amount.')
        await till.press("delete")
        await till.type("4.10")
        await till.press("f12", sees="terminal 4.10")
        await till.sees("▼ −0.10")
        await till.press("f12", "f12", "f12", sees="Session 1 is closed")
        await till.press("f7")
        paper = await printed(till, "Payments by type")
        assert [line.split() for line in paper.split("\n") if "Terminal" in line] == [["Terminal", "4.10"]]
        await till.press("f6")
        cash = await printed(till, "COPY 1")
        assert "Cash summary" in cash
        assert "Payments by type" not in cash
    assert counts() == [("cash", 22500, 22500), ("card", 420, 410)]


async def test_a_difference_is_acknowledged_with_a_note(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await sum_to_overview(till, "222")
        await till.sees("▼ short", "A difference does not stop the close.", "F12 Note the difference")
        assert "a manager looks at it" not in till.text
        await till.press("f12", sees="Difference −3.00")
        await till.press("escape", sees="▶2 Overview")
        await till.press("f12", sees="Difference −3.00")
        await till.type("a coin under the drawer")
        await till.press("f12", sees="▶3 In drawer")
        await till.press("escape", sees="Note: a coin under the drawer")
        await till.press("f4", sees="a coin under the drawer█")
        await till.type("?")
        await till.press("f12", "f12", sees="▶3 In drawer")
        await till.press("f12", "f12", sees="Session 1 is closed")
        assert "a coin under the drawer?" in await printed(till, "Cash summary")
    assert rows("SELECT note, needs_approval FROM z_report") == [("a coin under the drawer?", 0)]


async def close_with(till: Register, amount: str) -> None:
    await sum_to_overview(till, amount)
    await till.sees("Above 5.00 a manager looks at it.")
    await till.press("f12", sees="Note (may stay empty)")
    await till.press("f12", sees="▶3 In drawer")
    await till.press("f12", "f12", sees="Session 1 is closed")


async def test_above_the_tolerance_it_waits_for_a_manager(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await close_with(till, "215")
        await till.sees("manager looks at it at the next opening.")
        await till.press("f12", sees="No session is open.")
        assert "awaits approval" not in till.text
        await till.press("f9", sees="Approve session 1")
        await till.click("Approve session 1", sees="Note")
        await till.press("f12", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this: approve a difference at the close.")
    assert journalled("permission.refused") == 1
    assert closing.awaiting("K1") == [1]
    async with opened(shop, person="Manager") as till:
        await till.sees("▲ Session 1 awaits approval")
        await to_register(till, sees="No session is open.")
        await till.press("f9", sees="Approve session 1")
        await till.click("Approve session 1", sees="Note")
        await till.type("seen")
        await till.press("f12")
        await till.wait(lambda: "awaits approval" not in till.text, "the approval")
        await till.press("f9", sees="Menu")
        assert "Approve session" not in till.text
    assert rows("SELECT note FROM approval") == [("seen",)]
    assert '"approval"' in facts("session.approved")


async def test_a_manager_approves_by_closing(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Manager") as till:
        await close_with(till, "235.01")
    assert rows("SELECT needs_approval FROM z_report") == [(0,)]


# --- Without cash tracking ------------------------------------------------------------------------


async def test_where_cash_is_not_tracked_the_day_ends_with_a_question(tmp_path: Path, opened: Opener) -> None:
    shop = english_shop(tmp_path, track_cash=False)
    bread = shop.article("Bread", "4.20", barcodes=("BREAD",))
    async with opened(shop) as till:
        assert "Start session" not in till.text
        await to_register(till, sees="each business day has a session of its own")
        await till.press("f12")
        assert isinstance(till.app.screen, RegisterScreen)
        await elsewhere(till, lambda: shop.sell(bread, cash="4.20"))
        await till.sees("Session 1  ● open", "Cash is not tracked in this shop.", "4.20")
        for wrong in ("F4 Count opening", "not counted", "Should be", "after the count"):
            assert wrong not in till.text
        await till.press("f8", "minus", sees="▶Amount")
        await till.type("5")
        await till.press("f12", sees="Cash is not tracked in this shop.")
        await till.press("escape", "f12", sees="The Z report is made at once.")
        await till.press("escape", sees="Session 1  ● open")
        await till.press("f12", "f12", sees="No session is open.")
        assert "Turnover" in await printed(till, "Z report")
    assert z_report() == (None, None, "none", None, None)
    assert rows("SELECT count(*) FROM drawer_event") == [(0,)]
    assert history(shop.desk)[0].basis == "none"


async def test_what_is_counted_again_takes_the_place_of_the_old_count(shop: ShopUnderTest, opened: Opener) -> None:
    """Back from the overview, and back in a row of the table; a wrong last digit is still mended by itself."""
    async with opened(shop) as till:
        await sum_to_overview(till, "224")
        await till.press("escape", sees="▶1 Count")
        await till.type("225")
        assert wizard(till).form.current.value == "225"
        await till.press("backspace")
        await till.type("6")
        assert wizard(till).form.current.value == "226"
        await till.press("f4", sees="Notes")
        await till.type("12")
        await till.press("down", "up")
        assert wizard(till).form.current.value == "12"
        await till.type("7")
        assert wizard(till).form.current.value == "7"
        await till.press("down", "up", "backspace")
        await till.type("3")
        assert wizard(till).form.current.value == "3"
