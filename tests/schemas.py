"""Shops of every schema that there was: the newest that was kept of an old program, brought up step by step."""

import lzma
from pathlib import Path

from playhouse.migrations import Runner

from kassa_tui import database
from kassa_tui.database import APPLICATION_ID, MIGRATIONS

KEPT = {int(file.name[5:-6]): file for file in (Path(__file__).parent / "data").glob("shop_*.db.xz")}
"""Shops that programs of then have made, by their schema."""

NEWEST = len(list(MIGRATIONS.glob("[0-9]*.py")))
OLD = range(1, NEWEST)
"""Every schema of before."""

_BUILT: dict[int, bytes] = {}


def shop_of(version: int, path: Path) -> Path:
    """A shop of that schema in a new file, closed; what it holds was recorded by a program of then."""
    if version not in _BUILT:
        kept = max(each for each in KEPT if each <= version)
        path.write_bytes(lzma.decompress(KEPT[kept].read_bytes()))
        if kept < version:
            _bring_up(path, version)
        _BUILT[version] = path.read_bytes()
    path.write_bytes(_BUILT[version])
    return path


def _bring_up(path: Path, version: int) -> None:
    opened = database._bind(path)
    name = next(MIGRATIONS.glob(f"{version:04d}_*.py")).stem
    with opened.atomic():
        Runner(opened, str(MIGRATIONS)).up(name)
        opened.pragma("application_id", APPLICATION_ID)
        opened.pragma("user_version", version)
    opened.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close_database()
