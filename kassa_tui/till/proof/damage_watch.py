"""What looks for damage before it is sold on: the newest entries at the start, every page once a day."""

from collections.abc import Callable

from kassa_tui.database import at_one_moment, rows
from kassa_tui.i18n import N_, _
from kassa_tui.storage.pages import of_a_page
from kassa_tui.till.ledger import faults
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.proof import newest_check

POLL_SECONDS = 600.0

LOOKS_A_DAY = round(86_400 / POLL_SECONDS)

FOUND = N_("The shop's file is damaged: {problem} Sell no more than you must. F9 Menu: Put a backup back.")


class DamageWatch:
    """Looks at the file beside the counter; `tell` gets a sentence with what is damaged."""

    def __init__(self, ledger: Ledger, tell: Callable[[str], object]) -> None:
        self._ledger, self._tell = ledger, tell
        self._waits = 0
        self._recorded = -1

    def begin(self) -> None:
        """Prove the newest entries in the ledger's thread: what is recorded, the first sale too, waits for it."""
        self._ledger.submit(self._newest)

    def _newest(self) -> None:
        try:
            problems = newest_check.problems()
        except Exception as error:
            # A disk that does not answer is said where something is recorded.
            faults.note(error)
            return
        for problem in problems[:1]:
            self._say(problem.say())

    def look(self) -> None:
        """Have every page looked at once a day, when nothing was recorded since the last look."""
        before, self._recorded = self._recorded, rows("SELECT coalesce(max(id), 0) FROM journal")[0][0]
        self._waits -= 1
        if self._waits <= 0 and before == self._recorded:
            self._waits = LOOKS_A_DAY
            self._pages()

    def _pages(self) -> None:
        with at_one_moment():
            [(text,)] = rows("PRAGMA quick_check(1)")
        if of_a_page(text) != "ok":
            self._say(f"{text}.")

    def _say(self, problem: str) -> None:
        self._tell(_(FOUND).format(problem=problem))
