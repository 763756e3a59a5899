"""Customers on the screen: found as one types, changed, chosen for others, and their old invoices paid."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import bound, rows
from kassa_tui.screens.customers.account import CustomerAccountScreen
from kassa_tui.screens.customers.customer import CustomerScreen
from kassa_tui.screens.customers.screen import CustomersScreen
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.tender import plain
from kassa_tui.till.customers import account as customer_account
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import invoices, sales
from tests.conftest import ShopUnderTest
from tests.screens.acts import elsewhere, pays, rings
from tests.screens.conftest import Opener, Register
from tests.screens.test_products import fill

DEBTOR = CustomerForm(
    name="Bakkerij De Korenaar",
    street="Marktplein 1",
    city="Stad",
    phone="0612345678",
    debtor="D-1",
    credit_limit=10000,
    term=14,
)


@pytest.fixture
def known(shop: ShopUnderTest) -> ShopUnderTest:
    """Two customers; the first owes 60.00 and 25.50."""
    shop.open()
    debtor = customers.save(shop.desk, DEBTOR)
    customers.save(shop.desk, CustomerForm(name="Jansen", city="Dorp"))
    for price in ("60.00", "25.50"):
        basket = replace(shop.basket(shop.article("Bread", price)), customer=debtor)
        sales.record(shop.desk, basket, [plain("account", shop.money(price))])
        shop.clock.later(days=10)
    return shop


async def to_customers(till: Register) -> CustomersScreen:
    await till.press("f9", "3", "end", "up", "enter", sees="Find customer")
    screen = till.app.screen
    assert isinstance(screen, CustomersScreen)
    return screen


async def to_account(till: Register) -> CustomerAccountScreen:
    await to_customers(till)
    await till.type("koren", sees="1 found")
    await till.press("f12", sees="Invoices and receipts")
    screen = till.app.screen
    assert isinstance(screen, CustomerAccountScreen)
    return screen


@pytest.mark.parametrize("typed", ["koren", "stad", "06 12 34", "1", "d-1"])
async def test_found_as_one_types(known: ShopUnderTest, opened: Opener, typed: str) -> None:
    async with opened(known) as till:
        await to_customers(till)
        await till.sees("Jansen", "Korenaar", "the newest")
        await till.type(typed, sees="1 found")
        assert "Korenaar" in till.text
        assert "Jansen" not in till.text
        assert isinstance(till.app.screen, CustomersScreen)
        assert [customer.name for customer in till.app.screen.hits.customers] == [DEBTOR.name]
        await till.press("delete", sees="Jansen")


async def test_a_new_customer_begins_with_what_was_typed(known: ShopUnderTest, opened: Opener) -> None:
    async with opened(known) as till:
        await to_customers(till)
        await till.type("Pieters", sees='Nothing found for "Pieters"')
        await till.press("f6", sees="New customer")
        await fill(till, "city", "Elders")
        await fill(till, "kind", "company")
        await till.press("f12", sees="1 found")
        await till.sees("Pieters", "Elders")
        assert customers.by_number(3).kind == "company"
        assert verify().proven


async def test_a_refusal_stands_in_the_form_and_nothing_is_lost(known: ShopUnderTest, opened: Opener) -> None:
    async with opened(known, size=(80, 24)) as till:
        await to_customers(till)
        await till.type("koren", sees="1 found")
        await till.press("f4", sees="Change customer")
        await fill(till, "email", "nonsense")
        await fill(till, "credit_limit", "12,5,0")
        await till.press("f12", sees="is not an amount")
        await fill(till, "credit_limit", "250")
        await till.press("f12", sees="nonsense is not an e-mail address")
        screen = till.app.screen
        assert isinstance(screen, CustomerScreen)
        assert screen.form["credit_limit"] == "250"
        await fill(till, "email", "bakkerij@example.com")
        await till.press("f12", sees="Find customer")
        assert (customers.by_number(1).email, customers.by_number(1).credit_limit) == ("bakkerij@example.com", 25000)


async def test_what_another_saved_meanwhile_is_not_overwritten(known: ShopUnderTest, opened: Opener) -> None:
    async with opened(known) as till:
        await to_customers(till)
        await till.type("koren", sees="1 found")
        await till.press("f4", sees="Change customer")
        form = replace(customers.by_number(1).form(), city="Elders")
        await elsewhere(till, lambda: customers.save(known.as_("Manager"), form))
        await fill(till, "city", "Dorp")
        await till.press("f12", sees="Manager changed Bakkerij De Korenaar meanwhile")
        assert customers.by_number(1).city == "Elders"


async def test_who_it_is_and_how_they_stand(known: ShopUnderTest, opened: Opener) -> None:
    async with opened(known, size=(80, 24)) as till:
        await to_account(till)
        await till.sees("Marktplein 1", "0612345678", "85.50", "100.00", "late", "open", "K1-000001", "sale")
        await till.press("f4", sees="Change customer")
        await fill(till, "street", "Kade 2")
        await till.press("f12", sees="Kade 2")
        assert rows("SELECT street, city, debtor FROM customer WHERE id = 1") == [
            ("Kade 2", DEBTOR.city, DEBTOR.debtor)
        ]
        await till.press("end", "enter", sees="Print")
        await till.press("escape", "escape", sees="Find customer")


async def test_invoices_are_paid_whole_or_in_parts(known: ShopUnderTest, opened: Opener) -> None:
    async with opened(known) as till:
        await to_account(till)
        await till.sees("Pay invoices 85.50")
        await till.press("space", sees="Pay invoices 60.00")
        await till.type("20,5", sees="Pay invoices 20.50")
        await till.press("down", "space", sees="Pay invoices 46.00")
        await till.press("f12", sees="Cash")
        assert pays(till)
        await till.press("c")
        await till.type("50")
        await till.press("f12", sees="change 4.00")
        account = customer_account.account(1)
        assert [invoice.left.decimal() for invoice in account.invoices] == ["39.50"]
        assert rows("SELECT kind, total FROM receipt ORDER BY id DESC LIMIT 1") == [("invoice", 4600)]
        assert verify().proven


@pytest.mark.parametrize(
    ("typed", "says"), [("60,01", "60.00 is left of invoice K1-000001"), ("1,2,3", "is not an amount")]
)
async def test_a_part_that_cannot_be_is_refused(known: ShopUnderTest, opened: Opener, typed: str, says: str) -> None:
    async with opened(known) as till:
        screen = await to_account(till)
        await till.type(typed)
        await till.press("f12", sees=says)
        assert till.app.screen is screen


async def test_a_payment_that_is_given_up_pays_nothing(known: ShopUnderTest, opened: Opener) -> None:
    async with opened(known) as till:
        await to_account(till)
        await till.press("f12", sees="Cash")
        await till.press("escape", sees="Products")
        assert customer_account.account(1).balance == known.money("85.50")


async def test_a_customer_is_chosen_shown_or_made_for_others(known: ShopUnderTest, opened: Opener) -> None:
    async with opened(known) as till:
        chosen: list[int | Basket | None] = []

        async def choose(text: str = "") -> None:
            till.app.push_screen(CustomersScreen(till.app.counter, choose=True, text=text), chosen.append)
            await till.sees("Find customer")

        await choose("koren")
        await till.sees("1 found")
        await till.press("f3", sees="Invoices and receipts")
        await till.press("escape", sees="Find customer")
        await till.press("f12")
        await choose("Nobody yet")
        await till.press("f6", sees="New customer")
        await till.press("f12")
        await choose()
        await till.press("escape")
        assert chosen == [1, 3, None]
        assert customers.by_id(3).name == "Nobody yet"


async def test_a_person_is_forgotten_on_request(known: ShopUnderTest, opened: Opener) -> None:
    invoices.make(known.desk, known.sell(known.article("Lamp", "75.00")).receipt_id, 2)
    async with opened(known) as till:
        await to_customers(till)
        await till.type("jansen", sees="1 found")
        await till.press("f12", sees="F8 Erase")
        await till.press("f8", sees="the texts of lines stay")
        await till.sees("Invoices: 1. They stay until 31 Dec 2033")
        await till.press("f12", sees="Write why the customer is erased.")
        await till.press("escape")
        assert customers.by_id(2).name == "Jansen"
        await till.press("f8")
        await till.type("asked")
        await till.press("f12", sees="was erased")
        assert customers.by_id(2).name == ""


async def test_nobody_who_owes_is_forgotten(known: ShopUnderTest, opened: Opener) -> None:
    async with opened(known) as till:
        await to_account(till)
        await till.press("f8")
        await till.type("asked")
        await till.press("f12", sees="is still to be settled on account.")
        assert customers.by_id(1).name == DEBTOR.name


async def test_a_cashier_forgets_nobody(known: ShopUnderTest, opened: Opener) -> None:
    async with opened(known, person="Cashier") as till:
        till.app.push_screen(CustomerAccountScreen(till.app.counter, 1))
        await till.sees("Invoices and receipts")
        assert "F8" not in till.text
        assert "f8" not in {name for key in till.app.screen.now() for name in key.names}  # type: ignore[attr-defined]


async def test_without_the_permission_nothing_is_changed(known: ShopUnderTest, opened: Opener) -> None:
    bound().execute_sql("DELETE FROM permission WHERE role = 'cashier' AND action = 'customer.edit'")
    async with opened(known, person="Cashier") as till:
        heard = rings(till)
        till.app.push_screen(CustomersScreen(till.app.counter, choose=True))
        await till.sees("Find customer")
        await till.press("f4", "f6")
        assert isinstance(till.app.screen, CustomersScreen)
        assert "F6" not in till.text
        await till.scan("8712345678906")
        assert heard == [None]
