"""Past sessions on the screen: what they were, and their papers to the letter; a second print is a copy."""

from pathlib import Path

import pytest
from textual.events import Paste

from kassa_tui.database import rows
from kassa_tui.screens.frame.paper import PaperScreen
from kassa_tui.screens.session.history import DetailsScreen, HistoryScreen
from kassa_tui.till.drawer import closing, movements
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import bounce, elsewhere, facts, printed, rings, to_register
from tests.screens.conftest import Opener, Register
from tests.shared import journalled


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """Session 1 closed 2.00 short with a withdrawal, session 2 skipped its count, session 3 is open."""
    shop = english_shop(tmp_path)
    lamp, bread = shop.article("Lamp", "75.00"), shop.article("Bread", "4.20", "low")
    shop.open("150.00")
    shop.sell(lamp, cash="100.00")
    shop.sell(bread)
    movements.move(shop.desk, shop.money("20.00"), "expense", "window", out=True)
    shop.close("203.00", "150.00", shop.as_("Cashier"))
    shop.clock.later(days=1)
    shop.open("151.00")
    closing.close(shop.as_("Manager"), closing.CloseForm(2, taken=shop.money("0.00")))
    shop.clock.later(days=1)
    shop.sell(bread)
    return shop


async def to_history(till: Register) -> None:
    await to_register(till)
    await till.press("f2", sees="Session history")


async def to_first(till: Register) -> None:
    """The details of session 1."""
    await to_history(till)
    await till.press("end", "enter", sees="Session 1  closed")


async def test_the_list_says_what_is_known_of_each(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_history(till)
        third, second, first = (
            next(line for line in till.text.split("\n") if line.strip("▶ ").startswith(f"{number} "))
            for number in (3, 2, 1)
        )
        assert "still running" in third
        assert "▲ +1.00 ?" in second
        assert "79.20" in first
        assert "▼ −2.00" in first
        assert "22 Nov 14:32" in first
        shop.clock.later(days=60)
        await till.press("escape", "f2", sees="22 Nov 2026 ")


async def test_the_details_of_a_closed_session(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_first(till)
        await till.sees("Sun 22 Nov 14:32", "first session", "79.20", "Cash  1 ×", "75.00", "Card  1 ×", "205.00")
        await till.sees("203.00", "▼ −2.00", "53.00", "K1-000001 - 000002", "expense · Owner · window", "−20.00")
        assert "after the count" not in till.text
        await till.press("down", "down", "up", "down", "down", "down")
        await till.press("delete", "plus", "f4", "f8", "f12", "escape")
        assert isinstance(till.app.screen, DetailsScreen)


async def test_a_skipped_count_is_not_shown_as_nothing(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_history(till)
        await till.press("down", "f12", sees="Session 2  closed")
        counted = [line for line in till.text.split("\n") if "Counted" in line or "Closing discrepancy" in line]
        assert len(counted) == 2
        assert all("not counted" in line for line in counted)


async def test_z_on_the_screen_is_the_paper(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_first(till)
        await till.press("f12", sees="Z number")
        await till.sees("Sales", "79.20")
        for _page in range(6):
            await till.press("pagedown")
        await till.sees("Since the first day", "Journal")
        for _page in range(9):
            await till.press("pageup")
        await till.press("up", "down", "down", sees="Z number")
        assert till.printer.papers == []
        await till.press("escape", sees="Session 1  closed")
    assert journalled("paper.printed") == 0


async def test_a_second_print_is_marked_as_a_copy(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_first(till)
        for n in range(3):
            await till.press("f12", sees="Z number")
            await till.press("f12", sees="Session 1  closed")
            await till.wait(lambda n=n: len(till.printer.papers) == n + 1, "the paper")  # type: ignore[misc]
        first, second, third = till.printer.papers
        assert "COPY" not in first
        assert "COPY 1" in second
        assert "COPY 2" in third
        kept = [line for line in second.split("\n") if "COPY" not in line]
        assert [line for line in kept if line.strip()] == [line for line in first.split("\n") if line.strip()]
    assert journalled("paper.printed") == 3
    assert '"copy":2' in facts("paper.printed")


async def test_a_double_press_prints_once(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_first(till)
        await till.press("f12", sees="Z number")
        await bounce(till, "f12", "f12", "f12")
        await till.sees("Session 1  closed")
        assert isinstance(till.app.screen, DetailsScreen)
        assert till.app.news == ()
    assert journalled("paper.printed") == 1


async def test_the_other_papers(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_first(till)
        await till.press("f7", sees="Cash summary")
        await till.press("2", sees="Cash removed")
        assert isinstance(till.app.screen, PaperScreen)
        await till.press("f7", sees="Session 1  closed")
        assert "Signature" in await printed(till, "Cash summary")
        await till.press("f7", sees="Payments by type")
        await till.press("1", sees="Card")
        await till.press("f12", sees="Session 1  closed")
        assert "79.20" in await printed(till, "Payments by type")
        await till.press("f7", sees="Papers")
        await till.press("escape", sees="Session 1  closed")
        assert isinstance(till.app.screen, DetailsScreen)


async def test_the_open_session_has_no_z(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_history(till)
        await till.press("enter", sees="Session 3  ● open")
        assert "Z report" not in till.text
        await till.press("f12")
        assert isinstance(till.app.screen, DetailsScreen)
        await till.press("f7", sees="Payments by type")
        assert "Cash summary" not in till.text
        await till.press("f12", sees="Card")
        assert "Total" not in till.text


async def test_no_sessions_yet(tmp_path: Path, opened: Opener) -> None:
    async with opened(english_shop(tmp_path)) as till:
        await to_register(till, sees="No session is open.")
        await till.press("f2", sees="No sessions yet. F12 on the register screen starts the first one.")
        await till.press("enter", "f12", "down", "end", "home", "pageup", "pagedown")
        assert isinstance(till.app.screen, HistoryScreen)
        await till.press("escape", sees="No session is open.")


async def test_a_tap_selects_and_a_second_opens(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_history(till)
        await till.click("79.20")
        assert isinstance(till.app.screen, HistoryScreen)
        await till.click("79.20", sees="Session 1  closed")
        await till.click("Esc Back", sees="Session history")


async def test_scans_and_letters_are_refused(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_history(till)
        heard = rings(till)
        await till.scan("8712345678906", sees="You cannot scan here.")
        await till.press("down")
        assert "You cannot scan here." not in till.text
        await till.type("z7")
        await till.press("end", "enter", sees="Session 1  closed")
        await till.scan("8712345678906", sees="You cannot scan here.")
        await till.press("escape")
        assert isinstance(till.app.screen, DetailsScreen)
        await till.press("f12", sees="Z number")
        await till.scan("8712345678906", sees="You cannot scan here.")
        assert isinstance(till.app.screen, PaperScreen)
        assert len(heard) == 5
    assert journalled("paper.printed") == 0


async def test_a_session_closed_meanwhile_is_there_at_the_next_look(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_history(till)
        await till.press("enter", sees="Session 3  ● open")
        await elsewhere(till, lambda: shop.close("150.00", "150.00"))
        await till.press("escape", sees="Session history")
        assert "still running" not in till.text
        assert isinstance(till.app.screen, HistoryScreen)
        assert till.app.screen.sessions[0].closed_at == shop.clock.now
        await till.press("enter", sees="Session 3  closed")
        await till.sees("Z report")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_everything_is_in_sight(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop) as till:
        await to_history(till)
        await till.pilot.resize_terminal(*size)
        await till.sees("Discrepancy", "▼ −2.00", "79.20", "F12 Details →")
        await till.press("end", "enter", sees="Session 1  closed")
        await till.sees("Closing discrepancy", "203.00", "Left in drawer", "F12 Z report →", "F7 Papers")
        await till.press("f12", sees="Z number")
        await till.sees("F12 Print →", "Esc Back")
        assert isinstance(till.app.screen, PaperScreen)
        assert not till.printer.papers


async def test_a_long_note_hides_no_name_and_is_opened_whole(shop: ShopUnderTest, opened: Opener) -> None:
    note = "why " * 124 + "tail"
    async with opened(shop) as till:
        await to_register(till)
        await till.press("f8", "plus", sees="▶Amount")
        await till.press("5", "enter", "enter", sees="▶Note")
        till.app.post_message(Paste(note))
        await till.press("f12", sees="change money · Owner · why why")
        await till.press("enter")
        assert "tail" not in till.text
        await till.press("down", "enter", sees="why tail")
        await till.press("escape", sees="Session 3  ● open")
    assert rows("SELECT note FROM drawer_event WHERE kind = 'added'") == [(note,)]


async def test_the_list_is_sorted_and_limited_to_days(shop: ShopUnderTest, opened: Opener) -> None:
    def numbers(till: Register) -> list[str]:
        return [line.strip("▶ ")[0] for line in till.text.split("\n") if " K1 " in line and "Nov 14:32 " in line]

    async with opened(shop) as till:
        await to_history(till)
        await till.sees("Start ↓", "K1")
        assert numbers(till) == ["3", "2", "1"]
        await till.press("f4", sees="Start ↑")
        assert numbers(till) == ["1", "2", "3"]
        await till.click("Discrepancy", sees="Discrepancy ↓")
        assert numbers(till) == ["2", "1", "3"]
        await till.press("f2", sees="Period and place")
        await till.press("2", sees="23 Nov 2026 · Register K1 · 1")
        assert numbers(till) == ["2"]
        await till.press("enter", sees="Session 2  closed")
