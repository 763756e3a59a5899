"""Discrepancies: what was expected against what was counted, at both ends of each session."""

from msgspec.structs import replace

from kassa_tui.i18n import N_, _
from kassa_tui.money import Money
from kassa_tui.till.drawer.counting import ASSUMED, BASIS_WORDS, COUNTED, NONE
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.report import UNCOUNTED, Chart, Column, Counts, Kind, Report, Subject, Sum
from kassa_tui.till.reports.sessions import Part, SessionLine, overview


def _end(line: SessionLine, amount: Money | None, count: str) -> str | None:
    """What is said of one end instead of its discrepancy; None where there is one, or somebody counted."""
    if not line.tracked:
        return "-"
    return None if amount is not None or count == COUNTED else _(BASIS_WORDS[count])


def _opening(line: SessionLine) -> str | None:
    return _end(line, line.discrepancy.opening, line.opening_count)


def _expected(line: SessionLine) -> str | None:
    """Nothing before the end, and nothing where cash is not followed."""
    return "-" if line.closed_at is None or not line.tracked else None


def _counted(line: SessionLine) -> str | None:
    """An open session has no end yet."""
    return _("open") if line.closed_at is None else _end(line, line.counted, line.closing_count)


def _counts(name: str, title: str, part: Part) -> Counts:
    many = {COUNTED: part.counted, ASSUMED: part.assumed, NONE: part.none}
    return Counts(name, title, tuple((code, word, many[code]) for code, word in BASIS_WORDS.items()))


def _report(desk: Desk, chosen: Filter) -> Report:
    both_ends = overview(desk, chosen)
    sums = (
        Sum("opening_discrepancy", both_ends.opening.known),
        Sum("closing_discrepancy", both_ends.closing.known),
        Sum("total_discrepancy", both_ends.total),
    )
    counts = (
        _counts("opening_counts", N_("Opening"), both_ends.opening),
        _counts("closing_counts", N_("Closing"), both_ends.closing),
    )
    return Report(DISCREPANCIES, both_ends.sessions, sums, complete=both_ends.complete, counts=counts)


COLUMNS = (
    Column("location"),
    Column("number", Kind.NUMBER, N_("No."), file="session"),
    Column("register", title=N_("Register"), brief=N_("At")),
    Column("business_day", Kind.DATE, N_("Day")),
    Column("opened", Kind.TIME, N_("Start"), lambda line: line.opened_at, brief=N_("Started")),
    Column("closed", Kind.TIME, N_("End"), lambda line: line.closed_at, brief=N_("Closed"), none=N_("open")),
    Column("status", Kind.WORD, N_("Status"), words={"open": N_("open"), "closed": N_("closed")}),
    Column("opened_by"),
    Column("closed_by", of=lambda line: line.closed_by or None),
    Column("z_number", Kind.NUMBER),
    Column("tracked", Kind.FLAG),
    Column("left_before", Kind.AMOUNT),
    Column("opening_count"),
    Column(
        "opening_counted", Kind.AMOUNT, of=lambda line: line.opening_amount if line.opening_count == COUNTED else None
    ),
    Column("opening_discrepancy", Kind.AMOUNT, N_("Opening"), lambda line: line.discrepancy.opening, said=_opening),
    Column("closing_count"),
    Column("expected", Kind.AMOUNT, N_("Expected"), said=_expected, said_everywhere=True),
    Column("counted", Kind.AMOUNT, N_("Counted"), said=_counted, said_everywhere=True),
    Column("closing_counted", Kind.AMOUNT, of=lambda line: line.counted, file="counted"),
    Column("closing_discrepancy", Kind.AMOUNT, N_("Closing"), lambda line: line.discrepancy.closing),
    Column("total_discrepancy", Kind.AMOUNT, N_("Together"), lambda line: line.discrepancy.known),
    Column("complete", Kind.FLAG),
    Column("left_in_drawer", Kind.AMOUNT, of=lambda line: line.left),
    Column("taken_out", Kind.AMOUNT, of=lambda line: line.taken),
    Column("awaiting_approval", Kind.FLAG, of=lambda line: line.awaiting),
)

DISCREPANCIES = Subject(
    name="discrepancies",
    title=N_("Discrepancies"),
    about=N_("expected against counted, session by session"),
    help="expected against counted, at both ends of each session",
    build=_report,
    columns=COLUMNS,
    rows="sessions",
    json="number register location business_day opened closed status opened_by closed_by z_number tracked "
    "opening_discrepancy closing_discrepancy total_discrepancy opening_count closing_count complete "
    "expected counted left_in_drawer taken_out awaiting_approval",
    file="location register number business_day opened opened_by closed closed_by z_number left_before opening_count "
    "opening_counted opening_discrepancy expected closing_count closing_counted closing_discrepancy "
    "total_discrepancy complete left_in_drawer taken_out awaiting_approval",
    terminal="number:4 register:3 business_day:10 opening_discrepancy:-11 expected:-10 counted:-11 "
    "closing_discrepancy:-11 total_discrepancy:-13",
    screen="number:-4 register:4 business_day:11 opening_discrepancy:-9 expected:-10 counted:-10 "
    "closing_discrepancy:-9 total_discrepancy:-11",
    below="expected counted",
    total_in="business_day",
    chart=Chart("total_discrepancy", lambda line: str(line.number)),
    whole=lambda line: line.complete,
    missing=UNCOUNTED,
    of_sessions=True,
)

SESSIONS = replace(
    DISCREPANCIES,
    name="sessions",
    terminal="number:5 register:4 opened:16 closed:16 status:9 total_discrepancy:-13",
    total_in="opened",
)
"""The same rows as a list: when each began and ended, and how it stands (S1.57-60)."""
