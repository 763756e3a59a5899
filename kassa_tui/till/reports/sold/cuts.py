"""The sales cut by employee, hour, day, weekday, week, month and year: one report each, with the same columns."""

from collections.abc import Callable

from kassa_tui.i18n import N_, current
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.report import Chart, Column, Kind, Report, Subject, Sum
from kassa_tui.till.reports.sold import sales
from kassa_tui.till.reports.sold.sales import Cut, Sales

Label = Callable[[Cut], str]
"""What a column of the chart is called."""

_FIGURES = (
    Column("transactions", Kind.NUMBER, N_("Transactions")),
    Column("items", Kind.QUANTITY),
    Column("items_per_transaction", Kind.AVERAGE, N_("Items each"), lambda cut: cut.items_each),
    Column("average", Kind.AMOUNT, N_("Average")),
    Column("turnover", Kind.AMOUNT, N_("Turnover")),
    Column("total", Kind.AMOUNT, N_("Total")),
)


def _text(cut: Cut) -> str:
    return cut.key


def _number(cut: Cut) -> int:
    return int(cut.key)


def _report(subject: Subject, found: Sales) -> Report:
    sums = (Sum("turnover", found.total.turnover), Sum("total", found.total.total))
    return Report(subject, found.cuts, sums, found.total, found.complete)


def _subject(name: str, ask: Callable[[Desk, Filter], Sales], key: Column, label: Label | None = None) -> Subject:
    """The sales by what the column `key` tells; without labels there are bars beside the rows."""
    title, about, rows, help_text = _WORDS[name]
    subject = Subject(
        name=name,
        title=title,
        about=about,
        help=help_text,
        build=lambda desk, chosen: _report(subject, ask(desk, chosen)),
        columns=(key, *_FIGURES),
        rows=rows,
        json=f"{key.name} transactions items items_per_transaction average turnover total",
        terminal=f"{key.name}:22 transactions:-12 items_per_transaction:-10 average:-10 turnover:-11 total:-10",
        screen=f"{key.name} transactions:-12 average:-11 turnover:-12 total:-12",
        total_in=key.name,
        chart=Chart("turnover", label),
    )
    return subject


def _period(name: str, period: str, title: str, label: Label, kind: Kind = Kind.TEXT) -> Subject:
    """The sales by a key of `sales.PERIODS`."""
    key = Column(period, kind, title, _number if kind is Kind.WEEKDAY else _text)
    return _subject(name, lambda desk, chosen: sales.by_period(desk, chosen, period), key, label)


_WORDS = {
    "hours": (N_("By hour"), N_("when it is busy"), "hours", "by hour of the day"),
    "days": (N_("By day"), N_("turnover of each business day"), "days", ""),
    "weekdays": (N_("By weekday"), N_("turnover of Monday to Sunday"), "weekdays", "by day of the week"),
    "weeks": (N_("By week"), N_("turnover of each week"), "periods", ""),
    "months": (N_("By month"), N_("turnover of each month"), "periods", ""),
    "years": (N_("By year"), N_("turnover of each year"), "periods", ""),
    "staff": (
        N_("By employee"), N_("receipts, average and turnover"), "employees",
        "by employee: transactions, items, average, turnover",
    ),
}  # fmt: skip
"""Title, what it is about, what JSON calls the rows, and what the command is for, where it has one of its own."""

HOURS = _subject(
    "hours",
    lambda desk, chosen: sales.by_hour(desk, chosen),
    Column("hour", Kind.HOUR, N_("Hour"), _number),
    lambda cut: f"{int(cut.key):02}",
)
DAYS = _period("days", "day", N_("Day"), lambda cut: f"{cut.key[8:]}-{cut.key[5:7]}", Kind.DAY)
WEEKDAYS = _period(
    "weekdays", "weekday", N_("Weekday"), lambda cut: current().language.days[int(cut.key) - 1], Kind.WEEKDAY
)
WEEKS = _period("weeks", "week", N_("Week"), lambda cut: cut.key[5:])
MONTHS = _period("months", "month", N_("Month"), _text)
YEARS = _period("years", "year", N_("Year"), _text)
STAFF = _subject(
    "staff", lambda desk, chosen: sales.by_person(desk, chosen), Column("employee", title=N_("Employee"), of=_text)
)

PERIODS = {"day": DAYS, "week": WEEKS, "month": MONTHS, "year": YEARS}
"""The reports of periods, by how long each is."""
