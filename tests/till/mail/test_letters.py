"""Letters: sent once, tried again when the server is away, and shown when they fail. The server is a real one."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from functools import partial

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from kassa_tui.database import rows
from kassa_tui.exports import files
from kassa_tui.exports.order_pdf import order_pdf
from kassa_tui.hw import smtp
from kassa_tui.settings import MailSettings
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import SEE_HISTORY, SEE_SESSIONS
from kassa_tui.till.mail import letters, report_letters
from kassa_tui.till.mail.letters import AddressError, FileTooLargeError
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.proof.verify import verify
from tests.conftest import ShopUnderTest


class Box:
    """A mail server's box that can be told what to say."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the letter if it is taken."""
        if self.answer.startswith("250"):
            content = envelope.content or b""
            self.letters.append(content if isinstance(content, bytes) else content.encode())
        return self.answer


@pytest.fixture
def box() -> Iterator[tuple[Box, MailSettings]]:
    """A server on a free port, and the settings to reach it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = Box()
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    yield kept, MailSettings(host="127.0.0.1", port=port, security="none", sender="shop@example.org")
    server.stop()


@pytest.fixture
def order(shop: ShopUnderTest) -> int:
    """A placed order with accents and signs in it."""
    customer = customers.save(shop.desk, CustomerForm(name="Bæk & <Zoë>", kind="person", email="zoe@example.org"))
    basket = Basket("new", shop.shop.currency).put(Line(0, "Smørrebrød łódź", 2 * ONE, shop.money("12.50"), "low"))
    return edit.save(shop.desk, OrderForm(basket, customer_id=customer, subject="Lunch"))


def queued(shop: ShopUnderTest, order: int) -> int:
    """The order's page, waiting to be sent."""
    page = order_pdf(shop.shop, orders.by_id(order, shop.shop, shop.clock.now))
    assert page.startswith(b"%PDF")
    return letters.queue(shop.desk, order, "zoe@example.org", "order-1.pdf", page)


def states() -> list[tuple[str, int]]:
    """State and tries of each letter, newest first."""
    return [(each.state, each.tries) for each in letters.letters()]


def test_a_letter_arrives_once_with_its_page(shop: ShopUnderTest, order: int, box: tuple[Box, MailSettings]) -> None:
    kept, settings = box
    queued(shop, order)
    send = partial(smtp.send, settings)
    assert letters.send_waiting(send, shop.clock) == 1
    assert letters.send_waiting(send, shop.clock) == 0
    assert len(kept.letters) == 1
    assert b"application/pdf" in kept.letters[0]
    assert b"To: zoe@example.org" in kept.letters[0]
    assert states() == [("sent", 1)]
    assert verify().proven


def test_a_server_that_is_away_is_tried_again_later(
    shop: ShopUnderTest, order: int, box: tuple[Box, MailSettings]
) -> None:
    kept, settings = box
    queued(shop, order)
    away = MailSettings(host="127.0.0.1", port=1, security="none", sender="shop@example.org", timeout=1)
    letters.send_waiting(partial(smtp.send, away), shop.clock)
    assert states() == [("queued", 1)]
    assert letters.letters()[0].error
    assert letters.send_waiting(partial(smtp.send, settings), shop.clock) == 0
    shop.clock.later(minutes=2)
    kept.answer = "451 later"
    assert letters.send_waiting(partial(smtp.send, settings), shop.clock) == 0
    assert states() == [("queued", 2)]
    shop.clock.later(minutes=10)
    kept.answer = "250 OK"
    assert letters.send_waiting(partial(smtp.send, settings), shop.clock) == 1


def test_a_letter_does_not_wait_for_a_clock_that_was_put_back(shop: ShopUnderTest, order: int) -> None:
    """It is tried at once, and waits as long as ever after that."""
    queued(shop, order)
    away = MailSettings(host="127.0.0.1", port=1, security="none", sender="shop@example.org", timeout=1)
    letters.send_waiting(partial(smtp.send, away), shop.clock)
    shop.clock.later(days=-365)
    for tries in (2, 2):
        letters.send_waiting(partial(smtp.send, away), shop.clock)
        assert states() == [("queued", tries)]


def test_a_letter_that_is_refused_for_good_is_shown_and_can_be_sent_again(
    shop: ShopUnderTest, order: int, box: tuple[Box, MailSettings]
) -> None:
    kept, settings = box
    letter = queued(shop, order)
    kept.answer = "550 no such person"
    letters.send_waiting(partial(smtp.send, settings), shop.clock)
    assert states() == [("failed", 1)]
    assert "550" in letters.letters()[0].error
    kept.answer = "250 OK"
    assert letters.send_waiting(partial(smtp.send, settings), shop.clock) == 0
    letters.again(shop.desk, letter)
    assert letters.send_waiting(partial(smtp.send, settings), shop.clock) == 1


def test_it_is_given_up_after_a_while(shop: ShopUnderTest, order: int) -> None:
    queued(shop, order)
    away = MailSettings(host="127.0.0.1", port=1, security="none", sender="shop@example.org", timeout=1)
    for _each in range(letters.MOST_TRIES + 2):
        letters.send_waiting(partial(smtp.send, away), shop.clock)
        shop.clock.later(days=30)
    assert states() == [("failed", letters.MOST_TRIES)]


@pytest.mark.parametrize(
    "address", ["", "zoe", "zoe@", "@example.org", "a@b@example.org", "a b@example.org", "zoe@example", "a@x.org, b@x.org",
                "zoe@example.org\r\nBcc: all@example.org", "zoë@example.org"],
)  # fmt: skip
def test_no_letter_goes_to_what_is_no_address(shop: ShopUnderTest, order: int, address: str) -> None:
    with pytest.raises(AddressError):
        letters.queue(shop.desk, order, address, "x.pdf", b"")
    assert states() == []


def test_a_page_bears_what_the_order_says(shop: ShopUnderTest, order: int) -> None:
    view = orders.by_id(order, shop.shop, shop.clock.now)
    sizes = [
        len(order_pdf(shop.shop, view, packing=packing, prices=prices))
        for packing in (True, False)
        for prices in (True, False)
    ]
    assert all(size > 1500 for size in sizes)


# --- Reports ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("kassa-cash.csv", "text/csv"),
        ("kassa-cash.json", "application/json"),
        ("kassa-cash.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("kassa-cash.txt", "application/octet-stream"),
    ],
)
def test_a_report_arrives_as_its_file(shop: ShopUnderTest, box: tuple[Box, MailSettings], name: str, kind: str) -> None:
    kept, settings = box
    file = "gross;net\r\n1,00;ø\r\n".encode()
    report_letters.queue(shop.desk, "books@example.org", "Cash activity", name, file)
    assert letters.letters()[0].order_number is None
    assert letters.send_waiting(partial(smtp.send, settings), shop.clock) == 1
    letter = message_from_bytes(kept.letters[0], policy=default)
    (page,) = letter.iter_attachments()
    assert (page.get_content_type(), page.get_filename()) == (kind, name)
    assert page.get_payload(decode=True) == file
    assert letter["Subject"] == "Test Shop: Cash activity"
    assert rows("SELECT attachment FROM mail") == [("",)]
    assert report_letters.last_address() == "books@example.org"
    assert "books@example.org" not in str(rows("SELECT facts FROM journal"))
    assert verify().proven


def test_a_file_that_is_too_large_is_refused_with_the_reason(shop: ShopUnderTest) -> None:
    with pytest.raises(FileTooLargeError, match="larger than 10 MB"):
        report_letters.queue(shop.desk, "books@example.org", "Cash", "cash.csv", bytes(10_000_001))
    with pytest.raises(FileTooLargeError):
        files.for_letter(lambda out: [out.write(bytes(6_000_000)) for _part in range(2)])
    assert len(files.for_letter(lambda out: out.write(bytes(10_000_000)))) == 10_000_000
    assert states() == []
    assert not rows("SELECT 1 FROM journal WHERE kind = 'report.mailed'")


@pytest.mark.parametrize("missing", [SEE_HISTORY.code, SEE_SESSIONS.code])
def test_a_report_of_sessions_goes_out_only_by_who_may_see_it(shop: ShopUnderTest, missing: str) -> None:
    rows("DELETE FROM permission WHERE role = 'manager' AND action = ?", missing)
    with pytest.raises(NotAllowedError):
        report_letters.queue(shop.as_("Manager"), "books@example.org", "Cash", "cash.csv", b"x")
    with pytest.raises(NotAllowedError):
        report_letters.queue(shop.as_("Cashier"), "books@example.org", "Hours", "hours.csv", b"x", of_sessions=False)
    assert states() == []


def test_letters_are_read_when_their_turn_comes(shop: ShopUnderTest, box: tuple[Box, MailSettings]) -> None:
    kept, settings = box
    for name in ("1.csv", "2.csv"):
        report_letters.queue(shop.desk, "books@example.org", "Cash", name, b"x")

    def send(letter: smtp.Letter) -> None:
        rows("UPDATE mail SET state = 'failed' WHERE attachment_name = '2.csv'")
        smtp.send(settings, letter)

    assert letters.send_waiting(send, shop.clock) == 1
    assert len(kept.letters) == 1
