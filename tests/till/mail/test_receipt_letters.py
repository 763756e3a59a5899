"""Receipts and invoices by mail: the kept paper goes, and where it went stands in no journal and stays in no list."""

import base64
import re
import zlib
from functools import partial

import apsw
import pytest
from msgspec.structs import replace

from kassa_tui import copies
from kassa_tui.database import rows
from kassa_tui.exports.order_pdf import drawable
from kassa_tui.exports.paper_pdf import paper_pdf
from kassa_tui.hw import smtp
from kassa_tui.till.customers import customers, erasing, personal_data
from kassa_tui.till.mail import letters, receipt_letters, report_letters
from kassa_tui.till.mail.letters import AddressError, NoLetterError
from kassa_tui.till.mail.receipt_letters import PracticeError
from kassa_tui.till.papers import jobs
from kassa_tui.till.papers.jobs import Of
from kassa_tui.till.papers.kept_papers import Kept
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import invoices, receipts, sales
from tests.conftest import ShopUnderTest
from tests.till.customers.test_customers import FULL
from tests.till.mail.test_letters import Box, box

__all__ = ["box"]

pytestmark = pytest.mark.english

TYPED = "somewhere.else@example.org"


def words_of(page: bytes) -> str:
    """The texts that a PDF draws, in Windows-1252."""
    drawn = b""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", page, re.DOTALL):
        drawn += zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>")))
    plain = re.sub(
        rb"\\(\d{3})", lambda octal: bytes([int(octal[1], 8)]), b" ".join(re.findall(rb"\((.*?)\) Tj", drawn))
    )
    return plain.decode("cp1252")


@pytest.fixture
def sold(shop: ShopUnderTest) -> tuple[Kept, Kept]:
    """The papers of a receipt that has an invoice: that, and its own."""
    customer = customers.save(shop.desk, replace(FULL, name="Bæk & <Zoë> Øå", language="en"))
    receipt = shop.sell(shop.article("Smørrebrød łódź", "75.00"))
    invoices.make(shop.desk, receipt.receipt_id, customer)
    named, own = receipts.papers(receipt.receipt_id)
    return named, own


def queued(shop: ShopUnderTest, paper: Kept, address: str = TYPED) -> int:
    """A paper that waits to be sent."""
    letter = receipt_letters.outgoing(paper)
    return receipt_letters.queue(shop.desk, letter, address, paper_pdf(shop.shop, letter.document))


def test_a_page_says_what_the_paper_says(shop: ShopUnderTest, sold: tuple[Kept, Kept]) -> None:
    said = "".join(words_of(paper_pdf(shop.shop, sold[0].document)).split())
    wanted = sold[0].document.as_text(60).replace("-" * 60, "").split()
    assert {"Bæk", "<Zoë>", "Øå", "€", "Smørrebrød", "75.00"} <= set(wanted)
    assert [word for word in wanted if drawable(word) not in said] == []


def test_what_went_is_told_and_where_it_went_is_not(
    shop: ShopUnderTest, sold: tuple[Kept, Kept], box: tuple[Box, object]
) -> None:
    kept, settings = box
    for paper in sold:
        queued(shop, paper)
    assert [each.address for each in letters.letters()] == [TYPED, TYPED]
    assert report_letters.last_address() == ""
    send = partial(smtp.send, settings)  # type: ignore[arg-type]
    assert letters.send_waiting(send, shop.clock) == 2
    own, named = (letter.decode() for letter in sorted(kept.letters))
    assert "Invoice-K1-000001.pdf" in named + own
    assert rows("SELECT address, attachment, state FROM mail") == [("", "", "sent")] * 2
    told = rows("SELECT facts FROM journal WHERE kind = 'receipt.mailed' ORDER BY number")
    assert "K1" in told[0][0]
    assert not any("example.org" in facts for (facts,) in rows("SELECT facts FROM journal"))
    assert verify().proven


def test_printed_or_mailed_it_is_one_copy_more(shop: ShopUnderTest, sold: tuple[Kept, Kept]) -> None:
    """What went out once is marked the next time, whichever way it goes."""

    def mark(paper: Kept) -> str:
        return receipt_letters.outgoing(paper).document.as_text(42).split("\n")[0].strip()

    printed = rows("SELECT count(*) FROM print_job WHERE customer_paper_id IS NOT NULL")[0][0]
    assert printed == 1
    assert [mark(paper) for paper in sold] == ["COPY 1", "COPY 1"]
    queued(shop, sold[0])
    assert [mark(paper) for paper in sold] == ["COPY 2", "COPY 1"]
    jobs.reprint(shop.desk, sold[0].id, apart=True)
    assert mark(sold[0]) == "COPY 3"
    assert rows("SELECT copy FROM print_job WHERE customer_paper_id IS NOT NULL ORDER BY id") == [(0,), (2,)]


def test_a_letter_that_waits_is_in_the_backup_and_shown_and_erased(
    shop: ShopUnderTest, sold: tuple[Kept, Kept], tmp_path_factory: pytest.TempPathFactory
) -> None:
    for paper in sold:
        queued(shop, paper)
    copy = tmp_path_factory.mktemp("copy") / "copy.db"
    copies.backup(copy)
    assert apsw.Connection(str(copy)).execute("SELECT count(*) FROM mail WHERE address = ?", (TYPED,)).get == 2
    shown = personal_data.everything_about(1)["mail"]
    assert [(each["address"], each["state"]) for each in shown] == [(TYPED, "queued")]
    assert personal_data.everything_about(1)["receipts"] == []
    erasing.erase(shop.desk, 1, "asked")
    assert rows("SELECT customer_paper_id FROM mail") == [(None,)]


def test_a_paper_that_was_sent_stays_counted_when_its_customer_is_erased(
    shop: ShopUnderTest, sold: tuple[Kept, Kept], box: tuple[Box, object]
) -> None:
    """The law wants the invoice kept: what goes out of it later is no first one."""
    _kept, settings = box
    queued(shop, sold[0], FULL.email)
    letters.send_waiting(partial(smtp.send, settings), shop.clock)  # type: ignore[arg-type]
    before = jobs.copies(Of(customer_paper_id=sold[0].id))
    erasing.erase(shop.desk, 1, "asked")
    assert jobs.copies(Of(customer_paper_id=sold[0].id)) == before == 2
    assert rows("SELECT address, attachment FROM mail") == [("", "")]


def test_of_a_receipt_with_a_customer_the_card_says_where(shop: ShopUnderTest) -> None:
    customer = customers.save(shop.desk, FULL)
    basket = replace(shop.basket(shop.article("Lamp", "75.00")), customer=customer)
    paper = receipts.papers(shop.pay(basket).receipt_id)[0]
    letter = receipt_letters.outgoing(paper)
    assert (letter.address, letter.file_name) == ("bakkerij@example.com", "Bon-K1-000001.pdf")
    queued(shop, paper)
    assert [each["address"] for each in personal_data.everything_about(customer)["mail"]] == [TYPED]
    assert letters.letters()[0].subject == "Test Shop: Bon K1-000001"
    assert "Je bon zit" in rows("SELECT body FROM mail")[0][0]


def test_practice_and_what_is_no_address_go_nowhere(shop: ShopUnderTest, sold: tuple[Kept, Kept]) -> None:
    with pytest.raises(AddressError):
        queued(shop, sold[0], "nowhere")
    basket = replace(shop.basket(shop.article("Lamp", "75.00")), training=True)
    practice = sales.record(shop.desk, basket, shop.bill(basket).pay("card", basket.total).payments)
    with pytest.raises(PracticeError):
        receipt_letters.outgoing(receipts.paper(practice.receipt_id))
    assert letters.letters() == []


def test_a_letter_that_did_not_go_can_be_taken_away(
    shop: ShopUnderTest, sold: tuple[Kept, Kept], box: tuple[Box, object]
) -> None:
    """With its address, which may be somebody else's; what was sent stays in the list."""
    kept, settings = box
    waits, goes = queued(shop, sold[0]), queued(shop, sold[1])
    letters.forget(shop.desk, waits)
    assert letters.send_waiting(partial(smtp.send, settings), shop.clock) == 1  # type: ignore[arg-type]
    for letter in (waits, goes):
        with pytest.raises(NoLetterError, match=str(letter)):
            letters.forget(shop.desk, letter)
    assert rows("SELECT id FROM mail") == [(goes,)]
    assert len(kept.letters) == 1
    assert rows("SELECT facts FROM journal WHERE kind = 'letter.forgotten'") == [(f'{{"letter":{waits}}}',)]
