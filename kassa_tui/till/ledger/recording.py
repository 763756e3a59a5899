"""Recorders, and the one thread that runs them.

A recorder is a plain function of values that writes: it runs in one transaction, after its permission has
been asked for. A refusal is journalled too.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial, wraps
from typing import Concatenate, ParamSpec, TypeVar

from kassa_tui.database import DamagedError, bound, writing
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.permissions import ACTIONS, Action

P = ParamSpec("P")
T = TypeVar("T")
Recorder = Callable[Concatenate[Desk, P], T]


def refused(desk: Desk, refusal: NotAllowedError) -> None:
    """Write down that somebody was not allowed to do something."""
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
                return checked(desk, run)
            except NotAllowedError as refusal:
                refused(desk, refusal)
                raise

        return record

    return decorate


def _reopen_when_damaged(function: Callable[[], T]) -> T:
    try:
        return function()
    except DamagedError:
        # After an I/O error this connection's view cannot be trusted; the next call opens a new one.
        bound().close()
        raise


class Ledger:
    """The thread that owns the writing connection. Screens await it; nothing else in a process writes."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="ledger")

    def submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Queue the function; its result comes through the future."""
        return self._pool.submit(_reopen_when_damaged, partial(function, *args, **kwargs))

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function in the ledger's thread and give its result, or raise its error."""
        return await asyncio.wrap_future(self.submit(function, *args, **kwargs))

    def close(self) -> None:
        """Finish what is queued, then let go of the connection."""
        self._pool.submit(lambda: bound().close())
        self._pool.shutdown(wait=True)
