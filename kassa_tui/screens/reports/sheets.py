"""Reports as sheets: columns, rows and points of a chart, the same for the screen, for paper and for a file."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from kassa_tui.exports.tables import AMOUNT, NUMBER, TEXT, Column, Table, Value, moment
from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money
from kassa_tui.screens.reports.chart import Point
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.till.reports import cash, corrections, events, groups, methods, sales, vat
from kassa_tui.till.reports import sessions as report_sessions
from kassa_tui.till.reports.filter import Filter, locations, may_see_sales, may_see_sessions
from kassa_tui.till.reports.papers import ReportPaper
from kassa_tui.till.reports.sales import Sales
from kassa_tui.till.reports.sessions import SessionLine

MISSING = N_("Something is missing in the sums: ? or an open session.")

TIME, DAY = "time", "day"
"""A moment and a business day: ISO 8601 in a file, as people write them on the screen."""


class Field(Struct, frozen=True):
    """A column: its name in a file, its title, its width on the screen (0 takes the rest), and what is in it."""

    name: str
    title: str
    columns: int
    kind: str = TEXT


class Sheet(Struct, frozen=True):
    """A report. `sums` are titles with amounts; `points` make a chart, `bars` names the field that bars are drawn of.

    `sessions` are the numbers that the rows stand for, where they do; of `marked` rows the last amount is not all.
    `complete` is False when something is missing in the sums.
    """

    fields: tuple[Field, ...]
    rows: tuple[tuple[Value, ...], ...]
    sums: tuple[tuple[str, Money | None], ...]
    points: tuple[Point, ...] = ()
    bars: str = ""
    sessions: tuple[tuple[str, int], ...] = ()
    marked: frozenset[int] = frozenset()
    complete: bool = True

    def table(self, name: str) -> Table:
        """The same for a file."""
        return Table(
            name,
            tuple(Column(field.name, TEXT if field.kind in (TIME, DAY) else field.kind) for field in self.fields),
            iter(self.rows),
        )

    def cells(self, number: int) -> list[str]:
        """A row as it is read; a sum of which a part is missing is marked, what there is not is a dot."""
        unknown = "?" if number in self.marked else "·"
        found = [shown(value, field, unknown) for value, field in zip(self.rows[number], self.fields, strict=True)]
        if number in self.marked:
            found[-1] = _("not counted") if self.rows[number][-1] is None else f"{found[-1]} ?"
        return found

    def totals(self) -> list[tuple[str, str]]:
        """The sums as they are read; what nobody counted is no sum of nothing."""
        mark, nothing, language = "" if self.complete else " ?", _("not counted"), current().language
        return [(_(title), nothing if amount is None else amount.text(language) + mark) for title, amount in self.sums]


def shown(value: Value, field: Field, unknown: str) -> str:
    """A cell as it is read; `unknown` for an amount that there is not."""
    if isinstance(value, Money):
        return value.text(current().language)
    if value is None:
        return unknown if field.kind == AMOUNT else ""
    if field.kind == TIME and value != _("open"):
        when = datetime.fromisoformat(str(value))
        return f"{current().short_date(when)} {when:%H:%M}"
    if field.kind == DAY:
        day = date.fromisoformat(str(value))
        weekday = "" if field.columns else f"{current().language.days[day.weekday()]} "
        return weekday + current().full_date(day)
    return str(value)


# --- Sessions -------------------------------------------------------------------------------------

_SESSION = (
    Field("session", N_("No."), 5, NUMBER),
    Field("register", N_("Register"), 8),
    Field("opened", N_("Start"), 12, TIME),
    Field("closed", N_("End"), 12, TIME),
    Field("opening_discrepancy", N_("Opening"), 10, AMOUNT),
    Field("closing_discrepancy", N_("Closing"), 10, AMOUNT),
    Field("total_discrepancy", N_("Together"), 12, AMOUNT),
)


def _session(line: SessionLine) -> tuple[Value, ...]:
    found = line.discrepancy
    return (
        *(line.number, line.register, moment(line.opened_at), moment(line.closed_at) or _("open")),
        *(found.opening, found.closing, found.known),
    )


def sessions_sheet(lines: Iterable[SessionLine], sums: Iterable[tuple[str, Money | None]], complete: bool) -> Sheet:
    """The sessions in an order, each a column of the chart."""
    listed = tuple(lines)
    known = [line.discrepancy.known for line in listed]
    points = tuple(
        Point(str(line.number), None if amount is None else amount.minor)
        for line, amount in zip(listed, known, strict=True)
    )
    numbers = tuple((line.register, line.number) for line in listed)
    rows = tuple(_session(line) for line in listed)
    marked = frozenset(number for number, line in enumerate(listed) if not line.complete)
    return Sheet(_SESSION, rows, tuple(sums), points, sessions=numbers, marked=marked, complete=complete)


def _discrepancies(desk: Desk, chosen: Filter) -> Sheet:
    found = report_sessions.overview(desk, chosen)
    sums = ((N_("Opening"), found.opening.known), (N_("Closing"), found.closing.known), (N_("Together"), found.total))
    return sessions_sheet(found.sessions, sums, found.complete)


def _cash(desk: Desk, chosen: Filter) -> Sheet:
    found = cash.activity(desk, chosen)
    fields = (
        *_SESSION[:2],
        Field("business_day", N_("Day"), 11, DAY),
        *(Field(name, title, 0 if not name else 14, AMOUNT) for name, title in _CASH),
    )
    rows = tuple((e.number, e.register, e.business_day, e.gross, e.refunds, e.net) for e in found.sessions)
    sums = tuple(
        (title, amount) for (_name, title), amount in zip(_CASH, (found.gross, found.refunds, found.net), strict=True)
    )
    points = tuple(Point(str(each.number), each.net.minor) for each in found.sessions)
    numbers = tuple((each.register, each.number) for each in found.sessions)
    return Sheet(fields, rows, sums, points, sessions=numbers, complete=found.complete)


_CASH = (("gross", N_("Gross payments")), ("refunds", N_("Refunds")), ("net", N_("Net payments")))


# --- Sales ----------------------------------------------------------------------------------------


def key_text(key: str, by: str) -> str:
    """An hour or weekday as people say it."""
    if by == "hour":
        return f"{int(key):02}:00"
    return current().language.days[int(key) - 1] if by == "weekday" else key


def _sales(found: Sales, by: str, title: str) -> Sheet:
    fields = (
        Field(by, title, 0, DAY if by == "day" else TEXT),
        Field("transactions", N_("Transactions"), 12, NUMBER),
        Field("average", N_("Average"), 11, AMOUNT),
        Field("turnover", N_("Turnover"), 12, AMOUNT),
        Field("total", N_("Total"), 12, AMOUNT),
    )
    rows = tuple((key_text(cut.key, by), cut.transactions, cut.average, cut.turnover, cut.total) for cut in found.cuts)
    points = tuple(Point(_short(cut.key, by), cut.turnover.minor) for cut in found.cuts) if by != "employee" else ()
    sums = ((N_("Turnover"), found.total.turnover), (N_("Total"), found.total.total))
    bars = "" if points else "turnover"
    return Sheet(fields, rows, sums, points, bars=bars, complete=found.complete)


def _short(key: str, by: str) -> str:
    if by == "day":
        return f"{key[8:]}-{key[5:7]}"
    return key[5:] if by == "week" else key_text(key, by).removesuffix(":00")


def _periods(by: str, title: str) -> Callable[[Desk, Filter], Sheet]:
    def build(desk: Desk, chosen: Filter) -> Sheet:
        return _sales(sales.by_period(desk, chosen, by), by, title)

    return build


def _staff(desk: Desk, chosen: Filter) -> Sheet:
    return _sales(sales.by_person(desk, chosen), "employee", N_("Employee"))


def _hours(desk: Desk, chosen: Filter) -> Sheet:
    return _sales(sales.by_hour(desk, chosen), "hour", N_("Hour"))


def _groups(desk: Desk, chosen: Filter) -> Sheet:
    found = groups.by_group(desk, chosen)
    fields = (
        Field("group", N_("Group"), 0),
        Field("lines", N_("Lines"), 9, NUMBER),
        Field("total", N_("Total"), 12, AMOUNT),
    )
    rows = tuple((_(part.name), part.lines, part.total) for part in found.parts)
    sums = ((N_("Turnover"), found.turnover), (N_("Total"), found.total))
    return Sheet(fields, rows, sums, bars="total", complete=found.complete)


def _methods(desk: Desk, chosen: Filter) -> Sheet:
    found = methods.by_method(desk, chosen)
    fields = (
        Field("method", N_("Payment method"), 0),
        Field("payments", N_("Payments"), 10, NUMBER),
        Field("refunds", N_("Refunds"), 11, AMOUNT),
        Field("amount", N_("Amount"), 12, AMOUNT),
    )
    rows = tuple((_(part.name), part.payments, part.refunds, part.amount) for part in found.parts)
    sums = ((N_("Total"), found.total), (N_("Rounding"), found.rounding))
    return Sheet(fields, rows, sums, bars="amount", complete=found.complete)


def _vat(desk: Desk, chosen: Filter) -> Sheet:
    found = vat.by_rate(desk, chosen)
    titles = (("net", N_("Net")), ("tax", N_("VAT")), ("gross", N_("Gross")))
    fields = (
        Field("vat", N_("VAT"), 0),
        Field("rate", "%", 8),
        *(Field(name, title, 12, AMOUNT) for name, title in titles),
    )
    rows = tuple(
        (_(part.name), percent_text(part.rate, current()), part.net, part.tax, part.gross) for part in found.parts
    )
    sums = tuple(
        (title, amount) for (_n, title), amount in zip(titles, (found.net, found.tax, found.gross), strict=True)
    )
    return Sheet(fields, rows, sums, complete=found.complete)


def _removals(desk: Desk, chosen: Filter) -> Sheet:
    found = events.removals(desk, chosen)
    fields = (
        Field("time", N_("Time"), 12, TIME),
        Field("employee", N_("Employee"), 12),
        Field("kind", N_("What"), 24),
        Field("text", N_("Text"), 0),
        Field("amount", N_("Amount"), 10, AMOUNT),
    )
    rows = tuple(
        (moment(e.at), e.person, _(events.KINDS[e.kind]), events.told(e), e.amount or "") for e in found.events
    )
    sums = tuple((events.KINDS[kind], amount) for kind, (_n, amount) in found.sums.items() if amount)
    return Sheet(fields, rows, sums)


def _corrections(desk: Desk, chosen: Filter) -> Sheet:
    found = corrections.corrections(desk, chosen)
    fields = (
        Field("time", N_("Time"), 12, TIME),
        Field("receipt", N_("Receipt"), 10),
        Field("corrects", N_("Corrects"), 10),
        Field("method", N_("Payment method"), 20),
        Field("reason", N_("Reason"), 0),
        Field("booked", N_("Amount"), 10, AMOUNT),
    )
    rows = tuple(
        (moment(e.at), e.number, e.corrects, f"{_(e.off)} > {_(e.on)}", e.reason, e.booked) for e in found.corrections
    )
    return Sheet(fields, rows, (), complete=found.complete)


def about(chosen: Filter) -> str:
    """The days and the place of a report in words."""
    spoken = current()
    first, last = (spoken.full_date(day) if day else "" for day in (chosen.first, chosen.last))
    days = _("Everything") if not first and not last else first if chosen.day else f"{first} - {last}".strip()
    place = locations().get(chosen.location, chosen.location)
    register = _("Register {code}").format(code=chosen.register) if chosen.register else ""
    return " · ".join(filter(None, (days, place, register)))


class Report(Struct, frozen=True):
    """A report of the list; `of_sessions` ones need both permissions to view them."""

    name: str
    word: str
    about: str
    build: Callable[[Desk, Filter], Sheet]
    of_sessions: bool = False

    def require(self, desk: Desk) -> None:
        """Refuse whoever may not see it. Raises NotAllowedError."""
        (may_see_sessions if self.of_sessions else may_see_sales)(desk)


def as_paper(report: Report, sheet: Sheet, chosen: Filter, order: Sequence[int]) -> ReportPaper:
    """The first column with the last one, in an order of the rows; of a session its number, register and start."""
    lines = []
    for number in order:
        cells = sheet.cells(number)
        lines.append((" ".join(cells[:3]) if sheet.sessions else cells[0], cells[-1]))
    notes = () if sheet.complete else (_(MISSING),)
    limits = about(chosen)
    return ReportPaper(
        report.name, _(report.word), limits, tuple(lines), tuple(sheet.totals()), notes, report.of_sessions
    )


_ROWS: tuple[tuple[Any, ...], ...] = (
    ("discrepancies", N_("Discrepancies"), N_("expected against counted, session by session"), _discrepancies, True),
    ("cash", N_("Cash activity"), N_("gross, refunds and net of cash"), _cash, True),
    ("hours", N_("By hour"), N_("when it is busy"), _hours),
    ("days", N_("By day"), N_("turnover of each business day"), _periods("day", N_("Day"))),
    ("weekdays", N_("By weekday"), N_("turnover of Monday to Sunday"), _periods("weekday", N_("Weekday"))),
    ("weeks", N_("By week"), N_("turnover of each week"), _periods("week", N_("Week"))),
    ("months", N_("By month"), N_("turnover of each month"), _periods("month", N_("Month"))),
    ("years", N_("By year"), N_("turnover of each year"), _periods("year", N_("Year"))),
    ("staff", N_("By employee"), N_("receipts, average and turnover"), _staff),
    ("groups", N_("By product group"), N_("what was sold"), _groups),
    ("methods", N_("By payment method"), N_("how it was paid"), _methods),
    ("vat", N_("VAT"), N_("net, VAT and gross of each rate"), _vat),
    ("removals", N_("Removals and openings"), N_("removed lines, refusals, approvals, wrong PINs"), _removals),
    ("corrections", N_("Corrections"), N_("payment methods put right"), _corrections),
)
REPORTS: tuple[Report, ...] = tuple(Report(*row) for row in _ROWS)
"""All reports, in the order of the list."""
