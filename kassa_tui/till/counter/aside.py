"""What the counter knows and the disk does not yet: baskets that were put aside in memory, payments, drafts."""

from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.storage.trouble import StorageError
from kassa_tui.till.basket import drafts, line_removal, money_in_hand, parking
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.money_in_hand import InHand
from kassa_tui.till.basket.parking import NotParkedError, ParkedBasket
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.unwritten import Write

SYNC = "sync"


class Aside(Struct, frozen=True):
    """A basket that is parked in memory, all its lines on it, until the disk takes it."""

    basket: Basket
    parked: ParkedBasket


class Taken(Struct, frozen=True):
    """What is in hand for a basket, whatever the disk says."""

    basket: str
    payments: tuple[Payment, ...]


# --- Drafts ---------------------------------------------------------------------------------------


def keep_draft(counter: Counter, slot: str, text: str | None) -> None:
    """Keep what is unfinished, None for nothing any more; only the newest state waits for a disk that refuses."""
    act = partial(drafts.clear, counter.desk, slot) if text is None else partial(drafts.save, counter.desk, slot, text)
    counter.keep(Write(act, slot))


def sync_drafts(counter: Counter) -> None:
    """Make what was kept durable."""
    counter.keep(Write(partial(drafts.sync, counter.desk), SYNC))


def finished(counter: Counter, slot: str) -> None:
    """Something came of it: a draft that still waits for the disk would bring it back."""
    counter.ledger.drop(slot)


# --- Baskets --------------------------------------------------------------------------------------


async def park(counter: Counter, basket: Basket, name: str = "") -> None:
    """Put a basket aside under a name (empty is allowed); in memory, as long as the disk refuses."""
    await counter.happened(_parking(counter, basket, name))


def _parking(counter: Counter, basket: Basket, name: str) -> Write:
    desk = counter.desk
    row = parking.as_parked(desk, basket, name)
    write = Write(partial(parking.park, desk, basket, name))
    return replace(write, about=Aside(basket, replace(row, id=-write.number)))


async def abandon(counter: Counter, basket: Basket) -> StorageError | None:
    """Throw a basket away; what cannot be journalled is parked in memory instead, and why is given.

    Raises NotAllowedError.
    """
    try:
        await counter.written(line_removal.abandoned, counter.desk, basket)
    except StorageError as problem:
        await park(counter, basket)
        return problem
    return None


def parked(counter: Counter) -> list[ParkedBasket]:
    """The parked baskets, newest first; those in memory, whose ids are below 0, before all others.

    Where the disk cannot be read, as they were read last.
    """
    waiting = [write.about.parked for write in counter.ledger.unwritten.writes if isinstance(write.about, Aside)]
    stored = counter.as_known("parked", lambda: parking.parked(counter.desk.register))
    return [*reversed(waiting), *stored]


async def recall(counter: Counter, parked_id: int) -> Basket:
    """Take a parked basket up again; it is marked as recalled. Raises NotParkedError, StorageErrors."""
    if parked_id >= 0:
        return await counter.record(parking.recall, parked_id)
    write = await counter.written(counter.ledger.unwritten.take_back, -parked_id)
    if write is None or not isinstance(write.about, Aside):
        raise NotParkedError
    return replace(write.about.basket, recalled=write.about.parked.name)


# --- Money ----------------------------------------------------------------------------------------


async def keep_payments(counter: Counter, basket: Basket, payments: tuple[Payment, ...]) -> None:
    """Remember what was taken for a basket, or that nothing is any more, also where the disk refuses."""
    act = partial(money_in_hand.keep_payments, counter.desk, basket, payments)
    about = Taken(basket.uid, payments)
    await counter.happened(Write(act, f"payments.{basket.uid}", about))


async def give_back(counter: Counter, taken: InHand) -> None:
    """Money in hand was given back: it is, whatever the disk says to it; the journal learns it when it can."""
    act = partial(money_in_hand.given_back, counter.desk, taken)
    await counter.happened(Write(act, about=Taken(taken.basket.uid, ())))


def _overruled(counter: Counter, uid: str) -> Taken | None:
    """What waits to be written about the payments of a basket."""
    about = (write.about for write in reversed(counter.ledger.unwritten.writes))
    return next((known for known in about if isinstance(known, Taken) and known.basket == uid), None)


def taken_payments(counter: Counter, basket: Basket) -> tuple[Payment, ...]:
    """What was taken for this basket and is not given back."""
    known = _overruled(counter, basket.uid)
    return known.payments if known else money_in_hand.taken_payments(counter.desk.register, basket)


def in_hand(counter: Counter) -> list[InHand]:
    """Money in hand for orders and invoices whose payment was interrupted, without what was given back meanwhile."""
    stored = counter.as_known("in hand", lambda: money_in_hand.in_hand(counter.desk))
    return [taken for taken in stored if _overruled(counter, taken.basket.uid) is None]
