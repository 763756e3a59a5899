"""Cash that customers paid and got back, over the sessions of a period.

From the stored totals of each session: the work grows with the sessions in the period, not with their receipts.
"""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.records import stream
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import Filter, checked, may_see_sessions, sessions_sql, without_secrets
from kassa_tui.till.reports.report import Chart, Column, Kind, Report, Subject, Sum

PAID = ("tender", "change", "deposit", "invoice", "correction")
"""Kinds of drawer events that are payments: what was tendered less the change, and what was booked over afterwards."""

BACK = "refund"
MOVED = ("added", "removed", "returned")
"""Kinds that are no payments: cash put in and taken out."""


class SessionCash(Struct, frozen=True):
    """The cash of one session, in the shop's currency; `refunds` is what went back, above zero."""

    number: int
    register: str
    location: str
    business_day: str
    open: bool
    gross: Money
    refunds: Money
    moved: Money

    @property
    def net(self) -> Money:
        """Gross payments less refunds."""
        return self.gross - self.refunds


class CashActivity(Struct, frozen=True):
    """Gross payments, refunds and what is left of them; `complete` is False when an open session was left out."""

    sessions: tuple[SessionCash, ...]
    gross: Money
    refunds: Money
    moved: Money
    complete: bool

    @property
    def net(self) -> Money:
        """Gross payments less refunds."""
        return self.gross - self.refunds


class _Stored(Struct):
    """A session with its sums in minor units of `currency`."""

    number: int
    register: str
    location: str
    business_day: str
    open: bool
    currency: str
    gross: int
    refunds: int
    moved: int


def _sum(kinds: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return f"coalesce(sum(t.amount) FILTER (WHERE t.key IN ({listed})), 0)"


def read(chosen: Filter) -> Iterator[SessionCash]:
    """The sessions meant whose cash is followed, the oldest first."""
    where, values = sessions_sql(chosen)
    sql = (
        "SELECT s.number, s.register, s.location, s.business_day, s.closed_at IS NULL open, s.currency, "
        f"{_sum(PAID)} gross, -{_sum((BACK,))} refunds, {_sum(MOVED)} moved "
        "FROM session s LEFT JOIN session_total t ON t.session_id = s.id AND t.kind = 'cash' "
        f"WHERE s.tracked AND {where} GROUP BY s.id ORDER BY s.opened_at, s.id"
    )
    for session in stream(_Stored, sql, *values):
        yield SessionCash(
            number=session.number,
            register=session.register,
            location=session.location,
            business_day=session.business_day,
            open=session.open,
            gross=Money(session.gross, session.currency),
            refunds=Money(session.refunds, session.currency),
            moved=Money(session.moved, session.currency),
        )


def activity(desk: Desk, chosen: Filter) -> CashActivity:
    """The cash activity of a period. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    may_see_sessions(desk)
    meant = checked(chosen)
    permitted = without_secrets(desk, meant)
    sessions, zero = tuple(read(permitted)), read_shop().money(0)
    hidden = meant.open_too and not permitted.open_too and any(session.open for session in read(meant))
    return CashActivity(
        sessions,
        sum((session.gross for session in sessions), zero),
        sum((session.refunds for session in sessions), zero),
        sum((session.moved for session in sessions), zero),
        not hidden,
    )


def _report(desk: Desk, chosen: Filter) -> Report:
    found = activity(desk, chosen)
    sums = (Sum("gross", found.gross), Sum("refunds", found.refunds), Sum("net", found.net))
    return Report(CASH, found.sessions, sums, complete=found.complete)


CASH = Subject(
    name="cash",
    title=N_("Cash activity"),
    about=N_("gross, refunds and net of cash"),
    help="cash payments, refunds, and what is left of them",
    build=_report,
    columns=(
        Column("location"),
        Column("number", Kind.NUMBER, N_("No."), file="session"),
        Column("register", title=N_("Register"), brief=N_("At")),
        Column("business_day", Kind.DATE, N_("Day")),
        Column("status", of=lambda session: "open" if session.open else "closed"),
        Column("gross", Kind.AMOUNT, N_("Gross payments")),
        Column("refunds", Kind.AMOUNT, N_("Refunds")),
        Column("net", Kind.AMOUNT, N_("Net payments")),
        Column("moved", Kind.AMOUNT),
    ),
    rows="sessions",
    json="number register status gross refunds net",
    file="location register number business_day gross refunds net moved",
    terminal="number:5 register:4 business_day:12 gross:-17 refunds:-17 net:-17",
    screen="number:-5 register:8 business_day:11 gross:-14 refunds:-14 net:-14",
    total_in="business_day",
    chart=Chart("net", lambda session: str(session.number)),
    sums_first=True,
    of_sessions=True,
)
