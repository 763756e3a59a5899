"""The hour of the shop's own clock in SQL, which knows no time zones: the offsets are told to it."""

from datetime import UTC, datetime, timedelta
from functools import cache

from kassa_tui.database import row
from kassa_tui.till.ledger import clock

_HOUR = 3_600_000


def _offset(zone_name: str, at: datetime) -> int:
    found = at.astimezone(clock.zone(zone_name)).utcoffset()
    return round(found.total_seconds() * 1000) if found else 0


def _between(zone_name: str, before: datetime, after: datetime) -> datetime:
    """The first minute of the offset that is in force at `after`."""
    wanted = _offset(zone_name, after)
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=(after - before) // timedelta(minutes=2))
        if _offset(zone_name, middle) == wanted:
            after = middle
        else:
            before = middle
    return after


@cache
def offsets(zone_name: str, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """From when on which offset to UTC holds, both in milliseconds, in the years from `first` to `last`."""
    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    changes = [(clock.to_ms(day), _offset(zone_name, day))]
    while day < end:
        after = day + timedelta(days=1)
        if _offset(zone_name, after) != _offset(zone_name, day):
            changes.append((clock.to_ms(_between(zone_name, day, after)), _offset(zone_name, after)))
        day = after
    return tuple(changes)


def hour_sql(zone_name: str) -> tuple[str, list[object]]:
    """The hour, 0 to 23, of `receipt r` as an expression with its values."""
    ends = row("SELECT min(business_day) FROM receipt"), row("SELECT max(business_day) FROM receipt")
    first, last = (int((end[0] if end and end[0] else "2000")[:4]) for end in ends)
    known = offsets(zone_name, first - 1, last + 1)
    cases, values = "", list[object]()
    for start, offset in reversed(known[1:]):
        cases += " WHEN r.at >= ? THEN ?"
        values += [start, offset]
    shift = f"CASE{cases} ELSE ? END" if cases else "?"
    return f"(r.at + {shift}) / {_HOUR} % 24", [*values, known[0][1]]
