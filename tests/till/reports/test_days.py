"""Days as people type them; what is none is refused."""

from datetime import date

import pytest

from kassa_tui.till.reports.days import ReportDayError, read_day

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22-11-2026", date(2026, 11, 22)),
        (" 1/2/2025 ", date(2025, 2, 1)),
        ("22.11", date(2026, 11, 22)),
        ("23-11", date(2025, 11, 23)),
        ("2026-11-03", date(2026, 11, 3)),
    ],
)
def test_days_that_are_read(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "31-11-2026", "29-2", "2026-13-01", "22", "22-11-26", "1e5", "22-11-2026-1", "٢٢-١١", "0-1"]
)
def test_days_that_are_none(text: str) -> None:
    with pytest.raises(ReportDayError):
        read_day(text, TODAY)
