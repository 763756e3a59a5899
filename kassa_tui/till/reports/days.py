"""Days of a report as people type them: `22-11-2026`, `22/11`, `2026-11-22`."""

import re
from contextlib import suppress
from datetime import date

from kassa_tui.i18n import N_
from kassa_tui.text import clean
from kassa_tui.till.ledger.errors import TillError

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}))?", re.ASCII)


class ReportDayError(TillError):
    """What was typed is no day."""

    template = N_('"{text}" is not a day. Type it as 22-11-2026.')


def read_day(text: str, today: date) -> date:
    """The day that was typed; without a year it is the last one that there was. Raises ReportDayError."""
    typed = text.strip()
    try:
        iso = _ISO.fullmatch(typed)
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        parts = _DAY.fullmatch(typed)
        if parts:
            day, month, year = int(parts[1]), int(parts[2]), int(parts[3] or today.year)
            if not parts[3] and (month, day) > (today.month, today.day):
                year -= 1
            return date(year, month, day)
    except ValueError:
        pass
    raise ReportDayError(text=clean(typed, 20))


def nearest(text: str, today: date) -> date:
    """The day that was typed; without a year the one that is nearest to today. Raises ReportDayError."""
    day = read_day(text, today)
    if re.search(r"\d{4}", text):
        return day
    with suppress(ValueError):
        # There is no 29 February in a year from now.
        later = day.replace(year=day.year + 1)
        return later if later - today < today - day else day
    return day
