"""The office's page that closes the counter's session: nothing stays unless it is said, and that is confirmed."""

from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.screens.session.remote_close import RemoteCloseScreen
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener


async def test_nothing_stays_until_it_is_typed_or_confirmed(shop: ShopUnderTest, opened: Opener) -> None:
    shop.open("150.00")
    async with opened(shop) as till:
        counter = till.app.counter
        counter.state.desk = replace(counter.desk, channel="remote")
        page = RemoteCloseScreen(counter)
        till.app.push_screen(page)
        await till.sees("Stays in the drawer", "Confirm what stays", "Taken out: 150.00")
        assert "End the session" not in till.text
        await till.press("f12", sees="Say first how much stays in the drawer.")
        await till.press("5", sees="Taken out: 145.00")
        await till.sees("F12 End the session")
        await till.press("delete", "0", sees="Taken out: 150.00")
        await till.press("f4", sees="Taken out: 0.00")
        await till.press("delete", "0")
        await till.press("f12")
        await till.wait(lambda: not page.is_current, "the session is closed")
    assert rows("SELECT left, taken, counted_basis FROM z_report") == [(0, 15000, "assumed")]
