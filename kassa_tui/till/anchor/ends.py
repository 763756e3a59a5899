"""Ends of journals, and what is missing where one is known to have gone on: values in, values out.

Whoever keeps an end, in a file beside the shop, on a stick or at a central office, asks this one function.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated

from msgspec import Meta, Struct

from kassa_tui.i18n import _, n_
from kassa_tui.settings import REGISTER
from kassa_tui.till.ledger.receipt_numbers import number_text

Count = Annotated[int, Meta(ge=0, le=10**15)]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class End(Struct, frozen=True, forbid_unknown_fields=True):
    """The newest of a register: number and hash of its journal's entry, number of its receipt, 0 for none.

    `counter` is the code that its counter began with, where that is another one.
    """

    register: Annotated[str, Meta(pattern=REGISTER.pattern)]
    serial: Annotated[str, Meta(max_length=64)]
    number: Annotated[int, Meta(ge=1, le=10**15)]
    hash: Hash
    receipt: Count = 0
    counter: Annotated[str, Meta(pattern=f"{REGISTER.pattern}|^$")] = ""


class Held(Struct, frozen=True):
    """What a database has of a register: its newest entry and receipt, and the hash of the entry that is asked about.

    `there` is None where it has no such entry.
    """

    number: int = 0
    receipt: int = 0
    there: str | None = None


NOTHING = Held()


class Gap(Struct, frozen=True):
    """A register that does not go on to its known end."""

    known: End
    held: Held

    @property
    def register(self) -> str:
        """Whose journal it is."""
        return self.known.register

    @property
    def differs(self) -> bool:
        """Whether another entry stands under the number of the known one: its number was given twice."""
        return self.held.there is not None

    @property
    def receipts(self) -> int:
        """How many receipts are missing."""
        return max(0, self.known.receipt - self.held.receipt)

    def say(self) -> str:
        """What is missing, as a sentence without its full stop."""
        if self.differs:
            said = _("The journal of {register} is another one than was known: its entry {number} differs")
            return said.format(register=self.register, number=self.known.number)
        if not self.receipts:
            count = self.known.number - self.held.number
            if not self.held.number:
                said = n_(
                    "{count} entry of {register} is missing, no receipt",
                    "{count} entries of {register} are missing, no receipt",
                    count,
                )
                return said.format(count=count, register=self.register)
            said = n_(
                "{count} entry is missing after {register} {number}, no receipt",
                "{count} entries are missing after {register} {number}, no receipt",
                count,
            )
            return said.format(count=count, register=self.register, number=self.held.number)
        count = self.receipts
        if not self.held.receipt:
            said = n_(
                "{count} receipt of {register} is missing, all that were known",
                "{count} receipts of {register} are missing, all that were known",
                count,
            )
            return said.format(count=count, register=self.register)
        said = n_("{count} receipt is missing after {number}", "{count} receipts are missing after {number}", count)
        return said.format(count=count, number=number_text(self.register, self.held.receipt))


Settled = tuple[str, int, str]
"""An end, by register, number and hash, from which a counter went on under another code."""


def compare(known: Iterable[End], held: Mapping[str, Held], settled: Collection[Settled] = ()) -> tuple[Gap, ...]:
    """The registers whose journal does not have the entry that is known to be its newest; `held` by register.

    A journal that goes on beyond it has it.
    """
    gaps = (Gap(end, held.get(end.register, NOTHING)) for end in known)
    return tuple(gap for gap in gaps if gap.held.there != gap.known.hash and not _named(gap.known, settled))


def _named(end: End, settled: Iterable[Settled]) -> bool:
    """Whether a counter went on from this end, or from one behind it."""
    of_it = [(number, hashed) for register, number, hashed in settled if register == end.register]
    return any(number > end.number or (number, hashed) == (end.number, end.hash) for number, hashed in of_it)


def newest(known: Iterable[End]) -> tuple[End, ...]:
    """Of each register the end that is furthest, the first of equals."""
    furthest: dict[str, End] = {}
    for end in known:
        if end.register not in furthest or furthest[end.register].number < end.number:
            furthest[end.register] = end
    return tuple(furthest.values())


def merged(own: Iterable[End], gaps: Iterable[Gap]) -> tuple[End, ...]:
    """What is known from now on: a database's own ends, but for registers that do not go on to what was known."""
    ends = {end.register: end for end in own} | {gap.register: gap.known for gap in gaps}
    return tuple(ends[register] for register in sorted(ends))
