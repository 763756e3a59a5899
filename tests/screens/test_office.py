"""The office: who may what, the shop's settings, the devices."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.hw.ports import SCANNER_OK
from kassa_tui.screens.devices import DevicesScreen
from kassa_tui.screens.forms import FormScreen
from kassa_tui.screens.shop import ShopScreen
from kassa_tui.till import shop_edit, verify
from kassa_tui.till.shop import read_shop
from kassa_tui.till.shop_edit import ShopChange
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

BREAD = "8712345678906"


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    shop.article("Bread", "2.95", barcodes=(BREAD,))
    return shop


async def menu(till: Register, place: str, *keys: str) -> None:
    await till.press("f9", place, *keys)


async def sold(till: Register) -> None:
    await till.scan(BREAD)
    await till.press("f12", sees="Payment method")
    await till.press("c", "enter", sees="Paid in full")


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


# --- The shop's settings ---


async def to_shop(till: Register) -> ShopScreen:
    await menu(till, "3", "home", "down", "down", "enter")
    screen = till.app.screen
    assert isinstance(screen, ShopScreen)
    return screen


async def fill(till: Register, form: FormScreen, name: str, text: str) -> None:
    at = next(i for i, field in enumerate(form.form.fields) if field.name == name)
    await till.press("home", *["down"] * at)
    if form.form.current.kind == "choice":
        await till.press("space" if form.form[name] != text else "up")
    else:
        await till.press("delete")
        await till.type(text)
    assert form.form[name] == text


@pytest.mark.parametrize(
    ("field", "typed", "setting", "stored"),
    [
        ("name", "De Linde [b]", "name", "De Linde [b]"),
        ("street", "Kerkstraat 1", "address", ("Kerkstraat 1",)),
        ("town", "1234 AB Zaandam", "address", ("1234 AB Zaandam",)),
        ("vat_number", "NL801234567B01", "vat_number", "NL801234567B01"),
        ("company_number", "12345678", "company_number", "12345678"),
        ("footer", "Tot ziens", "footer", ("Tot ziens",)),
        ("track_cash", "no", "track_cash", False),
        ("blind_count", "no", "blind_count", False),
        ("float_amount", "200", "float_amount", 20000),
        ("tolerance", "0", "tolerance", 0),
        ("packaging_limit", "12,5", "packaging_limit", 1250),
        ("rounding", "no", "cash_step", 1),
        ("first_method", "cash", "first_method", "cash"),
        ("print_receipts", "no", "print_receipts", False),
        ("print_at_close", "no", "print_at_close", False),
        ("store_codes", "20iiiiiwwwwwc 21IIIIPPPPPPC", "store_codes", ("20IIIIIWWWWWC", "21IIIIPPPPPPC")),
    ],
)
async def test_each_setting_is_stored_and_journalled(
    stocked: ShopUnderTest, opened: Opener, field: str, typed: str, setting: str, stored: object
) -> None:
    async with opened(stocked) as till:
        form = await to_shop(till)
        await fill(till, form, field, typed)
        await till.press("f12", sees="Office")
        assert getattr(read_shop(), setting) == stored
    ((facts, person),) = rows("SELECT facts, person_id FROM journal WHERE kind = 'shop.changed'")
    assert f'"key":"{setting}"' in facts
    assert person == 1
    assert verify.verify().proven


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "  ", "The shop needs a name."),
        ("float_amount", "", "Type an amount."),
        ("tolerance", "1,500", '"1,500" is not clear.'),
        ("packaging_limit", "99999999", "looks like a barcode"),
    ],
)
async def test_settings_that_cannot_be(
    stocked: ShopUnderTest, opened: Opener, field: str, typed: str, said: str
) -> None:
    async with opened(stocked) as till:
        form = await to_shop(till)
        await fill(till, form, field, typed)
        await till.press("f12", sees=said)
        assert (till.app.screen, form.form.current.name) == (form, field)
        await till.scan(BREAD, sees="You cannot scan here.")
        await till.press("escape", sees="Leave without saving?")
        await till.press("enter", sees="Office")
    assert rows("SELECT count(*) FROM journal WHERE kind = 'shop.changed'") == [(0,)]


async def test_what_another_changed_meanwhile_is_told(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        form = await to_shop(till)
        before = read_shop()
        await till.app.counter.record(shop_edit.change, ShopChange(before, replace(before, tolerance=700)))
        await fill(till, form, "tolerance", "9")
        await till.press("f12", sees="The settings were changed meanwhile.")
        assert form.form["tolerance"] == "9"
        assert read_shop().tolerance == 700


async def test_cash_tracking_stays_while_a_session_is_open(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await sold(till)
        form = await to_shop(till)
        await fill(till, form, "track_cash", "no")
        await till.press("f12", sees="Close session 1 first")


async def test_cash_tracking_begins_with_a_count(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        for typed, sees in (("no", "Office"), ("yes", "Opening amount")):
            form = await to_shop(till)
            await fill(till, form, "track_cash", typed)
            await till.press("f12", sees=sees)


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


async def test_a_test_receipt_and_the_drawer(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_devices(till)
        await till.press("f12")
        await till.wait(lambda: len(till.printer.papers) == 1, "the test receipt")
        await till.press("f8")
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
        await till.sees("▲ drawer open")
        await till.press("end", "enter", sees="shut")


async def test_faults_of_the_simulated_printer_are_seen_at_once(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_devices(till)
        await till.press("down", "down", "down", "enter", sees="pulled out")
        await till.sees("■ printer")
        await till.press("enter", "down", "enter", sees="▲ paper almost out")
        await till.press("enter", sees="■ no paper")
        await till.press("f12", "enter", sees="paper ok")
        assert till.app.is_running
