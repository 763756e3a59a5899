"""Sessions over a period: the list, and what was expected against what was counted.

One row for each session: the work grows with the sessions in the period, not with their receipts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import Struct

from kassa_tui.money import Money
from kassa_tui.records import stream
from kassa_tui.till.drawer.counting import ASSUMED, COUNTED, NONE
from kassa_tui.till.drawer.session_details import Discrepancy, discrepancy
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import Filter, checked, may_see_sessions, sessions_sql


class SessionLine(Struct, frozen=True):
    """One session. Amounts are None where nobody counted, `expected` also while it is open.

    `tracked` is False where cash is not followed: then there is nothing to differ.
    """

    id: int
    number: int
    register: str
    location: str
    business_day: str
    opened_at: int
    opened_by: str
    closed_at: int | None
    closed_by: str
    z_number: int | None
    tracked: bool
    left_before: Money | None
    opening_amount: Money
    opening_count: str
    expected: Money | None
    counted: Money | None
    closing_count: str
    left: Money | None
    taken: Money | None
    discrepancy: Discrepancy
    awaiting: bool

    @property
    def status(self) -> str:
        """`open` or `closed`."""
        return "open" if self.closed_at is None else "closed"

    @property
    def complete(self) -> bool:
        """Whether nothing is missing of the total discrepancy."""
        return not self.tracked or self.discrepancy.whole


class Part(Struct, frozen=True):
    """The known discrepancies of one end of the sessions: their sum, and how many were counted, assumed, or neither.

    An open session has no end yet. Where something is missing and nothing is known, the sum is None, and not zero.
    """

    known: Money | None
    counted: int = 0
    assumed: int = 0
    none: int = 0


class Overview(Struct, frozen=True):
    """Opening and closing discrepancies of the sessions in a period, and their sums as far as they are known.

    `total` is None when something is missing and nothing is known.
    """

    sessions: tuple[SessionLine, ...]
    opening: Part
    closing: Part
    total: Money | None
    complete: bool


class _Stored(Struct):
    """A session with its Z report and its late count, if it has them; amounts in minor units of `currency`."""

    id: int
    number: int
    register: str
    location: str
    business_day: str
    opened_at: int
    opened_by: str
    closed_at: int | None
    closed_by: str | None
    z_number: int | None
    tracked: bool
    currency: str
    previous_left: int | None
    opening_amount: int
    opening_basis: str
    late: int | None
    expected: int | None
    counted: int | None
    counted_basis: str | None
    left: int | None
    taken: int | None
    awaiting: bool


_COLUMNS = (
    "s.id, s.number, s.register, s.location, s.business_day, s.opened_at, o.name opened_by, s.closed_at, "
    "p.name closed_by, z.number z_number, s.tracked, s.currency, s.previous_left, s.opening_amount, s.opening_basis, "
    "c.counted late, z.expected, z.counted, z.counted_basis, z.left, z.taken, "
    "z.needs_approval AND a.id IS NULL awaiting"
)
_FROM = (
    "FROM session s JOIN person o ON o.id = s.opened_by LEFT JOIN z_report z ON z.session_id = s.id "
    "LEFT JOIN person p ON p.id = z.closed_by LEFT JOIN approval a ON a.z_report_id = z.id "
    "LEFT JOIN session_count c ON c.session_id = s.id AND c.kind = 'late'"
)

Key = Callable[[SessionLine], tuple[Any, ...]]

ORDERS: dict[str, Key] = {
    "start": lambda line: (line.opened_at, line.id),
    "end": lambda line: (line.closed_at is None, line.closed_at or 0, line.id),
    "discrepancy": lambda line: (line.discrepancy.known is None, _minor(line.discrepancy.known), line.id),
}
"""By what the list can be sorted; an open session ends last, an unknown discrepancy stands last."""


def _minor(amount: Money | None) -> int:
    return amount.minor if amount else 0


def _line(stored: _Stored) -> SessionLine:
    unit, before, opening, late = stored.currency, stored.previous_left, stored.opening_amount, stored.late
    expected = stored.expected
    counted = stored.counted if stored.counted_basis == COUNTED else None

    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, unit)

    at_start = late if late is not None else opening if stored.opening_basis == COUNTED else None
    at_end = None if counted is None or expected is None else counted - expected
    return SessionLine(
        id=stored.id,
        number=stored.number,
        register=stored.register,
        location=stored.location,
        business_day=stored.business_day,
        opened_at=stored.opened_at,
        opened_by=stored.opened_by,
        closed_at=stored.closed_at,
        closed_by=stored.closed_by or "",
        z_number=stored.z_number,
        tracked=stored.tracked,
        left_before=money(before),
        opening_amount=Money(opening if late is None else late, unit),
        opening_count=COUNTED if late is not None else stored.opening_basis,
        expected=money(expected),
        counted=money(counted),
        closing_count=stored.counted_basis or NONE,
        left=money(stored.left),
        taken=money(stored.taken),
        discrepancy=discrepancy(unit, at_start, before, at_end),
        awaiting=stored.awaiting,
    )


def read(chosen: Filter) -> Iterator[SessionLine]:
    """The sessions meant, the oldest first."""
    where, values = sessions_sql(chosen)
    sql = f"SELECT {_COLUMNS} {_FROM} WHERE {where} ORDER BY s.opened_at, s.id"
    return map(_line, stream(_Stored, sql, *values))


def listed(desk: Desk, chosen: Filter, by: str = "start", *, descending: bool = False) -> list[SessionLine]:
    """The session list, sorted by a key of `ORDERS`. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    may_see_sessions(desk)
    return sorted(read(checked(chosen)), key=ORDERS[by], reverse=descending)


def _sum(amounts: Iterable[Money | None], *, missing: bool) -> Money | None:
    """The sum of what is known; of nothing None if something is missing."""
    known = [amount for amount in amounts if amount is not None]
    return None if missing and not known else sum(known, read_shop().money(0))


def _part(ends: Iterable[tuple[Money | None, str]]) -> Part:
    listed = list(ends)
    many = Counter(basis for _amount, basis in listed)
    known = _sum((amount for amount, _basis in listed), missing=many[COUNTED] < len(listed))
    return Part(known, many[COUNTED], many[ASSUMED], many[NONE])


def overview(desk: Desk, chosen: Filter) -> Overview:
    """What was expected against what was counted. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    lines = tuple(listed(desk, chosen))
    tracked = [line for line in lines if line.tracked]
    complete = all(line.complete for line in lines)
    return Overview(
        lines,
        _part((line.discrepancy.opening, line.opening_count) for line in tracked),
        _part((line.discrepancy.closing, line.closing_count if line.closed_at else line.status) for line in tracked),
        _sum((line.discrepancy.known for line in tracked), missing=not complete),
        complete,
    )
