"""A payment on a screen: how a method is chosen and an amount typed, and what of it is shown."""

from collections.abc import Awaitable
from typing import Protocol

from textual import events

from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.frame.guard import Guard
from kassa_tui.screens.frame.host import Host
from kassa_tui.screens.payment.state import Paying
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.counter import customer_display
from kassa_tui.till.sale.sales import Recorded
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.targets import What
from kassa_tui.widgets.method_list import MethodValues
from kassa_tui.widgets.runs import Takes
from kassa_tui.widgets.sale_pane import SaleValues

HELP = N_(
    "Choose a method by its letter or with the arrows; type what was handed over, or nothing for all of it.\n"
    "Less than the sum is a part payment; more is change. F12 does what it says."
)
SCAN = N_("Finish or leave the payment first. Only a gift voucher is scanned here: F12 then pays with it.")


class PaysOn(Framed, Protocol):
    """The screen that a payment is on: the sale, or one of its own."""

    def draw(self) -> None:
        """Both sides from the values."""

    def refuse(self) -> None:
        """A sign that was typed does not belong here."""

    def wait_for(self, work: Awaitable[object]) -> None:
        """Go on with something that takes time."""

    def payment_over(self, recorded: Recorded | None) -> None:
        """The receipt is recorded, or nothing was booked."""


class Choosing:
    """A payment without what its keys pay. `method` is the code of one that somebody has chosen already."""

    def __init__(self, screen: PaysOn, basket: Basket, method: str = "") -> None:
        self.screen, self.counter = screen, screen.counter
        self.paying = Paying(self.counter, basket, method)
        # F12 does nothing just after the payment began or it was pressed: a held key never pays.
        self.guard = Guard()
        self.guard.start()

    @property
    def app(self) -> Host:
        """The register around it."""
        return self.screen.app

    def draw(self) -> None:
        """What changed is shown."""
        self.screen.draw()

    # --- Showing ---

    def methods(self) -> MethodValues:
        """The ways to pay."""
        return self.paying.values(touch=self.app.touch)

    def pane(self) -> SaleValues:
        """The lines, what was paid and typed, and the number of the moment."""
        return self.paying.pane()

    def show_customer(self) -> None:
        """What is still to be paid, on the customer's display."""
        if self.counter.customer is not None:
            shown = customer_display.paying(self.counter.shop, self.paying.basket, self.paying.bill.rest)
            self.counter.customer.show(shown)

    # --- Choosing and typing ---

    def takes(self) -> Takes:
        """An amount, but none where money goes back as it was paid."""
        return "acts" if self.paying.mirrors else "amount"

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
            self.screen.refuse()

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

    def say(self, text: str) -> None:
        """Above what is typed, until the next key."""
        self.paying.notice = text
        self.draw()

    # --- Taps ---

    def tapped(self, what: What) -> None:
        """A method, or an amount that people hand over; other places of the screen mean nothing now."""
        match what:
            case targets.Method(number):
                self.choose(number)
            case targets.Offer(number):
                self._take_offer(number)
        self.screen.keys_changed()

    def _take_offer(self, number: int) -> None:
        """An amount that people hand over in cash."""
        offer = self.paying.offer_texts()[number]
        cash = (i for i, method in enumerate(self.paying.offered()) if method and method.kind.in_drawer)
        self.paying.chosen = next(cash, self.paying.chosen)
        self._change_entry(offer)
