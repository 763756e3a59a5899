"""A damaged database is put aside whole, file and log together, under a name of its own; nothing of it is deleted."""

import os
import shutil
import time
from itertools import count
from pathlib import Path

from kassa_tui.storage import promised

SET = ("", "-wal", "-shm", "-journal")
"""What the names of a database's files end with; a log that is left beside another one would be played into it."""


def _with(file: Path, ending: str) -> Path:
    return file.with_name(f"{file.name}{ending}")


def there(path: Path) -> list[Path]:
    """The files of the database at `path` that there are, whatever links lead to it."""
    real = Path(os.path.realpath(path))
    return [_with(real, ending) for ending in SET if os.path.lexists(_with(real, ending))]


def put_aside(path: Path) -> Path | None:
    """Move the database at `path` out of the way, durable when this returns: its name from now on, None for nothing.

    The file itself goes first, so that nobody opens it without its log; what was ended in the midst is finished
    under the same name. Raises OSError.
    """
    real = Path(os.path.realpath(path))
    left = [ending for ending in SET if os.path.lexists(_with(real, ending))]
    if not left:
        return None
    aside = (None if "" in left else _begun(real, left)) or _free(real)
    for ending in left:
        _with(real, ending).rename(_with(aside, ending))
        promised.sync(real.parent)
    return aside


def copy_set(path: Path, folder: Path) -> Path:
    """Copy the files of the database at `path` into a folder, to be looked into; the copy's name. Raises OSError."""
    for file in there(path):
        shutil.copyfile(file, folder / file.name)
    return folder / Path(os.path.realpath(path)).name


def _prefix(real: Path) -> str:
    return f"{real.name}.damaged-"


def _begun(real: Path, left: list[str]) -> Path | None:
    """The newest that was put aside without what is left here."""
    asides = (file for file in real.parent.iterdir() if file.name.startswith(_prefix(real)))
    files = sorted(file for file in asides if not file.name.endswith(SET[1:]))
    fit = [file for file in files if not any(os.path.lexists(_with(file, ending)) for ending in left)]
    return fit[-1] if fit else None


def _free(real: Path) -> Path:
    """A name of this second that nothing has."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    names = (_with(real, f".damaged-{stamp}{f'-{again}' if again else ''}") for again in count())
    return next(name for name in names if not any(os.path.lexists(_with(name, ending)) for ending in SET))
