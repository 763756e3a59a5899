"""A disk that refuses to write as long as it is told to; what is on it can be read."""

from dataclasses import dataclass

import apsw
import pytest

from kassa_tui.storage.connections import TillDatabase


@dataclass
class Disk:
    """Refuses each transaction that would write, with `error`, or the next `times` of them."""

    error: apsw.Error | None = None
    times: int = 1_000_000

    def full(self, times: int = 1_000_000) -> None:
        """There is no room from now on."""
        self.error, self.times = apsw.FullError("database or disk is full"), times

    def read_only(self) -> None:
        """It may not be written from now on."""
        self.error, self.times = apsw.ReadOnlyError("attempt to write a readonly database"), 1_000_000

    def works(self) -> None:
        """All is well again."""
        self.error = None


def fail_on(patch: pytest.MonkeyPatch) -> Disk:
    """The disk of every database from now on."""
    disk, begin = Disk(), TillDatabase.begin

    def begun(self: TillDatabase, lock_type: str | None = None) -> None:
        if disk.error is not None and lock_type is None and disk.times:
            disk.times -= 1
            raise disk.error
        begin(self, lock_type)

    patch.setattr(TillDatabase, "begin", begun)
    return disk


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk that works until the test says otherwise."""
    return fail_on(monkeypatch)
