"""Money that was taken before all was paid: kept durably, so that a crash forgets none of it."""

import msgspec
from msgspec import Struct

from kassa_tui.database import rows, writing
from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.drafts import forget, forget_basket, load, put, unfinished_basket
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.recording import recorder

PAYMENTS = "payments"


class InHandError(TillError):
    """Money was taken before the program ended, and is not booked yet."""

    template = N_("{amount} was taken for {what} and is not booked yet. Finish that first.")


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
            put(desk.register, _slot_of(basket), kept, desk.clock())
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
    drafts = rows(
        "SELECT value FROM draft WHERE register = ? AND slot GLOB ? ORDER BY rowid",
        desk.register,
        f"{PAYMENTS}.*",
    )
    taken = (msgspec.json.decode(text, type=_Taken) for (text,) in drafts)
    return [
        InHand(tenders.whole, tenders.payments)
        for tenders in taken
        if tenders.whole is not None and (sale is None or sale.uid != tenders.basket)
    ]


def before_the_end(desk: Desk) -> list[InHand]:
    """All money that was taken before the program ended and is not booked: that of the sale in progress first.

    Perhaps it was given back, and no disk took that.
    """
    sale = unfinished_basket(desk.register) if desk.channel != "remote" else None
    payments = taken_payments(desk.register, sale) if sale is not None else ()
    return [*([InHand(sale, payments)] if sale is not None and payments else []), *in_hand(desk)]


@recorder()
def given_back(desk: Desk, taken: InHand) -> None:
    """Money in hand was given back instead of booked: who says so stands in the journal."""
    paid = [{"method": payment.method, "amount": payment.amount.minor} for payment in taken.payments]
    facts = {"basket": taken.basket.uid, "order": taken.basket.order, "payments": paid}
    journal.note(desk, "payment.given_back", facts)
    forget(desk.register, _slot_of(taken.basket))


def completed(register: str, basket: Basket) -> None:
    """Drop what was kept of a basket that became a receipt, inside its transaction; another that waits stays."""
    forget(register, _slot_of(basket))
    forget_basket(register, basket.uid)
