"""What each payment method still holds of what was paid, and how money goes back by those that paid it.

All in minor units. What goods cost may have been paid before: as deposits on their order, or by what was returned on
the same receipt. Whoever paid those, paid the goods.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kassa_tui.database import marks, rows, tuples, words_sql
from kassa_tui.models import Payment as PaymentRow
from kassa_tui.models import PaymentTax, Receipt
from kassa_tui.money import Money
from kassa_tui.till.basket import methods
from kassa_tui.till.basket.line_kinds import LINE_KINDS
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.basket.tax import RateKey
from kassa_tui.till.basket.tender import Bill


@dataclass(slots=True)
class TenderLeft:
    """What a method still holds of a receipt: in all, without rounding, and per rate (gross, VAT)."""

    method: str
    amount: int = 0
    settled: int = 0
    cells: dict[RateKey, tuple[int, int]] = field(default_factory=dict)

    def take(self, row: PaymentRow) -> None:
        """Count a payment."""
        self.amount += row.amount
        self.settled += row.amount - row.rounding

    def take_cell(self, row: PaymentTax) -> None:
        """Count what a payment paid of a rate."""
        gross, tax = self.cells.get((row.tax_code, row.rate), (0, 0))
        self.cells[row.tax_code, row.rate] = (gross + row.gross, tax + row.tax)


def _tenders(receipt_ids: Sequence[int]) -> tuple[TenderLeft, ...]:
    left: dict[str, TenderLeft] = {}
    payments = PaymentRow.select().where(PaymentRow.receipt_id.in_(receipt_ids))
    for row in payments.order_by(PaymentRow.receipt_id, PaymentRow.position):
        left.setdefault(row.method, TenderLeft(row.method)).take(row)
    for cell in PaymentTax.select().where(PaymentTax.receipt_id.in_(receipt_ids)):
        left[cell.method].take_cell(cell)
    return tuple(left.values())


def corrections(receipt_ids: Sequence[int]) -> list[int]:
    """The receipts that put payment methods of these right."""
    corrected = Receipt.select(Receipt.id).where(Receipt.corrects_id.in_(receipt_ids))
    return [receipt_id for (receipt_id,) in tuples(corrected)]


def held(receipt_ids: Sequence[int]) -> tuple[TenderLeft, ...]:
    """What each method holds of some receipts, corrections of them included."""
    return _tenders([*receipt_ids, *corrections(receipt_ids)])


# --- What paid, wherever it was paid --------------------------------------------------------------

_THINGS = words_sql(kind.code for kind in LINE_KINDS if kind.comes_back)


def _paying(receipt_ids: Sequence[int]) -> list[int]:
    """The receipts that paid these: themselves, all of their orders, and those whose goods they took back."""
    start = ", ".join("(?)" for _id in receipt_ids)
    paying = rows(
        f"WITH RECURSIVE part (id) AS (VALUES {start} "
        "UNION SELECT other.id FROM part JOIN receipt r ON r.id = part.id JOIN receipt other "
        "ON other.order_id = r.order_id "
        "UNION SELECT sold.receipt_id FROM part JOIN receipt_line l ON l.receipt_id = part.id "
        "JOIN receipt_line sold ON sold.id = l.refunds_id) SELECT id FROM part",
        *receipt_ids,
    )
    return [receipt_id for (receipt_id,) in paying]


def _returned(receipt_ids: Sequence[int]) -> list[int]:
    """The receipts that consist of returns of these alone."""
    returned = rows(
        "SELECT l.receipt_id FROM receipt_line l LEFT JOIN receipt_line sold ON sold.id = l.refunds_id "
        "WHERE l.receipt_id IN (SELECT b.receipt_id FROM receipt_line b JOIN receipt_line s ON s.id = b.refunds_id "
        f"WHERE s.receipt_id IN ({marks(receipt_ids)})) GROUP BY l.receipt_id "
        f"HAVING min(coalesce(sold.receipt_id IN ({marks(receipt_ids)}), 0))",
        *receipt_ids, *receipt_ids,
    )  # fmt: skip
    return [receipt_id for (receipt_id,) in returned]


def _unsourced(receipt_ids: Sequence[int]) -> int:
    """What empties and returns without a receipt paid of these: as good as cash."""
    sums = rows(
        f"SELECT coalesce(-sum(total), 0) FROM receipt_line WHERE receipt_id IN ({marks(receipt_ids)}) "
        f"AND quantity < 0 AND refunds_id IS NULL AND kind IN ({_THINGS})",
        *receipt_ids,
    )
    return int(sums[0][0])


def paid_by(receipt_ids: Sequence[int]) -> dict[str, int]:
    """What each method holds, without rounding, of all that paid some receipts; account first, cash last."""
    if not receipt_ids:
        return {}
    by_code, paying = methods.every(), _paying(receipt_ids)
    left = {tender.method: tender.settled for tender in held([*paying, *_returned(paying)])}
    empties = _unsourced(paying)
    cash = next((code for code, method in by_code.items() if method.kind.in_drawer), None)
    if empties and cash is not None:
        left[cash] = left.get(cash, 0) + empties
    return dict(sorted(left.items(), key=lambda pair: _turn(by_code[pair[0]])))


def of_order(order_id: int) -> dict[str, int]:
    """What each method holds of all that was paid for an order, without rounding; account first, cash last."""
    return paid_by([key for (key,) in rows("SELECT id FROM receipt WHERE order_id = ?", order_id)])


def _turn(method: Method) -> tuple[bool, bool]:
    """What is only owed goes back first, coins last."""
    return method.kind.rounds, not method.kind.makes_invoice


def going_back(bill: Bill, left: Mapping[str, int]) -> Bill:
    """The bill with what goes back by the methods that hold something, in their order; a rest is what none holds."""
    by_code = methods.every()
    for method, settled in left.items():
        part, coins = max(bill.rest.minor, -settled), by_code[method].kind.rounds
        if coins and part != bill.rest.minor:
            # A part in cash is never rounded: as much as coins can pay.
            part = -(-part // bill.rule.coin * bill.rule.coin)
        if part >= 0:
            continue
        amount = Money(part, bill.total.currency)
        if coins:
            bill = bill.pay_cash(method, bill.cash_due if amount == bill.rest else amount)
        else:
            bill = bill.pay(method, amount)
    return bill
