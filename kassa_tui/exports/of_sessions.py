"""What sessions are exported as: reports that have a row for each, all that happened, and every figure."""

from collections.abc import Callable

from msgspec import Struct

from kassa_tui.exports.activity import activity
from kassa_tui.exports.overview import overview
from kassa_tui.exports.report_tables import table_of
from kassa_tui.exports.tables import Table
from kassa_tui.i18n import N_
from kassa_tui.till.reports import cash as report_cash
from kassa_tui.till.reports import sessions
from kassa_tui.till.reports.cash import CASH
from kassa_tui.till.reports.discrepancies import DISCREPANCIES
from kassa_tui.till.reports.filter import Filter


class Export(Struct, frozen=True):
    """A title, translated where it is read, what the command is for, and the table of the sessions that are meant."""

    title: str
    help: str
    table: Callable[[Filter], Table]


def discrepancies(chosen: Filter) -> Table:
    """What was expected and what was counted, one row a session."""
    return table_of(DISCREPANCIES, sessions.read(chosen))


def cash(chosen: Filter) -> Table:
    """Cash payments, refunds, and cash moved without a payment, one row a session."""
    return table_of(CASH, report_cash.read(chosen))


EXPORTS = {
    "activity": Export(N_("Session activity"), "all that happened, also in an open session", activity),
    "discrepancies": Export(N_("Discrepancy overview"), "expected against counted, one row a session", discrepancies),
    "cash": Export(N_("Cash activity"), "cash payments and refunds, one row a session", cash),
    "overview": Export(N_("Register overview"), "every stored total of each session, one row a figure", overview),
}
"""By name; all but the activity leave an open session out."""
