"""What stands where a copy is to be put: nothing, a shop that nothing is wrong with, or a damaged one."""

from contextlib import suppress
from pathlib import Path

from kassa_tui.copies import looking_into
from kassa_tui.database import check_file, marker, row
from kassa_tui.i18n import N_
from kassa_tui.storage.put_aside import there
from kassa_tui.storage.trouble import ExistsError, LostError, MissingError, StorageError, UnreadableError
from kassa_tui.storage.was_here import told_of
from kassa_tui.till.anchor import anchors, held
from kassa_tui.till.anchor.ends import End
from kassa_tui.till.ledger import chain
from kassa_tui.till.proof import verify
from kassa_tui.till.proof.problems import UNREADABLE, why


class SoundError(ExistsError):
    """A shop that is there already, and is as it should be."""

    template = N_(
        "Nothing is wrong with {file}: it is not overwritten. Is an older copy meant? Then move it away first."
    )


def wrong(path: Path, second: Path | None = None) -> str:
    """What is wrong with the shop at `path`, as a sentence; empty where nothing stands there. It stays as it is.

    Raises SoundError for a shop that is proven and lacks nothing, ExistsError for what never was one; another
    StorageError where nobody knows, as its disk does not answer.
    """
    if not there(path):
        return ""
    try:
        check_file(path)
        with looking_into(path, whole=False):
            return _differs(path, second)
    except LostError as error:
        return error.say()
    except UnreadableError as error:
        if not told_of(path, marker(path)):
            raise ExistsError(file=path) from error
        return error.say()
    except MissingError as error:
        raise ExistsError(file=path) from error


def _differs(path: Path, second: Path | None) -> str:
    """What the proof or the anchors say first. Raises SoundError where they say nothing."""
    try:
        problems = [UnreadableError(file=path, problem=each.say()).say() for each in verify.verify().problems]
        problems = problems or [f"{gap.say()}." for gap in anchors.look(path, second).gaps]
    except UNREADABLE as error:
        problems = [UnreadableError(file=path, problem=why(error)).say()]
    if not problems:
        raise SoundError(file=path)
    return problems[0]


def remember(path: Path) -> None:
    """What a damaged shop still says of its newest receipts is known beside it from now on, as far as it is so.

    No number that it has given out is given to anything else, also where the anchor was some sales behind.
    """
    with suppress(StorageError, OSError, *UNREADABLE):
        with looking_into(path, whole=False):
            shop, ends = held.shop(), tuple(end for end in held.ends() if _so(end))
        if shop and ends:
            anchors.learn(path, shop, ends)


def _so(end: End) -> bool:
    """Whether the entry is as its hash says; a register has at most as many receipts as entries."""
    entries = [*chain.stored(end.register, end.number - 1, end.number)]
    is_register = row("SELECT 1 FROM register WHERE code = ?", end.register) is not None
    return is_register and bool(entries) and entries[0].right_hash() == end.hash and end.receipt <= end.number
