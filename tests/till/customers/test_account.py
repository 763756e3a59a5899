"""On account to the cent: the limit, open invoices paid whole and in parts, refunds to it, and credit spent once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from kassa_tui.database import bound, rows
from kassa_tui.till.basket import refunds
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, OUTSIDE, Line
from kassa_tui.till.basket.tender import Payment, plain
from kassa_tui.till.customers import account as customer_account
from kassa_tui.till.customers import customers, erasing, personal_data
from kassa_tui.till.customers.account import Account, AccountError, OverAccountError
from kassa_tui.till.customers.erasing import EraseError
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger import totals
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import sales
from kassa_tui.till.sale.sales import Recorded
from tests.conftest import ShopUnderTest


@pytest.fixture
def debtor(shop: ShopUnderTest) -> int:
    """Somebody who may owe 100.00; a session is open."""
    shop.open()
    return customers.save(shop.desk, CustomerForm(name="Debtor", debtor="D-1", credit_limit=10000, term=30))


def on_account(shop: ShopUnderTest, customer: int | None, price: str, amount: str = "", **more: object) -> Recorded:
    """Buy something on account, the rest by card."""
    basket = replace(shop.basket(shop.article("Bread", price)), customer=customer, **more)
    bill = shop.bill(basket).pay("account", shop.money(amount or price))
    if bill.rest:
        bill = bill.pay("card", bill.rest)
    return sales.record(shop.desk, basket, bill.payments)


def pay_invoices(shop: ShopUnderTest, customer: int, parts: dict[int, str], method: str = "card") -> Recorded:
    basket = customer_account.invoice_basket(
        customer, {key: shop.money(part) for key, part in parts.items()}, shop.clock()
    )
    return shop.pay(basket, cash=basket.total.decimal()) if method == "cash" else shop.pay(basket)


def lefts(customer: int) -> list[str]:
    return [invoice.left.decimal() for invoice in customer_account.account(customer).invoices]


def stands(customer: int) -> tuple[str, str]:
    account: Account = customer_account.account(customer)
    assert sum(invoice.left.minor for invoice in account.invoices) == max(account.balance.minor, 0)
    return account.balance.decimal(), account.credit.decimal()


def give_credit(shop: ShopUnderTest, customer: int, amount: str) -> None:
    """Money that the shop keeps for a customer."""
    line = Line(0, "Credit", ONE, shop.money(amount), OUTSIDE, kind="credit", discountable=False)
    shop.pay(replace(shop.basket().put(line), customer=customer))


def spend(shop: ShopUnderTest, customer: int | None, amount: str) -> tuple[Basket, list[Payment]]:
    basket = replace(shop.basket(shop.article("Bread", amount)), customer=customer)
    return basket, [plain("credit", shop.money(amount))]


# --- The limit -----------------------------------------------------------------------------------


def test_the_limit_holds_to_the_cent(shop: ShopUnderTest, debtor: int) -> None:
    # An owner may do it always; that is written past the recorder, and put right before the proof.
    bound().execute_sql("DELETE FROM permission WHERE role = 'owner' AND action = 'account.over_limit'")
    on_account(shop, debtor, "60.00")
    with pytest.raises(OverAccountError, match=r"40\.00 more"):
        on_account(shop, debtor, "40.01")
    assert stands(debtor) == ("60.00", "0.00")
    on_account(shop, debtor, "40.00")
    with pytest.raises(OverAccountError):
        on_account(shop, debtor, "0.01")
    assert stands(debtor) == ("100.00", "0.00")
    assert rows("SELECT count(*) FROM journal WHERE kind = 'permission.refused'") == [(2,)]
    bound().execute_sql("INSERT INTO permission (role, action) VALUES ('owner', 'account.over_limit')")
    assert verify().proven


def test_above_the_limit_a_second_person_agrees(shop: ShopUnderTest, debtor: int) -> None:
    basket = replace(shop.basket(shop.article("Bread", "100.01")), customer=debtor)
    payments = [plain("account", shop.money("100.01"))]
    desk = shop.as_("Cashier")
    with pytest.raises(OverAccountError):
        sales.record(desk, basket, payments)
    sales.record(replace(desk, approver=staff.named("Manager")), basket, payments)
    assert stands(debtor) == ("100.01", "0.00")
    assert verify().proven


def test_only_a_debtor_with_a_limit_buys_on_account(shop: ShopUnderTest, debtor: int) -> None:
    nobody = customers.save(shop.desk, CustomerForm(name="Nobody", debtor="D-2"))
    with pytest.raises(AccountError, match="does not buy on account"):
        on_account(shop, nobody, "1.00")
    with pytest.raises(AccountError, match="Choose the customer"):
        on_account(shop, None, "1.00")
    with pytest.raises(AccountError, match="training"):
        on_account(shop, debtor, "1.00", training=True)
    assert stands(debtor) == ("0.00", "0.00")


def test_an_erased_customer_buys_nothing(shop: ShopUnderTest, debtor: int) -> None:
    erasing.erase(shop.desk, debtor, "asked")
    with pytest.raises(AccountError, match="erased"):
        shop.pay(replace(shop.basket(shop.article("Bread", "1.00")), customer=debtor))


# --- Invoices ------------------------------------------------------------------------------------


def test_an_invoice_is_paid_in_parts_until_nothing_is_left(shop: ShopUnderTest, debtor: int) -> None:
    sold = on_account(shop, debtor, "60.01", "50.01")
    (invoice,) = customer_account.account(debtor).invoices
    assert (invoice.number, invoice.amount.decimal()) == (sold.number, "50.01")
    assert invoice.due - invoice.at == 30 * 86_400_000
    pay_invoices(shop, debtor, {invoice.id: "20.00"})
    assert lefts(debtor) == ["30.01"]
    for part in ("30.02", "0.00", "-1.00"):
        with pytest.raises(AccountError, match=r"30\.01 is left"):
            pay_invoices(shop, debtor, {invoice.id: part})
    paid = pay_invoices(shop, debtor, {invoice.id: "30.01"}, "cash")
    assert (lefts(debtor), stands(debtor)) == ([], ("0.00", "0.00"))
    assert rows("SELECT kind, total FROM receipt WHERE id = ?", paid.receipt_id) == [("invoice", 3001)]
    assert rows("SELECT kind, text FROM receipt_line ORDER BY id DESC LIMIT 1") == [
        ("invoice", f"Factuur {sold.number}")
    ]
    assert rows("SELECT kind FROM drawer_event WHERE receipt_id = ?", paid.receipt_id) == [("invoice",)]
    session = totals.read(1)
    assert (session.get("invoice", "paid").amount, session.get("turnover", "sales").amount) == (5001, 6001)
    assert rows("SELECT sum(tax) FROM receipt_tax WHERE receipt_id = ?", paid.receipt_id) == [(0,)]
    assert verify().proven


def test_two_baskets_for_one_invoice_pay_it_once(shop: ShopUnderTest, debtor: int) -> None:
    on_account(shop, debtor, "50.00")
    (invoice,) = customer_account.account(debtor).invoices
    one, two = (customer_account.invoice_basket(debtor, {invoice.id: invoice.left}, shop.clock()) for _each in range(2))
    shop.pay(one)
    with pytest.raises(AccountError, match="paid already"):
        shop.pay(two)
    assert stands(debtor) == ("0.00", "0.00")


def test_another_customers_invoice_is_not_paid_here_nor_on_account(shop: ShopUnderTest, debtor: int) -> None:
    on_account(shop, debtor, "50.00")
    (invoice,) = customer_account.account(debtor).invoices
    other = customers.save(shop.desk, CustomerForm(name="Other", debtor="D-2", credit_limit=10000))
    with pytest.raises(AccountError):
        pay_invoices(shop, other, {invoice.id: "1.00"})
    basket = customer_account.invoice_basket(debtor, {invoice.id: invoice.left}, shop.clock())
    with pytest.raises(AccountError):
        shop.pay(replace(basket, customer=other))
    with pytest.raises(AccountError, match="Choose the customer"):
        shop.pay(replace(basket, customer=None))
    with pytest.raises(AccountError, match="not paid on account"):
        sales.record(shop.desk, basket, [plain("account", basket.total)])
    with pytest.raises(AccountError, match="Choose what"):
        customer_account.invoice_basket(debtor, {}, shop.clock())


def test_what_comes_back_on_account_is_off_its_own_invoice(shop: ShopUnderTest, debtor: int) -> None:
    first = on_account(shop, debtor, "10.00")
    sold = on_account(shop, debtor, "30.00")
    left = refunds.returnable(refunds.by_id(sold.receipt_id)).lines[0]
    basket = replace(shop.basket().give_back(left.source, left.line, -ONE), customer=debtor)
    other = customers.save(shop.desk, CustomerForm(name="Other", debtor="D-2", credit_limit=10000))
    back = [plain("account", shop.money("-30.00"))]
    with pytest.raises(AccountError, match="Another customer"):
        sales.record(shop.desk, replace(basket, customer=other), back)
    sales.record(shop.desk, basket, back)
    assert [invoice.number for invoice in customer_account.account(debtor).invoices] == [first.number]
    assert (lefts(debtor), stands(debtor)) == (["10.00"], ("10.00", "0.00"))
    assert verify().proven


def test_what_comes_back_after_it_was_paid_is_off_the_oldest(shop: ShopUnderTest, debtor: int) -> None:
    on_account(shop, debtor, "25.00")
    sold = on_account(shop, debtor, "30.00")
    second = customer_account.account(debtor).invoices[1]
    pay_invoices(shop, debtor, {second.id: "30.00"})
    left = refunds.returnable(refunds.by_id(sold.receipt_id)).lines[0]
    basket = replace(shop.basket().give_back(left.source, left.line, -ONE), customer=debtor)
    sales.record(shop.desk, basket, [plain("account", shop.money("-30.00"))])
    account = customer_account.account(debtor)
    assert (account.balance.decimal(), account.invoices) == ("-5.00", ())
    assert verify().proven


def test_a_line_that_says_invoice_and_names_none_pays_nothing(shop: ShopUnderTest, debtor: int) -> None:
    on_account(shop, debtor, "25.00")
    line = Line(0, "Invoice", ONE, shop.money("5.00"), OUTSIDE, kind="invoice", discountable=False)
    with pytest.raises(AccountError, match="no invoice"):
        shop.pay(replace(shop.basket().put(line), customer=debtor, kind="invoice"))
    assert lefts(debtor) == ["25.00"]


def test_who_was_merged_owes_together(shop: ShopUnderTest, debtor: int) -> None:
    keep = customers.save(shop.desk, CustomerForm(name="Keep", debtor="D-9", credit_limit=10000))
    on_account(shop, debtor, "60.00")
    on_account(shop, keep, "30.00")
    give_credit(shop, debtor, "5.00")
    customers.merge(shop.desk, keep, debtor)
    assert lefts(debtor) == lefts(keep) == ["60.00", "30.00"]
    assert stands(keep) == ("90.00", "5.00")
    bound().execute_sql("DELETE FROM permission WHERE action = 'account.over_limit'")
    with pytest.raises(OverAccountError):
        on_account(shop, debtor, "10.01")
    (first, _second) = customer_account.account(keep).invoices
    pay_invoices(shop, keep, {first.id: "60.00"})
    assert stands(keep) == ("30.00", "5.00")
    assert verify().proven


# --- Credit --------------------------------------------------------------------------------------


def test_credit_is_spent_to_the_cent_and_once(shop: ShopUnderTest, debtor: int) -> None:
    give_credit(shop, debtor, "20.00")
    assert stands(debtor) == ("0.00", "20.00")
    with pytest.raises(AccountError, match=r"20\.00 of credit"):
        sales.record(shop.desk, *spend(shop, debtor, "20.01"))
    with pytest.raises(AccountError, match="Choose the customer"):
        sales.record(shop.desk, *spend(shop, None, "1.00"))
    both = [spend(shop, debtor, "20.00"), spend(shop, debtor, "20.00")]

    def one(of: tuple[Basket, list[Payment]]) -> bool:
        try:
            sales.record(shop.desk, *of)
        except AccountError:
            return False
        finally:
            bound().close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(one, both)) == [False, True]
    assert stands(debtor) == ("0.00", "0.00")
    assert verify().proven


def test_credit_is_paid_out_no_further_than_it_goes(shop: ShopUnderTest, debtor: int) -> None:
    give_credit(shop, debtor, "20.00")
    out = Line(0, "Credit", -ONE, shop.money("20.01"), OUTSIDE, kind="credit", discountable=False)
    with pytest.raises(AccountError, match="of credit"):
        shop.pay(replace(shop.basket().put(out), customer=debtor))
    shop.pay(replace(shop.basket().put(replace(out, price=shop.money("20.00"))), customer=debtor))
    assert stands(debtor) == ("0.00", "0.00")
    assert verify().proven


# --- Erased, and shown ---------------------------------------------------------------------------


def test_nobody_is_erased_with_something_open(shop: ShopUnderTest, debtor: int) -> None:
    on_account(shop, debtor, "25.00")
    with pytest.raises(EraseError, match=r"25\.00 is still to be settled"):
        erasing.erase(shop.desk, debtor, "asked")
    (invoice,) = customer_account.account(debtor).invoices
    pay_invoices(shop, debtor, {invoice.id: "25.00"})
    give_credit(shop, debtor, "5.00")
    with pytest.raises(EraseError, match=r"5\.00 of credit"):
        erasing.erase(shop.desk, debtor, "asked")
    sales.record(shop.desk, *spend(shop, debtor, "5.00"))
    erasing.erase(shop.desk, debtor, "asked")
    assert rows("SELECT count(*) FROM receipt WHERE customer_id = ?", debtor) == [(4,)]
    assert verify().proven


def test_nobody_is_erased_with_an_open_order(shop: ShopUnderTest, debtor: int) -> None:
    bound().execute_sql(
        "INSERT INTO customer_order (uid, number, register, location, kind, status, customer_id, person_id, created_at, "
        "currency, subject, delivery, wanted_time, includes_tax, percent, note, extra, total, version, entry) VALUES "
        "('u', 1, 'K1', 'L1', 'order', 'open', ?, 1, 0, 'EUR', 'Cake', 'pickup', '', 1, 0, '', '{}', 0, 1, 1)",
        (debtor,),
    )
    with pytest.raises(EraseError, match="Open orders: 1"):
        erasing.erase(shop.desk, debtor, "asked")
    assert [order["subject"] for order in personal_data.everything_about(debtor)["orders"]] == ["Cake"]
    bound().execute_sql("UPDATE customer_order SET status = 'completed'")
    erasing.erase(shop.desk, debtor, "asked")


def test_everything_that_is_held_of_a_person(shop: ShopUnderTest, debtor: int) -> None:
    other = customers.save(shop.desk, CustomerForm(name="Double", email="double@example.com"))
    customers.merge(shop.desk, debtor, other)
    sold = on_account(shop, debtor, "25.00", "20.00")
    told = personal_data.everything_about(other)
    assert [card["name"] for card in told["customer"]] == ["Debtor", "Double"]
    assert told["customer"][1]["email"] == "double@example.com"
    assert "salt" not in told["customer"][0]
    assert (told["balance"], told["credit"]) == ("20.00", "0.00")
    (receipt,) = told["receipts"]
    assert (receipt["number"], receipt["total"]) == (sold.number, "25.00")
    assert receipt["lines"] == [{"text": "Bread", "quantity": "1", "total": "25.00"}]
    assert receipt["payments"] == [{"method": "account", "amount": "20.00"}, {"method": "card", "amount": "5.00"}]
    assert [invoice["left"] for invoice in told["open_invoices"]] == ["20.00"]
    assert {entry["kind"] for entry in told["journal"]} == {"customer.saved", "customer.merged"}
    assert told["orders"] == told["mail"] == []
