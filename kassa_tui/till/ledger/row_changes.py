"""Rows of the shop's own tables that two people change at once: the second is told who was first."""

import re
from collections.abc import Iterable

from kassa_tui.database import row
from kassa_tui.i18n import N_, _
from kassa_tui.till.ledger import clock, desk
from kassa_tui.till.ledger.errors import ChangedMeanwhileError
from kassa_tui.till.ledger.shop import read_shop

LONGEST_CODE = 20


class ChangedRowError(ChangedMeanwhileError):
    """Somebody else saved first."""

    template = N_("{name} was changed by {person} at {time}. What you typed is still here; look at it again.")


def by_whom(table: str, column: str, key: str) -> dict[str, str]:
    """`person` and `time` of the newest journal entry that tells of the row with that value; `?` for none."""
    newest = row(
        f"SELECT j.person_id, j.at FROM journal j, json_each(j.facts, '$.{table}') e "
        "WHERE json_extract(e.value, '$.' || ?) = ? ORDER BY j.at DESC, j.id DESC LIMIT 1",
        column,
        key,
    )
    if newest is None:
        return {"person": "?", "time": "?"}
    person, at = newest
    time = clock.local(at, read_shop().zone)
    return {"person": desk.by_id(person).name if person else "?", "time": f"{time:%d-%m-%Y %H:%M}"}


def new_code(name: str, taken: Iterable[str]) -> str:
    """A code for a new row, from its name: small letters and digits, and a number when it is taken."""
    known = set(taken)
    base = "_".join(re.findall(r"[a-z0-9]+", name.lower()))[: LONGEST_CODE - 3] or "own"
    names = (base, *(f"{base}_{number}" for number in range(2, len(known) + 3)))
    return next(code for code in names if code not in known)


def is_taken(name: str, names: Iterable[str]) -> bool:
    """Whether a name is one of those already, as it is kept or as it is read in the language in use."""
    wanted = name.casefold()
    return any(wanted in (each.casefold(), _(each).casefold()) for each in names)
