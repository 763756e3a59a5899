"""Refunds take shares of what is left: everything returned leaves zero everywhere, to the cent."""

import pytest

from kassa_tui.database import rows
from kassa_tui.models import Receipt
from kassa_tui.till.basket import refunds, tax
from kassa_tui.till.basket.basket import Basket, RefundLineError
from kassa_tui.till.basket.lines import TooManyBackError
from kassa_tui.till.basket.refunds import NoReceiptError
from kassa_tui.till.basket.sale_checks import LeftChangedError
from kassa_tui.till.basket.tender import plain
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.proof import verify
from kassa_tui.till.sale import sales
from kassa_tui.till.sale.sales import Recorded
from tests.conftest import ShopUnderTest


def back(shop: ShopUnderTest, number: str, *quantities: int) -> Basket:
    """A basket that returns so many pieces of each line of a receipt."""
    left = refunds.returnable(refunds.find(number))
    basket = shop.basket()
    for each, quantity in zip(left.lines, quantities, strict=False):
        if quantity:
            basket = basket.give_back(each.source, each.line, -quantity * 1000)
    return basket


def pay_back(shop: ShopUnderTest, basket: Basket, *, desk: object = None) -> Recorded:
    """Complete a refund by the tenders that paid."""
    source = refunds.source_receipt(basket)
    assert source is not None
    day = shop.shop.today(shop.desk)
    computed = tax.figures(basket, tax.rates_on(day), day)
    proposal = refunds.propose(refunds.returnable(refunds.by_id(source)), basket, computed, sales.cash_rule(shop.shop))
    return sales.record(desk or shop.desk, basket, proposal.payments)  # type: ignore[arg-type]


SUMS = (
    "SELECT sum(total), sum(rounding) FROM receipt",
    "SELECT sum(quantity), sum(amount), sum(discount), sum(share), sum(total), sum(tax) FROM receipt_line",
    "SELECT tax_code, sum(gross), sum(tax), sum(net) FROM receipt_tax GROUP BY tax_code HAVING sum(gross) OR sum(tax) OR sum(net)",
    "SELECT method, sum(amount), sum(rounding) FROM payment GROUP BY method HAVING sum(amount) OR sum(rounding)",
    "SELECT method, tax_code, sum(gross), sum(tax) FROM payment_tax GROUP BY method, tax_code HAVING sum(gross) OR sum(tax)",
    "SELECT sum(amount) FROM drawer_event",
)


def leftovers() -> list[object]:
    """Every stored sum that is not zero."""
    return [row for sql in SUMS for row in rows(sql) if any(value for value in row if not isinstance(value, str))]


def test_three_times_99_cents_returned_one_by_one(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Pen", "0.99")).change_quantity(1, 3000)
    sold = shop.pay(basket)
    assert [pay_back(shop, back(shop, sold.number, 1)).total.minor for _ in range(3)] == [-99, -99, -99]
    assert leftovers() == []
    with pytest.raises(TooManyBackError):
        back(shop, sold.number, 1)


def test_parts_of_a_discounted_split_paid_receipt_leave_nothing(shop: ShopUnderTest) -> None:
    pan, cheese = shop.article("Pan", "60.01", "high"), shop.article("Cheese", "13.33", "low")
    basket = (
        shop.basket(pan, cheese)
        .change_quantity(2, 3000)
        .set_discount(1, percent=333)
        .discounted(off=shop.money("7.77"))
    )
    bill = shop.bill(basket).pay_cash("cash", shop.money("50.00"))
    bill = bill.pay("card", bill.rest)
    sold = sales.record(shop.desk, basket, bill.payments)
    for quantities in ((0, 1), (1, 1), (0, 1)):
        pay_back(shop, back(shop, sold.number, *quantities))
        assert verify.verify().proven
    assert leftovers() == []


def test_cash_rounding_goes_back_with_the_last_part(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Pen", "3.34")).change_quantity(1, 3000)
    sold = shop.pay(basket, cash="10.00")
    assert Receipt.get().rounding == -2
    paid = [pay_back(shop, back(shop, sold.number, 1)).payments[0].amount.minor for _ in range(3)]
    assert paid == [-335, -335, -330]
    assert leftovers() == []


def test_never_more_cash_back_than_came_in(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Pen", "0.33")).change_quantity(1, 40_000)
    sold = shop.pay(basket, cash="13.20")
    paid = [pay_back(shop, back(shop, sold.number, 1)).payments for _ in range(40)]
    assert sum(p.amount.minor for each in paid for p in each) == -1320
    assert all(p.amount.minor <= 0 for each in paid for p in each)
    assert leftovers() == []


def test_never_more_than_was_sold(shop: ShopUnderTest) -> None:
    sold = shop.sell(shop.article("Pan", "60.01"))
    with pytest.raises(TooManyBackError):
        back(shop, sold.number, 2)
    basket = back(shop, sold.number, 1)
    with pytest.raises(TooManyBackError):
        basket.change_quantity(1, -2000)
    with pytest.raises(RefundLineError):
        basket.set_price(1, shop.money("99.00"))


def test_two_counters_cannot_return_the_same_piece(shop: ShopUnderTest) -> None:
    sold = shop.sell(shop.article("Pan", "60.01"))
    first, second = back(shop, sold.number, 1), back(shop, sold.number, 1)
    pay_back(shop, first)
    with pytest.raises(LeftChangedError):
        sales.record(shop.desk, second, [plain("card", shop.money("-60.01"))])
    assert rows("SELECT count(*) FROM receipt") == [(2,)]


def test_another_tender_needs_a_permission(shop: ShopUnderTest) -> None:
    sold = shop.sell(shop.article("Pan", "60.01"))
    basket = back(shop, sold.number, 1)
    payment = shop.bill(basket).pay_cash("cash", shop.money("-60.00")).payments
    with pytest.raises(NotAllowedError):
        sales.record(shop.as_("Cashier"), basket, payment)
    sales.record(shop.as_("Manager"), basket, payment)
    assert verify.verify().proven


def test_a_refund_without_a_receipt_needs_a_permission(shop: ShopUnderTest) -> None:
    basket = shop.basket().add(shop.article("Pan", "60.01"), -1000)
    payments = shop.bill(basket).pay_cash("cash", shop.money("-60.00")).payments
    with pytest.raises(NotAllowedError):
        sales.record(shop.as_("Cashier"), basket, payments)
    assert sales.record(shop.as_("Manager"), basket, payments).total == shop.money("-60.01")


def test_a_cashier_may_refund_against_a_receipt(shop: ShopUnderTest) -> None:
    sold = shop.sell(shop.article("Pan", "60.01"), cash="60.01")
    refunded = pay_back(shop, back(shop, sold.number, 1), desk=shop.as_("Cashier"))
    assert refunded.number == "K1-000002"
    assert rows("SELECT kind FROM receipt ORDER BY number") == [("sale",), ("refund",)]


def test_a_refund_belongs_to_the_session_that_pays_it(shop: ShopUnderTest) -> None:
    shop.open("0.00")
    sold = shop.sell(shop.article("Pan", "60.00"), cash="60.00")
    shop.close(left="60.00")
    pay_back(shop, back(shop, sold.number, 1))
    assert rows("SELECT session_id, sum(amount) FROM drawer_event WHERE kind <> 'closing' GROUP BY session_id") == [
        (1, 6000),
        (2, 0),
    ]
    assert verify.verify().proven


def test_a_return_can_be_taken_back(shop: ShopUnderTest) -> None:
    sold = shop.sell(shop.article("Pan", "60.01"))
    refunded = pay_back(shop, back(shop, sold.number, 1))
    left = refunds.returnable(refunds.find(refunded.number))
    again = shop.basket().give_back(left.lines[0].source, left.lines[0].line, 1000)
    assert again.total == shop.money("60.01")
    shop.pay(again)
    assert verify.verify().proven


def test_an_exchange_is_one_receipt(shop: ShopUnderTest) -> None:
    sold = shop.sell(shop.article("Pan", "60.01"))
    basket = back(shop, sold.number, 1).add(shop.article("Lamp", "45.00"))
    recorded = sales.record(shop.desk, basket, [plain("card", shop.money("-15.01"))])
    assert recorded.total == shop.money("-15.01")
    assert verify.verify().proven
    assert refunds.returnable(refunds.find(sold.number)).lines[0].left == 0


@pytest.mark.parametrize("text", ["K1-000009", "K1", "K9-000001", "", "K1-x", "K1-0000001", "'; DROP TABLE receipt"])
def test_unknown_receipts_are_said(shop: ShopUnderTest, text: str) -> None:
    shop.sell(shop.article("Pan", "60.01"))
    if text == "K1-0000001":
        assert refunds.find(text).number == 1
        return
    with pytest.raises(NoReceiptError):
        refunds.find(text)
