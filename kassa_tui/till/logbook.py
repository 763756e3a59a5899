"""What the journal must know of a counter that is no sale: who came, when the program started and ended."""

from kassa_tui import __version__
from kassa_tui.database import lazily
from kassa_tui.till import journal
from kassa_tui.till.recording import recorder
from kassa_tui.till.staff import Desk


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
