"""The entries of a register's journal as they are stored, for who proves or hands on the chain."""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.database import row
from kassa_tui.records import stream
from kassa_tui.till.ledger.journal import entry_hash


class StoredEntry(Struct):
    """A row of the journal; `at` in UTC milliseconds, `facts` the text that its hash is over."""

    id: int
    register: str
    location: str
    number: int
    at: int
    clock: str
    person_id: int | None
    approver_id: int | None
    channel: str
    kind: str
    facts: str
    previous: str
    hash: str

    def right_hash(self) -> str:
        """What its hash has to be."""
        return entry_hash(
            self.previous,
            self.register,
            self.location,
            self.number,
            self.at,
            self.clock,
            (self.person_id, self.approver_id),
            self.channel,
            self.kind,
            self.facts,
        )


BEFORE_ALL, LAST = -(1 << 63), (1 << 63) - 1
"""Numbers that no entry has."""

_SQL = (
    f"SELECT {', '.join(StoredEntry.__struct_fields__)} FROM journal "
    "WHERE register = ? AND number > ? AND number <= ? ORDER BY number"
)


def stored(register: str, after: int = BEFORE_ALL, upto: int = LAST) -> Iterator[StoredEntry]:
    """The chain of a register one by one, from its first entry on or behind the one of a number, up to another."""
    return stream(StoredEntry, _SQL, register, after, upto)


def reaches(register: str, after: int, most: int) -> int | None:
    """The number of the last of the next `most` entries behind that number, below 0 for all; None for none.

    Only the index is asked, so that a number that was changed in an entry leads nowhere else.
    """
    numbers = "SELECT number FROM journal WHERE register = ? AND number > ? ORDER BY number LIMIT ?"
    [last] = row(f"SELECT max(number) FROM ({numbers})", register, after, most) or (None,)
    return None if last is None else int(last)
