"""The office: who may what, and the devices."""

import pytest

from kassa_tui.database import rows
from kassa_tui.hw.ports import SCANNER_OK
from kassa_tui.screens.machine.devices import DevicesScreen
from kassa_tui.till.people import badges
from tests.conftest import ShopUnderTest
from tests.screens.acts import menu
from tests.screens.conftest import Opener, Register
from tests.shared import journalled

BREAD = "8712345678906"


async def sold(till: Register) -> None:
    await till.scan(BREAD)
    await till.press("f12", sees="Payment method")
    await till.press("c", "f12", sees="Paid in full")


# --- People ---


async def test_people_change_and_their_rights_with_them(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await menu(till, "3")
        assert "A manager" not in till.text
        await till.press("f10", sees="Who is at the counter?")
        await till.press("escape")
        assert till.app.counter.person.name == "Owner"
        await till.press("f10", "1", sees="Cashier")
        assert (till.text.count("manager"), till.text.count("owner")) == (4, 2)
        assert till.app.counter.person.name == "Cashier"
        await till.press("home", "enter", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this: change products.")
    assert [kind for (kind,) in rows("SELECT kind FROM journal WHERE kind LIKE 'person.%'")] == ["person.signed_in"] * 2


async def test_a_note_may_come_before_the_amount(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.press("f12", sees="Opening amount")
        await till.press("down")
        await till.type("early")
        await till.press("f12", sees="Type an amount.")
        await till.type("150")
        await till.press("f12", sees="Session 1")
    assert rows("SELECT opening_amount, note FROM session") == [(15000, "early")]


# --- Devices ---


async def to_devices(till: Register) -> DevicesScreen:
    await menu(till, "3", "end", "enter")
    screen = till.app.screen
    assert isinstance(screen, DevicesScreen)
    return screen


@pytest.mark.parametrize("code", [BREAD, "K1-000001", "8712345678901", "[@click=app.quit]x[/]", "\x1b[2Jx", "=1+1"])
async def test_a_scan_is_shown_as_it_was_read_and_does_nothing(
    stocked: ShopUnderTest, opened: Opener, code: str
) -> None:
    async with opened(stocked) as till:
        till.app.scanner_news(SCANNER_OK)
        screen = await to_devices(till)
        before = rows("SELECT count(*) FROM journal"), till.app.screen_stack
        await till.scan(code, sees=f"Scan: {code.replace(chr(27), '').strip()[:12]}")
        assert (rows("SELECT count(*) FROM journal"), till.app.screen_stack) == before
        assert till.app.screen is screen
        await till.press("escape", "f9", "1", sees="Scan the first article")


async def test_a_badge_that_tries_the_scanner_is_named_and_never_shown(stocked: ShopUnderTest, opened: Opener) -> None:
    badge = badges.new_code()
    async with opened(stocked) as till:
        await to_devices(till)
        await till.scan(badge, sees="badge")
        assert badge not in till.text
        assert badge[2:8] not in till.text
        assert not rows("SELECT number FROM journal WHERE instr(facts, ?)", badge)


async def test_a_test_receipt_and_the_drawer(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_devices(till)
        await till.press("f12")
        await till.wait(lambda: len(till.printer.papers) == 1, "the test receipt")
        await till.press("f8")
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
        await till.sees("▲ drawer open")
        await till.press("end", "f5", sees="shut")
        assert rows("SELECT kind FROM drawer_event") == []
        assert journalled("drawer.opened") == 1


async def test_faults_of_the_simulated_printer_are_seen_at_once(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_devices(till)
        await till.press("down", "down", "down", "f5", sees="pulled out")
        await till.sees("■ printer")
        await till.press("f5", "down", "f5", sees="▲ paper almost out")
        await till.press("f5", sees="■ no paper")
        await till.press("f12", "f5", sees="paper ok")
        assert till.app.is_running
