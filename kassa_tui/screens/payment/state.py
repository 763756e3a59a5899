"""What a payment looks like before it is recorded: the bill, what is chosen and typed, and what F12 would do."""

from collections.abc import Iterable

from msgspec.structs import replace

from kassa_tui.denominations import in_use, likely
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current, p_
from kassa_tui.money import Money, parse
from kassa_tui.text import fit, width
from kassa_tui.till.basket import methods, refunds, tax
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.basket.tender import Bill, Payment
from kassa_tui.till.counter import aside
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.customers import customers
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.orders import along
from kassa_tui.till.sale import sales
from kassa_tui.till.sale.sales import VOUCHERS_ARE_REAL, TrainingError
from kassa_tui.till.sale.vouchers import VoucherBalanceError, VoucherState
from kassa_tui.widgets import sale_pane
from kassa_tui.widgets.method_list import MethodValues, Option
from kassa_tui.widgets.sale_pane import Moment, Row, SaleValues

AS_PAID = "="
CODE_COLUMNS = 16
"""Of a voucher's code beside an amount."""


class NoVoucherError(TillError):
    """A voucher pays by its code."""

    template = N_("Scan the gift voucher, or type its code.")


class NotHereError(TillError):
    """A voucher where none is taken."""

    template = N_("A gift voucher cannot pay here.")


class VoucherChangeError(TillError):
    """More than is due by a voucher."""

    template = N_("A gift voucher gives no change: at most {due}.")


class Paying:
    """The values of the payment screen; nothing in it is drawn or recorded.

    `method` is the code of one that somebody has chosen already.
    """

    def __init__(self, counter: Counter, basket: Basket, method: str = "") -> None:
        self.counter = counter
        self.basket = basket
        taken = aside.taken_payments(counter, basket)
        self.bill = Bill(basket.total, sales.cash_rule(counter.shop), taken)
        self.methods = methods.offered(
            customer=basket.customer is not None, order=basket.order is not None, office=counter.remote
        )
        if basket.kind == "invoice":
            # An old invoice is not paid by a new one.
            self.methods = [method for method in self.methods if not method.kind.makes_invoice]
        self.known = methods.every()
        self.voucher: VoucherState | None = None
        self.entry = ""
        self.notice = ""
        self.mirror = self._as_paid()
        offered = [each.code if each else "" for each in self.offered()]
        self.chosen = offered.index(method) if method and method in offered else self.first()

    def first(self) -> int | None:
        """The method that is chosen at first; none for a basket that was recalled, and for an order."""
        if self.mirror:
            return 0
        basket = self.basket
        if basket.recalled is not None or basket.order is not None or along.rests(basket):
            return None
        first, back = self.counter.shop.first_method, self.bill.total.minor < 0
        # Money that goes back without a sale that it mirrors is cash, mostly: empties.
        fits = (i for i, m in enumerate(self.offered()) if m and (m.kind.in_drawer if back else m.code == first))
        return next(fits, 0)

    def next_method(self, code: str) -> int | None:
        """What a rest is paid with after a part by this method: the shop's first one, or the next if it was that."""
        offered = [each.code if each else "" for each in self.offered()]
        first = self.counter.shop.first_method
        if first in offered and first != code:
            return offered.index(first)
        return (offered.index(code) + 1) % len(offered) if code in offered else self.first()

    def _as_paid(self) -> tuple[Payment, ...]:
        """How a refund goes back by the tenders that paid."""
        source = refunds.source_receipt(self.basket)
        if source is None or self.basket.total.minor >= 0:
            return ()
        day = self.counter.shop.today(self.counter.desk)
        computed = tax.figures(self.basket, tax.rates_on(day), day)
        left = refunds.left_by_id(source)
        return refunds.propose(left, self.basket, computed, self.bill.rule).payments

    def offered(self) -> list[Method | None]:
        """What can be chosen: None stands for the way it was paid."""
        begun = any(payment.amount for payment in self.bill.payments)
        listed: list[Method | None] = [None] if self.mirror and not begun else []
        back = self.bill.total.minor < 0
        return listed + [method for method in self.methods if not back or method.refundable]

    @property
    def method(self) -> Method | None:
        """The chosen method; None for none, and for a refund as it was paid."""
        offered = self.offered()
        return offered[self.chosen] if self.chosen is not None and self.chosen < len(offered) else None

    @property
    def mirrors(self) -> bool:
        """Whether the refund goes back as it was paid."""
        offered = self.offered()
        return self.chosen is not None and self.chosen < len(offered) and offered[self.chosen] is None

    def take(self, bill: Bill) -> None:
        """The bill after a tender more or less; what was chosen stays chosen as far as it is still offered."""
        method = self.method
        self.bill = bill
        offered = self.offered()
        if self.chosen is not None:
            self.chosen = offered.index(method) if method in offered else None

    # --- Gift vouchers ---

    @property
    def by_voucher(self) -> bool:
        """Whether a gift voucher is chosen to pay with; one that money goes back to is a new one."""
        return self.method is not None and self.method.kind.takes_code and self.bill.rest.minor > 0

    def use_voucher(self, voucher: VoucherState) -> None:
        """Pay with this voucher: what is left on it, or the rest. Raises TrainingError, TillErrors."""
        offered = self.offered()
        at = next((i for i, method in enumerate(offered) if method and method.kind.takes_code), None)
        if self.basket.training:
            raise TrainingError(VOUCHERS_ARE_REAL)
        if at is None or self.bill.rest.minor <= 0:
            raise NotHereError
        if not self._left_on(voucher):
            raise VoucherBalanceError(code=voucher.code, left=self._left_on(voucher))
        kept = self.entry if self.by_voucher else ""
        self.voucher, self.chosen, self.notice, self.entry = voucher, at, "", kept
        if self.preview() is None:
            self.entry = ""

    def _left_on(self, voucher: VoucherState) -> Money:
        """What is left on a voucher beside the parts that it pays already."""
        paid = (p.amount.minor for p in self.bill.payments if p.reference == voucher.code)
        return voucher.left - Money(sum(paid), voucher.left.currency)

    def _pay_by_voucher(self, amount: Money, method: Method) -> Bill:
        """Raises NoVoucherError, VoucherChangeError, VoucherBalanceError."""
        if self.voucher is None:
            raise NoVoucherError
        if amount > self.bill.rest:
            raise VoucherChangeError(due=self.bill.rest)
        if amount > self._left_on(self.voucher):
            raise VoucherBalanceError(code=self.voucher.code, left=self._left_on(self.voucher))
        return self.bill.pay(method.code, amount, self.voucher.code)

    def _voucher_rows(self) -> Iterable[Row]:
        """What is left on it before and after."""
        language = current().language
        if self.voucher is not None:
            left = self._left_on(self.voucher)
            yield Row(f"{_('Left on')} {fit_code(self.voucher.code)}", left.text(language))
            after = self.preview()
            if after is not None:
                yield Row(_("Left on it afterwards"), (left - after.payments[-1].amount).text(language))

    # --- Showing ---

    def values(self, *, touch: bool) -> MethodValues:
        """What can be chosen."""
        return MethodValues(self.options(), self.offer_texts(), self.bill.total.minor < 0, touch)

    def pane(self) -> SaleValues:
        """The basket, what was paid and typed for it, and the number of the moment."""
        change = self._change()
        paying = sale_pane.Paying(self._moment(change), tuple(self._rows(change)), self.notice)
        name = customers.name_of(self.basket.customer)
        return SaleValues(self.basket, self.counter.shop.unit.symbol, paying=paying, customer=name)

    def _moment(self, change: Money | None) -> Moment:
        """What goes back, once enough was typed; else what is still to be paid."""
        if change is not None:
            return Moment(p_("money", "Change"), change, ground="pay")
        about = sale_pane.pieces(self.basket)
        if self.bill.rest != self.bill.total:
            about = _("of {total}").format(total=abs(self.bill.total).text(current().language))
        return Moment(sale_pane.sum_label(self.basket), abs(self.bill.rest), about)

    def options(self) -> tuple[Option, ...]:
        """The methods as tiles."""
        options = []
        for i, method in enumerate(self.offered()):
            if method is None:
                options.append(Option(AS_PAID, _("As it was paid"), self.mirror_text(), i == self.chosen))
            else:
                hint = "" if self.bill.total.minor < 0 else _(method.kind.hint)
                options.append(Option(method.letter, _(method.name), hint, i == self.chosen))
        return tuple(options)

    def mirror_text(self) -> str:
        """How the refund goes back, in words."""
        names = {method.code: _(method.name) for method in self.known.values()}
        language = current().language
        return " + ".join(f"{names.get(p.method, p.method)} {(-p.amount).text(language)}" for p in self.mirror)

    def offers(self) -> list[Money]:
        """What a person would hand over in cash."""
        if self.bill.rest.minor <= 0 or (self.method is not None and not self.method.kind.in_drawer):
            return []
        shop = self.counter.shop
        today = clock.local(self.counter.desk.clock(), shop.zone).date()
        return [shop.money(n) for n in likely(self.bill.cash_due.minor, in_use(shop.currency, today, shop.coin))]

    def offer_texts(self) -> tuple[str, ...]:
        """The offers as they are written, and read back."""
        return tuple(offer.text(current().language) for offer in self.offers())

    def _rows(self, change: Money | None) -> Iterable[Row]:
        """What was paid already, what is asked for, and what is typed."""
        language = current().language
        for payment in self.bill.payments:
            method = self.known[payment.method]
            label = _(method.name) if payment.amount else f"{_(method.name)} · {_(payment.reference)}"
            if method.kind.takes_code and payment.reference:
                label = f"{label} {fit_code(payment.reference)}"
            yield Row(label, payment.amount.text(language), "muted" if not payment.amount else "ok")
        rounding = self._rounding()
        if rounding:
            yield Row(_("Cash rounding"), rounding.text(language, plus="+"))
            yield Row(_("To pay in cash"), abs(self.bill.cash_due).text(language))
        elif change is not None:
            yield Row(sale_pane.sum_label(self.basket), abs(self.bill.rest).text(language))
        if self.by_voucher:
            yield from self._voucher_rows()
        if any(self.known[code].kind.takes_code for code in self._back_to()):
            yield Row(_("A new voucher is printed with its code"), "")
        if not self.mirrors and not self.bill.done:
            label = _("Received") if self.bill.rest.minor > 0 and not self.by_voucher else _("Amount")
            yield Row(label, f"{self.entry}█")

    def _rounding(self) -> Money | None:
        """What cash is rounded by; None where it is not, or not paid with."""
        if self.method is None or not self.method.kind.rounds or self.bill.done:
            return None
        return self.bill.cash_due - self.bill.rest or None

    def _back_to(self) -> list[str]:
        """The methods that money goes back to now."""
        if self.mirrors:
            return [payment.method for payment in self.mirror if payment.amount.minor < 0]
        return [self.method.code] if self.method is not None and self.bill.rest.minor < 0 else []

    def _change(self) -> Money | None:
        after = self.preview()
        if after is None or not after.done or self.bill.rest.minor <= 0:
            return None
        change = sum((payment.change for payment in after.payments), self.bill.total.zero)
        return change or None

    def amount(self) -> Money:
        """What was typed, or all that is due; of the bill's sign. Raises AmountError."""
        rest = self.bill.rest
        rounds = self.method is not None and self.method.kind.rounds
        if not self.entry and self.by_voucher and self.voucher is not None:
            return min(rest, self._left_on(self.voucher), key=lambda money: money.minor)
        if not self.entry:
            return self.bill.cash_due if rounds else rest
        typed = parse(self.entry, self.counter.shop.unit, current().language)
        return typed if rest.minor > 0 else -typed

    def attempt(self) -> Bill:
        """The bill after the green key. Raises KassaErrors."""
        if self.mirrors:
            return replace(self.bill, payments=(*self.bill.payments, *self.mirror))
        method = self.method
        if method is None:
            return self.bill
        amount = self.amount()
        if method.kind.rounds:
            return self.bill.pay_cash(method.code, amount)
        if self.by_voucher:
            return self._pay_by_voucher(amount, method)
        return self.bill.pay(method.code, amount)

    def preview(self) -> Bill | None:
        """The bill after the green key; None when it would be refused."""
        try:
            return self.attempt()
        except KassaError:
            return None

    def go_word(self) -> str:
        """The act in words: `Cash 50.00 · change 13.70`."""
        language = current().language
        if self.bill.done:
            return _("Save")
        if self.mirrors:
            return _("Back: {what}").format(what=self.mirror_text())
        if self.by_voucher and self.voucher is None:
            return _("Gift voucher: its code")
        method, after = self.method, self.preview()
        if method is None or after is None:
            return ""
        paid = after.payments[-1]
        tendered = abs(paid.tendered).text(language)
        name = _(method.name)
        if self.bill.rest.minor < 0:
            return _("{method} {amount} back").format(method=name, amount=tendered)
        if not after.done:
            rest = after.rest.text(language)
            return _("First {method} {amount} · then {rest}").format(method=name, amount=tendered, rest=rest)
        if paid.change:
            change = paid.change.text(language)
            return _("{method} {amount} · change {change}").format(method=name, amount=tendered, change=change)
        return f"{name} {tendered}"


def fit_code(code: str) -> str:
    """A voucher's code beside an amount; a long one is cut."""
    return fit(code, min(width(code), CODE_COLUMNS))
