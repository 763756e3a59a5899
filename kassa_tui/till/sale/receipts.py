"""Receipts to look at: the newest ones, or one by its number."""

from collections.abc import Sequence

from msgspec import Struct

from kassa_tui.models import Payment as PaymentRow
from kassa_tui.models import Receipt
from kassa_tui.money import Money
from kassa_tui.till.basket.refunds import find
from kassa_tui.till.ledger import counters, desk
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.papers import customer_papers, kept_papers
from kassa_tui.till.papers.kept_papers import Kept

MOST = 200
"""Receipts that a list shows at the most."""


class ReceiptRow(Struct, frozen=True):
    """A receipt as a list shows it; `methods` are codes, `kind` that of the receipt, or `training`.

    `customer_id` is that of its customer, as it was when it was made.
    """

    id: int
    number: str
    at: int
    person: str
    kind: str
    total: Money
    methods: tuple[str, ...]
    customer_id: int | None = None


def _value(row: Receipt, people: dict[int, str], methods: dict[int, list[str]]) -> ReceiptRow:
    number = number_text(row.register, row.number)
    kind = "training" if row.training else row.kind
    used = tuple(dict.fromkeys(methods.get(row.id, ())))
    return ReceiptRow(
        id=row.id,
        number=number,
        at=row.at,
        person=people[row.person_id],
        kind=kind,
        total=Money(row.total, row.currency),
        methods=used,
        customer_id=row.customer_id,
    )


def _values(rows: list[Receipt]) -> list[ReceiptRow]:
    people = {person.id: person.name for person in desk.everybody()}
    methods: dict[int, list[str]] = {}
    ids = [row.id for row in rows]
    for payment in PaymentRow.select().where(PaymentRow.receipt_id.in_(ids), PaymentRow.amount != 0):
        methods.setdefault(payment.receipt_id, []).append(payment.method)
    return [_value(row, people, methods) for row in rows]


def newest(register: str, limit: int = MOST) -> list[ReceiptRow]:
    """The newest receipts of a register's counter, those of its newest code first."""
    newest_first: list[Receipt] = []
    for code in reversed(counters.codes(register)):
        own = Receipt.select().where(Receipt.register == code).order_by(Receipt.number.desc())
        newest_first.extend(own.limit(limit - len(newest_first)))
    return _values(newest_first)


def by_ids(ids: Sequence[int]) -> list[ReceiptRow]:
    """Receipts of one counter by their stored ids, the newest first."""
    return _values(list(Receipt.select().where(Receipt.id.in_(ids)).order_by(Receipt.id.desc())))


def numbered(text: str) -> ReceiptRow:
    """The receipt of a number as printed or scanned. Raises NoReceiptError."""
    return _values([find(text)])[0]


def papers(receipt_id: int) -> tuple[Kept, ...]:
    """The papers of a receipt: first the one that names a customer, where there is one, then its own."""
    named, own = customer_papers.of_receipt(receipt_id), paper(receipt_id)
    return (named, own) if named else (own,)


def paper(receipt_id: int) -> Kept:
    """The receipt's own paper, as it was kept; it names nobody."""
    kept = kept_papers.find("receipt", receipt_id=receipt_id)
    assert kept is not None
    return kept
