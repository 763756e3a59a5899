"""The newest proven copy of a shop whose own file is damaged or gone: beside it, and on the disk for second copies."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from operator import itemgetter
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.copies import looking_into, open_to_read
from kassa_tui.database import close_database, marker, row
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _
from kassa_tui.storage.trouble import StorageError, UnreadableError, not_read, trouble
from kassa_tui.till.anchor import anchor_file, anchors, held
from kassa_tui.till.anchor.ends import Gap
from kassa_tui.till.drawer import going_on
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import verify
from kassa_tui.till.proof.backups import usual_folder
from kassa_tui.till.proof.problems import UNREADABLE, Problem
from kassa_tui.till.proof.restoring import UnprovenError

_NAME = re.compile(r"(?P<stem>.+)-(?P<shop>[0-9a-f]{6})-\d{8}T\d{6}Z\.db")
_DIGITS = 6
"""Of the shop's name in the names of its copies."""


class NoCopyError(TillError):
    """Nowhere is a copy that could be put back."""

    template = N_(
        "No proven backup of this shop is in {folder}, nor on a stick that is plugged in. "
        'Look for one on other disks, and put it back with "kassa restore FILE".'
    )


class Copy(Struct, frozen=True):
    """A proven copy: when its newest entry was made (UTC milliseconds), its last receipt if any, and what it lacks.

    `code` is what the first register that lacks something would go on as, `language` and `zone` are its shop's;
    `passed` says of newer ones why they are not it.
    """

    file: Path
    at: int
    receipt: str
    lacks: tuple[Gap, ...]
    code: str
    language: str
    zone: str
    passed: tuple[str, ...] = ()

    def lacking(self) -> str:
        """What it lacks, in sentences; empty for nothing that is known."""
        return " ".join(f"{gap.say()}." for gap in self.lacks)


def newest(path: Path, second: Path | None = None, heard: Callable[[Path], object] = lambda _file: None) -> Copy:
    """The proven copy that goes furthest of the shop at `path`, in its folder or in that of the `second` place.

    It is looked at as it is, and stays so; `heard` is told each file that is proved, which takes its time. Another
    database must not be open. Raises NoCopyError, or why the only ones could not be read.
    """
    passed: list[KassaError] = []
    for file in _newest_first(path, second, passed):
        heard(file)
        with _passing(file, passed):
            try:
                proven = _proven(file, path, second)
            finally:
                close_database()
            return replace(proven, passed=tuple(error.say() for error in passed))
    unread = [error for error in passed if not isinstance(error, UnreadableError | UnprovenError)]
    raise unread[0] if unread else NoCopyError(folder=usual_folder(path))


@contextmanager
def _passing(file: Path, passed: list[KassaError]) -> Iterator[None]:
    """What is wrong with a copy is noted, and the next one is looked at."""
    try:
        yield
    except (StorageError, UnprovenError) as error:
        passed.append(error)
    except UNREADABLE as error:
        passed.append(not_read(error, file) or UnreadableError(file=file, problem=trouble(error, file)))


def _newest_first(path: Path, second: Path | None, passed: list[KassaError]) -> list[Path]:
    """The copies of the shop that can be opened, by how far their journals go."""
    ends = []
    for file in _copies(path, second):
        with _passing(file, passed), looking_into(file, whole=False):
            last = row("SELECT max(id) FROM journal")
            ends.append((last[0] if last and last[0] else 0, file.name, file))
    return [file for _end, _name, file in sorted(ends, key=itemgetter(0, 1), reverse=True)]


def _copies(path: Path, second: Path | None) -> list[Path]:
    """Files that are named as the shop's copies are; on a stick there may be those of other shops."""
    stem = path.resolve().stem
    beside = [(file, shop) for file, named, shop in _named(usual_folder(path)) if named == stem]
    shops = [anchor.shop[:_DIGITS] for anchor in anchor_file.read(marker(path)).anchors]
    shops = shops or [shop for _file, shop in sorted(beside, reverse=True)]
    away = [(file, shop) for file, named, shop in _named(second) if shops or named == stem]
    return [file for file, shop in (*beside, *away) if not shops or shop == shops[0]]


def _named(folder: Path | None) -> Iterator[tuple[Path, str, str]]:
    """Files in a folder with the names that `backups` gives: each with its database's and its shop's name."""
    with suppress(OSError):
        for file in folder.iterdir() if folder is not None else ():
            match = _NAME.fullmatch(file.name)
            if match is not None and file.is_file():
                yield file, match["stem"], match["shop"]


def _proven(file: Path, path: Path, second: Path | None) -> Copy:
    """The copy, if all that it holds agrees. Raises UnprovenError."""
    open_to_read(file)
    proof = verify.verify()
    newest_entry = row("SELECT at FROM journal ORDER BY id DESC LIMIT 1")
    if newest_entry is None or not proof.proven or not held.shop().startswith(_shop_of(file)):
        raise UnprovenError(file, proof.problems or [Problem("", None, _("It is that of another shop"))])
    receipt = row("SELECT register, number FROM receipt ORDER BY id DESC LIMIT 1")
    shop = read_shop()
    outside = anchors.look(path, second)
    code = going_on.next_code(outside.gaps[0].register, outside.known) if outside.gaps else ""
    number = number_text(*receipt) if receipt else ""
    return Copy(
        file=file,
        at=newest_entry[0],
        receipt=number,
        lacks=outside.gaps,
        code=code,
        language=shop.language,
        zone=shop.zone,
    )


def _shop_of(file: Path) -> str:
    match = _NAME.fullmatch(file.name)
    return match["shop"] if match else ""
