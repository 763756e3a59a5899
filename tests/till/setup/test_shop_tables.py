"""Payment methods, reasons and VAT rates: changed with a name in the journal, proved, and never over another's change."""

import lzma
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.cli.common import open_shop
from kassa_tui.database import bound, rows, writing
from kassa_tui.models import PaymentMethod, Reason
from kassa_tui.till.basket import methods, money_in_hand
from kassa_tui.till.basket.kinds import UnknownKindError
from kassa_tui.till.basket.tax import rates_on
from kassa_tui.till.drawer import movements
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.row_changes import ChangedRowError
from kassa_tui.till.proof import verify
from kassa_tui.till.setup import method_edit, reasons, shop_edit, tax_edit
from kassa_tui.till.setup.method_edit import MethodError, MethodForm
from kassa_tui.till.setup.reasons import ReasonError, ReasonForm
from kassa_tui.till.setup.shop_edit import ShopChange
from kassa_tui.till.setup.tax_edit import RateError, RateForm, UsedRateError
from tests.conftest import ShopUnderTest
from tests.shared import journalled

AMEX = MethodForm("Amex", "a", counted_at_close=True, needs_reference=True)
TODAY = date(2026, 11, 22)


def method(code: str) -> MethodForm:
    return next(each for each in method_edit.listed() if each.code == code)


def reason(code: str) -> ReasonForm:
    return next(each for each in reasons.listed() if each.code == code)


# --- Payment methods ---


def test_a_new_method_is_offered_counted_and_proved(shop: ShopUnderTest) -> None:
    code = method_edit.save(shop.desk, AMEX)
    assert code == "amex"
    assert [each.code for each in methods.offered()] == ["card", "cash", "voucher", "amex"]
    assert methods.every()["amex"].letter == "A"
    assert "amex" in {each.code for each in methods.counted()}
    bill = shop.bill(shop.basket(shop.article("Pan", "20.00")))
    assert bill.pay("amex", bill.rest).rest.minor == 0
    assert verify.verify().proven


def test_a_method_out_of_use_keeps_its_receipts_and_its_name(shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Pan", "20.00"), cash="20.00")
    method_edit.save(shop.desk, replace(method("cash"), active=False))
    assert [each.code for each in methods.offered()] == ["card", "voucher"]
    assert methods.every()["cash"].name == "Cash"
    assert verify.verify().proven
    with pytest.raises(MethodError, match="Cash or card must stay"):
        method_edit.save(shop.desk, replace(method("card"), active=False))


def test_the_shops_own_choice_follows(shop: ShopUnderTest) -> None:
    before = shop.shop
    shop_edit.change(shop.desk, ShopChange(before, replace(before, methods=("cash", "card"))))
    method_edit.save(shop.desk, AMEX)
    assert shop.shop.methods == ("cash", "card", "amex")
    assert not method("voucher").active
    method_edit.save(shop.desk, replace(method("voucher"), active=True))
    method_edit.save(shop.desk, replace(method("cash"), active=False))
    assert shop.shop.methods == ("card", "amex", "voucher")
    assert [each.code for each in method_edit.listed() if each.active][:3] == ["card", "amex", "voucher"]
    assert verify.verify().proven


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (MethodForm(" ", "A"), "needs a name"),
        (MethodForm("Amex", "AB"), "one letter"),
        (MethodForm("Amex", "é"), "one letter"),
        (MethodForm("Amex", "c"), "C is the key of Cash"),
        (MethodForm("CARD", "A"), "named CARD already"),
        (MethodForm("Amex", "A", kind="cash"), "a new method is a card or a transfer"),
        (MethodForm("Amex", "A", in_office=True), "need the counter"),
    ],
)
def test_methods_that_cannot_be(shop: ShopUnderTest, form: MethodForm, said: str) -> None:
    with pytest.raises(MethodError, match=said):
        method_edit.save(shop.desk, form)
    assert journalled("method.saved") == 0


def test_a_method_of_no_kind_is_refused(shop: ShopUnderTest) -> None:
    with pytest.raises(UnknownKindError, match="no such kind of payment method: gold"):
        method_edit.save(shop.desk, MethodForm("Amex", "A", kind="gold"))
    assert journalled("method.saved") == 0


def test_what_was_paid_with_keeps_its_kind(shop: ShopUnderTest) -> None:
    code = method_edit.save(shop.desk, AMEX)
    method_edit.save(shop.desk, replace(method(code), kind="transfer"))
    method_edit.save(shop.desk, replace(method(code), kind="card"))
    shop.sell(shop.article("Pan", "20.00"))
    for kept, kind in (("card", "transfer"), ("cash", "card")):
        with pytest.raises(MethodError, match="keeps its kind"):
            method_edit.save(shop.desk, replace(method(kept), kind=kind))


def test_money_that_was_taken_is_not_left_without_its_method(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Pan", "20.00"))
    bill = shop.bill(basket).pay("card", shop.money("5.00"))
    money_in_hand.keep_payments(shop.desk, basket, bill.payments)
    with pytest.raises(MethodError, match="Money was taken with Card"):
        method_edit.save(shop.desk, replace(method("card"), active=False))
    money_in_hand.keep_payments(shop.desk, basket, ())
    method_edit.save(shop.desk, replace(method("card"), active=False))


def test_the_second_to_save_a_method_is_told_who_was_first(shop: ShopUnderTest) -> None:
    read = method("card")
    method_edit.save(shop.as_("Manager"), replace(read, name="Pin"))
    with pytest.raises(ChangedRowError, match="Pin was changed by Manager at 22-11-2026 14:32"):
        method_edit.save(shop.desk, replace(read, name="Terminal"))
    assert method("card").name == "Pin"


def test_a_method_that_was_changed_behind_the_journal_is_found(shop: ShopUnderTest) -> None:
    with writing():
        PaymentMethod.update(counted_at_close=0).where(PaymentMethod.code == "card").execute()
    assert not verify.verify().proven


def test_a_shop_whose_set_up_did_not_tell_of_them_is_proved_all_the_same(shop: ShopUnderTest) -> None:
    """What its journal does not tell of is as at set-up, or it is not proved."""
    from kassa_tui.till.proof.changing.states import States

    states = States()
    found = [text for _entry, text in states.differences() if text.startswith(("payment_method", "reason"))]
    assert found == []
    with writing():
        Reason.update(needs_note=1).where(Reason.code == "skim").execute()
    found = [text for _entry, text in states.differences() if text.startswith(("payment_method", "reason"))]
    assert found == ["reason skim: the journal does not tell of it"]


# --- Reasons ---


def test_a_reason_is_added_used_and_moved(shop: ShopUnderTest) -> None:
    code = reasons.save(shop.desk, ReasonForm("Window cleaner", "out", needs_note=True, account="4300"))
    assert code == "window_cleaner"
    for _place in range(7):
        reasons.move(shop.desk, code, -1)
    assert next(each.code for each in movements.reasons("out")) == code
    shop.open("100.00")
    with pytest.raises(movements.NoteNeededError):
        movements.move(shop.desk, shop.money("5.00"), code, out=True)
    movements.move(shop.desk, shop.money("5.00"), code, "November", out=True)
    reasons.save(shop.desk, replace(reason(code), active=False))
    assert code not in {each.code for each in movements.reasons("out")}
    assert verify.verify().proven


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (ReasonForm(""), "needs a name"),
        (ReasonForm("SKIM"), "named SKIM already"),
        (ReasonForm("New", "sideways"), "for adding cash"),
        (ReasonForm("New", "both", temporary=True), "was taken out first"),
    ],
)
def test_reasons_that_cannot_be(shop: ShopUnderTest, form: ReasonForm, said: str) -> None:
    with pytest.raises(ReasonError, match=said):
        reasons.save(shop.desk, form)
    assert journalled("reason.saved") == 0


def test_one_reason_stays_for_each_way(shop: ShopUnderTest) -> None:
    for code in ("change", "bank", "private"):
        reasons.save(shop.desk, replace(reason(code), active=False))
    with pytest.raises(ReasonError, match="must stay for: adding cash"):
        reasons.save(shop.desk, replace(reason("other"), active=False))


def test_money_that_is_out_stays_in_sight(shop: ShopUnderTest) -> None:
    shop.open("100.00")
    movements.move(shop.desk, shop.money("20.00"), "temporary", out=True)
    with pytest.raises(ReasonError, match="in the open session"):
        reasons.save(shop.desk, replace(reason("temporary"), active=False))
    reasons.save(shop.desk, replace(reason("temporary"), name="Borrowed"))
    shop.close()
    reasons.save(shop.desk, replace(reason("temporary"), active=False))


def test_the_second_to_save_a_reason_is_told(shop: ShopUnderTest) -> None:
    read = reason("skim")
    reasons.save(shop.as_("Manager"), replace(read, account="1000"))
    with pytest.raises(ChangedRowError, match="by Manager"):
        reasons.save(shop.desk, replace(read, account="2000"))


# --- VAT ---


def test_a_new_rate_begins_on_its_day_and_not_before(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "10.90", "low")
    sold = shop.sell(bread)
    tax_edit.add(shop.desk, RateForm("low", 1200, date(2026, 11, 23)))
    assert (rates_on(TODAY)["low"].rate, rates_on(date(2026, 11, 23))["low"].rate) == (900, 1200)
    basket = shop.basket(bread)
    shop.clock.later(minutes=13 * 60)
    night = shop.pay(basket)
    shop.clock.later(minutes=60)
    morning = shop.pay(shop.basket(bread))
    found = dict(rows("SELECT receipt_id, rate FROM receipt_tax ORDER BY receipt_id"))
    assert [found[each.receipt_id] for each in (sold, night, morning)] == [900, 900, 1200]
    assert verify.verify().proven


def test_a_rate_on_receipts_never_changes(shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Bread", "10.90", "low"))
    for day in (date(2019, 1, 1), TODAY):
        with pytest.raises(UsedRateError, match="Receipts until 2026-11-22 bear reduced rate"):
            tax_edit.add(shop.desk, RateForm("low", 1200, day))
    tax_edit.add(shop.desk, RateForm("high", 2200, TODAY))
    assert rates_on(TODAY)["high"].rate == 2200


def test_a_rate_that_has_not_begun_may_be_mended(shop: ShopUnderTest) -> None:
    day = date(2027, 1, 1)
    tax_edit.add(shop.desk, RateForm("low", 1300, day))
    with pytest.raises(ChangedRowError, match="reduced rate was changed by Owner"):
        tax_edit.add(shop.desk, RateForm("low", 1200, day))
    stored = next(each for each in tax_edit.listed() if each.valid_from == "2027-01-01")
    tax_edit.add(shop.desk, RateForm("low", 1200, day, version=stored.version))
    assert rates_on(day)["low"].rate == 1200
    assert verify.verify().proven


def test_a_code_of_its_own(shop: ShopUnderTest) -> None:
    code = tax_edit.add(shop.desk, RateForm(None, 550, TODAY, "Art & books"))
    assert (code, rates_on(TODAY)[code].rate) == ("art_books", 550)
    shop.sell(shop.article("Book", "10.55", code))
    assert verify.verify().proven


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (RateForm("low", 10_001, TODAY), "between 0 and 100"),
        (RateForm("none", 100, TODAY), "no VAT code"),
        (RateForm("outside", 100, TODAY), "bears no VAT"),
        (RateForm("low", 900, TODAY), "already"),
        (RateForm(None, 900, TODAY, " "), "needs a name"),
        (RateForm(None, 900, TODAY, "Standard rate"), "already"),
    ],
)
def test_rates_that_cannot_be(shop: ShopUnderTest, form: RateForm, said: str) -> None:
    with pytest.raises(RateError, match=said):
        tax_edit.add(shop.desk, form)
    assert journalled("rate.saved") == 0


def test_a_cashier_changes_none_of_it(shop: ShopUnderTest) -> None:
    desk = shop.as_("Cashier")
    with pytest.raises(NotAllowedError):
        method_edit.save(desk, AMEX)
    with pytest.raises(NotAllowedError):
        reasons.save(desk, ReasonForm("New"))
    with pytest.raises(NotAllowedError):
        reasons.move(desk, "skim", -1)
    with pytest.raises(NotAllowedError):
        tax_edit.add(desk, RateForm("low", 1200, date(2027, 1, 1)))
    assert bound().execute_sql("SELECT count(*) FROM journal WHERE kind LIKE '%.saved'").fetchone() == (0,)


# --- Shops of before ---


@pytest.mark.parametrize("version", [1, 2])
def test_a_shop_of_before_is_proved_and_changed(tmp_path: Path, version: int) -> None:
    """Its set-up did not tell of payment methods and reasons; what is changed is told from then on."""
    path = tmp_path / "shop.db"
    data = Path(__file__).parents[2] / "data" / f"shop_{version}.db.xz"
    path.write_bytes(lzma.decompress(data.read_bytes()))
    open_shop(path)
    desk = Desk("K1", "L1", staff.owner())
    assert verify.verify().proven
    method_edit.save(desk, replace(method("card"), name="Terminal"))
    reasons.save(desk, replace(reason("skim"), account="1000"))
    assert verify.verify().proven
    with writing():
        PaymentMethod.update(name="Other").where(PaymentMethod.code == "card").execute()
    assert not verify.verify().proven
