"""Reports as people read them on the screen and on paper: cells, sums, and points of a chart."""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from kassa_tui.exports.report_words import MARK, NOT_COUNTED, sum_title, written
from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money
from kassa_tui.till.ledger import clock, counters
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import Filter, locations
from kassa_tui.till.reports.papers import ReportPaper
from kassa_tui.till.reports.report import Column, Kind, Report, Value

MISSING = N_("Something is missing in the sums: ? or an open session.")

UNKNOWN, NONE = "?", "·"
"""An amount that somebody could know, and one that there is not."""


class Point(Struct, frozen=True):
    """A column of a chart: what it is about, and how much; None for what is not known."""

    label: str
    amount: int | None


class Field(Struct, frozen=True):
    """A column of the list: `columns` wide, 0 where it takes the rest; figures stand at the right."""

    column: Column
    columns: int
    right: bool


def _text(field: Field, cell: Value, unknown: str, today: date, zone: str) -> str:
    """A cell as it is read today; `unknown` for an amount that there is not."""
    column = field.column
    if cell is None:
        nothing = unknown if column.kind is Kind.AMOUNT else ""
        return nothing if column.none is None else column.none and _(column.none)
    if column.kind is Kind.TIME:
        return current().moment(clock.local(int(str(cell)), zone), today)
    if column.kind in (Kind.DATE, Kind.DAY):
        return _date(date.fromisoformat(str(cell)), weekday=column.kind is Kind.DAY)
    return written(column, cell)


def _date(day: date, *, weekday: bool) -> str:
    return (f"{current().language.days[day.weekday()]} " if weekday else "") + current().full_date(day)


def _sort_value(column: Column, row: object) -> Value:
    """What a row is sorted by: words as they are read, all else as it is."""
    value = column.value(row)
    return written(column, value) if value is not None and column.kind in (Kind.NAME, Kind.WORD) else value


def _minor(value: Value) -> int | None:
    return value.minor if isinstance(value, Money) else None


class Sheet:
    """A report as it is read today, with the values that it is sorted by.

    `bars` is the place of the field that bars are drawn of, `complete` is False when something is missing in the sums,
    `sessions` are the registers and numbers of sessions that the rows stand for, where they do.
    """

    def __init__(self, report: Report, today: date) -> None:
        subject, self._today = report.subject, today
        self.report, self.complete = report, report.complete is not False
        self.fields = [Field(column, abs(wide), wide < 0) for column, wide in subject.placed(subject.screen)]
        self.rows = [[_sort_value(field.column, row) for field in self.fields] for row in report.rows]
        self.sessions = [(row.register, row.number) for row in report.rows] if subject.of_sessions else []
        names, chart = [field.column.name for field in self.fields], subject.chart
        self.bars = names.index(chart.column) if chart is not None and chart.label is None else None
        self._write()

    @property
    def cells(self) -> list[list[str]]:
        """The rows as they are read, in the language that is spoken."""
        if self._language != current().language.code:
            self._write()
        return self._cells

    def _write(self) -> None:
        """Once for each language: a list that is drawn again and again is not written again."""
        zone = read_shop().zone
        self._language, self._cells = current().language.code, [self._read(row, zone) for row in self.report.rows]

    def _read(self, row: object, zone: str) -> list[str]:
        """A row as it is read; a sum of which a part is missing is marked."""
        whole = self.report.subject.whole
        marked = whole is not None and not whole(row)
        cells = [self._cell(field, row, UNKNOWN if marked else NONE, zone) for field in self.fields]
        if marked:
            last = self.fields[-1].column.value(row)
            cells[-1] = _(NOT_COUNTED) if last is None else cells[-1] + MARK
        return cells

    def _cell(self, field: Field, row: object, unknown: str, zone: str) -> str:
        """A cell, or the words that stand in its place."""
        column = field.column
        instead = column.said(row) if column.said and column.said_everywhere else None
        return _text(field, column.value(row), unknown, self._today, zone) if instead is None else instead

    @property
    def points(self) -> list[Point]:
        """The columns of the chart, where it has labels."""
        subject = self.report.subject
        if subject.chart is None or subject.chart.label is None:
            return []
        column, label = subject.column(subject.chart.column), subject.chart.label
        return [Point(label(row), _minor(column.value(row))) for row in self.report.rows]

    def bar(self, number: int) -> int:
        """How much the bar of a row stands for, in minor units."""
        return 0 if self.bars is None else _minor(self.rows[number][self.bars]) or 0

    def sums(self) -> Iterator[tuple[str, Money | None]]:
        """Titles and amounts of the sums that are told, and of kinds that come to something."""
        subject, told = self.report.subject, {part.name or part.column: part for part in self.report.sums}
        for name in subject.head.split() or told:
            yield _(sum_title(subject, told[name])), told[name].amount
        yield from ((_(tally.title), tally.amount) for tally in self.report.tallies if tally.amount)

    def totals(self) -> list[tuple[str, str]]:
        """The sums as they are read; what nobody counted is no sum of nothing."""
        mark, language = "" if self.complete else MARK, current().language
        return [
            (title, _(NOT_COUNTED) if amount is None else amount.text(language) + mark) for title, amount in self.sums()
        ]


def about(chosen: Filter) -> str:
    """The days and the place of a report in words."""
    spoken = current()
    first, last = (spoken.full_date(day) if day else "" for day in (chosen.first, chosen.last))
    days = _("Everything") if not first and not last else first if chosen.day else f"{first} - {last}".strip()
    place = locations().get(chosen.location, chosen.location)
    register = _("Register {code}").format(code=counters.in_words(chosen.register)) if chosen.register else ""
    return " · ".join(filter(None, (days, place, register)))


def paper_of(sheet: Sheet, chosen: Filter, order: Sequence[int] | None = None) -> ReportPaper:
    """The first column with the last one, in an order of the rows; of a session its number, register and day."""
    subject, first = sheet.report.subject, 3 if sheet.sessions else 1
    rows = sheet.cells if order is None else [sheet.cells[number] for number in order]
    names = [field.column.name for field in sheet.fields]
    below = [(names.index(name), _(subject.column(name).title)) for name in subject.below.split()]
    lines: list[tuple[str, str]] = []
    for cells in rows:
        lines += [(" ".join(cells[:first]), cells[-1]), *((f"· {title}", cells[at]) for at, title in below)]
    notes = () if sheet.complete else (_(MISSING),)
    title, limits = _(subject.title), about(chosen)
    return ReportPaper(
        name=subject.name,
        title=title,
        about=limits,
        lines=tuple(lines),
        sums=tuple(sheet.totals()),
        notes=notes,
        of_sessions=subject.of_sessions,
    )
