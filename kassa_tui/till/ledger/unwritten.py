"""What the disk did not take: it waits in memory, in its order, and is written as soon as the disk takes it."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import TypeVar

from msgspec import Struct, field
from peewee import PeeweeException

from kassa_tui.database import bound
from kassa_tui.i18n import N_
from kassa_tui.storage import ballast
from kassa_tui.storage.trouble import BusyError, DamagedError, FullError, MovedError, ReadOnlyError, StorageError

T = TypeVar("T")

SAID: tuple[tuple[type[StorageError], str], ...] = (
    (FullError, N_("The disk is full: make room. Do not switch off, not all is saved yet")),
    (ReadOnlyError, N_("The disk may not be written. Do not switch off, not all is saved yet")),
    (MovedError, N_("The database is not where it was. Do not switch off, not all is saved yet")),
    (BusyError, N_("Another program has the database. Do not switch off, not all is saved yet")),
    (StorageError, N_("The disk does not answer. Do not switch off, not all is saved yet")),
)
"""What stays on the screen while something waits, by what the disk answered last."""

_numbers = count(1)


class Write(Struct, frozen=True, eq=False):
    """Something that has happened and must be written: one transaction.

    A later one of the same `slot` takes its place. `about` are its values, for whoever reads what is not on the disk.
    """

    act: Callable[[], object]
    slot: str = ""
    about: object = None
    number: int = field(default_factory=lambda: next(_numbers))


def with_ballast(function: Callable[[], T]) -> T:
    """What the function gives; on a full disk the ballast is given up first, and it is called once more.

    Raises what it raises then.
    """
    try:
        return function()
    except FullError:
        if not ballast.give_up(bound().path):
            raise
        return function()


def reopening(function: Callable[[], T]) -> T:
    """The same; what the disk refused is asked on a new connection the next time.

    After an I/O error a connection's view cannot be trusted, and one that may not write never will: a new one finds
    the disk that works again.
    """
    try:
        return with_ballast(function)
    except (DamagedError, ReadOnlyError, MovedError):
        with suppress(PeeweeException):
            bound().close()
        raise


class Unwritten:
    """The writes that wait. The ledger's thread alone calls what changes them; anybody may read.

    `changed` is called in that thread when there is another reason to wait, or none any more; `failed` with what a
    write raised that no disk did: it is never tried again.
    """

    def __init__(self) -> None:
        self.writes: tuple[Write, ...] = ()
        self.problem: StorageError | None = None
        self.changed: Callable[[], object] = lambda: None
        self.failed: Callable[[Exception], object] = lambda _error: None

    @property
    def sentence(self) -> str:
        """What is to be said as long as something waits; empty when nothing does."""
        problem = self.problem if self.writes else None
        return next((text for kind, text in SAID if isinstance(problem, kind)), "")

    def take(self, write: Write) -> bool:
        """Write it, after all that waits, or let it wait; whether it is on the disk now."""
        kept_back = (waiting for waiting in self.writes if not write.slot or waiting.slot != write.slot)
        self.writes = (*kept_back, write)
        return self.flush()

    def flush(self) -> bool:
        """Write what waits, the oldest first, until the disk refuses; whether nothing waits any more."""
        while self.writes:
            write = self.writes[0]
            try:
                reopening(write.act)
            except StorageError as problem:
                self._say(problem)
                return False
            except Exception as error:
                self.failed(error)
            self.writes = self.writes[1:]
        self._say(None)
        return True

    def take_back(self, number: int) -> Write | None:
        """A write that still waits, which is not to be done any more; None for one that was done meanwhile."""
        write = next((waiting for waiting in self.writes if waiting.number == number), None)
        self.writes = tuple(waiting for waiting in self.writes if waiting is not write)
        if not self.writes:
            self._say(None)
        return write

    def drop(self, slot: str) -> None:
        """What waits for a slot is of no use any more."""
        self.writes = tuple(waiting for waiting in self.writes if waiting.slot != slot)
        if not self.writes:
            self._say(None)

    def _say(self, problem: StorageError | None) -> None:
        before, self.problem = self.problem, problem
        if type(before) is not type(problem):
            self.changed()
