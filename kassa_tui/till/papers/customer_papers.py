"""Papers that name a customer: kept apart from the others, for as long as the law says, and blanked no sooner.

Their text is in no journal entry: what stands there is the SHA-256 over a salt and the paper. When both are blanked
the chain stays as it is and tells nothing about anybody (GDPR, article 17, paragraph 3b).
"""

import secrets
from collections.abc import Collection
from datetime import date
from hashlib import sha256

from msgspec import Struct

from kassa_tui.database import bound, marks, row, rows
from kassa_tui.documents import Document, from_json
from kassa_tui.models import CustomerPaper
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.papers.kept_papers import Kept

_OVER = "kept_until < date(? / 1000, 'unixepoch')"
"""Whether a paper need not be kept any more at a time in UTC milliseconds; the trigger asks the same."""


class About(Struct, frozen=True):
    """What a paper is about: `kind` as in the table, `due` in UTC milliseconds, `kept_until` the last day of it."""

    kind: str
    receipt_id: int
    customer_id: int
    due: int | None
    kept_until: date


def hash_of(salt: str, document: str) -> str:
    """What the journal keeps of a paper: SHA-256 over the salt and the document's text."""
    return sha256(journal.canonical([salt, document]).encode()).hexdigest()


def keep(entry: Entry, about: About, language: str, document: Document) -> int:
    """Keep a document as part of an entry; its id. The entry tells its hash, and nothing that names anybody."""
    text, salt = document.to_json(), secrets.token_hex(16)
    number = len(entry.facts.get("customer_paper", ())) + 1
    paper = entry.insert(
        CustomerPaper,
        f"{entry.desk.register}.{entry.number}.c{number}",
        kind=about.kind,
        at=entry.at,
        language=language,
        receipt_id=about.receipt_id,
        customer_id=about.customer_id,
        due=about.due,
        kept_until=about.kept_until.isoformat(),
        salt=salt,
        document=text,
        sha256=hash_of(salt, text),
    )
    for name in ("salt", "document"):
        del entry.facts["customer_paper"][-1][name]
    return paper


def of_receipt(receipt_id: int) -> Kept | None:
    """The paper of a receipt that names its customer; None where there is none, or it was blanked."""
    found = row("SELECT id, kind, document FROM customer_paper WHERE receipt_id = ? AND document <> ''", receipt_id)
    return Kept(found[0], found[1], from_json(found[2]), apart=True) if found else None


def invoiced(receipt_ids: Collection[int]) -> set[int]:
    """Those of the receipts that have such a paper, blanked or not."""
    if not receipt_ids:
        return set()
    ids = tuple(receipt_ids)
    return {key for (key,) in rows(f"SELECT receipt_id FROM customer_paper WHERE receipt_id IN ({marks(ids)})", *ids)}


class Retained(Struct, frozen=True):
    """How many papers of somebody have to be kept still, and until which day all of them; None for none."""

    count: int = 0
    until: date | None = None


def retained(customer_ids: Collection[int], at: int) -> Retained:
    """The papers of some customers that have to be kept, at a time in UTC milliseconds."""
    ids = tuple(customer_ids)
    count, until = row(
        "SELECT count(*), max(kept_until) FROM customer_paper "
        f"WHERE customer_id IN ({marks(ids)}) AND document <> '' AND NOT {_OVER}",
        *(*ids, at),
    ) or (0, None)
    return Retained(count, date.fromisoformat(until) if until else None)


def over(customer_ids: Collection[int], at: int) -> list[str]:
    """The uids of the papers of some customers that need not be kept any more, and are not blank."""
    ids = tuple(customer_ids)
    papers = rows(
        "SELECT uid FROM customer_paper "
        f"WHERE customer_id IN ({marks(ids)}) AND document <> '' AND {_OVER} ORDER BY id",
        *(*ids, at),
    )
    return [uid for (uid,) in papers]


def blank(uids: Collection[str]) -> None:
    """Blank papers that need not be kept any more, and forget letters with them.

    The entry that tells of it is written already.
    """
    names = tuple(uids)
    them = f"customer_paper_id IN (SELECT id FROM customer_paper WHERE uid IN ({marks(names)}))"
    bound().execute_sql(f"UPDATE print_job SET state = 'dropped' WHERE state = 'queued' AND {them}", names)
    bound().execute_sql(f"DELETE FROM mail WHERE {them}", names)
    bound().execute_sql(f"UPDATE customer_paper SET document = '', salt = '' WHERE uid IN ({marks(names)})", names)
