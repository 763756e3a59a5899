"""The journal: every event in one chain of hashes, in the transaction of the rows that it tells of.

An entry's facts hold each row that it wrote, column by column, so that a stranger can compare the tables
with them. The hash is SHA-256 over the canonical JSON of the entry with the hash before it; see
docs/files.md for the format.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from typing import Any

from kassa_tui.database import bound, marks, row, rows
from kassa_tui.models import STATES, Fact
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger.clock import DAY_MS
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.network_time import network_agrees

TAG = "kassa-tui journal 1"
FAR_MS = 40 * DAY_MS
"""So long after the newest entry a clock is not believed before somebody confirms it."""

FIRST = "0" * 64
"""What the first entry names as the hash before it."""


def canonical(value: object) -> str:
    """JSON with sorted keys and no spaces: the same value is always the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def new_uid(at: int) -> str:
    """A name that is unique everywhere and sorts by time: 12 hex digits of milliseconds, 20 of chance."""
    return f"{at:012x}{os.urandom(10).hex()}"


def entry_hash(
    previous: str, register: str, location: str, number: int, at: int, clock: str, who: tuple[int | None, int | None],
    channel: str, kind: str, facts: str,
) -> str:  # fmt: skip
    """The hash of an entry: SHA-256 over the canonical JSON of a list, in this order."""
    content = [TAG, previous, register, location, number, at, clock, *who, channel, kind, facts]
    return sha256(canonical(content).encode()).hexdigest()


_known: dict[str, tuple[str, int]] = {}
"""Of each register the hash of an entry, and the newest time up to it."""


def _newest(register: str, last: str, at: int) -> int:
    """The newest time up to the entry with the hash `last`, which was written `at`."""
    hashed, newest = _known.get(register, ("", 0))
    if hashed != last:
        # Times fall only at entries that bear the mark, so one of these, or the last, comes behind the newest.
        fallen = row(
            "SELECT max(before.at) FROM journal j JOIN journal before ON before.register = j.register "
            "AND before.number = j.number - 1 WHERE j.register = ? AND j.clock = 'back'",
            register,
        )
        newest = max(at, (fallen and fallen[0]) or 0)
        _known[register] = (last, newest)
    return newest


def newest_time(register: str) -> int:
    """The newest time in UTC milliseconds that the register's journal tells of; 0 before the first entry."""
    _number, last, at = head(register)
    return _newest(register, last, at)


def _doubted(register: str) -> int | None:
    """The newest time before one that nobody believes yet; None where all of the register are believed."""
    doubt = row("SELECT believed FROM clock_doubt WHERE register = ?", register)
    return int(doubt[0]) if doubt else None


def believed_time(register: str) -> int:
    """The newest time that the register's journal tells of, without a leap that nobody has confirmed."""
    doubted = _doubted(register)
    return newest_time(register) if doubted is None else doubted


def newest_believed() -> int:
    """The newest believed time in UTC milliseconds of any register here, or known outside the database; 0 for none."""
    times = (believed_time(register) for (register,) in rows("SELECT code FROM register"))
    return max((bound().newest_outside, *times))


def far_beyond(at: int, newest: int) -> bool:
    """Whether a time is so long after the newest one that something may be wrong, and the network does not say it."""
    return 0 < newest < at - FAR_MS and not network_agrees(at)


def _doubt(register: str, at: int, newest: int) -> None:
    """Remember what is believed when an entry leaps, and go on from there while it lasts. Inside its transaction."""
    doubted = _doubted(register)
    if doubted is None:
        if at > newest + FAR_MS and far_beyond(at, newest_believed()):
            values = (register, newest or newest_believed())
            bound().execute_sql("INSERT INTO clock_doubt (register, believed) VALUES (?, ?)", values)
    elif doubted < at <= doubted + FAR_MS:
        bound().execute_sql("UPDATE clock_doubt SET believed = ? WHERE register = ?", (at, register))
    elif at > doubted and network_agrees(at):
        bound().execute_sql("DELETE FROM clock_doubt WHERE register = ?", (register,))


def believe() -> None:
    """Somebody has confirmed the newest time. Called inside a transaction."""
    bound().execute_sql("DELETE FROM clock_doubt")


def head(register: str) -> tuple[int, str, int]:
    """Number, hash and time of the newest entry of a register."""
    found = row("SELECT number, hash, at FROM journal WHERE register = ? ORDER BY number DESC LIMIT 1", register)
    return (found[0], found[1], found[2]) if found else (0, FIRST, 0)


@cache
def _insert_sql(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})'


PAPERS = ("paper", "customer_paper")
"""What may be written where a damaged shop is looked into, so that it can be printed."""


def _check_recorded(table: str) -> None:
    """That rows of this table are recorded. Raises why not."""
    only_looked = bound().only_looked
    if only_looked is not None and table not in PAPERS:
        raise only_looked


class Entry:
    """An entry being written: its rows are inserted through it, and become its facts.

    Raises SucceededError for a register that has gone on under another code, or why it writes nothing for now.
    """

    def __init__(self, desk: Desk, kind: str) -> None:
        if desk.register in bound().refused:
            raise bound().refused[desk.register]
        counters.check_writable(desk.register)
        self.desk = desk
        self.kind = kind
        self.facts: dict[str, Any] = {}
        last, self._previous, at = head(desk.register)
        self.number = last + 1
        self.at = desk.clock()
        self._newest = _newest(desk.register, self._previous, at)
        self._clock = "back" if self.at < self._newest else "ok"

    def insert(self, model: type[Fact], uid: str, **columns: Any) -> int:
        """Insert a fact and remember it; its local id. Columns without a value are left out of the facts."""
        table = model._meta.table_name
        _check_recorded(table)
        values = {
            "uid": uid,
            "register": self.desk.register,
            "location": self.desk.location,
            "entry": self.number,
            **columns,
        }
        cursor = bound().execute_sql(_insert_sql(table, tuple(values)), tuple(values.values()))
        kept = {name: value for name, value in columns.items() if value is not None}
        self.facts.setdefault(table, []).append({"uid": uid, **kept})
        return int(bound().last_insert_id(cursor))

    def add(self, name: str, value: object) -> None:
        """A fact that is no row of a table of facts."""
        self.facts[name] = value

    def state(self, table: str, values: Mapping[str, Any], **more: object) -> None:
        """The new state of a row that may change again: its key and columns as `models.STATES` lists them."""
        _check_recorded(table)
        key, columns = STATES[table]
        kept = {name: values[name] for name in (*key, *columns) if values.get(name) is not None}
        self.facts.setdefault(table, []).append({**kept, **more})

    def write(self) -> None:
        """Append the entry; its rows are there already."""
        desk = self.desk
        facts = canonical(self.facts)
        who = (desk.person.id, desk.approver.id if desk.approver else None)
        _doubt(desk.register, self.at, self._newest)
        key = (desk.register, desk.location, self.number, self.at, self._clock)
        hashed = entry_hash(self._previous, *key, who, desk.channel, self.kind, facts)
        columns = (
            *("register", "location", "number", "at", "clock", "person_id", "approver_id"),
            *("channel", "kind", "facts", "previous", "hash"),
        )
        values = (*key, *who, desk.channel, self.kind, facts, self._previous, hashed)
        bound().execute_sql(_insert_sql("journal", columns), values)
        _known[desk.register] = (hashed, max(self.at, self._newest))
        bound().known.wrote(desk.register, self.number, hashed)


@contextmanager
def entry(desk: Desk, kind: str) -> Iterator[Entry]:
    """Record one event: insert its rows inside the block; the entry is appended at its end."""
    written = Entry(desk, kind)
    yield written
    written.write()


def note(desk: Desk, kind: str, facts: Mapping[str, Any]) -> int:
    """An event that writes no other rows; its number."""
    with entry(desk, kind) as written:
        written.facts.update(facts)
    return written.number


def by_channel(register: str, channel: str, numbers: Iterable[int]) -> set[int]:
    """Those of the entries that came about in that way."""
    wanted = list(numbers)
    sql = f"SELECT number FROM journal WHERE register = ? AND channel = ? AND number IN ({marks(wanted)})"
    return {number for (number,) in rows(sql, register, channel, *wanted)}


def channel_of(register: str, number: int) -> str:
    """How an entry came about: `counter`, `command` or `remote`."""
    found = row("SELECT channel FROM journal WHERE register = ? AND number = ?", register, number)
    return str(found[0]) if found else ""
