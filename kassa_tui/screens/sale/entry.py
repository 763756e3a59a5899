"""What is being typed on the sale screen: a code, an amount or a quantity for the next article."""

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_, Language
from kassa_tui.till.errors import TillError
from kassa_tui.till.lines import MOST, ONE, quantity_text

LONGEST = 24


class NotAQuantityError(TillError):
    """Something before the `*` that is no quantity."""

    template = N_('"{text}" is not a quantity.')


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

    def times(self) -> "Entry":
        """What was typed becomes the quantity of the next article. Raises NotAQuantityError."""
        return Entry("", read_quantity(self.text))


def read_quantity(text: str) -> int:
    """A quantity in thousandths: `3`, `0,412`, `0.412`. Raises NotAQuantityError."""
    whole, mark, part = text.strip().replace(",", ".").partition(".")
    digits = whole + part
    if not digits.isascii() or not digits.isdigit() or len(part) > 3 or (mark and not part):
        raise NotAQuantityError(text=text[:20])
    quantity = int(whole or "0") * ONE + int(part.ljust(3, "0") or "0")
    if not 0 < quantity <= MOST:
        raise NotAQuantityError(text=text[:20])
    return quantity
