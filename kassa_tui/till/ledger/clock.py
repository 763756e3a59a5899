"""Time: UTC milliseconds for the journal, the shop's own zone for people and for the business day."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

Clock = Callable[[], int]
"""Gives the time in UTC milliseconds."""


def system_clock() -> int:
    """The machine's time."""
    return time.time_ns() // 1_000_000


@cache
def zone(name: str) -> ZoneInfo:
    """The rules of a time zone such as `Europe/Amsterdam`."""
    return ZoneInfo(name)


def local(at: int, zone_name: str) -> datetime:
    """UTC milliseconds as the shop's own time."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone(zone_name))


def to_ms(when: datetime) -> int:
    """A zoned time as UTC milliseconds."""
    return round(when.timestamp() * 1000)


def business_day(at: int, zone_name: str, roll_over: int) -> date:
    """The day that a sale belongs to: it ends `roll_over` minutes after midnight."""
    return (local(at, zone_name) - timedelta(minutes=roll_over)).date()
