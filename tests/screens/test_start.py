"""Starting a session on the screen: typed or counted, compared with the last close, never twice."""

import pytest
from textual.screen import Screen

from kassa_tui.database import rows
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.screens.session.coins import CoinScreen
from kassa_tui.screens.session.register import RegisterScreen
from kassa_tui.screens.session.start import StartScreen
from kassa_tui.till.drawer import sessions
from tests.conftest import ShopUnderTest
from tests.screens.acts import bounce, elsewhere, facts, rings, to_register
from tests.screens.conftest import Opener, Register

pytestmark = pytest.mark.english


@pytest.fixture
def after_a_close(shop: ShopUnderTest) -> ShopUnderTest:
    """The last close left 150.00."""
    shop.open("150.00")
    shop.close("150.00", "150.00")
    return shop


async def to_start(till: Register) -> None:
    await to_register(till, sees="No session is open.")
    await till.press("f12", sees="Left in the drawer last time")


def opened_with() -> list[tuple[str, int, str, str]]:
    return rows("SELECT opening, opening_amount, opening_basis, note FROM session ORDER BY id")


async def test_counted_and_typed(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        await till.sees("not known")
        await till.type("148.50", sees="Counted now")
        await till.press("enter")
        await till.type("first day")
        await till.press("f12", sees="Cash activity")
        await till.sees("148.50", "first day", "Session 1 · since 14:32")
    assert opened_with() == [("manual", 14850, "counted", "first day")]
    assert rows("SELECT kind, amount FROM drawer_event") == [("opening", 14850)]


async def test_the_difference_is_shown_before_it_is_confirmed(after_a_close: ShopUnderTest, opened: Opener) -> None:
    async with opened(after_a_close) as till:
        await to_start(till)
        await till.type("148", sees="▼ −2.00 short")
        await till.sees("Is that wrong? Count again.")
        await till.press("backspace")
        await till.type("53", sees="▲ +1,303.00 over")
        await till.press("backspace", "backspace", "backspace")
        await till.type("50", sees="● 0.00")
        assert "Is that wrong?" not in till.text
        assert rows("SELECT count(*) FROM session") == [(1,)]
        await till.press("f12", sees="Cash activity")
        await till.sees("● 0.00")
    assert rows("SELECT previous_left, opening_amount FROM session WHERE number = 2") == [(15000, 15000)]


async def test_counted_by_coin(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        await till.press("f4", sees="Use this sum")
        assert isinstance(till.app.screen, CoinScreen)
        await till.press("down", "down", "down")
        await till.type("3")
        await till.press("right")
        await till.type("12", sees="15 pieces")
        await till.press("minus", "f12", sees="Counted now")
        await till.press("f4", sees="14 pieces")
        await till.press("escape", sees="Counted now")
        await till.press("f12", sees="Cash activity")
    assert opened_with()[0][1] == 3 * 5000 + 11 * 20
    assert rows("SELECT detail FROM session_count") == [('{"20":11,"5000":3}',)]


async def test_pieces_that_no_longer_make_the_sum_are_not_kept(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        await till.press("f4", sees="Use this sum")
        await till.type("1")
        await till.press("f12", sees="Counted now")
        await till.press("delete")
        await till.type("40")
        await till.press("f12", sees="Cash activity")
    assert rows("SELECT counted, detail FROM session_count") == [(4000, "{}")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type an amount."),
        (",", '"," is not an amount.'),
        ("1.2.3", '"1.2.3" is not an amount.'),
        ("1,500", '"1,500" is not clear.'),
        ("7.505", "At most 2 decimals."),
        ("8712345678", "8712345678 looks like"),
        ("999999999999", "999999999999 looks like"),
    ],
)
async def test_amounts_that_are_not_understood(shop: ShopUnderTest, opened: Opener, typed: str, said: str) -> None:
    async with opened(shop) as till:
        await to_start(till)
        await till.type(typed)
        await till.press("f12", sees=said)
        assert isinstance(till.app.screen, StartScreen)
    assert opened_with() == []


async def test_letters_are_refused_with_a_sound(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        heard = rings(till)
        await till.type("1a-5 %e")
        assert till.app.screen.form["amount"] == "15"  # type: ignore[attr-defined]
        assert len(heard) == 5


async def test_an_empty_drawer_is_counted_as_nothing(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        await till.type("0")
        await till.press("f12", sees="Cash activity")
    assert opened_with() == [("manual", 0, "counted", "")]


async def test_a_double_press_opens_once(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        await till.type("150")
        await bounce(till, "f12", "f12", "f12", "5")
        await till.sees("Cash activity")
        assert isinstance(till.app.screen, RegisterScreen)
        assert till.app.news == ()
    assert len(opened_with()) == 1


async def test_leaving_asks_once_something_was_typed(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        await till.press("escape", sees="No session is open.")
        await till.press("f12", sees="Left in the drawer last time")
        await till.type("150")
        await till.press("escape", sees="What you typed is not saved.")
        await till.press("escape", sees="Opening amount")
        assert till.app.screen.form["amount"] == "150"  # type: ignore[attr-defined]
        await till.press("escape", sees="Leave without saving?")
        await till.press("f12", sees="No session is open.")
    assert opened_with() == []


async def test_a_scan_is_refused_with_a_message(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        heard = rings(till)
        await till.scan("8712345678906", sees="You cannot scan here.")
        assert till.app.screen.form["amount"] == ""  # type: ignore[attr-defined]
        await till.press("f4", sees="Use this sum")
        await till.scan("8712345678906", sees="You cannot scan here.")
        assert isinstance(till.app.screen, CoinScreen)
        await till.press("escape")
        await till.type("5")
        await till.press("escape", sees="Leave without saving?")
        await till.scan("8712345678906", sees="You cannot scan here.")
        assert len(heard) == 3
    assert opened_with() == []


async def test_somebody_else_was_first(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        await till.type("150")
        await elsewhere(till, lambda: sessions.start(shop.as_("Cashier"), shop.money("99.00")))
        await till.press("f12", sees="Session 1 is open already:")
        await till.sees("Cashier opened it at 14:32.")
        await till.press("escape", sees="Leave without saving?")
        await till.press("f12", sees="99.00")
    assert opened_with() == [("manual", 9900, "counted", "")]


async def test_the_drawer_can_be_opened_to_count(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_start(till)
        await till.press("f8")
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
    assert '"reason":"count"' in facts("drawer.opened")


async def test_from_the_sale_before_the_first_receipt(after_a_close: ShopUnderTest, opened: Opener) -> None:
    async with opened(after_a_close) as till:
        await till.press("f12", sees="Left in the drawer last time")
        await till.type("150")
        await till.press("f12", sees="Session 2 · since 14:32")
        assert isinstance(till.app.screen, SaleScreen)
        assert "Start session" not in till.text


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_everything_is_in_sight(after_a_close: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(after_a_close) as till:
        await to_start(till)
        await till.type("148")
        await till.pilot.resize_terminal(*size)
        await till.sees("Opening amount", "Note", "▼ −2.00 short", "F12 Confirm →", "Esc Back")
        await till.press("f4", sees="0.05")
        await till.sees("500", "0-9  how many", "F12 Use this sum →")
        assert isinstance(till.app.screen, CoinScreen)
        assert len(opened_with()) == 1


async def test_a_new_screen_is_laid_out_wide_at_once(shop: ShopUnderTest, opened: Opener) -> None:
    """Not narrow first: a tap in between would hit what is not there any more."""
    async with opened(shop, size=(100, 30)) as till:
        shown: list[bool] = []
        refresh = Screen._refresh_layout

        def noted(screen: Screen[object], *args: object, **more: object) -> None:
            shown.append(screen.has_class("-w100"))
            refresh(screen, *args, **more)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Screen, "_refresh_layout", noted)
            await till.press("f12", sees="Opening amount")
        assert shown
        assert all(shown)
