"""*Register overview* of closed sessions: one row a figure, the stored totals and the drawer's."""

from collections.abc import Iterator, Sequence

from kassa_tui.database import bound, rows
from kassa_tui.exports.tables import Table, Value, columns, moment
from kassa_tui.money import Money
from kassa_tui.till.ledger import totals
from kassa_tui.till.reports import sessions
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.progress import steps
from kassa_tui.till.reports.sessions import SessionLine

OVERVIEW = columns(
    "location register session business_day opened closed section item name count amount",
    amounts="amount",
    numbers="session count",
)


def _names() -> dict[tuple[str, str], str]:
    """What the keys of totals stand for, in the program's own English where it names them."""
    names: dict[tuple[str, str], str] = {}
    for kinds, sql in (
        (("tender", "refund", "correction"), "SELECT code, name FROM payment_method"),
        (("group",), "SELECT id, name FROM product_group"),
        (("staff",), "SELECT id, name FROM person"),
    ):
        names |= {(kind, str(key)): name for key, name in rows(sql) for kind in kinds}
    return names


def _figures(line: SessionLine) -> Iterator[tuple[str, Money | None]]:
    """The drawer's figures of a session."""
    yield "left_before", line.left_before
    yield "opening_amount", line.opening_amount if line.tracked else None
    yield "opening_discrepancy", line.discrepancy.opening
    yield "expected", line.expected
    yield "counted", line.counted
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
        paid = totals.tenders(line.id, totals.read(line.id))
        stored = bound().execute_sql(
            "SELECT t.kind, t.key, t.n, t.amount, s.currency FROM session_total t "
            "JOIN session s ON s.id = t.session_id WHERE t.session_id = ? ORDER BY t.kind, t.key",
            (line.id,),
        )
        for kind, key, n, amount, unit in stored:
            count = paid[key].n if kind == "tender" else n
            yield (*head, *times, kind, key, names.get((kind, key)), count, Money(amount, unit))


def overview(chosen: Filter) -> Table:
    """Everything that a register did, one row a figure: the stored totals, and the drawer's figures."""
    return Table("overview", OVERVIEW, _overview(chosen))
