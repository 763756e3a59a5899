"""Recorders, and the one thread that runs them.

A recorder is a plain function of values that writes: it runs in one transaction, after its permission has
been asked for. A refusal is journalled too.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial, wraps
from threading import Event
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from peewee import PeeweeException

from kassa_tui.database import bound, writing
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import ACTIONS, Action
from kassa_tui.till.ledger.unwritten import Unwritten, Write, reopening, with_ballast

if TYPE_CHECKING:
    import asyncio

LET_GO_SECONDS = 2
"""How long the screens' thread, which may be reading, is waited for after an I/O error."""

P = ParamSpec("P")
T = TypeVar("T")
Recorder = Callable[Concatenate[Desk, P], T]


def refused(desk: Desk, refusal: NotAllowedError) -> None:
    """Write down that somebody was not allowed to do something; a copy that is only looked into stays as it is."""
    if bound().only_read:
        return
    with writing():
        journal.note(desk, "permission.refused", {"action": refusal.action, "name": desk.person.name})


def checked(desk: Desk, function: Recorder[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The function's result, with as many of the desk's consents as it needs. Raises NotAllowedError."""
    while True:
        try:
            return function(desk, *args, **kwargs)
        except NotAllowedError as refusal:
            approved = desk.using(refusal.action, refusal.amount)
            if approved is None:
                raise
            desk = approved


def recorder(action: Action | None = None) -> Callable[[Recorder[P, T]], Recorder[P, T]]:
    """Run the function in one durable transaction, if its action is allowed (NotAllowedError otherwise).

    What the person may not do is done with a consent of the desk's that covers it; its giver is the approver.
    Raises ValueError for an action that the table of permissions does not have: no role could be given it.
    """
    if action is not None and ACTIONS.get(action.code) is not action:
        raise ValueError(f"no such permission: {action.code}")

    def decorate(function: Recorder[P, T]) -> Recorder[P, T]:
        @wraps(function)
        def record(desk: Desk, /, *args: P.args, **kwargs: P.kwargs) -> T:
            def run(acting: Desk) -> T:
                with writing():
                    if action is not None:
                        require(acting, action)
                    return function(acting, *args, **kwargs)

            try:
                return with_ballast(lambda: checked(desk, run))
            except NotAllowedError as refusal:
                refused(desk, refusal)
                raise

        return record

    return decorate


def _let_go(loop: "asyncio.AbstractEventLoop") -> None:
    """Have the screens' thread close its connection, which it opens again when it reads next."""
    closed = Event()

    def close() -> None:
        with suppress(PeeweeException):
            bound().close()
        closed.set()

    with suppress(RuntimeError):
        loop.call_soon_threadsafe(close)
        closed.wait(LET_GO_SECONDS)


class Ledger:
    """The thread that owns the writing connection. Screens await it; nothing else in a process writes.

    What nobody awaits, or has happened already, is kept in `unwritten` until the disk takes it.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self.unwritten = Unwritten()

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Queue the function, after what waits for the disk; its result comes through the future."""
        return self._pool.submit(self._run, partial(function, *args, **kwargs))

    def _run(self, function: Callable[[], T]) -> T:
        if self.unwritten.writes:
            self.unwritten.flush()
        return reopening(function)

    def keep(self, write: Write) -> "Future[bool]":
        """Queue a write that waits for the disk where it must; the future says whether it is there."""
        return self._pool.submit(self.unwritten.take, write)

    def drop(self, slot: str) -> None:
        """What waits for a slot is of no use any more."""
        self._pool.submit(self.unwritten.drop, slot)

    def try_again(self) -> None:
        """Write what waits, if the disk takes it by now."""
        if self.unwritten.writes:
            self._pool.submit(self.unwritten.flush)

    def let_go(self) -> None:
        """Hold nothing of a disk that does not answer."""
        self._pool.submit(bound().renew)

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function in the ledger's thread and give its result, or raise its error."""
        return await self._awaited(self.submit(function, *args, **kwargs))

    async def take(self, write: Write) -> bool:
        """Write it or let it wait for the disk; whether it is there."""
        return await self._awaited(self.keep(write))

    async def _awaited(self, future: "Future[T]") -> T:
        import asyncio

        bound().others_let_go = partial(_let_go, asyncio.get_running_loop())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finish what is queued, try once more what waits for the disk, then let go of the connection."""
        self._pool.submit(self.unwritten.flush)
        self._pool.submit(lambda: bound().close())
        self._pool.shutdown(wait=True)
