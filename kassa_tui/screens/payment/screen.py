"""The payment on a screen of its own: of orders, old invoices, and money that was taken before."""

from collections.abc import Iterable

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.payment import choosing
from kassa_tui.screens.payment.checkout import Checkout
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.till.sale.scanning import Meaning
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.drawing.targets import What
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.method_list import MethodList
from kassa_tui.widgets.pad import Kind, Pad
from kassa_tui.widgets.runs import Takes
from kassa_tui.widgets.sale_pane import SalePane


class PaymentScreen(KassaScreen[Recorded]):
    """Takes a basket, gives back the recorded receipt, or None with nothing changed."""

    PLACE = "sale"
    ORDERS = False
    PURPOSE = "payment"
    OWN_PAD = True
    HELP = choosing.HELP
    SCAN = choosing.SCAN

    def __init__(self, counter: Counter, basket: Basket, method: str = "") -> None:
        super().__init__(counter)
        self.checkout = Checkout(self, basket, method)

    def body(self) -> ComposeResult:
        """Methods left, amounts right."""
        with Horizontal():
            with Vertical():
                yield MethodList()
                yield Pad()
            yield SalePane()

    def on_mount(self) -> None:
        """The sum at once."""
        super().on_mount()
        self.checkout.guard.start()
        self.draw()

    def draw(self) -> None:
        """Both sides from the values."""
        methods = self.checkout.methods()
        self.query_one(MethodList).show(methods)
        self.query_one(SalePane).show(self.checkout.pane())
        self.query_one(Pad).offer(methods.offers)
        self.checkout.show_customer()

    def now(self) -> Iterable[Key]:
        """What works here."""
        return self.checkout.keys()

    def pad(self) -> Kind:
        """The amount that was handed over: typed, or one that people hand over."""
        return "offers"

    def takes(self) -> Takes:
        """An amount, mostly."""
        return self.checkout.takes()

    def typed(self, event: events.Key) -> None:
        """An amount, or a method's letter."""
        self.checkout.typed(event)

    def say(self, text: str, hint: str = "") -> None:
        """Above what is typed, until the next key."""
        self.checkout.say(text)

    def meant(self, scanned: Meaning) -> object:
        """Only a gift voucher is scanned here. Raises UnknownVoucherError, TillErrors."""
        self.checkout.meant(scanned)
        return None

    def payment_over(self, recorded: Recorded | None) -> None:
        """Back to what it was paid for."""
        self.dismiss(recorded)

    def tapped(self, pad: Pad, what: What) -> None:
        """An amount beside the digits is taken as it is."""
        match what:
            case targets.Offer():
                self.do(lambda: self.checkout.tapped(what))
            case _:
                super().tapped(pad, what)

    @on(Canvas.Hit, "MethodList")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        self.checkout.tapped(event.what)
