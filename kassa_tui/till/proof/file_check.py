"""The file itself: SQLite's own check, and that tables, indexes and triggers are those that the program makes."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from kassa_tui.database import SCHEMA, bound, rows, schema_made
from kassa_tui.i18n import _
from kassa_tui.storage.pages import of_a_page
from kassa_tui.till.proof.problems import Proof, unbroken

MOST = 20
"""Sentences about pages; a file that is full of damage is not told page by page."""

LARGE = 20_000_000
"""Bytes from which on a file is checked table by table: each is a snapshot, which holds the log of a busy till."""

Check = Callable[[], Iterable[str]]


def checks(proof: Proof) -> list[Check]:
    """What is to be looked at, one after the other; where the tables cannot be read that is noted in the proof."""
    tables: list[str] = []
    with unbroken(proof, "sqlite"):
        if bound().path.stat().st_size > LARGE:
            tables = [name for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")]
    # Whole, the list of free pages is checked as well.
    return [*(partial(each, table) for each in (_pages, _references) for table in tables or [""]), _schema]


def problems(proof: Proof, check: Check) -> list[str]:
    """What a check finds wrong with the open file; what cannot be read at all is noted in the proof."""
    said: list[str] = []
    with unbroken(proof, "sqlite"):
        said.extend(check())
    return said


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _pages(table: str) -> Iterator[str]:
    for (text,) in rows(f"PRAGMA integrity_check({_quoted(table) if table else MOST})")[:MOST]:
        if of_a_page(text) != "ok":
            yield _("The file is damaged: {text}").format(text=text)


def _references(table: str) -> Iterator[str]:
    asked = f"({_quoted(table)})" if table else ""
    for name in dict.fromkeys(name for name, *_rest in rows(f"PRAGMA foreign_key_check{asked}")):
        yield _("{table}: a row points at nothing").format(table=name)


def _schema() -> Iterator[str]:
    """Tables, indexes and triggers that are gone, or not as every shop has them."""
    stored, made = dict(rows(SCHEMA)), schema_made(int(bound().pragma("user_version")))
    for name in sorted(made.keys() | stored.keys()):
        if name not in stored:
            yield _("The protection {name} is missing").format(name=name)
        elif name not in made:
            yield _("{name}: the program makes no such table").format(name=name)
        elif stored[name] != made[name]:
            yield _("{name}: it is not as the program makes it").format(name=name)
