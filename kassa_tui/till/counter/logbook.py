"""What the journal must know of a counter that is no sale: who came, when the program started and ended."""

from kassa_tui import __version__
from kassa_tui.database import lazily, row
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
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


def closed_while_away(register: str) -> int | None:
    """The session that somebody else closed since the counter's program ended; to be asked before it begins."""
    last = row(
        "SELECT kind, channel FROM journal WHERE register = ? "
        "AND kind IN ('session.closed', 'program.started', 'program.stopped') ORDER BY number DESC LIMIT 1",
        register,
    )
    if last is None or last[0] != "session.closed" or last[1] == "counter":
        return None
    closed = row("SELECT max(number) FROM session WHERE register = ? AND closed_at IS NOT NULL", register)
    return int(closed[0]) if closed else None
