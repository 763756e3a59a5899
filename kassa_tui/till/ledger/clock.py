"""Time: UTC milliseconds for the journal, the shop's own zone for people and for the business day.

How long something lasts is never asked of that clock, which anybody may set, but of how long the machine runs.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec import Struct

Clock = Callable[[], int]
"""Gives the time in UTC milliseconds."""


class Uptime(Struct, frozen=True):
    """How long the machine runs: which start this is ("" where that is not known), and milliseconds, sleep included."""

    boot: str
    ms: int


Ticks = Callable[[], Uptime]
"""Gives how long the machine runs, a clock that nobody can turn."""

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_RUNNING = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

DAY_MS = 86_400_000


def system_clock() -> int:
    """The machine's time."""
    return time.time_ns() // 1_000_000


@cache
def _boot() -> str:
    """The name that the kernel gave to this start of the machine."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def system_uptime() -> Uptime:
    """How long this machine runs."""
    return Uptime(_boot(), time.clock_gettime_ns(_RUNNING) // 1_000_000)


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


def day_begins(day: date, zone_name: str, roll_over: int = 0) -> int:
    """When a business day begins, in UTC milliseconds."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone(zone_name))
    return to_ms(midnight + timedelta(minutes=roll_over))


def day_ends(day: date, zone_name: str, roll_over: int = 0) -> int:
    """When the next one begins, in UTC milliseconds; the last day of the calendar, which has none, is of 24 hours."""
    if day == date.max:
        return day_begins(day, zone_name, roll_over) + DAY_MS
    return day_begins(day + timedelta(days=1), zone_name, roll_over)
