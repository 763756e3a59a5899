"""Papers that name a customer against the hashes that the journal tells; one is blank only where an entry says so."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from kassa_tui.i18n import _
from kassa_tui.records import stream
from kassa_tui.till.papers.customer_papers import hash_of
from kassa_tui.till.proof.changing.states import Told


class _Stored(Struct):
    """A paper with the entry that kept it, and its receipt's number."""

    uid: str
    entry_id: int
    register: str
    entry: int
    number: int
    salt: str
    document: str
    sha256: str


class CustomerPapers:
    """The papers that entries say were blanked; every other one has its hash."""

    ABOUT = "customer_paper"

    def __init__(self) -> None:
        self._blanked: dict[str, Told] = {}

    def take(self, entry: Told, facts: dict[str, Any]) -> None:
        """Remember which papers an entry blanked."""
        self._blanked |= dict.fromkeys(facts.get("blanked", ()), entry)

    def differences(self) -> Iterator[tuple[Told, str]]:
        """Papers that are not as they were told, with the entry that told it: the columns are proved with its rows."""
        sql = (
            "SELECT p.uid, j.id entry_id, p.register, p.entry, r.number, p.salt, p.document, p.sha256 "
            "FROM customer_paper p JOIN journal j ON j.register = p.register AND j.number = p.entry "
            "JOIN receipt r ON r.id = p.receipt_id ORDER BY p.id"
        )
        for paper in stream(_Stored, sql):
            blanked, name = self._blanked.get(paper.uid), f"customer_paper {paper.number}"
            if blanked is not None:
                if paper.salt or paper.document:
                    yield blanked, _("{row}: it was blanked, and is not empty").format(row=name)
            elif hash_of(paper.salt, paper.document) != paper.sha256:
                kept_by = (paper.entry_id, paper.register, paper.entry)
                yield kept_by, _("{row}: the kept paper was changed").format(row=name)
