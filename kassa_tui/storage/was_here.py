"""Whether a shop was where its database is gone or empty: what stands beside it remembers."""

import os
import re
from glob import escape
from pathlib import Path

COPIES = "backups"
"""The folder beside a shop in which its copies usually are."""


def _real(path: Path) -> Path:
    """The file itself, whatever links lead to it; a name that no file can have is left as it is."""
    try:
        return Path(os.path.realpath(path))
    except ValueError:
        return path


def _copied(real: Path) -> bool:
    name = re.compile(rf"{re.escape(real.stem)}-[0-9a-f]{{6}}-\d{{8}}T\d{{6}}Z\.db")
    folder = real.parent / COPIES
    return folder.is_dir() and any(name.fullmatch(file.name) for file in folder.iterdir())


def told_of(path: Path, marker: Path) -> bool:
    """Whether the marker of a database, a register's lock, what was kept before an update, or a copy tells of a shop.

    What a set-up that was broken off leaves does not. Raises OSError.
    """
    real = _real(path)
    name = escape(real.name)
    left = (f"{name}.*.lock", f"{name}.before-*")
    return marker.exists() or any(any(real.parent.glob(each)) for each in left) or _copied(real)


def has_log(path: Path) -> bool:
    """Whether a log holds something that belonged to a database; one that is begun is there before its log."""
    real = _real(path)
    log = real.with_name(f"{real.name}-wal")
    return log.is_file() and log.stat().st_size > 0
