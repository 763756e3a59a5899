"""The day and time that somebody types for an order: `28-11`, `28`, `+3`, the name of a weekday; `10`, `9.30`."""

import re
from datetime import date, timedelta

from kassa_tui.i18n import N_, Words
from kassa_tui.text import clean, is_digits
from kassa_tui.till.orders.values import OrderError

RECENT_DAYS = 60
"""A day without a year that is gone no longer than this is a slip, not a day of next year."""

TODAY, TOMORROW = N_("today"), N_("tomorrow")
_TIME = re.compile(r"([01]?\d|2[0-3])(?:[:.,]?([0-5]\d))?")

_ONE_NUMBER = re.compile(r"\d+(?:[:.,]\d*)?")


class NoDayError(OrderError):
    """A text that is no day, or a day that does not exist."""

    template = N_('"{text}" is no day. Type 28-11, 28, +3 or a weekday.')


class NoTimeError(OrderError):
    """Digits that are no time of day."""

    template = N_('"{text}" is no time of day. Type 14:30 or 9, or say it in words.')


def _named(typed: str, today: date, spoken: Words) -> date | None:
    """Today, tomorrow, or the next day of that name: the first two letters are enough where they are unique."""
    for word, days in ((TODAY, 0), (TOMORROW, 1)):
        if typed == spoken.text(word).casefold():
            return today + timedelta(days=days)
    names = [day.casefold() for day in spoken.language.days]
    fits = [n for n, name in enumerate(names) if typed.startswith(name) or (len(typed) > 1 and name.startswith(typed))]
    if len(fits) != 1:
        return None
    return today + timedelta(days=(fits[0] - today.weekday() - 1) % 7 + 1)


def _of_month(day: int, today: date) -> date | None:
    """The next day with that number, today included."""
    return next((d for d in (today + timedelta(days=n) for n in range(62)) if d.day == day), None)


def _dated(typed: str, today: date) -> date | None:
    parts = re.split(r"[-./ ]+", typed)
    if not 1 <= len(parts) <= 3 or not all(is_digits(part) and len(part) <= 4 for part in parts):
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return _of_month(numbers[0], today)
    if len(numbers) == 3 and len(parts[0]) == 4:
        numbers.reverse()
    day, month, *years = numbers
    try:
        if years:
            return date(years[0] if years[0] > 99 else 2000 + years[0], month, day)
        this_year = date(today.year, month, day)
        gone = (today - this_year).days > RECENT_DAYS
        return date(today.year + 1, month, day) if gone else this_year
    except ValueError:
        return None


def find_day(text: str, today: date, spoken: Words) -> date | None:
    """The day that a text tells, in a language; None for a text that tells none."""
    typed = text.strip().casefold()
    if re.fullmatch(r"\+[0-9]{0,3}", typed):
        return today + timedelta(days=int(typed[1:] or "1"))
    return (_named(typed, today, spoken) or _dated(typed, today)) if typed else None


def days_on(day: date, by: int) -> date:
    """So many days later (earlier below nothing), as far as the calendar goes."""
    return date.fromordinal(min(max(day.toordinal() + by, date.min.toordinal()), date.max.toordinal()))


def read_day(text: str, today: date, spoken: Words) -> date:
    """The day that was typed, which may be past. Raises NoDayError."""
    day = find_day(text, today, spoken)
    if day is None:
        raise NoDayError(text=clean(text, 20))
    return day


def day_text(day: date) -> str:
    """A day as it is typed, year included."""
    return f"{day.day}-{day.month}-{day.year}"


def tidy_time(text: str) -> str:
    """`9`, `9.30` and `930` as `09:00` and `09:30`, so that they sort; other words stay as they are."""
    found = _TIME.fullmatch(text.strip())
    return f"{int(found[1]):02d}:{found[2] or '00'}" if found else clean(text)


def read_time(text: str) -> str:
    """The time of day that was typed: one time, or `9-12`, or words. Raises NoTimeError."""
    tidy = tidy_time(text)
    if _ONE_NUMBER.fullmatch(tidy) and not _TIME.fullmatch(tidy):
        raise NoTimeError(text=clean(text, 20))
    return tidy
