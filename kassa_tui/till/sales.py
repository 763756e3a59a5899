"""Completing a sale: the finished basket and its tenders become a receipt in one transaction.

Paying hands the values to `record`, which checks them again, stores every figure, keeps the paper and
queues the printer's jobs. A second call with the same basket records nothing and gives the same result.
"""

from collections.abc import Iterable

from msgspec import Struct

from kassa_tui.database import row
from kassa_tui.i18n import N_
from kassa_tui.models import Payment as PaymentRow
from kassa_tui.models import Receipt, Session
from kassa_tui.money import Money
from kassa_tui.text import clean
from kassa_tui.till import auto, drafts, journal, methods, papers, sessions
from kassa_tui.till.basket import Basket
from kassa_tui.till.errors import TillError
from kassa_tui.till.receipt_paper import ReceiptHead, change_of
from kassa_tui.till.receipt_paper import receipt as receipt_document
from kassa_tui.till.recording import recorder
from kassa_tui.till.refunds import number_text
from kassa_tui.till.sale_checks import check_fresh, check_payments, check_permissions, refund_cells
from kassa_tui.till.sale_rows import (
    Sale,
    line_rows,
    payment_rows,
    queue_jobs,
    receipt_row,
    tally_of,
    tax_rows,
)
from kassa_tui.till.shop import Shop, read_shop
from kassa_tui.till.staff import Action, Desk
from kassa_tui.till.tax import Figures, cells, figures, rates_on
from kassa_tui.till.tender import CashRule, Payment, plain

SELL = Action("sale", N_("sell"))


class EmptyBasketError(TillError):
    """No lines."""

    template = N_("There is nothing on the receipt yet.")


class TrainingError(TillError):
    """Practice that would touch what is real."""

    template = N_("Start a session first: training opens none.")


class Recorded(Struct, frozen=True):
    """A completed receipt: what the screen shows after paying. `opened` says that a session opened for it."""

    receipt_id: int
    number: str
    total: Money
    change: Money
    payments: tuple[Payment, ...]
    session_number: int
    opened: bool
    paper_id: int


def cash_rule(shop: Shop) -> CashRule:
    """How the shop rounds cash."""
    return CashRule(shop.cash_step, shop.coin)


def _settling(total: int, computed: Figures, payments: tuple[Payment, ...], currency: str) -> tuple[Payment, ...]:
    """A total of nothing that rates cancel out in still needs a tender to carry them."""
    if total == 0 and not any(p.settled for p in payments) and any(t.gross or t.tax for t in computed.taxes):
        return (*payments, plain("cash", Money(0, currency)))
    return payments


def _prepared(desk: Desk, basket: Basket, payments: Iterable[Payment]) -> Sale:
    shop = read_shop()
    day = sessions.today(desk, shop)
    rates = rates_on(day)
    computed = figures(basket, rates, day)
    listed, rule = methods.every(), cash_rule(shop)
    given = _settling(computed.total, computed, tuple(payments), basket.currency)
    paid = refund_cells(desk, basket, computed, given, rule)
    if paid is None:
        check_payments(shop.money(computed.total), given, listed, rule)
        paid = tuple(cells(computed.taxes, [p.settled.minor for p in given]))
    return Sale(desk, shop, basket, given, rates, computed, paid, listed)


def _write(sale: Sale, session: Session, opened: bool, note: str) -> Recorded:
    desk = sale.desk
    with journal.entry(desk, f"receipt.{sale.kind}") as entry:
        receipt_id, number = receipt_row(entry, sale, session, note)
        line_rows(entry, sale, receipt_id)
        tax_rows(entry, sale, receipt_id)
        payment_rows(entry, sale, receipt_id, session)
        tally_of(sale).write(session.id)
        printed = number_text(desk.register, number)
        head = ReceiptHead(printed, entry.at, sale.basket.training)
        document = receipt_document(sale.shop, desk, head, sale.basket, sale.figures, sale.payments, sale.rates)
        uid = f"{sale.basket.uid}.r1"
        paper = papers.keep(entry, "receipt", sale.shop.receipts_in, document, receipt_id=receipt_id, uid=uid)
        queue_jobs(entry, sale, paper)
    change = change_of(sale.payments, sale.basket.subtotal.zero)
    total = sale.shop.money(sale.figures.total)
    return Recorded(receipt_id, printed, total, change, sale.payments, session.number, opened, paper)


# --- Recorders ------------------------------------------------------------------------------------


def stored(uid: str) -> Recorded | None:
    """What was recorded for a basket, if it was."""
    if row("SELECT 1 FROM receipt WHERE uid = ?", uid) is None:
        return None
    kept = Receipt.get(Receipt.uid == uid)
    rows = PaymentRow.select().where(PaymentRow.receipt_id == kept.id).order_by(PaymentRow.position)
    paid = tuple(_payment_value(each, kept.currency) for each in rows)
    paper = papers.find("receipt", receipt_id=kept.id)
    assert paper is not None
    session = Session.get_by_id(kept.session_id)
    total = Money(kept.total, kept.currency)
    number = number_text(kept.register, kept.number)
    return Recorded(kept.id, number, total, change_of(paid, total.zero), paid, session.number, False, paper.id)


def _payment_value(row: PaymentRow, currency: str) -> Payment:
    tendered, change, rounding = (Money(minor, currency) for minor in (row.tendered, row.change, row.rounding))
    return Payment(row.method, tendered, change, rounding, row.reference)


def _check_training(desk: Desk, basket: Basket) -> None:
    """Practice has a session to be in, opens none, and returns nothing that was really sold."""
    if any(line.refund for line in basket.lines):
        raise TrainingError(N_("Nothing that was sold is returned in training."))
    sessions.required(desk.register)


@recorder(SELL)
def record(desk: Desk, basket: Basket, payments: Iterable[Payment]) -> Recorded:
    """Complete a sale or refund. Raises TillErrors; then nothing has changed and the basket is as it was."""
    done = stored(basket.uid)
    if done:
        return done
    if not basket.lines:
        raise EmptyBasketError
    shop = read_shop()
    check_permissions(desk, shop, basket)
    check_fresh(basket)
    if basket.training:
        _check_training(desk, basket)
    sale = _prepared(desk, basket, payments)
    session, opened = auto.ensure(desk, shop)
    recorded = _write(sale, session, opened, clean(basket.note))
    drafts.forget(desk.register, drafts.BASKET, drafts.PAYMENTS)
    return recorded


@recorder(SELL)
def record_cancelled(desk: Desk, uid: str, notes: Iterable[Payment] = (), note: str = "") -> Recorded:
    """A receipt of nothing, with a number: what was begun and given up. `notes` are tenders of nothing."""
    done = stored(uid)
    if done:
        return done
    shop = read_shop()
    sale = _prepared(desk, Basket(uid, shop.currency), notes)
    session, opened = auto.ensure(desk, shop)
    return _write(sale, session, opened, note)
