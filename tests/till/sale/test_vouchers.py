"""Gift vouchers: no turnover when sold, a tender without change when taken, to the cent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.models import Voucher
from kassa_tui.till.basket import refunds
from kassa_tui.till.basket.basket import FixedLineError
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.basket.sale_checks import WrongPaymentError
from kassa_tui.till.basket.tender import Payment, plain
from kassa_tui.till.drawer import session_details, sessions
from kassa_tui.till.goods import products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger import totals
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import receipts, sales, vouchers
from kassa_tui.till.sale.card_codes import BadgeAsCardError, NotACardError
from kassa_tui.till.sale.sales import Recorded, TrainingError
from kassa_tui.till.sale.vouchers import UnknownVoucherError, VoucherBalanceError, VoucherTakenError, VoucherUsedError
from tests.conftest import ShopUnderTest
from tests.shared import sold_voucher


def paid(shop: ShopUnderTest, price: str, code: str, amount: str) -> Recorded:
    """Buy something for a voucher, the rest by card."""
    basket = shop.basket(shop.article("Bread", price))
    bill = shop.bill(basket).pay("voucher", shop.money(amount), code)
    if bill.rest:
        bill = bill.pay("card", bill.rest)
    return sales.record(shop.desk, basket, bill.payments)


def total(shop: ShopUnderTest, kind: str, key: str) -> int:
    """A stored total of the open session."""
    found = rows("SELECT id FROM session WHERE closed_at IS NULL")
    return totals.read(found[0][0]).get(kind, key).amount


def test_a_voucher_that_is_sold_is_no_turnover_and_bears_no_vat(shop: ShopUnderTest) -> None:
    shop.open()
    code = sold_voucher(shop, "25.00")
    assert total(shop, "voucher", "sold") == 2500
    assert total(shop, "turnover", "sales") == 0
    assert rows("SELECT tax_code, tax FROM receipt_tax") == [("outside", 0)]
    assert vouchers.find(code).left == shop.money("25.00")
    assert verify().proven


@pytest.mark.parametrize(
    "code", ["8712345678906", "08712345678906", "105", "036000291452", "0036000291452", "K1-000001"]
)
def test_a_voucher_has_no_code_that_means_something_else(shop: ShopUnderTest, code: str) -> None:
    """An article's barcode in any of its forms, its short code, a receipt's number: refused whoever asks."""
    shop.article("Chips", "1.00", barcodes=("8712345678906",), code="105")
    shop.article("Soda", "1.00", barcodes=("036000291452",))
    with pytest.raises(NotACardError):
        sold_voucher(shop, "25.00", code)
    assert rows("SELECT count(*) FROM receipt") == rows("SELECT count(*) FROM voucher") == [(0,)]


def test_a_retired_articles_barcode_is_no_card_either(shop: ShopUnderTest) -> None:
    products.save(shop.desk, ProductForm("Chips", 100, "low", barcodes=("8712345678906",), active=False))
    with pytest.raises(NotACardError):
        sold_voucher(shop, "25.00", "8712345678906")


@pytest.mark.parametrize(
    "code", ["P-0123456789ABP", "p-0123456789abp", "]C0P-0123456789ABP", " P-0123456789ABP ", "P-0123456789AB0"]
)
def test_a_badge_is_no_card_and_its_code_is_written_nowhere(shop: ShopUnderTest, code: str) -> None:
    """Also one that was typed or read wrong: what is left would be enough to guess the rest."""
    with pytest.raises(BadgeAsCardError) as refused:
        sold_voucher(shop, "25.00", code)
    assert "0123456789" not in refused.value.say()
    assert rows("SELECT count(*) FROM receipt") == rows("SELECT count(*) FROM voucher") == [(0,)]
    assert rows("SELECT count(*) FROM journal WHERE facts LIKE '%0123456789%'") == [(0,)]


def test_it_pays_in_parts_until_nothing_is_left(shop: ShopUnderTest) -> None:
    shop.open()
    code = sold_voucher(shop, "25.00")
    paid(shop, "20.00", code, "20.00")
    assert vouchers.find(code.lower()).left == shop.money("5.00")
    with pytest.raises(VoucherBalanceError):
        paid(shop, "5.01", code, "5.01")
    paid(shop, "9.00", code, "5.00")
    assert vouchers.find(code).left == shop.money("0.00")
    assert total(shop, "tender", "voucher") == 2500
    assert verify().proven


def test_one_voucher_cannot_pay_twice_on_one_receipt_more_than_it_has(shop: ShopUnderTest) -> None:
    shop.open()
    code = sold_voucher(shop, "10.00")
    basket = shop.basket(shop.article("Bread", "16.00"))
    bill = shop.bill(basket).pay("voucher", shop.money("8.00"), code).pay("voucher", shop.money("8.00"), code)
    with pytest.raises(VoucherBalanceError):
        sales.record(shop.desk, basket, bill.payments)
    assert vouchers.find(code).left == shop.money("10.00")


def test_an_unknown_code_pays_nothing(shop: ShopUnderTest) -> None:
    shop.open()
    with pytest.raises(UnknownVoucherError):
        paid(shop, "5.00", "V-00000-00000", "5.00")


def test_a_card_of_the_shops_own_is_sold_once(shop: ShopUnderTest) -> None:
    shop.open()
    assert sold_voucher(shop, "10.00", " card 77 ") == "CARD 77"
    with pytest.raises(VoucherTakenError):
        sold_voucher(shop, "10.00", "card 77")


def test_a_voucher_gives_no_change(shop: ShopUnderTest) -> None:
    shop.open()
    code = sold_voucher(shop, "50.00")
    basket = shop.basket(shop.article("Bread", "20.00"))
    change = Payment("voucher", shop.money("50.00"), shop.money("30.00"), shop.money("0"), code)
    with pytest.raises(WrongPaymentError):
        sales.record(shop.desk, basket, [change])


def test_money_back_to_a_voucher_is_a_new_one(shop: ShopUnderTest) -> None:
    shop.open()
    code = sold_voucher(shop, "25.00")
    receipt = paid(shop, "25.00", code, "25.00")
    left = refunds.returnable(refunds.by_id(receipt.receipt_id)).lines[0]
    basket = shop.basket().give_back(left.source, left.line, -ONE)
    sales.record(shop.desk, basket, [plain("voucher", shop.money("-25.00"))])
    issued = Voucher.select().order_by(Voucher.id.desc()).get()
    assert (issued.code != code, issued.amount) == (True, 2500)
    assert vouchers.find(code).left == shop.money("0.00")
    assert rows("SELECT count(*) FROM paper WHERE kind = 'voucher'") == [(2,)]
    assert verify().proven


def test_an_unused_voucher_can_be_taken_back_and_a_used_one_not(shop: ShopUnderTest) -> None:
    shop.open()
    unused, used = (sold_voucher(shop, "10.00") for _each in range(2))
    paid(shop, "1.00", used, "1.00")
    for number, refused in ((1, False), (2, True)):
        left = refunds.returnable(refunds.by_id(number)).lines[0]
        basket = shop.basket().give_back(left.source, left.line, -ONE)
        if refused:
            with pytest.raises(VoucherUsedError):
                shop.pay(basket)
        else:
            shop.pay(basket)
    assert vouchers.find(unused).left == shop.money("0.00")
    assert vouchers.find(used).left == shop.money("9.00")
    assert total(shop, "voucher", "back") == -1000
    assert verify().proven


def test_a_voucher_line_keeps_its_amount(shop: ShopUnderTest) -> None:
    basket = shop.basket().add_voucher("Gift voucher", shop.money("10.00"))
    with pytest.raises(FixedLineError):
        basket.change_quantity(1, 2 * ONE)
    with pytest.raises(FixedLineError):
        basket.set_price(1, shop.money("1"))
    with pytest.raises(FixedLineError):
        basket.set_discount(1, percent=1000)


def test_nothing_of_it_is_practised(shop: ShopUnderTest) -> None:
    shop.open()
    code = sold_voucher(shop, "10.00")
    practice = replace(shop.basket(shop.article("Bread", "5.00")), training=True)
    with pytest.raises(TrainingError):
        sales.record(shop.desk, practice, [plain("voucher", shop.money("5.00"), code)])
    with pytest.raises(TrainingError):
        shop.pay(replace(shop.basket().add_voucher("Gift voucher", shop.money("10.00")), training=True))


def test_its_paper_bears_code_and_amount(shop: ShopUnderTest) -> None:
    shop.open()
    code = sold_voucher(shop, "12.50")
    (paper,) = rows("SELECT id FROM paper WHERE kind = 'voucher'")
    text = kept_papers.read(paper[0]).document.as_text(42)
    assert code in text
    assert "12" in text
    assert receipts.paper(1).document.title != kept_papers.read(paper[0]).document.title
    assert session_details.details(sessions.required("K1")).turnover == shop.money("0.00")


@given(st.text(max_size=20))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert vouchers.is_ours(text) in (True, False)
    vouchers.read_code(text)


def test_a_slip_of_one_sign_is_seen() -> None:
    code = vouchers.new_code()
    assert vouchers.is_ours(code)
    for at, sign in enumerate(code):
        if sign in vouchers.LETTERS and at > 1:
            other = next(each for each in vouchers.LETTERS[:31] if each != sign)
            assert not vouchers.is_ours(code[:at] + other + code[at + 1 :])
