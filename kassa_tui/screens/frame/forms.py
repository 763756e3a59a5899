"""A screen with one form: keys, clicks and refusals are the same in all of them."""

from collections.abc import Iterable
from typing import ClassVar, Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult

from kassa_tui.i18n import N_, _, current
from kassa_tui.money import AmountError, Money, parse
from kassa_tui.screens.frame.base import KassaScreen, Keys, key
from kassa_tui.screens.frame.signs import BESIDE_AMOUNTS, NOT_PASTED, by_pad
from kassa_tui.text import cut
from kassa_tui.till.counter.counter import Counter
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.drawing.targets import What
from kassa_tui.widgets.form import Field, FormValues, FormView
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.runs import Takes

T = TypeVar("T")

YES_NO = (("yes", N_("yes")), ("no", N_("no")))


def choices(name: str, label: str, value: str, options: Iterable[tuple[str, str]], hint: str = "") -> Field:
    """A field with a few values; their words are translated here."""
    return Field(name, label, "choice", value, tuple((code, _(word)) for code, word in options), hint)


def yes_no(name: str, label: str, value: bool, hint: str = "") -> Field:
    """A switch."""
    return choices(name, label, "yes" if value else "no", YES_NO, hint)


def pad_of(field: Field) -> Kind:
    """What a field is typed with."""
    return {"choice": "", "text": "letters"}.get(field.kind, "digits")  # type: ignore[return-value]


NUMBERS = ("amount", "digits")
LONGEST_SAID = 24
"""Columns of a name that is said to be saved, beside the devices in the narrowest window."""


class FormKeys(Keys):
    """What keys and clicks do to the values of a form. The host has `form` and `draw`."""

    ORDERS: ClassVar[bool] = False
    form: FormValues
    _typing = False
    """Whether a number of the current field is being typed: the first sign of a new one takes the old away."""

    def draw(self) -> None:
        """Show the form."""
        raise NotImplementedError

    def longer(self) -> bool:
        """Whether fingers need arrows: the pad for counts has its own."""
        return self.pad() != "count" and super().longer()

    def form_keys(self) -> Iterable[Key]:
        """Moving between fields, choosing, mending."""
        yield from self.arrows(lambda by: self._to(self.form.at + by), "up shift+tab", "down tab")
        yield key("left", "", lambda: self.put_form(self.form.turned(-1)))
        yield key("right", "", lambda: self.put_form(self.form.turned(1)))
        yield key("backspace", "", self._shorter)
        yield key("delete", "", lambda: self.put_form(self.form.wiped()))

    def _to(self, at: int) -> None:
        self.put_form(self.form.to(at))

    def to_next(self) -> None:
        """The next field; after the last one, the first. Nothing is confirmed by going on."""
        self._to((self.form.at + 1) % len(self.form.fields))

    def put_form(self, form: FormValues) -> None:
        """Another state of the form."""
        self._typing = self._typing and form.at == self.form.at
        self.form = form
        self.changed()
        self.draw()

    def changed(self) -> None:
        """A value may be another one."""

    def type_into(self, event: events.Key) -> bool:
        """A character for the current field; a space turns a choice."""
        character = event.character or ""
        if self.form.current.kind == "choice" and character == " ":
            self.put_form(self.form.turned(1))
            return True
        fresh = self.form.current.kind in NUMBERS and not self._typing
        before = self.form.wiped() if fresh else self.form
        after = before.typed(character) if event.is_printable else None
        if after is not None:
            self.put_form(after)
            self._typing = True
        return after is not None

    def takes(self) -> Takes:
        """What belongs into the current field."""
        return by_pad(pad_of(self.form.current))

    def pasted(self, line: str) -> None:
        """Into the current field, a number in the place of the one that stood there; aloud where it does not belong."""
        if self.takes() == "acts":
            self.app.error_sound()
            return
        current = self.form.current
        line = line if current.kind == "text" else line.strip(BESIDE_AMOUNTS)
        before = self.form.wiped() if current.kind in NUMBERS and not self._typing else self.form
        if not line or not all(map(current.allows, line)):
            self.complain(_(NOT_PASTED))
            return
        if len(before.current.value) + len(line) > current.longest:
            # What has room is there to be seen, and that it is not all is heard.
            self.app.error_sound()
        self.put_form(before.pasted(line))
        self._typing = True

    def _shorter(self) -> None:
        self.put_form(self.form.shorter())
        self._typing = True

    def click_into(self, what: What) -> None:
        """Another field, or a choice of it."""
        match what:
            case targets.Field(name):
                self.put_form(self.form.named(name))
            case targets.Choice(name, value):
                self.put_form(self.form.named(name).put(name, value))


class FormScreen(FormKeys, KassaScreen[T], Generic[T]):
    """Subclasses give the fields, the green word and what saving does."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.form = self._first = self.worded()

    def saved(self, answer: T, name: str) -> None:
        """Answer with what was saved, and say so."""
        self.app.succeeded(_("Saved: {what}").format(what=cut(name, LONGEST_SAID)))
        self.dismiss(answer)

    def body(self) -> ComposeResult:
        """One form."""
        yield FormView()

    def on_mount(self) -> None:
        """The first picture."""
        super().on_mount()
        self.draw()

    def worded(self) -> FormValues:
        """The form as it begins, in the language in use."""
        raise NotImplementedError

    def relabel(self) -> None:
        """The same answers under other words."""
        self.form = self.worded().filled(self.form)
        super().relabel()

    def draw(self) -> None:
        """The form from its values."""
        self.query_one(FormView).show(self.form)

    def amount(self, name: str) -> Money:
        """The amount that was typed into a field; it becomes the current one when it cannot be read (AmountError)."""
        try:
            return parse(self.form[name], self.counter.shop.unit, current().language)
        except AmountError:
            self.form = self.form.named(name)
            raise

    def go_word(self) -> str:
        """What F12 does."""
        return _("Save")

    def pad(self) -> Kind:
        """By the current field."""
        return pad_of(self.form.current)

    def save(self) -> object:
        """F12."""
        raise NotImplementedError

    def now(self) -> Iterable[Key]:
        """What works in every form."""
        yield key("escape", _("Back"), self.leave, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        yield from self.form_keys()
        yield key("enter", "", self.to_next)
        yield key("f12", self.go_word(), self.save, go=True, books=True)

    def leave(self) -> object:
        """Back; asks when something was typed."""
        if [each.value for each in self.form.fields] == [each.value for each in self._first.fields]:
            self.dismiss(None)
            return None
        return self._ask_leave()

    async def _ask_leave(self) -> None:
        from kassa_tui.screens.frame.ask import yes

        lines = [_("What you typed is not saved.")]
        if await yes(self.app, _("Leave without saving?"), lines, do=_("Leave"), dont=_("Stay"), loss=True):
            self.dismiss(None)

    def typed(self, event: events.Key) -> None:
        """Into the current field."""
        if not self.type_into(event) and event.is_printable:
            self.refuse()

    def say(self, text: str, hint: str = "") -> None:
        """Below the current field."""
        self.form = self.form.wrong({self.form.current.name: text} if text else {})
        self.draw()

    @on(Canvas.Hit, "FormView")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        self.click_into(event.what)
        self.keys_changed()
