"""The lock and the approval: who is there is proved by PIN or badge, and what was going on stays as it was."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.screens.frame import guard
from kassa_tui.screens.people.approval import ApprovalQuestion
from kassa_tui.screens.people.lock import LockScreen
from kassa_tui.screens.people.pin import PinQuestion
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.ledger import desk
from kassa_tui.till.people import lockout, people
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest
from tests.screens.acts import elsewhere, facts, rings, to_register
from tests.screens.conftest import Opener, Register
from tests.screens.test_permissions_on_screen import shop, taken_from
from tests.shared import journalled

__all__ = ["shop"]

YEAR_MS = 365 * 86_400_000

PINS = {"Owner": "482193", "Manager": "902417", "Cashier": "4821"}


def badge(shop: ShopUnderTest, name: str) -> str:
    """A new badge of somebody's."""
    return people.new_badge(replace(shop.desk, channel="command"), desk.named(name).id)


@pytest.fixture
def safe(shop: ShopUnderTest) -> ShopUnderTest:
    """Everybody has a PIN; names are still chosen."""
    for name, pin in PINS.items():
        people.set_pin(shop.desk, desk.named(name).id, pin)
    return shop


@pytest.fixture
def locking(safe: ShopUnderTest) -> ShopUnderTest:
    """The register locks itself after five minutes."""
    shop_edit.change(safe.desk, ShopChange(safe.shop, replace(safe.shop, lock="auto")))
    return safe


async def unlock(till: Register, name: str) -> None:
    await till.sees("Scan your badge or type your PIN")
    await till.type(PINS[name])
    await till.press("f12", sees=name)


def person(till: Register) -> str:
    return till.app.counter.person.name


# --- The lock ---


async def test_a_locked_register_begins_with_the_lock(locking: ShopUnderTest, locked: Opener) -> None:
    async with locked(locking) as till:
        heard = rings(till)
        await till.sees("Last at the register")
        await till.press("f9", "f12", "escape", "q")
        await till.scan("BREAD", sees="Log in first.")
        assert isinstance(till.app.screen, LockScreen)
        assert heard
        await till.type("4821")
        assert "4821" not in till.text
        assert "● ● ● ●" in till.text
        await till.press("f12", sees="F9 Menu")
        assert person(till) == "Cashier"
    assert journalled("receipt.sale") == 1


async def test_f10_locks_and_two_keys_change_the_person(locking: ShopUnderTest, locked: Opener) -> None:
    card = badge(locking, "Manager")
    async with locked(locking) as till:
        await unlock(till, "Cashier")
        await till.scan("BREAD", sees="F12 Pay")
        await till.press("f10", sees="Last at the register")
        await till.sees("Cashier until 14:32")
        assert "Bread" not in till.text
        await till.scan(card, sees="Bread")
        assert person(till) == "Manager"
    assert facts("person.signed_in") == '{"name":"Manager"}'


async def test_wrong_pins_are_said_wiped_counted_and_then_waited_for(locking: ShopUnderTest, locked: Opener) -> None:
    async with locked(locking) as till:
        for _time in range(2):
            await till.type("8080")
            await till.press("f12", sees="■ That PIN is not right.")
            assert "● ●" not in till.text
        await till.type("8080")
        await till.press("f12", sees="Too many wrong PINs. Wait 30 seconds")
        await till.type(PINS["Owner"])
        await till.press("f12", sees="Wait 30 seconds")
        assert isinstance(till.app.screen, LockScreen)
        locking.clock.passes(20_000)
        await till.sees("Wait 10 seconds, choose your name, or scan a badge.")
        locking.clock.passes(10_000)
        await unlock(till, "Owner")
    assert journalled("pin.wrong") == 3


async def test_a_badge_still_opens_while_pins_wait_and_a_replaced_one_does_not(
    locking: ShopUnderTest, locked: Opener
) -> None:
    old = badge(locking, "Owner")
    new = badge(locking, "Owner")
    async with locked(locking) as till:
        for _time in range(3):
            await till.type("8080")
            await till.press("f12", sees="■")
        await till.scan(old, sees="Last at the register")
        await till.wait(lambda: journalled("badge.wrong") == 1, "the entry")
        await till.scan(new, sees="F9 Menu")
        assert person(till) == "Owner"


async def test_one_persons_wrong_pins_stop_nobody_else_and_a_manager_ends_them(
    locking: ShopUnderTest, locked: Opener
) -> None:
    """At the lock: who waits comes in by name, and after ten in a row through a manager."""
    for _time in range(10):
        lockout.wrong(locking.desk)
        lockout.wrong(locking.desk, desk.named("Cashier"))
    async with locked(locking) as till:
        await till.sees("Ten wrong PINs here. Choose your name first", "F5 By name", "F6 Call a manager")
        await till.press("f1", sees="on the machine: kassa")
        await till.press("escape", "f5", sees="Who is at the counter?")
        await till.press("1", sees="Ten wrong PINs for Cashier.")
        await till.press("f6", sees="Ten wrong PINs for Cashier. A manager lets Cashier ")
        await till.sees("▶Manager", "Owner", "kassa staff unlock Cashier", "Let type again")
        await till.type(PINS["Cashier"])
        await till.press("f12", sees="■ That PIN is not right.")
        await till.type(PINS["Manager"])
        await till.press("f12", sees="Scan your badge or type your PIN")
        assert "Ten wrong PINs for" not in till.text
        await till.type(PINS["Cashier"])
        await till.press("f12", sees="F9 Menu")
        assert person(till) == "Cashier"
        await till.press("f10", "f6", sees="Ten wrong PINs here. A manager lets everybody")
        await till.type(PINS["Manager"])
        await till.press("f12")
        await till.wait(lambda: journalled("pin.wait_ended") == 2, "the entry")
        await unlock(till, "Owner")
    assert '"register":"K1"' in facts("pin.wait_ended")


async def test_who_types_a_right_pin_and_waits_for_a_manager_calls_one_at_once(
    locking: ShopUnderTest, locked: Opener
) -> None:
    card, own = badge(locking, "Manager"), badge(locking, "Cashier")
    for _time in range(10):
        lockout.wrong(locking.desk, desk.named("Cashier"))
    async with locked(locking) as till:
        await till.type(PINS["Cashier"])
        await till.press("f12", sees="Ten wrong PINs for Cashier. A manager lets Cashier try again")
        await till.press("f6", sees="Ten wrong PINs for Cashier. A manager lets Cashier ")
        await till.scan(own, sees="■ Cashier may not do this: let somebody type a PIN")
        await till.scan(card, sees="Last at the register")
        await unlock(till, "Cashier")


async def test_it_locks_itself_and_keeps_a_half_filled_form(locking: ShopUnderTest, locked: Opener) -> None:
    async with locked(locking) as till:
        await unlock(till, "Owner")
        await till.press("f8", "minus", sees="▶Amount")
        await till.type("5", sees="5█")
        locking.clock.later(minutes=4)
        till.app._look()
        assert not till.app.locked
        await till.press("0", sees="50█")
        for turned in (YEAR_MS, -YEAR_MS):
            locking.clock.now += turned
            till.app._look()
            assert not till.app.locked
        locking.clock.later(minutes=4)
        till.app._look()
        assert not till.app.locked
        locking.clock.later(minutes=1)
        till.app._look()
        await till.sees("Owner until 14:36")
        till.app._look()
        await unlock(till, "Owner")
        await till.sees("50█", "Just open")
        assert not till.app.locked


async def test_it_does_not_lock_while_something_is_recorded(locking: ShopUnderTest, locked: Opener) -> None:
    async with locked(locking) as till:
        await unlock(till, "Owner")
        locking.clock.later(minutes=10)
        till.app.busy = True
        till.app._look()
        assert not till.app.locked
        till.app.busy = False
        till.app._look()
        assert till.app.locked


async def test_the_menu_locks(locking: ShopUnderTest, locked: Opener) -> None:
    async with locked(locking) as till:
        await unlock(till, "Owner")
        await till.press("f9", sees="Lock")
        assert "Other person" not in till.text
        await till.click("Lock", sees="Last at the register")
        assert isinstance(till.app.screen, LockScreen)


async def test_a_lock_that_no_owner_could_open_is_refused(shop: ShopUnderTest) -> None:
    people.set_pin(shop.desk, desk.named("Cashier").id, "4821")
    with pytest.raises(shop_edit.NobodyCouldUnlockError):
        shop_edit.change(shop.desk, ShopChange(shop.shop, replace(shop.shop, lock="auto")))
    for minutes in (0, 121):
        with pytest.raises(shop_edit.ShopError, match="1 to 120"):
            shop_edit.change(shop.desk, ShopChange(shop.shop, replace(shop.shop, lock_minutes=minutes)))


# --- Without the lock: names, with a PIN for whoever has one ---


async def test_a_name_with_a_pin_is_asked_for_it(safe: ShopUnderTest, locked: Opener) -> None:
    async with locked(safe) as till:
        await till.press("3")
        assert isinstance(till.app.screen, PinQuestion)
        await till.press("escape", sees="Who is at the counter?")
        await till.press("escape")
        assert isinstance(till.app.screen, PinQuestion)
        await till.type(PINS["Cashier"])
        await till.press("f12", sees="■ That PIN is not right.")
        await till.type(PINS["Owner"])
        await till.press("f12", sees="F9 Menu")
        await till.press("f10", "1")
        await till.type(PINS["Cashier"])
        await till.press("f12", sees="Cashier")
        await till.press("f10", "3", "escape")
        assert person(till) == "Cashier"


async def test_a_badge_changes_the_person_at_the_sale_and_nothing_elsewhere(
    shop: ShopUnderTest, opened: Opener
) -> None:
    card = badge(shop, "Manager")
    async with opened(shop, person="Cashier") as till:
        await till.scan("BREAD", sees="F12 Pay")
        await till.scan(card, sees="Manager")
        assert till.app.screen.basket.total.decimal() == "4.20"  # type: ignore[attr-defined]
        await till.press("f10", sees="Who is at the counter?")
        await till.type("1", sees="Cashier")
        await till.press("f12", sees="Payment method")
        await till.scan(card, sees="You cannot scan here.")
        assert person(till) == "Cashier"
        await till.press("escape", "escape", "f10", sees="Who is at the counter?")
        await till.scan(card, sees="F9 Menu")
        assert person(till) == "Manager"
    assert card not in str(rows("SELECT * FROM journal")) + str(rows("SELECT * FROM credential"))


# --- Approval ---


async def asks_for_cash(till: Register) -> None:
    await till.press("f8", "minus", sees="▶Amount")
    await till.type("5")
    await till.press("f12", sees="Manager needed")
    assert isinstance(till.app.screen, ApprovalQuestion)


async def as_cashier(till: Register) -> None:
    await till.press("1")
    await till.type(PINS["Cashier"])
    await till.press("f12", sees="F9 Menu")


async def test_the_same_act_is_done_with_both_names(safe: ShopUnderTest, locked: Opener) -> None:
    taken_from("cash.remove")
    async with locked(safe) as till:
        await as_cashier(till)
        await asks_for_cash(till)
        await till.sees("Cashier may not do this", "▶Manager", "Owner")
        await till.press("f12", sees="■ Type the PIN, or scan a badge.")
        await till.type(PINS["Owner"])
        await till.press("f12", sees="■ That PIN is not right.")
        await till.type(PINS["Manager"])
        assert PINS["Manager"] not in till.text
        await till.press("f12")
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
        assert person(till) == "Cashier"
        assert isinstance(till.app.screen, SaleScreen)
        await asks_for_cash(till)
        await till.press("escape", "escape", "escape")
    names = (
        "SELECT p.name, a.name FROM journal j JOIN person p ON p.id = j.person_id JOIN person a ON a.id = approver_id "
    )
    assert rows(f"{names} WHERE kind = 'cash.removed'") == [("Cashier", "Manager")]
    assert rows("SELECT count(*) FROM drawer_event WHERE kind = 'removed'") == [(1,)]
    assert '"by":"Manager"' in facts("permission.approved")
    assert journalled("permission.refused") == 2


async def test_a_badge_approves_and_that_of_a_cashier_does_not(safe: ShopUnderTest, locked: Opener) -> None:
    taken_from("cash.remove")
    card, own = badge(safe, "Owner"), badge(safe, "Cashier")
    async with locked(safe) as till:
        await as_cashier(till)
        await asks_for_cash(till)
        await till.scan("BREAD")
        await till.scan(own, sees="■ Cashier cannot approve this.")
        await till.scan(card)
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
    assert '"by":"Owner"' in facts("permission.approved")


async def test_without_a_pin_nobody_approves_once_there_are_pins(shop: ShopUnderTest, opened: Opener) -> None:
    taken_from("cash.remove")
    people.set_pin(shop.desk, desk.named("Owner").id, PINS["Owner"])
    async with opened(shop, person="Cashier") as till:
        await asks_for_cash(till)
        assert "Manager   " not in till.text.replace("Manager needed", "")
        await till.sees("▶Owner")
        assert "Manager" not in [row.label for row in till.app.screen.values().fields]  # type: ignore[attr-defined]
        assert rows("SELECT count(*) FROM drawer_event WHERE reason IS NOT NULL") == [(0,)]


async def test_while_nobody_has_a_pin_a_name_approves_but_not_by_a_repeated_key(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_from("cash.remove")
    async with opened(shop, person="Cashier") as till:
        await asks_for_cash(till)
        question = till.app.screen
        monkeypatch.setattr(guard, "SECONDS", 60)
        await till.press("f12")
        assert till.app.screen is question
        monkeypatch.setattr(guard, "SECONDS", 0)
        await till.press("down", "f12")
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
    assert '"by":"Owner"' in facts("permission.approved")


async def test_a_discount_is_approved_for_this_receipt_alone(safe: ShopUnderTest, locked: Opener) -> None:
    async with locked(safe) as till:
        await as_cashier(till)
        await till.scan("BREAD")
        await discount(till, "50%")
        await till.type(PINS["Manager"])
        await till.press("f12", sees="F12 Pay")
        await discount(till, "60%")
        await till.press("escape", "escape", sees="F12 Pay")
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Receipt K1-000002")
        await till.scan("BREAD")
        await discount(till, "20%")
        await till.press("escape", "escape")
    sold = "SELECT a.name FROM journal j LEFT JOIN person a ON a.id = approver_id WHERE kind = 'receipt.sale'"
    assert rows(sold) == [(None,), ("Manager",)]
    assert rows("SELECT discount FROM receipt_line WHERE receipt_id = 2") == [(210,)]


async def discount(till: Register, text: str) -> None:
    await till.press("f4", sees="Quantity")
    await till.press("down", "down")
    await till.type(text)
    await till.press("f12", sees="Manager needed")


async def test_taking_off_beyond_a_limit_is_approved_for_this_receipt(safe: ShopUnderTest, locked: Opener) -> None:
    people.grant(safe.desk, "cashier", "sale.remove", True, 300)
    async with locked(safe) as till:
        await as_cashier(till)
        await till.scan("BREAD")
        await till.press("delete", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this beyond a limit: take")
        assert till.app.screen.basket.lines  # type: ignore[attr-defined]
        await till.press("delete", sees="Manager needed")
        await till.type(PINS["Manager"])
        await till.press("f12", sees="Scan the first article")
        assert not till.app.screen.basket.lines  # type: ignore[attr-defined]
        await till.wait(lambda: journalled("line.removed") == 1, "the entry")
        await till.scan("CRATE")
        await till.press("f9", sees="Throw the whole receipt away")
        await till.click("Throw the whole receipt away", sees="Throw away")
        await till.press("f12", sees="Manager needed")
        await till.press("escape")
        assert till.app.screen.basket.lines  # type: ignore[attr-defined]
    removed = (
        "SELECT p.name, a.name FROM journal j JOIN person p ON p.id = j.person_id JOIN person a ON a.id = approver_id"
    )
    assert rows(f"{removed} WHERE kind = 'line.removed'") == [("Cashier", "Manager")]


async def test_the_office_lets_somebody_in_for_one_task(safe: ShopUnderTest, locked: Opener) -> None:
    async with locked(safe) as till:
        await as_cashier(till)
        await till.press("f9", "3", "home", "enter", sees="Manager needed")
        await till.type(PINS["Manager"])
        await till.press("f12", sees="F6 New")
        await till.press("f6", sees="New product")
        await till.type("Cake")
        await till.press("down")
        await till.type("3")
        await till.press("f12", sees="F6 New")
        await till.press("escape", sees="Permissions")
        await till.press("home", "enter", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this: change products.")
    names = "SELECT p.name, a.name FROM journal j JOIN person p ON p.id = j.person_id LEFT JOIN person a ON a.id = approver_id"
    assert rows(f"{names} WHERE kind LIKE 'product.%' ORDER BY j.id DESC LIMIT 1") == [("Cashier", "Manager")]


async def test_what_was_agreed_to_ends_with_the_place(safe: ShopUnderTest, locked: Opener) -> None:
    async with locked(safe) as till:
        await as_cashier(till)
        await till.press("f9", "3", "home", "enter", sees="Manager needed")
        await till.type(PINS["Manager"])
        await till.press("f12", sees="F6 New")
        till.app.go_to("sale")
        await till.idle()
        assert till.app.counter.desk.approver is None
        await till.scan("BREAD")
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Receipt K1-000002")
    assert rows("SELECT count(*) FROM journal WHERE kind = 'receipt.sale' AND approver_id IS NOT NULL") == [(0,)]


async def test_a_right_that_is_given_meanwhile_needs_no_approval(safe: ShopUnderTest, locked: Opener) -> None:
    taken_from("cash.remove")
    async with locked(safe) as till:
        await as_cashier(till)
        await elsewhere(till, lambda: people.grant(safe.desk, "cashier", "cash.remove", True))
        await till.press("f8", "minus", sees="▶Amount")
        await till.type("5")
        await till.press("f12")
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
    assert journalled("permission.refused") == 0


async def test_the_end_of_the_day_locks(locking: ShopUnderTest, locked: Opener) -> None:
    async with locked(locking) as till:
        await unlock(till, "Owner")
        await to_register(till)
        await till.press("f12", sees="▶1 Count")
        await till.press("f4", sees="Cash in the drawer")
        await till.type("14.20")
        await till.press("f12", sees="● it fits")
        await till.press("f12", "f12", sees="▶4 Take out")
        await till.press("f12", sees="Done")
        await till.press("f12", sees="Last at the register")
        assert isinstance(till.app.screen, LockScreen)
        assert rows("SELECT max(number) FROM z_report") == [(2,)]
