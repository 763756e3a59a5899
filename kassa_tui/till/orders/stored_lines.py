"""The lines of an order and its deposits, as receipts and the order itself have them. Amounts are minor units."""

from collections.abc import Iterable

from msgspec import Struct

from kassa_tui.database import rows, words_sql
from kassa_tui.models import OrderLine
from kassa_tui.money import Money
from kassa_tui.records import records
from kassa_tui.till.basket.line_kinds import LINE_KINDS
from kassa_tui.till.basket.lines import LineFigures, stored_lot
from kassa_tui.till.orders.values import OrderLineView

DEPOSITS = words_sql(kind.code for kind in LINE_KINDS if kind.pays_order)
"""Kinds of lines that pay an order, as a list in SQL."""


BORE = "coalesce(l.bore_rate, l.rate)"
"""The rate that such a line `l` bore when it was paid, in SQL."""


class _Handed(Struct, frozen=True):
    """What was handed over of a line of the order, in all."""

    order_line_id: int
    quantity: int
    amount: int
    discount: int
    share: int
    total: int
    tax: int

    @property
    def figures(self) -> LineFigures:
        """As an order's line has them."""
        return LineFigures(self.quantity, self.amount, self.discount, self.share, self.total, self.tax)


_NOT_HANDED = _Handed(order_line_id=0, quantity=0, amount=0, discount=0, share=0, total=0, tax=0)


def _handed(order_id: int) -> dict[int, _Handed]:
    handed = records(
        _Handed,
        "SELECT l.order_line_id, sum(l.quantity) quantity, sum(l.amount) amount, sum(l.discount) discount, "
        "sum(l.share) share, sum(l.total) total, sum(l.tax) tax "
        "FROM receipt_line l JOIN receipt r ON r.id = l.receipt_id "
        "WHERE r.order_id = ? AND l.order_line_id IS NOT NULL GROUP BY l.order_line_id",
        order_id,
    )
    return {line.order_line_id: line for line in handed}


def lines(order_id: int, currency: str, *, includes_tax: bool) -> Iterable[OrderLineView]:
    """The lines of an order, as they were settled; amounts in minor units of a currency.

    Lines of before do not say what their prices mean: it is what the order says.
    """
    handed = _handed(order_id)
    for line in OrderLine.select().where(OrderLine.order_id == order_id).order_by(OrderLine.position):
        gone = handed.get(line.id, _NOT_HANDED)
        yield OrderLineView(
            id=line.id,
            position=line.position,
            kind=line.kind,
            product_id=line.product_id,
            text=line.text,
            unit=line.unit,
            price=Money(line.price, currency),
            percent=line.percent,
            off=None if line.off is None else Money(line.off, currency),
            tax_code=line.tax_code,
            rate=line.rate,
            group_id=line.group_id,
            discountable=bool(line.discountable),
            parent=line.parent,
            figures=LineFigures(line.quantity, line.amount, line.discount, line.share, line.total, line.tax),
            handed=gone.figures,
            net=not includes_tax if line.net is None else bool(line.net),
            packed=line.packed,
            cancelled=line.cancelled,
            lot=stored_lot(line.batch, line.expiry, line.serial),
        )


def deposits(order_id: int) -> dict[tuple[str, int], tuple[int, int]]:
    """Gross and VAT left of what was paid, by the rate that it bore, the oldest first."""
    paid = rows(
        f"SELECT l.tax_code, {BORE} bore, sum(l.total), sum(coalesce(l.bore_tax, l.tax)) "
        "FROM receipt_line l JOIN receipt r ON r.id = l.receipt_id "
        f"WHERE r.order_id = ? AND l.kind IN ({DEPOSITS}) "
        "GROUP BY l.tax_code, bore ORDER BY min(l.id)",
        order_id,
    )
    return {(code, rate): (gross, tax) for code, rate, gross, tax in paid if gross or tax}
