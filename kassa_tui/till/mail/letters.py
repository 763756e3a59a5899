"""Letters that wait in the database: tried, tried again later, and shown when they fail."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from kassa_tui.database import delete, rows, writing
from kassa_tui.hw.ports import DoubtError, HardwareError, UnsentError
from kassa_tui.hw.smtp import Letter
from kassa_tui.i18n import N_, words
from kassa_tui.models import Mail
from kassa_tui.records import record, records
from kassa_tui.text import clean
from kassa_tui.till.customers.addresses import is_mail_address
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.clock import Clock
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import EDIT_ORDER
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.orders import orders
from kassa_tui.till.orders.edit import event
from kassa_tui.till.papers.jobs import NOTHING, Of

MOST_TRIES = 8
FIRST_WAIT = 60_000
"""Milliseconds until the second try; each later one waits twice as long."""

STATES = {"queued": N_("waits"), "sent": N_("sent"), "failed": N_("not sent")}
"""How a letter stands, as it is read."""


MOST_BYTES = 10_000_000
"""Bytes of a file that goes with a letter, at most: mail servers take little more."""


class AddressError(TillError):
    """An address that no letter goes to."""

    template = N_('"{address}" is no mail address.')


class NoLetterError(TillError):
    """A number of no letter that could be taken away."""

    template = N_("There is no e-mail {id} that waits or was not sent.")


class FileTooLargeError(TillError):
    """A file that no mail server takes."""

    template = N_("The file is larger than {most} MB, which is too much for a letter. Choose fewer days, or a stick.")

    def __init__(self) -> None:
        super().__init__(most=MOST_BYTES // 1_000_000)


class Waiting(Struct, frozen=True):
    """A letter as it stands; `error` says why the last try failed."""

    id: int
    order_number: int | None
    address: str
    subject: str
    state: str
    tries: int
    error: str
    changed_at: int


def checked_address(text: str) -> str:
    """An address that a letter may go to. Raises AddressError."""
    address = clean(text, 120)
    if not is_mail_address(address):
        raise AddressError(address=address[:40])
    return address


def _texts(shop: Shop, number: int, kind: str) -> tuple[str, str]:
    spoken = words(shop.receipts_in)
    _ = spoken.text
    title = _("Packing slip") if kind == "packing" else _("Order")
    body = _("Your order is in the file with this letter.")
    return f"{shop.name}: {title} {number}", f"{body}\n\n{shop.name}\n"


def put(
    at: int,
    address: str,
    texts: tuple[str, str],
    name: str,
    file: bytes,
    *,
    order_id: int | None = None,
    of: Of = NOTHING,
) -> int:
    """Let a letter of subject and body wait, with a file; its id. Called inside a transaction.

    It is about an order, a kept paper, or neither.

    Raises FileTooLargeError.
    """
    if len(file) > MOST_BYTES:
        raise FileTooLargeError
    subject, body = texts
    values = Mail.insert(
        order_id=order_id, address=address, subject=subject, body=body, attachment=file.hex(), attachment_name=name,
        state="queued", next_at=at, created_at=at, changed_at=at,
        paper_id=of.paper_id, customer_paper_id=of.customer_paper_id,
    )  # fmt: skip
    return int(values.execute())


@recorder(EDIT_ORDER)
def queue(desk: Desk, order_id: int, address: str, name: str, file: bytes, kind: str = "order") -> int:
    """Let a letter about an order wait to be sent, with a file; its id.

    Raises AddressError, NoOrderError, FileTooLargeError.
    """
    to, shop = checked_address(address), read_shop()
    order = orders.by_id(order_id, shop, desk.clock())
    with journal.entry(desk, "order.mailed") as entry:
        mail_id = put(entry.at, to, _texts(shop, order.number, kind), name, file, order_id=order.id)
        # Whom it went to is the customer's own affair: the history says that, not where.
        event(entry, order.id, "mailed", {})
    return mail_id


def letters(state: str = "", limit: int = 200) -> list[Waiting]:
    """The letters, newest first; of one state when it is told."""
    return records(
        Waiting,
        "SELECT m.id, o.number order_number, m.address, m.subject, m.state, m.tries, m.error, m.changed_at FROM mail m "
        "LEFT JOIN customer_order o ON o.id = m.order_id WHERE ? IN ('', m.state) ORDER BY m.id DESC LIMIT ?",
        state,
        limit,
    )


def trouble(order_id: int) -> str:
    """Why the newest letter about an order was not sent yet; empty where none was tried in vain."""
    found = rows("SELECT state, error FROM mail WHERE order_id = ? ORDER BY id DESC LIMIT 1", order_id)
    return str(found[0][1]) if found and found[0][0] != "sent" else ""


class _Queued(Struct, frozen=True):
    """A letter that is due as its row tells it; the attachment in hexadecimal digits."""

    address: str
    subject: str
    body: str
    attachment_name: str
    attachment: str
    tries: int
    created_at: int


def _due(now: int) -> Iterable[tuple[int, Letter, int]]:
    """The letters that are due, each read when its turn comes: their files may be large.

    One that waits since a time that has not come is due as well: the clock was put back.
    """
    due = rows(
        "SELECT id FROM mail WHERE state = 'queued' AND (next_at <= ? OR changed_at > ?) ORDER BY id LIMIT 20", now, now
    )
    for (key,) in due:
        queued = record(
            _Queued,
            "SELECT address, subject, body, attachment_name, attachment, tries, created_at FROM mail "
            "WHERE id = ? AND state = 'queued'",
            key,
        )
        if queued is not None:
            yield key, _letter(key, queued), queued.tries


def _letter(key: int, queued: _Queued) -> Letter:
    file, uid = bytes.fromhex(queued.attachment), f"kassa.{key}.{queued.created_at}"
    return Letter(queued.address, queued.subject, queued.body, queued.attachment_name, file, uid)


def finish(mail_id: int, now: int, state: str, tries: int, error: str, wait: int = 0) -> None:
    """Keep how a try ended; a letter that was sent is forgotten but for whom it went to.

    Where a receipt or an invoice went to is forgotten, too: an address that was typed for it is kept nowhere.
    """
    gone = {"attachment": ""} if state == "sent" else {}
    with writing():
        changed = Mail.update(
            state=state, tries=tries, error=error, next_at=now + wait, changed_at=now, **gone
        )  # fmt: skip
        changed.where(Mail.id == mail_id).execute()
        if state == "sent":
            of_paper = Mail.paper_id.is_null(False) | Mail.customer_paper_id.is_null(False)
            Mail.update(address="").where(Mail.id == mail_id, of_paper).execute()


Keep = Callable[[int, int, str, int, str, int], object]
"""Keeps how a try ended: the arguments of `finish`."""


def send_waiting(send: Callable[[Letter], None], now: Clock, keep: Keep = finish) -> int:
    """Try every letter that is due; how many were taken. `keep` writes, in the thread that may.

    After doubt a letter is not sent again by itself: it is shown as failed, and can be sent again by hand.
    """
    sent = 0
    for mail_id, letter, tries in _due(now()):
        try:
            send(letter)
        except UnsentError as error:
            last = tries + 1 >= MOST_TRIES
            wait = FIRST_WAIT * 2**tries
            keep(mail_id, now(), "failed" if last else "queued", tries + 1, error.say(), wait)
        except (DoubtError, HardwareError) as error:
            keep(mail_id, now(), "failed", tries + 1, error.say(), 0)
        else:
            keep(mail_id, now(), "sent", tries + 1, "", 0)
            sent += 1
    return sent


@recorder(EDIT_ORDER)
def again(desk: Desk, mail_id: int) -> None:
    """Send a letter again that failed."""
    Mail.update(state="queued", tries=0, next_at=desk.clock(), changed_at=desk.clock()).where(
        Mail.id == mail_id, Mail.state == "failed"
    ).execute()


@recorder(EDIT_ORDER)
def forget(desk: Desk, mail_id: int) -> None:
    """Take a letter away that was not sent, with its address and its file. Raises NoLetterError."""
    with journal.entry(desk, "letter.forgotten") as entry:
        entry.add("letter", mail_id)
        gone = delete(Mail).where(Mail.id == mail_id, Mail.state != "sent").execute()
        if not gone:
            raise NoLetterError(id=mail_id)
