"""A second place for copies of the shop: a stick or another disk, found by its label wherever it is mounted."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

from kassa_tui.i18n import N_
from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.proof import backups
from kassa_tui.till.proof.backups import Backup, BackupError

MOUNTS = Path("/proc/self/mounts")
LABELS = Path("/dev/disk/by-label")
BELOW = ("/media/", "/run/media/", "/mnt/")
"""Where the name of a mounted disk may stand for its label: a service sees no devices."""

MISSED = "backup.missed"

LONGEST_SECONDS = 2
"""A stick that is plugged in is mounted in less."""


class MissedError(BackupError):
    """The copy beside the shop was made; the second one was not."""

    template = N_("No backup was made on {label}: {problem}")


class NoStickError(MissedError):
    """No such disk is mounted."""

    template = N_("No backup was made on {label}: it is not there. Is the stick plugged in?")


def _unescaped(text: str) -> str:
    """A name as the kernel writes it: space, tab, newline and backslash as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _escaped(label: str) -> str:
    """A label as udev writes it into the name of a link."""
    safe = re.compile(r"[A-Za-z0-9#+\-.:=@_]|[^\x00-\x7f]")
    return "".join(each if safe.fullmatch(each) else f"\\x{ord(each):02x}" for each in label)


def _mounted(mounts: Path) -> Iterator[tuple[str, Path, str]]:
    """Device, folder and kind of file system of all that is mounted, the newest first."""
    for line in reversed(mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()):
        device, folder, kind, *_rest = line.split(" ")
        yield _unescaped(device), Path(_unescaped(folder)), kind


def folder_of(label: str, mounts: Path = MOUNTS, labels: Path = LABELS) -> Path | None:
    """Where the disk with this label is mounted; None when it is not."""
    for _device, folder, kind in _mounted(mounts):
        if kind == "autofs" and f"{folder}/".startswith(BELOW):
            # Looking into it mounts what is to be mounted there, if it is plugged in.
            with suppress(OSError):
                os.listdir(folder)  # noqa: PTH208
    device_of = labels / _escaped(label)
    for device, folder, kind in _mounted(mounts):
        if kind != "autofs" and device.startswith("/"):
            named = folder.name == label and f"{folder}/".startswith(BELOW)
            if named or (device_of.is_symlink() and Path(device).resolve() == device_of.resolve()):
                return folder
    return None


def folder_in_time(label: str) -> Path | None:
    """The same for who cannot wait: a disk that is not there, or is dying, may hold up whoever looks into it."""
    answers: list[Path | None] = []
    looking = Thread(target=lambda: answers.append(folder_of(label)), name="stick", daemon=True)
    looking.start()
    looking.join(LONGEST_SECONDS)
    return answers[0] if answers else None


def make(desk: Desk, label: str) -> Backup:
    """A copy on the disk with this label; one that was missed is journalled. Raises MissedError, NoStickError."""
    folder = folder_of(label)
    try:
        if folder is None:
            raise NoStickError(label=label)
        return backups.make(desk, folder, label=label)
    except (BackupError, StorageError) as error:
        backups.note(desk, MISSED, {"label": label})
        if isinstance(error, MissedError):
            raise
        raise MissedError(label=label, problem=error) from error
