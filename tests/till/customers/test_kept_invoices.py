"""Erasing leaves invoices as long as the law wants them kept, says until when, and blanks them afterwards."""

import json

import pytest
from msgspec.structs import replace
from peewee import IntegrityError

from kassa_tui.database import bound, rows
from kassa_tui.hw.ports import Level
from kassa_tui.till.customers import customers, erasing, personal_data
from kassa_tui.till.customers.erasing import EraseError
from kassa_tui.till.ledger import journal
from kassa_tui.till.mail import receipt_letters
from kassa_tui.till.papers import jobs
from kassa_tui.till.papers.jobs import NoPaperError
from kassa_tui.till.proof.checkup import shop_checks
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import invoices, receipts
from tests.conftest import ShopUnderTest
from tests.till.customers.test_customers import FULL

pytestmark = pytest.mark.english

UNTIL = "Invoices: 1. They stay until 31 Dec 2033: the law wants them kept."
SEVEN_YEARS = 39 + 365 * 7 + 2
"""Days from 22 November 2026 to the last of 2033, and two leap days."""


@pytest.fixture
def erased(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop that made an invoice for a customer who was erased since."""
    customer = customers.save(shop.desk, FULL)
    invoices.make(shop.desk, shop.sell(shop.article("Pan", "20.00")).receipt_id, customer)
    kept = erasing.retained(customer, shop.clock.now)
    assert erasing.said(kept) == UNTIL
    assert erasing.erase(shop.desk, customer, "asked") == kept
    return shop


def content(shop: ShopUnderTest) -> bytes:
    """The whole file as it is on the disk."""
    bound().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return shop.path.read_bytes().lower()


def test_erasing_leaves_the_invoice_until_its_last_day(erased: ShopUnderTest) -> None:
    (paper,) = personal_data.everything_about(1)["invoices"]
    assert (paper["title"], paper["kept_until"]) == ("Factuur K1-000001", "2033-12-31")
    assert "Bakkerij De Korenaar" in paper["text"]
    assert customers.by_id(1).name == ""
    assert shop_checks.invoices(erased.clock.now).level is Level.OK
    assert verify().proven
    erased.clock.later(days=SEVEN_YEARS)
    with pytest.raises(EraseError) as refused:
        erasing.erase(erased.desk, 1, "asked again")
    assert refused.value.say() == f"Customer 1 was erased already. {UNTIL}"
    assert b"korenaar" in content(erased)


def test_the_database_itself_keeps_it_until_then(erased: ShopUnderTest) -> None:
    erased.clock.later(days=SEVEN_YEARS)
    for _attempt in range(2):
        with pytest.raises(IntegrityError, match="facts never change"):
            bound().execute_sql("UPDATE customer_paper SET document = '', salt = ''")
        journal.note(erased.desk, "test", {})
    erased.clock.later(days=1)
    journal.note(erased.desk, "test", {})
    with pytest.raises(IntegrityError, match="facts never change"):
        bound().execute_sql("UPDATE customer_paper SET document = ''")
    bound().execute_sql("UPDATE customer_paper SET document = '', salt = ''")
    assert not verify().proven


def test_after_it_erasing_once_more_blanks_it(erased: ShopUnderTest) -> None:
    erased.clock.later(days=SEVEN_YEARS + 1)
    assert erasing.retained(1, erased.clock.now).count == 0
    assert shop_checks.invoices(erased.clock.now).text == "need not be kept any more, of customers who were erased: 1"
    hashed = rows("SELECT sha256 FROM customer_paper")
    erasing.erase(erased.desk, 1, "seven years are over")
    assert b"korenaar" not in content(erased)
    assert rows("SELECT document, salt FROM customer_paper") == [("", "")]
    assert rows("SELECT sha256 FROM customer_paper") == hashed
    told = json.loads(rows("SELECT facts FROM journal ORDER BY number DESC LIMIT 1")[0][0])
    assert told == {"reason": "seven years are over", "blanked": [rows("SELECT uid FROM customer_paper")[0][0]]}
    assert personal_data.everything_about(1)["invoices"] == []
    assert shop_checks.invoices(erased.clock.now).level is Level.OK
    with pytest.raises(NoPaperError):
        jobs.reprint(erased.desk, 1, apart=True)
    with pytest.raises(EraseError, match=r"already\.$"):
        erasing.erase(erased.desk, 1, "once more")
    assert verify().proven
    bound().execute_sql('DROP TRIGGER "customer_paper_blanked_late"')
    bound().execute_sql("UPDATE customer_paper SET document = 'somebody'")
    assert verify().problems[0].text == "customer_paper 1: it was blanked, and is not empty"


def test_a_letter_with_it_goes_with_it(erased: ShopUnderTest) -> None:
    """One that was queued since its customer was erased: its file bears the name."""
    letter = receipt_letters.outgoing(receipts.papers(1)[0])
    receipt_letters.queue(erased.desk, letter, "bookkeeper@example.org", b"of De Korenaar")
    erased.clock.later(days=SEVEN_YEARS + 1)
    erasing.erase(erased.desk, 1, "seven years are over")
    assert rows("SELECT 1 FROM mail") == []


def test_erasing_somebody_else_blanks_it_too(erased: ShopUnderTest) -> None:
    """Those who are not erased keep their invoices, however old these are."""
    other, third = (customers.save(erased.desk, replace(FULL, name=name, debtor="")) for name in ("Other", "Third"))
    invoices.make(erased.desk, erased.sell(erased.article("Pan", "20.00")).receipt_id, third)
    erased.clock.later(days=SEVEN_YEARS + 1)
    erasing.erase(erased.desk, other, "asked")
    assert rows("SELECT receipt_id FROM customer_paper WHERE document <> ''") == [(2,)]
    assert verify().proven
