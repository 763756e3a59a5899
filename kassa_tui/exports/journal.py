"""The whole journal as lines of JSON: first what they are and where each chain ends, then every entry of it.

A stranger checks the file without the database; docs/files.md has the format and the program that does it.
"""

import json
from collections.abc import Mapping
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import asdict

from kassa_tui.records import stream
from kassa_tui.till.ledger import chain, counters
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.journal import TAG
from kassa_tui.till.ledger.permissions import SEE_EXPECTED
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import may_see_sales, may_see_sessions


class _Chain(Struct, frozen=True):
    """A register's entries: the numbers of the first and the newest, and the newest one's hash."""

    register: str
    location: str
    first: int
    last: int
    hash: str


def check_allowed(desk: Desk) -> None:
    """All of it is in it: sessions, sales, what should be in the drawer. Raises NotAllowedError."""
    may_see_sessions(desk)
    may_see_sales(desk)
    require(desk, SEE_EXPECTED)


def _line(content: Mapping[str, object]) -> bytes:
    """In letters that every program reads; none steers a terminal."""
    return json.dumps(content, separators=(",", ":")).encode("ascii") + b"\n"


def _chains(register: str) -> list[_Chain]:
    of_counter, codes = counters.any_of("register", register) if register else ("1", [])
    return list(
        stream(
            _Chain,
            "SELECT j.register, j.location, span.first, span.last, j.hash FROM journal j JOIN (SELECT register, "
            f"min(number) AS first, max(number) AS last FROM journal WHERE {of_counter} GROUP BY register) span "
            "ON span.register = j.register AND span.last = j.number ORDER BY j.register",
            *codes,
        )
    )


def write(at: int, out: BinaryIO, register: str = "") -> None:
    """Every chain of the shop, or those of one register's counter, entry by entry.

    It is as it is at one moment: the caller sees to that. `at` is the time now, in UTC milliseconds.
    """
    chains = _chains(register)
    entries = sum(each.last - each.first + 1 for each in chains)
    ends = [asdict(each) for each in chains]
    out.write(_line({"format": TAG, "shop": read_shop().name, "at": at, "entries": entries, "chains": ends}))
    for span in chains:
        for entry in chain.stored(span.register):
            # The number in this file's table says nothing elsewhere.
            out.write(_line({name: value for name, value in asdict(entry).items() if name != "id"}))
