"""The open session on the screen: cash in and out, what is still out, and what a blind count must not tell."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.screens.session.drawer import DrawerQuestion
from kassa_tui.screens.session.register import RegisterScreen
from kassa_tui.till.drawer import closing, remote_close
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import bounce, elsewhere, facts, printed, rings, to_register
from tests.screens.conftest import Opener, Register
from tests.shared import journalled


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """150.00 counted at the start; sold: 75.00 for cash (100.00 given), 4.20 by card."""
    shop = english_shop(tmp_path)
    lamp, bread = shop.article("Lamp", "75.00"), shop.article("Bread", "4.20", "low")
    shop.open("150.00")
    shop.sell(lamp, cash="100.00")
    shop.sell(bread)
    return shop


async def to_drawer(till: Register) -> None:
    await to_register(till)
    await till.press("f8", "minus", sees="▶Amount")


def moved() -> list[tuple[str, int, str, str]]:
    """Kind, amount, reason and note of what was no sale."""
    return rows("SELECT kind, amount, reason, note FROM drawer_event WHERE reason IS NOT NULL ORDER BY id")


# --- The session ----------------------------------------------------------------------------------


async def test_the_open_session_with_its_figures(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_register(till)
        await till.sees("Session 1  ● open", "Sun 22 Nov 14:32", "79.20", "Cash  1 ×", "75.00", "Card  1 ×", "4.20")
        await till.sees("Should be in the drawer", "225.00", "Opening amount", "150.00")
        assert isinstance(till.app.screen, RegisterScreen)
        assert till.app.screen.details is not None
        assert till.app.screen.details.expected == shop.money("225.00")


async def test_what_a_cashier_must_not_know_before_the_count(shop: ShopUnderTest, opened: Opener) -> None:
    """Neither the cash nor the turnover, which less the cards would be the cash; not on paper either."""
    async with opened(shop, person="Cashier") as till:
        await to_register(till)
        await till.sees("Amount in the drawer: after the count.", "Card  1 ×", "4.20")
        assert till.text.count("after the count") == 3
        for told in ("225.00", "75.00", "79.20", "Should be"):
            assert told not in till.text
        await till.press("f2", sees="still running")
        assert "79.20" not in till.text
        await till.press("escape")
        await till.press("f7", sees="X report")
        for told in ("225.00", "75.00", "79.20", "Expected", "Turnover"):
            assert told not in till.text
        await till.press("f12", sees="Cash activity")
        paper = await printed(till, "X report")
        assert "4.20" in paper
        for told in ("225.00", "75.00", "79.20", "Expected", "Turnover"):
            assert told not in paper


async def test_a_shop_that_does_not_count_blind_shows_it(tmp_path: Path, opened: Opener) -> None:
    shop = english_shop(tmp_path, blind_count=False)
    shop.open("150.00")
    async with opened(shop, person="Cashier") as till:
        await to_register(till, sees="Should be in the drawer")
        await till.press("f7", sees="Expected")
        assert journalled("report.x") == 1


async def test_the_x_report_is_logged_and_printed_as_it_was_shown(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_register(till)
        await till.press("f7", sees="X report")
        await till.press("pagedown", "pagedown", sees="225.00")
        assert till.printer.papers == []
        await till.press("f12", sees="Cash activity")
        await printed(till, "225.00")
    assert journalled("report.x") == 1
    assert rows("SELECT count(*) FROM z_report") == [(0,)]


async def test_without_a_session(tmp_path: Path, opened: Opener) -> None:
    shop = english_shop(tmp_path)
    shop.open("150.00")
    shop.close("150.00", "120.00")
    async with opened(shop) as till:
        await to_register(till, sees="No session is open.")
        await till.sees("Otherwise the first sale opens it by itself with 120.00, not counted.", "F12 Start session →")
        assert "F8" not in till.text
        await till.press("f7", "f8", "enter")
        assert isinstance(till.app.screen, RegisterScreen)
        await elsewhere(till, lambda: shop.open("99.00"))
        await till.sees("Cash activity", "99.00")


async def test_an_opening_nobody_counted_is_counted_afterwards_once(tmp_path: Path, opened: Opener) -> None:
    shop = english_shop(tmp_path)
    shop.open("100.00")
    shop.close("100.00", "100.00")
    shop.sell(shop.article("Bread", "5.00"), cash="5.00")
    async with opened(shop) as till:
        await to_register(till)
        await till.sees("100.00 · assumed", "F4 Count opening")
        await till.press("f4", sees="What was in the drawer at the start?")
        await till.press("f12", sees="Type an amount.")
        await till.type("98")
        await till.press("f12", sees="▼ −2.00")
        assert "F4 Count opening" not in till.text
        await till.sees("Opening counted afterwards", "103.00")
        await till.press("f4")
        assert isinstance(till.app.screen, RegisterScreen)
    assert rows("SELECT counted, expected FROM session_count WHERE kind = 'late'") == [(9800, 10000)]


async def test_a_tick_while_the_program_ends_finds_no_screen(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_register(till)
    assert till.app.screen_stack == []
    till.app._look()
    till.app._devices_changed()
    till.app.tell("news")


async def test_a_scan_is_refused_with_a_message_that_esc_takes_away(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_register(till)
        heard = rings(till)
        await till.scan("8712345678906", sees="You cannot scan here.")
        await till.press("escape")
        assert "You cannot scan here." not in till.text
        await till.press("f8", "minus", sees="▶Amount")
        await till.scan("8712345678906", sees="You cannot scan here.")
        assert isinstance(till.app.screen, DrawerQuestion)
        await till.press("escape")
        await till.press("f9", sees="Menu")
        await till.scan("8712345678906", sees="You cannot scan here.")
        assert len(heard) == 3
    assert moved() == []


# --- Cash in and out ------------------------------------------------------------------------------


async def test_cash_taken_out(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_drawer(till)
        await till.sees("● skim", "· temporary withdrawal")
        await till.type("80")
        await till.press("enter", "enter")
        await till.type("to the safe")
        await till.press("f12", sees="Cash removed")
        await till.sees("−80.00", "skim · Owner · to the safe", "145.00")
        paper = await printed(till, "Cash removed")
        for line in ("−80.00", "skim", "to the safe", "Signature"):
            assert line in paper
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
    assert moved() == [("removed", -8000, "skim", "to the safe")]
    assert journalled("cash.removed") == 1
    assert verify.verify().proven


async def test_cash_added(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_register(till)
        await till.press("f8", sees="· Put in")
        heard = rings(till)
        await till.type("5")
        await till.press("f12", sees="First say − for money out, + for money in.")
        assert len(heard) == 2
        assert "Amount €" not in till.text
        await till.press("plus", sees="● Put in")
        assert "skim" not in till.text
        await till.type("50")
        await till.press("f12", sees="Cash added")
        await till.sees("change money · Owner", "275.00")
        assert "Cash added" in await printed(till, "50.00")
    assert moved() == [("added", 5000, "change", "")]


async def test_choices_by_tap(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_drawer(till)
        await till.click("Put in", sees="● Put in")
        await till.click("to or from the bank", sees="● to or from the bank")
        await till.click("Amount")
        await till.type("200")
        await till.click("Confirm", sees="Cash added")
    assert moved() == [("added", 20000, "bank", "")]


async def test_a_reason_that_must_be_explained(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_drawer(till)
        await till.type("12.50")
        await till.press("down", "right", "right", sees="● expense")
        await till.press("f12", sees="Write a note: this reason needs one.")
        await till.type("   ")
        await till.press("f12", sees="Write a note: this reason needs one.")
        assert moved() == []
        await till.type("window [/]")
        await till.press("f12", sees="expense · Owner · window [/]")
    assert moved() == [("removed", -1250, "expense", "window [/]")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type an amount."),
        ("0", "Type an amount above zero."),
        ("0.00", "Type an amount above zero."),
        ("1.2.3", '"1.2.3" is not an amount.'),
        ("8712345678906", "looks like a barcode"),
        ("1,500", "is not clear"),
    ],
)
async def test_amounts_that_are_not_understood(shop: ShopUnderTest, opened: Opener, typed: str, said: str) -> None:
    """What was typed stays, and can be mended."""
    async with opened(shop) as till:
        await to_drawer(till)
        await till.type(typed)
        await till.press("f12", sees=said)
        await till.sees(f"{typed}█")
        await till.press("escape", sees="F12 Close session")
        assert till.printer.kicks == 0
    assert moved() == []


async def test_letters_in_the_amount_are_refused_with_a_sound(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_drawer(till)
        heard = rings(till)
        await till.type("a2x0-")
        await till.sees("20█")
        assert len(heard) == 3


async def test_more_than_should_be_there_is_asked_once_and_never_refused(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_drawer(till)
        await till.type("225.01")
        await till.press("f12", sees="The till believes that 225.00 is in the drawer.")
        await till.press("escape", sees="225.01█")
        assert moved() == []
        await till.press("f12", sees="Take out 225.01?")
        await till.press("f12", sees="−0.01")
    assert moved() == [("removed", -22501, "skim", "")]


async def test_a_blind_counter_is_asked_without_the_amount(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_drawer(till)
        await till.type("5000")
        await till.press("f12", sees="That is more than the till believes is in the drawer.")
        assert "225.00" not in till.text
        await till.press("f12", sees="Cash removed")
    assert moved() == [("removed", -500000, "skim", "")]


async def test_a_double_press_moves_once(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_drawer(till)
        await till.type("20")
        await bounce(till, "f12", "f12", "f12")
        await till.sees("Cash removed")
        assert isinstance(till.app.screen, RegisterScreen)
    assert len(moved()) == 1


async def test_just_opening_the_drawer_is_journalled(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_drawer(till)
        await till.press("up", "left", sees="● Just open")
        assert "Amount" not in till.text.split("Just open")[1].split("Confirm")[0]
        await till.press("f12")
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
        await till.sees("▲ drawer open")
    assert '"session":1' in facts("drawer.opened")
    assert moved() == []


async def test_why_the_drawer_was_opened_is_kept(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_drawer(till)
        await till.press("up", "left", sees="● Just open")
        await till.press("down", sees="▶Why")
        await till.type("a coin for the trolley")
        await till.press("f12")
    assert '"reason":"a coin for the trolley"' in facts("drawer.opened")
    assert moved() == []


async def test_closed_meanwhile_keeps_what_was_typed(shop: ShopUnderTest, opened: Opener) -> None:
    """The session is gone, the amount and the reason are not."""
    async with opened(shop) as till:
        await to_drawer(till)
        await till.type("20")
        await till.press("enter", "right", "enter")
        await till.type("rolls")
        await elsewhere(till, lambda: shop.close("225.00"))
        await till.press("f12", sees="No session is open.")
        await till.sees("● temporary withdrawal", "rolls█")
        assert isinstance(till.app.screen, DrawerQuestion)
        await elsewhere(till, lambda: shop.open("100.00"))
        await till.press("f12", sees="−20.00")
        await till.sees("rolls")
    assert rows("SELECT session_id, amount, note FROM drawer_event WHERE kind = 'removed'") == [(2, -2000, "rolls")]


async def test_from_the_sale(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.press("f8", "minus", sees="▶Amount")
        await till.type("20")
        await bounce(till, "f12", "f12")
        await till.wait(lambda: bool(moved()), "the movement")
        assert isinstance(till.app.screen, SaleScreen)
    assert moved() == [("removed", -2000, "skim", "")]


async def test_a_remote_close_is_told_without_a_receipt_that_is_not_there(shop: ShopUnderTest, opened: Opener) -> None:
    """Without a basket nothing is said of one; and Esc, which takes the news away, is not called Back meanwhile."""

    def close_remotely() -> None:
        seen = remote_close.view("K1")
        form = remote_close.RemoteForm(seen.session_id, None, seen.expected, seen=seen.seen)
        remote_close.close(replace(shop.desk, channel="remote"), form)

    async with opened(shop) as till:
        await to_register(till)
        await till.press("f2", sees="Esc Back")
        await elsewhere(till, close_remotely)
        await till.sees("Session 1 closed remotely · Owner 14:32", "Esc Seen")
        assert "your receipt goes on" not in till.text
        assert "Esc Back" not in till.text
        await till.press("escape", sees="Esc Back")
        assert "closed remotely ·" not in till.text


# --- Out for a while ------------------------------------------------------------------------------


async def withdraw(till: Register, amount: str, note: str) -> None:
    await to_drawer(till)
    await till.type(amount)
    await till.press("enter", "right", "enter", sees="● temporary withdrawal")
    await till.type(note)
    await till.press("f12", sees="not back yet")


async def test_a_withdrawal_is_open_until_it_is_back_also_over_a_close(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await withdraw(till, "20", "rolls")
        await till.sees("▲ Withdrawal 20.00", "temporary withdrawal · Owner · rolls")
        await till.press("down", sees="F5 Money is back")
        await till.press("f5", sees="How much is back?")
        await till.sees("20.00█")
        await till.press("delete")
        await till.type("15")
        await till.press("f12", sees="▲ Withdrawal 5.00")
        await till.sees("Withdrawal brought back", "not back yet")
        await elsewhere(till, lambda: (shop.close(left="215.00"), shop.open("215.00")))
        await till.sees("Session 2", "not back yet", "temporary withdrawal · Owner · rolls")
        await till.press("down", "down", "f5", sees="5.00█")
        await till.press("f12")
        await till.wait(lambda: "▲ Withdrawal" not in till.text, "the end of the warning")
        assert "not back yet" not in till.text
        assert "Money is back" not in till.text
    assert [amount for _kind, amount, *_rest in moved()] == [-2000, 1500, 500]
    assert rows("SELECT settles_id IS NOT NULL FROM drawer_event WHERE kind = 'returned'") == [(1,), (1,)]
    assert [closing.expected_cash(number) for number in (1, 2)] == [22000, 22000]


@pytest.mark.parametrize(
    ("typed", "said"), [("20.01", "At most 20.00 is still out."), ("0", "Type an amount above zero."), (",", '","')]
)
async def test_what_cannot_come_back(shop: ShopUnderTest, opened: Opener, typed: str, said: str) -> None:
    async with opened(shop) as till:
        await withdraw(till, "20", "rolls")
        await till.press("down", "f5", sees="How much is back?")
        await till.press("delete")
        await till.type(typed)
        await till.press("f12", sees=said)
        await till.press("escape", sees="▲ Withdrawal 20.00")
    assert len(moved()) == 1


async def test_a_withdrawal_is_still_said_at_the_next_start(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await withdraw(till, "20", "rolls")
    async with opened(shop, person="Cashier") as till:
        await till.sees("▲ Withdrawal 20.00")
        assert moved() == [("removed", -2000, "temporary", "rolls")]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_everything_is_in_sight(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop) as till:
        await to_register(till)
        await till.pilot.resize_terminal(*size)
        await till.sees("Should be in the drawer", "225.00", "F12 Close session →", "F8 Drawer", "Cash activity")
        await till.press("f8", "minus", sees="▶Amount")
        await till.sees("Amount €", "Note", "Confirm")
        assert isinstance(till.app.screen, DrawerQuestion)
        assert moved() == []


async def test_a_wider_window_has_room_for_the_whole_name_of_the_register(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, size=(80, 24)) as till:
        assert "Register K1" not in till.text
        await till.pilot.resize_terminal(100, 30)
        await till.sees("Register K1")
        await till.pilot.resize_terminal(80, 24)
        await till.wait(lambda: "Register K1" not in till.text, "the short name")
