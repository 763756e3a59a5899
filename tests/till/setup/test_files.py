"""A shop's set-up as a file for a second register: the same, byte for byte, or refused whole with the reason."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from kassa_tui.database import close_database, rows
from kassa_tui.till.goods import key_pages, products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger.errors import NotAllowedError, TillError
from kassa_tui.till.people import people
from kassa_tui.till.proof import verify
from kassa_tui.till.setup import files, importing, method_edit, reasons, shop_edit, tax_edit
from kassa_tui.till.setup.importing import Taken
from kassa_tui.till.setup.method_edit import MethodForm
from kassa_tui.till.setup.reasons import ReasonForm
from kassa_tui.till.setup.shop_edit import ShopChange
from kassa_tui.till.setup.tax_edit import RateForm
from tests.conftest import ShopUnderTest, found_shop


def furnish(shop: ShopUnderTest) -> None:
    """Something of everything that the file holds."""
    before = shop.shop
    own = replace(before, name="De Linde", footer=("Tot ziens", "lindewinkel"), tolerance=700, roll_over=180)
    shop_edit.change(shop.desk, ShopChange(before, own))
    method_edit.save(shop.desk, MethodForm("Amex", "A", counted_at_close=True))
    reasons.save(shop.desk, ReasonForm("Window cleaner", "out", needs_note=True, account="4300"))
    tax_edit.add(shop.desk, RateForm("low", 1200, date(2027, 1, 1)))
    crate = products.save(shop.desk, ProductForm("Crate", 150, "outside", kind="packaging", discountable=False))
    beer = ProductForm("Beer æ", 199, "high", group="Drinks", packaging_id=crate, barcodes=("8712345678906", "40012"))
    product = products.save(shop.desk, beer)
    products.save(shop.desk, ProductForm("Shirt", None, "high", style="S1", axis_1="red", age=18, active=False))
    pages = key_pages.read().put((1, 0), product).named(1, "Best")
    key_pages.change(shop.desk, key_pages.read(), pages)
    people.grant(shop.desk, "cashier", "sale.discount", True, 1500)
    people.grant(shop.desk, "cashier", "cash.remove", False)


@pytest.fixture
def file(shop: ShopUnderTest) -> bytes:
    furnish(shop)
    return files.export(shop.desk)


@pytest.fixture
def second(file: bytes, tmp_path: Path) -> ShopUnderTest:
    """A register that was just founded."""
    close_database()
    return found_shop(tmp_path / "second.db")


def test_the_second_register_is_as_the_first(file: bytes, second: ShopUnderTest) -> None:
    taken = importing.load(second.desk, file, "shop.json")
    assert taken == Taken(settings=4, rates=1, methods=1, reasons=1, products=3, pages=1, permissions=2)
    assert files.export(second.desk) == file
    assert verify.verify().proven
    ((facts,),) = rows("SELECT facts FROM journal WHERE kind = 'setup.imported'")
    assert json.loads(facts)["source"] == "shop.json"
    assert importing.load(second.desk, file) == Taken()


def test_a_dry_run_says_the_same_and_changes_nothing(file: bytes, second: ShopUnderTest) -> None:
    before = files.export(second.desk)
    taken = importing.load(second.desk, file, dry_run=True)
    assert taken.products == 3
    assert files.export(second.desk) == before
    assert second.shop.name == "Test Shop"
    assert rows("SELECT count(*) FROM journal") == [(1,)]
    assert importing.load(second.desk, file) == taken


def test_there_are_no_people_in_it(shop: ShopUnderTest, file: bytes) -> None:
    people.set_pin(shop.desk, shop.as_("Cashier").person.id, "4827")
    again = files.export(shop.desk)
    assert again == file
    assert b"Manager" not in file
    assert "staff.edit" not in json.loads(file)["permissions"]["manager"]


Change = Callable[[dict[str, Any]], object]


def named(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in found["products"] if each["name"] == name)


def coded(listed: list[dict[str, Any]], code: str) -> dict[str, Any]:
    return next(each for each in listed if each["code"] == code)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.update(version=2), "no set-up of version 1"),
        (lambda f: f.update(format="other"), "no set-up of version 1"),
        (lambda f: f.update(extra=1), "unknown field `extra`"),
        (lambda f: f.pop("reasons"), "missing required field `reasons`"),
        (lambda f: f["settings"].pop("tolerance"), 'setting "tolerance" is missing'),
        (lambda f: f["settings"].update(demo=True), 'no setting "demo"'),
        (lambda f: f["settings"].update(colour="red"), 'no setting "colour"'),
        (lambda f: f["settings"].update(tolerance="much"), "tolerance"),
        (lambda f: f["settings"].update(tolerance=-1), "not below zero"),
        (lambda f: f["settings"].update(currency="DKK"), "currency differs: EUR here, DKK in the file"),
        (lambda f: f["settings"].update(lock="auto"), "Give an owner a PIN"),
        (lambda f: f["rates"].pop(), "is not in the file"),
        (lambda f: f["rates"][0].update(colour="red"), "unknown field"),
        (lambda f: f["rates"][-1].update(name=" zero"), "no clear rate"),
        (lambda f: f["rates"].append({**f["rates"][0], "valid_from": "2027-02-30"}), "day is out of range"),
        (lambda f: f["methods"][0].update(letter="C"), "is the key of"),
        (lambda f: [m.update(active=False) for m in f["methods"]], "Cash or card must stay"),
        (lambda f: coded(f["methods"], "card").update(kind="voucher"), "keeps its kind"),
        (lambda f: [r.update(active=False) for r in f["reasons"]], "must stay for"),
        (lambda f: named(f, "Beer æ").update(packaging="0" * 32), "deposit of Beer æ is not in the file"),
        (lambda f: named(f, "Beer æ").update(unit="ell"), "no clear kind or unit"),
        (lambda f: named(f, "Beer æ").update(tax_code="huge"), "no VAT code"),
        (lambda f: named(f, "Beer æ").update(barcodes=["8712345678901"]), "check digit"),
        (lambda f: f["products"].append(named(f, "Beer æ")), "twice"),
        (lambda f: f["pages"][0]["keys"].update(P=named(f, "Beer æ")["uid"]), "Quick key 1P"),
        (lambda f: f["permissions"].update(owner={"sale": False}), "permissions of owner cannot be changed"),
        (lambda f: f["permissions"]["manager"].update({"staff.edit": True}), "no such permission"),
        (lambda f: f["permissions"]["manager"].update({"drawer.open": 5}), "no such permission"),
    ],
)
def test_files_that_are_refused_whole(file: bytes, second: ShopUnderTest, change: Change, said: str) -> None:
    before, entries = files.export(second.desk), rows("SELECT count(*) FROM journal")
    found = json.loads(file)
    change(found)
    with pytest.raises(TillError, match=said):
        importing.load(second.desk, json.dumps(found).encode())
    assert files.export(second.desk) == before
    assert rows("SELECT count(*) FROM journal") == entries


@pytest.mark.parametrize("part", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null"])
def test_what_is_no_such_file(second: ShopUnderTest, part: bytes) -> None:
    with pytest.raises(files.SetUpFileError):
        importing.load(second.desk, part)


def test_half_a_file(file: bytes, second: ShopUnderTest) -> None:
    for end in range(1, len(file), max(len(file) // 40, 1)):
        with pytest.raises(files.SetUpFileError):
            importing.load(second.desk, file[:end])
    assert rows("SELECT count(*) FROM journal") == [(1,)]


def test_a_rate_on_receipts_is_not_changed_by_a_file(file: bytes, second: ShopUnderTest) -> None:
    second.sell(second.article("Bread", "10.90", "low"))
    found = json.loads(file)
    rate = next(each for each in found["rates"] if (each["code"], each["valid_from"]) == ("low", "2019-01-01"))
    rate["rate"] = 1000
    with pytest.raises(importing.DiffersError, match="another rate for it from 2019-01-01"):
        importing.load(second.desk, json.dumps(found).encode())
    second.close()
    importing.load(second.desk, file)
    assert verify.verify().proven


def test_codes_of_other_products_are_not_taken(file: bytes, second: ShopUnderTest) -> None:
    second.article("Own", "1.00", barcodes=("8712345678906",))
    with pytest.raises(products.TakenError, match="belongs to Own"):
        importing.load(second.desk, file)


def test_who_may(file: bytes, second: ShopUnderTest) -> None:
    """A set-up changes what others may: it is the owner's."""
    with pytest.raises(NotAllowedError):
        importing.load(second.as_("Manager"), file)
    with pytest.raises(NotAllowedError):
        files.export(second.as_("Cashier"))
