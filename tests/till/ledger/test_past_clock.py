"""A clock that stands before what the journal knows: marked, and confirmed once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from kassa_tui.database import bound, rows
from kassa_tui.till.basket.tax import prepaid_keeps_rate
from kassa_tui.till.ledger import journal, network_time, office_register, past_clock
from kassa_tui.till.ledger.clock import to_ms
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.past_clock import ClockAheadError, ClockBehindError, Doubt
from kassa_tui.till.proof import verify
from kassa_tui.till.sale.invoices import kept_until
from kassa_tui.till.setup import tax_edit
from kassa_tui.till.setup.tax_edit import PrepaidRule, RateForm
from tests.conftest import ShopUnderTest

HOUR_MS = 3_600_000


def _marks(after: int) -> list[str]:
    return [mark for (mark,) in rows("SELECT clock FROM journal WHERE number > ? ORDER BY number", after)]


def _counter(shop: ShopUnderTest) -> Desk:
    return replace(shop.desk, sure_of=0)


def test_every_entry_before_the_newest_is_marked(shop: ShopUnderTest) -> None:
    """And none after it, at whatever the clock did between."""
    beer = shop.article("Beer", "5.00")
    shop.open()
    before, newest = journal.head("K1")[0], shop.clock.now
    shop.clock.now -= 3 * HOUR_MS
    for _hour in range(4):
        journal.note(shop.desk, "test", {})
        shop.clock.now += HOUR_MS
    shop.sell(beer)
    shop.clock.now -= 30 * 60_000
    journal.note(shop.desk, "test", {})
    assert _marks(before) == ["back", "back", "back", "ok", "ok", "back"]
    assert journal.newest_time("K1") == newest + HOUR_MS
    assert not verify.verify().problems


def test_the_newest_time_is_found_again_by_another_process(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.open()
    newest = shop.clock.now
    for back in (1, 5, 3):
        shop.clock.now = newest - back * HOUR_MS
        journal.note(shop.desk, "test", {})
    monkeypatch.setattr(journal, "_known", {})
    assert journal.newest_time("K1") == newest


def _forge(number: int, mark: str) -> None:
    """The entry with that mark, and the chain after it written anew, as another program would."""
    bound().execute_sql("DROP TRIGGER journal_no_update")
    previous = ""
    for old in rows(
        "SELECT id, number, previous, location, at, clock, person_id, approver_id, channel, kind, facts "
        "FROM journal WHERE number >= ? ORDER BY number",
        number,
    ):
        key, at_number, before, location, at, clock, person, approver, channel, kind, facts = old
        before, clock = previous or before, mark if at_number == number else clock
        previous = journal.entry_hash(
            before, "K1", location, at_number, at, clock, (person, approver), channel, kind, facts
        )
        bound().execute_sql(
            "UPDATE journal SET previous = ?, clock = ?, hash = ? WHERE id = ?", (before, clock, previous, key)
        )


def _broken() -> set[int]:
    """The entries that do not agree; the trigger that the forger lifted is another matter."""
    return {problem.entry for problem in verify.verify().problems if problem.entry is not None}


@pytest.mark.parametrize(("place", "mark", "right"), [(2, "ok", True), (1, "ok", False), (3, "back", False)])
def test_a_journal_of_before_marked_the_first_alone(shop: ShopUnderTest, place: int, mark: str, right: bool) -> None:
    """What lies between the newest and the entry in front of it may bear no mark, where none of these does."""
    shop.open()
    before = journal.head("K1")[0]
    shop.clock.now -= HOUR_MS
    journal.note(shop.desk, "test", {})
    shop.clock.now += 60_000
    journal.note(shop.desk, "test", {})
    shop.clock.now += 2 * HOUR_MS
    journal.note(shop.desk, "test", {})
    assert _marks(before) == ["back", "back", "ok"]
    _forge(before + place, mark)
    assert _broken() == (set() if right else {before + place})


def test_marks_go_on_where_they_began(shop: ShopUnderTest) -> None:
    shop.open()
    before = journal.head("K1")[0]
    shop.clock.now -= HOUR_MS
    for _minute in range(3):
        shop.clock.now += 60_000
        journal.note(shop.desk, "test", {})
    _forge(before + 3, "ok")
    assert _broken() == {before + 3}


def test_the_first_sale_is_confirmed_once(shop: ShopUnderTest) -> None:
    """At a counter; also by what wakes in the past again. Commands are not asked."""
    beer = shop.article("Beer", "5.00")
    shop.open()
    newest = shop.clock.now
    shop.clock.now -= HOUR_MS
    shop.sell(beer)
    with pytest.raises(ClockBehindError):
        shop.sell(beer, desk=_counter(shop))
    past_clock.confirm(_counter(shop), newest)
    shop.sell(beer, desk=_counter(shop))
    shop.clock.now -= HOUR_MS
    shop.sell(beer, desk=_counter(shop))
    shop.clock.now = newest + 2 * HOUR_MS
    shop.sell(beer, desk=_counter(shop))
    shop.clock.now -= HOUR_MS
    with pytest.raises(ClockBehindError):
        shop.sell(beer, desk=_counter(shop))
    assert not verify.verify().problems


@pytest.mark.parametrize("year", [1970, 2000, 2005, 2020])
def test_a_clock_before_the_shop_began_sells_at_the_rates_of_today(shop: ShopUnderTest, year: int) -> None:
    """Those of the newest day that is known, also where the law had others in that year."""
    bread = shop.article("Bread", "2.95", "low")
    shop.open()
    shop.clock.later(days=30)
    tax_edit.add(shop.desk, RateForm("low", 1300, shop.shop.today(shop.desk)))
    shop.sell(bread)
    shop.clock.now = to_ms(datetime(year, 3, 1, tzinfo=UTC))
    shop.sell(bread)
    shop.sell(shop.article("Beer", "5.00"))
    assert rows("SELECT DISTINCT rate FROM receipt_tax ORDER BY rate") == [(1300,), (2100,)]
    assert not verify.verify().problems


def test_a_clock_before_the_shop_began_changes_no_law(shop: ShopUnderTest) -> None:
    """What was prepaid keeps its rate as it does today, and an invoice is kept as long as one of today."""
    today = shop.shop.today(shop.desk)
    tax_edit.decide_prepaid(shop.desk, PrepaidRule(today.isoformat(), keeps_rate=True))
    for year in (1970, 2005, 2020):
        assert prepaid_keeps_rate(date(year, 3, 1))
        woken = to_ms(datetime(year, 3, 1, tzinfo=UTC))
        assert kept_until(shop.shop, woken) == kept_until(shop.shop, shop.clock.now) == date(today.year + 7, 12, 31)
    assert not prepaid_keeps_rate(today - timedelta(days=1))


def test_two_minutes_are_no_clock_that_is_behind(shop: ShopUnderTest) -> None:
    """The network puts a clock right by less; each entry is marked all the same."""
    beer = shop.article("Beer", "5.00")
    shop.open()
    before = journal.head("K1")[0]
    shop.clock.now -= past_clock.SLACK_MS
    shop.sell(beer, desk=_counter(shop))
    assert past_clock.doubt(shop.clock.now) is None
    assert _marks(before) == ["back"]


# --- Far ahead ---


def _asked(shop: ShopUnderTest) -> bool:
    """Whether the next sale at a counter waits for somebody who says that the time is right."""
    try:
        past_clock.check(_counter(shop))
    except ClockAheadError:
        return True
    return False


def test_a_clock_far_ahead_is_confirmed_once(shop: ShopUnderTest) -> None:
    """Whatever was written before the first sale, by whichever register; never for a long holiday of forty days."""
    beer = shop.article("Beer", "5.00")
    shop.open()
    shop.clock.later(days=40)
    shop.sell(beer, desk=_counter(shop))
    newest = shop.clock.now
    shop.clock.later(days=41)
    assert past_clock.doubt(shop.clock.now) == Doubt(shop.clock.now, newest)
    for desk in (shop.desk, shop.desk, office_register.desk_of(shop.desk)):
        journal.note(desk, "test", {})
        assert past_clock.doubt(shop.clock.now) == Doubt(shop.clock.now, newest)
    assert rows("SELECT register, believed FROM clock_doubt ORDER BY register") == [("B1", newest), ("K1", newest)]
    with pytest.raises(ClockAheadError):
        shop.sell(beer, desk=_counter(shop))
    shop.sell(beer)
    past_clock.confirm(_counter(shop), newest)
    for _day in range(3):
        shop.sell(beer, desk=_counter(shop))
        shop.clock.later(days=1)
    assert past_clock.doubt(shop.clock.now) is None
    assert not verify.verify().problems


def test_a_leap_that_nobody_confirmed_makes_no_clock_behind(shop: ShopUnderTest) -> None:
    """The clock was put right before anybody sold; its entries bear the mark, and a later leap is asked about again."""
    beer = shop.article("Beer", "5.00")
    shop.open()
    before, right = journal.head("K1")[0], shop.clock.now
    shop.clock.now = to_ms(datetime(2099, 12, 31, 23, tzinfo=UTC))
    journal.note(shop.desk, "test", {})
    shop.clock.now = right + HOUR_MS
    assert past_clock.doubt(shop.clock.now) is None
    shop.sell(beer, desk=_counter(shop))
    assert _marks(before) == ["ok", "back"]
    assert journal.newest_believed() == right + HOUR_MS
    shop.clock.now -= 3 * HOUR_MS
    with pytest.raises(ClockBehindError):
        shop.sell(beer, desk=_counter(shop))
    past_clock.confirm(_counter(shop), right + HOUR_MS)
    shop.sell(beer, desk=_counter(shop))
    shop.clock.now = to_ms(datetime(2099, 12, 31, 23, 30, tzinfo=UTC))
    assert _asked(shop)
    past_clock.confirm(_counter(shop), journal.newest_believed())
    assert not _asked(shop)
    assert not verify.verify().problems


def test_a_clock_that_the_network_sets_is_asked_about_neither_way(
    shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is right whatever the journal tells of; only where it is that clock which the desk reads."""
    beer = shop.article("Beer", "5.00")
    shop.open()
    begun = shop.clock.now
    for days in (90, -90):
        shop.clock.now = begun + days * 24 * HOUR_MS
        monkeypatch.setattr(network_time, "_set_over_network", lambda: begun)
        assert past_clock.doubt(shop.clock.now) is not None
        monkeypatch.setattr(network_time, "_set_over_network", lambda: shop.clock.now)
        assert past_clock.doubt(shop.clock.now) is None
        shop.sell(beer, desk=_counter(shop))
    monkeypatch.undo()
    shop.clock.now = begun + 91 * 24 * HOUR_MS
    assert not _asked(shop)
    assert rows("SELECT * FROM clock_doubt") == []


def test_the_network_ends_a_doubt(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.open()
    shop.clock.later(days=60)
    journal.note(shop.desk, "test", {})
    assert _asked(shop)
    monkeypatch.setattr(network_time, "_set_over_network", lambda: shop.clock.now)
    journal.note(shop.desk, "test", {})
    monkeypatch.undo()
    assert not _asked(shop)


def test_the_kernel_says_whether_its_clock_is_set() -> None:
    """A time, or that it does not know; a machine without a clock of that kind knows nothing."""
    known = network_time._set_over_network()
    assert known is None or known > 0
    assert not network_time.network_agrees(0)
