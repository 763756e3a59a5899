"""The shop's settings change one by one, with a name in the journal, and never under an open session."""

import msgspec
import pytest

from kassa_tui.database import rows
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.proof import verify
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ChangedSettingError, SessionIsOpenError, ShopChange, ShopError
from tests.conftest import ShopUnderTest


def changed(shop: ShopUnderTest, **values: object) -> Shop:
    before = shop.shop
    return shop_edit.change(shop.desk, ShopChange(before, msgspec.structs.replace(before, **values)))


def entries() -> list[tuple[str, str]]:
    return rows("SELECT kind, facts FROM journal WHERE kind LIKE 'shop.%' AND kind <> 'shop.founded'")


def test_a_change_is_stored_journalled_and_proved(shop: ShopUnderTest) -> None:
    after = changed(shop, name="  De\x1b[31m Linde ", tolerance=1000, address=("Kerkstraat 1", "", "Zaandam"))
    assert (after.name, after.tolerance, after.address) == ("De [31m Linde", 1000, ("Kerkstraat 1", "Zaandam"))
    assert shop.shop == after
    ((kind, facts),) = entries()
    assert kind == "shop.changed"
    assert {each["key"] for each in msgspec.json.decode(facts)["setting"]} == {"name", "tolerance", "address"}
    assert verify.verify().proven


def test_nothing_changed_writes_nothing(shop: ShopUnderTest) -> None:
    changed(shop)
    assert entries() == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " \t"}, "needs a name"),
        ({"tolerance": -1}, "not below zero"),
        ({"currency": "DKK"}, "cannot be changed"),
        ({"demo": True}, "cannot be changed"),
        ({"roll_over": 721}, "between 00:00 and 12:00"),
        ({"roll_over": -1}, "between 00:00 and 12:00"),
        ({"receipt_language": "xx"}, "no language xx"),
    ],
)
def test_what_cannot_be(shop: ShopUnderTest, values: dict[str, object], said: str) -> None:
    with pytest.raises(ShopError, match=said):
        changed(shop, **values)
    assert entries() == []


def test_tracking_changes_only_between_sessions(shop: ShopUnderTest) -> None:
    shop.open()
    with pytest.raises(SessionIsOpenError, match="Close session 1 first"):
        changed(shop, track_cash=False)
    assert shop.shop.track_cash
    shop.close()
    assert not changed(shop, track_cash=False).track_cash


def test_the_end_of_the_day_changes_only_between_sessions(shop: ShopUnderTest) -> None:
    shop.open()
    with pytest.raises(SessionIsOpenError, match="Close session 1 first: the end of the day"):
        changed(shop, roll_over=0)
    shop.close()
    assert changed(shop, roll_over=0).roll_over == 0


def test_the_second_to_save_is_told(shop: ShopUnderTest) -> None:
    read = shop.shop
    shop_edit.change(shop.as_("Manager"), ShopChange(read, msgspec.structs.replace(read, tolerance=1000)))
    with pytest.raises(ChangedSettingError, match="changed by Manager at 22-11-2026 14:32"):
        shop_edit.change(shop.desk, ShopChange(read, msgspec.structs.replace(read, tolerance=2000)))
    other = shop_edit.change(shop.desk, ShopChange(read, msgspec.structs.replace(read, vat_number="NL1")))
    assert (other.tolerance, other.vat_number) == (1000, "NL1")


def test_a_cashier_changes_nothing(shop: ShopUnderTest) -> None:
    before = shop.shop
    with pytest.raises(NotAllowedError):
        shop_edit.change(shop.as_("Cashier"), ShopChange(before, msgspec.structs.replace(before, tolerance=0)))
    assert shop.shop == before
