"""Reports as JSON: amounts are decimal numbers as text, null where nobody counted; times bear the shop's offset."""

from collections.abc import Callable, Iterable
from typing import Any

from kassa_tui.exports.tables import moment
from kassa_tui.i18n import _
from kassa_tui.money import Money
from kassa_tui.till.basket.lines import decimal_quantity
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.report import Column, Kind, Report, Subject

Json = dict[str, Any]

_WRITTEN: dict[Kind, Callable[[Any], object]] = {
    Kind.AMOUNT: lambda amount: amount.decimal(),
    Kind.AVERAGE: lambda hundredths: f"{hundredths / 100:.2f}",
    Kind.NAME: lambda name: _(name),
    Kind.QUANTITY: decimal_quantity,
    Kind.RATE: lambda rate: rate / 100,
    Kind.TIME: moment,
}


def about(chosen: Filter) -> Json:
    """What the report is limited to; null for everything."""
    return {
        "from": chosen.first.isoformat() if chosen.first else None,
        "to": chosen.last.isoformat() if chosen.last else None,
        "location": chosen.location or None,
        "register": chosen.register or None,
    }


def _cell(column: Column, row: object) -> object:
    value, write = column.value(row), _WRITTEN.get(column.kind)
    return value if value is None or write is None else write(value)


def rows_json(report: Report) -> list[Json]:
    """The rows alone."""
    columns = _columns(report.subject)
    return [_row(columns, row) for row in report.rows]


def _columns(subject: Subject) -> list[Column]:
    return [column for column, _wide in subject.placed(subject.json)]


def _row(columns: Iterable[Column], row: object) -> Json:
    return {column.name: _cell(column, row) for column in columns}


def _decimal(amount: Money | None) -> str | None:
    return None if amount is None else amount.decimal()


def _sums(report: Report) -> Json:
    if report.total is not None:
        summed = [column for column in _columns(report.subject) if column.name != report.subject.total_in]
        return {"total": _row(summed, report.total)}
    return {part.name or part.column: _decimal(part.amount) for part in report.sums}


def _behind(report: Report) -> Json:
    """Whether it is complete, and how many are of a kind."""
    tallies = {each.name: {"count": each.count, "amount": each.amount.decimal()} for each in report.tallies}
    return {
        **({} if report.complete is None else {"complete": report.complete}),
        **{counts.name: {code: many for code, _word, many in counts.parts} for counts in report.counts},
        **({"sums": tallies} if tallies else {}),
    }


def as_json(report: Report) -> Json:
    """All of it; `rows` are called as the subject says."""
    rows, sums = {report.subject.rows: rows_json(report)}, _sums(report)
    if report.subject.sums_first:
        return {**sums, **_behind(report), **rows}
    return {**rows, **sums, **_behind(report)}
