"""Completing a sale: the finished basket and its tenders become a receipt in one transaction.

Paying hands the values to `record`, which checks them again, stores every figure, keeps the paper and
queues the printer's jobs. A second call with the same basket records nothing and gives the same result.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.database import row
from kassa_tui.i18n import N_
from kassa_tui.models import Receipt, Session
from kassa_tui.money import Money
from kassa_tui.till.basket import methods, money_in_hand, shared_tenders
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.sale_checks import (
    check_arrived,
    check_fresh,
    check_payments,
    check_permissions,
    check_share,
    paying_desk,
    refund_cells,
)
from kassa_tui.till.basket.tax import cells, figures, rates_on
from kassa_tui.till.basket.tender import CashRule, Payment
from kassa_tui.till.customers import account, customers
from kassa_tui.till.drawer import automatic_sessions, sessions
from kassa_tui.till.ledger import journal, notes, past_clock
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import SELL
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.orders import along
from kassa_tui.till.papers import jobs, kept_papers
from kassa_tui.till.sale import invoices, order_effects, order_refunds, stored_sales, vouchers
from kassa_tui.till.sale.card_codes import check_card
from kassa_tui.till.sale.receipt_paper import ReceiptHead, change_of
from kassa_tui.till.sale.receipt_paper import receipt as receipt_document
from kassa_tui.till.sale.rows import (
    Sale,
    line_rows,
    opens_drawer,
    payment_rows,
    queue_jobs,
    receipt_row,
    tally_of,
    tax_rows,
)

VOUCHERS_ARE_REAL = N_("Gift vouchers are real: they are not sold or taken in training.")


class EmptyBasketError(TillError):
    """No lines."""

    template = N_("There is nothing on the receipt yet.")


class TrainingError(TillError):
    """Practice that would touch what is real."""

    template = N_("Start a session first: training opens none.")


class VoucherBackError(TillError):
    """A voucher without its receipt."""

    template = N_("A gift voucher is taken back with its receipt.")


class Recorded(Struct, frozen=True):
    """A completed receipt: what the screen shows after paying. `opened` says that a session opened for it.

    `kind` is the receipt's (see tables.receipts). What was paid together with others stands for all of them: `beside`
    are the others, each as it was recorded.
    """

    receipt_id: int
    number: str
    total: Money
    change: Money
    payments: tuple[Payment, ...]
    session_number: int
    opened: bool
    paper_id: int
    kind: str = "sale"
    beside: "tuple[Recorded, ...]" = ()


def cash_rule(shop: Shop) -> CashRule:
    """How the shop rounds cash."""
    return CashRule(shop.cash_step, shop.coin)


def _without_placeholders(total: int, payments: Iterable[Payment]) -> tuple[Payment, ...]:
    """A receipt of nothing has no tender: only what cash rounds to nothing stays, and a note that says something."""
    if total:
        return tuple(payments)
    return tuple(paid for paid in payments if paid.tendered or paid.rounding or paid.reference)


def _prepared(desk: Desk, basket: Basket, payments: Iterable[Payment], *, shared: bool) -> Sale:
    """Everything that a receipt says; `shared` tenders were checked with those of the others that they pay."""
    shop = read_shop()
    day = shop.today(desk)
    rates = rates_on(day)
    computed = figures(basket, rates, day)
    by_code, rule = methods.every(), cash_rule(shop)
    given = _without_placeholders(computed.total, payments)
    going_back = order_refunds.refund_cells if basket.order else refund_cells
    paid = going_back(desk, basket, computed, given, rule)
    if paid is None:
        check = check_share if shared else check_payments
        check(shop.money(computed.total), given, by_code, rule)
        paid = tuple(cells(computed.taxes, [p.settled.minor for p in given]))
    return Sale(
        desk=desk,
        shop=shop,
        basket=basket,
        payments=given,
        rates=rates,
        figures=computed,
        cells=paid,
        methods=by_code,
    )


def _write(sale: Sale, session: Session, opened: bool, note: str) -> Recorded:
    desk = sale.desk
    with journal.entry(desk, f"receipt.{sale.kind}") as entry:
        receipt_id, number = receipt_row(entry, sale, session, note)
        line_rows(entry, sale, receipt_id)
        tax_rows(entry, sale, receipt_id)
        payment_rows(entry, sale, receipt_id, session)
        tally_of(sale).write(session.id)
        printed = number_text(desk.register, number)
        language = customers.language_of(sale.basket.customer, sale.shop.receipts_in)
        document = receipt_document(sale, ReceiptHead(printed, entry.at, language))
        uid = f"{sale.basket.uid}.r1"
        paper = kept_papers.keep(entry, "receipt", language, document, receipt_id=receipt_id, uid=uid)
        queue_jobs(entry, sale, paper, invoices.on_account(entry, sale, receipt_id, printed))
        _voucher_papers(entry, sale, receipt_id)
        order_effects.apply(entry, sale, receipt_id)
    change = change_of(sale.payments, sale.basket.subtotal.zero)
    total = sale.shop.money(sale.figures.total)
    return Recorded(
        receipt_id=receipt_id,
        number=printed,
        total=total,
        change=change,
        payments=sale.payments,
        session_number=session.number,
        opened=opened,
        paper_id=paper,
        kind=sale.kind,
    )


def _voucher_papers(entry: Entry, sale: Sale, receipt_id: int) -> None:
    """Each voucher that was sold, or that money went back to, on a paper of its own."""
    for voucher in entry.facts.get("voucher", ()):
        document = vouchers.paper(sale.shop, voucher["code"], entry.at, sale.shop.money(voucher["amount"]))
        paper_id = kept_papers.keep(
            entry, "voucher", sale.shop.receipts_in, document, receipt_id=receipt_id, uid=f"{voucher['uid']}.r"
        )
        jobs.queue_print(entry, paper_id)


# --- Recorders ------------------------------------------------------------------------------------


def stored(uid: str) -> Recorded | None:
    """What was recorded for a basket, if it was."""
    if row("SELECT 1 FROM receipt WHERE uid = ?", uid) is None:
        return None
    receipt = Receipt.get(Receipt.uid == uid)
    paid = stored_sales.payments_of(receipt)
    paper = kept_papers.find("receipt", receipt_id=receipt.id)
    assert paper is not None
    session = Session.get_by_id(receipt.session_id)
    total = Money(receipt.total, receipt.currency)
    number = number_text(receipt.register, receipt.number)
    change = change_of(paid, total.zero)
    return Recorded(
        receipt_id=receipt.id,
        number=number,
        total=total,
        change=change,
        payments=paid,
        session_number=session.number,
        opened=False,
        paper_id=paper.id,
        kind=receipt.kind,
    )


def _check_vouchers(shop: Shop, basket: Basket, payments: Iterable[Payment]) -> None:
    listed = methods.every()
    vouchers.check_paying(payments, listed)
    paid = any(listed[p.method].kind.takes_code and p.amount for p in payments if p.method in listed)
    sold = [line for line in basket.lines if line.kind_row.sells_voucher]
    if basket.training and (sold or paid):
        raise TrainingError(VOUCHERS_ARE_REAL)
    for line in sold:
        if line.refund:
            vouchers.check_back(line.refund.line_id, -line.net.minor)
        elif line.quantity < 0:
            raise VoucherBackError
        else:
            check_card(line.voucher, shop)


def _check_training(desk: Desk, basket: Basket) -> None:
    """Practice has a session to be in, opens none, and returns nothing that was really sold."""
    if any(line.refund for line in basket.lines):
        raise TrainingError(N_("Nothing that was sold is returned in training."))
    sessions.required(desk.register)


def complete(desk: Desk, basket: Basket, payments: Sequence[Payment]) -> Recorded:
    """Complete a sale, refund, or what an order asks for, inside the transaction of the caller. Raises TillErrors."""
    if along.rests(basket):
        return _complete_together(desk, basket, payments)
    return _complete(desk, basket, payments)


def _complete_together(desk: Desk, basket: Basket, payments: Sequence[Payment]) -> Recorded:
    """Complete a sale with what is due on orders: one payment, which is checked as one, and a receipt for each."""
    done = stored(basket.uid)
    if done:
        before = (stored(along.uid_beside(basket, number)) for number in range(1, len(basket.lines) + 1))
        return _as_one([*filter(None, before), done])
    if basket.training:
        raise order_effects.TrainingOrderError
    shop = read_shop()
    parts = along.parts(shop, basket, desk.clock())
    totals = [part.total.minor for part in parts]
    check_payments(shop.money(sum(totals)), payments, methods.every(), cash_rule(shop))
    receipts: list[Recorded] = []
    for part, share in zip(parts, shared_tenders.shared(payments, totals), strict=True):
        receipts.append(_complete(desk, part, share, receipts))
    return _as_one(receipts)


def _as_one(receipts: Sequence[Recorded]) -> Recorded:
    """Receipts that were paid together, as their one payment is shown: the last of them, with the sums of all."""
    *before, last = receipts
    return replace(
        last,
        total=sum((receipt.total for receipt in before), last.total),
        change=sum((receipt.change for receipt in before), last.change),
        payments=shared_tenders.joined([receipt.payments for receipt in receipts]),
        opened=any(receipt.opened for receipt in receipts),
        beside=tuple(before),
    )


def _complete(
    desk: Desk, basket: Basket, payments: Sequence[Payment], beside: Sequence[Recorded] | None = None
) -> Recorded:
    """Complete what becomes one receipt, `beside` those that the same payment has paid already; None pays it alone."""
    done = stored(basket.uid)
    if done:
        return done
    if not basket.lines:
        raise EmptyBasketError
    past_clock.check(desk)
    shop, kept_at = read_shop(), desk.register
    desk = paying_desk(desk, payments, methods.every())
    check_permissions(desk, shop, basket)
    check_arrived(desk, payments, methods.every())
    check_fresh(basket)
    _check_vouchers(shop, basket, payments)
    account.check_account(desk, basket, payments)
    if basket.training:
        _check_training(desk, basket)
    order = order_effects.checked_order(desk, shop, basket)
    sale = replace(_prepared(desk, basket, payments, shared=beside is not None), order=order)
    order_effects.check_deposit(basket, payments)
    session, opened = automatic_sessions.ensure(desk, shop)
    recorded = _write(_after(sale, beside or ()), session, opened, notes.cleaned(basket.note))
    money_in_hand.completed(kept_at, basket)
    return recorded


def _after(sale: Sale, beside: Sequence[Recorded]) -> Sale:
    """It names those that the same payment has paid already, and the drawer opens once for all of them."""
    kicked = any(opens_drawer(receipt.payments, sale.methods) for receipt in beside)
    return replace(sale, kicks=not kicked, beside=tuple(receipt.number for receipt in beside))


@recorder(SELL)
def record(desk: Desk, basket: Basket, payments: Sequence[Payment]) -> Recorded:
    """Complete a sale or refund. Raises TillErrors; then nothing has changed and the basket is as it was."""
    return complete(desk, basket, payments)


@recorder(SELL)
def record_cancelled(desk: Desk, uid: str, notes: Iterable[Payment] = (), note: str = "") -> Recorded:
    """A receipt of nothing, with a number: what was begun and given up. `notes` are tenders of nothing."""
    done = stored(uid)
    if done:
        return done
    shop = read_shop()
    sale = _prepared(desk, Basket(uid, shop.currency), notes, shared=False)
    session, opened = automatic_sessions.ensure(desk, shop)
    return _write(sale, session, opened, note)
