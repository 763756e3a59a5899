"""The guard against keys that bounce."""

from types import SimpleNamespace

import pytest

from kassa_tui.screens.frame import guard
from kassa_tui.screens.frame.guard import Guard


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The seconds that a press is made at."""
    now = SimpleNamespace(time=100.0)
    monkeypatch.setattr(guard, "Event", lambda: now)
    return now


def test_it_holds_nothing_before_it_was_started(now: SimpleNamespace) -> None:
    assert not Guard().holds()
    assert not Guard().stops()


def test_a_held_key_never_gets_through_and_a_patient_one_does(now: SimpleNamespace) -> None:
    raised = Guard()
    raised.start()
    stopped = []
    for wait in (0.1, 0.25, 0.25, 0.35, 0.1):
        now.time += wait
        stopped.append(raised.stops())
    assert stopped == [True, True, True, False, True]


def test_asking_alone_begins_nothing_anew(now: SimpleNamespace) -> None:
    raised = Guard()
    raised.start()
    held = []
    for _press in range(3):
        now.time += 0.125
        held.append(raised.holds())
    assert held == [True, True, False]


def test_one_place_switches_every_guard_off(now: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    raised = Guard()
    raised.start()
    assert raised.holds()
    monkeypatch.setattr(guard, "SECONDS", 0)
    assert not raised.holds()
