"""The thread that brings waiting letters to the mail server, beside the counter and never in its way."""

import threading
from collections.abc import Callable

from kassa_tui.database import bound
from kassa_tui.hw.smtp import Letter
from kassa_tui.till.ledger import faults
from kassa_tui.till.ledger.clock import system_clock
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.mail import letters

POLL_SECONDS = 20.0


class Postman:
    """Looks for letters that are due, tries them, and lets the ledger's thread keep how it went."""

    def __init__(self, ledger: Ledger, send: Callable[[Letter], None], poll: float = POLL_SECONDS) -> None:
        self._ledger, self._send, self._poll = ledger, send, poll
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mail", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Let the letter in hand end, at most for a moment."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(1)

    def _keep(self, *ended: object) -> None:
        self._ledger.submit(letters.finish, *ended).result()  # type: ignore[arg-type]

    def _run(self) -> None:
        bound().read_only_here()
        while not self._stopping.is_set():
            try:
                letters.send_waiting(self._send, system_clock, self._keep)
            except Exception as error:
                # A fault here must not end the post for good.
                faults.note(error)
            self._stopping.wait(self._poll)
        bound().close()
