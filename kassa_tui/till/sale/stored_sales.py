"""A receipt's rows as the sale that they were, to put it on paper once more; of a discount only the amount is known."""

from collections.abc import Iterable
from datetime import date

from kassa_tui.models import Payment as PaymentRow
from kassa_tui.models import Receipt, ReceiptLine, ReceiptTax
from kassa_tui.money import Money
from kassa_tui.till.basket import methods
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line, LineFigures, Refunded, stored_lot
from kassa_tui.till.basket.tax import Figures, TaxFigures, rates_on
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.sale.rows import Sale


def payments_of(receipt: Receipt) -> tuple[Payment, ...]:
    """The tenders of a receipt."""
    stored = PaymentRow.select().where(PaymentRow.receipt_id == receipt.id).order_by(PaymentRow.position)
    return tuple(_payment(payment, receipt.currency) for payment in stored)


def _payment(row: PaymentRow, currency: str) -> Payment:
    tendered, change, rounding = (Money(minor, currency) for minor in (row.tendered, row.change, row.rounding))
    return Payment(row.method, tendered, change, rounding, row.reference)


def _figures(row: ReceiptLine) -> LineFigures:
    return LineFigures(row.quantity, row.amount, row.discount, row.share, row.total, row.tax)


def _refunded(row: ReceiptLine) -> Refunded | None:
    """The line that it took back, and of which receipt."""
    if row.refunds_id is None:
        return None
    source = Receipt.get_by_id(ReceiptLine.get_by_id(row.refunds_id).receipt_id)
    return Refunded(row.refunds_id, source.id, number_text(source.register, source.number), row.rate, _figures(row))


def _line(row: ReceiptLine, currency: str) -> Line:
    return Line(
        *(row.position, row.text, row.quantity, Money(row.price, currency), row.tax_code),
        kind=row.kind,
        unit=row.unit,
        product_id=row.product_id,
        group_id=row.group_id,
        discountable=False,
        refund=_refunded(row),
        lot=stored_lot(row.batch, row.expiry, row.serial),
    )


def _taxes(receipt: Receipt) -> Iterable[TaxFigures]:
    for row in ReceiptTax.select().where(ReceiptTax.receipt_id == receipt.id).order_by(ReceiptTax.id):
        yield TaxFigures(row.tax_code, row.rate, row.gross, row.tax)


def _desk_of(receipt: Receipt) -> Desk:
    """Where it was made, and by whom."""
    return Desk(receipt.register, receipt.location, staff.by_id(receipt.person_id))


def of(receipt: Receipt) -> Sale:
    """The sale that a receipt was, with every figure as it was stored."""
    rows = list(ReceiptLine.select().where(ReceiptLine.receipt_id == receipt.id).order_by(ReceiptLine.position))
    basket = Basket(
        receipt.uid,
        receipt.currency,
        tuple(_line(row, receipt.currency) for row in rows),
        training=bool(receipt.training),
        customer=receipt.customer_id,
        order=receipt.order_id,
        kind=receipt.kind,
    )
    figures = Figures(
        tuple(map(_figures, rows)), tuple(row.rate for row in rows), tuple(_taxes(receipt)), receipt.total
    )
    return Sale(
        desk=_desk_of(receipt),
        shop=read_shop(),
        basket=basket,
        payments=payments_of(receipt),
        rates=rates_on(date.fromisoformat(receipt.business_day)),
        figures=figures,
        cells=(),
        methods=methods.every(),
    )
