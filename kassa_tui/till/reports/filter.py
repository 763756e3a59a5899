"""What a report is about: business days, a location, a register, sessions. And who may see it."""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_
from kassa_tui.till.drawer.session_details import sees_expected
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import SEE_HISTORY, SEE_SALES, SEE_SESSIONS
from kassa_tui.till.ledger.shop import read_shop

Sql = tuple[str, list[object]]
"""A condition with its values."""


class PeriodError(TillError):
    """A period without a day in it."""

    template = N_("The period ends before it begins.")


class UnknownLocationError(TillError):
    """A location that the shop does not have."""

    template = N_("There is no location {location}.")


class Filter(Struct, frozen=True):
    """What a report is limited to; empty for everything.

    `first` and `last` are business days, both included; `sessions` are numbers of `register`. Without `open_too` an
    open session is left out.
    """

    first: date | None = None
    last: date | None = None
    location: str = ""
    register: str = ""
    sessions: tuple[int, ...] = ()
    open_too: bool = True

    @property
    def day(self) -> bool:
        """Whether it is about one day."""
        return self.first is not None and self.first == self.last


def checked(chosen: Filter) -> Filter:
    """The same with the location's code. Raises PeriodError, UnknownLocationError."""
    if chosen.first and chosen.last and chosen.last < chosen.first:
        raise PeriodError
    if not chosen.location:
        return chosen
    named = chosen.location.strip()
    location = row("SELECT code FROM location WHERE code = ? OR name = ? COLLATE NOCASE", named, named)
    if location is None:
        raise UnknownLocationError(location=named[:40])
    return replace(chosen, location=location[0])


def locations() -> dict[str, str]:
    """The shop's places: name by code."""
    return dict(rows("SELECT code, name FROM location ORDER BY code"))


def registers() -> dict[str, str]:
    """The shop's counters by the code that each began with, with the code of its location."""
    places = dict(rows("SELECT code, location FROM register"))
    return {codes[0]: places[codes[-1]] for codes in counters.every()}


def may_see_sessions(desk: Desk) -> None:
    """Refuse whoever has not both permissions to view sessions. Raises NotAllowedError."""
    require(desk, SEE_HISTORY)
    require(desk, SEE_SESSIONS)


def may_see_sales(desk: Desk) -> None:
    """Refuse whoever may not see what was sold. Raises NotAllowedError."""
    require(desk, SEE_SALES)


def without_secrets(desk: Desk, chosen: Filter) -> Filter:
    """The filter without the open session for whoever counts its cash blind: what came in would tell it."""
    shown = sees_expected(desk, read_shop().blind_count)
    return replace(chosen, open_too=chosen.open_too and shown)


def _joined(parts: Sequence[tuple[str, Sequence[object]]]) -> Sql:
    return " AND ".join(text for text, _values in parts) or "1", [each for _text, values in parts for each in values]


def _days(column: str, chosen: Filter) -> list[tuple[str, Sequence[object]]]:
    parts: list[tuple[str, Sequence[object]]] = []
    if chosen.first:
        parts.append((f"{column} >= ?", [chosen.first.isoformat()]))
    if chosen.last:
        parts.append((f"{column} <= ?", [chosen.last.isoformat()]))
    return parts


def _places(alias: str, chosen: Filter) -> list[tuple[str, Sequence[object]]]:
    """A plus keeps SQLite from walking through all of a register where the days say more."""
    parts: list[tuple[str, Sequence[object]]] = []
    if chosen.location:
        parts.append((f"+{alias}.location = ?", [chosen.location]))
    if chosen.register:
        parts.append(counters.any_of(f"+{alias}.register", chosen.register))
    return parts


def sessions_sql(chosen: Filter) -> Sql:
    """The sessions meant, as a condition on `session s`."""
    parts = [*_days("s.business_day", chosen), *_places("s", chosen)]
    if chosen.sessions:
        parts.append((f"s.number IN ({', '.join('?' * len(chosen.sessions))})", chosen.sessions))
    if not chosen.open_too:
        parts.append(("s.closed_at IS NOT NULL", []))
    return _joined(parts)


def receipts_sql(chosen: Filter) -> Sql:
    """The receipts meant, as a condition on `receipt r`: by their own business day, and never those of training.

    Found by the index on the business day or on the session: what is read grows with the receipts in the period.
    """
    parts = [*_days("r.business_day", chosen), *_places("r", chosen), ("r.training = 0", [])]
    if chosen.sessions:
        where, values = sessions_sql(Filter(register=chosen.register, sessions=chosen.sessions))
        parts.append((f"r.session_id IN (SELECT s.id FROM session s WHERE {where})", values))
    if not chosen.open_too:
        parts.append(("r.session_id NOT IN (SELECT id FROM session WHERE closed_at IS NULL)", []))
    return _joined(parts)


PERIODS = {
    "today": N_("Today"),
    "yesterday": N_("Yesterday"),
    "week": N_("This week"),
    "month": N_("This month"),
    "quarter": N_("This quarter"),
    "year": N_("This year"),
    "all": N_("Everything"),
}
"""Periods with a name."""


def period(name: str, today: date) -> tuple[date | None, date | None]:
    """First and last day of a period in `PERIODS`, up to today; a week begins on Monday."""
    if name == "all":
        return None, None
    if name == "yesterday":
        return today - timedelta(days=1), today - timedelta(days=1)
    first = {
        "today": today,
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(month=today.month - (today.month - 1) % 3, day=1),
        "year": today.replace(month=1, day=1),
    }
    return first[name], today
