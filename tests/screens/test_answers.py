"""What is asked answers with a value of its own type: mypy follows it, and nobody takes it apart again."""

from typing import assert_type

from kassa_tui.money import Money
from kassa_tui.screens.frame.ask import AskEntry, ask_amount
from kassa_tui.screens.frame.host import Host
from kassa_tui.screens.frame.menu import Item, MenuQuestion
from kassa_tui.screens.payment.screen import PaymentScreen
from kassa_tui.screens.payment.voucher import ask_paying
from kassa_tui.screens.session.drawer import CashMove, DrawerQuestion, JustOpen
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.till.sale.vouchers import VoucherState
from tests.conftest import ShopUnderTest
from tests.screens.conftest import Opener


async def typed_by_mypy(app: Host, basket: Basket) -> None:
    """Never run: `make check` says what each answers with."""
    assert_type(await app.ask(PaymentScreen(app.counter, basket)), Recorded | None)
    assert_type(await app.ask(DrawerQuestion(app.counter)), JustOpen | CashMove | None)
    assert_type(await app.ask(AskEntry("", "", int)), int | None)
    assert_type(await app.ask(MenuQuestion("", [Item("", basket)])), Basket | None)
    assert_type(await ask_amount(app, "", ""), Money | None)
    assert_type(await ask_paying(app), VoucherState | None)


async def test_the_drawer_opens_with_a_note_or_moves_an_amount_for_a_reason(
    shop: ShopUnderTest, opened: Opener
) -> None:
    answers: list[JustOpen | CashMove | None] = []
    async with opened(shop) as till:
        for direction in ("out", "in", "open"):
            till.app.push_screen(DrawerQuestion(till.app.counter, direction), answers.append)
            await till.sees("Just open")
            await till.type("why" if direction == "open" else "12.5")
            await till.press("f12")
        till.app.push_screen(DrawerQuestion(till.app.counter), answers.append)
        await till.sees("Just open")
        await till.press("escape")
    out, into, just_open, given_up = answers
    assert isinstance(out, CashMove)
    assert isinstance(into, CashMove)
    assert (out.out, out.amount, into.out, into.amount) == (True, shop.money("12.50"), False, shop.money("12.50"))
    assert just_open == JustOpen("why")
    assert given_up is None
