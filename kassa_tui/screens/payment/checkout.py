"""A payment on a screen: what its keys and scans do; the green key says what it will do.

Nothing is recorded before the last tender; then the finished values go to `sales.record` at once.
"""

from collections.abc import Coroutine, Iterable
from typing import assert_never

from msgspec.structs import replace

from kassa_tui.i18n import N_, _, current, p_
from kassa_tui.money import Money
from kassa_tui.screens.frame.ask import yes
from kassa_tui.screens.frame.base import ORDER_LATER, WRONG_PLACE, key
from kassa_tui.screens.payment.card import CardQuestion
from kassa_tui.screens.payment.choosing import SCAN, Choosing
from kassa_tui.till.basket import money_in_hand
from kassa_tui.till.basket.kinds import Way
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.basket.sale_checks import check_arrived
from kassa_tui.till.basket.tender import Bill, Payment
from kassa_tui.till.counter import aside
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, StyleCode
from kassa_tui.till.ledger.errors import NotAllowedError, TillError
from kassa_tui.till.ledger.recording import checked
from kassa_tui.till.orders import along, awaited, edit
from kassa_tui.till.orders.values import ChangedOrderError
from kassa_tui.till.sale import sales, vouchers
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.till.sale.vouchers import VoucherBalanceError, VoucherState
from kassa_tui.widgets.frame import Key

MUCH_CHANGE = {"DKK": 150_000}
MUCH = 20_000
"""Minor units of change that are asked about: a zero too many is a slip of the finger."""


class Checkout(Choosing):
    """Pays a basket: its screen hears of the recorded receipt, or of None with nothing changed."""

    # --- Keys ---

    def keys(self) -> Iterable[Key]:
        """What works here."""
        yield key("escape", _("Back"), self._leave, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        if any(payment.amount for payment in self.paying.bill.payments):
            yield key("delete", p_("payment", "Take back"), self._take_back, weight=6)
        yield key("up", "", lambda: self.step(-1))
        yield key("down", "", lambda: self.step(1))
        yield key("right", "", lambda: self.next_offer(1))
        yield key("left", "", lambda: self.next_offer(-1))
        yield key("backspace", "", self.shorter)
        word = self.paying.go_word()
        if word:
            yield key("f12", word, self._confirm, go=True, books=True)
        else:
            yield key("f12", "", self._cannot)

    def _cannot(self) -> None:
        """Say why the green key is not there."""
        if self.paying.chosen is None:
            self.screen.complain(_("Choose a payment method first."))
            return
        try:
            self.paying.attempt()
        except VoucherBalanceError:
            # What is left on it is offered instead.
            self.paying.entry = ""
            raise

    def _take_back(self) -> None:
        """Undo the last part; a card is undone on its terminal."""
        last = max(i for i, payment in enumerate(self.paying.bill.payments) if payment.amount)
        method = self.paying.known[self.paying.bill.payments[last].method]
        self.screen.wait_for(self._really_take_back(last, on_terminal=method.kind.asks_terminal))

    async def _really_take_back(self, position: int, *, on_terminal: bool) -> None:
        amount = self.paying.bill.payments[position].amount.text(current().language)
        if on_terminal:
            title = _("Take back card {amount}?").format(amount=amount)
            lines = [_("Refund {amount} on the terminal first.").format(amount=amount)]
            if not await yes(self.app, title, lines, do=_("Refunded"), dont=_("Leave it")):
                return
        self.paying.take(self.paying.bill.without(position))
        self.paying.entry = ""
        await self._keep()
        self.draw()
        self.screen.keys_changed()

    def _leave(self) -> None:
        taken = [payment for payment in self.paying.bill.payments if payment.amount]
        if taken:
            given = any(self.paying.known[payment.method].kind.handed_over for payment in taken)
            self.screen.wait_for(self._leave_paid(given=given))
        else:
            self.screen.payment_over(None)

    async def _leave_paid(self, *, given: bool) -> None:
        lines = [_("Part of it is paid already. Give that back first.")]
        do, dont = _("Given back, stop"), _("Go on paying")
        if not given or await yes(self.app, _("Stop this payment?"), lines, do=do, dont=dont):
            taken = money_in_hand.InHand(self.paying.basket, self.paying.bill.payments)
            self.paying.bill = replace(self.paying.bill, payments=())
            if given and not taken.basket.training:
                await self.screen.recorded(aside.give_back(self.counter, taken))
            else:
                await self._keep()
            self.screen.payment_over(None)

    # --- Paying ---

    def _check_order(self) -> None:
        """No card is asked for what could not be booked. Raises ChangedWhilePayingError."""
        basket = self.paying.basket
        if basket.order is not None:
            edit.check_before_money(self.counter.desk, basket.order, basket.order_version, self._way_out())
        along.check_before_money(self.counter.desk, basket, self._way_out())

    def _way_out(self) -> str:
        return edit.TAKEN if any(payment.amount for payment in self.paying.bill.payments) else edit.NOTHING_TAKEN

    def _confirm(self) -> None:
        if self.guard.stops():
            return
        self._check_order()
        if self.paying.bill.done:
            self.screen.wait_for(self._record())
            return
        method = self.paying.method
        if self.paying.mirrors:
            self.screen.wait_for(self._give_back())
        elif method is not None:
            self.screen.wait_for(self._pay(method))

    def _pay(self, method: Method) -> Coroutine[object, object, None]:
        """The way that the chosen method is paid with. Raises TillErrors."""
        way = method.kind.way
        match way:
            case Way.CASH:
                return self._pay_cash()
            case Way.TERMINAL:
                return self._pay_by_card(method)
            case Way.CODE:
                return self._pay_by_voucher()
            case Way.ARRIVES:
                return self._pay_arrived(method)
            case Way.AT_ONCE:
                return self._paid(self.paying.attempt())
        assert_never(way)

    async def _pay_arrived(self, method: Method) -> None:
        """What comes by itself is told by its reference, and booked by whoever may; what goes back is only booked."""
        from kassa_tui.screens.payment.transfer import Arrived, ToCome, TransferQuestion

        after = self.paying.attempt()
        last = after.payments[-1]
        if last.amount.minor <= 0:
            await self._paid(after)
            return
        title = f"{_(method.name)} {last.amount.text(current().language)}"
        may_wait = awaited.may_wait(self.paying.basket, self.paying.bill)
        match await self.app.ask(TransferQuestion(title, last.amount, may_wait=may_wait)):
            case Arrived(reference=reference):
                last = replace(last, reference=reference)
                await self._check_arrived(last)
                await self._paid(replace(after, payments=(*after.payments[:-1], last)))
            case ToCome():
                await self._await(last.amount)

    async def _await(self, amount: Money) -> None:
        """The order waits for the transfer: nothing is booked, and this payment is over. Raises TillErrors."""
        basket = self.paying.basket
        await self.screen.recorded(self.counter.record(awaited.note, basket.order or 0, basket.order_version, amount))
        text = _("{amount} is to come by transfer · nothing is booked yet")
        self.screen.payment_over(None)
        self.app.succeeded(text.format(amount=amount.text(current().language)))

    async def _check_arrived(self, payment: Payment) -> None:
        """Before it is taken, not only when all is recorded: others may be taken after it. Raises TillErrors."""
        try:
            checked(self.counter.desk, check_arrived, (payment,), self.paying.known)
        except NotAllowedError as refusal:
            if not await self.app.agreed(refusal):
                raise

    async def _pay_cash(self) -> None:
        after = self.paying.attempt()
        change = after.payments[-1].change.minor
        much = MUCH_CHANGE.get(self.counter.shop.currency, MUCH)
        if change > max(5 * abs(self.paying.bill.rest.minor), much):
            language = current().language
            paid = after.payments[-1]
            title = _("Change {change}?").format(change=paid.change.text(language))
            lines = [_("Is it right that {amount} was received?").format(amount=paid.tendered.text(language))]
            if not await yes(self.app, title, lines, do=_("Yes, that is right"), dont=_("No, back")):
                return
        await self._paid(after)

    async def _pay_by_voucher(self) -> None:
        """Which voucher, then what it pays: a press for each."""
        if not self.paying.by_voucher or self.paying.voucher is not None:
            await self._paid(self.paying.attempt())
            return
        from kassa_tui.screens.payment.voucher import ask_paying

        found = await ask_paying(self.app)
        if found is not None:
            self._use(found)

    def _use(self, found: VoucherState) -> None:
        """Show what a voucher would pay; the green key pays with it. Raises TillErrors."""
        self.paying.use_voucher(found)
        self.guard.start()
        self.draw()
        self.screen.keys_changed()

    def meant(self, scanned: Meaning) -> None:
        """A gift voucher is what pays; it is not taken before the green key. Raises UnknownVoucherError, TillErrors."""
        match scanned:
            case VoucherCode(code=code):
                self._use(scanned.state or vouchers.find(code))
            case BadgeCode():
                self.screen.complain(_(WRONG_PLACE))
            case OrderCode(number=slip):
                self.screen.complain(_(ORDER_LATER).format(number=slip))
            case ReceiptCode() | Misread() | Unknown() | ArticleCode() | LabelCode() | StyleCode():
                self.screen.complain(_(SCAN))
            case never:
                assert_never(never)

    async def _pay_by_card(self, method: Method) -> None:
        after = self.paying.attempt()
        amount = after.payments[-1].amount
        answer = await self._card(method, amount)
        if answer is None:
            self.paying.take(self.paying.bill.note(method.code, N_("declined")))
            self._declined(method)
            return
        last = replace(after.payments[-1], reference=answer)
        await self._paid(replace(after, payments=(*after.payments[:-1], last)))

    async def _card(self, method: Method, amount: Money) -> str | None:
        """Ask how it went on the terminal: the reference, or None."""
        training = self.paying.basket.training
        question = CardQuestion(_(method.name), amount, method.needs_reference, training=training)
        return await self.app.ask(question)

    def _declined(self, method: Method) -> None:
        self.screen.complain(
            _("{method} was declined. Nothing was booked; choose again.").format(method=_(method.name))
        )
        self.screen.keys_changed()

    async def _give_back(self) -> None:
        """A refund as it was paid; each card part is asked for."""
        for payment in self.paying.mirror:
            method = self.paying.known[payment.method]
            asked = method.kind.asks_terminal and payment.amount
            if asked and await self._card(method, payment.amount) is None:
                self._declined(method)
                return
        await self._paid(self.paying.attempt())

    async def _paid(self, after: Bill) -> None:
        """A tender more; the last one records the sale. What is refused was not taken yet, unless by a card."""
        before, chosen = self.paying.bill, self.paying.chosen
        self.paying.take(after)
        self.paying.entry = self.paying.notice = ""
        self.paying.voucher = None
        if self.paying.bill.done:
            try:
                await self._record()
            except TillError:
                added = after.payments[len(before.payments) :]
                if not any(self.paying.known[payment.method].kind.asks_terminal for payment in added):
                    self.paying.bill, self.paying.chosen = before, chosen
                raise
        else:
            await self._keep()
            self.paying.chosen = self.paying.next_method(after.payments[-1].method)
            self.guard.start()
            self.draw()
            self.screen.keys_changed()

    async def _keep(self) -> None:
        """Money that was taken is remembered, also by a program that is started again."""
        taken = tuple(payment for payment in self.paying.bill.payments if payment.amount)
        await self.screen.recorded(aside.keep_payments(self.counter, self.paying.basket, taken))

    async def _record(self) -> None:
        self.counter.devices.printing, self.counter.devices.printed = "", False
        work = self.counter.record(sales.record, self.paying.basket, self.paying.bill.payments)
        try:
            recorded = await self.screen.recorded(work)
        except ChangedOrderError as error:
            raise edit.with_way(error, self._way_out()) from error
        self.screen.payment_over(recorded)
