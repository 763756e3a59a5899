"""The rows that an entry of the journal tells of, as they are stored, and what the two disagree on."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import groupby
from typing import Any

from kassa_tui.database import bound
from kassa_tui.i18n import _
from kassa_tui.till.proof.problems import Proof, unbroken

UNSEEN = {"id", "register", "location", "entry"}
"""Columns of a fact that its journal entry has by itself, or that only this file knows."""

LATER = {"session": {"closed_at"}, "paper": {"document"}, "customer_paper": {"document", "salt"}}
"""Columns that are proved in another way."""


Row = tuple[Any, ...]


def shown(columns: list[str], values: Row) -> dict[str, Any]:
    """A row as its entry tells of it: without what is not told, and without what is empty."""
    row = dict(zip(columns, values, strict=True))
    return {name: value for name, value in row.items() if name not in UNSEEN and value is not None}


class StoredFacts:
    """The rows of one table in the order they were written, taken entry by entry.

    It is read on from where it was left, so that no snapshot lasts as long as the proof, and begins with the first row
    or `behind` those of an entry and all before it. Where rows cannot be read it
    says so once, and is `torn` from there on: nothing that comes later is compared.
    """

    def __init__(self, table: str, columns: list[str], register: str, proof: Proof, behind: int = 0) -> None:
        self.table = table
        self.torn = False
        self._register = register
        self._proof = proof
        self._columns = columns
        self._id, self._entry = columns.index("id"), columns.index("entry")
        self._behind = behind
        self._read_to: int | None = None if behind else 0
        self._next: int | None = None
        self._held: list[Row] = []

    @contextmanager
    def _reading(self, entry: int | None = None) -> Iterator[None]:
        before = len(self._proof.problems)
        with unbroken(self._proof, self.table, self._register, entry):
            yield
        self.torn = self.torn or len(self._proof.problems) > before

    @contextmanager
    def reading_on(self) -> Iterator[None]:
        """The rows can be taken in the block; it is one snapshot."""
        self._cursor: Any = None
        with self._reading():
            self._open()
        try:
            yield
        finally:
            if self._cursor is not None:
                self._cursor.close(True)

    def _first(self) -> int:
        """The id behind which the rows of the wanted entries stand: from the newest row down, as far as they go."""
        sql = f'SELECT id, entry FROM "{self.table}" NOT INDEXED WHERE register = ? ORDER BY id DESC'
        cursor = bound().execute_sql(sql, (self._register,))
        try:
            return next((int(row_id) for row_id, entry in cursor if entry <= self._behind), 0)
        finally:
            cursor.close(True)

    def _open(self) -> None:
        if self._read_to is None:
            self._read_to = self._first()
        names = ", ".join(f'"{name}"' for name in self._columns)
        # By its rows: another index would have all of a register sorted for each piece.
        sql = f'SELECT {names} FROM "{self.table}" NOT INDEXED WHERE register = ? AND id > ? ORDER BY id'
        self._cursor = bound().execute_sql(sql, (self._register, self._read_to))
        at = self._entry
        self._groups = groupby(self._cursor, key=lambda row: row[at])
        if self._next is None:
            self._advance()

    def take(self, number: int) -> tuple[list[dict[str, Any]], int | None]:
        """The rows of an entry, and the number of an earlier entry whose rows nothing told of."""
        with self._reading(number):
            return self._take(number)
        return [], None

    def _take(self, number: int) -> tuple[list[dict[str, Any]], int | None]:
        stray: int | None = None
        while self._next is not None and self._next < number:
            stray = self._next if stray is None else stray
            self._advance()
        if self._next != number:
            return [], stray
        found = [shown(self._columns, values) for values in self._held]
        self._advance()
        return found, stray

    def rest(self) -> int | None:
        """The entry number of rows after the journal's end."""
        return self._next

    def _advance(self) -> None:
        self._next, rows = next(self._groups, (None, iter(())))
        self._held = list(rows)
        if self._held:
            self._read_to = self._held[-1][self._id]


def _name(row: dict[str, Any], table: str) -> str:
    number = row.get("number") or row.get("position")
    return f"{table} {number}" if number else table


def differences(table: str, facts: list[dict[str, Any]], stored: list[dict[str, Any]]) -> Iterator[str]:
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
