"""Receipts to look at: the newest ones, or one by its number."""

from collections.abc import Sequence

from msgspec import Struct

from kassa_tui.models import Payment as PaymentRow
from kassa_tui.models import Receipt
from kassa_tui.money import Money
from kassa_tui.till.basket.refunds import find
from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.papers.kept_papers import Kept

MOST = 200
"""Receipts that a list shows at the most."""


class ReceiptRow(Struct, frozen=True):
    """A receipt as a list shows it; `methods` are codes, `kind` that of the receipt, or `training`."""

    id: int
    number: str
    at: int
    person: str
    kind: str
    total: Money
    methods: tuple[str, ...]


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
    )


def _values(rows: list[Receipt]) -> list[ReceiptRow]:
    people = {person.id: person.name for person in desk.everybody()}
    methods: dict[int, list[str]] = {}
    ids = [row.id for row in rows]
    for payment in PaymentRow.select().where(PaymentRow.receipt_id.in_(ids), PaymentRow.amount != 0):
        methods.setdefault(payment.receipt_id, []).append(payment.method)
    return [_value(row, people, methods) for row in rows]


def newest(register: str, limit: int = MOST) -> list[ReceiptRow]:
    """The newest receipts of a register."""
    rows = Receipt.select().where(Receipt.register == register).order_by(Receipt.number.desc()).limit(limit)
    return _values(list(rows))


def by_ids(ids: Sequence[int]) -> list[ReceiptRow]:
    """Receipts of one register by their stored ids, the newest first."""
    return _values(list(Receipt.select().where(Receipt.id.in_(ids)).order_by(Receipt.number.desc())))


def numbered(text: str) -> ReceiptRow:
    """The receipt of a number as printed or scanned. Raises NoReceiptError."""
    return _values([find(text)])[0]


def paper(receipt_id: int) -> Kept:
    """The paper of a receipt, as it was kept."""
    kept = kept_papers.find("receipt", receipt_id=receipt_id)
    assert kept is not None
    return kept
