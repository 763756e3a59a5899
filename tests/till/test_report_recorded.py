"""Three real bar sessions, rung up again: every cut adds up to the payments that were recorded, to the penny."""

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from kassa_tui.database import close_database, open_database
from kassa_tui.money import Money
from kassa_tui.till import replay, staff
from kassa_tui.till.report_cash import activity
from kassa_tui.till.report_filter import Filter
from kassa_tui.till.report_parts import by_group, by_method, by_rate
from kassa_tui.till.report_sales import PERIODS, by_hour, by_period, by_person
from kassa_tui.till.report_sessions import overview
from kassa_tui.till.staff import Desk

FOLDER = Path(os.environ.get("KASSA_RECORDED") or Path(__file__).resolve().parents[3] / "shared" / "data" / "emf2024")

pytestmark = pytest.mark.skipif(
    not (FOLDER / "transactions.jsonl").exists(), reason="the recorded sessions are not here: set KASSA_RECORDED"
)


@pytest.fixture(scope="module")
def shop_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop after all three sessions."""
    file = tmp_path_factory.mktemp("recorded") / "shop.db"
    assert [each.receipts for each in replay.run(FOLDER, file)] == [60, 1439, 2739]
    close_database()
    return file


@pytest.fixture
def desk(shop_file: Path) -> Iterator[Desk]:
    """Its owner."""
    open_database(shop_file)
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
    assert (found.closing.known.decimal(), found.closing.counted) == ("3.50", 3)
