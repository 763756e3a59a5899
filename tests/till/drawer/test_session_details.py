"""Everything that payments are for can be read from the papers of a session, and adds up to the payments."""

import re

import pytest
from msgspec.structs import replace

from kassa_tui.cli.views import details_json, details_text, history_text, row_json
from kassa_tui.documents import Document
from kassa_tui.tables.receipts import RECEIPTS
from kassa_tui.till.basket.line_kinds import BESIDE, OUTSIDE_LABELS, line_total, of
from kassa_tui.till.drawer import asked_papers, session_details, sessions
from kassa_tui.till.drawer.session_papers import CASH_LABELS
from kassa_tui.till.ledger.totals import Tally
from kassa_tui.till.sale import corrections, sales, vouchers
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest
from tests.shared import history


def a_day(shop: ShopUnderTest) -> None:
    """A voucher sold and used, a sale for cash that was a card, and packaging."""
    shop.open()
    shop.pay(shop.basket().add_voucher("Gift voucher", shop.money("25.00"), "CARD 1"))
    basket = shop.basket(shop.article("Bread", "10.02"))
    sales.record(shop.desk, basket, shop.bill(basket).pay("voucher", basket.total, "CARD 1").payments)
    wrong = shop.sell(shop.article("Lamp", "20.02"), cash="20.00")
    corrections.correct(shop.desk, wrong.receipt_id, "cash", "card", "wrong key")
    shop.sell(shop.article("Bottle", "0.25", "outside", kind="packaging"))
    assert vouchers.find("CARD 1").left == shop.money("14.98")


def figures(document: Document) -> dict[str, int]:
    """The labelled amounts of a paper in minor units, the first of each label."""
    found: dict[str, int] = {}
    for line in document.as_text(42).split("\n"):
        parts = re.fullmatch(r"\s*(\S.*?)(?:\s+\d+ ×)?\s+([−-]?[\d.]+,\d\d)", line)
        if parts:
            minor = int(re.sub(r"[^\d]", "", parts[2]))
            found.setdefault(parts[1], -minor if parts[2][0] in "−-" else minor)
    return found


def test_x_and_z_show_what_adds_up_to_the_payments(shop: ShopUnderTest) -> None:
    a_day(shop)
    x = figures(asked_papers.x_report(shop.desk).document)
    shop.close()
    z = figures(asked_papers.z_paper("K1", 1).document)
    for found in (x, z):
        turnover, sold = found["Omzet incl. btw"], found[_dutch("Gift vouchers sold")]
        together = turnover + sold + found[_dutch("Packaging deposits")]
        assert (turnover, sold) == (3004, 2500)
        assert together == found[_dutch("Together = payments")] == found[_dutch("Total")]
        put_right = _dutch("Put right")
        corrected = {label: amount for label, amount in found.items() if label.startswith(put_right)}
        assert set(corrected.values()) == {-2000, 2002}


def _dutch(text: str) -> str:
    from kassa_tui.i18n import words

    return words("nl").text(text)


def test_details_say_the_same_as_json_and_text(shop: ShopUnderTest) -> None:
    a_day(shop)
    details = session_details.details(sessions.required("K1"))
    data = details_json(details)
    assert data["vouchers"] == {"sold": "25.00", "back": "0.00"}
    assert data["corrections"] == {"card": "20.02", "cash": "-20.00"}
    assert (data["deposits"]["used"], data["invoices"]["paid"], data["credit"]["given"]) == ("0.00",) * 3
    beside = [data["turnover"], data["packaging"], data["rounding"]]
    beside += [amount for kind in ("vouchers", "deposits", "invoices", "credit") for amount in data[kind].values()]
    paid = [each["amount"] for each in data["payments"]]
    assert sum(map(_minor, beside)) == sum(map(_minor, paid))
    text = details_text(details)
    assert "Gift vouchers sold" in text
    assert "Credit given" not in text


def _minor(amount: str) -> int:
    return int(amount.replace(".", ""))


def test_a_blind_count_is_told_nothing(shop: ShopUnderTest) -> None:
    """Turnover and what else was paid for, less the other payments, is the cash."""
    a_day(shop)
    details = session_details.details(sessions.required("K1"))
    data = details_json(details, expected=False)
    hidden = ("turnover", "packaging", "vouchers", "deposits", "invoices", "credit", "rounding", "corrections", "cash")
    assert {name: data[name] for name in hidden} == dict.fromkeys(hidden)
    assert "Turnover" not in details_text(details, expected=False)
    takings = ("tender", "change", "deposit", "invoice", "correction")
    paper = asked_papers.x_report(shop.as_("Cashier")).document.as_text(42)
    for label in (_dutch("Gift vouchers sold"), *(_dutch(CASH_LABELS[kind]) for kind in takings)):
        assert label not in paper


def test_the_list_hides_the_open_session_from_who_counts_blind(shop: ShopUnderTest) -> None:
    """Its turnover, in JSON and in words; what is closed was counted. Whoever may see it finds it."""
    shop.sell(shop.article("Pan", "20.00"), cash="20.00")
    shop.close("20.00")
    shop.sell(shop.article("Wok", "31.00"), cash="31.00")
    listed = history(shop.as_("Cashier"))
    assert [row_json(row)["turnover"] for row in listed] == [None, "20.00"]
    assert "31.00" not in history_text(listed)
    assert row_json(history(shop.as_("Manager"))[0])["turnover"] == "31.00"
    shop_edit.change(shop.desk, ShopChange(shop.shop, replace(shop.shop, blind_count=False)))
    assert row_json(history(shop.as_("Cashier"))[0])["turnover"] == "31.00"


def test_orders_and_invoices_are_on_the_papers_when_there_are_any(shop: ShopUnderTest) -> None:
    shop.open()
    row = sessions.required("K1")
    tally = Tally()
    for number, (kind, key) in enumerate(OUTSIDE_LABELS, start=1):
        tally.add(kind, key, 100 * number)
    for kind in RECEIPTS:
        tally.add("receipts", kind, 0)
    for kind in CASH_LABELS:
        tally.add("cash", kind, 1)
    from kassa_tui.database import writing

    with writing():
        tally.write(row.id)
    text = asked_papers.x_report(shop.desk).document.as_text(42)
    for label in OUTSIDE_LABELS.values():
        assert _dutch(label) in text
    for kind, label in CASH_LABELS.items():
        assert (_dutch(label) in text) == (kind != "closing")


def test_every_total_that_is_no_turnover_has_a_label() -> None:
    for kind in BESIDE:
        reached = {line_total(kind, way, receipt) for way in (1000, -1000) for receipt in RECEIPTS}
        assert reached == {each for each in OUTSIDE_LABELS if each[0] == kind} or of(kind).packaging
    assert line_total("voucher", 1000, "sale") in OUTSIDE_LABELS


@pytest.mark.english
def test_a_z_report_that_there_is_not_is_said_by_its_own_name(shop: ShopUnderTest) -> None:
    with pytest.raises(asked_papers.NoSuchZError, match="No session was closed yet"):
        asked_papers.last_z("K1")
    shop.open()
    shop.close()
    assert asked_papers.last_z("K1") == 1
    with pytest.raises(asked_papers.NoSuchZError, match="no Z report 2"):
        asked_papers.z_paper("K1", 2)
