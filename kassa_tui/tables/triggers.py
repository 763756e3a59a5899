"""Triggers: what the database itself refuses, whoever asks."""

from collections.abc import Iterable

from kassa_tui.tables.drawer import Session
from kassa_tui.tables.journal import Fact
from kassa_tui.tables.work import CustomerPaper


def _frozen(table: str) -> Iterable[str]:
    for verb in ("UPDATE", "DELETE"):
        yield (
            f'CREATE TRIGGER "{table}_no_{verb.lower()}" BEFORE {verb} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table}: facts never change'); END"
        )


def _gapless(table: str) -> str:
    return (
        f'CREATE TRIGGER "{table}_gapless" BEFORE INSERT ON "{table}" '
        f'WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM "{table}" WHERE register = NEW.register), 0) '
        f"BEGIN SELECT RAISE(ABORT, '{table}: numbers have no gaps'); END"
    )


_ALL_CODES = 'SELECT "first" FROM succession WHERE register = NEW.register'
"""The code that the counter of a new row began with; nothing for one that goes on under its first."""


def _gapless_over_codes(table: str) -> str:
    """Numbers that go on where a counter goes on under another code."""
    before = f'SELECT max((SELECT max(number) FROM "{table}" WHERE register = old)) FROM succession'
    return (
        f'CREATE TRIGGER "{table}_gapless" BEFORE INSERT ON "{table}" '
        f'WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM "{table}" WHERE register = NEW.register), '
        f'({before} WHERE "first" = ({_ALL_CODES})), 0) '
        f"BEGIN SELECT RAISE(ABORT, '{table}: numbers have no gaps'); END"
    )


def _succeeded(table: str) -> str:
    """Nothing is written under a code from which its counter has gone on."""
    return (
        f'CREATE TRIGGER "{table}_succeeded" BEFORE INSERT ON "{table}" '
        f"WHEN EXISTS (SELECT 1 FROM succession WHERE old = NEW.register) "
        f"BEGIN SELECT RAISE(ABORT, '{table}: the register goes on under another code'); END"
    )


def _open_session(table: str) -> str:
    return (
        f'CREATE TRIGGER "{table}_open_session" BEFORE INSERT ON "{table}" '
        f'WHEN (SELECT closed_at FROM "session" WHERE id = NEW.session_id) IS NOT NULL '
        f"BEGIN SELECT RAISE(ABORT, '{table}: the session is closed'); END"
    )


def _changed(table: type[Fact], *but: str) -> str:
    """Whether another column of a row changes than those."""
    fixed = [name for name in table._meta.columns if name not in but]
    return " OR ".join(f'NEW."{name}" IS NOT OLD."{name}"' for name in fixed)


def _blanked_late() -> Iterable[str]:
    """A paper that names a customer becomes blank, once, by an entry of a day after the last on which it is kept."""
    yield (
        'CREATE TRIGGER "customer_paper_blanked_late" BEFORE UPDATE ON "customer_paper" '
        "WHEN OLD.document = '' OR NEW.document <> '' OR NEW.salt <> '' "
        f"OR {_changed(CustomerPaper, 'document', 'salt')} "
        "OR OLD.kept_until >= (SELECT date(at / 1000, 'unixepoch') FROM journal ORDER BY id DESC LIMIT 1) "
        "BEGIN SELECT RAISE(ABORT, 'customer_paper: facts never change'); END"
    )
    yield list(_frozen("customer_paper"))[1]


def _search(table: str, columns: tuple[str, ...]) -> Iterable[str]:
    """What keeps the search table of some columns as they are."""
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("NEW", "OLD"))
    index = f"{table}_search"
    insert = f"INSERT INTO {index}(rowid, {names}) VALUES (NEW.id, {new});"
    delete = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', OLD.id, {old});"
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns)
    if len(columns) == 1:
        changed = f"OLD.{names} <> NEW.{names}"
    quoted = ", ".join(f'"{name}"' for name in columns)
    yield f'CREATE TRIGGER "{index}_insert" AFTER INSERT ON "{table}" BEGIN {insert} END'
    yield f'CREATE TRIGGER "{index}_delete" AFTER DELETE ON "{table}" BEGIN {delete} END'
    yield (
        f'CREATE TRIGGER "{index}_update" AFTER UPDATE OF {quoted} ON "{table}" '
        f"WHEN {changed} BEGIN {delete} {insert} END"
    )


def triggers(frozen: Iterable[str]) -> Iterable[str]:
    """All triggers; `frozen` are the tables whose rows never change at all."""
    for table in frozen:
        yield from _frozen(table)
    yield (
        'CREATE TRIGGER "session_closes_once" BEFORE UPDATE ON "session" '
        f"WHEN OLD.closed_at IS NOT NULL OR NEW.closed_at IS NULL OR {_changed(Session, 'closed_at')} "
        "BEGIN SELECT RAISE(ABORT, 'session: facts never change'); END"
    )
    yield list(_frozen("session"))[1]
    yield from _blanked_late()
    for table in ("journal", "receipt"):
        yield _gapless(table)
    for table in ("session", "z_report"):
        yield _gapless_over_codes(table)
    for table in ("journal", "receipt", "session", "z_report"):
        yield _succeeded(table)
    for table in ("receipt", "drawer_event", "session_count", "z_report"):
        yield _open_session(table)
    yield (
        'CREATE TRIGGER "journal_chain" BEFORE INSERT ON "journal" '
        "WHEN NEW.previous <> coalesce((SELECT hash FROM journal WHERE register = NEW.register "
        f"ORDER BY number DESC LIMIT 1), '{'0' * 64}') "
        "BEGIN SELECT RAISE(ABORT, 'journal: the chain is broken'); END"
    )
    yield from _search("product", ("name",))
    yield from _search("customer", ("name", "contact", "city", "phone", "email", "debtor"))
