"""What is unfinished: the basket in progress, a count, parked baskets. A restart finds them again.

A change of the basket is written without waiting for the disk; `sync` makes it durable, at most once a
second. A killed program loses nothing, a power cut at most that second.
"""

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import bound, delete, lazily, row, rows, writing
from kassa_tui.i18n import N_
from kassa_tui.models import Draft, Parked
from kassa_tui.money import Money
from kassa_tui.text import clean
from kassa_tui.till.basket import line_removal
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.recording import recorder

BASKET = "basket"
COUNT = "count"
PAYMENTS = "payments"


class NotParkedError(TillError):
    """Somebody else took it up."""

    template = N_("That receipt is not parked any more.")


class PartPaidError(TillError):
    """Money was taken for it."""

    template = N_("Part of this receipt is paid already. F12 goes on with the payment.")


class InHandError(TillError):
    """Money was taken before the program ended, and is not booked yet."""

    template = N_("{amount} was taken for {what} and is not booked yet. Finish that first.")


class ParkedBasket(Struct, frozen=True):
    """A basket that was put aside."""

    id: int
    name: str
    at: int
    person: str
    total: Money
    lines: int


def _put(register: str, slot: str, value: str, at: int) -> None:
    sql = "INSERT OR REPLACE INTO draft (register, slot, value, changed_at) VALUES (?, ?, ?, ?)"
    bound().execute_sql(sql, (register, slot, value, at))


def save(desk: Desk, slot: str, value: str) -> None:
    """Keep a draft without waiting for the disk."""
    with lazily():
        _put(desk.register, slot, value, desk.clock())


def sync(desk: Desk) -> None:
    """Make everything that was kept lazily durable."""
    with writing():
        Draft.update(changed_at=desk.clock()).where(Draft.register == desk.register).execute()


def forget(register: str, *slots: str) -> None:
    """Drop drafts, inside the transaction of what came of them."""
    for slot in slots:
        bound().execute_sql("DELETE FROM draft WHERE register = ? AND slot = ?", (register, slot))


def clear(desk: Desk, slot: str) -> None:
    """Drop a draft without waiting for the disk."""
    with lazily():
        forget(desk.register, slot)


def load(register: str, slot: str) -> str | None:
    """A draft as it was kept."""
    kept = row("SELECT value FROM draft WHERE register = ? AND slot = ?", register, slot)
    return str(kept[0]) if kept else None


def write_basket(basket: Basket) -> str:
    """A basket as text."""
    return msgspec.json.encode(basket).decode()


def read_basket(text: str) -> Basket:
    """A basket from text; msgspec.DecodeError for one that an older program wrote differently."""
    return msgspec.json.decode(text, type=Basket)


def unfinished_basket(register: str) -> Basket | None:
    """The basket that was in progress; one that cannot be read any more is left aside."""
    text = load(register, BASKET)
    if text is None:
        return None
    try:
        return read_basket(text)
    except msgspec.DecodeError:
        return None


def _slot_of(basket: Basket) -> str:
    """Where the tenders for one basket are: an order is paid while a sale waits, the office pays beside the counter."""
    return f"{PAYMENTS}.{basket.uid}"


class _Taken(msgspec.Struct):
    """The tenders that were taken for a basket that is not paid in full.

    The basket itself goes along: an order's or an invoice's is kept nowhere else. Older programs left it out.
    """

    basket: str
    payments: tuple[Payment, ...]
    whole: Basket | None = None


class InHand(Struct, frozen=True):
    """Money that was taken before the program ended, for a basket that is not the sale in progress."""

    basket: Basket
    payments: tuple[Payment, ...]

    @property
    def amount(self) -> Money:
        """All of it."""
        return sum((payment.amount for payment in self.payments), self.basket.total.zero)


def keep_payments(desk: Desk, basket: Basket, payments: tuple[Payment, ...]) -> None:
    """Remember durably what was taken for a basket before all of it is paid; nothing taken forgets it.

    The office takes nothing into its hands (neither cash nor cards), and many work there at once: nothing is kept.
    """
    if desk.channel == "remote":
        return
    with writing():
        if payments:
            kept = msgspec.json.encode(_Taken(basket.uid, payments, basket)).decode()
            _put(desk.register, _slot_of(basket), kept, desk.clock())
        else:
            forget(desk.register, _slot_of(basket))


def taken_payments(register: str, basket: Basket) -> tuple[Payment, ...]:
    """What was taken for this basket before the program ended."""
    text = load(register, _slot_of(basket))
    return msgspec.json.decode(text, type=_Taken).payments if text else ()


def in_hand(desk: Desk) -> list[InHand]:
    """Money in hand for orders and invoices whose payment a crash interrupted, oldest first.

    One counter process has a register (`database.counter_lock`), so that what is found when no payment is open there
    is nobody else's; the office keeps nothing, and is told nothing.
    """
    if desk.channel == "remote":
        return []
    sale = unfinished_basket(desk.register)
    found = rows(
        "SELECT value FROM draft WHERE register = ? AND slot GLOB ? ORDER BY rowid",
        desk.register,
        f"{PAYMENTS}.*",
    )
    kept = (msgspec.json.decode(text, type=_Taken) for (text,) in found)
    return [
        InHand(each.whole, each.payments)
        for each in kept
        if each.whole is not None and (sale is None or sale.uid != each.basket)
    ]


@recorder()
def given_back(desk: Desk, kept: InHand) -> None:
    """Money in hand was given back instead of booked: who says so stands in the journal."""
    paid = [{"method": each.method, "amount": each.amount.minor} for each in kept.payments]
    facts = {"basket": kept.basket.uid, "order": kept.basket.order, "payments": paid}
    journal.note(desk, "payment.given_back", facts)
    forget(desk.register, _slot_of(kept.basket))


def completed(register: str, basket: Basket) -> None:
    """Drop what was kept of a basket that became a receipt, inside its transaction; another that waits stays."""
    forget(register, _slot_of(basket))
    sql = "DELETE FROM draft WHERE register = ? AND slot = ? AND json_extract(value, '$.uid') = ?"
    bound().execute_sql(sql, (register, BASKET, basket.uid))


# --- What the journal must know about an unfinished sale ------------------------------------------


def _line_facts(line: Line) -> dict[str, object]:
    return {
        "text": line.text,
        "product": line.product_id,
        "quantity": line.quantity,
        "amount": line.net.minor,
    }


def line_removed(desk: Desk, basket: Basket, line: Line, amount: int | None = None) -> None:
    """A line was taken off, or reduced by `amount`, before payment. Not awaited: made durable with the basket.

    Raises NotAllowedError.
    """
    acting = line_removal.required(desk, line.net.minor if amount is None else amount)
    with lazily():
        journal.note(acting, "line.removed", {"basket": basket.uid, "line": _line_facts(line)})


def abandoned(desk: Desk, basket: Basket) -> None:
    """A whole basket was thrown away. Raises NotAllowedError."""
    acting = line_removal.required(desk, basket.total.minor)
    with lazily():
        lines = [_line_facts(line) for line in basket.lines]
        facts = {"basket": basket.uid, "lines": lines, "total": basket.total.minor}
        journal.note(acting, "basket.abandoned", facts)
        forget(desk.register, BASKET)


def line_changed(desk: Desk, basket: Basket, before: Line, after: Line) -> None:
    """A price or discount of a line was changed by hand."""
    facts = {
        "basket": basket.uid,
        "line": _line_facts(after),
        "price": after.price.minor,
        "was": before.price.minor,
        "discount": after.discount.minor,
    }
    with lazily():
        journal.note(desk, "line.changed", facts)


# --- Parking --------------------------------------------------------------------------------------


def parked(register: str) -> list[ParkedBasket]:
    """The parked baskets, newest first."""
    found = rows(
        "SELECT k.id, k.name, k.at, p.name, k.total, json_extract(k.basket, '$.currency'), k.lines "
        "FROM parked k JOIN person p ON p.id = k.person_id WHERE k.register = ? ORDER BY k.id DESC",
        register,
    )
    return [
        ParkedBasket(key, name, at, person, Money(total, currency), lines)
        for key, name, at, person, total, currency, lines in found
    ]


@recorder()
def park(desk: Desk, basket: Basket, name: str = "") -> int:
    """Put a basket aside under a name (empty is allowed); its number in the list."""
    facts = {
        "basket": basket.uid,
        "name": clean(name, 40),
        "total": basket.total.minor,
        "lines": len(basket.lines),
    }
    journal.note(desk, "basket.parked", facts)
    forget(desk.register, BASKET)
    parked_id = Parked.insert(
        register=desk.register,
        name=clean(name, 40),
        at=desk.clock(),
        person_id=desk.person.id,
        basket=write_basket(basket),
        total=basket.total.minor,
        lines=len([line for line in basket.lines if line.parent is None]),
    ).execute()
    return int(parked_id)


@recorder()
def recall(desk: Desk, parked_id: int) -> Basket:
    """Take a parked basket up again; it is marked as recalled. Raises NotParkedError."""
    row = Parked.get_or_none(Parked.id == parked_id, Parked.register == desk.register)
    if row is None:
        raise NotParkedError
    basket = replace(read_basket(row.basket), recalled=row.name)
    delete(Parked).where(Parked.id == parked_id).execute()
    journal.note(desk, "basket.recalled", {"basket": basket.uid, "name": row.name})
    _put(desk.register, BASKET, write_basket(basket), desk.clock())
    return basket
