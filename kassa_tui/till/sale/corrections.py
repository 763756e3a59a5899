"""A payment method that was booked wrongly is put right by a pair of counter-entries in the present session.

The receipt itself is not touched: a receipt of its own takes the amount off the one method and books it on the other.
"""

from msgspec import Struct

from kassa_tui.documents import Code, Cut, Document, Feed, Logo, Row, Rule, Text
from kassa_tui.i18n import N_, words
from kassa_tui.models import Receipt, Session
from kassa_tui.money import Money
from kassa_tui.text import clean
from kassa_tui.till.basket import methods, refunds, tenders_left
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.methods import method_names
from kassa_tui.till.basket.sale_checks import check_arrived
from kassa_tui.till.basket.tax import Cell, Figures
from kassa_tui.till.basket.tender import CashRule, Payment
from kassa_tui.till.basket.tenders_left import TenderLeft
from kassa_tui.till.drawer import automatic_sessions
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.permissions import CORRECT_PAYMENT
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.papers.kept_papers import desk_rows, shop_head, sum_row
from kassa_tui.till.sale.rows import Sale, payment_rows, queue_jobs, receipt_row, tally_of, tax_rows

LONGEST = 120


class CorrectionError(TillError):
    """A correction that cannot be."""

    template = N_("That payment cannot be corrected.")


class NothingToCorrectError(CorrectionError):
    """Nothing was paid by that method, or it was put right already."""

    template = N_("Nothing on receipt {number} is paid by {method}.")


class ReasonNeededError(CorrectionError):
    """A correction says why."""

    template = N_("Write why it is corrected.")


class Correctable(Struct, frozen=True):
    """What one method holds of a receipt, in the shop's currency."""

    method: str
    name: str
    amount: Money


class Corrected(Struct, frozen=True):
    """A recorded correction."""

    receipt_id: int
    number: str
    taken: Money
    booked: Money
    paper_id: int


def correctable(receipt_id: int) -> list[Correctable]:
    """The methods of a receipt that can be put right; none for a receipt of practice, or a correction itself."""
    receipt = refunds.by_id(receipt_id)
    if receipt.training or receipt.kind == "correction":
        return []
    by_code = methods.every()
    return [
        Correctable(tender.method, by_code[tender.method].name, Money(tender.amount, receipt.currency))
        for tender in tenders_left.held([receipt_id])
        if by_code[tender.method].kind.correctable and tender.amount
    ]


def choices(old: str) -> list[methods.Method]:
    """What it may have been instead."""
    return [method for method in methods.methods() if method.kind.correctable and method.code != old]


def _pair(
    tender: TenderLeft, new: methods.Method, rule: CashRule, currency: str, reference: str
) -> tuple[Payment, Payment]:
    """What goes off the old method, and what is booked on the new one: cash as it would have been rounded."""
    settled = Money(tender.settled, currency)
    booked = rule.due(settled) if new.kind.rounds else settled
    zero = settled.zero
    off = Payment(tender.method, Money(-tender.amount, currency), zero, Money(tender.settled - tender.amount, currency))
    return off, Payment(new.code, booked, zero, booked - settled, reference)


def _cells(tender: TenderLeft) -> tuple[Cell, ...]:
    return tuple(
        Cell(position, code, rate, sign * gross, sign * tax)
        for position, sign in ((1, -1), (2, 1))
        for (code, rate), (gross, tax) in tender.cells.items()
        if gross or tax
    )


def _tender(receipt: Receipt, old: str) -> TenderLeft:
    name = {method.code: method.name for method in methods.every().values()}.get(old, old)
    if not receipt.training and receipt.kind != "correction":
        for tender in tenders_left.held([receipt.id]):
            if tender.method == old and tender.amount:
                return tender
    raise NothingToCorrectError(number=number_text(receipt.register, receipt.number), method=name)


def _planned(receipt: Receipt, old: str, new: str, reference: str = "") -> tuple[TenderLeft, tuple[Payment, Payment]]:
    listed, shop = methods.every(), read_shop()
    chosen = next((method for method in choices(old) if method.code == new), None)
    if chosen is None or old not in listed or not listed[old].kind.correctable:
        raise CorrectionError
    tender = _tender(receipt, old)
    return tender, _pair(tender, chosen, CashRule(shop.cash_step, shop.coin), shop.currency, reference)


def foreseen(receipt_id: int, old: str, new: str) -> tuple[Money, Money]:
    """What a correction would take off `old` (negative) and book on `new`.

    Raises NothingToCorrectError, CorrectionError.
    """
    _tender_left, (off, on) = _planned(refunds.by_id(receipt_id), old, new)
    return off.amount, on.amount


@recorder(CORRECT_PAYMENT)
def correct(desk: Desk, receipt_id: int, old: str, new: str, reason: str, reference: str = "") -> Corrected:
    """Book all that `old` holds of a receipt on `new`; a transfer that came is told by its `reference`.

    Raises NothingToCorrectError, ReasonNeededError, CorrectionError, NotAllowedError, NoReferenceError.
    """
    receipt, shop, why = refunds.by_id(receipt_id), read_shop(), clean(reason, LONGEST)
    if not why:
        raise ReasonNeededError
    tender, payments = _planned(receipt, old, new, clean(reference, LONGEST))
    # What goes off the old method may be what comes back of a refund: that is not received.
    check_arrived(desk, payments[1:], methods.every())
    basket = Basket(journal.new_uid(desk.clock()), shop.currency, kind="correction")
    sale = Sale(
        desk=desk,
        shop=shop,
        basket=basket,
        payments=payments,
        rates={},
        figures=Figures((), (), (), 0),
        cells=_cells(tender),
        methods=methods.every(),
        corrects=receipt.id,
    )
    session, _opened = automatic_sessions.ensure(desk, shop)
    return _write(sale, session, receipt, why)


def _write(sale: Sale, session: Session, receipt: Receipt, reason: str) -> Corrected:
    with journal.entry(sale.desk, "receipt.correction") as entry:
        receipt_id, number = receipt_row(entry, sale, session, reason)
        tax_rows(entry, sale, receipt_id)
        payment_rows(entry, sale, receipt_id, session)
        tally_of(sale).write(session.id)
        printed = number_text(sale.desk.register, number)
        document = _paper(sale, receipt, printed, entry.at, reason)
        uid = f"{sale.basket.uid}.r1"
        paper = kept_papers.keep(entry, "receipt", sale.shop.receipts_in, document, receipt_id=receipt_id, uid=uid)
        queue_jobs(entry, sale, paper)
    off, on = sale.payments
    return Corrected(receipt_id, printed, off.amount, on.amount, paper)


def _paper(sale: Sale, receipt: Receipt, printed: str, at: int, reason: str) -> Document:
    shop: Shop = sale.shop
    spoken, names = words(shop.receipts_in), method_names()
    _ = spoken.text
    title = f"{_('Correction')} {printed}"
    rows: list[Row] = [
        Logo(),
        *shop_head(shop, spoken),
        Text(title, bold=True),
        *desk_rows(shop, spoken, sale.desk, at),
        Rule(),
        Text(f"{_('Payment method of receipt')} {number_text(receipt.register, receipt.number)}"),
    ]
    for payment in sale.payments:
        if payment.rounding:
            rows.append(sum_row(_("Cash rounding"), payment.rounding, spoken))
        rows.append(sum_row(_(names[payment.method]), payment.amount, spoken, bold=True))
    rows += [Text(f"{_('Reason')}: {reason}"), Feed(), Code(printed), Cut()]
    return Document(title, tuple(rows))
