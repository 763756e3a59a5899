"""Letters against the journal, which tells when one was written and what about: never to whom, nor its words.

A report's file is proved by its hash as long as the letter has it.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from msgspec import Struct

from kassa_tui.i18n import _
from kassa_tui.records import stream
from kassa_tui.till.proof.changing.states import Told

About = tuple[str, int | str]
"""What a letter is about: an order's id, a kept paper's uid, or the name of a report's file."""


class _Stored(Struct):
    """A letter; `created_at` in UTC milliseconds, `attachment` of a report alone, in hexadecimal digits."""

    id: int
    created_at: int
    order_id: int | None
    paper: str | None
    name: str
    attachment: str


_SQL = (
    "SELECT m.id, m.created_at, m.order_id, coalesce(p.uid, c.uid) paper, m.attachment_name name, "
    "iif(coalesce(m.order_id, m.paper_id, m.customer_paper_id) IS NULL, m.attachment, '') attachment "
    "FROM mail m LEFT JOIN paper p ON p.id = m.paper_id LEFT JOIN customer_paper c ON c.id = m.customer_paper_id "
    "ORDER BY m.id"
)


class Letters:
    """The letters that entries tell of, by what they are about and when: the entry, and the hashes of their files."""

    ABOUT = "mail"

    def __init__(self) -> None:
        self._told: dict[tuple[About, int], tuple[Told, set[str]]] = {}

    def take(self, entry: Told, facts: dict[str, Any]) -> None:
        """Remember which letters an entry wrote."""
        for event in facts.get("order_event", ()):
            if event["kind"] == "mailed":
                self._tell(entry, ("order", event["order_id"]), event["at"])
        for letter in facts.get("receipt.mailed", ()):
            self._tell(entry, ("paper", letter["paper"]), letter["at"])
        for letter in facts.get("report.mailed", ()):
            self._tell(entry, ("report", letter["file"]["name"]), letter["at"], letter["file"]["sha256"])

    def _tell(self, entry: Told, about: About, at: int, hashed: str = "") -> None:
        self._told.setdefault((about, at), (entry, set()))[1].add(hashed)

    def differences(self) -> Iterator[tuple[Told | None, str]]:
        """Letters that no entry tells of, and reports that are not as they were told, with the entry that told it."""
        for stored in stream(_Stored, _SQL):
            entry, hashes = self._told.get((_about(stored), stored.created_at), (None, set()))
            if entry is None:
                yield None, _("{row}: the journal does not tell of it").format(row=f"mail {stored.id}")
            elif stored.attachment and _hash(stored.attachment) not in hashes:
                yield entry, _("{row}: it is not as the journal tells").format(row=f"mail {stored.id}")


def _about(stored: _Stored) -> About:
    if stored.order_id is not None:
        return ("order", stored.order_id)
    return ("report", stored.name) if stored.paper is None else ("paper", stored.paper)


def _hash(attachment: str) -> str:
    """Of a file in hexadecimal digits; empty for what is none."""
    try:
        return sha256(bytes.fromhex(attachment)).hexdigest()
    except ValueError:
        return ""
