"""The question of a bank transfer: what the bank's statement says of it."""

from collections.abc import Iterable

from msgspec import Struct
from textual import events

from kassa_tui.i18n import _, current
from kassa_tui.money import Money
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.text import clean
from kassa_tui.till.basket.sale_checks import NoReferenceError
from kassa_tui.till.sale.order_acts import LONGEST_REFERENCE
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind


class Arrived(Struct, frozen=True):
    """It stands on the statement, with this reference."""

    reference: str


class TransferQuestion(BoxQuestion[Arrived]):
    """Answers with what arrived, or None. Nothing is booked by it."""

    def __init__(self, method: str, amount: Money) -> None:
        super().__init__(guarded=True)
        self._method, self._amount = method, amount
        self._reference = ""

    def values(self) -> DialogValues:
        """How much, and the reference as it is typed."""
        lines = (_("Has it arrived? Type what the bank's statement says."),)
        field = FieldRow(_("Reference"), self._reference, current=True, name="reference")
        title = f"{self._method} {self._amount.text(current().language)}"
        return DialogValues(title, lines, (field,), self._error, self.buttons())

    def now(self) -> Iterable[Key]:
        """Both answers are verbs."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        yield key("f12", _("It has arrived"), self._arrived, go=True, books=True)
        yield key("backspace", "", lambda: self._write(self._reference[:-1]))
        yield key("delete", "", lambda: self._write(""))

    def pad(self) -> Kind:
        """A reference is letters and digits."""
        return "letters"

    def _write(self, text: str) -> None:
        self._reference, self._error = text, ""

    def typed(self, event: events.Key) -> None:
        """One character of the reference."""
        character = event.character or ""
        if character and character.isprintable() and len(self._reference) < LONGEST_REFERENCE:
            self._write(self._reference + character)
        elif character:
            self.refuse()

    def _arrived(self) -> None:
        if self.too_soon():
            return
        reference = clean(self._reference)
        if not reference:
            raise NoReferenceError
        self.dismiss(Arrived(reference))
