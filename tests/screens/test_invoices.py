"""Invoices at the counter: made from the list of receipts, shown beside the receipt's own paper, printed again."""

import pytest
from msgspec.structs import replace
from textual import events

from kassa_tui.database import rows
from kassa_tui.screens.reports.letters import LettersScreen
from kassa_tui.till.customers import customers
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest
from tests.screens.acts import printed, sale
from tests.screens.conftest import Opener
from tests.till.customers.test_customers import FULL

pytestmark = pytest.mark.english

LONG = f"{'a' * 60}@{'b' * 40}.example.org"


async def test_a_receipt_gets_its_invoice_by_f8(shop: ShopUnderTest, opened: Opener) -> None:
    """For a customer out of the list, read once more; F8 turns the two papers over, F7 prints what is shown."""
    shop.open()
    customers.save(shop.desk, FULL)
    shop.sell(shop.article("Lamp", "75.00"))
    async with opened(shop, size=(80, 24)) as till:
        await till.press("f7", sees="F8 Invoice")
        await till.press("f8", sees="Find customer")
        await till.press("f12", sees="Invoice K1-000001 for Bakkerij De Korenaar?")
        await till.sees("VAT number NL123456782B12")
        await till.press("escape", sees="F8 Invoice")
        assert rows("SELECT count(*) FROM customer_paper") == [(0,)]
        await till.press("f8", "f12", "f12", sees="F8 Receipt")
        paper = await printed(till, "Factuur K1-000001")
        assert "Marktplein 1" in paper
        await till.sees("Marktplein 1")
        await till.press("f8", sees="F8 Invoice")
        assert "Marktplein 1" not in till.text
        await till.press("f7", "f8", "f7")
        await printed(till, "KOPIE 1")
        await till.press("f8", "1", "enter", sees="Marktplein 1")
        await till.press("f8", *"lamp", "enter", sees="Marktplein 1")
    assert rows("SELECT paper_id, customer_paper_id, copy FROM print_job WHERE kind = 'print' ORDER BY id") == [
        (1, None, 0),
        (None, 1, 0),
        (1, None, 1),
        (None, 1, 1),
    ]
    assert verify.verify().proven


async def test_a_receipt_goes_by_mail_to_what_was_read_back(shop: ShopUnderTest, opened: Opener) -> None:
    """After the change; a typed address is shown whole, may be mended, and is kept only where that is wanted."""
    shop.open()
    customer = customers.save(shop.desk, FULL)
    basket = replace(shop.basket(shop.article("Lamp", "75.00", barcodes=("8712345678906",))), customer=customer)
    async with opened(shop, size=(80, 24)) as till:
        sale(till).put(basket)
        await till.press("f12", "p", "f12", "f12", sees="F4 E-mail")
        await till.press("f4", sees="bakkerij@example.com")
        await till.press("f12", sees="● Bon K1-000001 goes to the mail")
        await till.press("escape", "f7", "f5", "delete")
        await till.type("no")
        await till.press("f12", sees='"no" is no mail address.')
        await till.press("delete")
        till.app.post_message(events.Paste(LONG))
        await till.idle()
        await till.press("f12", sees="Is this the right address?")
        box = till.app.screen.query_one("#box").region
        shown = "".join(
            row[box.x + 2 : box.right - 2].strip() for row in till.text.split("\n")[box.y + 1 : box.bottom - 1]
        )
        assert LONG in shown
        await till.press("escape")
        assert rows("SELECT count(*) FROM mail") == [(1,)]
        await till.press("f12", "f12", sees="Keep the address for Bakkerij De Korenaar?")
        await till.press("escape")
        await till.press("f5", "f12", "f12")
        assert customers.by_id(customer).email == FULL.email
        till.app.push_screen(LettersScreen(till.app.counter))
        await till.sees("F8 Take off")
        before = rows("SELECT count(*) FROM mail")[0][0]
        await till.press("f8", "f12")
        assert rows("SELECT count(*) FROM mail")[0][0] == before - 1
