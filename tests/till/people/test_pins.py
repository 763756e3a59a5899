"""PINs: hashed, unique, not too easy; wrong ones make people wait, also after a restart."""

import json

import pytest
from msgspec.structs import replace

from kassa_tui.database import close_database, open_database, rows
from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.permissions import ROLES
from kassa_tui.till.people import badges, lockout, people, pins
from kassa_tui.till.people.lockout import LockedOutError, WrongPinError
from kassa_tui.till.people.pins import PinError
from kassa_tui.till.proof import verify
from tests.conftest import PINS_COST, ShopUnderTest


def give(shop: ShopUnderTest, name: str, pin: str) -> desk.Person:
    person = desk.named(name)
    people.set_pin(shop.desk, person.id, pin)
    return person


def facts(kind: str) -> list[dict[str, object]]:
    return [json.loads(text) for (text,) in rows("SELECT facts FROM journal WHERE kind = ? ORDER BY number", kind)]


def wrong(shop: ShopUnderTest, times: int, person: desk.Person | None = None) -> None:
    for _time in range(times):
        with pytest.raises((WrongPinError, LockedOutError)):
            pins.prove(shop.desk, "8080", person)


def test_a_new_shop_has_no_pin_at_all(shop: ShopUnderTest) -> None:
    assert not pins.used()
    assert rows("SELECT * FROM credential") == []


def test_a_pin_says_who_it_is_without_a_name(shop: ShopUnderTest) -> None:
    cashier, owner = give(shop, "Cashier", "4821"), give(shop, "Owner", "482193")
    assert pins.prove(shop.desk, "4821") == cashier
    assert pins.prove(shop.desk, "482193") == owner
    assert pins.prove(shop.desk, "482193", owner) == owner
    with pytest.raises(WrongPinError):
        pins.prove(shop.desk, "4821", owner)
    with pytest.raises(WrongPinError):
        pins.prove(shop.desk, "48²1")


def test_what_is_kept_is_a_hash_with_its_settings_and_the_journal_has_neither(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins, "COST", PINS_COST)
    give(shop, "Cashier", "4821")
    give(shop, "Manager", "902417")
    kept = [text for (text,) in rows("SELECT pin FROM credential")]
    assert all(text.startswith("scrypt$14$8$1$") for text in kept)
    assert len({text.rpartition("$")[2] for text in kept}) == 2
    everything = " ".join(str(row) for row in rows("SELECT facts FROM journal"))
    assert "4821" not in everything
    assert not any(text.rpartition("$")[2] in everything for text in kept)
    assert facts("person.pin") == [
        {"name": "Cashier", "pin_changed": "set"},
        {"name": "Manager", "pin_changed": "set"},
    ]
    assert verify.verify().proven


def test_hashes_of_older_settings_still_say_who_it_is(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    cashier = give(shop, "Cashier", "4821")
    monkeypatch.setattr(pins, "COST", 5)
    manager = give(shop, "Manager", "902417")
    assert pins.prove(shop.desk, "4821") == cashier
    assert pins.prove(shop.desk, "902417") == manager
    with pytest.raises(PinError, match="cannot be used"):
        give(shop, "Owner", "902417")


@pytest.mark.parametrize("pin", ["1234", "0000", "9876", "7890", "1357", "1212", "7777"])
def test_easy_pins_are_refused(shop: ShopUnderTest, pin: str) -> None:
    with pytest.raises(PinError, match="easy"):
        give(shop, "Cashier", pin)
    assert not pins.used()


@pytest.mark.parametrize(("name", "pin"), [("Cashier", "482"), ("Manager", "4821"), ("Owner", "48219"), ("Cashier", "4" * 13)])  # fmt: skip
def test_pins_are_as_long_as_what_they_open(shop: ShopUnderTest, name: str, pin: str) -> None:
    with pytest.raises(PinError, match="digits"):
        give(shop, name, pin)


@pytest.mark.parametrize("pin", ["48a1", "４８２１", "48 21", "-4821"])
def test_pins_are_plain_digits(shop: ShopUnderTest, pin: str) -> None:
    with pytest.raises(PinError, match="digits only"):
        give(shop, "Cashier", pin)


def test_no_two_people_have_the_same_pin(shop: ShopUnderTest) -> None:
    give(shop, "Manager", "902417")
    with pytest.raises(PinError, match="cannot be used"):
        give(shop, "Owner", "902417")
    give(shop, "Manager", "902417")
    give(shop, "Manager", "")
    give(shop, "Owner", "902417")


def test_a_role_that_may_more_than_another_needs_a_long_pin(shop: ShopUnderTest) -> None:
    assert [pins.needed(role) for role in ROLES] == [6, 6, 4]
    people.grant(shop.desk, "manager", "sale.discount", True, 500)
    assert pins.needed("cashier") == 6


def test_wrong_pins_make_one_wait_twice_as_long_each_time(shop: ShopUnderTest) -> None:
    cashier = give(shop, "Cashier", "4821")
    waits = []
    for _time in range(9):
        wrong(shop, 1)
        waits.append(lockout.wait(shop.desk) // 1000)
        shop.clock.passes(lockout.wait(shop.desk))
    assert waits == [0, 0, 30, 60, 120, 240, 480, 900, 900]
    assert pins.prove(shop.desk, "4821") == cashier
    told = facts("pin.wrong")
    assert [entry["register"] for entry in told][2] == {"failed": 3, "wait": 30, "in_row": 3}


def test_a_right_pin_does_not_help_while_one_waits_nor_does_a_restart(shop: ShopUnderTest) -> None:
    cashier = give(shop, "Cashier", "4821")
    wrong(shop, 3)
    close_database()
    open_database(shop.path)
    with pytest.raises(LockedOutError, match="30 seconds"):
        pins.prove(shop.desk, "4821")
    shop.clock.passes(29_999)
    with pytest.raises(LockedOutError, match="1 seconds"):
        pins.prove(shop.desk, "4821")
    shop.clock.passes(1)
    assert pins.prove(shop.desk, "4821") == cashier


def test_a_pin_of_ones_own_in_between_does_not_make_guessing_free(shop: ShopUnderTest) -> None:
    give(shop, "Cashier", "4821")
    wrong(shop, 2)
    pins.prove(shop.desk, "4821")
    wrong(shop, 1)
    assert lockout.wait(shop.desk) == 30_000


def test_a_quarter_of_an_hour_without_a_wrong_one_is_forgotten(shop: ShopUnderTest) -> None:
    give(shop, "Cashier", "4821")
    wrong(shop, 2)
    shop.clock.later(minutes=16)
    wrong(shop, 1)
    assert lockout.wait(shop.desk) == 0


def test_guesses_at_one_person_lock_that_person_at_other_registers_too(shop: ShopUnderTest) -> None:
    manager, owner = give(shop, "Manager", "902417"), give(shop, "Owner", "482193")
    wrong(shop, 3, manager)
    other = replace(shop.desk, register="K2")
    with pytest.raises(LockedOutError):
        pins.prove(other, "902417", manager)
    assert pins.prove(other, "482193") == owner
    with pytest.raises(LockedOutError):
        pins.prove(other, "902417")


def test_a_new_pin_ends_the_wait_of_a_person(shop: ShopUnderTest) -> None:
    manager = give(shop, "Manager", "902417")
    wrong(shop, 5, manager)
    give(shop, "Manager", "731946")
    assert lockout.wait(replace(shop.desk, register="K2"), manager) == 0


def test_whoever_proves_it_is_no_longer_counted_against(shop: ShopUnderTest) -> None:
    """Be it by PIN or by badge; the register's own count stays."""
    manager = give(shop, "Manager", "902417")
    badge = people.new_badge(shop.desk, manager.id)
    wrong(shop, 2)
    wrong(shop, 2, manager)
    assert pins.prove(shop.desk, "902417", manager) == manager
    assert rows("SELECT scope, failed FROM attempt") == [("register K1", 2)]
    wrong(shop, 2, manager)
    assert badges.prove(shop.desk, badge) == manager
    assert rows("SELECT scope, failed FROM attempt") == [("register K1", 2)]
