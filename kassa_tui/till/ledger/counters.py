"""A counter is one to people, whichever code its numbers bear: K1, and K1A where it had to go on under another.

A code is a chain of the journal and a series of receipts, and nothing is written under it any more once the counter
has gone on. Sessions, Z reports and what is at hand are the counter's.
"""

from collections.abc import Iterator
from typing import Any

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_
from kassa_tui.till.ledger.errors import TillError


class SucceededError(TillError):
    """Somebody would write under a code that is past."""

    template = N_("{old} goes on as {code}: nothing is written under {old} any more. Start the program again.")


def first(register: str) -> str:
    """The code that the counter of a register began with: what the machine's settings and its lock call it."""
    found = row('SELECT "first" FROM succession WHERE register = ?1 OR old = ?1 LIMIT 1', register)
    return str(found[0]) if found else register


def current(register: str) -> str:
    """The code under which the counter of a register sells now."""
    found = row('SELECT register FROM succession WHERE "first" = ? ORDER BY id DESC LIMIT 1', first(register))
    return str(found[0]) if found else register


def codes(register: str) -> tuple[str, ...]:
    """All codes of a register's counter, the oldest first."""
    began = first(register)
    past = [str(old) for (old,) in rows('SELECT old FROM succession WHERE "first" = ? ORDER BY id', began)]
    return tuple(dict.fromkeys([began, *past, current(began)])) if past else (register,)


def same(one: str, other: str) -> bool:
    """Whether two codes are of one counter."""
    return one == other or first(one) == first(other)


def in_words(register: str) -> str:
    """The codes of a register's counter, as people read them: `K1, K1A`."""
    return ", ".join(codes(register))


def every(among: str = "SELECT code FROM register") -> Iterator[tuple[str, ...]]:
    """Each counter's codes, by the code that it began with; `among` is a query of codes that are asked about."""
    seen: set[str] = set()
    for (code,) in rows(f"{among} ORDER BY 1"):
        of_one = codes(code)
        if of_one[0] not in seen:
            seen.add(of_one[0])
            yield of_one


def any_of(column: str, register: str) -> tuple[str, list[Any]]:
    """A condition of SQL: that a column names a code of the register's counter."""
    listed = codes(register)
    return f"{column} IN ({', '.join('?' * len(listed))})", [*listed]


def check_writable(register: str) -> None:
    """Refuse what would be written under a code that is past. Raises SucceededError."""
    found = row("SELECT register FROM succession WHERE old = ? ORDER BY id DESC LIMIT 1", register)
    if found:
        raise SucceededError(old=register, code=current(register))
