"""Cells and sums of a report as people read them, wherever that is."""

from collections.abc import Callable
from typing import Any

from kassa_tui.i18n import N_, _, current
from kassa_tui.till.basket.lines import decimal_quantity
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.till.reports.report import Column, Kind, Subject, Sum, Value

MARK = " ?"
"""Behind an amount that is not all of it."""

NOT_COUNTED = N_("not counted")
"""An amount of which no part is known."""


def _average(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".replace(".", current().language.decimal)


_WRITTEN: dict[Kind, Callable[[Any], str]] = {
    Kind.AMOUNT: lambda amount: amount.text(current().language),
    Kind.AVERAGE: _average,
    Kind.HOUR: lambda hour: f"{hour:02}:00",
    Kind.NAME: lambda name: _(name),
    Kind.QUANTITY: lambda many: decimal_quantity(many).replace(".", current().language.decimal),
    Kind.RATE: lambda rate: percent_text(rate, current()),
    Kind.WEEKDAY: lambda day: current().language.days[day - 1],
}


def written(column: Column, cell: Value) -> str:
    """A cell with something in it, except times and days, which each place writes in its own way."""
    if column.kind is Kind.WORD:
        return _(column.words[str(cell)])
    write = _WRITTEN.get(column.kind, str)
    return write(cell)


def sum_title(subject: Subject, part: Sum) -> str:
    """What a sum is called, to be translated."""
    return part.title or subject.column(part.column).title
