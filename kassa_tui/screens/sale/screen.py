"""The sale screen: selling, and paying as a state of the same screen, so that nothing on it jumps."""

from collections.abc import Callable, Iterable

from textual import events

from kassa_tui.screens.payment import choosing
from kassa_tui.screens.payment.checkout import Checkout
from kassa_tui.screens.sale.selling import SellingScreen
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.till.sale.scanning import Meaning, Purpose
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.targets import What
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.left_side import LeftSide
from kassa_tui.widgets.pad import Kind, Pad
from kassa_tui.widgets.runs import Takes
from kassa_tui.widgets.sale_pane import SalePane


class SaleScreen(SellingScreen):
    """Scan, type or press a quick key; F12 pays. While `checkout` is there, all keys, taps and scans are its."""

    checkout: Checkout | None = None

    def pay(self) -> None:
        """Go on to payment."""
        self.checkout = Checkout(self, self.basket)
        self.clear_notice()
        self.draw()
        self.keys_changed()

    def payment_over(self, recorded: Recorded | None) -> None:
        """An empty receipt with what goes back, or the receipt as it was."""
        self.checkout = None
        if recorded is not None:
            self.empty(recorded)
        with self.app.as_before():
            self.look_at_payments()
            if recorded is not None:
                self.read()
        self.draw()
        self.update_frame()

    @property
    def idle(self) -> bool:
        """Whether no sale is in progress, nor anything of one typed."""
        return self.checkout is None and super().idle

    # --- Showing ---

    def draw_keys(self) -> None:
        """The quick keys, or the ways to pay."""
        if self.checkout is None:
            self.query_one(LeftSide).pay(None)
            super().draw_keys()
            return
        methods = self.checkout.methods()
        self.query_one(LeftSide).pay(methods)
        self.query_one(Pad).offer(methods.offers)

    def draw_pane(self) -> None:
        """The receipt, or what is paid of it."""
        if self.checkout is None:
            super().draw_pane()
            return
        self.query_one(SalePane).show(self.checkout.pane())
        self.checkout.show_customer()

    def say(self, text: str, hint: str = "") -> None:
        """Between the lines and the number."""
        if self.checkout is None:
            super().say(text, hint)
        else:
            self.checkout.say(text)

    def helps(self) -> tuple[str, str]:
        """Of what is done now."""
        return super().helps() if self.checkout is None else (choosing.HELP, choosing.SCAN)

    # --- Keys, scans, taps ---

    def now(self) -> Iterable[Key]:
        """What works in the present state."""
        return super().now() if self.checkout is None else self.checkout.keys()

    def menu_items(self) -> list[tuple[str, Callable[[], object]]]:
        """Nothing of the sale while it is paid."""
        return super().menu_items() if self.checkout is None else []

    def typed(self, event: events.Key) -> None:
        """For the sale, or an amount or a method's letter."""
        if self.checkout is None:
            super().typed(event)
        else:
            self.checkout.typed(event)

    def takes(self) -> Takes:
        """An entry, or mostly an amount."""
        return super().takes() if self.checkout is None else self.checkout.takes()

    def pad(self) -> Kind:
        """The number pad when it is asked for, and always for what was handed over."""
        return super().pad() if self.checkout is None else "offers"

    @property
    def purpose(self) -> Purpose:
        """What codes are scanned for now."""
        return "sale" if self.checkout is None else "payment"

    def meant(self, scanned: Meaning) -> object:
        """Something for the receipt, or a gift voucher that pays. Raises as both do."""
        if self.checkout is None:
            return super().meant(scanned)
        self.checkout.meant(scanned)
        return None

    def in_the_way(self) -> bool:
        """Whether what was typed was in the way of an article."""
        return self.checkout is None and super().in_the_way()

    def tapped(self, pad: Pad, what: What) -> None:
        """An amount beside the digits is taken as it is."""
        if self.checkout is not None and isinstance(what, targets.Offer):
            self._tap_payment(self.checkout, what)
        else:
            super().tapped(pad, what)

    def left_tapped(self, what: What) -> None:
        """A quick key, a page, what waits; or a way to pay."""
        if self.checkout is None:
            super().left_tapped(what)
        else:
            self._tap_payment(self.checkout, what)

    def _tap_payment(self, checkout: Checkout, what: What) -> None:
        self.do(lambda: checkout.tapped(what))
