"""Gift vouchers at the counter: sold on a card or on paper, taken by their code, and never by accident."""

from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.models import Voucher
from kassa_tui.screens.frame import guard
from kassa_tui.screens.receipts.refund import RefundScreen
from kassa_tui.screens.sale.screen import SaleScreen
from kassa_tui.screens.session.register import RegisterScreen
from kassa_tui.till.basket import refunds
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import corrections, sales, vouchers
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import elsewhere, pays, rings, to_payment, to_register
from tests.screens.conftest import Opener, Register
from tests.shared import receipts, sold_voucher

sizes = pytest.mark.parametrize("size", [(80, 24), (100, 30)])


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """A session that was opened, and something to buy."""
    shop = english_shop(tmp_path)
    shop.article("Lamp", "20.00", barcodes=("LAMP",))
    shop.article("Bread", "2.95", code="7", barcodes=("BREAD",))
    shop.open("150.00")
    return shop


def left(code: str) -> str:
    return vouchers.find(code).left.decimal()


def payments() -> list[tuple[str, int, str]]:
    return rows("SELECT method, amount, reference FROM payment ORDER BY id")


async def to_sell(till: Register, amount: str) -> None:
    """The menu, and what it is worth."""
    await till.press("f9", sees="Sell a gift voucher")
    await till.click("Sell a gift voucher", sees="Amount")
    await till.type(amount)
    await till.press("f12")


# --- Selling --------------------------------------------------------------------------------------


@sizes
async def test_one_that_is_printed(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    async with opened(shop, size=size) as till:
        await to_sell(till, "25")
        await till.sees("Scan the card, or F12 for a voucher")
        await till.press("f12", sees="Gift voucher")
        await till.sees("25.00", "1 line")
        await till.press("f12", "c", "f12", sees="Paid in full")
        await till.wait(lambda: len(till.printer.papers) == 2, "receipt and voucher")
    (code,) = (row.code for row in Voucher.select())
    assert code in till.printer.papers[1]
    assert left(code) == "25.00"
    assert verify().proven


async def test_a_card_of_the_shops_own(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_sell(till, "10")
        await till.scan("card 77", sees="CARD 77█")
        await till.press("f12", sees="1 line")
        await till.sees("CARD 77")
        await till.press("f12", "c", "f12", sees="Paid in full")
    assert left("card 77") == "10.00"


async def test_a_card_is_refused_as_soon_as_it_is_typed_twice(shop: ShopUnderTest, opened: Opener) -> None:
    sold_voucher(shop, "5.00", "CARD 1")
    async with opened(shop) as till:
        heard = rings(till)
        await to_sell(till, "10")
        await till.type("card 1")
        await till.press("f12", sees="■ Gift voucher CARD 1 was sold already.")
        await till.press("delete")
        await till.type("card 2")
        await till.press("f12", sees="1 line")
        await to_sell(till, "10")
        await till.scan("CARD 2", sees="■ Gift voucher CARD 2 was sold already.")
        await till.press("f12", sees="Code")
        await till.press("escape", sees="1 line")
        assert heard
    assert rows("SELECT count(*) FROM voucher") == [(1,)]


@pytest.mark.parametrize("code", ["BREAD", "7", "K1-000001"])
async def test_the_code_of_something_else_is_no_card(shop: ShopUnderTest, opened: Opener, code: str) -> None:
    async with opened(shop) as till:
        await to_sell(till, "10")
        await till.type(code)
        await till.press("f12", sees="is the code of an article or a receipt")
        await till.press("escape", sees="Scan the first article")
        assert isinstance(till.app.screen, SaleScreen)
        assert not till.app.screen.basket.lines


@pytest.mark.parametrize(("typed", "said"), [("", "Type what the gift voucher is worth."), ("0", "worth."), (",", "■")])
async def test_it_is_worth_something(shop: ShopUnderTest, opened: Opener, typed: str, said: str) -> None:
    async with opened(shop) as till:
        await to_sell(till, typed)
        await till.sees(said)
        await till.press("escape", sees="Scan the first article")
        assert isinstance(till.app.screen, SaleScreen)
        assert not till.app.screen.basket.lines


async def test_its_line_keeps_its_amount(shop: ShopUnderTest, opened: Opener) -> None:
    """Del takes it off; nothing else changes it, and it does not come back without its receipt."""
    async with opened(shop) as till:
        await to_sell(till, "25")
        await till.press("f12", sees="1 line")
        for key in ("plus", "minus", "f4"):
            await till.press(key, sees="This line cannot be changed")
            await till.press("escape")
            assert till.app.screen.basket.total.decimal() == "25.00"  # type: ignore[attr-defined]
        await till.press("f9", sees="Menu")
        assert "Take back without" not in till.text
        await till.press("escape", "delete", sees="Scan the first article")


async def test_nothing_of_it_is_practised(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "25.00")
    before = receipts()
    async with opened(shop) as till:
        await till.press("f9", sees="Menu")
        await till.click("Training mode", sees="TRAINING")
        await till.press("f9", sees="Menu")
        await till.click("Sell a gift voucher", sees="Gift vouchers are real")
        await till.press("escape")
        await to_payment(till)
        await till.scan(code, sees="Gift vouchers are real")
        await till.press("b", "f12", sees="Scan the gift voucher, or type its code.")
        await till.type(code)
        await till.press("f12", sees="Gift vouchers are real")
    assert receipts() == before


# --- Taking ---------------------------------------------------------------------------------------


@sizes
async def test_a_scan_shows_what_it_would_pay(shop: ShopUnderTest, opened: Opener, size: tuple[int, int]) -> None:
    code = sold_voucher(shop, "25.00")
    async with opened(shop, size=size) as till:
        await to_payment(till)
        await till.scan(code, sees="F12 Gift voucher 20.00")
        await till.sees(f"Left on {code}", "25.00", "Left on it afterwards", "5.00")
        assert receipts() == 1
        await till.press("f12", sees="Paid in full")
    assert payments()[1:] == [("voucher", 2000, code)]
    assert left(code) == "5.00"
    assert verify().proven


async def test_its_code_is_typed(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "25.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.press("b", sees="F12 Gift voucher: its code")
        await till.press("f12", sees="Scan the gift voucher, or type its code.")
        await till.type(code.lower().replace("-", ""))
        await till.press("f12", sees="F12 Gift voucher 20.00")
        assert receipts() == 1
        await till.press("f12", sees="Paid in full")
    assert left(code) == "5.00"


async def test_too_little_on_it_is_a_part(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "5.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="First Gift voucher 5.00 · then 15.00")
        await till.press("f12", sees="F12 Card 15.00")
        await till.press("c", "f12", sees="Paid in full")
    assert payments()[1:] == [("voucher", 500, code), ("cash", 1500, "")]


async def test_more_than_is_left_on_it_becomes_what_is_left(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "5.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="First Gift voucher 5.00")
        await till.type("8")
        await till.press("f12", sees=f"Gift voucher {code} has 5.00 left.")
        await till.sees("First Gift voucher 5.00")
        assert (receipts(), payments()[1:]) == (1, [])


async def test_it_gives_no_change(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "50.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="F12 Gift voucher 20.00")
        await till.type("50")
        await till.press("f12", sees="A gift voucher gives no change")
        assert receipts() == 1
        await till.press(*["backspace"] * 2, sees="F12 Gift voucher 20.00")
        await till.press("f12", sees="Paid in full")
    assert left(code) == "30.00"


async def test_a_part_is_taken_back(shop: ShopUnderTest, opened: Opener) -> None:
    """Nothing was recorded: neither a terminal nor a question is needed."""
    code = sold_voucher(shop, "5.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="First Gift voucher 5.00")
        await till.press("f12", sees="Take back")
        await till.press("delete", sees="F12 Card 20.00")
        await till.scan(code, sees="First Gift voucher 5.00")
        await till.press("f12", sees="Take back")
        await till.press("escape", sees="F12 Pay")
        await till.scan("BREAD", sees="2 lines")
    assert left(code) == "5.00"
    assert rows("SELECT count(*) FROM draft WHERE slot LIKE 'payments%'") == [(0,)]


async def test_by_finger(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "50.00")
    async with opened(shop, size=(80, 24)) as till:
        till.app.touch = True
        till.app._relabel()
        await to_payment(till)
        await till.click("voucher", sees="Gift voucher: its code")
        await till.click("Gift voucher: its code", sees="Scan the gift voucher, or type its code.")
        await till.scan(code, sees=f"{code}█")
        await till.click("F12", sees="Gift voucher 20.00")
        await till.click("Gift voucher 20.00", sees="Paid in full")
    assert left(code) == "30.00"


async def test_money_back_to_a_voucher_is_a_new_one(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "25.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="F12 Gift voucher 20.00")
        await till.press("f12", sees="Paid in full")
        await till.press("escape", "f7", sees="K1-000002")
        await till.press("delete", "plus", "f12", sees="Give back")
        await till.press("f12", sees="A new voucher is printed with its code")
        before = len(till.printer.papers)
        await till.press("f12", sees="Money back")
        await till.wait(lambda: len(till.printer.papers) == before + 2, "receipt and voucher")
    issued = Voucher.select().order_by(Voucher.id.desc()).get()
    assert (issued.code != code, issued.amount, left(code)) == (True, 2000, "5.00")
    assert issued.code in till.printer.papers[-1]
    assert verify().proven


async def test_a_used_one_does_not_come_back(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "25.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="F12 Gift voucher 20.00")
        await till.press("f12", sees="Paid in full")
        await till.press("escape", "f7", "down", "delete", sees="Take back · receipt K1-000001")
        await till.press("plus", sees=f"Gift voucher {code} has been used: 5.00 is left of it.")
        assert "Put on the receipt" not in till.text
        assert isinstance(till.app.screen, RefundScreen)
        assert till.app.screen.back == {}


async def test_its_balance_is_looked_up(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "25.00")
    async with opened(shop) as till:
        await till.press("f9", sees="Menu")
        await till.click("Price check", sees="Scan an article")
        await till.scan(code, sees=code)
        await till.sees("Left on it", "25.00")
        await till.press("enter", "f12")
        assert "Put on the receipt" not in till.text
        await till.scan("LAMP", sees="20.00")
        assert code not in till.text
        await till.type(code.lower())
        await till.press("enter", sees="Left on it")
        await till.press("escape", sees="Scan the first article")
        assert isinstance(till.app.screen, SaleScreen)
        assert not till.app.screen.basket.lines
        assert left(code) == "25.00"


async def test_on_the_sale_it_belongs_to_the_payment(shop: ShopUnderTest, opened: Opener) -> None:
    sold_voucher(shop, "5.00", "CARD 1")
    codes = (vouchers.new_code(), "card 1")
    async with opened(shop) as till:
        heard = rings(till)
        for number, code in enumerate(codes, start=1):
            await till.scan(code, sees="A gift voucher belongs to the payment")
            assert len(heard) == number
            await till.press("escape")
        assert isinstance(till.app.screen, SaleScreen)
        assert till.app.screen.basket.lines == ()


# --- Nothing is recorded --------------------------------------------------------------------------


async def test_an_unknown_code(shop: ShopUnderTest, opened: Opener) -> None:
    unknown = vouchers.new_code()
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(unknown, sees=f"There is no gift voucher {unknown}.")
        await till.press("b", "f12", sees="Scan the gift voucher, or type its code.")
        for typed, said in (("", "Scan or type the code"), ("V-00000", "There is no gift voucher V-00000.")):
            await till.press("delete")
            await till.type(typed)
            await till.press("f12", sees=said)
        await till.scan(unknown, sees=f"There is no gift voucher {unknown}.")
        await till.press("escape", sees="Payment method")
    assert receipts() == 0


async def test_a_used_up_one(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "20.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="F12 Gift voucher 20.00")
        await till.press("f12", sees="Paid in full")
        await to_payment(till)
        await till.scan(code, sees=f"Gift voucher {code} has 0.00 left.")
        await till.press("b", "f12", sees="type its code.")
        await till.type(code)
        await till.press("f12", sees="has 0.00 left.")
        await till.press("escape", sees="F12 Pay")
    assert receipts() == 2


async def test_the_green_key_pressed_twice(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second Enter of a code must not pay already."""
    code = sold_voucher(shop, "50.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.press("b", "f12", sees="type its code.")
        await till.type(code)
        monkeypatch.setattr(guard, "SECONDS", 60)
        await till.press("f12", "f12", "f12", "f12", sees="F12 Gift voucher 20.00")
        assert pays(till)
        assert receipts() == 1
    assert left(code) == "50.00"


async def test_two_presses_record_once(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "50.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="F12 Gift voucher 20.00")
        till.send("f12")
        till.send("f12")
        await till.sees("Paid in full")
        await till.idle()
    assert (receipts(), left(code)) == (2, "30.00")


async def test_a_scan_during_the_card_question(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "50.00")
    async with opened(shop) as till:
        heard = rings(till)
        await to_payment(till)
        await till.press("p", "f12", sees="Did it work?")
        await till.scan(code)
        assert heard
        await till.press("escape", "escape", sees="Card was declined.")
        assert "Left on" not in till.text
    assert (receipts(), left(code)) == (1, "50.00")


async def test_the_same_one_twice_on_a_receipt(shop: ShopUnderTest, opened: Opener) -> None:
    code = sold_voucher(shop, "5.00")
    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="First Gift voucher 5.00")
        await till.press("f12", sees="F12 Card 15.00")
        await till.scan(code, sees=f"Gift voucher {code} has 0.00 left.")
        await till.sees("F12 Card 15.00")
    assert (receipts(), left(code)) == (1, "5.00")


async def test_what_another_till_took_meanwhile(shop: ShopUnderTest, opened: Opener) -> None:
    """The balance is asked again when the sale is recorded; the payment is as it was before."""
    code = sold_voucher(shop, "20.00")
    lamp = shop.article("Lamp", "20.00")

    def buy() -> None:
        basket = shop.basket(lamp)
        sales.record(shop.desk, basket, shop.bill(basket).pay("voucher", basket.total, code).payments)

    async with opened(shop) as till:
        await to_payment(till)
        await till.scan(code, sees="F12 Gift voucher 20.00")
        await elsewhere(till, buy)
        await till.press("f12", sees="has 0.00 left.")
        assert receipts() == 2
        await till.press("c", "f12", sees="Paid in full")
    assert [payment[0] for payment in payments()] == ["card", "voucher", "cash"]


# --- What is seen of it afterwards ----------------------------------------------------------------


@sizes
async def test_the_session_shows_it_beside_the_turnover(
    shop: ShopUnderTest, opened: Opener, size: tuple[int, int]
) -> None:
    """With more figures than rows the end is still there: what should be in the drawer."""
    shop.pay(shop.basket().add_voucher("Gift voucher", shop.money("25.00")), cash="25.00")
    for cash, card in (("10.02", "card"), ("10.00", "transfer")):
        sold_wrong = shop.sell(shop.article(f"Bread {card}", cash), cash="10.00")
        corrections.correct(shop.desk, sold_wrong.receipt_id, "cash", card, "wrong key", "statement 12")
    shop.sell(shop.article("Bottle", "0.25", "outside", kind="packaging"))
    shop.sell(shop.article("Pear", "5.02"), cash="5.00")
    taken = shop.pay(shop.basket().add_voucher("Gift voucher", shop.money("5.00")), cash="5.00")
    line = refunds.returnable(refunds.by_id(taken.receipt_id)).lines[0]
    shop.pay(shop.basket().give_back(line.source, line.line, -1000), cash="-5.00")
    buying = shop.basket(shop.article("Lamp", "20.00"))
    code = str(Voucher.get_by_id(1).code)
    sales.record(shop.desk, buying, shop.bill(buying).pay("voucher", buying.total, code).payments)
    async with opened(shop, size=size) as till:
        await to_register(till)
        await till.sees("Gift vouchers sold", "30.00", "Cash rounding", "Put right: Bank transfer")
        await till.sees("Should be in the drawer", "180.00")
        assert "the rest is on the report" not in till.text
        assert isinstance(till.app.screen, RegisterScreen)
        assert till.app.screen.details is not None
        assert till.app.screen.details.expected == shop.money("180.00")
        await till.press("f7", sees="X report")
    async with opened(shop, person="Cashier", size=size) as till:
        await to_register(till)
        await till.sees("Amount in the drawer: after the count.")
        assert "Gift vouchers sold" not in till.text
