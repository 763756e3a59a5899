"""Clues to a difference: each kind by an example, and a planted cause in a thousand random sessions."""

import random
from collections.abc import Callable

import pytest

from kassa_tui.database import rows
from kassa_tui.models import Session
from kassa_tui.till.drawer import closing, difference_clues, movements, sessions
from kassa_tui.till.drawer.difference_clues import Clue, Event, Facts, clues
from tests.conftest import ShopUnderTest

EURO = (20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5)


def kinds(found: list[Clue]) -> list[str]:
    return [clue.kind for clue in found]


CASH = Event(1, 10, "Cashier", 1295, receipt="K1-000001")
CARD = Event(2, 20, "Cashier", 3450, cash=False, receipt="K1-000002")
REMOVED = Event(3, 30, "Cashier", -5400, typed=True)
ADDED = Event(4, 40, "Cashier", 2100, typed=True)
DAY = Facts((CASH, CARD, REMOVED, ADDED), rounding=3, opening=14850, pieces=EURO)


@pytest.mark.parametrize(
    ("difference", "kind", "event"),
    [
        (-1295, "tender", CASH),
        (3450, "tender", CARD),
        (5400, "undone", REMOVED),
        (-2100, "undone", ADDED),
        (-2590, "sign", CASH),
        (10800, "sign", REMOVED),
        (900, "digits", REMOVED),
        (-900, "digits", ADDED),
        (-5400, "twice", REMOVED),
        (2100, "twice", ADDED),
    ],
)
def test_an_event_that_fits_is_the_first_clue(difference: int, kind: str, event: Event) -> None:
    assert (clues(DAY, difference)[0].kind, clues(DAY, difference)[0].event) == (kind, event)


def test_clues_without_an_event() -> None:
    assert kinds(clues(DAY, -3)) == ["rounding"]
    assert kinds(clues(DAY, -1000)) == ["piece"]
    assert kinds(clues(DAY, 18450 - 14850)) == ["digits"]
    assert kinds(clues(Facts(expected=59195, counted=95195), 36000)) == ["digits"]
    out = (Event(7, 1, "Cashier", 2000), Event(8, 2, "Cashier", 1550))
    assert kinds(clues(Facts(out=out), 3550)) == ["withdrawal"]
    assert clues(Facts(out=out), 2000)[0].event == out[0]


def test_nothing_is_made_up() -> None:
    """No difference, no clue; and a difference that nothing fits has none."""
    assert clues(DAY, 0) == []
    assert clues(DAY, -17) == []


def test_few_are_named_and_the_newest_first() -> None:
    same = tuple(Event(i, i, "Cashier", 500, receipt=f"K1-{i:06d}") for i in range(1, 30))
    found = clues(Facts(same), -500)
    assert [clue.event.id for clue in found if clue.event] == [29, 28]


def test_the_facts_of_a_real_session(shop: ShopUnderTest) -> None:
    shop.open("150.00")
    bread = shop.article("Bread", "2.96")
    shop.sell(bread, cash="5.00")
    shop.sell(bread, bread)
    movements.move(shop.desk, shop.money("20.00"), "temporary", out=True)
    movements.move(shop.desk, shop.money("12.00"), "change", out=False)
    row = sessions.required(shop.desk.register)
    expected = closing.expected_cash(row.id)
    before = rows("SELECT count(*) FROM journal")
    facts = difference_clues.read(row.id, expected, expected + 2000, {}, EURO)
    assert kinds(clues(facts, 2000))[:2] == ["withdrawal", "undone"]
    found = clues(facts, 592)
    assert (found[0].kind, found[0].event and found[0].event.receipt) == ("tender", "K1-000002")
    assert clues(facts, -295)[0].event == Event(1, shop.clock.now, "Owner", 295, receipt="K1-000001")
    assert kinds(clues(facts, 1))[:1] == ["rounding"]
    assert rows("SELECT count(*) FROM journal") == before
    assert isinstance(row, Session)


# --- A planted cause ------------------------------------------------------------------------------


def session(chance: random.Random) -> Facts:
    """A day of a shop: some 80 receipts and a few movements."""
    events = [
        Event(i, i, "Cashier", chance.randrange(5, 6000, 5), chance.random() < 0.4, f"K1-{i:06d}")
        for i in range(chance.randrange(40, 120))
    ]
    events += [Event(1000 + i, 500 + i, "Cashier", -chance.randrange(500, 20000), typed=True) for i in range(3)]
    out = (Event(2000, 600, "Cashier", chance.randrange(500, 5000, 50)),)
    return Facts(tuple(events), out, 14850, chance.randrange(-40, 40), 60195, 60195, ())


def swapped(event: Event) -> int:
    """What the drawer is off by when the event's last two different digits had changed places."""
    other = list(difference_clues._swaps(event.amount))
    return other[-1] - event.amount if other else 0


PLANTS: list[tuple[str, Callable[[Facts, Event], int], Callable[[Event], bool]]] = [
    ("tender", lambda facts, event: -event.amount, lambda event: event.cash and bool(event.receipt)),
    ("tender", lambda facts, event: event.amount, lambda event: not event.cash),
    ("undone", lambda facts, event: -event.amount, lambda event: not event.receipt),
    ("sign", lambda facts, event: -2 * event.amount, lambda event: event.cash),
    ("digits", lambda facts, event: swapped(event), lambda event: event.typed and bool(swapped(event))),
]


def test_a_planted_cause_is_among_the_first_three() -> None:
    chance = random.Random(20261122)
    hits, tries = 0, 1000
    for _try in range(tries):
        facts = session(chance)
        kind, effect, suits = chance.choice([*PLANTS, ("withdrawal", lambda facts, event: 0, lambda event: True)])
        if kind == "withdrawal":
            event, difference = facts.out[0], facts.out[0].amount
        else:
            event = chance.choice([each for each in facts.events if suits(each)] or [facts.events[-1]])
            difference = effect(facts, event)
        found = clues(facts, difference)[:3]
        hits += (kind, event) in [(clue.kind, clue.event) for clue in found]
    assert hits >= 0.95 * tries
