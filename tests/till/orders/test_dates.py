"""What is typed for an order's day and time."""

from datetime import date

import pytest

from kassa_tui.i18n import words
from kassa_tui.till.orders.dates import (
    NoDayError,
    NoTimeError,
    day_text,
    days_on,
    find_day,
    read_day,
    read_time,
    tidy_time,
)

TODAY = date(2026, 11, 22)
"""A Sunday."""


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("za", "nl", date(2026, 11, 28)),
        ("zaterdag", "nl", date(2026, 11, 28)),
        ("zo", "nl", date(2026, 11, 29)),
        ("LØR", "da", date(2026, 11, 28)),
        ("ti", "da", date(2026, 11, 24)),
        ("+", "en", date(2026, 11, 23)),
        ("+0", "en", TODAY),
        ("22", "en", TODAY),
        ("31", "en", date(2026, 12, 31)),
        ("5/12", "en", date(2026, 12, 5)),
        ("20-11", "en", date(2026, 11, 20)),
        ("20-8", "en", date(2027, 8, 20)),
        ("28.11.26", "en", date(2026, 11, 28)),
        ("tomorrow", "en", date(2026, 11, 23)),
    ],
)
def test_a_day_is_read(text: str, language: str, day: date) -> None:
    assert read_day(text, TODAY, words(language)) == day


@pytest.mark.parametrize("text", ["31-11", "29-2", "0", "32", "1-2-3-4", "s", "+9999", "de vries", "-", "28-13", "²"])
def test_what_is_no_day_is_refused(text: str) -> None:
    assert find_day(text, TODAY, words("en")) is None
    with pytest.raises(NoDayError):
        read_day(text, TODAY, words("en"))


def test_a_day_is_written_as_it_is_read() -> None:
    assert read_day(day_text(date(2027, 2, 1)), TODAY, words("en")) == date(2027, 2, 1)


@pytest.mark.parametrize(
    ("text", "tidy"),
    [("9", "09:00"), ("930", "09:30"), ("9.30", "09:30"), ("16:5", "16:5"), ("1645", "16:45"), ("after lunch", "after lunch"),
     ("25", "25"), ("", "")],
)  # fmt: skip
def test_times_sort(text: str, tidy: str) -> None:
    assert tidy_time(text) == tidy


@pytest.mark.parametrize("text", ["25:61", "24:00", "9:75", "25", "16:5", "9999"])
def test_a_number_that_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NoTimeError):
        read_time(text)


@pytest.mark.parametrize("text", ["09:30", "9-12", "after lunch", "", "before 16:00"])
def test_times_ranges_and_words_are_kept(text: str) -> None:
    assert read_time(text) == text


def test_days_are_counted_as_far_as_the_calendar_goes() -> None:
    assert days_on(TODAY, 30) == date(2026, 12, 22)
    assert (days_on(date(9999, 12, 30), 999), days_on(date(1, 1, 2), -7)) == (date.max, date.min)
