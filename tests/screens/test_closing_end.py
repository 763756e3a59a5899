"""The end of the close wizard: what stays and goes, what others do meanwhile, and slips of the finger."""

from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.frame import guard
from kassa_tui.screens.frame.paper import PaperScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.screens.session.register import RegisterScreen
from kassa_tui.till.basket import drafts
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import bounce, elsewhere, facts, printed, rings
from tests.screens.conftest import Opener
from tests.screens.wizard import (
    FITS,
    a_day,
    count,
    sum_to_overview,
    to_count,
    to_leave,
    to_overview,
    wizard,
    z_report,
)
from tests.shared import journalled


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    return a_day(tmp_path)


# --- What stays, what goes ------------------------------------------------------------------------


@pytest.mark.parametrize(("choice", "left"), [("1", 15000), ("2", 22500), ("3", 0)])
async def test_what_stays_by_number(shop: ShopUnderTest, opened: Opener, choice: str, left: int) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.press(choice, "f12", sees="▶4 Take out")
        await till.press("f12", sees="Session 1 is closed")
    assert z_report()[3:] == (left, 22500 - left)


async def test_what_stays_by_arrow_and_by_tap(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.press("down", sees="▶ 2  Leave everything")
        await till.click("Leave nothing", sees="▶ 3  Leave nothing")
        assert wizard(till).closing.left == shop.money("0.00")
        await till.press("f4", sees="▶ 4  Another amount")
        await till.press("up", "up", "up", "up", sees="▶ 1  The float of the shop")
        assert wizard(till).closing.left == shop.money("150.00")


async def test_a_drawer_below_the_float_stays_whole(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Manager") as till:
        await sum_to_overview(till, "90")
        await till.press("f12", "f12", sees="▶3 In drawer")
        await till.press("f12", "f12", sees="Session 1 is closed")
    assert z_report()[3:] == (9000, 0)


async def test_an_amount_of_ones_own(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.press("4", sees="▶ 4  Another amount")
        await till.press("f12", sees="Type the amount that stays in the drawer.")
        await till.type("125")
        await till.press("f12", sees="▶4 Take out")
        await till.press("f12", sees="Session 1 is closed")
    assert z_report()[3:] == (12500, 10000)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("4226", "Between 0.00 and 225.00"),
        ("41.2.3", "Type the amount that stays"),
        ("48712345678906", "Type the amount that stays"),
        ("417.03", "17.03 cannot be made of what was counted. The"),
        ("4130", "The nearest is 125.00"),
    ],
)
async def test_an_amount_that_cannot_stay(shop: ShopUnderTest, opened: Opener, typed: str, said: str) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.type(typed)
        await till.press("f12")
        joined = " ".join(till.text.replace("■", " ").split())
        assert said in joined or all(word in joined for word in said.split())
        assert wizard(till).closing.step == 3
        await till.press("backspace")
        assert wizard(till).notice == ""
    assert rows("SELECT count(*) FROM z_report") == [(0,)]


async def test_a_float_that_the_pieces_do_not_make_is_the_nearest(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_overview(till, {10000: 2, 2000: 1, 500: 1})
        await till.press("f12", sees="▶3 In drawer")
        await till.sees("1 × 20.00", "2 × 100.00")
        chosen = next(line for line in till.text.split("\n") if "The float of the shop" in line)
        assert "125.00" in chosen
        await till.press("f12", sees="▶4 Take out")
        await till.press("f12", sees="Session 1 is closed")
    assert z_report()[3:] == (12500, 10000)


async def test_the_wizard_says_which_pieces_stay(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.sees("2 × 50.00", "−   1  +      1")
        await till.press("f12", sees="▶4 Take out")
        await till.sees("1 × 50.00", "1 × 20.00", "1 × 5.00")
        assert wizard(till).closing.goes() == {5000: 1, 2000: 1, 500: 1}
        assert "× 100.00" not in till.text


async def test_a_clue_leads_to_its_receipt(shop: ShopUnderTest, opened: Opener) -> None:
    """A card sale that was paid in cash: the difference is its amount."""
    async with opened(shop) as till:
        await sum_to_overview(till, "229.20")
        await till.sees("▲ +4.20", "▶ Was it paid in cash?", "K1-0000")
        await till.press("enter", sees="Card")
        assert isinstance(till.app.screen, PaperScreen)
        await till.press("escape", sees="▶2 Overview")
        await till.press("f12", sees="Difference +4.20")


async def test_a_sum_can_leave_any_amount(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await sum_to_overview(till, "225")
        await till.press("f12", "f4", sees="▶ 4  Another amount")
        await till.type("17.05")
        await till.press("f12", "f12", sees="Session 1 is closed")
    assert z_report()[3:] == (1705, 20795)


@pytest.mark.parametrize("typed", ["150", "1.50", "25"])
async def test_an_amount_is_never_cut_short_by_a_choice(shop: ShopUnderTest, opened: Opener, typed: str) -> None:
    """`150` without choosing 4 first must not leave 50.00."""
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.type(typed, sees="Choose 4 first")
        assert wizard(till).closing.own_text == ""
        await till.press("4")
        await till.type(typed)
        assert wizard(till).closing.own_text == typed


# --- What others do meanwhile ---------------------------------------------------------------------


async def test_a_sale_that_came_in_is_said_and_the_count_stays(shop: ShopUnderTest, opened: Opener) -> None:
    bread = shop.article("Bread", "4.20", "low")
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.press("f12", sees="▶4 Take out")
        await elsewhere(till, lambda: shop.sell(bread, cash="4.20", desk=shop.as_("Cashier")))
        await till.press("f12", sees="▶2 Overview")
        await till.sees("Since the count 1 more came in", "Cashier", "229.20", "▼ −4.20")
        assert rows("SELECT count(*) FROM z_report") == [(0,)]
        await till.press("escape", sees="▶1 Count")
        await till.sees("5 pieces")
        await count(till, {200: 2, 20: 1})
        await till.press("f12", sees="● it fits")
        await till.press("f12", "f12", "f12", sees="Session 1 is closed")
    assert z_report() == (22920, 22920, "counted", 15000, 7920)
    assert verify.verify().proven


async def test_selling_goes_on_beside_the_count(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await count(till, FITS)
        await till.press("f9", sees="Menu")
        await till.press("1")
        await till.wait(lambda: isinstance(till.app.screen, SaleScreen), "the sale")
        await till.scan("BREAD")
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Receipt K1-000003")
        assert rows("SELECT method, amount FROM payment ORDER BY id DESC LIMIT 1") == [("cash", 420)]
        await till.press("f9", sees="Menu")
        await till.press("2", sees="▶1 Count")
        await till.sees("225.00", "5 pieces")
        await till.press("f12", "f12", sees="▼ −4.20")
        assert wizard(till).closing.pieces.items() >= FITS.items()


async def test_closed_by_somebody_else_keeps_the_count_in_the_journal(shop: ShopUnderTest, opened: Opener) -> None:
    bread = shop.article("Bread", "4.20", "low")
    async with opened(shop) as till:
        await to_overview(till, {20000: 1})
        await till.press("f12", "f12", sees="▶3 In drawer")
        await elsewhere(till, lambda: shop.close("225.00", "100.00", shop.as_("Manager")))
        await elsewhere(till, lambda: shop.sell(bread))
        await till.sees("Session 2 · since")
        assert "Close session 1" in till.text
        await till.press("f12", sees="▶4 Take out")
        await till.press("f12", sees="Session 1 was closed by Manager at 14:32. Your count is kept in the journal.")
        await till.sees("Session 2  ● open")
        assert isinstance(till.app.screen, RegisterScreen)
        await till.press("f12", sees="▶1 Count")
        assert "Your count of before" not in till.text
    assert z_report() == (22500, 22500, "counted", 10000, 12500)
    assert '"counted":20000' in facts("count.refused")


# --- Restarts, printers, slips of the finger ------------------------------------------------------


async def test_the_count_survives_a_restart(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await count(till, FITS)
        await till.press("up", "up")
    async with opened(shop, person="Cashier") as till:
        await to_count(till)
        await till.sees("Your count of before is here again.", "225.00", "5 pieces")
        assert wizard(till).closing.pieces == FITS
        await till.press("f4", sees="Cash in the drawer")
        await till.type("30")
    async with opened(shop) as till:
        await to_count(till)
        await till.sees("Your count of before is here again.", "30█")
        assert wizard(till).form["cash"] == "30"


async def test_a_count_of_another_session_is_not_taken_up(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await count(till, FITS)
    kept = drafts.load("K1", drafts.COUNT)
    assert kept is not None
    async with opened(shop) as till:
        await elsewhere(till, lambda: shop.close("225.00"))
        await elsewhere(till, lambda: shop.open("10.00"))
        await elsewhere(till, lambda: drafts.save(shop.desk, drafts.COUNT, kept))
        await to_count(till)
        assert "5 pieces" not in till.text


async def test_a_double_press_never_closes_unseen(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        monkeypatch.setattr(guard, "SECONDS", 3600)
        await bounce(till, "f12", "f12", "f12")
        await till.sees("▶4 Take out")
        assert rows("SELECT count(*) FROM z_report") == [(0,)]
        wizard(till)._guard = guard.Guard()
        await bounce(till, "f12", "f12", "f12", "escape")
        await till.sees("Session 1 is closed")
        await till.press("f12", "escape")
        assert wizard(till).closed is not None
    assert rows("SELECT count(*) FROM z_report") == [(1,)]
    assert journalled("count.refused") == 0


async def test_a_double_tap_closes_once(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_leave(till, FITS)
        await till.press("f12", sees="▶4 Take out")
        footer = (90, 29)
        till.app.busy = True
        await till.pilot.click(offset=footer)
        assert rows("SELECT count(*) FROM z_report") == [(0,)]
        till.app.busy = False
        await till.click("Confirm and close", sees="Session 1 is closed")
    assert rows("SELECT count(*) FROM z_report") == [(1,)]


async def test_a_scan_at_every_step_is_refused_with_a_message(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        heard = rings(till)
        await till.scan("8712345678906", sees="You cannot scan here.")
        assert not any(wizard(till).closing.texts.values())
        await count(till, FITS)
        assert "You cannot scan here." not in till.text
        await till.press("f12", sees="Count them as 0?")
        await till.scan("8712345678906", sees="You cannot scan here.")
        await till.press("f12", "f12", sees="▶2 Overview")
        await till.scan("8712345678906", sees="You cannot scan here.")
        await till.press("f12", "f12", sees="▶3 In drawer")
        await till.scan("8712345678906", sees="You cannot scan here.")
        await till.press("f12", "f12", sees="▶4 Take out")
        await till.scan("8712345678906", sees="You cannot scan here.")
        await till.press("f12", "f4", sees="Bag number")
        await till.scan("8712345678906", sees="You cannot scan here.")
        assert len(heard) == 6
        await till.press("escape", "escape", "f12", sees="Session 1 is closed")
        await till.scan("8712345678906", sees="You cannot scan here.")
    assert rows("SELECT bag FROM z_report") == [("",)]


@pytest.mark.parametrize("fault", [{"plugged": False}, {"paper": "out"}, {"stops_after": 20}])
async def test_a_printer_never_stops_a_close(shop: ShopUnderTest, opened: Opener, fault: dict[str, object]) -> None:
    async with opened(shop) as till:
        for name, value in fault.items():
            setattr(till.printer, name, value)
        await to_leave(till, FITS)
        await till.press("f12", "f12", sees="Session 1 is closed")
        await till.press("f12", sees="No session is open.")
    assert rows("SELECT count(*) FROM z_report") == [(1,)]


async def test_a_shop_that_prints_nothing_by_itself(tmp_path: Path, opened: Opener) -> None:
    shop = english_shop(tmp_path, print_at_close=False)
    shop.open("150.00")
    async with opened(shop) as till:
        await sum_to_overview(till, "150")
        await till.press("f12", "f12", "f12", sees="Session 1 is closed")
        await till.press("f7")
        await printed(till, "Payments by type")
        assert len(till.printer.papers) == 1


async def test_the_drawer_opens_to_be_counted(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await till.press("f8")
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
        assert wizard(till).closing.step == 1
    assert '"reason":"count"' in facts("drawer.opened")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_everything_is_in_sight(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop) as till:
        await to_count(till)
        await till.pilot.resize_terminal(*size)
        await till.sees("0.05", "500", "Card · terminal total", "Esc Stop", "F4", "F12 Next →", "0-9  how many")
        await count(till, {20000: 1})
        await till.press("f12", sees="Count them as 0?")
        await till.sees("F12", "Esc")
        await till.press("f12", sees="▼ −25.00")
        await till.sees("Expected", "Counted", "Above 5.00 a manager", "F12 Note the difference")
        await till.press("f12", sees="Note (may stay empty)")
        await till.press("f12", sees="▶3 In drawer")
        await till.sees("1  The float of the shop", "4  Another amount", "Goes out", "F12 Next →")
        await till.press("2", "f12", sees="▶4 Take out")
        await till.sees("F12 Confirm and close →", "F4 Bag number")
        await till.press("f12", sees="Session 1 is closed")
        await till.sees("Z report", "F12 Done →", "F7")
        assert z_report() == (22500, 20000, "counted", 20000, 0)


async def test_a_thousand_fits_into_the_narrow_table(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, size=(80, 24)) as till:
        await to_count(till)
        await count(till, {5000: 20, 200: 600})
        await till.sees("50 ×  20 1,000.00", "× 600 1,200.00")
        assert wizard(till).closing.counted == shop.money("2200.00")
