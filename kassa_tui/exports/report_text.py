"""Reports as text for a terminal, in at most 80 columns."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from kassa_tui.exports.report_words import MARK, NOT_COUNTED, sum_title, written
from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money
from kassa_tui.text import fit, visible
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.report import UNCOUNTED, Column, Kind, Report, Subject, Value

NOTHING = "-"
"""Where there is no value."""

TOTAL = N_("Total")


def _time(at: int, zone: str) -> str:
    return f"{clock.local(at, zone):%Y-%m-%d %H:%M}"


def _day(day: str) -> str:
    when = date.fromisoformat(day)
    return f"{current().language.days[when.weekday()]} {current().full_date(when)}"


def _text(column: Column, cell: Value, zone: str) -> str:
    if cell is None:
        return _(column.none) if column.none else NOTHING
    if column.kind is Kind.TIME:
        return _time(int(str(cell)), zone)
    return _day(str(cell)) if column.kind is Kind.DAY else written(column, cell)


def _cell(column: Column, row: object, zone: str) -> str:
    instead = column.said(row) if column.said else None
    return _text(column, column.value(row), zone) if instead is None else instead


def _rows(report: Report) -> Iterator[list[str]]:
    """The cells of each row; the last amount is marked when it is not all."""
    placed, whole = report.subject.placed(report.subject.terminal), report.subject.whole
    zone = read_shop().zone
    for row in report.rows:
        cells = [_cell(column, row, zone) for column, _wide in placed]
        if whole is not None and not whole(row):
            cells[-1] += MARK
        yield cells


def _summed(report: Report, amount: Money | None) -> str:
    """A sum; of what nobody counted it is none."""
    if amount is None:
        return _(NOT_COUNTED)
    uncounted = report.subject.missing == UNCOUNTED and report.complete is False
    return amount.text(current().language) + (MARK if uncounted else "")


def _together(report: Report) -> list[str]:
    """The row of everything together."""
    zone = read_shop().zone
    return [
        _(TOTAL) if column.name == report.subject.total_in else _text(column, column.value(report.total), zone)
        for column, _wide in report.subject.placed(report.subject.terminal)
    ]


def _below(report: Report, title: str, sums: Mapping[str, Money | None]) -> list[str]:
    """A row of sums, each below its column."""
    names = [column.name for column, _wide in report.subject.placed(report.subject.terminal)]
    title_in = report.subject.total_in or names[0]
    return [_(title) if name == title_in else _summed(report, sums[name]) if name in sums else "" for name in names]


def _ends(report: Report) -> Iterator[list[str]]:
    """Sums in one row; those below one and the same column each have a row under their own title."""
    below = {part.column: part.amount for part in report.sums}
    if report.total is not None:
        yield _together(report)
    elif below and len(below) == len(report.sums):
        yield _below(report, TOTAL, below)
    else:
        for part in report.sums:
            yield _below(report, sum_title(report.subject, part), {part.column: part.amount})


def _table(subject: Subject, rows: Iterator[Sequence[str]]) -> Iterator[str]:
    """Columns with a space between them."""
    placed = subject.placed(subject.terminal)
    for cells in ([_(column.brief or column.title) for column, _wide in placed], *rows):
        fitted = (
            fit(visible(cell), abs(wide), "right" if wide < 0 else "left")
            for cell, (_column, wide) in zip(cells, placed, strict=True)
        )
        yield " ".join(fitted).rstrip()


def _notes(report: Report) -> Iterator[str]:
    """How figures came about, how many rows are of a kind, and why a figure is not the whole."""
    for counts in report.counts:
        yield f"{_(counts.title)}: " + ", ".join(f"{many} {_(word)}" for _code, word, many in counts.parts)
    if report.tallies:
        yield ""
    for tally in report.tallies:
        yield f"{_(tally.title)}: {tally.count}" + (f", {_summed(report, tally.amount)}" if tally.amount else "")
    if report.complete is False:
        yield f"\n{_(report.subject.missing)}"


def as_text(report: Report) -> str:
    """A heading, the rows, their sums, and notes below them."""
    return "\n".join((*_table(report.subject, chain(_rows(report), _ends(report))), *_notes(report)))
