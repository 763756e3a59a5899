"""Customers against the journal, which holds a hash of each: all that can be proved of what may be erased."""

from collections.abc import Iterator
from typing import Any

from kassa_tui.database import rows
from kassa_tui.i18n import _
from kassa_tui.till.customers.customers import HASHED, hash_of
from kassa_tui.till.customers.erasing import BLANK
from kassa_tui.till.proof.changing.states import Told


class Customers:
    """The newest told hash of each customer; none for one that was erased."""

    ABOUT = "customer"

    def __init__(self) -> None:
        self._told: dict[int, tuple[Told, str | None]] = {}

    def take(self, entry: Told, facts: dict[str, Any]) -> None:
        """Remember what an entry says, unless a later one of another register said something else."""
        for customer in facts.get("customer", ()):
            known = self._told.get(customer["id"])
            if known is None or known[0] <= entry:
                self._told[customer["id"]] = (entry, customer.get("hash"))

    def differences(self) -> Iterator[tuple[Told | None, str]]:
        """Customers that are not as they were last told, with the entry that told it."""
        seen = set()
        for customer_id, salt, *values in rows(f"SELECT id, salt, {', '.join(HASHED)} FROM customer ORDER BY id"):
            seen.add(customer_id)
            name = f"customer {customer_id}"
            entry, hashed = self._told.get(customer_id, (None, None))
            if entry is None:
                yield None, _("{row}: the journal does not tell of it").format(row=name)
            elif hashed is None:
                if not _blank(salt, dict(zip(HASHED, values, strict=True))):
                    yield entry, _("{row}: it was erased, and is not empty").format(row=name)
            elif hash_of(salt, values) != hashed:
                yield entry, _("{row}: it is not as the journal tells").format(row=name)
        for customer_id in self._told.keys() - seen:
            yield self._told[customer_id][0], _("{row} is gone").format(row=f"customer {customer_id}")


def _blank(salt: str, columns: dict[str, Any]) -> bool:
    return salt == "" and all(columns[name] == value for name, value in BLANK.items())
