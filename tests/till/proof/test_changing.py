"""Rights, parked baskets and letters are proved by what the journal told last; what real acts leave is always proven."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kassa_tui.database import close_database, rows
from kassa_tui.hw.ports import DoubtError, UnsentError
from kassa_tui.hw.smtp import Letter
from kassa_tui.i18n import N_
from kassa_tui.till.basket import parking
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.drawer import succession
from kassa_tui.till.drawer.succession import Known
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import ACTIONS
from kassa_tui.till.mail import letters, receipt_letters, report_letters
from kassa_tui.till.orders import edit
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.people import people
from kassa_tui.till.proof import verify
from kassa_tui.till.sale import receipts
from tests.conftest import ShopUnderTest, found_shop
from tests.till.proof.test_verify import entries, shell

BOOKS = "books@example.org"


def _order_letter(shop: ShopUnderTest) -> None:
    basket = Basket(f"order {shop.clock.now}", shop.shop.currency).put(Line(0, "Book", ONE, shop.money("9.98"), "low"))
    customer = customers.save(shop.desk, CustomerForm(name="De Vries", kind="person"))
    order = edit.save(shop.desk, OrderForm(basket, customer_id=customer))
    letters.queue(shop.desk, order, BOOKS, "order.pdf", b"order")


def _receipt_letter(shop: ShopUnderTest) -> None:
    [paper] = receipts.papers(shop.sell(shop.article("Bread", "2.95")).receipt_id)
    receipt_letters.queue(shop.desk, receipt_letters.outgoing(paper), BOOKS, b"receipt")


def _report_letter(shop: ShopUnderTest) -> None:
    report_letters.queue(shop.desk, BOOKS, "Cash", "cash.csv", b"figures")


@pytest.fixture
def busy(shop: ShopUnderTest) -> ShopUnderTest:
    """Two baskets were parked and one was taken up again, rights were given and taken, letters wait."""
    people.grant(shop.desk, "cashier", "sale.price", granted=True)
    people.grant(shop.desk, "cashier", "sale.discount", granted=True, limit=500)
    people.grant(shop.desk, "cashier", "sale.discount", granted=True, limit=2000)
    people.grant(shop.desk, "manager", "report.x", granted=False)
    first = parking.park(shop.desk, shop.basket(shop.article("Bread", "2.95")), "first")
    parking.park(shop.desk, shop.basket(shop.article("Bread", "2.95"), shop.article("Bread", "2.95")), "second")
    parking.recall(shop.desk, first)
    for write in (_order_letter, _receipt_letter, _report_letter):
        write(shop)
    assert verify.verify().problems == []
    return shop


def _last(kind: str) -> int:
    return int(rows("SELECT max(number) FROM journal WHERE kind = ?", kind)[0][0])


@pytest.mark.parametrize(
    ("sql", "kind", "said"),
    [
        ("DELETE FROM permission WHERE role = 'cashier' AND action = 'sale.price'", "role.changed", "sale.price is gone"),
        ("DELETE FROM permission WHERE role = 'cashier' AND action = 'sale'", "", "permission cashier sale is gone"),
        ("UPDATE permission SET \"limit\" = 9999 WHERE action = 'sale.discount' AND role = 'cashier'", "role.changed", "limit is 9999, the journal says 2000"),
        ("UPDATE permission SET \"limit\" = 9999 WHERE action = 'order.free_line' AND role = 'cashier'", "", "limit is 9999, set up was 5000"),
        ("INSERT INTO permission VALUES ('manager', 'report.x', NULL)", "role.changed", "manager report.x: nobody gave it"),
        ("INSERT INTO permission VALUES ('cashier', 'shop.edit', NULL)", "", "cashier shop.edit: nobody gave it"),
        ("UPDATE permission SET action = 'missing.bnswer' WHERE action = 'missing.answer'", "", "owner missing.bnswer: nobody gave it"),
        ("UPDATE role SET name = 'ownes' WHERE code = 'owner'", "", "role owner: name is ownes"),
        ("INSERT INTO role VALUES ('boss', 'boss')", "", "role boss: the journal does not tell of it"),
        ("PRAGMA foreign_keys=0; DELETE FROM role WHERE code = 'manager'", "", "role manager is gone"),
        ("DELETE FROM parked", "basket.parked", "parked second is gone"),
        ("UPDATE parked SET name = 'third'", "basket.parked", "name is third, the journal says second"),
        ("UPDATE parked SET total = total + 1", "basket.parked", "total is 591, the journal says 590"),
        ("UPDATE parked SET register = 'K3'", "basket.parked", "register is K3, the journal says K1"),
        ("UPDATE parked SET basket = replace(basket, 'Bread', 'Bread*')", "basket.parked", "it is not as the journal tells"),
        ("UPDATE parked SET basket = replace(basket, '\"uid\":\"', '\"uid\":\"x')", "basket.parked", "the journal does not tell of it"),
        ("UPDATE parked SET basket = substr(basket, 2)", "basket.parked", "the journal does not tell of it"),
        ("INSERT INTO parked SELECT 99, register, name, at, person_id, basket, total, lines FROM parked", "", "parked 99: the journal does not tell of it"),
        ("UPDATE mail SET order_id = NULL WHERE id = 1", "", "mail 1: the journal does not tell of it"),
        ("UPDATE mail SET paper_id = 1 + paper_id % 2 WHERE id = 2", "", "mail 2: the journal does not tell of it"),
        ("UPDATE mail SET created_at = created_at + 1 WHERE id = 2", "", "mail 2: the journal does not tell of it"),
        ("UPDATE mail SET attachment = hex('other figures') WHERE id = 3", "report.mailed", "mail 3: it is not as the journal tells"),
        ("UPDATE mail SET attachment = 'no file' WHERE id = 3", "report.mailed", "mail 3: it is not as the journal tells"),
        ("UPDATE mail SET attachment_name = 'cash.csw' WHERE id = 3", "", "mail 3: the journal does not tell of it"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(busy: ShopUnderTest, sql: str, kind: str, said: str) -> None:
    busy.sell(busy.article("Bread", "2.95"))
    told = _last(kind) if kind else None
    proof = shell(busy, sql)
    texts = [problem.say() for problem in proof.problems]
    assert any(said in text for text in texts), texts
    assert told is None or kind == "role.changed" or told in entries(proof)


def test_a_right_that_a_newer_program_brings_is_not_missed(busy: ShopUnderTest) -> None:
    """Until the shop is opened to be written no role has it; a copy is proved as it is."""
    proof = shell(busy, "DELETE FROM permission WHERE action = 'account.over_limit'")
    assert [problem.say() for problem in proof.problems if "permission" in problem.text] == []


def test_a_basket_that_an_older_program_parked_is_proved_by_its_figures(
    busy: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(parking, "hash_of", lambda _text: None)
        parking.park(busy.desk, busy.basket(busy.article("Bread", "2.95")), "older")
    assert verify.verify().problems == []
    proof = shell(
        busy, "UPDATE parked SET basket = replace(basket, '\"lines\":[', '\"lines\":[{},') WHERE name = 'older'"
    )
    assert any("basket is 2, the journal says 1" in problem.text for problem in proof.problems)


# --- Whatever real acts do is proven ---


def _unsent(_letter: Letter) -> None:
    raise UnsentError(N_("the mail server does not answer"))


def _in_doubt(_letter: Letter) -> None:
    raise DoubtError(N_("the mail server does not answer"))


def _gone_on(shop: ShopUnderTest) -> None:
    """More was known of the counter, which goes on as another."""
    known = replace(succession.held(shop.desk.register), hash="e" * 64)
    known = Known(known.register, known.number + 3, known.hash, known.receipt + 1, counters.first(known.register))
    shop.desk = replace(shop.desk, register=succession.succeed(shop.desk, [known]))


def _parked(desk: Desk) -> list[int]:
    return [each.id for each in parking.parked(desk.register)]


def _recall(shop: ShopUnderTest, which: int) -> None:
    there = _parked(shop.desk)
    if there:
        basket = parking.recall(shop.desk, there[which % len(there)])
        if which % 2:
            parking.park(shop.desk, basket, "again")
        else:
            shop.pay(basket)


def _forget(shop: ShopUnderTest, which: int) -> None:
    waiting = letters.letters("failed" if which % 2 else "queued")
    if waiting:
        (letters.again if which % 3 else letters.forget)(shop.desk, waiting[which % len(waiting)].id)


ACTS: tuple[Callable[[ShopUnderTest, int], object], ...] = (
    lambda shop, which: parking.park(shop.desk, shop.basket(shop.article("Bread", "2.95")), f"number {which}"),
    _recall,
    lambda shop, which: people.grant(
        shop.desk,
        ("cashier", "manager")[which % 2],
        sorted(ACTIONS)[which % len(ACTIONS)],
        granted=bool(which % 3),
        limit=(None, 100, which)[which % 3],
    ),
    lambda shop, _which: _order_letter(shop),
    lambda shop, _which: _receipt_letter(shop),
    lambda shop, _which: _report_letter(shop),
    lambda shop, which: letters.send_waiting((_unsent, _in_doubt, lambda _letter: None)[which % 3], shop.desk.clock),
    _forget,
    lambda shop, _which: _gone_on(shop),
    lambda shop, which: shop.clock.later(minutes=which - 20),
)


@settings(max_examples=settings().max_examples // 4, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 200)), max_size=25))
def test_whatever_is_done_is_proven(acts: list[tuple[Callable[[ShopUnderTest, int], object], int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shop = found_shop(Path(folder) / "till.db")
        for act, which in acts:
            try:
                act(shop, which)
            except TillError:
                continue
        assert verify.verify().problems == []
        close_database()
