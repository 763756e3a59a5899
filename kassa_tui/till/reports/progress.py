"""How far a report is: read piece by piece where somebody waits for it on a screen, in one piece otherwise.

Sums over the pieces are those over the whole: they are only added.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from msgspec.structs import replace

from kassa_tui.database import row
from kassa_tui.till.reports.filter import Filter

T = TypeVar("T")

PIECES = 48
"""Pieces of a period, at most: enough to see it move, too few to cost time."""

Told = Callable[[int, int], None]
"""Is told how many pieces are done, of how many."""

_told: ContextVar[Told | None] = ContextVar("told", default=None)


@contextmanager
def telling(listener: Told) -> Iterator[None]:
    """While this lasts, `listener` hears how far reading is, in the thread that reads."""
    token = _told.set(listener)
    try:
        yield
    finally:
        _told.reset(token)


def steps(pieces: Sequence[T]) -> Iterator[T]:
    """The pieces one after the other; whoever waits is told of each that is done, but not of pieces within pieces."""
    listener = _told.get()
    if listener is None:
        yield from pieces
        return
    for number, piece in enumerate(pieces):
        listener(number, len(pieces))
        _told.set(None)
        yield piece
        _told.set(listener)
    listener(len(pieces), len(pieces))


def spread(chosen: Filter) -> Iterator[Filter]:
    """The filter, in pieces of whole days where somebody waits for it."""
    return steps(_pieces(chosen) if _told.get() is not None else [chosen])


def _pieces(chosen: Filter) -> list[Filter]:
    """As many pieces as there are days with receipts between, up to `PIECES`."""
    known = row("SELECT (SELECT min(business_day) FROM receipt), (SELECT max(business_day) FROM receipt)")
    if chosen.sessions or known is None or known[0] is None:
        return [chosen]
    first, last = (date.fromisoformat(day) for day in known)
    first, last = max(chosen.first or first, first), min(chosen.last or last, last)
    days = (last - first).days + 1
    many = min(days, PIECES)
    if many < 1:
        return [chosen]
    starts = [first + timedelta(days=days * number // many) for number in range(many + 1)]
    return [replace(chosen, first=start, last=end - timedelta(days=1)) for start, end in pairwise(starts)]


Sums = dict[tuple[Any, ...], tuple[int, ...]]
"""Sums by what they are of."""


def add(sums: Sums, found: Iterable[tuple[Any, ...]], keys: int = 1) -> None:
    """Add rows to the sums: so many keys, and numbers after them."""
    for each in found:
        key, values = each[:keys], each[keys:]
        before = sums.get(key, (0,) * len(values))
        sums[key] = tuple(a + b for a, b in zip(before, values, strict=True))
