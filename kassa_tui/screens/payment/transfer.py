"""The question of a bank transfer: has it arrived, and what does the bank's statement say of it?"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from textual import events

from kassa_tui.i18n import _, current
from kassa_tui.money import Currency, Money, parse
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.text import AMOUNT_SIGNS, clean
from kassa_tui.till.basket.sale_checks import NoReferenceError
from kassa_tui.till.orders.values import DepositError
from kassa_tui.till.sale.order_acts import LONGEST_REFERENCE
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind

LONGEST_AMOUNT = 12


class Arrived(Struct, frozen=True):
    """So much stands on the statement, with this reference."""

    amount: Money
    reference: str


class ToCome(Struct, frozen=True):
    """It is awaited: nothing is booked."""


class TransferQuestion(BoxQuestion[Arrived | ToCome]):
    """Answers with what arrived, that it is to come where that `may_wait`, or None. Nothing is booked by it.

    The amount is `unit`'s and may be changed where that is given, up to `most`.
    """

    def __init__(
        self,
        title: str,
        amount: Money,
        *,
        lines: Sequence[str] = (),
        unit: Currency | None = None,
        most: Money | None = None,
        may_wait: bool = False,
    ) -> None:
        super().__init__(guarded=True)
        self._title, self._amount, self._lines = title, amount, lines
        self._unit, self._most, self._may_wait = unit, most or amount, may_wait
        self._typed, self._fresh = amount.text(current().language), True
        self._reference = ""
        self._on_amount = False

    def values(self) -> DialogValues:
        """How much, and the reference as it is typed."""
        lines = (*self._lines, _("Has it arrived? Type what the bank's statement says."))
        fields = [FieldRow(_("Reference"), self._reference, current=not self._on_amount, name="reference")]
        if self._unit is not None:
            label = f"{_('Amount')} {self._unit.symbol}"
            fields.insert(0, FieldRow(label, self._typed, current=self._on_amount, name="amount"))
        return DialogValues(self._title, lines, tuple(fields), self._error, self.buttons())

    def now(self) -> Iterable[Key]:
        """Each answer is a verb."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        if self._may_wait:
            yield key("f6", _("To come"), self._to_come, books=True)
        yield key("f12", _("Arrived"), self._arrived, go=True, books=True)
        if self._unit is not None:
            yield key("up shift+tab", "", lambda: self._move(on_amount=True))
            yield key("down tab enter", "", lambda: self._move(on_amount=False))
        yield key("backspace", "", self._shorter)
        yield key("delete", "", lambda: self._write(""))

    def pad(self) -> Kind:
        """A reference is letters and digits."""
        return "digits" if self._on_amount else "letters"

    def _move(self, *, on_amount: bool) -> None:
        self._on_amount, self._fresh = on_amount, True

    def clicked(self, what: targets.Field | targets.Choice) -> None:
        """One of the two fields."""
        self._move(on_amount=what == targets.Field("amount"))

    def _shorter(self) -> None:
        self._write((self._typed if self._on_amount else self._reference)[:-1])

    def _write(self, text: str) -> None:
        if self._on_amount:
            self._typed, self._fresh = text, False
        else:
            self._reference = text
        self._error = ""

    def typed(self, event: events.Key) -> None:
        """A character; the first digit of an amount takes the place of what was filled in."""
        character = event.character or ""
        if self._on_amount:
            before, fits = "" if self._fresh else self._typed, character in AMOUNT_SIGNS
            fits = fits and len(before) < LONGEST_AMOUNT
        else:
            before, fits = self._reference, character.isprintable() and len(self._reference) < LONGEST_REFERENCE
        if character and fits:
            self._write(before + character)
        elif character:
            self.refuse()

    def _to_come(self) -> None:
        if not self.too_soon():
            self.dismiss(ToCome())

    def _arrived(self) -> None:
        """Raises AmountError, DepositError, NoReferenceError."""
        if self.too_soon():
            return
        amount, reference = self._amount, clean(self._reference)
        if self._unit is not None:
            amount = parse(self._typed, self._unit, current().language)
        if not 0 < amount.minor <= self._most.minor:
            raise DepositError(due=self._most)
        if not reference:
            raise NoReferenceError
        self.dismiss(Arrived(amount, reference))
