"""People and permissions: who may change them, what always stays, and badges that only their holder has."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.permissions import ACTIONS
from kassa_tui.till.people import badges, people, pins
from kassa_tui.till.people.badges import NoBadgeError
from kassa_tui.till.people.lockout import WrongPinError
from kassa_tui.till.people.people import ChangedPersonError, PersonForm, StaffError
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest


def change(shop: ShopUnderTest, who: str, /, **values: object) -> int:
    return people.save(shop.desk, replace(people.read(desk.named(who).id), **values))


def test_a_person_comes_changes_and_goes_and_the_journal_agrees(shop: ShopUnderTest) -> None:
    number = people.save(shop.desk, PersonForm("  New   person ", "cashier", "da"), "7294")
    assert desk.by_id(number) == desk.Person(number, "New person", "cashier", "da")
    assert pins.prove(shop.desk, "7294").id == number
    change(shop, "New person", name="Other name")
    change(shop, "Other name", active=False)
    assert [each.person.name for each in people.listed() if not each.active] == ["Other name"]
    assert rows("SELECT kind FROM journal ORDER BY id DESC LIMIT 4")[-1] == ("person.added",)
    assert verify.verify().proven


def test_the_only_owner_stays_one(shop: ShopUnderTest) -> None:
    for values in ({"role": "manager"}, {"active": False}):
        with pytest.raises(StaffError, match="only owner"):
            change(shop, "Owner", **values)
    change(shop, "Manager", role="owner")
    change(shop, "Owner", role="manager")
    with pytest.raises(StaffError, match="only owner"):
        people.save(shop.as_("Manager"), replace(people.read(desk.named("Manager").id), active=False))


def test_what_an_owner_may_and_who_changes_people_is_fixed(shop: ShopUnderTest) -> None:
    for role, code, granted in (
        ("owner", "sale", False),
        ("manager", "staff.edit", True),
        ("cashier", "staff.edit", True),
    ):
        with pytest.raises(StaffError, match="fixed"):
            people.grant(shop.desk, role, code, granted)
    for code, limit in (("session.open", 5), ("sale.discount", -1)):
        with pytest.raises(StaffError, match="no such limit"):
            people.grant(shop.desk, "cashier", code, True, limit)
    for role, code in (("boss", "sale"), ("cashier", "sale.none")):
        with pytest.raises(StaffError, match="no permission"):
            people.grant(shop.desk, role, code, True)


def test_a_permission_that_changes_is_journalled_once(shop: ShopUnderTest) -> None:
    for _time in range(2):
        people.grant(shop.desk, "cashier", "sale.discount", True, 500)
    people.grant(shop.desk, "cashier", "sale", False)
    told = [facts for (facts,) in rows("SELECT facts FROM journal WHERE kind = 'role.changed' ORDER BY id")]
    assert told == [
        '{"permission":{"action":"sale.discount","granted":true,"limit":500,"role":"cashier"}}',
        '{"permission":{"action":"sale","granted":false,"role":"cashier"}}',
    ]
    assert people.grants("cashier")["sale.discount"] == 500
    assert "sale" not in people.grants("cashier")
    assert verify.verify().proven


def test_whoever_rises_needs_a_longer_pin(shop: ShopUnderTest) -> None:
    people.set_pin(shop.desk, desk.named("Cashier").id, "7294")
    change(shop, "Cashier", role="manager")
    assert pins.digits_of(desk.named("Cashier")) == 0
    people.save(shop.desk, replace(people.read(desk.named("Cashier").id), name="Deputy"), "729461")
    change(shop, "Deputy", role="cashier")
    assert pins.digits_of(desk.named("Deputy")) == 6


def test_whoever_leaves_has_neither_pin_nor_badge(shop: ShopUnderTest) -> None:
    cashier = desk.named("Cashier")
    people.set_pin(shop.desk, cashier.id, "7294")
    code = people.new_badge(shop.desk, cashier.id)
    assert badges.prove(shop.desk, code) == cashier
    people.retire(shop.desk, cashier)
    assert rows("SELECT * FROM credential") == []
    with pytest.raises(WrongPinError):
        pins.prove(shop.desk, "7294")
    with pytest.raises(NoBadgeError):
        badges.prove(shop.desk, code)
    people.set_pin(shop.desk, desk.named("Manager").id, "729461")


def test_the_second_save_is_refused_and_a_name_is_taken_once(shop: ShopUnderTest) -> None:
    before = people.read(desk.named("Cashier").id)
    change(shop, "Cashier", language="da")
    with pytest.raises(ChangedPersonError, match="Cashier was changed meanwhile"):
        people.save(shop.desk, replace(before, name="Somebody"))
    for form in (PersonForm("MANAGER"), PersonForm(" "), PersonForm("X", "boss"), PersonForm("X", "cashier", "xx")):
        with pytest.raises(StaffError):
            people.save(shop.desk, form)


def test_a_refused_pin_leaves_the_person_as_it_was(shop: ShopUnderTest) -> None:
    before = people.listed()
    with pytest.raises(pins.PinError):
        people.save(shop.desk, PersonForm("New person"), "1234")
    assert people.listed() == before


def test_a_badge_is_printed_and_kept_nowhere(shop: ShopUnderTest) -> None:
    code = people.new_badge(shop.desk, desk.named("Cashier").id)
    assert badges.is_badge(code)
    assert [code in document for (document,) in rows("SELECT document FROM print_job")] == [True]
    for table in ("credential", "journal", "paper"):
        assert code[2:] not in str(rows(f"SELECT * FROM {table}"))


def test_one_wrong_sign_makes_no_badge(shop: ShopUnderTest) -> None:
    code = badges.new_code()
    assert badges.is_badge(code.lower())
    for place in range(2, len(code)):
        for sign in badges.SIGNS:
            other = code[:place] + sign + code[place + 1 :]
            assert badges.is_badge(other) is (other == code)
    for text in ("", "P-", code[:-1], code + "0", code[2:], "8712345678906"):
        assert not badges.is_badge(text)
        with pytest.raises(NoBadgeError):
            badges.prove(shop.desk, text)


def test_a_badge_that_nobody_has_is_journalled(shop: ShopUnderTest) -> None:
    with pytest.raises(NoBadgeError):
        badges.prove(shop.desk, badges.new_code())
    assert rows("SELECT facts FROM journal WHERE kind = 'badge.wrong'") == [("{}",)]


def test_another_role_and_leaving_count_at_once_wherever_one_is_signed_in(shop: ShopUnderTest) -> None:
    there = shop.as_("Manager")
    assert desk.allowed(there.person, ACTIONS["product.edit"])
    change(shop, "Manager", role="cashier")
    assert not desk.allowed(there.person, ACTIONS["product.edit"])
    assert desk.allowed(there.person, ACTIONS["sale"])
    people.retire(shop.desk, desk.named("Manager"))
    assert not desk.allowed(there.person, ACTIONS["sale"])
