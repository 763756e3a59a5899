"""Damage is said before it is sold on: in the newest entries at the start, in any page once a day."""

import pytest

from kassa_tui.database import bound, rows
from kassa_tui.models import TRIGGERS
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.proof import damage_watch, newest_check
from kassa_tui.till.proof.damage_watch import LOOKS_A_DAY, DamageWatch
from tests.conftest import ShopUnderTest
from tests.till.everything import day_of_everything


@pytest.fixture
def day(shop: ShopUnderTest) -> ShopUnderTest:
    """A day on which everything was recorded."""
    day_of_everything(shop)
    return shop


def change(*statements: str) -> None:
    """Past all that keeps the program from it."""
    for trigger in TRIGGERS:
        bound().execute_sql(f'DROP TRIGGER IF EXISTS "{trigger.split(chr(34))[1]}"')
    for sql in statements:
        bound().execute_sql(sql)
    for trigger in TRIGGERS:
        bound().execute_sql(trigger)


def test_the_newest_entries_are_proved_with_their_rows(day: ShopUnderTest) -> None:
    for most in (1, 2, 7, 40, 1_000):
        assert newest_check.problems(most) == [], most
    first, last = rows("SELECT min(id), max(id) FROM receipt WHERE register = 'K1'")[0]
    total, entry = rows("SELECT total, entry FROM receipt WHERE id = ?", last)[0]
    end = rows("SELECT max(number) FROM journal WHERE register = 'K1'")[0][0]
    change(
        "PRAGMA ignore_check_constraints = 1",
        f"UPDATE receipt SET total = total + 1000 WHERE id IN ({first}, {last})",
    )
    assert newest_check.problems(end - entry) == []
    said = [(problem.entry, str(total + 1000) in problem.text) for problem in newest_check.problems(end - entry + 1)]
    assert said == [(entry, True)]
    assert len(newest_check.problems()) == 2


def test_a_row_or_a_protection_that_is_gone_is_missed(day: ShopUnderTest) -> None:
    change("PRAGMA foreign_keys = 0", "DELETE FROM receipt_line WHERE id = (SELECT max(id) FROM receipt_line)")
    assert [problem.register for problem in newest_check.problems()] == ["K1"]
    bound().execute_sql("DROP TRIGGER receipt_no_update")
    assert newest_check.problems()[0].text == "The protection receipt_no_update is missing"


def test_what_is_recorded_first_waits_for_the_newest_entries(day: ShopUnderTest) -> None:
    change("UPDATE journal SET facts = '{}' WHERE id = (SELECT max(id) FROM journal WHERE register = 'K1')")
    bound().close()
    told, ledger = list[str](), Ledger()
    DamageWatch(ledger, told.append).begin()
    seen_by_the_next = ledger.submit(lambda: [*told]).result(10)
    ledger.close()
    assert seen_by_the_next == told
    assert len(told) == 1
    assert "K1" in told[0]


def test_every_page_is_looked_at_once_a_day_while_nobody_sells(
    day: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def answers(sql: str, *values: object) -> list[tuple[object, ...]]:
        if "quick_check" in sql:
            asked.append(sql)
            return [("Tree 5 page 9: btreeInitPage() returns error code 11",)]
        return rows(sql, *values)

    monkeypatch.setattr(damage_watch, "rows", answers)
    told, ledger, bread = list[str](), Ledger(), day.article("Bread", "2.95")
    day.open()
    watch = DamageWatch(ledger, told.append)
    watch.look()
    day.sell(bread)
    watch.look()
    assert asked == []
    for _look in range(LOOKS_A_DAY):
        watch.look()
    assert len(asked) == len(told) == 1
    assert "page 9" in told[0]
    watch.look()
    assert len(asked) == 2
    ledger.close()
