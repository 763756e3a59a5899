"""What the open database itself has: the ends of its journals, and what stands under a number that is known."""

from collections.abc import Iterable

from kassa_tui.database import row, rows, words_sql
from kassa_tui.till.anchor.ends import End, Held, Settled
from kassa_tui.till.ledger import counters, journal


def shop() -> str:
    """The name that all copies of a shop share: the hash of its first entry; empty before there is one."""
    first = row("SELECT hash FROM journal ORDER BY id LIMIT 1")
    return str(first[0]) if first else ""


def _last_receipt(register: str) -> int:
    found = row("SELECT max(number) FROM receipt WHERE register = ?", register)
    return (found and found[0]) or 0


PASSING = ("backup.made", "backup.unproven", "backup.missed", "proof.made", "program.started", "program.stopped")
"""Entries that an older copy may lack: they tell of nothing but the program, and no copy can tell of itself."""


def _last_entry(register: str) -> tuple[int, str]:
    """Number and hash of the newest entry that nobody may lack; 0 for none."""
    entry = row(
        f"SELECT number, hash FROM journal WHERE register = ? AND kind NOT IN ({words_sql(PASSING)}) "
        "ORDER BY number DESC LIMIT 1",
        register,
    )
    return (int(entry[0]), str(entry[1])) if entry else (0, "")


def ends() -> tuple[End, ...]:
    """The newest of each register that has an entry."""
    own = []
    for code, serial in rows("SELECT code, serial FROM register ORDER BY code"):
        number, hashed = _last_entry(code)
        if number:
            began = counters.first(code)
            own.append(End(code, serial, number, hashed, _last_receipt(code), "" if began == code else began))
    return tuple(own)


def of(known: Iterable[End]) -> dict[str, Held]:
    """What there is of registers whose ends are known, by their codes."""
    held = {}
    for end in known:
        there = row("SELECT hash FROM journal WHERE register = ? AND number = ?", end.register, end.number)
        number = journal.head(end.register)[0]
        held[end.register] = Held(number, _last_receipt(end.register), str(there[0]) if there else None)
    return held


def settled() -> frozenset[Settled]:
    """The known ends from which a counter went on under another code."""
    return frozenset(rows("SELECT old, known_number, known_hash FROM succession"))
