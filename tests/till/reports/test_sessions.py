"""Discrepancies, cash and the session list: what is known is added, what is not is never a zero."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.models import Location, Register
from kassa_tui.till.drawer import closing, movements, session_details, sessions
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import SEE_HISTORY, SEE_SALES, SEE_SESSIONS
from kassa_tui.till.reports.cash import activity
from kassa_tui.till.reports.filter import Filter, PeriodError, UnknownLocationError, period
from kassa_tui.till.reports.sessions import SessionLine, listed, overview
from kassa_tui.till.sale import corrections
from tests.conftest import ShopUnderTest
from tests.shared import history
from tests.till.basket.test_refunds import back, pay_back

TODAY = date(2026, 11, 22)


def decimals(line: SessionLine) -> tuple[str | None, ...]:
    parts = (line.discrepancy.opening, line.discrepancy.closing, line.discrepancy.known)
    return tuple(None if part is None else part.decimal() for part in parts)


def test_known_parts_are_added_and_what_nobody_counted_is_marked(three: ShopUnderTest) -> None:
    found = overview(three.desk, Filter())
    assert [decimals(line) for line in found.sessions] == [
        (None, "-0.50", "-0.50"),
        (None, None, None),
        ("2.00", None, "2.00"),
    ]
    assert [(line.opening_count, line.closing_count, line.complete) for line in found.sessions] == [
        ("counted", "counted", True),
        ("assumed", "none", False),
        ("counted", "none", False),
    ]
    assert (found.opening.known, found.closing.known, found.total) == tuple(
        three.money(text) for text in ("2.00", "-0.50", "1.50")
    )
    assert not found.complete
    assert (found.opening.counted, found.opening.assumed, found.opening.none) == (2, 1, 0)
    assert (found.closing.counted, found.closing.assumed, found.closing.none) == (1, 0, 1)


def test_what_everybody_counted_is_complete(three: ShopUnderTest) -> None:
    found = overview(three.desk, Filter(TODAY, TODAY))
    assert (len(found.sessions), found.complete, found.total) == (1, True, three.money("-0.50"))
    assert found.sessions[0].left == three.money("80.00")


def test_the_sum_of_nothing_that_is_known_is_not_zero(shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Bread", "10.00"), cash="10.00")
    found = overview(shop.desk, Filter())
    assert (found.opening.known, found.closing.known, found.total, found.complete) == (None, None, None, False)
    assert (found.closing.counted, found.closing.assumed, found.closing.none) == (0, 0, 0)
    shop.close("10.00")
    zero, found = shop.money("0.00"), overview(shop.desk, Filter())
    assert (found.opening.known, found.closing.known, found.total, found.complete) == (None, zero, zero, False)


def test_a_first_session_that_was_counted_and_a_period_without_any_miss_nothing(shop: ShopUnderTest) -> None:
    zero = shop.money("0.00")
    found = overview(shop.desk, Filter())
    assert (found.opening.known, found.closing.known, found.total, found.complete) == (zero, zero, zero, True)
    shop.open("100.00")
    found = overview(shop.desk, Filter())
    assert (found.opening.known, found.closing.known, found.total, found.complete) == (zero, None, None, False)


def test_an_opening_counted_afterwards_is_counted(shop: ShopUnderTest) -> None:
    shop.open("100.00")
    shop.close("100.00", "50.00")
    shop.sell(shop.article("Bread", "1.00"), cash="1.00")
    sessions.count_opening(shop.desk, shop.money("49.00"))
    line = listed(shop.desk, Filter())[-1]
    assert (line.opening_count, decimals(line)[0]) == ("counted", "-1.00")
    assert line.opening_amount == shop.money("49.00")
    shop.close("50.00")
    assert overview(shop.desk, Filter()).complete


def test_the_sums_are_those_of_the_session_itself(three: ShopUnderTest) -> None:
    for line in listed(three.desk, Filter()):
        details = session_details.details(session_details.by_number("K1", line.number))
        assert details.discrepancy == line.discrepancy
    assert [row.discrepancy for row in history(three.desk)][::-1] == [
        line.discrepancy for line in listed(three.desk, Filter())
    ]


def test_a_count_that_was_only_assumed_is_not_a_difference_of_nothing(shop: ShopUnderTest) -> None:
    shop.open("100.00")
    shop.close("100.00", "50.00")
    rows("DROP TRIGGER z_report_no_update")
    rows("UPDATE z_report SET counted_basis = 'assumed'")
    found = overview(shop.desk, Filter())
    assert decimals(found.sessions[0]) == (None, None, None)
    assert (found.closing.assumed, found.complete) == (1, False)
    assert history(shop.desk)[0].discrepancy == found.sessions[0].discrepancy


def test_the_list_is_sorted_by_start_end_and_discrepancy(three: ShopUnderTest) -> None:
    def order(by: str, *, descending: bool = False) -> list[int]:
        return [line.number for line in listed(three.desk, Filter(), by, descending=descending)]

    assert order("start") == [1, 2, 3]
    assert order("start", descending=True) == [3, 2, 1]
    assert order("end") == [1, 2, 3]
    assert order("discrepancy") == [1, 3, 2]
    assert order("discrepancy", descending=True) == [2, 3, 1]


def test_the_filter_is_by_day_place_and_number(three: ShopUnderTest) -> None:
    Location.insert(code="L2", name="Market").execute()
    Register.insert(code="K2", location="L2", name="K2", serial="K2", created_at=0).execute()
    other = Desk("K2", "L2", three.desk.person, three.desk.clock)
    sessions.start(other, three.money("5.00"))

    def numbers(chosen: Filter) -> list[tuple[str, int]]:
        return [(line.register, line.number) for line in listed(three.desk, chosen)]

    tomorrow = TODAY + timedelta(days=1)
    assert numbers(Filter(first=tomorrow)) == [("K1", 2), ("K1", 3), ("K2", 1)]
    assert numbers(Filter(last=tomorrow)) == [("K1", 1), ("K1", 2)]
    assert numbers(Filter(location="market")) == numbers(Filter(location="L2")) == [("K2", 1)]
    assert numbers(Filter(register="K1", sessions=(1, 3))) == [("K1", 1), ("K1", 3)]
    assert numbers(Filter(open_too=False)) == [("K1", 1), ("K1", 2)]
    with pytest.raises(UnknownLocationError):
        numbers(Filter(location="Moon"))
    with pytest.raises(PeriodError):
        numbers(Filter(tomorrow, TODAY))


def test_a_session_without_a_drawer_has_nothing_that_is_missing(shop: ShopUnderTest) -> None:
    sessions.start(Desk("K1", "L1", shop.desk.person, shop.clock), shop.money("5.00"))
    shop.close("5.00", "0.00")
    rows("DROP TRIGGER session_closes_once")
    rows("UPDATE session SET tracked = 0, opening_basis = 'none'")
    rows("DROP TRIGGER z_report_no_update")
    rows("UPDATE z_report SET counted_basis = 'none', counted = NULL, expected = NULL")
    found = overview(shop.desk, Filter())
    assert (decimals(found.sessions[0]), found.complete) == ((None, None, None), True)
    assert (found.opening.none, found.closing.none) == (0, 0)
    assert activity(shop.desk, Filter()).sessions == ()


# --- Cash -----------------------------------------------------------------------------------------


def test_gross_is_less_the_change_and_net_less_the_refunds(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    sold = shop.sell(shop.article("Lamp", "75.00"), cash="100.00")
    shop.sell(shop.article("Pan", "20.00"))
    pay_back(shop, back(shop, shop.sell(shop.article("Bread", "3.00"), cash="3.00").number, 1))
    movements.move(shop.desk, shop.money("50.00"), "skim", out=True)
    movements.move(shop.desk, shop.money("20.00"), "change", out=False)
    found = activity(shop.desk, Filter())
    assert [amount.decimal() for amount in (found.gross, found.refunds, found.net)] == ["78.00", "3.00", "75.00"]
    assert found.moved == shop.money("-30.00")
    corrections.correct(shop.desk, sold.receipt_id, "cash", "card", "wrong key")
    found = activity(shop.desk, Filter())
    assert [amount.decimal() for amount in (found.gross, found.refunds, found.net)] == ["3.00", "3.00", "0.00"]
    expected = closing.expected_cash(sessions.required("K1").id)
    assert found.net + found.moved + shop.money("150.00") == shop.shop.money(expected)


def test_training_is_in_none(shop: ShopUnderTest) -> None:
    shop.open()
    shop.pay(replace(shop.basket(shop.article("Bread", "3.00")), training=True), cash="5.00")
    assert activity(shop.desk, Filter()).gross == shop.money("0.00")


def test_who_counts_blind_is_not_told_what_came_in(three: ShopUnderTest) -> None:
    three.sell(three.article("Bread", "10.00"), cash="10.00")
    cashier = three.as_("Cashier")
    rows("INSERT INTO permission (role, action) VALUES ('cashier', ?)", SEE_SESSIONS.code)
    found = activity(cashier, Filter())
    assert ([each.number for each in found.sessions], found.complete) == ([1, 2], False)
    assert found.gross == three.money("20.00")
    assert activity(cashier, Filter(open_too=False)).complete
    assert activity(three.desk, Filter()).gross == three.money("30.00")
    assert len(overview(cashier, Filter()).sessions) == 3


# --- Permissions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [SEE_HISTORY.code, SEE_SESSIONS.code])
def test_both_permissions_to_view_are_needed(three: ShopUnderTest, missing: str) -> None:
    manager = three.as_("Manager")
    assert len(listed(manager, Filter())) == 3
    rows("DELETE FROM permission WHERE role = 'manager' AND action = ?", missing)
    for report in (overview, activity, listed):
        with pytest.raises(NotAllowedError) as refused:
            report(manager, Filter())
        assert refused.value.action == missing
    approved = replace(manager, approver=three.desk.person)
    assert len(overview(approved, Filter()).sessions) == 3


def test_a_cashier_sees_neither_sessions_nor_sales_of_others(shop: ShopUnderTest) -> None:
    granted = {action for (action,) in rows("SELECT action FROM permission WHERE role = 'cashier'")}
    assert SEE_HISTORY.code in granted
    assert not {SEE_SESSIONS.code, SEE_SALES.code} & granted


def test_periods_with_a_name() -> None:
    sunday = date(2026, 11, 22)
    assert period("today", sunday) == (sunday, sunday)
    assert period("yesterday", sunday) == (date(2026, 11, 21), date(2026, 11, 21))
    assert period("week", sunday) == (date(2026, 11, 16), sunday)
    assert period("month", sunday) == (date(2026, 11, 1), sunday)
    assert period("quarter", sunday) == (date(2026, 10, 1), sunday)
    assert [period("quarter", date(2026, month, 28))[0] for month in (1, 3, 4, 9, 12)] == [
        date(2026, month, 1) for month in (1, 1, 4, 7, 10)
    ]
    assert period("year", sunday) == (date(2026, 1, 1), sunday)
    assert period("all", sunday) == (None, None)
