"""Reports as tables for files, row by row."""

from collections.abc import Iterable

from kassa_tui.exports import tables
from kassa_tui.exports.report_words import written
from kassa_tui.exports.tables import Table, moment
from kassa_tui.till.reports.report import Column, Kind, Report, Subject, Value

_KINDS = {Kind.AMOUNT: tables.AMOUNT, Kind.NUMBER: tables.NUMBER, Kind.FLAG: tables.FLAG}
"""Kinds that are no text in a file."""

_PLAIN = (*_KINDS, Kind.TEXT, Kind.DATE, Kind.DAY)


def _value(column: Column, cell: Value) -> Value:
    """What stands in the file: figures as they are, moments in ISO 8601, all else as it is read."""
    if cell is None or column.kind in _PLAIN:
        return cell
    return moment(int(str(cell))) if column.kind is Kind.TIME else written(column, cell)


def table_of(subject: Subject, rows: Iterable[object]) -> Table:
    """Rows of a subject for a file, taken one by one."""
    columns = [column for column, _wide in subject.placed(subject.file or subject.screen)]
    heads = tuple(tables.Column(column.file or column.name, _KINDS.get(column.kind, tables.TEXT)) for column in columns)
    return Table(subject.name, heads, (tuple(_value(column, column.value(row)) for column in columns) for row in rows))


def report_table(report: Report) -> Table:
    """A report for a file."""
    return table_of(report.subject, report.rows)
