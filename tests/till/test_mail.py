"""Letters: sent once, tried again when the server is away, and shown when they fail. The server is a real one."""

import socket
from collections.abc import Iterator
from functools import partial

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from kassa_tui.exports.order_pdf import order_pdf
from kassa_tui.hw import smtp
from kassa_tui.settings import MailSettings
from kassa_tui.till import customers, mail, order_edit, orders
from kassa_tui.till.basket import Basket
from kassa_tui.till.customer_form import CustomerForm
from kassa_tui.till.lines import ONE, Line
from kassa_tui.till.mail import AddressError
from kassa_tui.till.order_values import OrderForm
from kassa_tui.till.verify import verify
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
    return order_edit.save(shop.desk, OrderForm(basket, customer_id=customer, subject="Lunch"))


def queued(shop: ShopUnderTest, order: int) -> int:
    """The order's page, waiting to be sent."""
    page = order_pdf(shop.shop, orders.by_id(order, shop.shop, shop.clock.now))
    assert page.startswith(b"%PDF")
    return mail.queue(shop.desk, order, "zoe@example.org", "order-1.pdf", page)


def states() -> list[tuple[str, int]]:
    """State and tries of each letter, newest first."""
    return [(each.state, each.tries) for each in mail.letters()]


def test_a_letter_arrives_once_with_its_page(shop: ShopUnderTest, order: int, box: tuple[Box, MailSettings]) -> None:
    kept, settings = box
    queued(shop, order)
    send = partial(smtp.send, settings)
    assert mail.send_waiting(send, shop.clock) == 1
    assert mail.send_waiting(send, shop.clock) == 0
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
    mail.send_waiting(partial(smtp.send, away), shop.clock)
    assert states() == [("queued", 1)]
    assert mail.letters()[0].error
    assert mail.send_waiting(partial(smtp.send, settings), shop.clock) == 0
    shop.clock.later(minutes=2)
    kept.answer = "451 later"
    assert mail.send_waiting(partial(smtp.send, settings), shop.clock) == 0
    assert states() == [("queued", 2)]
    shop.clock.later(minutes=10)
    kept.answer = "250 OK"
    assert mail.send_waiting(partial(smtp.send, settings), shop.clock) == 1


def test_a_letter_that_is_refused_for_good_is_shown_and_can_be_sent_again(
    shop: ShopUnderTest, order: int, box: tuple[Box, MailSettings]
) -> None:
    kept, settings = box
    letter = queued(shop, order)
    kept.answer = "550 no such person"
    mail.send_waiting(partial(smtp.send, settings), shop.clock)
    assert states() == [("failed", 1)]
    assert "550" in mail.letters()[0].error
    kept.answer = "250 OK"
    assert mail.send_waiting(partial(smtp.send, settings), shop.clock) == 0
    mail.again(shop.desk, letter)
    assert mail.send_waiting(partial(smtp.send, settings), shop.clock) == 1


def test_it_is_given_up_after_a_while(shop: ShopUnderTest, order: int) -> None:
    queued(shop, order)
    away = MailSettings(host="127.0.0.1", port=1, security="none", sender="shop@example.org", timeout=1)
    for _each in range(mail.MOST_TRIES + 2):
        mail.send_waiting(partial(smtp.send, away), shop.clock)
        shop.clock.later(days=30)
    assert states() == [("failed", mail.MOST_TRIES)]


@pytest.mark.parametrize(
    "address", ["", "zoe", "zoe@", "@example.org", "a@b@example.org", "a b@example.org", "zoe@example", "a@x.org, b@x.org",
                "zoe@example.org\r\nBcc: all@example.org", "zoë@example.org"],
)  # fmt: skip
def test_no_letter_goes_to_what_is_no_address(shop: ShopUnderTest, order: int, address: str) -> None:
    with pytest.raises(AddressError):
        mail.queue(shop.desk, order, address, "x.pdf", b"")
    assert states() == []


def test_a_page_bears_what_the_order_says(shop: ShopUnderTest, order: int) -> None:
    view = orders.by_id(order, shop.shop, shop.clock.now)
    sizes = [
        len(order_pdf(shop.shop, view, packing=packing, prices=prices))
        for packing in (True, False)
        for prices in (True, False)
    ]
    assert all(size > 1500 for size in sizes)
