"""Where a screen may put a file: sticks that are plugged in, and a folder beside the shop's database. Nowhere else."""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kassa_tui.database import bound
from kassa_tui.storage import promised

MOUNTS = (Path("/media"), Path("/run/media"), Path("/mnt"))
"""Where systems mount sticks."""

FOLDER = "exports"


def _below(folder: Path, levels: int = 2) -> Iterable[Path]:
    if not levels or not folder.is_dir():
        return
    try:
        inside = sorted(folder.iterdir())
    except OSError:
        return
    for each in inside:
        yield each
        yield from _below(each, levels - 1)


def sticks(mounts: Iterable[Path] = MOUNTS) -> list[Path]:
    """Plugged in sticks that can be written."""
    return [each for mount in mounts for each in _below(mount) if os.path.ismount(each) and os.access(each, os.W_OK)]


def own_folder() -> Path:
    """The folder beside the shop's database, made when it is first needed."""
    folder = bound().path.parent / FOLDER
    promised.make_folder(folder)
    return folder


def stem_of(name: str, days: tuple[date | None, date | None]) -> str:
    """The name of a file without its end, with the days that it is about."""
    said = "_".join(day.isoformat() for day in dict.fromkeys(days) if day)
    return "-".join(part for part in ("kassa", name, said) if part)


def new_file(folder: Path, name: str, days: tuple[date | None, date | None], form: str) -> Path:
    """A name that is not taken, with the days that it is about."""
    stem = stem_of(name, days)
    file, number = folder / f"{stem}.{form}", 1
    while file.exists():
        number += 1
        file = folder / f"{stem}-{number}.{form}"
    return file
