"""Invoices: on account by themselves, on request for any other receipt; kept apart, and in no journal by name."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.documents import COLUMNS
from kassa_tui.models import PrintJob
from kassa_tui.till.customers import account, customers, erasing
from kassa_tui.till.papers import customer_papers, jobs
from kassa_tui.till.papers.jobs import End
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import invoices, receipts, sales
from kassa_tui.till.sale.invoices import InvoicedError, InvoiceForNobodyError, NoInvoiceError
from kassa_tui.till.sale.sales import Recorded
from tests.conftest import ShopUnderTest
from tests.shared import journalled
from tests.till.basket.test_refunds import back, pay_back
from tests.till.customers.test_customers import FULL

pytestmark = pytest.mark.english

NAMED = ("Bakkerij De Korenaar", "Contact 1", "Marktplein 1", "1234 AB Stad", "NL123456782B12", "D-1001")


@pytest.fixture
def buyer(shop: ShopUnderTest) -> int:
    """A company that buys on account; its desk prints."""
    shop.desk = replace(shop.desk, channel="counter")
    return customers.save(shop.desk, replace(FULL, language="en"))


def buy(shop: ShopUnderTest, customer: int | None, on_account: str = "") -> Recorded:
    """A pan of 20.00 with 10 % off: part of it on account, the rest by card."""
    basket = replace(shop.basket(shop.article("Pan", "20.00")).set_discount(1, percent=1000), customer=customer)
    bill = shop.bill(basket)
    if on_account:
        bill = bill.pay("account", shop.money(on_account))
    return sales.record(shop.desk, basket, (bill.pay("card", bill.rest) if bill.rest else bill).payments)


def invoice(receipt_id: int, columns: int = 42) -> str:
    """What is on the paper that names the customer."""
    paper = receipts.papers(receipt_id)[0]
    assert paper.apart
    return paper.document.as_text(columns)


def rows_of(text: str) -> list[str]:
    """With one blank where there are several."""
    return [" ".join(line.split()) for line in text.split("\n")]


def printed() -> list[tuple[int | None, int | None, int]]:
    """The papers that wait for the printer: a receipt's own, one that names a customer, which copy."""
    waiting = PrintJob.select().where(PrintJob.kind == "print").order_by(PrintJob.id)
    return [(job.paper_id, job.customer_paper_id, job.copy) for job in waiting]


@pytest.mark.parametrize("columns", COLUMNS)
def test_a_sale_on_account_is_an_invoice(shop: ShopUnderTest, buyer: int, columns: int) -> None:
    sold = buy(shop, buyer, "10.00")
    paper = rows_of(invoice(sold.receipt_id, columns))
    assert "Invoice K1-000001" in paper
    for line in (*NAMED[:4], "VAT number NL123456782B12", "Debtor number D-1001", "Invoice date 22 Nov 2026"):
        assert line in paper
    for line in (
        "discount 10 % −2.00",
        "On account 10.00",
        "Card 8.00",
        "To pay by 22 Dec 2026 10.00",
        "21 % 14.88 3.12 18.00",
    ):
        assert line in paper
    assert max(map(len, invoice(sold.receipt_id, columns).split("\n"))) <= columns
    # The receipt's own paper names nobody, and what is printed is the invoice.
    own = receipts.paper(sold.receipt_id).document.as_text(columns)
    assert "Receipt K1-000001" in own
    assert not any(name in own for name in NAMED)
    assert printed() == [(None, 1, 0)]
    assert sales.stored(rows("SELECT uid FROM receipt")[0][0]) == replace(sold, opened=False)
    assert verify().proven


def test_the_paper_says_by_when_even_if_the_card_changes(shop: ShopUnderTest, buyer: int) -> None:
    buy(shop, buyer, "18.00")
    due = account.account(buyer).invoices[0].due
    customers.save(shop.desk, replace(customers.by_id(buyer).form(), term=60))
    assert account.account(buyer).invoices[0].due == due == shop.clock.now + 30 * 86_400_000


def test_nobody_is_named_in_the_journal(shop: ShopUnderTest, buyer: int) -> None:
    buy(shop, buyer, "18.00")
    invoices.make(shop.desk, buy(shop, None).receipt_id, buyer)
    told = " ".join(facts for (facts,) in rows("SELECT facts FROM journal"))
    assert not any(name in told for name in (*NAMED, "document", '"salt"'))
    assert told.count('"customer_paper"') == 2


def test_any_other_receipt_gets_one_on_request_once(shop: ShopUnderTest, buyer: int) -> None:
    """A second paper with the figures of the first, which stays as it is; copies bear their number."""
    sold = buy(shop, None)
    before = rows("SELECT * FROM paper")
    shop.clock.later(days=2)
    paper = invoices.make(shop.desk, sold.receipt_id, buyer)
    text = rows_of(invoice(sold.receipt_id))
    for line in (
        "Invoice K1-000001",
        *NAMED[:4],
        "Invoice date 24 Nov 2026",
        "Sun 22 Nov 2026 14:32 Owner",
        "Total € 18.00",
    ):
        assert line in text
    assert not any("To pay by" in line for line in text)
    assert rows("SELECT * FROM paper") == before
    assert journalled("paper.invoice") == 1
    jobs.reprint(shop.desk, paper, apart=True)
    assert printed() == [(1, None, 0), (None, paper, 0), (None, paper, 1)]
    papers = []
    while taken := jobs.next_jobs("K1"):
        papers += [job.document.as_text(42) for job in taken if job.document]
        jobs.finish(shop.clock.now, *(End(job.id, "sent") for job in taken))
    assert [text.split("\n")[0].strip() for text in papers] == ["Test Shop", "Test Shop", "COPY 1"]
    assert rows("SELECT count(*) FROM print_job WHERE document IS NOT NULL") == [(0,)]
    with pytest.raises(InvoicedError, match="K1-000001"):
        invoices.make(shop.desk, sold.receipt_id, buyer)
    assert verify().proven


def test_it_is_in_the_customers_language(shop: ShopUnderTest, buyer: int) -> None:
    danish = customers.save(shop.desk, replace(FULL, debtor="D-2", language="da"))
    assert "Faktura K1-000001" in invoice(buy(shop, danish, "18.00").receipt_id)
    sold = buy(shop, danish)
    assert "Bon K1-000002" in receipts.paper(sold.receipt_id).document.as_text(42)
    paper = invoices.make(shop.desk, sold.receipt_id, danish)
    jobs.reprint(shop.desk, paper, apart=True)
    copy = jobs._document(PrintJob.select().order_by(PrintJob.id.desc()).get())
    assert copy is not None
    assert "KOPI 1" in copy.as_text(42)


def test_what_is_taken_back_refers_to_its_invoice(shop: ShopUnderTest, buyer: int) -> None:
    owed, paid, plain = buy(shop, buyer, "18.00"), buy(shop, None), buy(shop, None)
    invoices.make(shop.desk, paid.receipt_id, buyer)
    given_back = [pay_back(shop, replace(back(shop, each.number, 1), customer=buyer)) for each in (owed, paid, plain)]
    said = [receipts.paper(each.receipt_id).document.as_text(42) for each in given_back]
    assert [
        word in text
        for word, text in zip(
            ("from invoice K1-000001", "from invoice K1-000002", "from receipt K1-000003"), said, strict=True
        )
    ] == [True] * 3
    # What goes back on account names whom it goes back to; anything else does so on request.
    refund = rows_of(invoice(given_back[0].receipt_id))
    assert {"Refund K1-000004", NAMED[0], "from invoice K1-000001", "On account −18.00"} <= set(refund)
    assert customer_papers.of_receipt(given_back[1].receipt_id) is None
    invoices.make(shop.desk, given_back[1].receipt_id, buyer)
    assert {"Refund K1-000005", NAMED[0], "from invoice K1-000002"} <= set(rows_of(invoice(given_back[1].receipt_id)))
    assert rows("SELECT kind, due IS NULL FROM customer_paper ORDER BY id") == [
        ("invoice", 0), ("invoice", 1), ("refund", 1), ("refund", 1)
    ]  # fmt: skip
    assert verify().proven


def test_what_sells_nothing_gets_none_and_nobody_is_no_customer(shop: ShopUnderTest, buyer: int) -> None:
    sold, gone = buy(shop, None), customers.save(shop.desk, replace(FULL, debtor=""))
    erasing.erase(shop.desk, gone, "asked")
    with pytest.raises(InvoiceForNobodyError):
        invoices.make(shop.desk, sold.receipt_id, gone)
    practice = sales.record(
        shop.desk,
        replace(shop.basket(shop.article("Pan", "20.00")), training=True),
        shop.bill(shop.basket(shop.article("Pan", "20.00"))).pay("card", shop.money("20.00")).payments,
    )
    nothing = sales.record_cancelled(shop.desk, "nothing")
    for receipt in (practice, nothing):
        with pytest.raises(NoInvoiceError, match=receipt.number):
            invoices.make(shop.desk, receipt.receipt_id, buyer)
    assert rows("SELECT count(*) FROM customer_paper") == [(0,)]


@pytest.mark.parametrize(("country", "until"), [("NL", "2033-12-31"), ("DK", "2031-12-31"), ("GB", "2032-12-31")])
def test_it_is_kept_as_long_as_the_country_says(shop: ShopUnderTest, country: str, until: str) -> None:
    kept = invoices.kept_until(replace(shop.shop, country=country), shop.clock.now)
    assert kept.isoformat() == until
