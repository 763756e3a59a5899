"""What the journal tells of copies: whether one is due, and what was missed. Only what is new is read each time."""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import marks, rows
from kassa_tui.till.ledger.clock import DAY_MS
from kassa_tui.till.proof import backups, second_place

SMALL_BYTES = 200_000_000
"""A shop below this is copied at each close; a larger one when the last copy is a day old."""

WEEK_MS = 7 * DAY_MS

PROVED = "proof.made"
CLOSED = "session.closed"
KINDS = (CLOSED, backups.MADE, backups.UNPROVEN, backups.RESTORED, second_place.MISSED, PROVED)


class BackupState(Struct, frozen=True):
    """Entries by their place in the journal, 0 for none yet: `read` up to where, the newest close, copy, restore.

    `made_at` and `proved_at` are when the newest copy was made and the whole file was last proven, in UTC milliseconds;
    `missed` says that the last second copy was missed, `disproved` that figures of the whole file did not agree.
    """

    read: int = 0
    closed: int = 0
    made: int = 0
    made_at: int = 0
    proved_at: int = 0
    disproved: bool = False
    missed: bool = False

    def due(self, size: int, now: int) -> bool:
        """Whether a shop of `size` bytes wants a copy: it was closed since the last one."""
        if self.closed <= self.made:
            return False
        return size < SMALL_BYTES or abs(now - self.made_at) > DAY_MS

    def unproven_for_long(self, now: int) -> bool:
        """Whether the whole file is to be proven: a copy tells nothing of what is only in the file itself."""
        return bool(self.closed) and abs(now - self.proved_at) > WEEK_MS


def read_on(state: BackupState) -> BackupState:
    """The state with what was recorded since it was read."""
    sql = f"SELECT id, at, kind, facts FROM journal WHERE id > ? AND kind IN ({marks(KINDS)}) ORDER BY id"
    newest = rows("SELECT coalesce(max(id), 0) FROM journal")[0][0]
    for entry in rows(sql, state.read, *KINDS):
        state = _with(state, *entry)
    return replace(state, read=max(newest, state.read))


def _with(state: BackupState, number: int, at: int, kind: str, facts: str) -> BackupState:
    about = msgspec.json.decode(facts)
    if kind == CLOSED:
        return replace(state, closed=number)
    if kind == second_place.MISSED:
        return replace(state, missed=True)
    if kind == PROVED:
        return replace(state, proved_at=at, disproved=not about["proven"])
    if "label" in about:
        return replace(state, missed=kind != backups.MADE)
    # What is put back is as good as a copy; one that is not proven was made, and says so itself.
    return replace(state, made=number, made_at=at)
