"""Clocks that are wrong, leap, or have a summer: it is said, the till sells, and what waits goes on waiting."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.system.conftest import ANSWERS, BREAD, Machine
from tests.system.terminal import Terminal
from tests.trials import TRIAL, times
from tests.trials.conftest import proven
from tests.trials.counter import PIN, asked, lock

FOUNDED = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)

BEHIND, AHEAD = "The clock is behind", "The clock is far ahead"

MOMENTS = (
    ("2026-10-24T21:30", "", False),
    ("1970-01-01T00:00", BEHIND, True),
    ("2000-01-01T00:00", BEHIND, False),
    ("2026-10-25T00:30", "", False),
    ("2026-10-25T01:30", "", False),
    ("2026-10-25T00:45", BEHIND, True),
    ("2026-11-30T22:59", "", False),
    ("2026-12-31T22:59", "", False),
    ("2027-01-01T00:10", "", False),
    ("2028-02-29T12:00", AHEAD, True),
    ("2099-12-31T23:00", AHEAD, True),
    ("2028-03-01T09:00", BEHIND, True),
)
"""One after the other: when the machine wakes, what is said of it, and whether somebody has to say that it is right: once
for a machine that wakes in the past again. The summer ends at 01:00."""

EVERY = times(short=3, usual=1, long=1)


def _turn(machine: Machine, moment: datetime) -> None:
    """It is that moment now."""
    (machine.home / "turned").write_text(str(round(moment.timestamp() - time.time())))


@pytest.fixture
def wrong(machine: Machine, tmp_path: Path, turned: Path) -> Machine:
    """A shop that was founded on that day, on a machine whose clock is set by hand."""
    machine.more = {"LD_PRELOAD": str(turned), "TURNED_BY": str(tmp_path / "turned")}
    _turn(machine, FOUNDED)
    (tmp_path / "answers.toml").write_text(ANSWERS)
    asked(machine, "init", "--from", str(tmp_path / "answers.toml"))
    machine.stock()
    return machine


def _sell(till: Terminal, number: int) -> bool:
    """A bread for cash; whether it had to be said that the clock is right."""
    receipt, question = f"Receipt K1-{number:06d}", "Is the clock right?"
    till.scan(BREAD, sees="F12 Pay")
    till.press("f12", sees="F12 Card")
    till.press("c", sees="F12 Cash")
    till.unguarded()
    till.press("f12")
    till.until(lambda: receipt in till.text or question in till.text, f"{receipt} or {question}")
    said = question in till.text
    if said:
        till.sees("F12 The clock is right")
        till.confirm(sees=receipt)
    return said


@TRIAL
def test_a_till_sells_on_any_clock_and_says_what_is_wrong_with_it(wrong: Machine) -> None:
    asks, number = 0, 0
    for moment, said, asked_for in MOMENTS[::EVERY]:
        _turn(wrong, datetime.fromisoformat(moment).replace(tzinfo=UTC))
        till = wrong.start()
        till.sees("Ready to scan")
        if said:
            till.sees(said)
        number += 1
        assert _sell(till, number) == asked_for, moment
        number += 1
        assert not _sell(till, number), f"{moment}: asked twice"
        asks += asked_for
        till.kill()
        assert proven(wrong.database) == []
    print(f"{number} sales at {len(MOMENTS[::EVERY])} times of day, asked {asks} times")


@TRIAL
def test_a_clock_that_leaps_under_a_sale(wrong: Machine) -> None:
    """Three hours back, five days on: the sale goes on, and the program with it."""
    _turn(wrong, FOUNDED + timedelta(days=1))
    till = wrong.start()
    till.sees("Ready to scan")
    _sell(till, 1)
    for number, leap in enumerate((timedelta(hours=21), timedelta(days=5)), 2):
        _turn(wrong, FOUNDED + leap)
        asked_before = _sell(till, number)
        assert asked_before == (leap < timedelta(days=1)), leap
    till.kill()
    assert proven(wrong.database) == []


@TRIAL
def test_no_clock_ends_what_waits_after_wrong_pins(wrong: Machine) -> None:
    lock(wrong)
    till = wrong.start()
    till.sees("Last at the register")
    for said in ("That PIN is not right.", "That PIN is not right.", "Too many wrong PINs"):
        till.type("8080", sees="● ● ● ●")
        till.press("f12", sees=said)
    for moment in (FOUNDED + timedelta(days=365), FOUNDED - timedelta(days=365)):
        _turn(wrong, moment)
        till.rests(1.5)
        till.type(PIN, sees="● ● ● ● ● ●")
        till.press("f12", sees="Too many wrong PINs")
        till.misses("● ● ●")
    till.kill()
    till = wrong.start()
    till.sees("Last at the register")
    till.type(PIN, sees="● ● ● ● ● ●")
    till.press("f12", sees="Too many wrong PINs")
