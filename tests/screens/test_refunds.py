"""Taking back on the screen: never more than is left, by the tender that paid, and copies that say so."""

import threading
from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.screens.receipts.refund import RefundScreen
from kassa_tui.screens.receipts.screen import ReceiptsScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.till.basket import refunds
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.basket.tender import plain
from kassa_tui.till.goods import catalog, products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import bounce, elsewhere, facts, pays, printed, rings
from tests.screens.conftest import Opener, Register
from tests.shared import journalled

MILK, PAN = "2000000000442", "8712345678906"


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """K1-000001: two milk and a pan for cash, K1-000002: the same by card, K1-000003: a pan by both."""
    shop = english_shop(tmp_path)
    milk = shop.article("Milk", "1.20", "low", barcodes=(MILK,))
    pan = shop.article("Pan", "60.00", barcodes=(PAN,))
    shop.article("Lamp", "75.00", barcodes=("LAMP",))
    shop.open("150.00")
    shop.pay(shop.basket(milk, milk, pan), cash="70.00")
    shop.pay(shop.basket(milk, milk, pan))
    basket = shop.basket(pan)
    bill = shop.bill(basket).pay_cash("cash", shop.money("20.00"))
    _record(shop, basket, bill.pay("card", bill.rest).payments)
    return shop


def _record(shop: ShopUnderTest, basket: Basket, payments: object, person: str = "Owner") -> None:
    from kassa_tui.till.sale import sales

    sales.record(shop.as_(person), basket, payments)  # type: ignore[arg-type]


async def to_receipts(till: Register) -> None:
    await till.press("f7", sees="Receipts")
    await till.sees("K1-000003")


async def to_refund(till: Register, number: str) -> None:
    await to_receipts(till)
    await till.type(number)
    await till.press("enter")
    await till.press("delete", sees=f"Take back · receipt K1-00000{number}")


def taken(till: Register) -> list[int]:
    """Pieces that come back of each line."""
    screen = till.app.screen
    assert isinstance(screen, RefundScreen)
    return [abs(screen.back.get(each.source.line_id, 0)) // 1000 for each in screen.left.lines]


async def to_money_back(till: Register) -> None:
    """From the refund screen over the sale to the payment."""
    await till.press("f12", sees="Give back")
    await till.press("f12", sees="Money back")


def payments() -> list[tuple[int, str, int, int]]:
    """Number, method, tendered and rounding of what was paid back."""
    return rows(
        "SELECT r.number, p.method, p.tendered, p.rounding FROM payment p JOIN receipt r ON r.id = p.receipt_id "
        "WHERE r.kind = 'refund' ORDER BY p.id"
    )


# --- How much comes back --------------------------------------------------------------------------


async def test_plus_and_minus_set_how_many(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_refund(till, "1")
        heard = rings(till)
        assert "Put on the receipt" not in till.text
        await till.press("plus", sees="−1.20")
        await till.press("plus", sees="−2.40")
        assert (taken(till), heard) == ([2, 0], [])
        await till.press("plus", sees="At most 2 of Milk can be returned.")
        assert (taken(till), len(heard)) == ([2, 0], 1)
        await till.press("minus", "down", "right")
        assert taken(till) == [1, 1]
        await till.press("left", "minus")
        assert (taken(till), len(heard)) == ([1, 0], 2)


async def test_a_packaging_deposit_comes_back_with_what_it_was_sold_with(shop: ShopUnderTest, opened: Opener) -> None:
    """As many; an empty that was brought back on the receipt before belongs to nothing, and one bottle may stay away."""
    bottle = products.save(shop.desk, ProductForm("Bottle", 15, "outside", kind="packaging", discountable=False))
    cola = shop.article("Cola", "1.65", "low", packaging_id=bottle)
    empty = catalog.by_id(bottle, shop.shop.currency)
    assert empty is not None
    sold = shop.pay(shop.basket(shop.article("Milk", "1.20", "low")).add(empty, -ONE).add(cola, 3 * ONE))
    async with opened(shop) as till:
        await to_refund(till, sold.number[-1])
        await till.press("plus")
        assert taken(till) == [1, 0, 0, 0]
        await till.press("down", "down", "plus", "plus")
        assert taken(till) == [1, 0, 2, 2]
        await till.press("minus")
        assert taken(till) == [1, 0, 1, 1]
        await till.press("down", "minus")
        assert taken(till) == [1, 0, 1, 0]


async def test_scans_mark_what_comes_back(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_refund(till, "1")
        heard = rings(till)
        await till.scan(PAN, MILK, MILK)
        assert (taken(till), heard) == ([2, 1], [])
        await till.scan(MILK, sees="At most 2 of Milk can be returned.")
        await till.scan("LAMP", sees="LAMP is not on this receipt.")
        await till.scan("K1-000002", sees="K1-000002 is not on this receipt.")
        await till.scan("NOTHING", sees="NOTHING is not on this receipt.")
        assert (taken(till), len(heard)) == ([2, 1], 4)


async def test_a_scan_goes_to_the_line_that_has_any_left(shop: ShopUnderTest, opened: Opener) -> None:
    milk, pan = shop.article("Milk", "1.20", "low", barcodes=(MILK,)), shop.article("Pan", "60.00", barcodes=(PAN,))
    shop.sell(milk, pan, milk)
    async with opened(shop) as till:
        await to_refund(till, "4")
        await till.scan(MILK, MILK)
        assert taken(till) == [1, 0, 1]
        await till.scan(MILK, sees="At most 1 of Milk can be returned.")


async def test_everything_at_once(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_refund(till, "1")
        await till.press("f6", sees="−60.00")
        assert taken(till) == [2, 1]
        await till.press("f4", "f4", sees="F4 Reason: mistake")
        await to_money_back(till)
        await till.press("f12", sees="Receipt K1-000004")
    assert rows("SELECT note FROM receipt WHERE number = 4") == [("mistake",)]


async def test_leaving_takes_nothing_back(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_refund(till, "1")
        await till.press("plus", "escape", sees="Receipts")
        await till.press("escape")
        await till.wait(lambda: isinstance(till.app.screen, SaleScreen), "the sale")
        assert "Give back" not in till.text
    assert rows("SELECT count(*) FROM receipt") == [(3,)]


async def test_letters_are_refused_with_a_sound(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_refund(till, "1")
        heard = rings(till)
        await till.type("x9")
        assert (taken(till), len(heard)) == ([0, 0], 2)


# --- How the money goes back ----------------------------------------------------------------------


async def test_cash_goes_back_as_cash(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_refund(till, "1")
        await till.scan(MILK)
        await to_money_back(till)
        await till.sees("As it was paid", "Cash 1.20")
        await till.press("f12", sees="Receipt K1-000004")
        await till.sees("Money back", "● printed")
        paper = await printed(till, "K1-000004")
        for line in ("Returned: Milk", "from receipt K1-000001", "−1.20", "Cashier"):
            assert line in paper
        await till.wait(lambda: till.printer.kicks == 1, "the kick")
    assert payments() == [(4, "cash", -120, 0)]
    assert rows("SELECT kind, amount FROM drawer_event ORDER BY id DESC LIMIT 1") == [("refund", -120)]
    assert verify.verify().proven


async def test_a_card_goes_back_to_the_card(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Cashier") as till:
        await to_refund(till, "2")
        await till.scan(PAN)
        await to_money_back(till)
        await till.press("f12", sees="Refund 60.00 on the terminal.")
        await till.scan(PAN, sees="You cannot scan here.")
        await till.press("escape", "escape", sees="Card was declined. Nothing was booked;")
        assert payments() == []
        await till.press("f12", sees="Did it work?")
        await till.press("f12", sees="Receipt K1-000004")
        assert till.printer.kicks == 0
    assert payments() == [(4, "card", -6000, 0)]


async def test_a_split_receipt_goes_back_by_both(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_refund(till, "3")
        await till.press("f6")
        await to_money_back(till)
        await till.sees("Cash 20.00 + Card 40.00")
        await till.press("f12", sees="Refund 40.00 on the terminal.")
        await till.press("f12", sees="Receipt K1-000004")
    assert payments() == [(4, "cash", -2000, 0), (4, "card", -4000, 0)]
    assert verify.verify().proven


async def test_another_method_needs_a_permission(shop: ShopUnderTest, opened: Opener) -> None:
    """Refused with a sentence and journalled; then another method can still be chosen, and Esc still leaves."""
    async with opened(shop, person="Cashier") as till:
        await to_refund(till, "2")
        await till.scan(PAN)
        await to_money_back(till)
        await till.press("c", sees="Cash 60.00 back")
        await till.press("f12", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this: refund by")
        assert rows("SELECT count(*) FROM receipt") == [(3,)]
        assert till.printer.kicks == 0
        await till.press("up", sees="As it was paid")
        await till.press("escape", sees="1 line")
        assert isinstance(till.app.screen, SaleScreen)
        await till.press("f12", sees="Money back")
        await till.press("f12", sees="Did it work?")
        await till.press("f12", sees="Receipt K1-000004")
    assert '"refund.other_tender"' in facts("permission.refused")
    assert payments() == [(4, "card", -6000, 0)]


async def test_a_refused_card_part_does_not_trap(shop: ShopUnderTest, opened: Opener) -> None:
    """The terminal has paid already: the screen says so, and can be left once that was undone."""
    async with opened(shop, person="Cashier") as till:
        await to_refund(till, "1")
        await till.scan(PAN)
        await to_money_back(till)
        await till.press("p", "f12", sees="Refund 60.00 on the terminal.")
        await till.press("f12", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this: refund by")
        await till.press("escape", sees="Give that back first.")
        await till.press("f12", sees="1 line")
        assert isinstance(till.app.screen, SaleScreen)
    assert payments() == []
    assert rows("SELECT count(*) FROM draft WHERE slot LIKE 'payments%'") == [(0,)]


async def test_a_manager_may_choose_another_method(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop, person="Manager") as till:
        await to_refund(till, "2")
        await till.scan(PAN)
        await to_money_back(till)
        await till.press("c", "f12", sees="Receipt K1-000004")
    assert payments() == [(4, "cash", -6000, 0)]
    assert verify.verify().proven


async def test_a_double_press_gives_back_once(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_refund(till, "1")
        await till.press("f6")
        await bounce(till, "f12", "f12", "f12")
        await till.sees("Give back")
        if not pays(till):
            await till.press("f12", sees="Money back")
        await bounce(till, "f12", "f12", "f12")
        await till.sees("Receipt K1-000004")
    assert len(payments()) == 1


# --- What is back already -------------------------------------------------------------------------


async def give_back(till: Register, number: str, *codes: str) -> None:
    await to_refund(till, number)
    await till.scan(*codes)
    await to_money_back(till)
    await till.press("f12", sees="Receipt K1-00000")
    await till.press("escape")


async def test_nothing_comes_back_twice(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await give_back(till, "1", MILK, PAN)
        await to_refund(till, "1")
        await till.sees("1 left", "all back")
        await till.scan(PAN, sees="At most 0 of Pan can be returned.")
        await till.scan(MILK)
        await till.scan(MILK, sees="At most 1 of Milk can be returned.")
        assert taken(till) == [1, 0]
        await till.press("f12")
        await to_money_back(till)
        await till.press("f12", sees="Receipt K1-000005")
        await till.press("escape")
        await to_refund(till, "1")
        await till.press("f6", sees="Everything on receipt K1-000001 has been returned already.")
        assert taken(till) == [0, 0]
        await till.press("f12", "enter")
        assert isinstance(till.app.screen, RefundScreen)
    assert sum(amount for _number, _method, amount, _rounding in payments()) == -6240
    assert rows("SELECT sum(amount) FROM drawer_event WHERE kind IN ('tender', 'change', 'refund')") == [(2000,)]


async def test_the_same_lines_are_not_put_on_the_receipt_twice(shop: ShopUnderTest, opened: Opener) -> None:
    """The basket holds what comes back already; a second time is refused when it is paid, and nothing is booked."""
    async with opened(shop) as till:
        await to_refund(till, "1")
        await till.scan(PAN)
        await till.press("f12", sees="Give back")
        await till.scan("K1-000001", sees="Receipts")
        await till.press("delete", sees="Take back · receipt")
        await till.scan(PAN)
        await till.press("f12", sees="Give back")
        await till.press("f12", sees="Money back")
        await till.press("c", "f12", sees="■")
        await till.press("escape", sees="2 lines")
        await till.press("delete")
        await till.press("f12", sees="Money back")
        await till.press("f12", sees="Receipt K1-000004")
    assert payments() == [(4, "cash", -6000, 0)]


async def test_returned_meanwhile_by_somebody_else(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_refund(till, "1")
        await till.scan(PAN)
        await to_money_back(till)
        await elsewhere(till, lambda: _give_back_whole(shop))
        await till.press("f12", sees="Something of receipt K1-000001 was returned")
        await till.press("escape")
        if "Give that back first." in till.text:
            await till.press("f12")
        await till.sees("1 line")
        assert isinstance(till.app.screen, SaleScreen)
    assert len(payments()) == 1


def _give_back_whole(shop: ShopUnderTest) -> None:
    left = refunds.returnable(refunds.find("K1-000001"))
    basket = shop.basket()
    for each in left.lines:
        basket = basket.give_back(each.source, each.line, -each.left)
    _record(shop, basket, [plain("cash", shop.money("-62.40"))], "Manager")


async def test_a_return_on_a_receipt_that_is_partly_paid_is_refused(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.scan(PAN)
        await till.press("f12", sees="Payment method")
        await till.press("c")
        await till.type("10")
        await till.press("f12", sees="Take back")
    async with opened(shop) as till:
        await till.press("escape")
        await till.scan("K1-000001", sees="Receipts")
        await till.press("delete", sees="Take back · receipt")
        await till.scan(MILK)
        await till.press("f12", sees="Part of this receipt is paid already")
        assert isinstance(till.app.screen, SaleScreen)
        assert [line.text for line in till.app.screen.basket.lines] == ["Pan"]
        assert payments() == []


# --- Receipts and copies --------------------------------------------------------------------------


async def test_receipts_are_found_by_number_and_by_scan(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_receipts(till)
        heard = rings(till)
        await till.type("9", sees="Number: 9█")
        await till.press("enter", sees="There is no receipt K1-9.")
        await till.type("12", sees="Number: 12█")
        await till.press("backspace", "enter", sees="Receipt K1-000001")
        await till.type("7")
        await till.press("escape")
        assert "Number:" not in till.text
        await till.scan("K1-000002", sees="Receipt K1-000002")
        assert len(heard) == 1
        await till.press("escape")
        assert isinstance(till.app.screen, SaleScreen)


async def test_a_reprint_is_a_copy_and_journalled(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await till.scan(PAN)
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Receipt K1-000004")
        await till.sees("● printed")
        await to_receipts_over_the_menu(till)
        await till.press("f7", sees="● A copy of K1-000004 goes to the printer")
        paper = await printed(till, "COPY 1")
        assert "K1-000004" in paper
        await till.press("up")
        assert isinstance(till.app.screen, ReceiptsScreen)
        assert "goes to the printer" not in till.text
        await till.press("f12")
        await printed(till, "COPY 2")
    assert journalled("paper.printed") == 2
    assert '"copy":2' in facts("paper.printed")


async def to_receipts_over_the_menu(till: Register) -> None:
    await till.press("f9", sees="Receipts and refunds")
    await till.click("Receipts and refunds", sees="Take back")
    assert isinstance(till.app.screen, ReceiptsScreen)


async def test_copies_that_wait_for_the_printer_have_numbers_of_their_own(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(shop) as till:
        await till.scan(PAN)
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Receipt K1-000004")
        await till.sees("● printed")
        ready, print_it = threading.Event(), till.printer.print
        monkeypatch.setattr(till.printer, "print", lambda document: ready.wait(30) and print_it(document))
        await till.press("f7", "f7", "f7")
        await till.wait(lambda: journalled("paper.printed") == 3, "three copies in the queue")
        ready.set()
        for number in (1, 2, 3):
            await printed(till, f"COPY {number}")
    assert len(till.printer.papers) == 4


async def test_a_receipt_that_never_came_out_is_no_copy(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        till.printer.paper = "out"
        await till.scan(PAN)
        await till.press("f12", sees="Payment method")
        await till.press("c", "f12", sees="Receipt not printed")
        till.printer.paper = "ok"
        await till.press("f7")
        assert "COPY" not in await printed(till, "K1-000004")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_everything_is_in_sight(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop) as till:
        await to_receipts(till)
        await till.pilot.resize_terminal(*size)
        await till.sees("K1-000001", "62.40", "Del Take back", "F12 Print a copy →", "Esc Back")
        await till.press("delete", sees="Take back · receipt K1-000003")
        await till.press("plus", sees="−60.00")
        await till.sees("Pan", "of 1", "F12 Put on the receipt →", "F4", "F6 Everything")
        assert taken(till) == [1]
