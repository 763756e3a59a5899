"""Parked baskets against the journal, which tells of each when it is put aside and when it is taken up again."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from kassa_tui.i18n import _
from kassa_tui.records import records
from kassa_tui.till.basket.parking import hash_of
from kassa_tui.till.ledger import counters
from kassa_tui.till.proof.changing.states import Told


class _Stored(Struct):
    """A row; the basket as its text, the total in minor units."""

    id: int
    register: str
    name: str
    basket: str
    total: int


class _Read(Struct):
    """What of a basket's text every program wrote in the same way."""

    uid: str
    lines: list[Any] = []


class ParkedBaskets:
    """The baskets that are parked as the journal tells: by their uids, with the entry and its facts."""

    ABOUT = "parked"

    def __init__(self) -> None:
        self._parked: dict[str, tuple[Told, dict[str, Any]]] = {}

    def take(self, entry: Told, facts: dict[str, Any]) -> None:
        """Remember what was put aside, until it is taken up."""
        for facts_of_it in facts.get("basket.parked", ()):
            self._parked[facts_of_it["basket"]] = (entry, facts_of_it)
        for facts_of_it in facts.get("basket.recalled", ()):
            self._parked.pop(facts_of_it["basket"], None)

    def differences(self) -> Iterator[tuple[Told | None, str]]:
        """Baskets that are not there as they were put aside, with the entry that told it."""
        waiting = dict(self._parked)
        for stored in records(_Stored, "SELECT id, register, name, basket, total FROM parked ORDER BY id"):
            row = f"parked {stored.id}"
            read = _read(stored.basket)
            entry, facts = waiting.pop(read.uid, (None, None)) if read else (None, None)
            if entry is None or facts is None or read is None:
                yield None, _("{row}: the journal does not tell of it").format(row=row)
                continue
            for column, stands, wanted in _pairs(stored, read, entry, facts):
                if stands != wanted:
                    text = _("{row}: {column} is {found}, the journal says {told}")
                    yield entry, text.format(row=row, column=column, found=stands, told=wanted)
            # Programs up to 0.2.0 told no hash of it.
            if facts.get("sha256") not in (None, hash_of(stored.basket)):
                yield entry, _("{row}: it is not as the journal tells").format(row=row)
        for entry, facts in waiting.values():
            yield entry, _("{row} is gone").format(row=f"parked {facts['name']}".rstrip())


def _read(text: str) -> _Read | None:
    """The basket, None for what is none."""
    try:
        return msgspec.json.decode(text, type=_Read)
    except (msgspec.DecodeError, RecursionError):
        return None


def _pairs(stored: _Stored, read: _Read, entry: Told, facts: dict[str, Any]) -> Iterator[tuple[str, object, object]]:
    """Column, what stands there, and what was told of it."""
    yield "register", stored.register, counters.current(entry[1])
    yield "name", stored.name, facts["name"]
    yield "total", stored.total, facts["total"]
    yield "basket", len(read.lines), facts["lines"]
