"""What is unfinished on a register: the basket in progress, a count. A restart finds them again.

A change of the basket is written without waiting for the disk; `sync` makes it durable, at most once a
second. A killed program loses nothing, a power cut at most that second.
"""

import msgspec

from kassa_tui.database import bound, lazily, row, writing
from kassa_tui.models import Draft
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.line_kinds import UnknownLineKindError
from kassa_tui.till.ledger.desk import Desk

BASKET = "basket"
COUNT = "count"


def put(register: str, slot: str, text: str, at: int) -> None:
    """Keep a draft inside the caller's transaction; `at` in UTC milliseconds."""
    sql = "INSERT OR REPLACE INTO draft (register, slot, value, changed_at) VALUES (?, ?, ?, ?)"
    bound().execute_sql(sql, (register, slot, text, at))


def save(desk: Desk, slot: str, text: str) -> None:
    """Keep a draft without waiting for the disk."""
    with lazily():
        put(desk.register, slot, text, desk.clock())


def sync(desk: Desk) -> None:
    """Make everything that was kept lazily durable."""
    with writing():
        Draft.update(changed_at=desk.clock()).where(Draft.register == desk.register).execute()


def forget(register: str, *slots: str) -> None:
    """Drop drafts, inside the transaction of what came of them."""
    for slot in slots:
        bound().execute_sql("DELETE FROM draft WHERE register = ? AND slot = ?", (register, slot))


def forget_basket(register: str, uid: str) -> None:
    """Drop the draft of one basket, inside the transaction of what came of it; another in progress stays."""
    sql = "DELETE FROM draft WHERE register = ? AND slot = ? AND json_extract(value, '$.uid') = ?"
    bound().execute_sql(sql, (register, BASKET, uid))


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
    """A basket from text.

    Raises msgspec.DecodeError for one that an older program wrote differently, UnknownLineKindError.
    """
    return msgspec.json.decode(text, type=Basket)


def unfinished_basket(register: str) -> Basket | None:
    """The basket that was in progress; one that cannot be read any more is left aside."""
    text = load(register, BASKET)
    if text is None:
        return None
    try:
        return read_basket(text)
    except (msgspec.DecodeError, UnknownLineKindError):
        return None
