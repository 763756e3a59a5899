"""The list of sessions: chosen by days and register, sorted both ways, as far as somebody may see it."""

from datetime import date

import pytest
from msgspec.structs import replace

from kassa_tui.cli.views import history_text
from kassa_tui.models import Register
from kassa_tui.till.drawer import asked_papers, sessions
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.session_list import listed
from tests.conftest import ShopUnderTest

HERE = Filter(register="K1")


@pytest.fixture
def several(three: ShopUnderTest) -> ShopUnderTest:
    """K1: 0.50 short, not counted, open; K2: open."""
    Register.create(code="K2", location="L1", name="Register 2", serial="K2", created_at=0)
    sessions.start(replace(three.desk, register="K2"), three.money("10.00"))
    return three


def test_it_is_chosen_and_sorted(several: ShopUnderTest) -> None:
    def numbers(chosen: Filter, by: str = "start", *, descending: bool = True, limit: int = 9) -> list[tuple[str, int]]:
        rows = listed(several.desk, chosen, by, descending=descending, limit=limit)
        return [(row.register, row.number) for row in rows]

    assert numbers(HERE) == [("K1", 3), ("K1", 2), ("K1", 1)]
    assert numbers(HERE, limit=1) == [("K1", 3)]
    assert numbers(HERE, descending=False)[0] == ("K1", 1)
    assert numbers(HERE, "end") == [("K1", 3), ("K1", 2), ("K1", 1)]
    assert numbers(HERE, "discrepancy") == [("K1", 3), ("K1", 1), ("K1", 2)]
    assert numbers(HERE, "discrepancy", descending=False) == [("K1", 1), ("K1", 3), ("K1", 2)]
    assert numbers(replace(HERE, first=date(2026, 11, 23), last=date(2026, 11, 23))) == [("K1", 2)]
    assert ("K2", 1) in numbers(Filter())
    text = history_text(listed(several.desk, Filter())).splitlines()
    assert text[0].split() == ["No.", "At", "Started", "Closed", "Status", "Turnover", "Difference"]
    assert any(line.split()[:2] == ["1", "K2"] and "open" in line for line in text)
    assert max(map(len, text)) < 80


def test_another_register_needs_the_other_permission_too(several: ShopUnderTest) -> None:
    cashier = several.as_("Cashier")
    assert len(listed(cashier, HERE)) == 3
    with pytest.raises(NotAllowedError):
        listed(cashier, Filter())
    assert asked_papers.payments_paper(cashier, 1, "K1").kind == "session_payments"
    with pytest.raises(NotAllowedError):
        asked_papers.payments_paper(cashier, 1, "K2")
