"""Payment: choose how, type what was handed over; the green key says what it will do.

Nothing is recorded before the last tender; then the finished values go to `sales.record` at once.
"""

from collections.abc import Coroutine, Iterable
from typing import assert_never

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _, current, p_
from kassa_tui.money import Money
from kassa_tui.screens.frame.ask import yes
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.frame.guard import Guard
from kassa_tui.screens.payment.card import CardQuestion
from kassa_tui.screens.payment.state import Paying
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket import money_in_hand
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.kinds import Way
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.basket.sale_checks import check_arrived
from kassa_tui.till.basket.tender import Bill, Payment
from kassa_tui.till.counter import customer_display
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode
from kassa_tui.till.ledger.errors import NotAllowedError, TillError
from kassa_tui.till.ledger.recording import checked
from kassa_tui.till.orders import awaited, edit
from kassa_tui.till.orders.values import ChangedOrderError
from kassa_tui.till.sale import sales, vouchers
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.till.sale.scanning import BadgeCode, Meaning, Misread, OrderCode, ReceiptCode, Unknown, VoucherCode
from kassa_tui.till.sale.vouchers import VoucherBalanceError, VoucherState
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.drawing.targets import What
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind, Pad
from kassa_tui.widgets.payment_pane import MethodList, PaymentPane
from kassa_tui.widgets.runs import Takes

MUCH_CHANGE = {"DKK": 150_000}
MUCH = 20_000
"""Minor units of change that are asked about: a zero too many is a slip of the finger."""


class PaymentScreen(KassaScreen[Recorded]):
    """Takes a basket, gives back the recorded receipt, or None with nothing changed."""

    PLACE = "sale"
    ORDERS = False
    PURPOSE = "payment"
    OWN_PAD = True
    DEFAULT_CSS = """
    PaymentScreen Horizontal { height: 1fr; }
    PaymentScreen PaymentPane { width: 46; }
    PaymentScreen.-w100 PaymentPane { width: 56; }
    PaymentScreen.-w120 PaymentPane { width: 64; }
    """
    HELP = N_(
        "Choose a method by its letter or with the arrows; type what was handed over, or nothing for all of it.\n"
        "Less than the sum is a part payment; more is change. F12 does what it says."
    )
    SCAN = N_("Finish or leave the payment first. Only a gift voucher is scanned here: F12 then pays with it.")

    def __init__(self, counter: Counter, basket: Basket) -> None:
        super().__init__(counter)
        self.paying = Paying(counter, basket)
        # F12 does nothing just after the screen opened or it was pressed: a held key never pays.
        self._guard = Guard()

    def body(self) -> ComposeResult:
        """Methods left, amounts right."""
        with Horizontal():
            with Vertical():
                yield MethodList()
                yield Pad()
            yield PaymentPane()

    def on_mount(self) -> None:
        """The sum at once."""
        super().on_mount()
        self._guard.start()
        self.draw()

    def draw(self) -> None:
        """Both sides from the values."""
        values = replace(self.paying.values(), touch=self.app.touch)
        self.query_one(MethodList).show(values)
        self.query_one(PaymentPane).show(values)
        self.query_one(Pad).offer(values.offers)
        if self.counter.customer is not None:
            shown = customer_display.paying(self.counter.shop, self.paying.basket, self.paying.bill.rest)
            self.counter.customer.show(shown)

    # --- Keys ---

    def now(self) -> Iterable[Key]:
        """What works here."""
        yield key("escape", _("Back"), self._leave, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        if any(payment.amount for payment in self.paying.bill.payments):
            yield key("delete", p_("payment", "Take back"), self._take_back, weight=6)
        yield key("up", "", lambda: self._step(-1))
        yield key("down", "", lambda: self._step(1))
        yield key("right", "", lambda: self._next_offer(1))
        yield key("left", "", lambda: self._next_offer(-1))
        yield key("backspace", "", self._shorter)
        word = self.paying.go_word()
        if word:
            yield key("f12", word, self._confirm, go=True, books=True)
        else:
            yield key("f12", "", self._cannot)

    def pad(self) -> Kind:
        """The amount that was handed over: typed, or one that people hand over."""
        return "offers"

    def takes(self) -> Takes:
        """An amount, but none where money goes back as it was paid."""
        return "acts" if self.paying.mirrors else "amount"

    def tapped(self, pad: Pad, what: What) -> None:
        """An amount beside the digits is taken as it is."""
        match what:
            case targets.Offer(number):
                self.do(lambda: self._take_offer(number))
                self.keys_changed()
            case _:
                super().tapped(pad, what)

    def typed(self, event: events.Key) -> None:
        """An amount, or a method's letter."""
        character = event.character or ""
        if character and character in AMOUNT_SIGNS and self.takes() == "amount":
            self._change_entry(self.paying.entry + character)
            return
        for i, option in enumerate(self.paying.options()):
            if character and character.upper() == option.letter:
                self.choose(i)
                return
        if character:
            self.app.error_sound()

    def _change_entry(self, entry: str) -> None:
        """Another amount; more than is due is always cash, but a voucher says itself that it gives no change."""
        self.paying.entry, self.paying.notice = entry, ""
        if self._too_much() and not self.paying.by_voucher:
            offered = self.paying.offered()
            self.paying.chosen = next((i for i, m in enumerate(offered) if m and m.gives_change), self.paying.chosen)
        self.draw()

    def _too_much(self) -> bool:
        """Whether more was typed than is due, by a method that gives no change."""
        method, rest = self.paying.method, self.paying.bill.rest
        if method is None or method.gives_change or rest.minor <= 0:
            return False
        try:
            return self.paying.amount() > rest
        except KassaError:
            return False

    def choose(self, number: int) -> None:
        """Another method; it pays nothing by itself. Notes that were typed before are no amount for a card."""
        self.paying.chosen, self.paying.notice = number, ""
        if self._too_much():
            self.paying.entry = ""
        self.draw()

    def _step(self, by: int) -> None:
        count = len(self.paying.offered())
        self.choose(0 if self.paying.chosen is None else max(0, min(count - 1, self.paying.chosen + by)))

    def _next_offer(self, by: int) -> None:
        offers = self.paying.offer_texts()
        if offers:
            at = offers.index(self.paying.entry) + by if self.paying.entry in offers else 0
            self._change_entry(offers[at % len(offers)])

    def _shorter(self) -> None:
        self._change_entry(self.paying.entry[:-1])

    def say(self, text: str, hint: str = "") -> None:
        """In the last row, until the next key."""
        self.paying.notice = text
        self.draw()

    def _cannot(self) -> None:
        """Say why the green key is not there."""
        if self.paying.chosen is None:
            self.complain(_("Choose a payment method first."))
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
        self.wait_for(self._really_take_back(last, on_terminal=method.kind.asks_terminal))

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
        self.keys_changed()

    def _leave(self) -> None:
        taken = [payment for payment in self.paying.bill.payments if payment.amount]
        if taken:
            given = any(self.paying.known[payment.method].kind.handed_over for payment in taken)
            self.wait_for(self._leave_paid(given=given))
        else:
            self.dismiss(None)

    async def _leave_paid(self, *, given: bool) -> None:
        lines = [_("Part of it is paid already. Give that back first.")]
        do, dont = _("Given back, stop"), _("Go on paying")
        if not given or await yes(self.app, _("Stop this payment?"), lines, do=do, dont=dont):
            taken = money_in_hand.InHand(self.paying.basket, self.paying.bill.payments)
            self.paying.bill = replace(self.paying.bill, payments=())
            if given and not taken.basket.training:
                await self.recorded(self.counter.record(money_in_hand.given_back, taken))
            else:
                await self._keep()
            self.dismiss(None)

    # --- Paying ---

    def _check_order(self) -> None:
        """No card is asked for what could not be booked. Raises ChangedWhilePayingError."""
        basket = self.paying.basket
        if basket.order is not None:
            edit.check_before_money(self.counter.desk, basket.order, basket.order_version, self._way_out())

    def _way_out(self) -> str:
        return edit.TAKEN if any(payment.amount for payment in self.paying.bill.payments) else edit.NOTHING_TAKEN

    def _confirm(self) -> None:
        if self._guard.stops():
            return
        self._check_order()
        if self.paying.bill.done:
            self.wait_for(self._record())
            return
        method = self.paying.method
        if self.paying.mirrors:
            self.wait_for(self._give_back())
        elif method is not None:
            self.wait_for(self._pay(method))

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
        await self.recorded(self.counter.record(awaited.note, basket.order or 0, basket.order_version, amount))
        text = _("{amount} is to come by transfer · nothing is booked yet")
        self.app.tell(text.format(amount=amount.text(current().language)))
        self.dismiss(None)

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
        self._guard.start()
        self.draw()
        self.keys_changed()

    def meant(self, scanned: Meaning) -> object:
        """A gift voucher is what pays; it is not taken before the green key. Raises UnknownVoucherError, TillErrors."""
        match scanned:
            case VoucherCode(code=code):
                self._use(scanned.state or vouchers.find(code))
            case BadgeCode() | OrderCode() | ArticleCode() | LabelCode() | ReceiptCode() | Misread() | Unknown():
                return super().meant(scanned)
            case never:
                assert_never(never)
        return None

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
        self.complain(_("{method} was declined. Nothing was booked; choose again.").format(method=_(method.name)))
        self.keys_changed()

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
        by_voucher = self.paying.by_voucher
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
            if by_voucher:
                self.paying.chosen = self.paying.first()
            self._guard.start()
            self.draw()
            self.keys_changed()

    async def _keep(self) -> None:
        """Money that was taken is remembered, also by a program that is started again."""
        taken = tuple(payment for payment in self.paying.bill.payments if payment.amount)
        await self.recorded(self.counter.record(money_in_hand.keep_payments, self.paying.basket, taken))

    async def _record(self) -> None:
        self.counter.devices.printing, self.counter.devices.printed = "", False
        work = self.counter.record(sales.record, self.paying.basket, self.paying.bill.payments)
        try:
            recorded = await self.recorded(work)
        except ChangedOrderError as error:
            raise edit.with_way(error, self._way_out()) from error
        self.dismiss(recorded)

    # --- Clicks ---

    @on(Canvas.Hit, "MethodList")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Method(number):
                self.choose(number)
            case targets.Offer(number):
                self._take_offer(number)
        self.keys_changed()

    def _take_offer(self, number: int) -> None:
        """An amount that people hand over in cash."""
        offer = self.paying.offer_texts()[number]
        cash = (i for i, method in enumerate(self.paying.offered()) if method and method.kind.in_drawer)
        self.paying.chosen = next(cash, self.paying.chosen)
        self._change_entry(offer)
