"""The rows of a completed sale: every figure is stored, so that no report ever computes it again."""

from collections.abc import Mapping

from msgspec import Struct

from kassa_tui.database import row
from kassa_tui.models import (
    Payment as PaymentRow,
)
from kassa_tui.models import (
    PaymentTax,
    Receipt,
    ReceiptLine,
    ReceiptTax,
    Session,
)
from kassa_tui.till import clock, jobs, sessions
from kassa_tui.till.basket import Basket
from kassa_tui.till.journal import Entry
from kassa_tui.till.methods import Method
from kassa_tui.till.shop import Shop
from kassa_tui.till.staff import Desk
from kassa_tui.till.tax import Cell, Figures, Rate
from kassa_tui.till.tender import Payment
from kassa_tui.till.totals import Tally

TRAINING = "training"
"""The only total that a training sale is in: how many there were."""


class Sale(Struct, frozen=True):
    """Everything that is known before the first row is written."""

    desk: Desk
    shop: Shop
    basket: Basket
    payments: tuple[Payment, ...]
    rates: Mapping[str, Rate]
    figures: Figures
    cells: tuple[Cell, ...]
    methods: Mapping[str, Method]

    @property
    def kind(self) -> str:
        """What the receipt is called."""
        if not self.basket.lines:
            return "cancelled"
        return "refund" if self.figures.total < 0 else "sale"


def receipt_row(entry: Entry, sale: Sale, session: Session, note: str) -> tuple[int, int]:
    """Insert the receipt; its id and number."""
    last = row("SELECT max(number) FROM receipt WHERE register = ?", sale.desk.register)
    number = ((last[0] if last else None) or 0) + 1
    receipt_id = entry.insert(
        Receipt,
        sale.basket.uid,
        number=number,
        kind=sale.kind,
        session_id=session.id,
        business_day=clock.business_day(entry.at, sale.shop.zone, sale.shop.roll_over).isoformat(),
        at=entry.at,
        person_id=sale.desk.person.id,
        currency=sale.basket.currency,
        total=sale.figures.total,
        rounding=sum(p.rounding.minor for p in sale.payments),
        training=int(sale.basket.training),
        note=note,
    )
    return receipt_id, number


def line_rows(entry: Entry, sale: Sale, receipt_id: int) -> None:
    for position, (line, each) in enumerate(zip(sale.basket.lines, sale.figures.lines, strict=True), start=1):
        entry.insert(
            ReceiptLine,
            f"{sale.basket.uid}.l{position}",
            receipt_id=receipt_id,
            position=position,
            kind=line.kind,
            product_id=line.product_id,
            text=line.text,
            quantity=line.quantity,
            unit=line.unit,
            price=line.price.minor,
            amount=each.amount,
            discount=each.discount,
            share=each.share,
            total=each.total,
            tax_code=line.tax_code,
            rate=sale.figures.rates[position - 1],
            tax=each.tax,
            group_id=line.group_id,
            refunds_id=line.refund.line_id if line.refund else None,
        )


def tax_rows(entry: Entry, sale: Sale, receipt_id: int) -> None:
    for position, tax in enumerate(sale.figures.taxes, start=1):
        entry.insert(
            ReceiptTax,
            f"{sale.basket.uid}.t{position}",
            receipt_id=receipt_id,
            tax_code=tax.code,
            rate=tax.rate,
            gross=tax.gross,
            tax=tax.tax,
            net=tax.net,
        )
    for position, cell in enumerate(sale.cells, start=1):
        entry.insert(
            PaymentTax,
            f"{sale.basket.uid}.c{position}",
            receipt_id=receipt_id,
            position=cell.position,
            method=sale.payments[cell.position - 1].method,
            tax_code=cell.code,
            rate=cell.rate,
            gross=cell.gross,
            tax=cell.tax,
        )


def payment_rows(entry: Entry, sale: Sale, receipt_id: int, session: Session) -> None:
    for position, payment in enumerate(sale.payments, start=1):
        uid = f"{sale.basket.uid}.p{position}"
        entry.insert(
            PaymentRow,
            uid,
            receipt_id=receipt_id,
            position=position,
            method=payment.method,
            tendered=payment.tendered.minor,
            change=payment.change.minor,
            amount=payment.amount.minor,
            rounding=payment.rounding.minor,
            reference=payment.reference,
        )
        if sale.methods[payment.method].kind == "cash" and session.tracked and not sale.basket.training:
            _drawer_rows(entry, payment, receipt_id, session, uid)


def _drawer_rows(entry: Entry, payment: Payment, receipt_id: int, session: Session, uid: str) -> None:
    """The cash tender and its change are two rows; the net is their sum, not a third."""
    if payment.tendered:
        kind = "tender" if payment.tendered.minor > 0 else "refund"
        sessions.put(entry, session.id, f"{uid}.d", kind=kind, amount=payment.tendered.minor, receipt_id=receipt_id)
    if payment.change:
        sessions.put(entry, session.id, f"{uid}.e", kind="change", amount=-payment.change.minor, receipt_id=receipt_id)


def tally_of(sale: Sale) -> Tally:
    tally = Tally()
    if sale.basket.training:
        tally.add("receipts", TRAINING, sale.figures.total)
        return tally
    turnover = 0
    for line, each in zip(sale.basket.lines, sale.figures.lines, strict=True):
        if line.kind == "packaging":
            tally.add("packaging", "out" if each.quantity > 0 else "back", each.total)
        else:
            turnover += each.total
            tally.add("turnover", "sales" if each.quantity > 0 else "returns", each.total)
            tally.add("group", line.group_id or 0, each.total)
        for kind, amount in (("line", each.discount), ("receipt", each.share)):
            if amount:
                tally.add("discount", kind, amount)
    for tax in sale.figures.taxes:
        tally.add("gross", f"{tax.code}:{tax.rate}", tax.gross)
        tally.add("tax", f"{tax.code}:{tax.rate}", tax.tax)
    for payment in sale.payments:
        tally.add("tender", payment.method, payment.amount.minor)
        if payment.amount.minor < 0:
            tally.add("refund", payment.method, payment.amount.minor)
        if payment.rounding:
            tally.add("rounding", "", payment.rounding.minor)
    tally.add("receipts", sale.kind, sale.figures.total)
    tally.add("staff", sale.desk.person.id, turnover)
    return tally


def queue_jobs(entry: Entry, sale: Sale, paper_id: int) -> None:
    opens = any(sale.methods[p.method].opens_drawer and (p.tendered or p.change) for p in sale.payments)
    if opens and not sale.basket.training:
        jobs.kick(entry)
    if sale.shop.print_receipts:
        jobs.queue_print(entry, paper_id)
