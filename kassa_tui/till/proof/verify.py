"""Proof: the chain of hashes, the numbers, and every stored row against the journal that tells of it.

Whatever was changed in a receipt, payment, VAT line, ledger row, count, total, kept paper, product or
setting is found, and the first entry that does not agree is named.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct

from kassa_tui.database import bound, rows
from kassa_tui.i18n import N_, _
from kassa_tui.models import FACTS, TRIGGERS
from kassa_tui.records import stream
from kassa_tui.till.ledger.journal import FIRST, entry_hash
from kassa_tui.till.proof.customers import Customers
from kassa_tui.till.proof.figures import Recomputed
from kassa_tui.till.proof.states import States

UNSEEN = {"id", "register", "location", "entry"}
"""Columns of a fact that its journal entry has by itself, or that only this file knows."""

LATER = {"session": {"closed_at"}, "paper": {"document"}}
"""Columns that are proved in another way."""


class Problem(Struct, frozen=True):
    """Something that does not agree; `entry` is the journal entry that says otherwise, None for the file itself."""

    register: str
    entry: int | None
    text: str

    def say(self) -> str:
        """The sentence, with the entry's name."""
        if self.entry is None:
            return self.text
        return _("Entry {register} {number}: {text}").format(register=self.register, number=self.entry, text=self.text)


@dataclass(slots=True)
class Proof:
    """What was compared, and what was found."""

    entries: int = 0
    receipts: int = 0
    sessions: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def proven(self) -> bool:
        """Whether everything agrees."""
        return not self.problems


class _Entry(Struct, frozen=True):
    """A journal row with its facts decoded: the lists, which are rows; a word or number stands for no row."""

    id: int
    number: int
    at: int
    clock: str
    kind: str
    facts: dict[str, Any]
    broken: str


class _Stored(Struct):
    """A row of the journal as it is stored."""

    id: int
    number: int
    location: str
    at: int
    clock: str
    person_id: int | None
    approver_id: int | None
    channel: str
    kind: str
    facts: str
    previous: str
    hash: str

    def hash_in(self, register: str) -> str:
        """What its hash has to be, in the chain of its register."""
        return entry_hash(
            self.previous,
            register,
            self.location,
            self.number,
            self.at,
            self.clock,
            (self.person_id, self.approver_id),
            self.channel,
            self.kind,
            self.facts,
        )


def _facts(text: str) -> dict[str, Any] | None:
    """The rows among the facts of an entry, None for what is no JSON."""
    try:
        facts = msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    return {name: fact for name, fact in facts.items() if isinstance(fact, list)}


def _entries(register: str) -> Iterator[_Entry]:
    """The chain of a register, each entry with what is wrong with its own link."""
    expected, previous, newest = 1, FIRST, 0
    sql = (
        "SELECT id, number, location, at, clock, person_id, approver_id, channel, kind, facts, previous, hash "
        "FROM journal WHERE register = ? ORDER BY number"
    )
    for stored in stream(_Stored, sql, register):
        broken = ""
        if stored.number != expected:
            broken = _("the entry before it is missing")
        elif stored.previous != previous:
            broken = _("it does not follow from the entry before it")
        elif stored.clock != ("back" if stored.at < newest else "ok"):
            broken = _("the mark of its clock is wrong")
        elif stored.hash != stored.hash_in(register):
            broken = _("its content was changed")
        facts = _facts(stored.facts)
        if facts is None:
            facts, broken = {}, broken or _("its content was changed")
        yield _Entry(
            id=stored.id,
            number=stored.number,
            at=stored.at,
            clock=stored.clock,
            kind=stored.kind,
            facts=facts,
            broken=broken,
        )
        expected, previous, newest = stored.number + 1, stored.hash, stored.at


class _Facts:
    """The rows of one table in the order they were written, taken entry by entry."""

    def __init__(self, table: str, columns: list[str], register: str) -> None:
        self.table = table
        self._columns = columns
        listed = ", ".join(f'"{name}"' for name in columns)
        cursor = bound().execute_sql(f'SELECT {listed} FROM "{table}" WHERE register = ? ORDER BY id', (register,))
        at = columns.index("entry")
        self._groups = groupby(cursor, key=lambda row: row[at])
        self._next = next(self._groups, None)
        self._held = list(self._next[1]) if self._next else []

    def _row(self, values: tuple[Any, ...]) -> dict[str, Any]:
        row = dict(zip(self._columns, values, strict=True))
        return {name: value for name, value in row.items() if name not in UNSEEN and value is not None}

    def take(self, number: int) -> tuple[list[dict[str, Any]], int | None]:
        """The rows of an entry, and the number of an earlier entry whose rows nothing told of."""
        stray = None
        while self._next is not None and self._next[0] < number:
            stray = self._next[0] if stray is None else stray
            self._advance()
        if self._next is None or self._next[0] != number:
            return [], stray
        found = [self._row(values) for values in self._held]
        self._advance()
        return found, stray

    def rest(self) -> int | None:
        """The entry number of rows after the journal's end."""
        return self._next[0] if self._next else None

    def _advance(self) -> None:
        self._next = next(self._groups, None)
        self._held = list(self._next[1]) if self._next else []


def _name(row: dict[str, Any], table: str) -> str:
    number = row.get("number") or row.get("position")
    return f"{table} {number}" if number else table


def _differences(table: str, facts: list[dict[str, Any]], stored: list[dict[str, Any]]) -> Iterator[str]:
    """What rows and facts disagree on, in words."""
    if len(facts) != len(stored):
        yield _("{table}: {found} rows are stored, the journal tells of {told}").format(
            table=table, found=len(stored), told=len(facts)
        )
        return
    unseen = LATER.get(table, set())
    for old, new in zip(facts, stored, strict=True):
        for name in sorted((old.keys() | new.keys()) - unseen):
            if old.get(name) != new.get(name):
                yield _("{row}: {column} is {found}, the journal says {told}").format(
                    row=_name(old, table), column=name, found=new.get(name), told=old.get(name)
                )
        if table == "paper" and sha256(new.get("document", "").encode()).hexdigest() != old.get("sha256"):
            yield _("{row}: the kept paper was changed").format(row=_name(old, table))


class _Register:
    """The proof of one register."""

    def __init__(self, code: str, proof: Proof, states: States, customers: Customers) -> None:
        names = {model._meta.table_name: list(model._meta.columns) for model in FACTS}
        self._code = code
        self._proof = proof
        self._tables = [_Facts(table, columns, code) for table, columns in names.items()]
        self._recomputed = Recomputed(code)
        self._states = states
        self._customers = customers

    def problem(self, number: int | None, text: str) -> None:
        """Note what does not agree with an entry."""
        self._proof.problems.append(Problem(self._code, number, text))

    def _take(self, entry: _Entry) -> None:
        if entry.broken:
            self.problem(entry.number, entry.broken)
        for facts in self._tables:
            stored, stray = facts.take(entry.number)
            if stray is not None:
                self.problem(stray, _("{table}: rows that no entry tells of").format(table=facts.table))
            for text in _differences(facts.table, entry.facts.get(facts.table, []), stored):
                self.problem(entry.number, text)
        entry_key = (entry.id, self._code, entry.number)
        self._states.take(entry_key, entry.facts)
        self._customers.take(entry_key, entry.facts)
        for text in self._recomputed.take(entry.number, entry.facts):
            self.problem(entry.number, text)

    def prove(self) -> None:
        """Walk the chain once, beside the rows of all tables."""
        last = 0
        for entry in _entries(self._code):
            last = entry.number
            self._proof.entries += 1
            self._take(entry)
        for facts in self._tables:
            if facts.rest() is not None:
                self.problem(last, _("{table}: rows after the journal's end").format(table=facts.table))
        for number, text in self._recomputed.finish():
            self.problem(number, text)
        self._proof.receipts += self._recomputed.receipts
        self._proof.sessions += self._recomputed.sessions


def _file_problems() -> Iterator[str]:
    for (text,) in rows("PRAGMA integrity_check"):
        if text != "ok":
            yield _("The file is damaged: {text}").format(text=text)
    for table, *_rest in rows("PRAGMA foreign_key_check"):
        yield _("{table}: a row points at nothing").format(table=table)
    triggers = {name for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    for sql in TRIGGERS:
        name = sql.split('"')[1]
        if name not in triggers:
            yield _("The protection {name} is missing").format(name=name)


def verify() -> Proof:
    """Compare everything in the open database; problems in the order of the journal, the file's own last."""
    proof, states, customers = Proof(), States(), Customers()
    for (register,) in rows("SELECT code FROM register ORDER BY code"):
        _Register(register, proof, states, customers).prove()
    for told, text in [*states.differences(), *states.barcodes(), *customers.differences()]:
        proof.problems.append(Problem(told[1], told[2], text) if told else Problem("", None, text))
    proof.problems.sort(key=lambda each: (each.register, each.entry if each.entry is not None else 1 << 60))
    proof.problems += [Problem("", None, text) for text in _file_problems()]
    return proof


NOT_PROVEN = N_("Not proven: {count} differences.")
PROVEN = N_("Proven: {entries} entries, {receipts} receipts, {sessions} sessions agree.")
