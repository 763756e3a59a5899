"""The card question: the terminal is beside the till, so the cashier says how it went."""

from collections.abc import Iterable

from textual import events

from kassa_tui.i18n import _, current
from kassa_tui.money import Money
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind


class CardQuestion(BoxQuestion[str]):
    """Answers with the reference (perhaps empty) when it was approved, None when it was declined."""

    def __init__(self, method: str, amount: Money, needs_reference: bool, *, training: bool = False) -> None:
        super().__init__(guarded=True)
        self._training = training
        self._method, self._amount = method, amount
        self._asks = needs_reference
        self._reference = ""

    def values(self) -> DialogValues:
        """What to do on the terminal, and both answers."""
        amount = abs(self._amount).text(current().language)
        act = (
            _("Key {amount} into the card terminal.")
            if self._amount.minor > 0
            else _("Refund {amount} on the terminal.")
        )
        todo = _("Training: leave the card terminal alone.") if self._training else act.format(amount=amount)
        lines = (todo, _("Did it work?"), _("Nothing is booked yet. A scan does not count here."))
        fields = (FieldRow(_("Reference"), self._reference, current=True),) if self._asks else ()
        return DialogValues(f"{self._method} {amount}", lines, fields, self._error, self.buttons())

    def now(self) -> Iterable[Key]:
        """Both answers are verbs."""
        yield key("escape", _("No, it failed"), lambda: self.dismiss(None))
        yield key("f12", _("Yes, it worked"), self._approved, go=True, books=True)
        yield key("backspace", "", self._shorter)

    def pad(self) -> Kind:
        """The reference, where one is asked for."""
        return "letters" if self._asks else ""

    def typed(self, event: events.Key) -> None:
        """The terminal's reference, where one is asked for."""
        character = event.character or ""
        if self._asks and character.isprintable() and len(self._reference) < 40:
            self._reference += character
            self._error = ""
        elif character:
            self.refuse()

    def _shorter(self) -> None:
        self._reference = self._reference[:-1]

    def _approved(self) -> None:
        if self.too_soon():
            return
        if self._asks and not self._reference:
            self.app.error_sound()
            self._error = _("Type the reference of the terminal's receipt.")
            return
        self.dismiss(self._reference)
