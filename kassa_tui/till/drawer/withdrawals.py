"""Temporary withdrawals: cash that was taken out and is to come back, over as many closes as it takes."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct, structs

from kassa_tui.database import rows
from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.records import records
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger.errors import TillError


class NothingMovedError(TillError):
    """An amount of zero or less."""

    template = N_("Type an amount above zero.")


class TooMuchBackError(NothingMovedError):
    """More than was taken out."""

    template = N_("At most {rest} is still out.")


class NotOutError(NothingMovedError):
    """A number that no withdrawal has which is still out."""

    template = N_("No withdrawal {number} is still out.")


class _Taken(Struct, frozen=True):
    """Who took cash out for a while, when and why; `session` is the number of the one it was taken in."""

    id: int
    session: int
    at: int
    person_id: int
    person: str
    reason: str
    why: str
    note: str


class OpenWithdrawal(_Taken, frozen=True):
    """A temporary withdrawal that has not come back in full: `rest` is still out."""

    rest: Money

    def part(self, amount: Money) -> Money:
        """An amount that can come back. Raises NothingMovedError, TooMuchBackError."""
        if amount.minor <= 0:
            raise NothingMovedError
        if amount > self.rest:
            raise TooMuchBackError(rest=self.rest)
        return amount


class _Out(_Taken, frozen=True):
    """A withdrawal as its row tells it; `rest` in minor units."""

    rest: int


_TAKEN = """
SELECT d.id, s.number session, d.at, d.person_id, p.name person, r.code reason, r.name why, d.note, -d.amount rest
FROM session s JOIN drawer_event d ON d.session_id = s.id AND d.kind = 'removed'
JOIN reason r ON r.code = d.reason AND r.temporary JOIN person p ON p.id = d.person_id
WHERE {} AND s.number {} ? ORDER BY d.id
"""
_BACK = """
SELECT b.settles_id, sum(b.amount) FROM session s JOIN drawer_event b ON b.session_id = s.id
AND b.kind IN ('removed', 'returned') AND b.settles_id IS NOT NULL
WHERE {} AND s.number {} ? GROUP BY b.settles_id
"""


def _less(out: Iterable[_Out], back: dict[int, int]) -> Iterator[_Out]:
    """What is still out of each when so much of it came back."""
    for withdrawal in out:
        rest = withdrawal.rest - back.get(withdrawal.id, 0)
        if rest > 0:
            yield structs.replace(withdrawal, rest=rest)


@lru_cache(maxsize=16)
def _brought_along(uid: str) -> tuple[_Out, ...]:
    """What was still out when a session began. Sessions before it never change, so it is read once for each."""
    register, number = rows("SELECT register, number FROM session WHERE uid = ?", uid)[0]
    of_counter, codes = counters.any_of("s.register", register)
    back = dict(rows(_BACK.format(of_counter, "<"), *codes, number))
    return tuple(_less(records(_Out, _TAKEN.format(of_counter, "<"), *codes, number), back))


def still_out(session_id: int, currency: str) -> list[OpenWithdrawal]:
    """The temporary withdrawals of a register that are out in a session, or were at its close: the oldest first."""
    uid, register, number = rows("SELECT uid, register, number FROM session WHERE id = ?", session_id)[0]
    of_counter, codes = counters.any_of("s.register", register)
    taken = (*_brought_along(uid), *records(_Out, _TAKEN.format(of_counter, "="), *codes, number))
    left = _less(taken, dict(rows(_BACK.format(of_counter, "="), *codes, number)))
    return [OpenWithdrawal(**{**structs.asdict(out), "rest": Money(out.rest, currency)}) for out in left]
