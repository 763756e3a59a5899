"""The rows of a completed sale: every figure is stored, so that no report ever computes it again."""

from collections.abc import Iterable, Mapping

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
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.line_kinds import line_total
from kassa_tui.till.basket.lines import Line
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.basket.tax import Cell, Figures, Rate
from kassa_tui.till.basket.tender import Payment
from kassa_tui.till.drawer import sessions
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.ledger.totals import Tally
from kassa_tui.till.orders.baskets import CANCEL
from kassa_tui.till.orders.values import Order
from kassa_tui.till.papers import jobs
from kassa_tui.till.sale import vouchers

TRAINING = "training"
"""The only total that a training sale is in: how many there were."""


class Sale(Struct, frozen=True):
    """Everything that is known before the first row is written. `corrects` is the id of the corrected receipt. The
    drawer opens for it unless it opened for another receipt of the same payment, and this one `kicks` not; `beside` are
    the numbers of those others.

    `payments` settle what `figures` total, in minor units of the basket's currency; `cells` say which rate each paid.
    """

    desk: Desk
    shop: Shop
    basket: Basket
    payments: tuple[Payment, ...]
    rates: Mapping[str, Rate]
    figures: Figures
    cells: tuple[Cell, ...]
    methods: Mapping[str, Method]
    corrects: int | None = None
    order: Order | None = None
    kicks: bool = True
    beside: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What the receipt is called."""
        if self.basket.kind:
            return self.basket.kind
        if not self.basket.lines:
            return "cancelled"
        return "refund" if self.figures.total < 0 else "sale"


def receipt_row(entry: Entry, sale: Sale, session: Session, note: str) -> tuple[int, int]:
    """Insert the receipt; its id and number. Total and rounding in minor units, `at` in milliseconds UTC."""
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
        customer_id=sale.basket.customer,
        order_id=sale.basket.order,
        corrects_id=sale.corrects,
    )
    return receipt_id, number


def line_rows(entry: Entry, sale: Sale, receipt_id: int) -> None:
    """Insert the lines: money in minor units, quantities in thousandths, rates in basis points.

    A line that sells a voucher makes it. Raises VoucherTakenError.
    """
    for position, (line, computed) in enumerate(zip(sale.basket.lines, sale.figures.lines, strict=True), start=1):
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
            amount=computed.amount,
            discount=computed.discount,
            share=computed.share,
            total=computed.total,
            tax_code=line.tax_code,
            rate=sale.figures.rates[position - 1],
            tax=computed.tax,
            group_id=line.group_id,
            refunds_id=line.refund.line_id if line.refund else None,
            voucher_id=_voucher_of(entry, sale, line, position),
            order_line_id=line.fixed.order_line_id if line.fixed else None,
            invoice_id=line.fixed.invoice_id if line.fixed else None,
            bore_rate=line.fixed.bore_rate if line.fixed else None,
            bore_tax=line.fixed.bore_tax if line.fixed else None,
            **line.lot.columns,
        )


def _voucher_of(entry: Entry, sale: Sale, line: Line, position: int) -> int | None:
    """The id of the voucher that a line sells or takes back, None for another line."""
    if not line.kind_row.sells_voucher:
        return None
    if line.refund:
        return ReceiptLine.get_by_id(line.refund.line_id).voucher_id
    return vouchers.issue(entry, f"{sale.basket.uid}.v{position}", line.amount, line.voucher)


def tax_rows(entry: Entry, sale: Sale, receipt_id: int) -> None:
    """Insert the VAT of the receipt by rate, and by rate and tender: minor units, rates in basis points."""
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
    """Insert the tenders in minor units, and what cash moves in the drawer of a session that counts it.

    A training sale moves nothing. Raises UnknownVoucherError.
    """
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
            voucher_id=_voucher_paying(entry, sale, payment, uid),
        )
        if sale.methods[payment.method].kind.in_drawer and session.tracked and not sale.basket.training:
            drawer_rows(entry, payment, receipt_id, session, uid, _LEDGER.get(sale.kind, "tender"))


def _voucher_paying(entry: Entry, sale: Sale, payment: Payment, uid: str) -> int | None:
    """The id of the voucher that pays, None for another tender; what goes back to vouchers is a new one."""
    if not sale.methods[payment.method].kind.takes_code or not payment.amount:
        return None
    if payment.amount.minor < 0:
        return vouchers.issue(entry, f"{uid}.v", -payment.amount)
    return vouchers.find(payment.reference).id


_LEDGER = {"deposit": "deposit", "settlement": "deposit", "invoice": "invoice", "correction": "correction"}
"""Kinds of receipts whose cash is a kind of its own in the drawer's ledger."""


def drawer_rows(entry: Entry, payment: Payment, receipt_id: int, session: Session, uid: str, kind: str) -> None:
    """The cash tender and its change are two rows in minor units, out negative; the net is their sum, not a third."""
    if payment.tendered:
        if payment.tendered.minor < 0 and kind != "correction":
            kind = "refund"
        sessions.put(entry, session.id, f"{uid}.d", kind=kind, amount=payment.tendered.minor, receipt_id=receipt_id)
    if payment.change:
        sessions.put(entry, session.id, f"{uid}.e", kind="change", amount=-payment.change.minor, receipt_id=receipt_id)


def tally_of(sale: Sale) -> Tally:
    """The totals that a receipt adds to, in minor units; a training sale is counted and no more."""
    tally = Tally()
    if sale.basket.training:
        tally.add("receipts", TRAINING, sale.figures.total)
        return tally
    turnover = 0
    for line, computed in zip(sale.basket.lines, sale.figures.lines, strict=True):
        kind, key = line_total(line.kind, computed.quantity, sale.kind)
        tally.add(kind, key, computed.total)
        if kind == "turnover":
            turnover += computed.total
            tally.add("group", line.group_id or 0, computed.total)
        for of, amount in (("line", computed.discount), ("receipt", computed.share)):
            if amount:
                tally.add("discount", of, amount)
    for tax in sale.figures.taxes:
        tally.add("gross", f"{tax.code}:{tax.rate}", tax.gross)
        tally.add("tax", f"{tax.code}:{tax.rate}", tax.tax)
    _tally_payments(tally, sale)
    tally.add("receipts", sale.kind, sale.figures.total)
    tally.add("staff", sale.desk.person.id, turnover)
    return tally


def _tally_payments(tally: Tally, sale: Sale) -> None:
    """Add the tenders and their rounding, in minor units; what goes back counts as a refund besides."""
    for payment in sale.payments:
        tally.add("tender", payment.method, payment.amount.minor)
        if sale.kind == "correction":
            tally.add("correction", payment.method, payment.amount.minor)
        elif payment.amount.minor < 0:
            tally.add("refund", payment.method, payment.amount.minor)
        if payment.rounding:
            tally.add("rounding", "", payment.rounding.minor)


def opens_drawer(payments: Iterable[Payment], methods: Mapping[str, Method]) -> bool:
    """Whether what was paid, or went back, opens the drawer."""
    return any(methods[p.method].opens_drawer and (p.tendered or p.change) for p in payments)


def queue_jobs(entry: Entry, sale: Sale, paper_id: int, invoice_id: int | None = None) -> None:
    """Let the drawer's kick wait where a tender opens it, and the receipt, or its invoice, where the shop prints it."""
    if sale.kicks and opens_drawer(sale.payments, sale.methods) and not sale.basket.training:
        jobs.kick(entry)
    if not sale.shop.print_receipts or _settles_tax(sale):
        return
    if invoice_id is not None:
        jobs.queue_customer_paper(entry, invoice_id)
    else:
        jobs.queue_print(entry, paper_id)


def _settles_tax(sale: Sale) -> bool:
    """Whether it only settles cents of VAT of a cancelled order: nobody asks for a paper of 0.00."""
    return sale.basket.act == CANCEL and not any(line.amount for line in sale.figures.lines)
