"""What is being typed on the sale screen: a code, an amount or a quantity for the next article."""

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_, Language
from kassa_tui.till.basket.lines import quantity_text
from kassa_tui.till.basket.typed_numbers import read_quantity
from kassa_tui.till.ledger.errors import TillError

LONGEST = 24


class InTheWayError(TillError):
    """Something was typed that says nothing about what was scanned or pressed after it."""

    template = N_("{typed} was typed before: {typed} * sells so many, Esc wipes it.")


class Entry(Struct, frozen=True):
    """Digits and a mark, perhaps after a quantity (thousandths)."""

    text: str = ""
    quantity: int | None = None

    @property
    def empty(self) -> bool:
        """Nothing was typed."""
        return not self.text and self.quantity is None

    def shown(self, language: Language) -> str:
        """`3 × 12,50`."""
        times = "" if self.quantity is None else f"{quantity_text(self.quantity, language.decimal)} × "
        return times + self.text

    def add(self, character: str) -> "Entry":
        """One character more."""
        return replace(self, text=self.text + character) if len(self.text) < LONGEST else self

    def shorter(self) -> "Entry":
        """Without the last character, or without the quantity."""
        return replace(self, text=self.text[:-1]) if self.text else Entry()

    def check_used(self) -> None:
        """Nothing stands there that an article would wipe away. Raises InTheWayError."""
        if self.text:
            raise InTheWayError(typed=self.text)

    def without_text(self) -> "Entry":
        """The quantity alone."""
        return Entry("", self.quantity)

    def times(self) -> "Entry":
        """What was typed becomes the quantity of the next article. Raises NotAQuantityError."""
        return Entry("", read_quantity(self.text))
