"""*Discrepancies*, *cash* and *overview* of closed sessions: one row a session, or one row a figure."""

from collections.abc import Iterator, Sequence

from kassa_tui.database import bound, rows
from kassa_tui.exports.tables import Table, Value, columns, moment
from kassa_tui.money import Money
from kassa_tui.till.reports import cash as report_cash
from kassa_tui.till.reports import sessions
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.progress import steps
from kassa_tui.till.reports.sessions import COUNTED, SessionLine

DISCREPANCIES = columns(
    "location register session business_day opened opened_by closed closed_by z_number left_before opening_count "
    "opening_counted opening_discrepancy expected closing_count counted closing_discrepancy total_discrepancy complete "
    "left_in_drawer taken_out awaiting_approval",
    amounts="left_before opening_counted opening_discrepancy expected counted closing_discrepancy total_discrepancy "
    "left_in_drawer taken_out",
    numbers="session z_number",
    flags="complete awaiting_approval",
)
CASH = columns(
    "location register session business_day gross refunds net moved",
    amounts="gross refunds net moved",
    numbers="session",
)
OVERVIEW = columns(
    "location register session business_day opened closed section item name count amount",
    amounts="amount",
    numbers="session count",
)


def _discrepancies(chosen: Filter) -> Iterator[Sequence[Value]]:
    for line in sessions.read(chosen):
        found = line.discrepancy
        yield (
            *(line.location, line.register, line.number, line.business_day),
            *(moment(line.opened_at), line.opened_by, moment(line.closed_at), line.closed_by, line.z_number),
            line.left_before,
            line.opening_count,
            line.opening_amount if line.opening_count == COUNTED else None,
            found.opening,
            line.expected,
            line.closing_count,
            line.counted if line.closing_count == COUNTED else None,
            found.closing,
            found.known,
            line.complete,
            line.left,
            line.taken,
            line.awaiting,
        )


def discrepancies(chosen: Filter) -> Table:
    """What was expected and what was counted, one row a session."""
    return Table("discrepancies", DISCREPANCIES, _discrepancies(chosen))


def _cash(chosen: Filter) -> Iterator[Sequence[Value]]:
    for each in report_cash.read(chosen):
        yield (
            *(each.location, each.register, each.number, each.business_day),
            *(each.gross, each.refunds, each.net, each.moved),
        )


def cash(chosen: Filter) -> Table:
    """Cash payments, refunds, and cash moved without a payment, one row a session."""
    return Table("cash", CASH, _cash(chosen))


def _names() -> dict[tuple[str, str], str]:
    """What the keys of totals stand for, in the program's own English where it names them."""
    found: dict[tuple[str, str], str] = {}
    for kinds, sql in (
        (("tender", "refund", "correction"), "SELECT code, name FROM payment_method"),
        (("group",), "SELECT id, name FROM product_group"),
        (("staff",), "SELECT id, name FROM person"),
    ):
        found |= {(kind, str(key)): name for key, name in rows(sql) for kind in kinds}
    return found


def _figures(line: SessionLine) -> Iterator[tuple[str, Money | None]]:
    """The drawer's figures of a session."""
    yield "left_before", line.left_before
    yield "opening_amount", line.opening_amount if line.tracked else None
    yield "opening_discrepancy", line.discrepancy.opening
    yield "expected", line.expected
    yield "counted", line.counted if line.closing_count == COUNTED else None
    yield "closing_discrepancy", line.discrepancy.closing
    yield "total_discrepancy", line.discrepancy.known
    yield "left_in_drawer", line.left
    yield "taken_out", line.taken


def _overview(chosen: Filter) -> Iterator[Sequence[Value]]:
    names = _names()
    for line in steps(list(sessions.read(chosen))):
        head = (line.location, line.register, line.number, line.business_day)
        times = (moment(line.opened_at), moment(line.closed_at))
        for item, amount in _figures(line):
            if amount is not None:
                yield (*head, *times, "session", item, None, None, amount)
        found = bound().execute_sql(
            "SELECT t.kind, t.key, t.n, t.amount, s.currency FROM session_total t "
            "JOIN session s ON s.id = t.session_id WHERE t.session_id = ? ORDER BY t.kind, t.key",
            (line.id,),
        )
        for kind, key, n, amount, unit in found:
            yield (*head, *times, kind, key, names.get((kind, key)), n, Money(amount, unit))


def overview(chosen: Filter) -> Table:
    """Everything that a register did, one row a figure: the stored totals, and the drawer's figures."""
    return Table("overview", OVERVIEW, _overview(chosen))
