"""The chain of one register beside the rows that its entries tell of, entry by entry."""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from kassa_tui.i18n import _
from kassa_tui.models import FACTS
from kassa_tui.till.proof.chain_walk import Chain, Entry
from kassa_tui.till.proof.problems import Problem, Proof, unbroken
from kassa_tui.till.proof.stored_facts import StoredFacts, differences

ALL = -1
"""Entries, for as many as there are."""

Reader = Callable[[Entry], None]
"""Is told each entry; what it cannot read is a problem of that entry."""


class RegisterWalk:
    """The proof of one register, from its first entry on or behind one of which number and hash are given."""

    def __init__(
        self, code: str, proof: Proof, readers: tuple[Reader, ...] = (), after: tuple[int, str] | None = None
    ) -> None:
        names = {model._meta.table_name: list(model._meta.columns) for model in FACTS}
        self._code = code
        self._proof = proof
        self._chain = Chain(code, after)
        behind = after[0] if after else 0
        self._tables = [StoredFacts(table, columns, code, proof, behind) for table, columns in names.items()]
        self._readers = readers
        self._last, self._unread, self._caught_up = 0, False, False

    def problem(self, number: int | None, text: str) -> None:
        """Note what does not agree with an entry."""
        self._proof.problems.append(Problem(self._code, number, text))

    def _take(self, entry: Entry) -> None:
        if entry.broken:
            self.problem(entry.number, entry.broken)
        for facts in self._tables:
            if not facts.torn:
                self._compare(facts, entry)
        for reader in self._readers:
            with self._reading(entry):
                reader(entry)

    def _reading(self, entry: Entry) -> AbstractContextManager[None]:
        return unbroken(self._proof, "journal", self._code, entry.number)

    def _compare(self, facts: StoredFacts, entry: Entry) -> None:
        """The rows of an entry against what it tells of them."""
        stored, stray = facts.take(entry.number)
        if facts.torn:
            return
        if stray is not None:
            self.problem(stray, _("{table}: rows that no entry tells of").format(table=facts.table))
        with self._reading(entry):
            for text in differences(facts.table, entry.facts.get(facts.table, []), stored):
                self.problem(entry.number, text)

    def read_on(self, most: int = ALL) -> bool:
        """Walk so many entries of the chain, or to its end, beside the rows of all tables; whether there were so many.

        Nothing is walked behind what cannot be read. A chain whose end was seen is not looked at again, as that goes
        through the tables of all registers; what comes to it meanwhile is left for the end.
        """
        if self._unread or (self._caught_up and most >= 0):
            return False
        self._unread, walked = True, 0
        with unbroken(self._proof, "journal", self._code):
            with ExitStack() as tables:
                for facts in self._tables:
                    if not facts.torn:
                        tables.enter_context(facts.reading_on())
                for entry in self._chain.read_on(most):
                    walked += 1
                    self._last = entry.number
                    self._proof.entries += 1
                    self._take(entry)
            self._unread = False
        self._caught_up = walked < most
        return not self._caught_up

    def prove_end(self) -> bool:
        """Whether the chain could be read; nothing stands behind its newest entry."""
        self._proof.whole = self._proof.whole and not self._unread
        for facts in self._tables if not self._unread else ():
            if not facts.torn and facts.rest() is not None:
                self.problem(self._last, _("{table}: rows after the journal's end").format(table=facts.table))
        return not self._unread
