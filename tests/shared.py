"""What the tests of several rooms ask of the books, and the values that they are full of."""

import json
from typing import Any

from kassa_tui.database import rows
from kassa_tui.models import Barcode, Voucher
from kassa_tui.money import Money
from kassa_tui.till.basket import tenders_left
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Article
from kassa_tui.till.drawer import session_details
from kassa_tui.till.drawer.session_details import SessionRow
from kassa_tui.till.goods.store_codes import check_digit
from kassa_tui.till.ledger.desk import Desk
from tests.conftest import ShopUnderTest


def eur(minor: int) -> Money:
    """So many cents."""
    return Money(minor, "EUR")


def whole(body: str) -> str:
    """Twelve digits with the one that belongs behind them."""
    return body + check_digit(body)


def barcode_of_old(article: Article, code: str) -> None:
    """A barcode that a program of before took: it says something else too, so that it is refused by now."""
    Barcode.insert(code=code, product_id=article.id).execute()


def quantities(basket: Basket) -> list[int]:
    """How much of each line, in thousandths."""
    return [line.quantity for line in basket.lines]


def journalled(kind: str) -> int:
    """How many entries of a kind the journal has."""
    return int(rows("SELECT count(*) FROM journal WHERE kind = ?", kind)[0][0])


def receipts() -> int:
    """How many receipts there are."""
    return int(rows("SELECT count(*) FROM receipt")[0][0])


def held(receipt_id: int) -> dict[str, int]:
    """What each method holds of a receipt, in minor units."""
    return {each.method: each.amount for each in tenders_left.held([receipt_id]) if each.amount}


def sold_voucher(shop: ShopUnderTest, amount: str, code: str = "") -> str:
    """Sell a voucher by card; its code."""
    shop.pay(shop.basket().add_voucher("Gift voucher", shop.money(amount), code))
    return str(Voucher.select().order_by(Voucher.id.desc()).get().code)


def json_of(command: tuple[int, str, str]) -> dict[str, Any]:
    """What a command that did what was asked printed with --json."""
    status, out, errors = command
    assert status == 0, errors
    return dict(json.loads(out))


def history(desk: Desk) -> list[SessionRow]:
    """All sessions of the desk's register, the newest first, as far as the person may see each."""
    ids = rows("SELECT id FROM session WHERE register = ? ORDER BY number DESC", desk.register)
    return session_details.of(desk, [session_id for (session_id,) in ids])
