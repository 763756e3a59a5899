"""Baskets that were put aside, and taken up again."""

from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import delete, row
from kassa_tui.i18n import N_
from kassa_tui.models import Parked
from kassa_tui.money import Money
from kassa_tui.records import records
from kassa_tui.text import clean
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.drafts import BASKET, forget_basket, put, read_basket, write_basket
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.recording import recorder


class NotParkedError(TillError):
    """Somebody else took it up."""

    template = N_("That receipt is not parked any more.")


class PartPaidError(TillError):
    """Money was taken for it."""

    template = N_("Part of this receipt is paid already. F12 goes on with the payment.")


class ParkedBasket(Struct, frozen=True):
    """A basket that was put aside."""

    id: int
    name: str
    at: int
    person: str
    total: Money
    lines: int


class _Stored(Struct, frozen=True):
    """A parked basket as its row tells it; the total in minor units."""

    id: int
    name: str
    at: int
    person: str
    total: int
    currency: str
    lines: int


def parked(register: str) -> list[ParkedBasket]:
    """The parked baskets, newest first."""
    stored = records(
        _Stored,
        "SELECT k.id, k.name, k.at, p.name person, k.total, json_extract(k.basket, '$.currency') currency, k.lines "
        "FROM parked k JOIN person p ON p.id = k.person_id WHERE k.register = ? ORDER BY k.id DESC",
        register,
    )
    return [
        ParkedBasket(row.id, row.name, row.at, row.person, Money(row.total, row.currency), row.lines) for row in stored
    ]


def hash_of(text: str) -> str:
    """What the journal tells of a basket's text; its uid, which nobody can guess, stands in it."""
    return sha256(text.encode()).hexdigest()


def as_parked(desk: Desk, basket: Basket, name: str) -> ParkedBasket:
    """How a basket that is put aside now is listed, before it has a number."""
    lines = len([line for line in basket.lines if line.parent is None])
    return ParkedBasket(0, clean(name, 40), desk.clock(), desk.person.name, basket.total, lines)


@recorder()
def park(desk: Desk, basket: Basket, name: str = "") -> int:
    """Put a basket aside under a name (empty is allowed); its number in the list.

    One that is there already, because nobody knew whether the disk had taken it, is not put aside twice.
    """
    there = row("SELECT id FROM parked WHERE register = ? AND basket ->> 'uid' = ?", desk.register, basket.uid)
    if there is not None:
        return int(there[0])
    text = write_basket(basket)
    facts = {
        "basket": basket.uid,
        "name": clean(name, 40),
        "total": basket.total.minor,
        "lines": len(basket.lines),
        "sha256": hash_of(text),
    }
    journal.note(desk, "basket.parked", facts)
    forget_basket(desk.register, basket.uid)
    listed_as = as_parked(desk, basket, name)
    parked_id = Parked.insert(
        register=desk.register,
        name=listed_as.name,
        at=listed_as.at,
        person_id=desk.person.id,
        basket=text,
        total=listed_as.total.minor,
        lines=listed_as.lines,
    ).execute()
    return int(parked_id)


@recorder()
def recall(desk: Desk, parked_id: int) -> Basket:
    """Take a parked basket up again; it is marked as recalled. Raises NotParkedError."""
    stored = Parked.get_or_none(Parked.id == parked_id, Parked.register == desk.register)
    if stored is None:
        raise NotParkedError
    basket = replace(read_basket(stored.basket), recalled=stored.name)
    delete(Parked).where(Parked.id == parked_id).execute()
    journal.note(desk, "basket.recalled", {"basket": basket.uid, "name": stored.name})
    put(desk.register, BASKET, write_basket(basket), desk.clock())
    return basket
