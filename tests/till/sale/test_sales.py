"""A sale is recorded once, whole, with every figure stored; a refused one changes nothing."""

import pytest

from kassa_tui.database import rows
from kassa_tui.models import DrawerEvent, PrintJob, Receipt
from kassa_tui.till.basket import drafts, line_removal, parking
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.sale_checks import NotPaidError, WrongPaymentError
from kassa_tui.till.basket.tender import Payment, plain
from kassa_tui.till.goods import catalog, products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger import journal, totals
from kassa_tui.till.ledger.errors import NotAllowedError, OverLimitError
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.proof import verify
from kassa_tui.till.sale import sales
from kassa_tui.till.sale.sales import EmptyBasketError
from tests.conftest import ShopUnderTest


def ledger() -> list[tuple[str, int]]:
    return [(row.kind, row.amount) for row in DrawerEvent.select().order_by(DrawerEvent.id)]


def test_change_leaves_the_drawer_as_a_row_of_its_own(shop: ShopUnderTest) -> None:
    """Sale 75, tendered 100, change 25: the mistake that three other tills made."""
    shop.open("0.00")
    recorded = shop.sell(shop.article("Lamp", "75.00"), cash="100.00")
    assert recorded.change == shop.money("25.00")
    assert ledger() == [("opening", 0), ("tender", 10000), ("change", -2500)]
    assert shop.close().expected == shop.money("75.00")


def test_numbers_have_the_register_and_no_gaps(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.95")
    assert [shop.sell(bread).number for _ in range(3)] == ["K1-000001", "K1-000002", "K1-000003"]
    with pytest.raises(NotPaidError):
        sales.record(shop.desk, shop.basket(bread), ())
    assert shop.sell(bread).number == "K1-000004"


def test_a_second_try_records_nothing_twice(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Bread", "2.95"))
    bill = shop.bill(basket).pay_cash("cash", shop.money("5.00"))
    first = sales.record(shop.desk, basket, bill.payments)
    second = sales.record(shop.desk, basket, bill.payments)
    assert (second.receipt_id, second.number, second.change) == (first.receipt_id, first.number, first.change)
    assert Receipt.select().count() == 1


@pytest.mark.parametrize(
    ("method", "tendered", "change", "rounding"),
    [
        ("card", 1000, 0, 0),
        ("card", 1500, 500, 0),
        ("cash", 1003, 0, 3),
        ("cash", 1100, 0, 100),
        ("gold", 1000, 0, 0),
        ("cash", 900, -100, 0),
    ],
)
def test_tenders_that_the_rules_do_not_allow(
    shop: ShopUnderTest, method: str, tendered: int, change: int, rounding: int
) -> None:
    basket = shop.basket(shop.article("Lamp", "10.03" if rounding == 3 else "10.00"))
    money = shop.shop.money
    payment = Payment(method, money(tendered), money(change), money(rounding))
    if (method, tendered, change) == ("card", 1000, 0):
        sales.record(shop.desk, basket, [payment])
        return
    before = rows("SELECT count(*) FROM journal")
    with pytest.raises((NotPaidError, WrongPaymentError)):
        sales.record(shop.desk, basket, [payment])
    assert Receipt.select().count() == 0
    assert rows("SELECT count(*) FROM journal") == before


def test_an_empty_basket_is_refused(shop: ShopUnderTest) -> None:
    with pytest.raises(EmptyBasketError):
        sales.record(shop.desk, shop.basket(), ())


def test_the_worked_example_with_two_rates_and_two_tenders_is_stored(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Pan", "60.01", "high"), shop.article("Cheese", "39.98", "low"))
    bill = shop.bill(basket).pay_cash("cash", shop.money("50.00")).pay("card", shop.money("49.99"))
    sales.record(shop.desk, basket, bill.payments)
    cells = rows("SELECT method, tax_code, gross FROM payment_tax ORDER BY position, tax_code")
    assert cells == [("cash", "high", 3001), ("cash", "low", 1999), ("card", "high", 3000), ("card", "low", 1999)]
    assert (
        rows("SELECT sum(tax) FROM payment_tax")
        == rows("SELECT sum(tax) FROM receipt_line")
        == rows("SELECT sum(tax) FROM receipt_tax")
    )


def test_rounding_is_a_figure_of_its_own(danish: ShopUnderTest) -> None:
    recorded = danish.sell(danish.article("Is", "10.25"), cash="20.00")
    assert recorded.change == danish.money("9.50")
    row = Receipt.get()
    assert (row.total, row.rounding) == (1025, 25)
    assert rows("SELECT gross, tax FROM receipt_tax") == [(1025, 205)]


def test_what_is_stored_shows_on_the_paper(shop: ShopUnderTest) -> None:
    deposit = products.save(shop.desk, ProductForm("Deposit", 15, "outside", kind="packaging", discountable=False))
    cola = products.save(shop.desk, ProductForm("Cola", 165, "low", packaging_id=deposit, barcodes=("8712345678906",)))
    assert cola
    article = catalog.by_barcode("8712345678906", "EUR")
    assert article is not None
    basket = shop.basket(shop.article("Bread", "2.95", "low")).add(article, 2000).set_discount(2, percent=1000)
    recorded = shop.pay(basket, cash="10.00")
    text = kept_papers.read(recorded.paper_id).document.as_text(42)
    for piece in (
        "Test Shop",
        "K1-000001",
        "2 × Cola",
        "korting 10 %",
        "−0,33",
        "6,22",
        "Terug aan klant",
        "geen btw",
    ):
        assert piece in text
    for columns in (42, 48):
        assert max(map(len, kept_papers.read(recorded.paper_id).document.as_text(columns).splitlines())) <= columns


def test_paper_and_kick_are_queued_in_the_same_commit(shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Bread", "2.95"), cash="5.00")
    shop.sell(shop.article("Bread", "2.95"))
    assert [(row.kind, row.state) for row in PrintJob.select().order_by(PrintJob.id)] == [
        ("kick", "queued"),
        ("print", "queued"),
        ("print", "queued"),
    ]


def test_a_cashier_needs_permission_for_prices_and_large_discounts(shop: ShopUnderTest) -> None:
    cashier = shop.as_("Cashier")
    bread = shop.article("Bread", "2.95")
    shop.pay(shop.basket(bread).set_discount(1, percent=1000), desk=cashier)
    with pytest.raises(OverLimitError):
        shop.pay(shop.basket(bread).set_discount(1, percent=1100), desk=cashier)
    with pytest.raises(NotAllowedError):
        shop.pay(shop.basket(bread).set_price(1, shop.money("1.00")), desk=cashier)
    with pytest.raises(OverLimitError):
        shop.pay(shop.basket(bread).discounted(percent=2000), desk=cashier)
    refused = rows("SELECT facts FROM journal WHERE kind = 'permission.refused' ORDER BY number")
    assert [("sale.price" in facts or "sale.discount" in facts) for (facts,) in refused] == [True, True, True]
    shop.pay(shop.basket(bread).set_price(1, shop.money("1.00")), desk=shop.as_("Manager"))


def test_an_approver_stands_in_the_journal(shop: ShopUnderTest) -> None:
    from msgspec.structs import replace

    desk = replace(shop.as_("Cashier"), approver=shop.as_("Manager").person)
    shop.pay(shop.basket(shop.article("Bread", "2.95")).set_price(1, shop.money("1.00")), desk=desk)
    person, approver = rows("SELECT person_id, approver_id FROM journal ORDER BY number DESC LIMIT 1")[0]
    assert person != approver is not None


def test_empties_come_back_up_to_a_limit(shop: ShopUnderTest) -> None:
    crate = products.save(shop.desk, ProductForm("Crate", 390, "outside", kind="packaging", discountable=False))
    article = catalog.by_id(crate, "EUR")
    assert article is not None
    cashier = shop.as_("Cashier")
    few, many = shop.basket().add(article, -6000), shop.basket().add(article, -7000)
    sales.record(cashier, few, shop.bill(few).pay_cash("cash", shop.money("-23.40")).payments)
    with pytest.raises(NotAllowedError):
        sales.record(cashier, many, shop.bill(many).pay_cash("cash", shop.money("-27.30")).payments)
    assert totals.read(1).get("packaging", "back").amount == -2340
    assert totals.read(1).sum("turnover").amount == 0


def test_a_receipt_of_nothing_has_a_number(shop: ShopUnderTest) -> None:
    note = plain("card", shop.shop.money(0), "declined")
    cancelled = sales.record_cancelled(shop.desk, journal.new_uid(1), [note])
    assert cancelled.number == "K1-000001"
    assert rows("SELECT kind, total FROM receipt") == [("cancelled", 0)]
    assert rows("SELECT amount, reference FROM payment") == [(0, "declined")]
    assert "GEANNULEERD" in kept_papers.read(cancelled.paper_id).document.as_text(42)


def test_a_total_of_nothing_has_no_tender(shop: ShopUnderTest) -> None:
    """An exchange of things at different rates: nothing to pay, and its rates need no tender to carry them."""
    basket = shop.basket(shop.article("Pan", "10.00", "high")).add(shop.article("Cheese", "10.00", "low"), -1000)
    sales.record(shop.desk, basket, [plain("cash", basket.total)])
    assert rows("SELECT * FROM payment") == rows("SELECT * FROM payment_tax") == []
    assert [gross for (gross,) in rows("SELECT gross FROM receipt_tax")] == [1000, -1000]
    assert verify.verify().proven


def test_completing_drops_the_draft_in_the_same_commit(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Bread", "2.95"))
    drafts.save(shop.desk, drafts.BASKET, drafts.write_basket(basket))
    assert drafts.unfinished_basket("K1") == basket
    shop.pay(basket)
    assert drafts.unfinished_basket("K1") is None


def test_a_draft_of_another_program_version_does_not_stop_the_till(shop: ShopUnderTest) -> None:
    drafts.save(shop.desk, drafts.BASKET, '{"uid": 5}')
    assert drafts.unfinished_basket("K1") is None


def test_parked_baskets_come_back_once_and_survive_a_close(shop: ShopUnderTest) -> None:
    shop.open()
    basket = shop.basket(shop.article("Bread", "2.95"))
    parked = parking.park(shop.desk, basket, " Mrs [/] \x1b[2J ")
    shop.close()
    listed = parking.parked("K1")
    assert [(each.id, each.name, each.total, each.lines) for each in listed] == [
        (parked, "Mrs [/] [2J", shop.money("2.95"), 1)
    ]
    again = parking.recall(shop.desk, parked)
    assert (again.lines, again.recalled) == (basket.lines, "Mrs [/] [2J")
    with pytest.raises(parking.NotParkedError):
        parking.recall(shop.desk, parked)


def test_what_happens_before_payment_is_journalled(shop: ShopUnderTest) -> None:
    basket = shop.basket(shop.article("Bread", "2.95"), shop.article("Milk", "1.29"))
    line_removal.line_removed(shop.desk, basket, basket.lines[0])
    changed = basket.set_price(2, shop.money("1.00"))
    line_removal.line_edited(shop.desk, changed, basket.lines[1])
    line_removal.abandoned(shop.desk, changed)
    kinds = [kind for (kind,) in rows("SELECT kind FROM journal ORDER BY number DESC LIMIT 3")]
    assert kinds == ["basket.abandoned", "line.changed", "line.removed"]


def test_a_basket_reads_back_as_it_was_written(shop: ShopUnderTest) -> None:
    basket: Basket = (
        shop.basket(shop.article("Bread", "2.95")).set_discount(1, off=shop.money("0.50")).discounted(percent=500)
    )
    assert drafts.read_basket(drafts.write_basket(basket)) == basket


def test_the_clock_going_back_is_marked_and_reorders_nothing(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.95")
    shop.sell(bread)
    shop.clock.later(days=-1)
    shop.sell(bread)
    marks = rows("SELECT clock FROM journal WHERE kind = 'receipt.sale' ORDER BY number")
    assert marks == [("ok",), ("back",)]
    assert rows("SELECT business_day FROM receipt ORDER BY number") == [("2026-11-22",), ("2026-11-21",)]
    assert verify.verify().proven


def test_the_business_day_ends_at_four(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.95")
    shop.clock.later(minutes=13 * 60 + 27)
    shop.sell(bread)
    shop.clock.later(minutes=2)
    shop.sell(bread)
    assert rows("SELECT business_day FROM receipt ORDER BY number") == [("2026-11-22",), ("2026-11-23",)]
