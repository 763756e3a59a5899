"""What is done about a damaged shop before the register opens: a copy is put back, or what can be read is looked at."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kassa_tui import i18n
from kassa_tui.copies import looking_into
from kassa_tui.database import bound, close_database, open_database
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.settings import Settings
from kassa_tui.storage import promised
from kassa_tui.storage.put_aside import copy_set
from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import newest_copy, restoring, second_place, standing
from kassa_tui.till.proof.newest_copy import Copy
from kassa_tui.till.proof.problems import UNREADABLE
from kassa_tui.till.proof.restoring import Wanted

if TYPE_CHECKING:
    from kassa_tui.screens.setup.damaged import Mending


class OnlyLookedError(TillError):
    """Something that would be recorded in a shop that is only looked into."""

    template = N_(
        "The shop's file is damaged and only looked into: nothing is recorded. Stop the program to put a backup back."
    )


def mending(path: Path, settings: Settings, problem: KassaError, language: str) -> "Mending":
    """What the screen needs to mend the shop at `path`; it speaks the shop's language, where one is only guessed."""
    from kassa_tui.screens.setup.damaged import Mending

    def find(heard: Callable[[Path], object]) -> Copy:
        standing.remember(path)
        copy = newest_copy.newest(path, _stick(settings), heard)
        if language:
            i18n.use(copy.language)
        return copy

    def put_back(copy: Copy) -> None:
        wanted = Wanted(lacking=True, second=_stick(settings), aside=True, asks=True)
        try:
            restoring.restore(copy.file, path, wanted)
        finally:
            close_database()

    close_database()
    return Mending(problem, _readable(path), find, put_back)


def _stick(settings: Settings) -> Path | None:
    return second_place.folder_in_time(settings.backup.label) if settings.backup.label else None


def _readable(path: Path) -> bool:
    """Whether anything of a damaged shop can be shown: it says whose it is, and who works there."""
    try:
        with looking_into(path, whole=False):
            return bool(read_shop().name and staff.owner())
    except (StorageError, OSError, *UNREADABLE):
        return False


@contextmanager
def looked_into(path: Path) -> Iterator[Path]:
    """Open a copy of a damaged shop's files in which only papers are written, and which goes with the block.

    Raises OSError, StorageError, or what reading the shop's settings raises.
    """
    with promised.workplace(Path(os.path.realpath(path)).parent) as place:
        copied = copy_set(path, place)
        try:
            open_database(copied)
            bound().only_looked = OnlyLookedError()
            yield copied
        finally:
            close_database()
