"""The lots of ordered goods: those that are scanned at the hand-over stay with it, and stand on papers."""

from datetime import date

import pytest
import reportlab.rl_config

from kassa_tui.database import rows
from kassa_tui.exports.order_pdf import order_pdf
from kassa_tui.i18n import words
from kassa_tui.till.basket import money_in_hand, refunds
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Lot
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.goods.lot_words import lot_text
from kassa_tui.till.orders import edit, orders, papers
from kassa_tui.till.orders.baskets import hand_over_basket
from kassa_tui.till.orders.values import Order, OrderForm
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import order_acts, receipts
from tests.conftest import ShopUnderTest

A, B, ONE_THING = Lot("A", date(2027, 12, 31)), Lot("B"), Lot("B", serial="S1")
ORDERED = Lot("OLD")


@pytest.fixture
def order_id(shop: ShopUnderTest) -> int:
    """Seven of something, with a discount that no seven pieces share evenly, and something weighed."""
    shop.open()
    customer = customers.save(shop.desk, CustomerForm(name="De Vries", kind="person"))
    basket = Basket("new", "EUR").add(shop.article("Bread", "2.95", "low"), 7 * ONE, lot=ORDERED)
    basket = basket.set_discount(1, off=shop.money("1.00"))
    basket = basket.add(shop.article("Cheese", "14.50", "low", unit="kg"), 412)
    return edit.save(shop.desk, OrderForm(basket, customer_id=customer))


def read(shop: ShopUnderTest, order_id: int) -> Order:
    return orders.by_id(order_id, shop.shop, shop.clock.now)


def test_goods_of_several_lots_leave_as_lines_of_their_own(shop: ShopUnderTest, order_id: int) -> None:
    """Their figures sum to the order to the cent; what nobody scanned is of the lot that was ordered."""
    order = read(shop, order_id)
    bread, cheese = (line.id for line in order.lines)
    order_acts.pay(shop.desk, order_id, order.version, order.row.due, "card")
    version = read(shop, order_id).version
    along, lots = {bread: 5 * ONE}, {bread: (A, ONE_THING, A, ONE_THING)}
    order_acts.hand_over(shop.desk, order_id, version, along, lots)
    sold = "SELECT quantity, batch, expiry, serial FROM receipt_line WHERE kind = 'article' ORDER BY id"
    of_first = [
        (ONE, "B", None, "S1"),
        (ONE, "B", None, "S1"),
        (ONE, "OLD", None, None),
        (2 * ONE, "A", "2027-12-31", None),
    ]
    assert rows(sold) == of_first
    version = read(shop, order_id).version
    order_acts.hand_over(shop.desk, order_id, version, None, {bread: (A,), cheese: (B,)})
    assert rows(sold)[4:] == [(ONE, "OLD", None, None), (ONE, "A", "2027-12-31", None), (412, "B", None, None)]
    done = read(shop, order_id)
    assert done.row.status == "completed"
    assert [line.handed for line in done.lines] == [line.figures for line in done.lines]
    assert verify().proven


def test_an_interrupted_payment_of_a_hand_over_keeps_its_lots(shop: ShopUnderTest, order_id: int) -> None:
    """Also when the order was changed meanwhile, so that it is asked once more."""
    order, now = read(shop, order_id), shop.clock.now
    bread, cheese = (line.id for line in order.lines)
    scanned = {bread: (A, ONE_THING), cheese: (B,)}
    before = hand_over_basket(shop.shop, order, {bread: 3 * ONE, cheese: 412}, now, scanned)
    taken = shop.bill(before).pay("card", shop.money("5.00")).payments
    money_in_hand.keep_payments(shop.desk, before, taken)
    edit.pack(shop.desk, order_id, order.version, {bread: ONE})
    (in_hand,) = money_in_hand.in_hand(shop.desk)
    after = order_acts.go_on(shop.shop, in_hand, now)
    assert {(line.lot, line.quantity) for line in after.lines} == {(line.lot, line.quantity) for line in before.lines}
    assert len(before.lines) == 4
    assert after.total == before.total


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Batch A · Use by 31 Dec 2027 · Serial no. S9"),
        ("nl", "Partij A · Houdbaar t/m 31 dec 2027 · Serienr. S9"),
        ("da", "Parti A · Holdbar til 31 dec 2027 · Serienr. S9"),
    ],
)
def test_a_lot_in_words(language: str, said: str) -> None:
    assert lot_text(Lot("A", date(2027, 12, 31), "S9"), words(language)) == said
    assert lot_text(Lot(), words(language)) == ""


def test_a_receipt_says_the_lot_below_its_article(shop: ShopUnderTest) -> None:
    """Also of what comes back; an article without one has no line more."""
    basket = shop.basket().add(shop.article("Milk", "1.00", "low"), lot=A).add(shop.article("Tea", "2.00"))
    number = shop.pay(basket).number
    (milk, _tea) = refunds.left_of(number).lines
    back = shop.pay(shop.basket().give_back(milk.source, milk.line, -milk.left))
    for receipt_id in (1, back.receipt_id):
        paper = receipts.paper(receipt_id).document.as_text(48)
        at, *others = (n for n, line in enumerate(paper.splitlines()) if "Partij A · Houdbaar t/m 31 dec 2027" in line)
        assert "Milk" in paper.splitlines()[at - 1]
        assert not others


def test_the_papers_of_an_order_say_the_lot_that_was_ordered(
    shop: ShopUnderTest, order_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reportlab.rl_config, "pageCompression", 0)
    order = read(shop, order_id)
    for paper in (papers.slip, papers.packing_slip):
        slip = paper(shop.shop, shop.desk, order, shop.clock.now).as_text(32)
        assert slip.count("Partij OLD") == 1
    assert order_pdf(shop.shop, order).count(b"Partij OLD") == 1
