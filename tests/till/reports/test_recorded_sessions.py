"""Three real bar sessions, rung up again: every cut adds up to the payments that were recorded, to the penny."""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from kassa_tui.database import close_database, open_database, rows
from kassa_tui.money import Money
from kassa_tui.till.basket.line_kinds import BESIDE
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.proof import replay
from kassa_tui.till.reports.cash import activity
from kassa_tui.till.reports.events import removals
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.methods import by_method
from kassa_tui.till.reports.progress import telling
from kassa_tui.till.reports.sessions import overview
from kassa_tui.till.reports.sold.groups import by_group
from kassa_tui.till.reports.sold.sales import PERIODS, Sales, by_hour, by_period, by_person
from kassa_tui.till.reports.vat import by_rate
from tests.conftest import made_once, whole_file

FOLDER = Path(os.environ.get("KASSA_RECORDED") or Path(__file__).resolve().parents[4] / "shared" / "data" / "emf2024")

pytestmark = pytest.mark.skipif(
    not (FOLDER / "transactions.jsonl").exists(), reason="the recorded sessions are not here: set KASSA_RECORDED"
)


@pytest.fixture(scope="module")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop after all three sessions."""

    def ring_up(file: Path) -> None:
        assert [session.receipts for session in replay.run(FOLDER, file)] == [60, 1439, 2739]
        whole_file(file)

    return made_once(tmp_path_factory, "recorded.db", ring_up)


@pytest.fixture
def desk(shop_file: Path, tmp_path: Path) -> Iterator[Desk]:
    """Its owner."""
    open_database(Path(shutil.copy(shop_file, tmp_path)))
    yield Desk("K1", "L1", staff.owner())
    close_database()


def paid(session: int | None = None) -> dict[str, Decimal]:
    """What the recorded payments of a session, or of all, add up to by method."""
    sums = {"cash": Decimal(), "card": Decimal()}
    for line in (FOLDER / "transactions.jsonl").read_text(encoding="utf-8").splitlines():
        transaction = json.loads(line)
        if session in (None, transaction["session"]):
            for payment in transaction["payments"]:
                sums[payment["method"]] += Decimal(payment["amount"])
    return sums


def transactions() -> list[dict[str, Any]]:
    """What was recorded."""
    lines = (FOLDER / "transactions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def taken(transaction: dict[str, Any]) -> Decimal:
    """What was paid."""
    return sum((Decimal(payment["amount"]) for payment in transaction["payments"]), Decimal())


CUPS = "Cup re-use"
"""Packaging deposits given back, which bear no VAT."""


def cups(transaction: dict[str, Any]) -> Decimal:
    """What went back for cups, below zero."""
    lines = [line for line in transaction["lines"] if line["category"] == CUPS]
    return sum((line["quantity"] * Decimal(line["unit_price"]) for line in lines), Decimal())


def summed(key: Callable[[dict[str, Any]], str], session: int | None) -> dict[str, Decimal]:
    """What was paid, by a key of each transaction; where nothing remains there is no part."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for transaction in transactions():
        if session in (None, transaction["session"]):
            sums[key(transaction)] += taken(transaction)
    return {name: amount for name, amount in sums.items() if amount}


def completed(transaction: dict[str, Any]) -> datetime:
    """When it was paid, by the bar's own clock."""
    return datetime.fromisoformat(transaction["completed"])


def business_day(transaction: dict[str, Any]) -> date:
    """The day that it belongs to: it begins at four."""
    return (completed(transaction) - timedelta(hours=4)).date()


DAYS: dict[str, Callable[[date], str]] = {
    "day": lambda day: day.isoformat(),
    "week": lambda day: "{}-W{:02}".format(*day.isocalendar()),
    "month": lambda day: f"{day.year}-{day.month:02}",
    "year": lambda day: str(day.year),
    "weekday": lambda day: str(day.weekday() + 1),
}


def parts(found: Sales) -> dict[str, Decimal]:
    """The parts of a cut that come to something."""
    return {cut.key: decimal(cut.total) for cut in found.cuts if cut.total}


@pytest.mark.parametrize("session", [None, 1, 2, 3])
def test_each_part_of_each_cut_is_that_of_the_recorded_payments(desk: Desk, session: int | None) -> None:
    chosen = Filter(register="K1", sessions=(session,)) if session else Filter()
    assert parts(by_hour(desk, chosen)) == summed(lambda each: str(completed(each).hour), session)
    assert parts(by_person(desk, chosen)) == summed(lambda each: str(each["staff"]), session)
    for name, key in DAYS.items():
        wanted = summed(lambda each, key=key: key(business_day(each)), session)  # type: ignore[misc]
        assert parts(by_period(desk, chosen, name)) == wanted
    assert set(DAYS) == set(PERIODS)


@pytest.mark.parametrize("session", [None, 1, 2, 3])
def test_each_group_is_that_of_the_recorded_lines(desk: Desk, session: int | None) -> None:
    chosen = Filter(register="K1", sessions=(session,)) if session else Filter()
    wanted: dict[str, Decimal] = defaultdict(Decimal)
    for transaction in transactions():
        if session in (None, transaction["session"]):
            for line in transaction["lines"]:
                wanted[line["category"]] += line["quantity"] * Decimal(line["unit_price"])
    wanted[BESIDE["packaging"].name] = wanted.pop(CUPS, Decimal())
    found = {part.name: decimal(part.total) for part in by_group(desk, chosen).parts}
    assert {name: amount for name, amount in found.items() if amount} == {
        name: amount for name, amount in wanted.items() if amount
    }


def takes_back(transaction: dict[str, Any]) -> bool:
    """Whether a line of another receipt is taken back, with that receipt's own VAT."""
    lines = transaction["lines"]
    return any(line.get("voids", {}).get("transaction", 0) not in (0, transaction["transaction"]) for line in lines)


def test_the_vat_is_a_sixth_of_each_receipt_and_the_sum_that_of_all(desk: Desk) -> None:
    sql = "SELECT r.note, sum(x.tax) FROM receipt r JOIN receipt_tax x ON x.receipt_id = r.id GROUP BY r.id"
    stored = {int(note): Decimal(tax) / 100 for note, tax in rows(sql)}
    off = [each["transaction"] for each in transactions() if stored.get(each["transaction"], 0) != sixth(each)]
    back = {each["transaction"] for each in transactions() if takes_back(each)}
    assert len(stored) > 4000
    assert set(off) <= back
    for session in (1, 2, 3):
        found = by_rate(desk, Filter(register="K1", sessions=(session,)))
        own = [each["transaction"] for each in transactions() if each["session"] == session]
        assert decimal(found.tax) == sum(stored.get(number, Decimal()) for number in own)
        assert {part.rate for part in found.parts if part.tax} == {2000}


def sixth(transaction: dict[str, Any]) -> Decimal:
    """The VAT of 20 % in what was paid, but for the cups."""
    return ((taken(transaction) - cups(transaction)) / 6).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_read_in_pieces_it_comes_to_the_same(desk: Desk) -> None:
    heard: list[tuple[int, int]] = []
    asked: list[Callable[[], object]] = [
        *(partial(report, desk, Filter()) for report in (by_person, by_hour, by_group, by_method, by_rate)),
        *(partial(by_period, desk, Filter(), name) for name in PERIODS),
        partial(removals, desk, Filter()),
    ]
    for question in asked:
        whole = question()
        heard.clear()
        with telling(lambda done, pieces: heard.append((done, pieces))):
            assert question() == whole
        pieces = heard[0][1]
        assert heard == [(done, pieces) for done in range(pieces + 1)]
        assert pieces > 1 or question is asked[-1]


def decimal(amount: Money) -> Decimal:
    return Decimal(amount.decimal())


@pytest.mark.parametrize("session", [None, 1, 2, 3])
def test_every_cut_adds_up_to_the_payments(desk: Desk, session: int | None) -> None:
    chosen = Filter(register="K1", sessions=(session,)) if session else Filter()
    wanted = paid(session)
    total = sum(wanted.values())
    assert total > 0
    methods = by_method(desk, chosen)
    assert {part.method: decimal(part.amount) for part in methods.parts} == wanted
    assert decimal(methods.total) == total
    cuts = [by_person(desk, chosen), by_hour(desk, chosen), *(by_period(desk, chosen, name) for name in PERIODS)]
    for cut in cuts:
        assert sum(decimal(part.total) for part in cut.cuts) == decimal(cut.total.total) == total
    groups, vat = by_group(desk, chosen), by_rate(desk, chosen)
    assert sum(decimal(part.total) for part in groups.parts) == decimal(groups.total) == total
    assert sum(decimal(part.net) + decimal(part.tax) for part in vat.parts) == decimal(vat.gross) == total
    assert {decimal(cut.total.turnover) for cut in cuts} == {decimal(groups.turnover)}
    assert decimal(activity(desk, chosen).net) == wanted["cash"]


def test_discrepancies_are_those_that_the_bar_found(desk: Desk) -> None:
    found = overview(desk, Filter())
    closing = [line.discrepancy.closing for line in found.sessions]
    assert [amount and amount.decimal() for amount in closing] == ["-0.10", "3.95", "-0.35"]
    assert (found.closing.known, found.closing.counted) == (Money(350, "GBP"), 3)
