"""Rows that may change: each must be as the newest journal entry about it said, whichever register's it is."""

from collections.abc import Iterator
from typing import Any

from kassa_tui.database import rows
from kassa_tui.i18n import _
from kassa_tui.models import STATES
from kassa_tui.till.setup.founding import method_rows, reason_rows

Told = tuple[int, str, int]
"""A journal entry: its place among all registers', its register, its number there."""

Identity = tuple[str, tuple[Any, ...]]

SET_UP = {"payment_method": ("code", method_rows), "reason": ("code", reason_rows)}
"""Tables whose rows a shop may have from a set-up that did not tell of them: they are as it makes them."""


def _as_set_up(table: str, row: dict[str, Any]) -> bool:
    """Whether a row is as the set-up makes it, wherever it stands in its list."""
    if table not in SET_UP:
        return False
    key, made = SET_UP[table]
    return any(
        all(value == each[name] for name, value in row.items() if name != "position")
        for each in made()
        if each[key] == row[key]
    )


class States:
    """The newest told state of each row that may change, and the entry that told it."""

    ABOUT = "settings, people, products, orders"

    def __init__(self) -> None:
        self._told: dict[Identity, tuple[Told, dict[str, Any]]] = {}

    def take(self, entry: Told, facts: dict[str, Any]) -> None:
        """Remember what an entry says, unless a later one of another register said something else."""
        for table, (key, _columns) in STATES.items():
            for state in facts.get(table, ()):
                name = (table, tuple(state.get(column) for column in key))
                if name not in self._told or self._told[name][0] <= entry:
                    self._told[name] = (entry, state)

    def differences(self) -> Iterator[tuple[Told | None, str]]:
        """Rows that are not as they were last told, with the entry that told it."""
        for table, (key, columns) in STATES.items():
            names = (*key, *columns)
            listed = ", ".join(f'"{name}"' for name in names)
            seen = set()
            for values in rows(f'SELECT {listed} FROM "{table}"'):
                row = dict(zip(names, values, strict=True))
                identity = (table, tuple(row[name] for name in key))
                seen.add(identity)
                yield from self._compare(table, identity, row)
            for identity in self._told.keys() - seen:
                if identity[0] == table:
                    yield self._told[identity][0], _("{row} is gone").format(row=f"{table} {identity[1][0]}")

    def _compare(self, table: str, identity: Identity, row: dict[str, Any]) -> Iterator[tuple[Told | None, str]]:
        name = f"{table} {identity[1][0]}"
        if identity not in self._told:
            if _as_set_up(table, row):
                return
            yield None, _("{row}: the journal does not tell of it").format(row=name)
            return
        entry, state = self._told[identity]
        for column, stored in row.items():
            if stored != state.get(column):
                text = _("{row}: {column} is {found}, the journal says {told}")
                yield entry, text.format(row=name, column=column, found=stored, told=state.get(column))

    def barcodes(self) -> Iterator[tuple[Told | None, str]]:
        """Barcodes that point at another product than was told."""
        owners: dict[str, tuple[int, Told]] = {}
        for (table, key), (entry, state) in self._told.items():
            if table == "product":
                owners.update(dict.fromkeys(state.get("barcodes", ()), (key[0], entry)))
        for code, product in rows("SELECT code, product_id FROM barcode"):
            known = owners.pop(code, None)
            if known is None or known[0] != product:
                yield (known[1] if known else None), _("barcode {code} belongs to another product").format(code=code)
        for code, (_product, entry) in owners.items():
            yield entry, _("barcode {code} is gone").format(code=code)
