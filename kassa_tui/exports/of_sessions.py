"""What sessions are exported as: reports that have a row for each, all that happened, and every figure."""

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.errors import KassaError
from kassa_tui.exports.activity import activity
from kassa_tui.exports.overview import overview
from kassa_tui.exports.report_tables import table_of
from kassa_tui.exports.tables import Table
from kassa_tui.i18n import N_, _
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.reports import cash as report_cash
from kassa_tui.till.reports import sessions
from kassa_tui.till.reports.cash import CASH
from kassa_tui.till.reports.discrepancies import DISCREPANCIES
from kassa_tui.till.reports.filter import Filter, without_secrets


class StillOpenError(KassaError):
    """A session whose figures are not there yet."""

    template = N_("Session {number} is still open: only its activity can be exported.")


class Allowed(Struct, frozen=True):
    """What is exported of what was asked for: the filter, and a sentence for each session that it leaves out."""

    filter: Filter
    left_out: tuple[str, ...] = ()


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


def allowed(desk: Desk, what: str, wanted: Filter) -> Allowed:
    """The checked filter without an open session, unless its activity may be seen.

    Raises StillOpenError when an open session was asked for by its number, or when there is no other.
    """
    permitted = without_secrets(desk, wanted) if what == "activity" else replace(wanted, open_too=False)
    if permitted.open_too:
        return Allowed(permitted)
    still_open = [f"{line.register} {line.number}" for line in sessions.read(wanted) if line.closed_at is None]
    if still_open and (wanted.sessions or next(iter(sessions.read(permitted)), None) is None):
        raise StillOpenError(number=still_open[0])
    said = _("Session {number} is still open and is left out.")
    return Allowed(permitted, tuple(said.format(number=number) for number in still_open))


EXPORTS = {
    "activity": Export(N_("Session activity"), "all that happened, also in an open session", activity),
    "discrepancies": Export(N_("Discrepancy overview"), "expected against counted, one row a session", discrepancies),
    "cash": Export(N_("Cash activity"), "cash payments and refunds, one row a session", cash),
    "overview": Export(N_("Register overview"), "every stored total of each session, one row a figure", overview),
}
"""By name; all but the activity leave an open session out."""
