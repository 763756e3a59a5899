"""Running totals of a session: kept in the sale's own transaction, proved by `kassa verify`.

A total has a kind and a key, a count and an amount in minor units:

    receipts   a kind of receipt, or training   how many, their totals
    turnover   sales | returns                  lines of articles and services, VAT included
    packaging  out | back                       deposits charged and given back
    voucher    sold | back                      gift vouchers
    deposit    taken | used | back              payments on orders, VAT included
    invoice    paid | back                      what was bought on account, paid later
    credit     given | back                     what the shop owes a customer
    discount   line | receipt                   what was taken off
    tender     a payment method                 what it took in, change and refunds taken off
    refund     a payment method                 what went back by it
    correction a payment method                 what was booked on it, or off it, afterwards
    rounding   (one key, empty)                 cash rounding
    gross, tax a VAT code and rate, `high:2100` VAT block
    group      a product group's id, or 0       turnover
    staff      a person's id                    receipts and turnover
    cash       a kind of drawer event           the ledger
"""

from collections.abc import Iterable

from msgspec import Struct

from kassa_tui.database import bound, rows, tuples
from kassa_tui.models import SessionTotal

_UPSERT = (
    "INSERT INTO session_total (session_id, kind, key, n, amount) VALUES {rows} "
    "ON CONFLICT (session_id, kind, key) DO UPDATE SET n = n + excluded.n, amount = amount + excluded.amount"
)


class Total(Struct, frozen=True):
    """So many events that sum to `amount` minor units."""

    n: int = 0
    amount: int = 0


class Tally:
    """Totals of one event, gathered before they are added."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, str], list[int]] = {}

    def add(self, kind: str, key: object, amount: int, n: int = 1) -> None:
        """Count something."""
        kept = self._sums.setdefault((kind, str(key)), [0, 0])
        kept[0] += n
        kept[1] += amount

    def write(self, session_id: int) -> None:
        """Add everything to the session's totals."""
        values = [
            value for (kind, key), (n, amount) in self._sums.items() for value in (session_id, kind, key, n, amount)
        ]
        if values:
            marks = ", ".join(["(?, ?, ?, ?, ?)"] * len(self._sums))
            bound().execute_sql(_UPSERT.format(rows=marks), values)


class Totals:
    """The totals of one session, or of several together."""

    def __init__(self, rows: Iterable[tuple[str, str, int, int]]) -> None:
        self._rows = {(kind, key): Total(n, amount) for kind, key, n, amount in rows}

    def get(self, kind: str, key: object = "") -> Total:
        """One total; zero when nothing was counted."""
        return self._rows.get((kind, str(key)), Total())

    def of(self, kind: str) -> dict[str, Total]:
        """All totals of a kind, by key."""
        return {key: total for (each, key), total in sorted(self._rows.items()) if each == kind}

    def sum(self, kind: str) -> Total:
        """All keys of a kind together."""
        found = self.of(kind).values()
        return Total(sum(t.n for t in found), sum(t.amount for t in found))


def read(session_id: int) -> Totals:
    """The stored totals of a session."""
    stored = SessionTotal.select(SessionTotal.kind, SessionTotal.key, SessionTotal.n, SessionTotal.amount)
    return Totals(tuples(stored.where(SessionTotal.session_id == session_id)))


_OF_NOTHING = (
    "SELECT p.method, count(*) FROM receipt r CROSS JOIN payment p ON p.receipt_id = r.id "
    "WHERE r.session_id = ? AND r.training = 0 AND p.amount = 0 AND p.rounding = 0 GROUP BY p.method"
)
"""Rows that say of a method that nothing was paid by it: a declined card, or a receipt of nothing."""


def tenders(session_id: int, stored: Totals) -> dict[str, Total]:
    """What each method took in, of a session's stored totals; rows of nothing, which those count, are not counted."""
    nothing = dict(rows(_OF_NOTHING, session_id))
    return {key: Total(total.n - nothing.get(key, 0), total.amount) for key, total in stored.of("tender").items()}
