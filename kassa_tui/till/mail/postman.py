"""What brings waiting letters to the mail server."""

from collections.abc import Callable
from functools import partial

from kassa_tui.hw.smtp import Letter
from kassa_tui.till.ledger.background import Background
from kassa_tui.till.ledger.clock import system_clock
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.ledger.unwritten import Write
from kassa_tui.till.mail import letters

POLL_SECONDS = 20.0

MAIL = "mail"
"""What a write is about that keeps how a letter went."""


def postman(ledger: Ledger, send: Callable[[Letter], None]) -> Background:
    """Looks for letters that are due, tries them, and lets the ledger's thread keep how it went."""

    def keep(mail_id: int, *ended: object) -> None:
        act = partial(letters.finish, mail_id, *ended)  # type: ignore[arg-type]
        ledger.keep(Write(act, f"mail.{mail_id}", MAIL)).result()

    def look() -> None:
        # One that was sent is not sent again because no disk took that it was.
        if not any(write.about == MAIL for write in ledger.unwritten.writes):
            letters.send_waiting(send, system_clock, keep)

    return Background("mail", look, POLL_SECONDS, at_once=True)
