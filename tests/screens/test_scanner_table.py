"""The table of what is guaranteed for scanners (docs/devices.md): each of its cells is a test, named by its row and column."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events

from kassa_tui.database import rows
from kassa_tui.widgets.runs import BOUND, HASTY, Runs, Takes
from tests.conftest import ShopUnderTest
from tests.screens.acts import sale
from tests.screens.conftest import Opener, Register
from tests.screens.test_any_burst import STAYS, Label
from tests.screens.test_confirming import CONFIRMED
from tests.screens.test_confirming import shop as shop
from tests.widgets.test_runs import at, codes, play, pressed

HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "devices.md"
ROWS = {
    "grabbed": "the scanner is grabbed (`● Scanner`)",
    "with an end": "it types, Enter or Tab behind the code, up to 80 ms a key",
    "without an end": "it types, nothing behind the code",
    "slow": "it types slower than 0.1 s a key",
    "known keyboard": "a known keyboard's keys",
    "ssh": "SSH, `kassa office`",
}
COLUMNS = {
    "books": "A label never books, answers, confirms",
    "presses": "never presses, sells, sets a quantity",
    "types": "never types into a field",
    "waits": "A person waits for",
}
ENDS = ("\r", "\t", "\r\n", "")
LABELS = ("101", "SWEATER-XL", "qwer", "3*q", "25,00", "\x1b[24~", "jy\x1b[24~", "8712345678906")
"""Unknown codes, digits, quick keys, a quantity, letters that answer, and a function key spelt out."""


def gaps(row: str, chance: random.Random) -> float:
    """Seconds between two signs: what a row of the table is about."""
    return chance.uniform(BOUND + 0.01, 1) if row == "slow" else chance.uniform(0.001, 0.08)


def typed(text: str, gap: float, takes: Takes, bound: float = BOUND) -> str:
    """What is left of a label where signs are taken so."""
    return pressed(play(Runs(bound), at(text, gap), takes))


# --- Nothing is booked, on the screens that book --------------------------------------------------


@pytest.mark.parametrize("row", ROWS, ids=[f"{row}: books" for row in ROWS])
async def test_no_label_books_answers_or_confirms(shop: ShopUnderTest, opened: Opener, row: str) -> None:
    async with opened(shop) as till:
        await CONFIRMED["cash"](till)
        label, chance, before = Label(till.app, row), random.Random(row), rows(STAYS)
        till.app.runs.bound = 0 if row == "ssh" else BOUND
        till.app.person_typed = lambda: row == "known keyboard"
        for text in LABELS:
            if row == "grabbed":
                till.app.scan(text)
            else:
                end = "" if row == "without an end" else chance.choice(ENDS[:3] if row == "with an end" else ENDS)
                gap = gaps(row, chance)
                await label.typed(text + end, gap, gap)
            await till.idle()
            assert rows(STAYS) == before, text


# --- Keys and fields ------------------------------------------------------------------------------


def presses_with_an_end() -> None:
    for text in LABELS:
        assert {typed(text + end, gap, takes) for end in ENDS[:3] for gap in (0.001, 0.08) for takes in ACTING} == {""}


def presses_without_an_end() -> None:
    """Two signs or more are looked up or refused; one alone is a key, and digits and a quantity stay in sight."""
    for text in LABELS:
        assert {typed(text, gap, "acts") for gap in (0.001, 0.08)} == {""}
        assert re.fullmatch(r"[0-9.,]{0,3}|[0-9]{1,3}\*", typed(text, 0.05, "entry"))
    assert typed("q", 0.05, "acts") == "q"


def presses_slow() -> None:
    """May press quick keys: each sign is a key, and none of them is an F-key."""
    for takes in ACTING:
        assert typed("qwer", 0.11, takes) == typed("qwer", 1.0, takes) == "qwer"
        outcomes = play(Runs(), at("\x1b[24~", 0.2), takes)
        assert (pressed(outcomes), codes(outcomes)) == ("\x1b[24~", [])


def presses_ssh() -> None:
    assert typed("qwer", 0.001, "acts", bound=0) == "qwer"


def types_with_an_end() -> None:
    for text in LABELS:
        assert {typed(text + end, gap, takes) for end in ENDS[:3] for gap in (0.001, 0.08) for takes in FIELDS} == {""}


def types_without_an_end() -> None:
    """Slower than 35 ms a text, or two to five signs of an amount, may stand there; quicker nothing does."""
    assert typed("25,00", HASTY + 0.01, "amount") == "25,00"
    assert typed("250,00", HASTY + 0.01, "amount") == ""
    assert typed("SWEATER", HASTY + 0.01, "text") == "SWEATER"
    assert {typed(text, HASTY - 0.005, takes) for text in ("25,00", "SWEATER") for takes in FIELDS} == {""}


def types_slow() -> None:
    """May stand there, in sight; nothing more."""
    for gap in (0.11, 0.5, 1.0):
        assert (typed("25,00", gap, "amount"), typed("SWEATER", gap, "text")) == ("25,00", "SWEATER")
        assert codes(play(Runs(), at("SWEATER\r", gap), "text")) == []


def types_ssh() -> None:
    assert typed("25,00", 0.001, "amount", bound=0) == "25,00"


def waits_for_a_moment() -> None:
    """What acts alone waits for the bound, an F-key and a text for nothing."""
    runs: Runs[str] = Runs()
    assert runs.feed("q", "q", "q", 10.0, "acts") == []
    assert round(runs.due(10.0), 6) == BOUND == 0.1
    assert not runs.due(10.0 + BOUND)
    assert pressed(runs.quiet()) == "q"
    assert pressed(runs.feed("f12", "f12", None, 11.0, "acts")) == "f12"
    assert pressed(runs.feed("a", "a", "a", 12.0, "text")) == "a"


def waits_ssh() -> None:
    assert pressed(Runs[str](0).feed("q", "q", "q", 10.0, "acts")) == "q"


ACTING: tuple[Takes, ...] = ("acts", "entry")
FIELDS: tuple[Takes, ...] = ("amount", "text")
BY_RUNS: dict[tuple[str, str], Callable[[], None]] = {
    ("with an end", "presses"): presses_with_an_end,
    ("without an end", "presses"): presses_without_an_end,
    ("slow", "presses"): presses_slow,
    ("ssh", "presses"): presses_ssh,
    ("with an end", "types"): types_with_an_end,
    ("without an end", "types"): types_without_an_end,
    ("slow", "types"): types_slow,
    ("ssh", "types"): types_ssh,
    ("with an end", "waits"): waits_for_a_moment,
    ("without an end", "waits"): waits_for_a_moment,
    ("slow", "waits"): waits_for_a_moment,
    ("ssh", "waits"): waits_ssh,
}


@pytest.mark.parametrize("cell", BY_RUNS, ids=": ".join)
def test_what_a_scanner_that_types_leaves(cell: tuple[str, str]) -> None:
    BY_RUNS[cell]()


async def _pressed(till: Register, name: str) -> None:
    """A key as it comes in now; no silence follows."""
    await till.app.on_event(events.Key(name, name if len(name) == 1 else None))
    await till.idle()


async def nothing_presses_or_types(till: Register) -> None:
    """Grabbed: a scan is a code, on the sale screen and where a text is typed."""
    for keys in ((), ("f2",)):
        await till.press(*keys)
        before = till.text
        for text in LABELS[1:4]:
            till.app.scan(text)
            await till.idle()
            await till.press("escape")
            assert (till.text, sale(till).basket.lines) == (before, ())


async def keys_are_keys(till: Register) -> None:
    """A known keyboard: however close they come, at once, keys and letters."""
    await _pressed(till, "q")
    await _pressed(till, "q")
    assert not till.app.runs.waiting
    assert [line.quantity for line in sale(till).basket.lines] == [2000]
    await _pressed(till, "f2")
    await _pressed(till, "b")
    await _pressed(till, "r")
    await till.sees("br")


BY_SCREEN = {
    ("grabbed", "presses"): nothing_presses_or_types,
    ("grabbed", "types"): nothing_presses_or_types,
    ("grabbed", "waits"): keys_are_keys,
    ("known keyboard", "presses"): keys_are_keys,
    ("known keyboard", "types"): keys_are_keys,
    ("known keyboard", "waits"): keys_are_keys,
}


@pytest.mark.parametrize("way", dict.fromkeys(BY_SCREEN.values()), ids=[
    "grabbed: presses, types", "grabbed: waits; known keyboard: presses, types, waits",
])  # fmt: skip
async def test_what_reaches_a_screen(shop: ShopUnderTest, opened: Opener, way: Callable[[Register], object]) -> None:
    async with opened(shop) as till:
        till.app.runs.bound = BOUND
        till.app.person_typed = lambda: True
        await way(till)  # type: ignore[misc]


def test_each_cell_of_the_table_has_a_test() -> None:
    page = HANDBOOK.read_text(encoding="utf-8")
    table = page[page.index("| How keys come |") :].split("\n\n")[0].splitlines()
    heading, _line, *others = ([cell.strip() for cell in row.strip("|").split("|")] for row in table)
    assert heading[1:] == list(COLUMNS.values())
    assert [row[0] for row in others] == list(ROWS.values())
    assert {*BY_RUNS, *BY_SCREEN, *((row, "books") for row in ROWS)} == {
        (row, name) for row in ROWS for name in COLUMNS
    }
