"""What is waited for after wrong PINs: whoever it concerns, by a clock that nobody can turn, until a manager ends it."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.cli.common import open_shop
from kassa_tui.database import bound, close_database, open_database, rows
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.clock import Uptime, system_uptime
from kassa_tui.till.ledger.desk import Consent, Desk, Person, named, owner
from kassa_tui.till.ledger.errors import NotAllowedError, TillError
from kassa_tui.till.people import lockout, people, pins
from kassa_tui.till.people.lockout import (
    LONGEST_MS,
    LockedOutError,
    RegisterStoppedError,
    StoppedError,
    WaitingError,
    WrongPinError,
)
from tests.conftest import ShopUnderTest, TestClock
from tests.failing_disk import Disk, disk
from tests.schemas import shop_of

__all__ = ["disk"]

PINS = {"Owner": "482193", "Manager": "902417", "Cashier": "4821"}

YEAR_MS = 365 * 86_400_000


@pytest.fixture
def safe(shop: ShopUnderTest) -> ShopUnderTest:
    """Everybody has a PIN."""
    for name, pin in PINS.items():
        people.set_pin(shop.desk, named(name).id, pin)
    return shop


def guess(shop: ShopUnderTest, times: int, person: Person | None = None) -> None:
    """Wrong PINs, each once the wait for it is over."""
    for _time in range(times):
        shop.clock.passes(lockout.wait(shop.desk, person))
        with pytest.raises((WrongPinError, LockedOutError)):
            pins.prove(shop.desk, "8080", person)


# --- The clock of waits ---


@pytest.mark.parametrize("turned", [-YEAR_MS, -16 * 60_000, 16 * 60_000, 60 * YEAR_MS])
def test_turning_the_clock_neither_ends_a_wait_nor_makes_it_last(safe: ShopUnderTest, turned: int) -> None:
    cashier = named("Cashier")
    guess(safe, 4, cashier)
    guess(safe, 3)
    safe.clock.now += turned
    assert lockout.wait(safe.desk) == 30_000
    assert lockout.wait(safe.desk, cashier) == 60_000
    safe.clock.passes(60_000)
    assert pins.prove(safe.desk, PINS["Cashier"], cashier) == cashier


@pytest.mark.parametrize("begin", [lambda shop: shop.clock.restart("second"), lambda shop: shop.clock.restart("")])
def test_a_wait_begins_anew_with_the_machine(safe: ShopUnderTest, begin: Callable[[ShopUnderTest], None]) -> None:
    """Also where it is not known which start this is; never for longer than it was."""
    guess(safe, 4)
    safe.clock.passes(50_000)
    assert lockout.wait(safe.desk) == 10_000
    close_database()
    begin(safe)
    open_database(safe.path)
    assert lockout.wait(safe.desk) == 60_000
    safe.clock.passes(59_999)
    with pytest.raises(WaitingError, match="Wait 1 seconds"):
        pins.prove(safe.desk, PINS["Cashier"])
    safe.clock.passes(1)
    assert pins.prove(safe.desk, PINS["Cashier"]).name == "Cashier"


@pytest.mark.parametrize(
    ("boots", "running", "left"), [(("first", "second"), 3_640_000, 0), (("", ""), 10_000, 50_000)]
)
def test_which_start_it_is_is_told_by_its_name_and_by_its_time(
    safe: ShopUnderTest, boots: tuple[str, str], running: int, left: int
) -> None:
    """A machine that runs for an hour again has waited; one without names begins anew where its time does."""
    safe.clock.boot = boots[0]
    guess(safe, 4)
    safe.clock.restart(boots[1])
    safe.clock.passes(running)
    assert lockout.wait(safe.desk) == left


def test_no_number_of_starts_makes_a_wait_endless_or_forgotten(safe: ShopUnderTest) -> None:
    guess(safe, 9)
    for start in range(5):
        safe.clock.restart(f"start {start}")
        assert lockout.wait(safe.desk) == LONGEST_MS
        safe.clock.passes(60_000)
    safe.clock.passes(LONGEST_MS)
    assert lockout.wait(safe.desk) == 0


def test_the_machine_says_how_long_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = system_uptime(), system_uptime()
    assert first.boot == second.boot
    assert 0 < first.ms <= second.ms
    monkeypatch.setattr(clock, "_BOOT_ID", Path("/nonexistent/boot_id"))
    assert clock._boot.__wrapped__() == ""
    assert isinstance(system_uptime(), Uptime)


# --- Whom it concerns ---


def test_wrong_pins_of_one_person_stop_nobody_else(safe: ShopUnderTest) -> None:
    """Nor do those without a name stop a name."""
    cashier, manager = named("Cashier"), named("Manager")
    guess(safe, 10, cashier)
    assert pins.prove(safe.desk, PINS["Manager"]) == manager
    assert pins.prove(safe.desk, PINS["Owner"], named("Owner")).name == "Owner"
    guess(safe, 3)
    with pytest.raises(WaitingError, match="choose your name"):
        pins.prove(safe.desk, PINS["Manager"])
    assert pins.prove(safe.desk, PINS["Manager"], manager) == manager


def test_ten_in_a_row_wait_for_a_manager(safe: ShopUnderTest) -> None:
    """However long ago they were, and at whatever start of the machine; a right one in between begins anew."""
    cashier = named("Cashier")
    guess(safe, 5, cashier)
    safe.clock.passes(LONGEST_MS)
    pins.prove(safe.desk, PINS["Cashier"], cashier)
    guess(safe, 9, cashier)
    assert not lockout.stopped(safe.desk, cashier)
    safe.clock.later(days=3)
    guess(safe, 1, cashier)
    for again in ("second", "third"):
        safe.clock.later(days=1)
        for person in (cashier, None):
            with pytest.raises(StoppedError, match="A manager lets Cashier try again"):
                pins.prove(safe.desk, PINS["Cashier"], person)
        safe.clock.restart(again)


def test_a_disk_that_refuses_keeps_nobody_out_and_lets_nobody_guess(safe: ShopUnderTest, disk: Disk) -> None:
    cashier = named("Cashier")
    guess(safe, 1, cashier)
    disk.full()
    assert pins.prove(safe.desk, PINS["Cashier"], cashier) == cashier
    guess(safe, 3, cashier)
    assert lockout.wait(safe.desk, cashier) > 0
    with pytest.raises(WaitingError):
        pins.prove(safe.desk, PINS["Cashier"], cashier)
    safe.clock.passes(lockout.wait(safe.desk, cashier))
    guess(safe, lockout.IN_A_ROW, cashier)
    assert lockout.stopped(safe.desk, cashier)
    disk.works()
    guess(safe, 1, cashier)
    assert lockout.stopped(safe.desk, cashier)


def test_a_register_that_records_nothing_for_now_lets_nobody_guess(safe: ShopUnderTest) -> None:
    """As where receipts are missing, and nobody has said how to go on."""
    cashier = named("Cashier")
    bound().refused["K1"] = TillError("")
    guess(safe, 3, cashier)
    with pytest.raises(WaitingError):
        pins.prove(safe.desk, PINS["Cashier"], cashier)
    safe.clock.passes(lockout.wait(safe.desk, cashier))
    assert pins.prove(safe.desk, PINS["Cashier"], cashier) == cashier


def test_who_may_end_a_wait_waits_in_time_only(safe: ShopUnderTest) -> None:
    for name in ("Manager", "Owner"):
        person = named(name)
        guess(safe, 14, person)
        assert lockout.wait(safe.desk, person) == LONGEST_MS
        safe.clock.passes(LONGEST_MS)
        assert pins.prove(safe.desk, PINS[name], person) == person


def test_ten_without_a_name_are_not_forgotten(safe: ShopUnderTest) -> None:
    """By name everybody gets in, and that does not make guessing free."""
    guess(safe, 10)
    safe.clock.later(days=3)
    for _time in range(2):
        with pytest.raises(RegisterStoppedError):
            pins.prove(safe.desk, PINS["Owner"])
        pins.prove(safe.desk, PINS["Owner"], named("Owner"))
    assert not lockout.stopped(replace(safe.desk, register="K2"))


# --- Who ends it ---


def test_a_manager_ends_it_and_both_names_are_kept(safe: ShopUnderTest) -> None:
    cashier, manager = named("Cashier"), named("Manager")
    guess(safe, 10, cashier)
    guess(safe, 10)
    desk = safe.as_("Cashier")
    with pytest.raises(NotAllowedError):
        lockout.end_wait(desk, cashier)
    agreed = desk.admitting(Consent("staff.end_wait", manager))
    lockout.end_wait(agreed, cashier)
    assert pins.prove(safe.desk, PINS["Cashier"], cashier) == cashier
    with pytest.raises(RegisterStoppedError):
        pins.prove(safe.desk, PINS["Cashier"])
    lockout.end_wait(agreed)
    assert pins.prove(safe.desk, PINS["Cashier"]) == cashier
    ended = rows("SELECT person_id, approver_id, facts FROM journal WHERE kind = 'pin.wait_ended' ORDER BY number")
    assert [(who, by, json.loads(facts)) for who, by, facts in ended] == [
        (cashier.id, manager.id, {"name": "Cashier"}),
        (cashier.id, manager.id, {"register": "K1"}),
    ]


def test_what_was_waited_for_before_the_update_begins_with_the_machine(tmp_path: Path) -> None:
    """The times of then are of a clock that somebody may have turned since."""
    path = shop_of(16, tmp_path / "old.db")
    now = 1_795_354_320_000
    with closing(sqlite3.connect(path)) as old, old:
        old.execute("INSERT INTO attempt VALUES ('person 1', 5, ?, ?)", (now, now + 120_000))
        old.execute("INSERT INTO attempt VALUES ('register K1', 40, ?, ?)", (now, now - 900_000))
    open_shop(path)
    ticking = TestClock(boot="second", running=20_000)
    desk = Desk("K1", "L1", owner(), ticking, uptime=ticking.uptime)
    assert lockout.wait(desk, owner()) == 100_000
    assert lockout.wait(desk) == 0
    assert not lockout.stopped(desk)
