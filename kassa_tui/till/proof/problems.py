"""What a proof finds, and how it goes on where something cannot be read: one more problem, never an end."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import apsw
from msgspec import Struct
from peewee import PeeweeException

from kassa_tui.database import bound
from kassa_tui.i18n import _, n_
from kassa_tui.storage.trouble import BusyError, UnansweredError, not_read, trouble

UNREADABLE = (
    *(apsw.Error, PeeweeException, ValueError, TypeError, LookupError, ArithmeticError, AttributeError),
    RecursionError,
)
"""What is raised by rows that hold what no row can hold: any byte may be another one."""


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
    """What was compared, and what was found. `whole` says whether the journals could be read to their ends."""

    entries: int = 0
    receipts: int = 0
    sessions: int = 0
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True

    @property
    def proven(self) -> bool:
        """Whether everything agrees."""
        return not self.problems

    def verdict(self) -> str:
        """The sentence that says it."""
        if not self.proven:
            count = len(self.problems)
            return n_("Not proven: {count} difference.", "Not proven: {count} differences.", count).format(count=count)
        return _("Proven: {entries}, {receipts}, {sessions} agree.").format(
            entries=n_("{n} entry", "{n} entries", self.entries).format(n=self.entries),
            receipts=n_("{n} receipt", "{n} receipts", self.receipts).format(n=self.receipts),
            sessions=n_("{n} session", "{n} sessions", self.sessions).format(n=self.sessions),
        )


def why(error: BaseException) -> str:
    """What cannot be read about something, in words. A lock or a disk that does not answer is no problem of the file's.

    Raises a StorageError for those.
    """
    said = not_read(error, bound().path)
    if isinstance(said, BusyError | UnansweredError):
        raise said from error
    return str(trouble(error, bound().path)) if said else _("a row holds what cannot be")


@contextmanager
def unbroken(proof: Proof, what: str, register: str = "", entry: int | None = None) -> Iterator[None]:
    """What cannot be read in the block is one problem more; the proof goes on behind it."""
    try:
        yield
    except UNREADABLE as error:
        text = _("{what}: it cannot be read ({problem})").format(what=what, problem=why(error))
        proof.problems.append(Problem(register, entry, text))
