"""A payment method that was booked wrongly is put right by counter-entries; the receipt stays as it was."""

import pytest

from kassa_tui.database import rows
from kassa_tui.models import Receipt
from kassa_tui.till.basket import refunds, tax
from kassa_tui.till.drawer import closing, sessions
from kassa_tui.till.ledger import totals
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import corrections, sales
from kassa_tui.till.sale.corrections import CorrectionError, NothingToCorrectError, ReasonNeededError
from tests.conftest import ShopUnderTest
from tests.shared import held


def expected(shop: ShopUnderTest) -> int:
    """What should be in the drawer."""
    return closing.expected_cash(sessions.required(shop.desk.register).id)


def test_card_that_was_cash_is_booked_over(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    sold = shop.sell(shop.article("Bread", "10.02"))
    before = Receipt.select().dicts().get()
    done = corrections.correct(shop.desk, sold.receipt_id, "card", "cash", "wrong key")
    assert (done.taken, done.booked) == (shop.money("-10.02"), shop.money("10.00"))
    assert held(sold.receipt_id) == {"cash": 1000}
    assert expected(shop) == 16000
    assert Receipt.select().dicts().get() == before
    assert rows("SELECT kind, amount FROM drawer_event WHERE kind = 'correction'") == [("correction", 1000)]
    assert verify().proven


def test_cash_that_was_card_takes_its_rounding_back(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    sold = shop.sell(shop.article("Bread", "10.02"), cash="20.00")
    assert expected(shop) == 16000
    corrections.correct(shop.desk, sold.receipt_id, "cash", "card", "wrong key")
    assert expected(shop) == 15000
    stored = totals.read(sessions.required("K1").id)
    assert (stored.get("tender", "card").amount, stored.get("tender", "cash").amount) == (1002, 0)
    assert stored.sum("rounding").amount == 0
    assert stored.sum("turnover").amount == 1002
    assert verify().proven


def test_it_belongs_to_the_present_session(shop: ShopUnderTest) -> None:
    shop.open()
    sold = shop.sell(shop.article("Bread", "10.00"))
    shop.close(left="150.00")
    corrections.correct(shop.desk, sold.receipt_id, "card", "cash", "found in the evening")
    row = sessions.required("K1")
    assert row.number == 2
    assert Receipt.get(Receipt.kind == "correction").session_id == row.id
    assert expected(shop) == 16000
    assert verify().proven


def test_a_refund_goes_back_as_it_was_really_paid(shop: ShopUnderTest) -> None:
    shop.open()
    sold = shop.sell(shop.article("Bread", "10.00"), cash="10.00")
    corrections.correct(shop.desk, sold.receipt_id, "cash", "card", "wrong key")
    left = refunds.returnable(refunds.by_id(sold.receipt_id))
    basket = shop.basket().give_back(left.lines[0].source, left.lines[0].line, -1000)
    day = shop.shop.today(shop.desk)
    proposal = refunds.propose(left, basket, tax.figures(basket, tax.rates_on(day), day), sales.cash_rule(shop.shop))
    assert [(p.method, p.amount) for p in proposal.payments] == [("card", shop.money("-10.00"))]
    sales.record(shop.desk, basket, proposal.payments)
    assert held(sold.receipt_id) == {"card": 1000}
    assert verify().proven


def test_twice_is_once_and_back_again_is_possible(shop: ShopUnderTest) -> None:
    shop.open()
    sold = shop.sell(shop.article("Bread", "10.00"))
    corrections.correct(shop.desk, sold.receipt_id, "card", "cash", "wrong key")
    with pytest.raises(NothingToCorrectError):
        corrections.correct(shop.desk, sold.receipt_id, "card", "cash", "wrong key")
    corrections.correct(shop.desk, sold.receipt_id, "cash", "card", "right after all")
    assert held(sold.receipt_id) == {"card": 1000}
    assert verify().proven


def test_what_cannot_be(shop: ShopUnderTest) -> None:
    shop.open()
    sold = shop.sell(shop.article("Bread", "10.00"))
    with pytest.raises(ReasonNeededError):
        corrections.correct(shop.desk, sold.receipt_id, "card", "cash", "  ")
    for new in ("card", "voucher", "nonsense"):
        with pytest.raises(CorrectionError):
            corrections.correct(shop.desk, sold.receipt_id, "card", new, "why")
    with pytest.raises(NotAllowedError):
        corrections.correct(shop.as_("Cashier"), sold.receipt_id, "card", "cash", "why")
    assert corrections.correctable(sold.receipt_id)[0].method == "card"
    assert rows("SELECT count(*) FROM receipt") == [(1,)]
