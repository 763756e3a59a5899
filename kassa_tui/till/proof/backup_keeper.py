"""What has a copy made after each close."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec import Struct

from kassa_tui.database import bound
from kassa_tui.i18n import N_, _
from kassa_tui.till.drawer import sessions
from kassa_tui.till.ledger import faults
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.ledger.unwritten import Write
from kassa_tui.till.proof import backup_beside, backups, second_place
from kassa_tui.till.proof.backup_beside import Answer, NotMadeError, NotProvenError, SecondMissedError
from kassa_tui.till.proof.backup_state import PROVED, BackupState, read_on

POLL_SECONDS = 5.0
STICK_LOOKS = 12
"""Of so many looks one is for a stick that was missed."""

TRY_AGAIN_MS = 600_000
"""After a copy that could not be made."""

NOT_MADE, NOT_PROVEN, MISSED = N_("No backup"), N_("Not proven"), N_("No backup on {label}")


class Beside(Struct, frozen=True):
    """What is done in a process of its own: the copies that the settings want, and the proof of the whole file."""

    make: Callable[[Path, Desk], None]
    prove: Callable[[Path], Answer]

    @classmethod
    def of(cls, settings_file: str) -> "Beside":
        """As the commands do it, with the settings of that file."""
        return cls(
            lambda path, desk: backup_beside.make(path, desk, settings_file),
            lambda path: backup_beside.prove(path, settings_file),
        )


class BackupKeeper:
    """Looks whether a copy or a proof is due, has it made, and tells in a few words what is missing.

    `label` is that of the disk for a second copy, `desk` gives whoever is at the counter.
    """

    def __init__(
        self, ledger: Ledger, desk: Callable[[], Desk], label: str, tell: Callable[[str], None], beside: Beside
    ) -> None:
        self._ledger, self._desk, self._label, self._tell, self._beside = ledger, desk, label, tell, beside
        self._state, self._failed_at, self._looks = BackupState(), 0, 0
        self._trouble = self._said = ""

    def look(self) -> None:
        """Have made what is due, and say what is missing."""
        desk = self._desk()
        self._state = read_on(self._state)
        if not self._waits(desk.clock()):
            if self._copy_due(desk.clock()):
                self._have_done(desk, lambda: self._beside.make(bound().path, desk))
            elif self._state.unproven_for_long(desk.clock()) and sessions.current(desk.register) is None:
                self._have_done(desk, lambda: self._prove(desk))
        self._say()

    def _waits(self, now: int) -> bool:
        if any(write.slot == PROVED for write in self._ledger.unwritten.writes):
            # A proof whose outcome no disk takes is not done again and again.
            return True
        return bool(self._failed_at) and abs(now - self._failed_at) < TRY_AGAIN_MS

    def _copy_due(self, now: int) -> bool:
        """After a close, or when the stick is back that was missed."""
        self._looks += 1
        if self._state.due(bound().path.stat().st_size, now):
            return True
        missed = self._label and self._state.missed and self._looks % STICK_LOOKS == 0
        return bool(missed) and second_place.folder_of(self._label) is not None

    def _have_done(self, desk: Desk, act: Callable[[], object]) -> None:
        """Do it, and remember what went wrong until it goes well."""
        self._trouble, self._failed_at = "", 0
        try:
            act()
        except SecondMissedError:
            # The journal tells of it.
            pass
        except NotProvenError:
            self._trouble = NOT_PROVEN
        except NotMadeError as problem:
            faults.note(problem)
            self._trouble, self._failed_at = NOT_MADE, desk.clock()
        self._state = read_on(self._state)

    def _prove(self, desk: Desk) -> None:
        """What came out is journalled. Raises NotMadeError."""
        answer = self._beside.prove(bound().path)
        facts = {"proven": answer.proven, "entries": answer.entries}
        self._ledger.keep(Write(partial(backups.note, desk, PROVED, facts), PROVED)).result()

    def _say(self) -> None:
        """Tell what is missing, when it is something else than before."""
        trouble = self._trouble or (NOT_PROVEN if self._state.disproved else "")
        missing = _(trouble) if trouble else ""
        if not missing and self._label and self._state.missed:
            missing = _(MISSED).format(label=self._label)
        if missing != self._said:
            self._said = missing
            self._tell(missing)
