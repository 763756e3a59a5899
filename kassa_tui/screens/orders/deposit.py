"""How much is paid on an order now: all of it is filled in, less is a deposit."""

from collections.abc import Iterable

from textual import events

from kassa_tui.errors import KassaError
from kassa_tui.i18n import _, current
from kassa_tui.money import Money, parse
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders.values import DepositError
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind


class DepositQuestion(BoxQuestion[Money]):
    """Answers with the amount, or None. Nothing is booked by it. `notices` are said first."""

    def __init__(self, title: str, due: Money, shop: Shop, notices: Iterable[str] = ()) -> None:
        super().__init__()
        self._title, self._due, self._shop = title, due, shop
        self._notices = tuple(f"▲ {text}" for text in notices)
        self._typed = due.text(current().language)
        self._fresh = True

    def _amount(self) -> Money:
        """What was typed. Raises AmountError, DepositError."""
        amount = parse(self._typed, self._shop.unit, current().language)
        if not 0 < amount.minor <= self._due.minor:
            raise DepositError(due=self._due)
        return amount

    def _booked(self) -> str:
        """What the green key books, in words; nothing while the amount cannot be."""
        try:
            amount = self._amount()
        except KassaError:
            return ""
        text = _("You book all of it: {amount}.") if amount == self._due else _("You book a deposit of {amount}.")
        return text.format(amount=amount.text(current().language))

    def values(self) -> DialogValues:
        """What is due, the amount, and what it does."""
        due = _("To pay: {amount}").format(amount=self._due.text(current().language))
        lines = (*self._notices, due, *filter(None, [self._booked()]), _("Type less for a deposit."))
        field = FieldRow(f"{_('Amount')} {self._shop.unit.symbol}", self._typed, current=True, name="amount")
        return DialogValues(self._title, lines, (field,), self._error, self.buttons())

    def now(self) -> Iterable[Key]:
        """Back, or on to the payment."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        yield key("f12", _("To the payment"), self._confirm, go=True, books=True)
        yield key("backspace", "", lambda: self._put(self._typed[:-1]))
        yield key("delete", "", lambda: self._put(""))

    def pad(self) -> Kind:
        """An amount."""
        return "digits"

    def _put(self, text: str) -> None:
        self._typed, self._fresh, self._error = text[:12], False, ""

    def typed(self, event: events.Key) -> None:
        """The first digit takes the place of what was filled in."""
        character = event.character or ""
        if character and character in AMOUNT_SIGNS:
            self._put(character if self._fresh else self._typed + character)
        elif character:
            self.app.error_sound()

    def _confirm(self) -> None:
        try:
            self.dismiss(self._amount())
        except KassaError as refused:
            self.complain(refused.say())
