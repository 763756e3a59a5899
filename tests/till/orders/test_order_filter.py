"""Which orders a list shows: limits that go together, and a text that finds notes, articles and printed numbers."""

from datetime import date

import pytest

from kassa_tui.cli.orders.views import queue_text
from kassa_tui.database import rows
from kassa_tui.models import Location
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.ledger import clock, desk
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.order_filter import ORDERED, WANTED, OrderFilter
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.reports.days import nearest
from tests.till.orders.test_orders import Orders, till

__all__ = ["till"]

TODAY = date(2026, 11, 22)


@pytest.fixture
def several(till: Orders) -> Orders:
    """1: delivered on the 25th, of last year; 2: work, the cashier's, at the harbour; 3: bread, finished."""
    Location.create(code="L2", name="Harbour")
    till.place(("Cake", "1.00", 2, "low"), delivery="delivery", wanted=date(2026, 11, 25), dated=date(2025, 12, 30))
    cashier = desk.named("Cashier").id
    till.place(("Repair", "2.00", 1, "high"), kind="work", person_id=cashier, branch="L2", note="Ring the bell at 112")
    bread = till.shop.article("Rye bread", "2.95", "low", barcodes=("8712345678906",), code="RB7")
    basket = Basket("new", till.shop.shop.currency).add(bread)
    edit.save(till.shop.desk, OrderForm(basket, customer_id=till.customer))
    till.pay(3, "2.95")
    till.hand_over(3)
    return till


def found(till: Orders, status: str = "all", text: str = "", **limits: object) -> list[int]:
    chosen = OrderFilter(status, text, **limits)  # type: ignore[arg-type]
    return sorted(row.number for row in orders.queue(till.shop.shop, till.shop.clock.now, chosen))


def test_limits_go_together(several: Orders) -> None:
    cashier = desk.named("Cashier").id
    assert found(several, person_id=cashier) == [2]
    assert found(several, delivery="delivery") == [1]
    assert found(several, delivery="pickup") == [2, 3]
    assert found(several, kind="work") == [2]
    assert found(several, branch="L2") == [2]
    assert found(several, branch="L1") == [1, 3]
    assert found(several, first=date(2026, 11, 25), last=date(2026, 11, 25)) == [1]
    assert found(several, last=date(2026, 11, 24)) == []
    assert found(several, last=date(2025, 12, 31), days=ORDERED) == [1]
    assert found(several, first=TODAY, days=ORDERED) == [2, 3]
    assert found(several, "alive", kind="order", delivery="pickup") == []
    # As in orders of before, which are of the business day that they were made on.
    rows("UPDATE customer_order SET dated = NULL, branch = NULL")
    assert found(several, first=TODAY, last=TODAY, days=ORDERED) == [1, 2, 3]
    assert found(several, last=date(2026, 11, 21), days=ORDERED) == []
    assert found(several, branch="L1") == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the bell", 2),
        ("112", 2),
        ("cake", 1),
        ("rye", 3),
        ("8712345678906", 3),
        ("rb7", 3),
        ("O-000002", 2),
        ("o-000003", 3),
    ],
)
def test_a_text_finds_notes_articles_and_printed_numbers(several: Orders, text: str, number: int) -> None:
    assert found(several, text=text) == [number]
    alive = found(several, "alive", text)
    assert alive == ([] if number == 3 and not text.startswith("o-") else [number])


def test_what_is_packed_and_partly_gone_is_seen(several: Orders) -> None:
    def row(number: int) -> tuple[str, str]:
        order = several.order(number).row
        return order.status, order.ready

    line = several.order(1).lines[0].id
    assert row(1) == ("open", "")
    edit.pack(several.shop.desk, 1, several.order(1).version, {line: 1000})
    assert row(1) == ("open", "part")
    assert "open · packed in part" in queue_text([several.order(1).row])
    edit.pack(several.shop.desk, 1, several.order(1).version, {line: 2000})
    assert row(1) == ("open", "all")
    several.pay(1, "2.00")
    several.hand_over(1, {line: 1000})
    assert row(1) == ("partly_delivered", "all")
    several.hand_over(1)
    assert row(1) == ("completed", "")


@pytest.mark.parametrize(("days", "numbers"), [(WANTED, [1]), (ORDERED, [1, 2, 3])])
def test_a_range_may_begin_and_end_where_the_calendar_does(several: Orders, days: str, numbers: list[int]) -> None:
    rows("UPDATE customer_order SET dated = NULL WHERE number = 3")
    for first, last in ((None, date.max), (date.min, None), (date.min, date.max)):
        assert found(several, days=days, first=first, last=last) == numbers
    assert found(several, days=days, first=date.max) == found(several, days=days, last=date.min) == []


def test_an_order_of_before_is_of_its_business_day_to_the_last_moment(several: Orders) -> None:
    rows("UPDATE customer_order SET dated = NULL")
    of_shop = several.shop.shop.zone, several.shop.shop.roll_over
    for moment in (clock.day_begins(TODAY, *of_shop), clock.day_ends(TODAY, *of_shop) - 1):
        rows("UPDATE customer_order SET created_at = ?", moment)
        assert found(several, days=ORDERED, first=TODAY, last=TODAY) == [1, 2, 3]
        assert found(several, days=ORDERED, first=date(2026, 11, 23)) == []
        assert found(several, days=ORDERED, last=date(2026, 11, 21)) == []


def test_a_day_without_a_year_is_the_nearest_one() -> None:
    said = ("25-11", "20-11", "2-1", "30-6-2026")
    days = (date(2026, 11, 25), date(2026, 11, 20), date(2027, 1, 2), date(2026, 6, 30))
    assert [nearest(text, TODAY) for text in said] == list(days)
