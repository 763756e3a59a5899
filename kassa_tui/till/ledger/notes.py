"""What people write beside what they do: kept whole, or refused."""

from kassa_tui.i18n import N_
from kassa_tui.text import clean
from kassa_tui.till.ledger.errors import TillError

LONGEST = 500
"""Characters of a note: of a session, of cash in or out, of a difference, of an order."""


class LongNoteError(TillError):
    """A note of which a part would be lost."""

    template = N_("A note has at most {most} characters, this one has {many}.")


def cleaned(text: str) -> str:
    """A note as it is kept. Raises LongNoteError."""
    note = clean(text, len(text) + 1)
    if len(note) > LONGEST:
        raise LongNoteError(most=LONGEST, many=len(note))
    return note
