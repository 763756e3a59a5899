"""The settings: groups of what the shop decided, its own tables, and the whole set-up as a file."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image

from kassa_tui.database import rows
from kassa_tui.exports import places
from kassa_tui.screens.frame.forms import FormKeys, FormScreen
from kassa_tui.screens.settings.files import SetUpFilesScreen
from kassa_tui.screens.settings.groups import GROUPS
from kassa_tui.screens.settings.methods import MethodsScreen
from kassa_tui.screens.settings.rates import RatesScreen
from kassa_tui.screens.settings.reasons import ReasonsScreen
from kassa_tui.screens.settings.screen import SettingsScreen
from kassa_tui.till.basket import methods
from kassa_tui.till.drawer.movements import reasons as drawer_reasons
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import verify
from kassa_tui.till.setup import files, method_edit, reasons, shop_edit, tax_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener, Register

BREAD = "8712345678906"


async def to_settings(till: Register, word: str = "", *, inside: bool = True) -> SettingsScreen:
    """The settings, at a group; in its form, or on its screen."""
    if not isinstance(till.app.screen, SettingsScreen):
        await till.press("f9", "3", "home", "down", "down", "enter")
    screen = till.app.screen
    assert isinstance(screen, SettingsScreen)
    if word:
        at = next(i for i, group in enumerate(GROUPS) if group.word == word)
        await till.press("home", *["down"] * at)
        if inside:
            await till.press("enter")
    return screen


async def fill(till: Register, form: FormKeys, name: str, text: str) -> None:
    """Type one field anew, or choose its other word."""
    at = next(i for i, field in enumerate(form.form.fields) if field.name == name)
    await till.press(*["up"] * form.form.at, *["down"] * at)
    if form.form.current.kind == "choice":
        while form.form[name] != text:
            await till.press("space")
    else:
        await till.press("delete")
        await till.type(text)
    assert form.form[name] == text


def changes() -> int:
    return int(rows("SELECT count(*) FROM journal WHERE kind = 'shop.changed'")[0][0])


# --- Groups with a form ---


@pytest.mark.parametrize(
    ("group", "field", "typed", "setting", "stored"),
    [
        ("Shop", "name", "De Linde [b]", "name", "De Linde [b]"),
        ("Shop", "address_0", "Kerkstraat 1", "address", ("Kerkstraat 1",)),
        ("Shop", "address_3", "075 1234567", "address", ("075 1234567",)),
        ("Shop", "vat_number", "NL801234567B01", "vat_number", "NL801234567B01"),
        ("Shop", "company_number", "12345678", "company_number", "12345678"),
        ("Receipts", "footer_0", "Tot ziens", "footer", ("Tot ziens",)),
        ("Receipts", "footer_5", "lindewinkel", "footer", ("lindewinkel",)),
        ("Receipts", "print_receipts", "no", "print_receipts", False),
        ("Cash and count", "track_cash", "no", "track_cash", False),
        ("Cash and count", "blind_count", "no", "blind_count", False),
        ("Cash and count", "float_amount", "200", "float_amount", 20000),
        ("Cash and count", "drawer_limit", "500", "drawer_limit", 50000),
        ("Cash and count", "tolerance", "0", "tolerance", 0),
        ("Cash and count", "rounding", "no", "cash_step", 1),
        ("Cash and count", "roll_over", "5:30", "roll_over", 330),
        ("Cash and count", "print_at_close", "no", "print_at_close", False),
        ("Sale and orders", "packaging_limit", "12,5", "packaging_limit", 1250),
        ("Sale and orders", "first_method", "cash", "first_method", "cash"),
        ("Sale and orders", "deposit_tax", "hand_over", "deposit_tax", "hand_over"),
        ("Sale and orders", "kept_deposit_tax", "no", "kept_deposit_tax", False),
        (
            "Sale and orders",
            "store_codes",
            "20iiiiiwwwwwc 21IIIIPPPPPPC",
            "store_codes",
            ("20IIIIIWWWWWC", "21IIIIPPPPPPC"),
        ),
        ("Languages", "receipt_language", "da", "receipt_language", "da"),
        ("Languages", "report_language", "en", "report_language", "en"),
        ("Lock", "lock_minutes", "12", "lock_minutes", 12),
    ],
)
async def test_each_setting_is_stored_and_journalled(
    stocked: ShopUnderTest, opened: Opener, group: str, field: str, typed: str, setting: str, stored: object
) -> None:
    async with opened(stocked) as till:
        screen = await to_settings(till, group)
        await fill(till, screen, field, typed)
        await till.press("f12")
        assert not screen.inside
        assert getattr(read_shop(), setting) == stored
    ((facts, person),) = rows("SELECT facts, person_id FROM journal WHERE kind = 'shop.changed'")
    assert f'"key":"{setting}"' in facts
    assert person == 1
    assert verify.verify().proven


@pytest.mark.parametrize(
    ("group", "field", "typed", "said"),
    [
        ("Shop", "name", "  ", "The shop needs a name."),
        ("Cash and count", "float_amount", "", "Type an amount."),
        ("Cash and count", "tolerance", "1,500", '"1,500" is not clear.'),
        ("Cash and count", "roll_over", "25:00", '"25:00" is no time.'),
        ("Cash and count", "roll_over", "13:00", "A day ends between 00:00 and 12:00."),
        ("Sale and orders", "packaging_limit", "99999999", "looks like a barcode"),
        ("Sale and orders", "store_codes", "2IIII", '"2IIII" is no'),
        ("Lock", "lock", "auto", "Give an owner a PIN or a badge first"),
        ("Lock", "lock_minutes", "200", "locks after 1 to 120 minutes"),
    ],
)
async def test_what_cannot_be_is_said_when_the_field_is_left(
    stocked: ShopUnderTest, opened: Opener, group: str, field: str, typed: str, said: str
) -> None:
    async with opened(stocked) as till:
        screen = await to_settings(till, group)
        await fill(till, screen, field, typed)
        assert said not in " ".join(till.text.split())
        await till.press("down" if screen.form.at == 0 else "up")
        assert said in " ".join(till.text.split())
        await till.press("f12")
        assert (screen.inside, screen.form.current.name) == (True, field)
        await till.scan(BREAD, sees="You cannot scan here.")
        await till.press("escape", "escape", sees="Leave without saving?")
        await till.press("f12")
        assert not screen.inside
    assert changes() == 0


async def test_several_settings_are_one_change(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        screen = await to_settings(till, "Cash and count")
        await fill(till, screen, "tolerance", "7")
        await fill(till, screen, "float_amount", "90")
        await till.press("f12", sees="90.00")
    assert (read_shop().tolerance, read_shop().float_amount, changes()) == (700, 9000, 1)


async def test_the_second_to_save_is_told_who_was_first(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        screen = await to_settings(till, "Cash and count")
        before = read_shop()
        await till.app.counter.record(shop_edit.change, ShopChange(before, replace(before, tolerance=700)))
        await fill(till, screen, "tolerance", "9")
        await till.press("f12", sees="The settings were changed by Owner at")
        assert screen.form["tolerance"] == "9"
        assert read_shop().tolerance == 700


async def test_what_changes_between_sessions_only(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await till.scan(BREAD)
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Paid in full")
        screen = await to_settings(till, "Cash and count")
        await fill(till, screen, "track_cash", "no")
        await till.press("down")
        assert "Close session 1 first: cash tracking" in " ".join(till.text.split())
        await fill(till, screen, "track_cash", "yes")
        await fill(till, screen, "roll_over", "0:00")
        await till.press("up")
        assert "Close session 1 first: the end of the day" in " ".join(till.text.split())
    assert changes() == 0


async def test_cash_tracking_begins_with_a_count(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        for typed, sees in (("no", "Settings"), ("yes", "Opening amount")):
            screen = await to_settings(till, "Cash and count")
            await fill(till, screen, "track_cash", typed)
            await till.press("f12", sees=sees)
            assert read_shop().track_cash == (typed == "yes")


async def test_enter_goes_through_the_fields_and_f12_saves(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        screen = await to_settings(till, "Lock")
        await till.press("enter")
        await till.type("9")
        assert screen.form["lock_minutes"] == "9"
        await till.press("enter", "enter")
        assert (screen.inside, read_shop().lock_minutes) == (True, 5)
        await till.press("f12")
        assert (screen.inside, read_shop().lock_minutes) == (False, 9)


async def test_clicks_choose_and_open(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        screen = await to_settings(till)
        await till.click("Cash and count")
        assert (screen.group.word, screen.inside) == ("Cash and count", False)
        await till.click("Follow the cash")
        assert screen.inside
        await till.click("· no")
        await till.press("f12", sees="Follow the cash          no")
        assert not read_shop().track_cash


# --- The machine's file ---


async def test_the_machines_file_is_shown_and_its_password_is_not(
    stocked: ShopUnderTest, opened: Opener, tmp_path: Path
) -> None:
    file = tmp_path / "kassa.toml"
    file.write_text('register = "K9"\n[mail]\nhost = "mail.example"\npassword = "hush hush"\n', encoding="utf-8")
    async with opened(stocked, settings_file=str(file)) as till:
        await to_settings(till, "Devices", inside=False)
        assert "mail host" in till.text
        assert "mail.example" in till.text
        assert "hush" not in till.text
        file.write_text("registr = 1\n", encoding="utf-8")
        await till.press("up", "down", sees="registr")
        assert till.app.is_running


# --- Payment methods ---


async def test_a_payment_method_is_made_moved_and_taken_out_of_use(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_settings(till, "Payment methods")
        listed = till.app.screen
        assert isinstance(listed, MethodsScreen)
        await till.press("f6", sees="New payment method")
        form = till.app.screen
        assert isinstance(form, FormScreen)
        await fill(till, form, "name", "Amex")
        await fill(till, form, "letter", "C")
        await till.press("down", sees="C is the key of Cash: choose another.")
        await fill(till, form, "letter", "a")
        await till.press("f12", sees="Amex")
        assert [each.code for each in methods.offered()] == ["card", "cash", "voucher", "amex"]
        await till.press("home", "f8")
        assert [each.code for each in methods.offered()][:2] == ["cash", "card"]
        assert listed.listed[listed.at].code == "card"
        await till.press("f7", "f7")
        assert [each.code for each in methods.offered()][:2] == ["card", "cash"]
        await till.press("enter", sees="Change payment method")
        form = till.app.screen
        assert isinstance(form, FormScreen)
        await fill(till, form, "active", "no")
        await till.press("f12", sees="not in use")
        assert [each.code for each in methods.offered()] == ["cash", "voucher", "amex"]
    assert verify.verify().proven


async def test_a_method_that_another_changed_is_told(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_settings(till, "Payment methods")
        await till.press("enter", sees="Change payment method")
        form = till.app.screen
        assert isinstance(form, FormScreen)
        card = next(each for each in method_edit.listed() if each.code == "card")
        await till.app.counter.record(method_edit.save, replace(card, name="Terminal"))
        await fill(till, form, "needs_reference", "yes")
        await till.press("f12", sees="Terminal was changed by Owner at")
        assert form.form["needs_reference"] == "yes"


# --- Reasons ---


async def test_a_reason_is_made_and_moved(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_settings(till, "Reasons")
        assert isinstance(till.app.screen, ReasonsScreen)
        await till.press("f6", sees="New reason")
        form = till.app.screen
        assert isinstance(form, FormScreen)
        await till.press("f12", sees="A reason needs a name.")
        await fill(till, form, "name", "Window cleaner")
        await fill(till, form, "temporary", "yes")
        await till.press("f12", sees="was taken out first")
        await fill(till, form, "direction", "out")
        await fill(till, form, "temporary", "no")
        await fill(till, form, "account", "4300")
        await till.press("f12", sees="4300")
        await till.press("end", "f7")
        assert [each.code for each in drawer_reasons("out")][-1] != "window_cleaner"
        assert next(each for each in reasons.listed() if each.code == "window_cleaner").account == "4300"
    assert verify.verify().proven


# --- VAT ---


async def test_a_rate_begins_on_a_day(stocked: ShopUnderTest, opened: Opener) -> None:
    """At night of Monday the business day is still Sunday; a number of days counts from Monday, which the bar shows."""
    stocked.sell(stocked.article("Milk", "1.09", "low"))
    stocked.clock.later(minutes=12 * 60)
    async with opened(stocked) as till:
        await to_settings(till, "VAT")
        listed = till.app.screen
        assert isinstance(listed, RatesScreen)
        at = next(i for i, rate in enumerate(listed.rates) if rate.code == "low")
        await till.press("home", *["down"] * at, "f12", sees="New rate for reduced rate")
        form = till.app.screen
        assert isinstance(form, FormScreen)
        await fill(till, form, "rate", "1e1")
        await till.press("down", sees='"1e1" is no percentage.')
        await fill(till, form, "rate", "12")
        await fill(till, form, "day", "1-1-2020")
        await till.press("up", sees="Receipts until 2026-11-22 bear reduced rate")
        await fill(till, form, "day", "+39")
        await till.press("f12", sees="What is sold from that day on bears it.")
        await till.press("f12", sees="begins")
    newest = next(rate for rate in tax_edit.listed() if rate.code == "low")
    assert (newest.rate, newest.valid_from) == (1200, "2027-01-01")


async def test_what_was_prepaid_keeps_its_rate_from_a_day_on(stocked: ShopUnderTest, opened: Opener) -> None:
    stocked.sell(stocked.article("Milk", "1.09", "low"))
    async with opened(stocked) as till:
        await to_settings(till, "VAT")
        await till.press("f7", sees="Prepaid keeps its rate")
        form = till.app.screen
        assert isinstance(form, FormScreen)
        await till.press("right")
        await fill(till, form, "day", "+0")
        await till.press("f12", sees="There are receipts until 2026-11-22")
        await fill(till, form, "day", "+1")
        await till.press("f12", sees="New rate")
    assert tax_edit.prepaid_rules()[0] == tax_edit.PrepaidRule("2026-11-23", keeps_rate=True)


async def test_a_vat_code_of_its_own(stocked: ShopUnderTest, opened: Opener) -> None:
    async with opened(stocked) as till:
        await to_settings(till, "VAT")
        await till.press("f6", sees="New VAT code")
        form = till.app.screen
        assert isinstance(form, FormScreen)
        await till.press("f12", sees="A new VAT code needs a name.")
        await fill(till, form, "name", "Books")
        await fill(till, form, "rate", "5,5%")
        await fill(till, form, "day", "+0")
        await till.press("f12", "f12", sees="Books")
    assert next(rate for rate in tax_edit.listed() if rate.code == "books").rate == 550


# --- The set-up as a file ---


async def test_a_set_up_is_written_and_taken_over(
    stocked: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "sticks", list)
    async with opened(stocked) as till:
        await to_settings(till, "Set-up as a file")
        assert isinstance(till.app.screen, SetUpFilesScreen)
        await till.press("f6", sees="Written: kassa-setup.json")
        file = stocked.path.parent / "exports" / "kassa-setup.json"
        assert files.read(file.read_bytes()).products == files.current().products
        await till.press("f12", sees="Nothing differs.")
        found = json.loads(file.read_bytes())
        found["settings"]["tolerance"] = 900
        file.write_text(json.dumps(found), encoding="utf-8")
        await till.press("f12", sees="settings: 1")
        await till.press("escape")
        assert read_shop().tolerance == 500
        await till.press("f12", "f12", sees="Taken over: kassa-setup.json")
        assert read_shop().tolerance == 900
        file.write_text("{", encoding="utf-8")
        await till.press("f12")
        await till.sees("■")
    assert verify.verify().proven


# --- The logo ---


async def test_a_logo_is_taken_and_taken_away(
    stocked: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "sticks", list)
    async with opened(stocked) as till:
        folder = places.own_folder()
        Image.new("L", (300, 100)).save(folder / "linde.png")
        (folder / "broken.png").write_text("no picture", encoding="utf-8")
        await to_settings(till, "Logo")
        await till.press("home", "f12", sees="it must be a PNG picture")
        await till.press("down", "f12", sees="Kept. It prints after the next start.")
        assert read_shop().logo
        await till.press("escape", sees="300 x 100 dots")
        await till.press("enter", "f6")
        assert read_shop().logo == ""
