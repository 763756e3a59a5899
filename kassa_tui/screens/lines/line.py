"""Changing the selected line: quantity, price, discount and text; and a discount on the whole receipt."""

from collections.abc import Iterable

from textual import events

from kassa_tui.i18n import _, current
from kassa_tui.money import Money
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket import line_removal, sale_checks
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line, quantity_text
from kassa_tui.till.basket.typed_line import LONGEST, Typing, with_typed
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import recording
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.widgets.dialog import DialogValues, FieldRow
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind


class LineQuestion(BoxQuestion[Basket]):
    """Gives back the changed basket, or None. The rules are asked again when the sale is recorded."""

    def __init__(self, counter: Counter, basket: Basket, line: Line, typing: Typing | None = None) -> None:
        """`typing` says what amounts of an order mean, and shows them so."""
        super().__init__()
        self._counter, self._basket, self._line, self._typing = counter, basket, line, typing
        language = current().language
        self._at = 0
        self._error = ""
        self._fields = {
            "quantity": quantity_text(abs(line.quantity), language.decimal),
            "price": (typing.typed(line, line.price) if typing else line.price).text(language),
            "discount": self._discount(line.percent, typing.typed(line, line.off) if typing and line.off else line.off),
            "text": line.text,
            "receipt": self._discount(basket.percent, basket.off),
        }
        self._before = dict(self._fields)
        self._fresh = True

    @staticmethod
    def _discount(percent: int, off: Money | None) -> str:
        if off is not None:
            return off.text(current().language)
        return percent_text(percent, current()).replace(" ", "") if percent else ""

    def _labels(self) -> dict[str, str]:
        labels = {
            "quantity": _("Quantity"),
            "price": _("Price without VAT") if self._without_tax else _("Price"),
            "discount": _("Discount"),
            "text": _("Text"),
            "receipt": _("Discount on the receipt"),
        }
        if self._line.refund:
            return {name: labels[name] for name in ("quantity", "text")}
        return labels

    def values(self) -> DialogValues:
        """All that can be changed."""
        names = list(self._labels().items())
        fields = tuple(
            FieldRow(label, self._fields[name], current=i == self._at, name=name)
            for i, (name, label) in enumerate(names)
        )
        said = _("A discount is typed as 10% or as an amount.")
        if self._without_tax:
            said = _("A discount is typed as 10% or as an amount without VAT.")
        lines = (said,) if not self._line.refund else ()
        return DialogValues(self._line.text, lines, fields, self._error, self.buttons())

    @property
    def _without_tax(self) -> bool:
        """Whether what is typed is without VAT."""
        return self._typing is not None and self._typing.without_tax

    @property
    def _current(self) -> str:
        return list(self._labels())[self._at]

    def now(self) -> Iterable[Key]:
        """Move, mend, confirm."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        yield key("f12", _("Confirm"), self._confirm, go=True, books=True)
        yield key("enter", "", self._next)
        yield from self.arrows(self._step, "up shift+tab", "down tab")
        yield key("backspace", "", lambda: self._put(self._fields[self._current][:-1]))
        yield key("delete", "", lambda: self._put(""))

    def _step(self, by: int) -> None:
        self._at = max(0, min(self._at + by, len(self._labels()) - 1))
        self._fresh = True

    def _next(self) -> None:
        """The next field; after the last one, the first."""
        self._at, self._fresh = (self._at + 1) % len(self._labels()), True

    def _put(self, text: str) -> None:
        self._fields[self._current] = text
        self._error, self._fresh = "", False

    def pad(self) -> Kind:
        """By the current field."""
        return "letters" if self._current == "text" else "percent"

    def typed(self, event: events.Key) -> None:
        """The first character replaces what stood there, but for the text."""
        character = event.character or ""
        wanted = character.isprintable() if self._current == "text" else character in AMOUNT_SIGNS + "%"
        if not character or not wanted:
            self.refuse()
            return
        before = "" if self._fresh and self._current != "text" else self._fields[self._current]
        if len(before) < LONGEST:
            self._put(before + character)
        else:
            self.refuse()

    def clicked(self, what: targets.Field | targets.Choice) -> None:
        """Another field."""
        match what:
            case targets.Field(name) if name in self._labels():
                self._at = list(self._labels()).index(name)
                self._fresh = True

    def say(self, text: str, hint: str = "") -> None:
        """Below the fields."""
        self._error = text

    def _changed(self, name: str) -> bool:
        return name in self._labels() and self._fields[name] != self._before[name]

    def _result(self) -> Basket:
        """The basket with everything that was changed. Raises KassaErrors."""
        texts = {name: text for name, text in self._fields.items() if self._changed(name)}
        return with_typed(self._basket, self._line, texts, self._counter.shop.unit, current().language, self._typing)

    def _confirm(self) -> object:
        """Raises KassaErrors; what the person may not do is asked of somebody who may."""
        basket = self._result()
        desk, rates = self._counter.desk, self._typing.rates if self._typing else None
        recording.checked(desk, sale_checks.check_permissions, self._counter.shop, basket, None, rates)
        less = line_removal.taken_off(self._line, basket)
        if less is not None:
            line_removal.check(desk, less)
        return self.dismiss(basket)
