"""Who may do what against the journal: a right is as an entry told it last, or as the shop was set up."""

from collections.abc import Iterator
from typing import Any

from kassa_tui.database import rows
from kassa_tui.i18n import _
from kassa_tui.till.ledger.permissions import ACTIONS, ROLES
from kassa_tui.till.proof.changing.states import Told
from kassa_tui.till.setup.founding import limit_at_set_up

Right = tuple[str, str]
"""A role, and the code of an action."""


class Grants:
    """The newest that was told of each right of a role, and the entry that told it."""

    ABOUT = "permission"

    def __init__(self) -> None:
        self._told: dict[Right, tuple[Told, dict[str, Any]]] = {}

    def take(self, entry: Told, facts: dict[str, Any]) -> None:
        """Remember what an entry says, unless a later one of another register said something else."""
        for change in facts.get("permission", ()):
            right = (change["role"], change["action"])
            if right not in self._told or self._told[right][0] <= entry:
                self._told[right] = (entry, change)

    def differences(self) -> Iterator[tuple[Told | None, str]]:
        """Roles and rights that are not as they were told, with the entry that told it; limits in the action's unit."""
        yield from _roles()
        stored: dict[Right, int | None] = {
            (role, action): limit for role, action, limit in rows('SELECT role, action, "limit" FROM permission')
        }
        # What no role has at all is known to a newer program only, and given when the shop is opened.
        given = {action for _role, action in stored} & ACTIONS.keys()
        at_set_up = {(role, action) for role in ROLES for action in given if ACTIONS[action].granted(role)}
        for right in sorted(stored.keys() | self._told.keys() | at_set_up):
            yield from self._compare(right, stored)

    def _compare(self, right: Right, stored: dict[Right, int | None]) -> Iterator[tuple[Told | None, str]]:
        role, action = right
        name = f"permission {role} {action}"
        entry, change = self._told.get(right, (None, None))
        known = ACTIONS.get(action)
        granted = change["granted"] if change else known is not None and known.granted(role)
        limit = change.get("limit") if change else known and limit_at_set_up(known, role)
        if granted and right not in stored:
            yield entry, _("{row} is gone").format(row=name)
        elif not granted and right in stored:
            yield entry, _("{row}: nobody gave it").format(row=name)
        elif granted and stored[right] != limit:
            text = _("{row}: {column} is {found}, the journal says {told}")
            if entry is None:
                text = _("{row}: {column} is {found}, set up was {told}, and no entry tells of a change")
            yield entry, text.format(row=name, column="limit", found=stored[right], told=limit)


def _roles() -> Iterator[tuple[Told | None, str]]:
    """Nobody makes, renames or removes a role."""
    stored = dict(rows("SELECT code, name FROM role"))
    for code in sorted(stored.keys() | ROLES.keys()):
        if code not in stored:
            yield None, _("{row} is gone").format(row=f"role {code}")
        elif code not in ROLES:
            yield None, _("{row}: the journal does not tell of it").format(row=f"role {code}")
        elif stored[code] != ROLES[code]:
            text = _("{row}: {column} is {found}, set up was {told}, and no entry tells of a change")
            yield None, text.format(row=f"role {code}", column="name", found=stored[code], told=ROLES[code])
