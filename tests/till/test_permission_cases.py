"""Every permission that the program knows: refused, allowed, and approved by a second person.

Generated from the list of actions: an action without an act here fails.
"""

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.database import bound, close_database, open_database, rows, writing
from kassa_tui.models import TABLES, Permission
from kassa_tui.till.basket import line_removal
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Article, Line
from kassa_tui.till.basket.tender import plain
from kassa_tui.till.customers import customers, erasing
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import asked_papers, closing, movements, remote_close, session_details, sessions, succession
from kassa_tui.till.drawer.closing import CloseForm
from kassa_tui.till.drawer.remote_close import RemoteForm
from kassa_tui.till.drawer.succession import Known
from kassa_tui.till.goods import key_pages, products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger import office_register
from kassa_tui.till.ledger.desk import Consent, Desk
from kassa_tui.till.ledger.errors import NotAllowedError, OverLimitError
from kassa_tui.till.ledger.permissions import ACTIONS, EDIT_STAFF
from kassa_tui.till.orders import edit
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.papers import jobs
from kassa_tui.till.people import lockout, people
from kassa_tui.till.people.people import PersonForm
from kassa_tui.till.proof import verify
from kassa_tui.till.reports import sessions as report_sessions
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.sold import sales as report_sales
from kassa_tui.till.sale import corrections, order_acts, sales
from kassa_tui.till.setup import shop_edit
from kassa_tui.till.setup.shop_edit import ShopChange
from tests.conftest import ShopUnderTest, found_shop
from tests.till.basket.test_refunds import back, pay_back
from tests.till.everything import day_of_everything, version

Act = Callable[[Desk], object]
Case = Callable[[ShopUnderTest], Act]

CASES: dict[str, Case] = {}
"""What makes the shop ready for an act, as somebody who may do everything, and gives the act."""

SEEING: dict[str, Callable[[Desk], object]] = {
    "session.reports": lambda desk: report_sessions.overview(desk, Filter()),
    "report.sales": lambda desk: report_sales.by_person(desk, Filter()),
    "session.see_expected": lambda desk: session_details.sees_expected(desk, True),
}
"""What only shows something: nothing is recorded, so that no refusal is either."""


def case(code: str) -> Callable[[Case], Case]:
    def decorate(prepare: Case) -> Case:
        CASES[code] = prepare
        return prepare

    return decorate


def pan(shop: ShopUnderTest) -> Article:
    return shop.article("Pan", "20.00")


def sells(shop: ShopUnderTest, change: Callable[[Basket], Basket]) -> Act:
    """A sale or refund of a basket; paid by card when something is to be paid."""
    basket = change(shop.basket(pan(shop)))
    shop.open("100.00")
    return lambda desk: shop.pay(basket, desk=desk)


@case("sale")
def _(shop: ShopUnderTest) -> Act:
    return sells(shop, lambda basket: basket)


@case("sale.price")
def _(shop: ShopUnderTest) -> Act:
    return sells(shop, lambda basket: basket.set_price(1, shop.money("19.00")))


@case("sale.discount")
def _(shop: ShopUnderTest) -> Act:
    return sells(shop, lambda basket: basket.set_discount(1, percent=500))


@case("sale.remove")
def _(shop: ShopUnderTest) -> Act:
    basket = shop.basket(pan(shop))
    return lambda desk: line_removal.line_removed(desk, basket, basket.lines[0])


@case("refund.free")
def _(shop: ShopUnderTest) -> Act:
    return sells(shop, lambda basket: basket.change_quantity(1, -ONE))


@case("refund.packaging")
def _(shop: ShopUnderTest) -> Act:
    crate = shop.article("Crate", "13.00", "outside", kind="packaging", discountable=False)
    return sells(shop, lambda basket: basket.remove(1).add(crate, -2 * ONE))


@case("refund.receipt")
def _(shop: ShopUnderTest) -> Act:
    sold = shop.sell(pan(shop))
    return lambda desk: pay_back(shop, back(shop, sold.number, 1), desk=desk)


@case("refund.other_tender")
def _(shop: ShopUnderTest) -> Act:
    sold = shop.sell(pan(shop))
    basket = back(shop, sold.number, 1)
    return lambda desk: sales.record(desk, basket, [plain("cash", basket.total)])


@case("account.over_limit")
def _(shop: ShopUnderTest) -> Act:
    form = CustomerForm(name="Limited", kind="company", debtor="200", credit_limit=100)
    basket = replace(shop.basket(pan(shop)), customer=customers.save(shop.desk, form))
    return lambda desk: sales.record(desk, basket, [plain("account", basket.total)])


@case("receipt.reprint")
def _(shop: ShopUnderTest) -> Act:
    return lambda desk: jobs.reprint(desk, 1)


@case("receipt.correct")
def _(shop: ShopUnderTest) -> Act:
    sold = shop.sell(pan(shop), cash="20.00")
    return lambda desk: corrections.correct(desk, sold.receipt_id, "cash", "card", "wrong key")


@case("session.open")
def _(shop: ShopUnderTest) -> Act:
    return lambda desk: sessions.start(desk, shop.money("10.00"))


@case("session.recount")
def _(shop: ShopUnderTest) -> Act:
    shop.sell(pan(shop))
    return lambda desk: sessions.count_opening(desk, shop.money("9.00"))


@case("session.close")
def _(shop: ShopUnderTest) -> Act:
    shop.open("10.00")
    return lambda desk: shop.close(desk=desk)


@case("session.skip_count")
def _(shop: ShopUnderTest) -> Act:
    opened = shop.open("10.00")
    return lambda desk: closing.close(desk, CloseForm(opened.id, seen=closing.seen(opened.id)))


@case("session.close_remote")
def _(shop: ShopUnderTest) -> Act:
    opened = shop.open("10.00")
    return lambda desk: remote_close.close(desk, RemoteForm(opened.id, left=shop.money("0.00")))


@case("session.approve")
def _(shop: ShopUnderTest) -> Act:
    shop.open("100.00")
    allow(shop, "session.approve", granted=False)
    closed = shop.close("20.00", desk=shop.as_("Cashier"))
    assert closed.needs_approval
    return lambda desk: closing.approve(desk, closed.session_number)


@case("session.history")
def _(shop: ShopUnderTest) -> Act:
    return lambda desk: asked_papers.payments_paper(desk, 1)


@case("report.x")
def _(shop: ShopUnderTest) -> Act:
    shop.open("10.00")
    return asked_papers.x_report


@case("cash.add")
def _(shop: ShopUnderTest) -> Act:
    shop.open("10.00")
    return lambda desk: movements.move(desk, shop.money("5.00"), "change", out=False)


@case("cash.remove")
def _(shop: ShopUnderTest) -> Act:
    shop.open("10.00")
    return lambda desk: movements.move(desk, shop.money("5.00"), "temporary", out=True)


@case("drawer.open")
def _(shop: ShopUnderTest) -> Act:
    return lambda desk: movements.open_without_sale(desk, "change")


@case("office")
def _(shop: ShopUnderTest) -> Act:
    return office_register.enter


@case("shop.edit")
def _(shop: ShopUnderTest) -> Act:
    return lambda desk: shop_edit.change(desk, ShopChange(shop.shop, replace(shop.shop, footer=("Bye",))))


@case("product.edit")
def _(shop: ShopUnderTest) -> Act:
    return lambda desk: products.save(desk, ProductForm("New", 100, "high"))


@case("keys.edit")
def _(shop: ShopUnderTest) -> Act:
    product, before = pan(shop).id, key_pages.read()
    assert product is not None
    return lambda desk: key_pages.change(desk, before, before.put((1, 0), product))


@case("customer.edit")
def _(shop: ShopUnderTest) -> Act:
    return lambda desk: customers.save(desk, CustomerForm(name="New"))


@case("customer.limit")
def _(shop: ShopUnderTest) -> Act:
    form = CustomerForm(name="New", kind="company", debtor="300", credit_limit=5000)
    return lambda desk: customers.save(desk, form)


@case("customer.merge")
def _(shop: ShopUnderTest) -> Act:
    one, two = (customers.save(shop.desk, CustomerForm(name=name)) for name in ("One", "Two"))
    return lambda desk: customers.merge(desk, one, two)


@case("customer.erase")
def _(shop: ShopUnderTest) -> Act:
    one = customers.save(shop.desk, CustomerForm(name="One"))
    return lambda desk: erasing.erase(desk, one, "asked")


def placed(shop: ShopUnderTest, paid: str = "") -> tuple[int, Callable[[], int]]:
    """An order of two cakes, paid in part, and what gives its version."""
    basket = Basket("new", shop.shop.currency).put(Line(0, "Cake", 2 * ONE, shop.money("50.00"), "low"))
    customer = customers.save(shop.desk, CustomerForm(name="Somebody"))
    order_id = edit.save(shop.desk, OrderForm(basket, customer_id=customer))
    if paid:
        order_acts.pay(shop.desk, order_id, version(shop, order_id), shop.money(paid), "cash")
    return order_id, partial(version, shop, order_id)


@case("order.edit")
def _(shop: ShopUnderTest) -> Act:
    basket = shop.basket(pan(shop))
    customer = customers.save(shop.desk, CustomerForm(name="Somebody"))
    return lambda desk: edit.save(desk, OrderForm(basket, customer_id=customer))


@case("order.free_line")
def _(shop: ShopUnderTest) -> Act:
    basket = shop.basket(pan(shop)).put(Line(0, "Cake", ONE, shop.money("50.00"), "low"))
    customer = customers.save(shop.desk, CustomerForm(name="Somebody"))
    return lambda desk: edit.save(desk, OrderForm(basket, customer_id=customer))


@case("order.transfer")
def _(shop: ShopUnderTest) -> Act:
    order_id, changes = placed(shop)
    return lambda desk: order_acts.pay(desk, order_id, changes(), shop.money("10.00"), "transfer", "statement 12")


@case("order.cancel")
def _(shop: ShopUnderTest) -> Act:
    order_id, changes = placed(shop)
    return lambda desk: order_acts.cancel(desk, order_id, changes())


@case("order.keep_deposit")
def _(shop: ShopUnderTest) -> Act:
    order_id, changes = placed(shop, "60.00")
    return lambda desk: order_acts.cancel(desk, order_id, changes(), "keep", "never came")


@case("staff.end_wait")
def _(shop: ShopUnderTest) -> Act:
    lockout.wrong(shop.desk)
    return lockout.end_wait


@case("missing.answer")
def _(shop: ShopUnderTest) -> Act:
    succession.succeed(shop.desk, [Known("B1", 4, "d" * 64, 2)])
    return lambda desk: succession.answer(desk, "lost")


@case("staff.edit")
def _(shop: ShopUnderTest) -> Act:
    return lambda desk: people.save(desk, PersonForm("New person"))


# --- The proof ---


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> ShopUnderTest:
    """A shop where everything was recorded once, closed, in which the cashiers may do everything."""
    shop = found_shop(tmp_path_factory.mktemp("full") / "shop.db")
    day_of_everything(shop)
    for code in ACTIONS.keys() - {EDIT_STAFF.code}:
        allow(shop, code, granted=True)
    close_database()
    return shop


@pytest.fixture
def copied(full: ShopUnderTest, tmp_path: Path) -> ShopUnderTest:
    """A copy of it: only what is taken from the cashiers is refused."""
    path = tmp_path / "shop.db"
    shutil.copy(full.path, path)
    open_database(path)
    return ShopUnderTest(path, full.desk, full.clock)


def allow(shop: ShopUnderTest, code: str, *, granted: bool) -> None:
    """Give a right to the cashiers, or take it."""
    people.grant(shop.desk, "cashier", code, granted)


def taken(shop: ShopUnderTest, code: str) -> None:
    """Nothing to take where it is fixed who has it."""
    if ACTIONS[code] is not EDIT_STAFF:
        allow(shop, code, granted=False)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables but the journal."""
    names = [model._meta.table_name for model in TABLES]
    return {name: rows(f'SELECT * FROM "{name}"') for name in names if name != "journal"}


Told = tuple[str, int | None, int | None, dict[str, object]]


def entries(after: int) -> list[Told]:
    """Kind, person, approver and facts of the journal's newer entries."""
    found = rows("SELECT kind, person_id, approver_id, facts FROM journal WHERE id > ? ORDER BY id", after)
    return [(kind, person, approver, json.loads(facts)) for kind, person, approver, facts in found]


def newest() -> int:
    return int(rows("SELECT max(id) FROM journal")[0][0])


def test_every_action_has_an_act_here() -> None:
    assert set(CASES) | set(SEEING) == set(ACTIONS)
    assert not set(CASES) & set(SEEING)


@pytest.mark.parametrize("code", sorted(CASES))
def test_refused(copied: ShopUnderTest, code: str) -> None:
    """A sentence, an entry in the journal with the name, and not one row is another."""
    act = CASES[code](copied)
    taken(copied, code)
    before, last = everything(), newest()
    with pytest.raises(NotAllowedError) as refused:
        act(copied.as_("Cashier"))
    assert refused.value.action == code
    assert everything() == before
    cashier = copied.as_("Cashier").person
    facts = {"action": code, "name": "Cashier"}
    assert entries(last) == [("permission.refused", cashier.id, None, facts)]


@pytest.mark.parametrize("code", sorted(CASES))
def test_allowed(copied: ShopUnderTest, code: str) -> None:
    """Somebody whose role has it does it alone."""
    act = CASES[code](copied)
    if code == "session.approve":
        allow(copied, code, granted=True)
    if ACTIONS[code] is EDIT_STAFF:
        # No recorder gives that.
        with writing():
            Permission.insert(role="cashier", action=code, limit=None).execute()
    last, cashier = newest(), copied.as_("Cashier").person
    act(copied.as_("Cashier"))
    told = entries(last)
    assert told
    assert {(person, approver) for _kind, person, approver, _facts in told} == {(cashier.id, None)}


@pytest.mark.parametrize("way", ["at the desk", "asked for"])
@pytest.mark.parametrize("code", sorted(CASES))
def test_approved(copied: ShopUnderTest, code: str, way: str) -> None:
    """Done for whoever may not, with both names in the journal, and nothing is refused."""
    act = CASES[code](copied)
    taken(copied, code)
    last, cashier, owner = newest(), copied.as_("Cashier"), staff.owner()
    if way == "at the desk":
        act(replace(cashier, approver=owner))
    else:
        act(cashier.consenting(Consent(code, owner, 100_000_000)))
    told = entries(last)
    assert "permission.refused" not in {kind for kind, *_rest in told}
    assert {person for _kind, person, _approver, _facts in told} == {cashier.person.id}
    assert owner.id in {approver for _kind, _person, approver, _facts in told}
    assert verify.verify().proven


@pytest.mark.parametrize("code", sorted(CASES))
def test_consent_to_something_else_does_not_help(copied: ShopUnderTest, code: str) -> None:
    act = CASES[code](copied)
    taken(copied, code)
    other = "sale" if code != "sale" else "office"
    with pytest.raises(NotAllowedError):
        act(copied.as_("Cashier").consenting(Consent(other, staff.owner(), 100_000_000)))


@pytest.mark.parametrize("code", sorted(SEEING))
def test_what_is_only_seen(copied: ShopUnderTest, code: str) -> None:
    """Nothing for whoever may not, and nothing is recorded of it; something for the others."""

    def seen(desk: Desk) -> bool:
        try:
            return bool(SEEING[code](desk))
        except NotAllowedError as refused:
            assert refused.action == code
            return False

    cashier = copied.as_("Cashier")
    assert seen(cashier)
    taken(copied, code)
    before, last = everything(), newest()
    assert not seen(cashier)
    assert seen(replace(cashier, approver=staff.owner()))
    assert (everything(), entries(last)) == (before, [])


@pytest.mark.parametrize("code", [code for code, action in ACTIONS.items() if action.unit])
def test_a_limit_is_kept_and_approved_beyond(copied: ShopUnderTest, code: str) -> None:
    act = CASES[code](copied)
    people.grant(copied.desk, "cashier", code, True, 1)
    cashier, owner = copied.as_("Cashier"), staff.owner()
    with pytest.raises(OverLimitError) as refused:
        act(cashier)
    assert refused.value.amount > 1
    with pytest.raises(OverLimitError):
        act(cashier.consenting(Consent(code, owner, refused.value.amount - 1)))
    last = newest()
    act(cashier.consenting(Consent(code, owner, refused.value.amount)))
    assert owner.id in {approver for _kind, _person, approver, _facts in entries(last)}


def test_an_approver_who_may_not_either_does_not_help(copied: ShopUnderTest) -> None:
    act = CASES["cash.add"](copied)
    taken(copied, "cash.add")
    people.grant(copied.desk, "manager", "cash.add", False)
    manager = copied.as_("Manager").person
    for desk in (
        replace(copied.as_("Cashier"), approver=manager),
        copied.as_("Cashier").consenting(Consent("cash.add", manager)),
    ):
        with pytest.raises(NotAllowedError):
            act(desk)
    assert bound().in_transaction() is False
