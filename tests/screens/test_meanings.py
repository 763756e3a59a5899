"""What each screen does with each thing that a code can be: one table, so that no scan comes to mean something else."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.screen import Screen

from kassa_tui.screens.frame.base import Keys
from kassa_tui.screens.goods.key_pages import KeyArticleScreen
from kassa_tui.screens.lines.matrix import MatrixScreen
from kassa_tui.screens.lines.price_check import PriceQuestion
from kassa_tui.screens.orders.line_search import LineSearch
from kassa_tui.screens.orders.make import MakeOrderScreen
from kassa_tui.screens.payment.voucher import VoucherQuestion
from kassa_tui.screens.people.approval import ApprovalQuestion
from kassa_tui.screens.people.lock import LockScreen
from kassa_tui.screens.people.pin import PersonQuestion, PinQuestion
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.goods import catalog, product_import
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.orders import edit
from kassa_tui.till.orders.values import OrderForm
from tests.conftest import ShopUnderTest
from tests.screens.acts import payment
from tests.screens.conftest import Opener, Register
from tests.screens.order_shop import BREAD, customer
from tests.screens.test_every_screen import home

CODES = {
    "article": BREAD,
    "label": "2700044004122",
    "order": "O-000001",
    "receipt": "K1-000001",
    "card": "GIFT-7",
    "voucher": "V-7K3QM-2XPXY",
    "badge": "P-0123456789ABP",
    "misread": "8712345678901",
    "unknown": "NEW-1",
    "variants": "s",
}
"""Bread, 412 grams of cheese, an order, a receipt, a card that was sold, a voucher and a badge that nobody has, and so on.

The last is the own code of a shirt, which comes in two colours, with Caps Lock on.
"""

HERE, TAKEN = "You cannot scan here.", "taken"
LATER = "Order 1: finish or leave this first, then scan its slip again."

Steps = Callable[[Register], Awaitable[object]]


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop with all that the codes name: the receipt is of the bread and the card."""
    shop.open("150.00")
    bread = shop.article("Bread", "2.95", "low", barcodes=(BREAD,), key="1Q", code="7")
    shop.article("Cheese", "12.95", "low", unit="kg", code="44")
    product_import.load(
        shop.desk, b"article code;axis 1;axis 2;name;price;vat;code\nS;red;S;Shirt S;19,95;21;71\nS;red;M;M;19,95;21;72"
    )
    shop.pay(shop.basket(bread, bread).add_voucher("Gift voucher", shop.money("25.00"), CODES["card"]))
    edit.save(shop.desk, OrderForm(Basket("new", "EUR").add(bread, 3000), customer_id=customer(shop)))
    return shop


# --- How one comes there --------------------------------------------------------------------------


def pressed(*keys: str, sees: str) -> Steps:
    """By keys, until that stands there."""

    async def go(till: Register) -> None:
        await till.press(*keys, sees=sees)

    return go


def pushed(make: Callable[[Register], Screen[Any]]) -> Steps:
    """Straight on top of the sale."""

    async def go(till: Register) -> None:
        till.app.push_screen(make(till))
        await till.idle()

    return go


async def order_lines(till: Register) -> None:
    await till.press("f6", "f6", "pagedown", sees="0 lines")
    assert isinstance(till.app.screen, MakeOrderScreen)


def matrix(till: Register) -> MatrixScreen:
    article = catalog.by_code("71", "EUR")
    assert article is not None
    grid = catalog.matrix(catalog.style_of(article.id) or "", "EUR")
    assert grid is not None
    return MatrixScreen(till.app.counter, grid, article.id)


class Order:
    """It takes everything, and asks nothing."""

    async def add(self, _screen: object, _code: object, _times: object = None) -> bool:
        return True

    async def add_variants(self, _screen: object, _variants: object) -> bool:
        return True


def voucher_question(till: Register) -> VoucherQuestion[str]:
    return VoucherQuestion("Sell", "Scan the card", str, till.app.counter.shop, "Next")


# --- What happens there ---------------------------------------------------------------------------


def seen(place: str, **meant: str) -> dict[str, str]:
    """For each kind of code: what is said, the screen that it opens, or that it is taken."""
    return {kind: meant.get(kind, place) for kind in CODES}


NOBODY = "That badge is nobody's. It may have been replaced."
OPENS = {"order": "OrderScreen", "receipt": "ReceiptsScreen"}
ARTICLES = {"article": TAKEN, "label": TAKEN}
GRID = {"variants": "MatrixScreen"}
ONE_OF = "s comes in several variants: scan one of them."


def unknown(text: str, **meant: str) -> dict[str, str]:
    """A screen that wants an article and says of all others that it does not know them."""
    return {kind: text.format(code=code) for kind, code in CODES.items()} | {"badge": HERE} | meant


SALE = "Unknown code {code} · nothing added"
BELONGS = "A gift voucher belongs to the payment"
PAYS = "Finish or leave the payment first. Only a gift voucher is scanned here: F12 then pays with it."
AGAIN = "Misread: 8712345678901 · scan again"

PLACES: dict[str, tuple[Steps, dict[str, str]]] = {
    "sale": (
        pressed("escape", sees="Scan the first article"),
        unknown(SALE, **ARTICLES, **OPENS, **GRID, card=BELONGS, voucher=BELONGS, badge=NOBODY,
                misread="Misread: 8712345678901 · nothing added"),
    ),
    "payment": (
        payment,
        seen(PAYS, order=LATER, badge=HERE, card=TAKEN, voucher="There is no gift voucher V-7K3QM-2XPXY."),
    ),
    "receipts": (
        pressed("f7", sees="K1-000001"),
        unknown("Unknown code {code}", **ARTICLES, order="OrderScreen", receipt=TAKEN, misread=AGAIN),
    ),
    "refund": (
        pressed("f7", "delete", sees="Bread"),
        unknown("{code} is not on this receipt.", article=TAKEN, order=LATER),
    ),
    "orders": (pressed("f6", sees="Concepts"), seen("An order's slip opens the order.", badge=HERE, **OPENS)),
    "order": (pressed("f6", "enter", sees="Ordered"), seen("An order's slip opens that order.", badge=HERE, **OPENS)),
    "hand-over": (
        pressed("f6", "enter", "enter", sees="nothing counted: everything"),
        unknown("{code} is not in this order.", article=TAKEN, order=LATER),
    ),
    "order lines": (order_lines, unknown(SALE, **ARTICLES, **GRID, order=LATER)),
    "line search": (
        pushed(lambda till: LineSearch(till.app.counter, Order())),
        unknown("Unknown code {code}", **ARTICLES, order="OrderScreen", variants=TAKEN),
    ),
    "search": (pressed("f2", sees="Find article"), unknown("Unknown code {code}", order="OrderScreen", article="SaleScreen", label="SaleScreen", variants="MatrixScreen")),
    "price check": (
        pushed(lambda till: PriceQuestion(till.app.counter)),
        unknown("Unknown code {code}", **ARTICLES, card=TAKEN, variants=ONE_OF),
    ),
    "matrix": (pushed(matrix), seen("That is another model.", order=LATER, badge=HERE, variants=ONE_OF)),
    "products": (
        pressed("f9", "3", "home", "enter", sees="Code"),
        seen("ProductScreen", order="OrderScreen", badge=HERE, misread=AGAIN),
    ),
    "product": (
        pressed("f9", "3", "home", "enter", "f6", sees="New product"),
        seen(TAKEN, order=LATER, badge=HERE, misread=AGAIN),
    ),
    "key's article": (
        pushed(lambda till: KeyArticleScreen(till.app.counter)),
        unknown("Unknown code {code}", order="OrderScreen", article="SaleScreen", label="SaleScreen", variants=ONE_OF),
    ),
    "customers": (pressed("f3", sees="Find customer"), seen(HERE, **OPENS)),
    "register": (pressed("f9", "2", sees="Cash activity"), seen(HERE, **OPENS)),
    "office": (pressed("f9", "3", sees="Products"), seen(HERE, **OPENS)),
    "voucher's code": (pushed(voucher_question), seen(TAKEN, badge=HERE)),
    "lock": (
        pushed(lambda till: LockScreen(till.app.counter, since=0)),
        seen("Log in first.", badge=NOBODY),
    ),
    "approval": (
        pushed(lambda till: ApprovalQuestion(till.app.counter, NotAllowedError("drawer.open", "open the drawer", "Cashier"))),
        seen("Only a badge counts here.", badge=NOBODY),
    ),
    "PIN": (
        pushed(lambda till: PinQuestion(till.app.counter, till.app.counter.person)),
        seen("Log in first.", badge=NOBODY),
    ),
    "who": (pushed(lambda till: PersonQuestion(till.app.counter)), seen(HERE, badge=NOBODY)),
}  # fmt: skip


class Heard:
    """What a screen says to a scan, and whether it sounds."""

    def __init__(self, till: Register, screen: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
        self.screen: object = screen
        self.said: list[str] = []
        self.sounds = 0
        complain, sound = screen.complain, till.app.error_sound

        def heard(text: str, hint: str = "") -> None:
            self.said.append(text)
            complain(text, hint)

        def rung() -> None:
            self.sounds += 1
            sound()

        monkeypatch.setattr(screen, "complain", heard)
        monkeypatch.setattr(till.app, "error_sound", rung)


async def arrived(till: Register, steps: Steps, monkeypatch: pytest.MonkeyPatch) -> Heard:
    """On the screen, with an ear for what it says."""
    await steps(till)
    assert isinstance(till.app.screen, Keys)
    return Heard(till, till.app.screen, monkeypatch)


async def outcome(till: Register, code: str, heard: Heard, expected: str) -> str:
    """What the screen on top does with a code; then all is as before. What is said may have to be looked up first."""
    screen = heard.screen
    heard.said.clear()
    heard.sounds = 0
    await till.scan(code)
    if expected != TAKEN and till.app.screen is screen:
        await till.wait(lambda: bool(heard.said), expected)
    assert heard.sounds == len(heard.said), "what is refused sounds, and nothing else"
    top = till.app.screen
    while till.app.screen is not screen and screen in till.app.screen_stack:
        till.app.pop_screen()
        await till.idle()
    return heard.said[0] if heard.said else TAKEN if top is screen else type(top).__name__


@pytest.mark.parametrize("place", PLACES)
async def test_each_code_means_one_thing_here(
    stocked: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    steps, expected = PLACES[place]
    meant: dict[str, str] = {}
    async with opened(stocked) as till:
        heard = await arrived(till, steps, monkeypatch)
        for kind in sorted(CODES, key=lambda kind: expected[kind].endswith("Screen")):
            if till.app.screen is not heard.screen:
                await home(till)
                heard = await arrived(till, steps, monkeypatch)
            meant[kind] = await outcome(till, CODES[kind], heard, expected[kind])
    assert meant == expected
