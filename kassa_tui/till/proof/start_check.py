"""What is looked at each time before a shop is sold in; a large file takes no longer than a small one.

Size, encoding, tables and triggers, and both ends of each table; of a file up to `SMALL` bytes every page. What lies
in the midst of a larger one is found beside the counter (`newest_check`, `damage_watch`).
"""

from collections.abc import Iterator
from pathlib import Path

from kassa_tui.database import bound, rows
from kassa_tui.i18n import N_
from kassa_tui.models import TABLES, TRIGGERS
from kassa_tui.storage.pages import of_a_page
from kassa_tui.storage.trouble import Trouble, UnreadableError, reading
from kassa_tui.storage.was_here import has_log

SMALL = 16_000_000
"""Bytes up to which every page is looked at: some hundredths of a second, half a one on a small computer."""


def look(path: Path) -> None:
    """That the open database, the one at `path`, is as a shop's is, as far as can be seen at once.

    Raises UnreadableError with the first that is not, or another StorageError where its disk does not answer.
    """
    with reading(path):
        for problem in _problems(path):
            raise UnreadableError(file=path, problem=problem)


def _problems(path: Path) -> Iterator[Trouble]:
    yield from _size(path)
    yield from _protections()
    yield from _pages(path)
    _read_ends()


def _size(path: Path) -> Iterator[Trouble]:
    """What the file says of itself against its size; pages that only the log holds may lie behind its end."""
    opened = bound()
    page, count = int(opened.pragma("page_size")), int(opened.pragma("page_count"))
    if opened.pragma("encoding") != "UTF-8":
        yield Trouble(N_("its texts are not written as a shop's are"))
    size = path.stat().st_size
    if not has_log(path) and (size % page or size < page * count):
        yield Trouble(N_("it was cut short"))
    if int(opened.pragma("freelist_count")) > count:
        yield Trouble(N_("its beginning does not agree with its pages"))


def _protections() -> Iterator[Trouble]:
    """Tables and triggers that are gone: without a trigger what is sold could be changed afterwards."""
    there = {name for (name,) in rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")}
    wanted = (*(model._meta.table_name for model in TABLES), *(trigger.split('"')[1] for trigger in TRIGGERS))
    for name in wanted:
        if name not in there:
            yield Trouble(N_("the protection or table {name} is missing"), name=name)


def _read_ends() -> None:
    """The first and the last row of each table, as far as it says that it has rows. Raises what reading raises."""
    for model in TABLES:
        table = f'"{model._meta.table_name}"'
        keys = [f'"{key.column_name}"' for key in model._meta.get_primary_keys()] or ["rowid"]
        # The table's own first page, which an index of nothing does not lead to.
        rows(f"SELECT * FROM {table} NOT INDEXED LIMIT 1")
        rows(f"SELECT * FROM {table} ORDER BY {', '.join(f'{key} DESC' for key in keys)} LIMIT 1")


def _pages(path: Path) -> Iterator[Trouble]:
    """Every page of a file that is small."""
    if path.stat().st_size <= SMALL:
        [(text,)] = rows("PRAGMA quick_check(1)")
        if of_a_page(text) != "ok":
            said = text.removeprefix("*** in database main ***").strip()
            yield Trouble(N_("a part of it cannot be read ({problem})"), problem=said)
