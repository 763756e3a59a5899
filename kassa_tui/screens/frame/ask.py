"""Short questions: yes or no, an amount, a quantity, a text. They answer with a value and do nothing."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from msgspec.structs import replace
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from kassa_tui.errors import KassaError
from kassa_tui.i18n import _, current, p_
from kassa_tui.money import Money, parse
from kassa_tui.screens.frame.base import Question, key
from kassa_tui.screens.frame.guard import Guard
from kassa_tui.screens.frame.host import Host
from kassa_tui.screens.frame.program import Program
from kassa_tui.text import AMOUNT_SIGNS, LONGEST, clean
from kassa_tui.till.basket.typed_numbers import read_quantity
from kassa_tui.widgets.dialog import Button, DialogBox, DialogValues, FieldRow
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind, Pad

T = TypeVar("T")

KEYS = "F2"
"""The button that brings the pad."""

BORDER = 2
"""Rows of the frame round a box."""


class BoxQuestion(Question[T], Generic[T]):
    """A question in a box; subclasses give its values and keys, and show `_error` in it.

    `guarded`: a yes is ignored just after it opened or was given, for the key that opened it may repeat.
    """

    def __init__(self, *, guarded: bool = False) -> None:
        super().__init__()
        self._guarded, self._guard = guarded, Guard()
        self._guard.start()
        self._error = ""
        self._reading = True
        """Whether what is said comes before the pad, where there is no room for both."""

    def too_soon(self) -> bool:
        """Whether a yes is ignored still; asked once for each yes."""
        return self._guarded and self._guard.stops()

    def values(self) -> DialogValues:
        """What the box shows now."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The box."""
        with Container(id="box"):
            yield DialogBox(self.values())
        yield Pad("panel", roomy=False)

    def on_mount(self) -> None:
        """What is typed here."""
        if self.made():
            self.keys_changed()

    def on_resize(self) -> None:
        """More room, or less."""
        self.keys_changed()

    def keys_changed(self) -> None:
        """Draw the box again, in the room that a pad leaves."""
        if self.drawable:
            self.show_pads()
            box = self.query_one(DialogBox)
            values, longer = self._in_room(), box.longer
            if box.measured(values) != longer:
                # Tiles that lead to what is out of sight take room themselves.
                values = self._in_room()
            box.show(values)

    def _in_room(self) -> DialogValues:
        """What the box shows beside the pad, which gives way to what must be read first."""
        pad, box, values = self.query_one(Pad), self.query_one(DialogBox), self.values()
        room = self.app.size.height - BORDER
        below = pad.get_content_height(self.size, self.size, self.size.width)
        reading = bool(below) and self._reading and not box.fits(values, room - below)
        if reading:
            values = replace(values, buttons=(Button(KEYS, p_("keypad", "Letters")), *values.buttons))
        pad.display = bool(below) and not reading
        box.room = room if reading else room - below
        return values

    def buttons(self) -> tuple[Button, ...]:
        """A button for each key that has a word."""
        return tuple(Button(each.label, each.word, each.go, each.loss) for each in self.footer_keys() if each.word)

    @on(Canvas.Hit, "DialogBox")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Button(label):
                self._reading = self._reading and label != KEYS
                if pressed := next((each for each in self.footer_keys() if each.label == label), None):
                    self.do(pressed.run)
            case targets.Field() as field:
                self._reading = False
                self.clicked(field)
            case targets.Choice() as choice:
                self.clicked(choice)
        self.keys_changed()

    def clicked(self, what: targets.Field | targets.Choice) -> None:
        """A field or choice was clicked."""

    def say(self, text: str, hint: str = "") -> None:
        """In the box; what was typed stays."""
        self._error = text


class YesNo(BoxQuestion[bool]):
    """Two verbs; Esc is always the one that changes nothing. By a yes that is a `loss` something is gone: it is red."""

    def __init__(
        self, title: str, lines: Iterable[str], yes: str, no: str, *, guarded: bool = False, loss: bool = False
    ) -> None:
        super().__init__(guarded=guarded)
        self._loss = loss
        self._title, self._lines, self._yes, self._no = title, tuple(lines), yes, no

    def values(self) -> DialogValues:
        """The question and both answers."""
        return DialogValues(self._title, self._lines, error=self._error, buttons=self.buttons())

    def now(self) -> Iterable[Key]:
        """F12 and Esc."""
        yield key("escape", self._no, lambda: self.dismiss(False))
        yield key("f12", self._yes, self._agree, go=True, books=True, loss=self._loss)

    def _agree(self) -> None:
        if not self.too_soon():
            self.dismiss(True)


class AskEntry(BoxQuestion[T], Generic[T]):
    """One field. `read` turns what was typed into the answer, or refuses it with a sentence."""

    def __init__(
        self,
        title: str,
        label: str,
        read: Callable[[str], T],
        *,
        characters: str = "",
        entered: str = "",
        word: str = "",
        longest: int = LONGEST,
        loss: bool = False,
    ) -> None:
        super().__init__()
        self._loss = loss
        self._title, self._label, self._read = title, label, read
        self._characters, self._value, self._word = characters, entered, word
        self._longest = longest

    def values(self) -> DialogValues:
        """The field with what was typed."""
        field = FieldRow(self._label, self._value, current=True)
        return DialogValues(self._title, fields=(field,), error=self._error, buttons=self.buttons())

    def now(self) -> Iterable[Key]:
        """F12, Esc and the way to mend a typo."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        yield key("f12", self._word or _("Confirm"), self._confirm, go=True, books=True, loss=self._loss)
        yield key("backspace", "", self._shorter)
        yield key("delete", "", self._wipe)

    def pad(self) -> Kind:
        """Digits where only those are taken."""
        return "digits" if self._characters else "letters"

    def typed(self, event: events.Key) -> None:
        """A character that belongs into the field."""
        character = event.character or ""
        belongs = character.isprintable() and (not self._characters or character in self._characters)
        if character and belongs and len(self._value) < self._longest:
            self._value += character
            self._error = ""
        elif character:
            self.refuse()

    def _shorter(self) -> None:
        self._value, self._error = self._value[:-1], ""

    def _wipe(self) -> None:
        self._value, self._error = "", ""

    def _confirm(self) -> None:
        try:
            self.dismiss(self._read(self._value))
        except KassaError as refused:
            self.complain(refused.say())


class Whole(BoxQuestion[None]):
    """A text that is too long for its place, whole; it asks nothing."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def values(self) -> DialogValues:
        """The text."""
        return DialogValues(self._title, (self._text,), error=self._error, buttons=self.buttons())

    def now(self) -> Iterable[Key]:
        """Back by every key that goes on elsewhere."""
        yield key("escape", _("Back"), lambda: self.dismiss(None))
        yield key("enter f12", "", lambda: self.dismiss(None))


async def yes(
    app: Program, title: str, lines: Iterable[str], *, do: str, dont: str, guarded: bool = False, loss: bool = False
) -> bool:
    """Ask before something is done; both answers are verbs. One that is `guarded` takes no yes that comes too soon.

    By a `loss` something is erased, thrown away or cancelled.
    """
    return await app.ask(YesNo(title, lines, do, dont, guarded=guarded, loss=loss)) or False


async def ask_amount(app: Host, title: str, label: str) -> Money | None:
    """An amount of the shop's currency, None when it was given up."""
    unit = app.counter.shop.unit
    question = AskEntry(
        title, f"{label} {unit.symbol}", lambda text: parse(text, unit, current().language), characters=AMOUNT_SIGNS
    )
    return await app.ask(question)


async def ask_quantity(app: Host, title: str, unit: str) -> int | None:
    """A weight or length in thousandths, None when it was given up."""
    return await app.ask(AskEntry(title, unit, read_quantity, characters=AMOUNT_SIGNS))


async def ask_text(
    app: Program, title: str, label: str, *, entered: str = "", do: str = "", longest: int = LONGEST
) -> str | None:
    """A line of text of at most so many characters, None when it was given up."""

    def read(text: str) -> str:
        return clean(text, longest)

    return await app.ask(AskEntry(title, label, read, entered=entered, word=do, longest=longest))
