"""How much is paid on an order now, and how: all of it is filled in, less is a deposit; the method may wait."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from textual import events

from kassa_tui.errors import KassaError
from kassa_tui.i18n import _, current
from kassa_tui.money import Money, parse
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket.methods import Method
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders.values import DepositError
from kassa_tui.widgets.dialog import Choice, DialogValues, FieldRow
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.runs import Takes


class Deposit(Struct, frozen=True):
    """How much is paid on an order now; `method` is the code of how, empty where that is chosen later."""

    amount: Money
    method: str = ""


class DepositQuestion(BoxQuestion[Deposit]):
    """Answers with the Deposit, or None. Nothing is booked by it. `notices` are said first."""

    def __init__(
        self, title: str, due: Money, shop: Shop, methods: Sequence[Method], notices: Iterable[str] = ()
    ) -> None:
        super().__init__()
        self._title, self._due, self._shop, self._methods = title, due, shop, methods
        self._method: int | None = None
        self._on_method = False
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
        """What is due, how it is paid, the amount, and what it does."""
        due = _("To pay: {amount}").format(amount=self._due.text(current().language))
        lines = (*self._notices, due, *filter(None, [self._booked()]), _("Type less for a deposit."))
        choices = tuple(
            Choice(method.code, f"{method.letter} {_(method.name)}", n == self._method)
            for n, method in enumerate(self._methods)
        )
        how = FieldRow(_("Paid by"), "", choices, self._on_method, "method")
        label, current_one = f"{_('Amount')} {self._shop.unit.symbol}", not self._on_method
        amount = FieldRow(label, self._typed, current=current_one, name="amount")
        return DialogValues(self._title, lines, (how, amount) if choices else (amount,), self._error, self.buttons())

    def now(self) -> Iterable[Key]:
        """Back, or on to the payment; a method by its letter or with the arrows."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        yield key("f12", _("To the payment"), self._confirm, go=True, books=True)
        yield from self.arrows(self._step)
        yield key("left", "", lambda: self._choose_beside(-1))
        yield key("right", "", lambda: self._choose_beside(1))
        yield key("backspace", "", lambda: self._put(self._typed[:-1]))
        yield key("delete", "", lambda: self._put(""))

    def pad(self) -> Kind:
        """An amount."""
        return "" if self._on_method else "digits"

    def takes(self) -> Takes:
        """An amount; letters choose."""
        return "amount"

    def _step(self, by: int) -> None:
        """The other of the two fields."""
        self._on_method = by < 0 and bool(self._methods)

    def _choose_beside(self, by: int) -> None:
        """The method beside the chosen one; the first where none is."""
        last = len(self._methods) - 1
        if last >= 0:
            self._method = 0 if self._method is None else max(0, min(last, self._method + by))

    def clicked(self, what: targets.Field | targets.Choice) -> None:
        """A method, or the other field."""
        match what:
            case targets.Choice("method", code):
                self._method = next((n for n, method in enumerate(self._methods) if method.code == code), None)
            case targets.Field("amount"):
                self._on_method = False

    def _put(self, text: str) -> None:
        self._typed, self._fresh, self._error, self._on_method = text[:12], False, "", False

    def typed(self, event: events.Key) -> None:
        """The first digit takes the place of what was filled in; a letter chooses a method."""
        character = event.character or ""
        lettered = [n for n, method in enumerate(self._methods) if character and method.letter == character.upper()]
        if character and character in AMOUNT_SIGNS:
            self._put(character if self._fresh else self._typed + character)
        elif lettered:
            self._method = lettered[0]
        elif character:
            self.refuse()

    def _confirm(self) -> None:
        try:
            amount = self._amount()
        except KassaError as refused:
            self.complain(refused.say())
        else:
            self.dismiss(Deposit(amount, "" if self._method is None else self._methods[self._method].code))
