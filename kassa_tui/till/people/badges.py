"""Badges: a barcode on paper or plastic that says who somebody is.

Only the SHA-256 of a code is kept. A code is 60 bits of chance, which nobody finds by trying, so it needs no slow
hash; and whoever reads the database or a copy of it cannot print anybody's badge.
"""

import os
import re
from contextlib import suppress
from hashlib import sha256

from kassa_tui.database import row, writing
from kassa_tui.documents import Code, Cut, Document, Feed, Text
from kassa_tui.i18n import N_, words
from kassa_tui.models import Credential
from kassa_tui.storage.trouble import StorageError
from kassa_tui.text import DIGITS
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk, Person, by_id, people
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.papers.kept_papers import shop_head
from kassa_tui.till.people import lockout

SIGNS = DIGITS + "ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are read as something else."""

SIZE = 12

_BADGE = re.compile(rf"P-[{SIGNS}]{{{SIZE + 1}}}")
_SPOILT = re.compile(rf"P[^0-9A-Z][0-9A-Z]{{{SIZE},}}")


class NoBadgeError(TillError):
    """A badge that is nobody's."""

    template = N_("That badge is nobody's. It may have been replaced.")


def _check_sign(signs: str) -> str:
    """Finds any one wrong sign and most that changed places: each counts by its place, an odd number."""
    return SIGNS[sum(SIGNS.index(sign) * (2 * place + 1) for place, sign in enumerate(signs)) % len(SIGNS)]


def is_badge(code: str) -> bool:
    """Whether a scanned code is written as a badge, read right."""
    text = code.strip().upper()
    return bool(_BADGE.fullmatch(text)) and text[-1] == _check_sign(text[2:-1])


def is_spoilt(code: str) -> bool:
    """Whether a scanned code was a badge before it was read wrong: what is left would be enough to guess the rest."""
    return bool(_SPOILT.fullmatch(code.strip().upper())) and not is_badge(code)


def new_code() -> str:
    """A code that nobody has: `P-`, 12 signs of chance and a check sign."""
    signs = "".join(SIGNS[byte % len(SIGNS)] for byte in os.urandom(SIZE))
    return f"P-{signs}{_check_sign(signs)}"


def _hashed(code: str) -> str:
    return sha256(code.strip().upper().encode()).hexdigest()


def has_badge(person: Person) -> bool:
    """Whether the person has one."""
    return row("SELECT 1 FROM credential WHERE person_id = ? AND badge IS NOT NULL", person.id) is not None


def keep(person: Person, code: str, entry: int) -> None:
    """Store a badge; the one before is nobody's from now on. Called inside a transaction."""
    values = {"badge": _hashed(code), "entry": entry}
    Credential.insert(person_id=person.id, **values).on_conflict(
        conflict_target=[Credential.person_id], update=values
    ).execute()


def prove(desk: Desk, code: str) -> Person:
    """Whose badge this is; it ends the wait for the person's PIN. One that is nobody's is journalled: NoBadgeError."""
    found = row("SELECT person_id FROM credential WHERE badge = ?", _hashed(code)) if is_badge(code) else None
    holder = by_id(found[0]) if found else None
    if holder is None or holder not in people():
        with suppress(StorageError), writing():
            journal.note(desk, "badge.wrong", {})
        raise NoBadgeError
    lockout.proved(holder)
    return holder


def paper(shop: Shop, person: Person, code: str) -> Document:
    """The badge to cut out: the shop, the name, the barcode."""
    spoken = words(person.language or shop.language)
    rows = (
        *shop_head(shop, spoken)[:1],
        Feed(),
        Text(person.name, align="center", bold=True, big=True),
        Feed(),
        Code(code),
        Feed(),
        Text(spoken.text(N_("Keep it as you keep a key. If it is lost, ask for a new one.")), align="center"),
        Feed(),
        Cut(),
    )
    return Document(person.name, rows)
