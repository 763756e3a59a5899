"""Refunds against a receipt: what is left of each line and tender, and how it goes back.

Each figure of a return is a share of what is left of it, so that when everything has been returned,
everything is zero, to the cent: lines, discounts, VAT, tenders, rounding.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from kassa_tui.database import tuples
from kassa_tui.i18n import N_
from kassa_tui.models import Receipt, ReceiptLine
from kassa_tui.money import Money
from kassa_tui.till.basket import line_kinds, methods
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line, LineFigures, Refunded, stored_lot
from kassa_tui.till.basket.tax import Cell, Figures, cells, mirrored
from kassa_tui.till.basket.tender import Bill, CashRule, Payment, moved, plain
from kassa_tui.till.basket.tenders_left import TenderLeft, going_back, held, paid_by
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.receipt_numbers import number_text, read_number


class NoReceiptError(TillError):
    """A number that no receipt has."""

    template = N_("There is no receipt {number}.")


class NothingLeftError(TillError):
    """Everything on the receipt has been returned."""

    template = N_("Everything on receipt {number} has been returned already.")


class ReturnLine(Struct, frozen=True):
    """A sold line: `line` is the template for a basket, `source` what is left of it (may be nothing)."""

    line: Line
    source: Refunded
    sold: int

    @property
    def left(self) -> int:
        """The quantity that can still be returned, of the sale's sign."""
        return self.source.left.quantity


class Returnable(Struct, frozen=True):
    """A receipt with what is left of it. `exact` is False once a mixed receipt took something back.

    `deposits` says that payments of before are part of it: then its tenders are not all that was paid for it.
    """

    receipt_id: int
    number: str
    at: int
    total: Money
    lines: tuple[ReturnLine, ...]
    tenders: tuple[TenderLeft, ...]
    exact: bool
    deposits: bool = False
    customer_id: int | None = None

    def packaging_of(self, line: ReturnLine) -> ReturnLine | None:
        """The packaging deposit that was sold with a line: right behind it, as many; None where there is none."""
        after = self.lines[self.lines.index(line) + 1 :][:1]
        goods = line.line.kind_row.goods
        return next((p for p in after if goods and p.line.kind_row.packaging and p.sold == line.sold), None)


def find(text: str) -> Receipt:
    """The receipt of a number as printed or scanned; NoReceiptError if there is none."""
    read = read_number(text)
    if read is not None:
        register, number = read
        row = Receipt.get_or_none(Receipt.register == register, Receipt.number == number)
        if row is not None:
            return row
    raise NoReceiptError(number=text.strip()[:20])


def _figures(row: ReceiptLine) -> LineFigures:
    return LineFigures(row.quantity, row.amount, row.discount, row.share, row.total, row.tax)


def _returned(line_ids: Sequence[int]) -> dict[int, list[ReceiptLine]]:
    returned: dict[int, list[ReceiptLine]] = {}
    for row in ReceiptLine.select().where(ReceiptLine.refunds_id.in_(line_ids)):
        returned.setdefault(row.refunds_id or 0, []).append(row)
    return returned


def _return_line(row: ReceiptLine, receipt: Receipt, taken: Sequence[ReceiptLine]) -> ReturnLine:
    left = _figures(row)
    for back in taken:
        left = left.less(_figures(back))
    source = Refunded(row.id, receipt.id, number_text(receipt.register, receipt.number), row.rate, left)
    line = Line(
        row.id,
        row.text,
        -left.quantity,
        Money(row.price, receipt.currency),
        row.tax_code,
        kind=row.kind,
        unit=row.unit,
        product_id=row.product_id,
        group_id=row.group_id,
        discountable=False,
        refund=source,
        lot=stored_lot(row.batch, row.expiry, row.serial),
    )
    return ReturnLine(line, source, row.quantity)


def _pure(receipt_id: int, line_ids: set[int]) -> bool:
    """Whether a receipt consists of returns of these lines alone."""
    lines = ReceiptLine.select(ReceiptLine.refunds_id).where(ReceiptLine.receipt_id == receipt_id)
    return all(refunds in line_ids for (refunds,) in tuples(lines))


def returnable(receipt: Receipt) -> Returnable:
    """What is left of a receipt."""
    all_lines = list(ReceiptLine.select().where(ReceiptLine.receipt_id == receipt.id).order_by(ReceiptLine.position))
    rows = [row for row in all_lines if line_kinds.of(row.kind).comes_back]
    ids = {row.id for row in rows}
    returned = _returned(list(ids))
    later = sorted({row.receipt_id for rows_ in returned.values() for row in rows_})
    pure = [receipt_id for receipt_id in later if _pure(receipt_id, ids)]
    return Returnable(
        receipt_id=receipt.id,
        customer_id=receipt.customer_id,
        number=number_text(receipt.register, receipt.number),
        at=receipt.at,
        total=Money(receipt.total, receipt.currency),
        lines=tuple(_return_line(row, receipt, returned.get(row.id, ())) for row in rows),
        tenders=held([receipt.id, *pure]),
        exact=len(pure) == len(later),
        deposits=len(rows) < len(all_lines),
    )


def source_receipt(basket: Basket) -> int | None:
    """The receipt that the basket returns, when it does nothing else."""
    ids = {line.refund.receipt_id if line.refund else None for line in basket.lines}
    return next(iter(ids)) if len(ids) == 1 else None


def takes_all(left: Returnable, basket: Basket) -> bool:
    """Whether nothing is left of the receipt after the basket."""
    taken: dict[int, int] = {}
    for line in basket.lines:
        if line.refund:
            taken[line.refund.line_id] = taken.get(line.refund.line_id, 0) + line.quantity
    return all(each.left + taken.get(each.source.line_id, 0) == 0 for each in left.lines)


class Proposal(Struct, frozen=True):
    """How a refund goes back by the tenders that paid, with its cells; empty when money comes in."""

    payments: tuple[Payment, ...] = ()
    cells: tuple[Cell, ...] = ()

    def met_by(self, given: Iterable[Payment]) -> bool:
        """Whether it goes back by just these payments; what moved nothing, such as a declined card, is none."""
        return bool(self.payments) and _moves(moved(given)) == _moves(self.payments)


def _moves(payments: Iterable[Payment]) -> list[tuple[str, Money, Money]]:
    return [(p.method, p.amount, p.rounding) for p in payments]


def _cash_amount(settled: int, tender: TenderLeft, rule: CashRule, last: bool, currency: str) -> int:
    """What is paid out for `settled`: never more than the method still holds, at the last all of it."""
    if last:
        return -tender.amount
    rounded = rule.due(Money(settled, currency)).minor
    return max(rounded, -tender.amount) if rounded < 0 else rounded


def _mirrored(left: Returnable, basket: Basket, figures: Figures, rule: CashRule) -> Proposal:
    """Each tender of the receipt gives back its share of what is left of it."""
    mirror = mirrored(figures.taxes, [tender.cells for tender in left.tenders])
    by_code = methods.every()
    last = left.exact and takes_all(left, basket)
    payments: list[Payment] = []
    paid_cells: list[Cell] = []
    for position, tender in enumerate(left.tenders, start=1):
        own = [cell for cell in mirror if cell.position == position]
        settled = sum(cell.gross for cell in own)
        amount = settled
        if by_code[tender.method].kind.rounds:
            amount = _cash_amount(settled, tender, rule, last, basket.currency)
        if not (settled or amount or own):
            continue
        paid = plain(tender.method, Money(amount, basket.currency))
        rounding = Money(amount - settled, basket.currency)
        payments.append(Payment(paid.method, paid.tendered, paid.change, rounding))
        paid_cells += [Cell(len(payments), c.code, c.rate, c.gross, c.tax) for c in own]
    return Proposal(tuple(payments), tuple(paid_cells))


def _by_what_paid(left: dict[str, int], figures: Figures, rule: CashRule, currency: str) -> Proposal:
    """By what paid the deposits or the goods that paid the receipt; nothing where that is less than goes back."""
    bill = going_back(Bill(Money(figures.total, currency), rule), left)
    if bill.rest:
        return Proposal()
    return Proposal(bill.payments, tuple(cells(figures.taxes, [p.settled.minor for p in bill.payments])))


def propose(left: Returnable, basket: Basket, figures: Figures, rule: CashRule) -> Proposal:
    """The refund of a basket that returns one receipt and nothing else."""
    if figures.total >= 0:
        return Proposal()
    paid = paid_by([left.receipt_id])
    if not left.deposits:
        mirror = _mirrored(left, basket, figures, rule)
        if mirror.payments and all(-each.settled.minor <= paid.get(each.method, 0) for each in mirror.payments):
            return mirror
    return _by_what_paid(paid, figures, rule, basket.currency)


def left_of(number: str) -> Returnable:
    """What is left of the receipt of a number as printed or scanned. Raises NoReceiptError."""
    return returnable(find(number))


def left_by_id(receipt_id: int) -> Returnable:
    """What is left of the receipt of a stored id."""
    return returnable(by_id(receipt_id))


def by_id(receipt_id: int) -> Receipt:
    """The receipt of a stored id."""
    found: Receipt = Receipt.get_by_id(receipt_id)
    return found
