"""Payment as it stands on the screen: the methods and amounts, and how one is chosen and typed."""

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.frame.guard import Guard
from kassa_tui.screens.payment.state import Paying
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter import customer_display
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.drawing.targets import What
from kassa_tui.widgets.pad import Kind, Pad
from kassa_tui.widgets.payment_pane import MethodList, PaymentPane
from kassa_tui.widgets.runs import Takes


class PaymentCore(KassaScreen[Recorded]):
    """The payment without what its keys pay."""

    PLACE = "sale"
    ORDERS = False
    PURPOSE = "payment"
    OWN_PAD = True
    DEFAULT_CSS = """
    PaymentCore Horizontal { height: 1fr; }
    PaymentCore PaymentPane { width: 46; }
    PaymentCore.-w100 PaymentPane { width: 56; }
    PaymentCore.-w120 PaymentPane { width: 64; }
    """
    HELP = N_(
        "Choose a method by its letter or with the arrows; type what was handed over, or nothing for all of it.\n"
        "Less than the sum is a part payment; more is change. F12 does what it says."
    )
    SCAN = N_("Finish or leave the payment first. Only a gift voucher is scanned here: F12 then pays with it.")

    def __init__(self, counter: Counter, basket: Basket, method: str = "") -> None:
        super().__init__(counter)
        self.paying = Paying(counter, basket, method)
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

    # --- Choosing and typing ---

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
            self.refuse()

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

    def step(self, by: int) -> None:
        """The method further down or up; the first one where none is chosen."""
        count = len(self.paying.offered())
        self.choose(0 if self.paying.chosen is None else max(0, min(count - 1, self.paying.chosen + by)))

    def next_offer(self, by: int) -> None:
        """Another amount that people hand over; after the last one, the first."""
        offers = self.paying.offer_texts()
        if offers:
            at = offers.index(self.paying.entry) + by if self.paying.entry in offers else 0
            self._change_entry(offers[at % len(offers)])

    def shorter(self) -> None:
        """A sign less."""
        self._change_entry(self.paying.entry[:-1])

    def say(self, text: str, hint: str = "") -> None:
        """In the last row, until the next key."""
        self.paying.notice = text
        self.draw()

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
