"""Proof: the chain of hashes, the numbers, and every stored row against the journal that tells of it.

Whatever was changed in a receipt, payment, VAT line, ledger row, count, total, kept paper, product, setting, right,
parked basket or letter is found, and the first entry that does not agree is named.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from kassa_tui.database import at_one_moment
from kassa_tui.till.drawer import named_ends
from kassa_tui.till.ledger import counters
from kassa_tui.till.proof import file_check
from kassa_tui.till.proof.chain_walk import Entry
from kassa_tui.till.proof.changing.customer_papers import CustomerPapers
from kassa_tui.till.proof.changing.customers import Customers
from kassa_tui.till.proof.changing.grants import Grants
from kassa_tui.till.proof.changing.letters import Letters
from kassa_tui.till.proof.changing.parked_baskets import ParkedBaskets
from kassa_tui.till.proof.changing.states import States, Told
from kassa_tui.till.proof.figures import Recomputed
from kassa_tui.till.proof.problems import Problem, Proof, unbroken
from kassa_tui.till.proof.register_walk import ALL, Reader, RegisterWalk

AT_ONCE = 500
"""Entries that are read in one snapshot, which holds the log of a busy till: far below a second."""

Listener = States | Grants | Customers | CustomerPapers | ParkedBaskets | Letters


class _Counter:
    """The proof of one counter: the chains of its codes, one after the other, and what their entries add up to."""

    def __init__(self, proof: Proof, listeners: tuple[Listener, ...]) -> None:
        self.codes: Sequence[str] = ()
        self._proof = proof
        self._listeners = listeners
        self._sums = Recomputed()
        self._registers: list[RegisterWalk] = []

    def read_on(self, most: int = ALL) -> bool:
        """Walk so many entries, or to the end of the newest code's chain; whether there may be more."""
        for code in self.codes[len(self._registers) :]:
            if self._registers and self._registers[-1].read_on(most):
                return True
            if self._registers:
                # What came to it since its end was seen; with the next code it has no more.
                self._registers[-1].read_on()
            self._registers.append(self._begun(code))
        return bool(self._registers) and self._registers[-1].read_on(most)

    def _begun(self, code: str) -> RegisterWalk:
        """The next code, whose entries everybody is told in their order."""

        def told_to(listener: Listener) -> Reader:
            return lambda entry: listener.take((entry.id, code, entry.number), entry.facts)

        def add_up(entry: Entry) -> None:
            for text in self._sums.take(entry.number, entry.facts):
                self._proof.problems.append(Problem(code, entry.number, text))

        self._sums.begin(code)
        return RegisterWalk(code, self._proof, (*map(told_to, self._listeners), add_up))

    def finish(self) -> None:
        """Walk to the end; what was added up is what is stored."""
        self.read_on()
        if sum(register.prove_end() for register in self._registers) == len(self._registers):
            with unbroken(self._proof, "session_total", self.codes[-1]):
                for (code, number), text in self._sums.finish():
                    self._proof.problems.append(Problem(code, number, text))
        self._proof.receipts += self._sums.receipts
        self._proof.sessions += self._sums.sessions


class Proving:
    """A proof that is made in pieces, each of one moment, so that the log of a till that sells on is not held.

    What never changes, entries and their rows, is read piece by piece; a last one fixes up to which entry, and reads
    all that does change.
    """

    def __init__(self) -> None:
        self.proof = Proof()
        self._states = States()
        self._listeners: tuple[Listener, ...] = (
            *(self._states, Grants(), Customers(), CustomerPapers(), ParkedBaskets(), Letters()),
        )
        self._counters: dict[str, _Counter] = {}
        self._blind = False

    def pieces(self) -> Iterator[None]:
        """Go through it all; nothing of the database is held where it stops between two pieces."""
        more = True
        while more:
            with at_one_moment():
                more = sum(counter.read_on(AT_ONCE) for counter in self._known()) > 0
            yield
        with at_one_moment():
            self._finish()
        self.proof.problems.sort(key=lambda each: (each.register, each.entry if each.entry is not None else 1 << 60))
        for check in file_check.checks(self.proof):
            yield
            self.proof.problems += [Problem("", None, text) for text in file_check.problems(self.proof, check)]

    def _known(self) -> Iterable[_Counter]:
        """The counters that there are now; those that were there where they cannot be read."""
        if not self._blind:
            self._blind = True
            with unbroken(self.proof, "register"):
                self._look()
                self._blind = False
        return self._counters.values()

    def _look(self) -> None:
        for codes in counters.every("SELECT code FROM register UNION SELECT register FROM journal"):
            if codes[0] not in self._counters:
                self._counters[codes[0]] = _Counter(self.proof, self._listeners)
            self._counters[codes[0]].codes = codes

    def _finish(self) -> None:
        for counter in self._known():
            counter.finish()
        with unbroken(self.proof, "succession"):
            self.proof.problems += [Problem(*misnamed) for misnamed in named_ends.misnamed()]
        if self.proof.whole:
            tellers = [(listener.ABOUT, listener.differences) for listener in self._listeners]
            self._listen((*tellers, ("barcode", self._states.barcodes)))

    def _listen(self, tellers: Iterable[tuple[str, Callable[[], Iterator[tuple[Told | None, str]]]]]) -> None:
        """What the rows that may change have to say, once every entry was read."""
        for about, teller in tellers:
            with unbroken(self.proof, about):
                for entry, text in teller():
                    self.proof.problems.append(Problem(entry[1], entry[2], text) if entry else Problem("", None, text))


def verify() -> Proof:
    """Compare everything in the open database as it is now; problems in the order of the journal.

    The file's own problems come last. Within a transaction all of it is of that one's moment.
    """
    proving = Proving()
    for _piece in proving.pieces():
        pass
    return proving.proof
