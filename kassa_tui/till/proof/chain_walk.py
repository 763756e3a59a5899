"""The chain of a register entry by entry, with what is wrong with each link."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from kassa_tui.i18n import _
from kassa_tui.till.ledger import chain
from kassa_tui.till.ledger.chain import BEFORE_ALL, StoredEntry
from kassa_tui.till.ledger.journal import FIRST


class Entry(Struct, frozen=True):
    """A journal row with its facts decoded: the lists, which are rows; a word or number stands for no row."""

    id: int
    number: int
    at: int
    clock: str
    kind: str
    facts: dict[str, Any]
    broken: str


ONE_ROW = ("permission",)
"""Facts that are one row by themselves."""

WHOLE = ("basket.parked", "basket.recalled", "receipt.mailed", "report.mailed")
"""Kinds of entries whose facts are one row together, with the entry's time as `at`; it is called as they are."""


def _facts(text: str, kind: str, at: int) -> dict[str, Any] | None:
    """The rows among the facts of an entry, None for what is no JSON."""
    try:
        facts = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError):
        return None
    alone = {name: [facts[name]] for name in ONE_ROW if isinstance(facts.get(name), dict)}
    if kind in WHOLE:
        alone[kind] = [{**facts, "at": at}]
    return {name: fact for name, fact in facts.items() if isinstance(fact, list)} | alone


class _Marks:
    """Which entries bear the mark of a clock that was behind: all that lie before the newest time.

    Programs up to 0.2.0 marked only those that lie before the entry in front; where longer marks begin they go on.
    """

    def __init__(self) -> None:
        self._newest = self._last = 0
        self._all = False

    def right(self, at: int, mark: str) -> bool:
        """Whether the next entry is marked as it must be."""
        if at >= self._newest:
            return mark == "ok"
        if at >= self._last:
            self._all = self._all or mark == "back"
            return mark == "back" or not self._all
        return mark == "back"

    def passed(self, at: int) -> None:
        """That entry is read."""
        self._newest, self._last = max(self._newest, at), at


class Chain:
    """The chain of a register, read on from where it was left: each entry with what is wrong with its own link.

    It begins with the first entry, or behind the one of a number; the marks of the clock are proved only from the
    first one on, as they depend on all before.
    """

    def __init__(self, register: str, after: tuple[int, str] | None = None) -> None:
        self._register = register
        self._last, self._previous = after or (0, FIRST)
        self._marks = None if after else _Marks()
        self._read_to = after[0] if after else BEFORE_ALL

    def read_on(self, most: int = -1) -> Iterator[Entry]:
        """The next `most` entries, or all that there are."""
        upto = chain.reaches(self._register, self._read_to, most)
        if upto is None or upto <= self._read_to:
            return
        before, self._read_to = self._read_to, upto
        for stored in chain.stored(self._register, before, upto):
            yield self._entry(stored)

    def _entry(self, stored: StoredEntry) -> Entry:
        broken = self._broken(stored)
        facts = _facts(stored.facts, stored.kind, stored.at)
        if facts is None:
            facts, broken = {}, broken or _("its content was changed")
        self._last, self._previous = stored.number, stored.hash
        if self._marks is not None:
            self._marks.passed(stored.at)
        return Entry(
            id=stored.id,
            number=stored.number,
            at=stored.at,
            clock=stored.clock,
            kind=stored.kind,
            facts=facts,
            broken=broken,
        )

    def _broken(self, stored: StoredEntry) -> str:
        if stored.number != self._last + 1:
            return _("the entry before it is missing")
        if stored.previous != self._previous:
            return _("it does not follow from the entry before it")
        if self._marks is not None and not self._marks.right(stored.at, stored.clock):
            return _("the mark of its clock is wrong")
        return _("its content was changed") if stored.hash != stored.right_hash() else ""
