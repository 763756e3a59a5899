"""`kassa receipt`: what the screen of receipts does, as a command."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kassa_tui.database import close_database
from kassa_tui.till.customers import customers
from tests.cli.test_cli import kassa
from tests.conftest import ShopUnderTest
from tests.shared import json_of
from tests.till.customers.test_customers import FULL

__all__ = ["kassa"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def sold(shop: ShopUnderTest) -> ShopUnderTest:
    """A receipt, and a customer who has nothing to do with it yet."""
    customers.save(shop.desk, replace(FULL, language="en"))
    shop.sell(shop.article("Lamp", "75.00"))
    close_database()
    return shop


def test_an_invoice_is_made_once(sold: ShopUnderTest, kassa: Run) -> None:
    made = json_of(kassa("receipt", "invoice", "K1-000001", "--customer", FULL.name, "--json"))
    assert (made["number"], made["customer"]) == ("K1-000001", 1)
    assert "Invoice K1-000001" in made["text"]
    status, out, errors = kassa("receipt", "invoice", "K1-000001", "--customer", "1")
    assert (status, out) == (1, "")
    assert "K1-000001" in errors
    assert kassa("verify")[0] == 0


def test_a_paper_goes_by_mail_and_the_card_says_so(sold: ShopUnderTest, kassa: Run) -> None:
    """To the address on the card, or another; the letter that waits is said of whom it is about."""
    json_of(kassa("receipt", "invoice", "K1-000001", "--customer", "1", "--json"))
    sent = [
        json_of(kassa("receipt", "mail", "K1-000001", *more, "--json")) for more in ((), ("--to", "else@example.org"))
    ]
    assert [(each["paper"], each["to"]) for each in sent] == [
        ("Invoice K1-000001", "bakkerij@example.com"), ("Invoice K1-000001", "else@example.org")
    ]  # fmt: skip
    own = json_of(kassa("receipt", "mail", "K1-000001", "--receipt", "--to", "else@example.org", "--json"))
    assert own["paper"] == "Bon K1-000001"
    assert kassa("receipt", "mail", "K1-000001", "--receipt")[0] == 1
    shown = kassa("--language", "en", "customers", "show", "1")[1].split("\n")
    waiting = [line.split() for line in shown if line.startswith("E-mail that waits")]
    assert [line[3] for line in waiting] == ["bakkerij@example.com", "else@example.org"]
    assert "else@example.org" not in kassa("order", "letters", "--forget", "2")[1].split("\n")[1]
    assert kassa("order", "letters", "--forget", "2")[0] == 1
