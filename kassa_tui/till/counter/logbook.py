"""What the journal must know of a counter that is no sale: who came, when the program started and ended."""

from msgspec import Struct

from kassa_tui import __version__
from kassa_tui.database import lazily, row
from kassa_tui.till.ledger import counters, journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.recording import recorder


def signed_in(desk: Desk) -> None:
    """Somebody is at the counter. Not awaited; durable with the next commit."""
    with lazily():
        journal.note(desk, "person.signed_in", {"name": desk.person.name})


@recorder()
def started(desk: Desk) -> None:
    """The counter's program begins."""
    journal.note(desk, "program.started", {"version": __version__})


@recorder()
def stopped(desk: Desk) -> None:
    """The counter's program ends as it should."""
    journal.note(desk, "program.stopped", {"version": __version__})


class PutBack(Struct, frozen=True):
    """What a shop that was put back from a copy knows: until when (UTC milliseconds), and its last receipt if any."""

    at: int
    receipt: str


def put_back(register: str) -> PutBack | None:
    """What is missing since the counter's program ended, where the shop was put back meanwhile."""
    last = row(
        "SELECT kind, facts ->> 'entry', coalesce(facts ->> 'register', register) FROM journal "
        "WHERE kind IN ('backup.restored', 'program.started') ORDER BY id DESC LIMIT 1"
    )
    if last is None or last[0] != "backup.restored":
        return None
    newest = row("SELECT at FROM journal WHERE register = ? AND number = ?", last[2], last[1])
    of_counter, codes = counters.any_of("register", register)
    receipt = row(f"SELECT register, number FROM receipt WHERE {of_counter} ORDER BY id DESC LIMIT 1", *codes)
    number = number_text(*receipt) if receipt else ""
    return PutBack(newest[0], number) if newest else None


def closed_while_away(register: str) -> int | None:
    """The session that somebody else closed since the counter's program ended; to be asked before it begins.

    None where that was of the code before, when the counter went on under another one.
    """
    last = row(
        "SELECT kind, channel FROM journal WHERE register = ? "
        "AND kind IN ('session.closed', 'program.started', 'program.stopped') ORDER BY number DESC LIMIT 1",
        register,
    )
    if last is None or last[0] != "session.closed" or last[1] == "counter":
        return None
    closed = row("SELECT max(number) FROM session WHERE register = ? AND closed_at IS NOT NULL", register)
    return int(closed[0]) if closed and closed[0] else None
