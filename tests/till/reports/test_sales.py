"""Sales cut in every way: transactions, items, averages, and no practice in any of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket import line_removal, refunds
from kassa_tui.till.basket.lines import ONE, Article, Line
from kassa_tui.till.drawer import movements, sessions
from kassa_tui.till.goods import catalog, products
from kassa_tui.till.goods.products import ProductForm
from kassa_tui.till.ledger import clock, journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import SEE_SALES
from kassa_tui.till.people import approval, pins
from kassa_tui.till.people.lockout import WrongPinError
from kassa_tui.till.reports import events as report_events
from kassa_tui.till.reports.corrections import corrections
from kassa_tui.till.reports.events import removals
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.methods import by_method
from kassa_tui.till.reports.sold.articles import Articles, by_article
from kassa_tui.till.reports.sold.groups import by_group
from kassa_tui.till.reports.sold.hours import hour_sql, offsets
from kassa_tui.till.reports.sold.sales import PERIODS, Sales, by_hour, by_period, by_person
from kassa_tui.till.reports.vat import by_rate
from tests.conftest import ShopUnderTest
from tests.till.basket.test_refunds import back, pay_back
from tests.till.everything import day_of_everything

TODAY = date(2026, 11, 22)


def figures(found: Sales) -> list[tuple[str, int, int, str, str]]:
    return [(c.key, c.transactions, c.items, c.turnover.decimal(), c.total.decimal()) for c in found.cuts]


def weighed(shop: ShopUnderTest) -> Article:
    """Cheese by the kilo."""
    made = products.save(shop.desk, ProductForm("Cheese", 2000, "low", unit="kg"))
    article = catalog.by_id(made, "EUR")
    assert article is not None
    return article


def test_by_employee_with_items_and_averages(shop: ShopUnderTest) -> None:
    bread, lamp = shop.article("Bread", "2.00"), shop.article("Lamp", "20.00")
    cashier = shop.as_("Cashier")
    shop.sell(bread, bread, lamp, desk=cashier)
    shop.pay(shop.basket().add(weighed(shop), ONE // 4), desk=cashier)
    sold = shop.pay(shop.basket(bread).add(weighed(shop), ONE // 4), cash="7.00")
    cheese = refunds.returnable(refunds.find(sold.number)).lines[1]
    pay_back(shop, back(shop, sold.number, 1).give_back(cheese.source, cheese.line, -ONE // 4))
    found = by_person(shop.desk, Filter())
    assert figures(found) == [("Cashier", 2, 4 * ONE, "29.00", "29.00"), ("Owner", 2, 0, "0.00", "0.00")]
    first = found.cuts[0]
    assert (first.average, first.items_each) == (shop.money("14.50"), 200)
    assert (found.total.transactions, found.total.turnover) == (4, shop.money("29.00"))
    assert by_person(shop.desk, Filter(first=TODAY + timedelta(days=1))).total.average is None


def test_what_is_no_turnover_is_in_the_total_only(shop: ShopUnderTest) -> None:
    day_of_everything(shop)
    found = by_person(shop.desk, Filter())
    stored = dict(rows("SELECT kind, sum(amount) FROM session_total GROUP BY kind"))
    assert found.total.turnover.minor == stored["turnover"]
    assert found.total.total.minor == stored["gross"] == stored["tender"] - stored["rounding"]
    assert found.total.transactions == rows("SELECT count(*) FROM receipt WHERE kind IN ('sale', 'refund')")[0][0]


def test_no_practice_is_in_any_report(shop: ShopUnderTest) -> None:
    shop.open()
    bread = shop.article("Bread", "2.00")
    practice = replace(shop.basket(bread, bread), training=True)
    line = practice.lines[0]
    line_removal.line_removed(shop.desk, practice, line)
    shop.pay(practice, cash="5.00")
    line_removal.line_removed(shop.desk, shop.basket(bread), line)
    for found in (by_person(shop.desk, Filter()), by_hour(shop.desk, Filter()), by_period(shop.desk, Filter(), "day")):
        assert found.cuts == ()
    for part in (by_article, by_group, by_method, by_rate):
        assert part(shop.desk, Filter()).parts == ()
    assert len(removals(shop.desk, Filter()).events) == 1


@pytest.mark.parametrize(
    ("period", "keys"),
    [
        ("day", ["2026-11-22", "2026-11-23", "2027-01-02"]),
        ("week", ["2026-W47", "2026-W48", "2026-W53"]),
        ("month", ["2026-11", "2027-01"]),
        ("year", ["2026", "2027"]),
        ("weekday", ["1", "6", "7"]),
    ],
)
def test_periods_are_of_the_business_day(shop: ShopUnderTest, period: str, keys: list[str]) -> None:
    bread = shop.article("Bread", "2.00")
    shop.open()
    shop.sell(bread)
    shop.clock.later(minutes=13 * 60)
    shop.sell(bread, bread)
    shop.clock.later(minutes=2 * 60)
    shop.sell(bread)
    shop.clock.later(days=40)
    shop.sell(bread)
    found = by_period(shop.desk, Filter(), period)
    assert [cut.key for cut in found.cuts] == keys
    assert sum(cut.transactions for cut in found.cuts) == found.total.transactions == 4
    assert found.total.turnover == shop.money("10.00")
    if period == "day":
        assert [cut.turnover.decimal() for cut in found.cuts] == ["6.00", "2.00", "2.00"]


def test_the_filter_holds_for_sales(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.00")
    shop.open()
    shop.sell(bread)
    shop.close()
    shop.clock.later(days=1)
    shop.sell(bread, bread)

    def turnover(chosen: Filter) -> str:
        return by_period(shop.desk, chosen, "day").total.turnover.decimal()

    assert turnover(Filter()) == "6.00"
    assert turnover(Filter(TODAY, TODAY)) == "2.00"
    assert turnover(Filter(first=TODAY + timedelta(days=1))) == "4.00"
    assert turnover(Filter(register="K1", sessions=(2,))) == "4.00"
    assert turnover(Filter(register="B1")) == turnover(Filter(TODAY, TODAY, register="K1", sessions=(2,))) == "0.00"
    assert turnover(Filter(location="L1", open_too=False)) == "2.00"


def test_hours_are_of_the_shops_clock_in_summer_and_winter(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.00")
    shop.open()
    for when in (datetime(2026, 7, 1, 9, 59), datetime(2026, 12, 1, 10, 0), datetime(2027, 3, 28, 3, 30)):
        shop.clock.now = clock.to_ms(when.replace(tzinfo=clock.zone("Europe/Amsterdam")))
        shop.sell(bread)
    assert [(cut.key, cut.transactions) for cut in by_hour(shop.desk, Filter()).cuts] == [("3", 1), ("9", 1), ("10", 1)]


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"])
def test_the_offsets_are_those_of_the_zone_at_each_minute_around_a_change(zone: str, shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Bread", "2.00"))
    expression, values = hour_sql(zone)
    moments = [datetime(2026, month, 15, 12, 34, tzinfo=UTC) for month in range(1, 13)]
    for start, _offset in offsets(zone, 2025, 2027)[1:]:
        moments += [datetime.fromtimestamp(start / 1000, UTC) + timedelta(minutes=n) for n in (-61, -1, 0, 1, 61)]
    for moment in moments:
        at = clock.to_ms(moment)
        found = rows(f"SELECT {expression} FROM (SELECT ? AS at) r", *values, at)
        assert found == [(clock.local(at, zone).hour,)], moment
    assert len(offsets(zone, 2025, 2027)) == (1 if zone in ("Asia/Kolkata", "UTC") else 7)


def test_groups_and_what_is_none(shop: ShopUnderTest) -> None:
    day_of_everything(shop)
    found = by_group(shop.desk, Filter())
    assert [(part.name, part.turnover) for part in found.parts] == [
        ("Without a group", True),
        ("Drinks", True),
        ("Packaging deposits", False),
        ("Gift vouchers", False),
        ("Deposits on orders", False),
        ("Paid on account", False),
    ]
    stored = dict(rows("SELECT kind, sum(amount) FROM session_total GROUP BY kind"))
    assert sum(part.total.minor for part in found.parts if part.turnover) == found.turnover.minor == stored["group"]
    assert found.total.minor == stored["gross"]


def by_name(found: Articles) -> list[tuple[str, str, int, int, str]]:
    return [(part.name, part.unit, part.sold, part.returned, part.total.decimal()) for part in found.parts]


def test_articles_say_what_was_sold_and_what_came_back(shop: ShopUnderTest) -> None:
    """Cheese 0.250 kg of 20.00, and half of it back; two lamps less 10 %, a free line, and bottles that are no turnover."""
    lamp, cheese = shop.article("Lamp", "20.00", code="L1"), weighed(shop)
    deposit = products.save(shop.desk, ProductForm("Bottle", 150, "outside", kind="packaging", discountable=False))
    cola = shop.article("Cola", "1.65", "low", packaging_id=deposit)
    sold = shop.pay(shop.basket(lamp, lamp, cola, cola, cola).add(cheese, ONE // 4).discounted(percent=1000))
    line = next(each for each in refunds.returnable(refunds.find(sold.number)).lines if each.line.text == "Cheese")
    pay_back(shop, back(shop, sold.number, 1).give_back(line.source, line.line, -ONE // 8))
    shop.clock.later(days=1)
    shop.pay(shop.basket().put(Line(0, "Repair", ONE, shop.money("7.50"), "high")))
    found = by_article(shop.desk, Filter())
    assert by_name(found) == [
        ("Lamp", "piece", 2 * ONE, ONE, "18.00"),
        ("", "piece", ONE, 0, "7.50"),
        ("Cola", "piece", 3 * ONE, 0, "4.45"),
        ("Cheese", "kg", ONE // 4, ONE // 8, "2.25"),
        ("Bottle", "piece", 3 * ONE, 0, "4.50"),
    ]
    assert found.parts[0].code == "L1"
    assert by_name(by_article(shop.desk, Filter(first=TODAY + timedelta(days=1)))) == [("", "piece", ONE, 0, "7.50")]


def test_articles_sum_to_the_turnover_and_to_the_packaging_deposits(shop: ShopUnderTest) -> None:
    day_of_everything(shop)
    found, groups = by_article(shop.desk, Filter()), by_group(shop.desk, Filter())
    assert found.sum(packaging=False) == groups.turnover
    assert [found.sum(packaging=True)] == [part.total for part in groups.parts if part.key == "packaging"]


def test_methods_are_the_stored_tenders(shop: ShopUnderTest) -> None:
    day_of_everything(shop)
    found = by_method(shop.desk, Filter())
    stored = rows("SELECT key, sum(n), sum(amount) FROM session_total WHERE kind = 'tender' GROUP BY key")
    assert sorted((p.method, p.payments, p.amount.minor) for p in found.parts) == sorted(stored)
    refunds = dict(rows("SELECT key, sum(amount) FROM session_total WHERE kind = 'refund' GROUP BY key"))
    assert {p.method: p.refunds.minor for p in found.parts if p.refunds} == {k: v for k, v in refunds.items() if v}
    assert found.rounding.minor == rows("SELECT sum(amount) FROM session_total WHERE kind = 'rounding'")[0][0]


def test_vat_is_the_stored_block(shop: ShopUnderTest) -> None:
    day_of_everything(shop)
    found = by_rate(shop.desk, Filter())
    for kind in ("gross", "tax"):
        stored = rows("SELECT key, sum(amount) FROM session_total WHERE kind = ? GROUP BY key", kind)
        assert sorted((f"{p.code}:{p.rate}", getattr(p, kind).minor) for p in found.parts) == sorted(stored)
    assert [part.outside for part in found.parts] == [False, False, True]
    assert found.net + found.tax == found.gross


CUTS: list[Callable[[Desk, Filter], Any]] = [
    by_person, by_hour, by_article, by_group, by_method, by_rate, corrections,
]  # fmt: skip
"""Reports of what was sold that take nothing but a filter."""


def test_an_open_session_would_tell_what_is_counted_blind(shop: ShopUnderTest) -> None:
    bread = shop.article("Bread", "2.00")
    shop.open()
    shop.sell(bread, cash="2.00")
    shop.close()
    shop.sell(bread, cash="2.00")
    rows("INSERT INTO permission (role, action) VALUES ('cashier', ?)", SEE_SALES.code)
    cashier = shop.as_("Cashier")
    for report in CUTS:
        assert not report(cashier, Filter()).complete
        assert report(cashier, Filter(open_too=False)).complete
        assert report(cashier, Filter(last=TODAY - timedelta(days=1))).complete
    assert by_person(cashier, Filter()).total.turnover == shop.money("2.00")
    assert by_person(shop.desk, Filter()).total.turnover == shop.money("4.00")


def test_every_cut_needs_the_permission(shop: ShopUnderTest) -> None:
    cashier = shop.as_("Cashier")
    for report in (*CUTS, removals):
        with pytest.raises(NotAllowedError):
            report(cashier, Filter())
    with pytest.raises(NotAllowedError):
        by_period(cashier, Filter(), "day")
    assert set(PERIODS) == {"day", "week", "month", "year", "weekday"}


# --- What did not happen, and what was put right --------------------------------------------------


@pytest.fixture
def two_days(shop: ShopUnderTest) -> ShopUnderTest:
    """A session each day: a line removed and a refusal, then a drawer opened and a basket thrown away."""
    basket = shop.basket(shop.article("Bread", "2.00"), shop.article("Lamp", "20.00"))
    shop.open()
    line_removal.line_removed(shop.as_("Cashier"), basket, basket.lines[1])
    with pytest.raises(NotAllowedError):
        products.save(shop.as_("Cashier"), ProductForm("Pan", 100, "high"))
    shop.sell(shop.article("Bread", "2.00"))
    shop.close()
    shop.clock.later(days=1)
    sessions.start(shop.desk, shop.money("0.00"))
    movements.open_without_sale(shop.desk, "change")
    line_removal.abandoned(shop.as_("Manager"), basket)
    return shop


def test_what_a_clock_in_the_past_wrote_is_of_the_day_that_it_said(shop: ShopUnderTest) -> None:
    """As receipts are: behind entries of later days it is still found."""
    for days in (0, 0, 0, -2, 0, 2):
        shop.clock.later(days=days)
        movements.tried(shop.desk, 2)
    assert [
        len(removals(shop.desk, Filter(first=day, last=day)).events)
        for day in (TODAY - timedelta(days=days) for days in (2, 1, 0))
    ] == [2, 0, 4]
    assert len(removals(shop.desk, Filter(first=date.min, last=date.max)).events) == 6


@pytest.mark.parametrize("written", ["test", "test, pin 2"])
def test_a_drawer_that_was_tried_is_said_in_words(shop: ShopUnderTest, written: str) -> None:
    """Programs of before wrote which pin was kicked."""
    if written == "test":
        movements.tried(shop.desk, 2)
    else:
        journal.note(shop.desk, "drawer.opened", {"reason": written})
    (event,) = removals(shop.desk, Filter()).events
    assert event.reason == report_events.TRIED
    assert "pin" not in report_events.told(event)


def test_who_agreed_and_whose_pin_was_tried(shop: ShopUnderTest) -> None:
    cashier, manager = shop.as_("Cashier"), shop.as_("Manager").person
    with pytest.raises(NotAllowedError) as refused:
        products.save(cashier, ProductForm("Pan", 100, "high"))
    approval.by_person(cashier, refused.value, manager, "")
    with pytest.raises(WrongPinError):
        pins.prove(cashier, "4821", manager)
    found = removals(shop.desk, Filter())
    assert [(e.kind, e.person, e.approver, e.text) for e in found.events] == [
        ("permission.refused", "Cashier", "", "change products"),
        ("permission.approved", "Cashier", "Manager", "change products"),
        ("pin.wrong", "Cashier", "", "Manager"),
    ]
    assert [report_events.told(event) for event in found.events] == [
        "change products",
        "change products · Manager",
        "Manager",
    ]
    assert found.sums["pin.wrong"][0] == found.sums["permission.approved"][0] == 1


def told(shop: ShopUnderTest, chosen: Filter) -> list[tuple[str, str, str, str | None]]:
    events = removals(shop.desk, chosen).events
    return [(e.kind, e.person, e.text, e.amount.decimal() if e.amount else None) for e in events]


FIRST = [("line.removed", "Cashier", "Lamp", "20.00"), ("permission.refused", "Cashier", "change products", None)]
SECOND = [("drawer.opened", "Owner", "change", None), ("basket.abandoned", "Manager", "Bread, Lamp", "22.00")]


def test_what_was_removed_opened_and_refused(two_days: ShopUnderTest) -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert told(two_days, Filter()) == FIRST + SECOND
    assert report_events.told(removals(two_days.desk, Filter()).events[2]) == "change money"
    assert told(two_days, Filter(TODAY, TODAY)) == FIRST
    assert told(two_days, Filter(first=tomorrow)) == SECOND
    assert told(two_days, Filter(register="K1", sessions=(1,))) == FIRST
    assert told(two_days, Filter(register="K1", sessions=(2,))) == SECOND
    assert told(two_days, Filter(register="B1")) == told(two_days, Filter(last=TODAY - timedelta(days=1))) == []
    sums = removals(two_days.desk, Filter()).sums
    assert sums["line.removed"] == (1, two_days.money("20.00"))
    assert sums["drawer.opened"] == (1, two_days.money("0.00"))


def test_an_event_at_the_very_turn_of_the_day_is_of_the_new_one(shop: ShopUnderTest) -> None:
    shop.open()
    turn = datetime(2026, 11, 23, 4, 0, tzinfo=clock.zone("Europe/Amsterdam"))
    for at in (clock.to_ms(turn) - 1, clock.to_ms(turn)):
        shop.clock.now = at
        movements.open_without_sale(shop.desk, str(at))
    last, first = (str(clock.to_ms(turn) + by) for by in (-1, 0))
    assert [event.text for event in removals(shop.desk, Filter(last=TODAY)).events] == [last]
    assert [event.text for event in removals(shop.desk, Filter(first=TODAY + timedelta(days=1))).events] == [first]


def test_corrected_methods_with_both_receipts(shop: ShopUnderTest) -> None:
    day_of_everything(shop)
    shop.sell(shop.article("Bread", "2.00"))
    (found,) = corrections(shop.desk, Filter()).corrections
    assert (found.off, found.on, found.reason) == ("Cash", "Card", "wrong key")
    assert found.taken + found.booked == shop.money("0.00")
    assert rows("SELECT kind FROM receipt WHERE number = ?", int(found.number[-6:])) == [("correction",)]
    assert rows("SELECT count(*) FROM receipt WHERE number = ? AND kind = 'sale'", int(found.corrects[-6:])) == [(1,)]
    assert corrections(shop.desk, Filter(last=TODAY - timedelta(days=1))).corrections == ()
