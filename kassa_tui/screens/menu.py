"""The menu: the places with digits, then what has no key of its own; and the choice of person and language."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container

from kassa_tui.i18n import LANGUAGES, _
from kassa_tui.screens.base import Question, key
from kassa_tui.text import width
from kassa_tui.till import staff
from kassa_tui.till.staff import ROLES
from kassa_tui.widgets.draw import Canvas, Pen, Target
from kassa_tui.widgets.frame import Key

CHOICES = "1234567890ABCDEFGH"
"""What chooses an item at once: digits, 0 for the tenth, then letters."""


class Item(Struct, frozen=True):
    """One line of a menu; `why` says what is needed when it is not allowed."""

    word: str
    value: object
    about: str = ""
    why: str = ""


class MenuBox(Canvas):
    """Draws the items, each in `high` rows. Clicks say `item N` or `back`."""

    DEFAULT_CSS = "MenuBox { width: 1fr; }"
    ground = "panel"

    def __init__(self, title: str, items: Sequence[Item], high: int = 1) -> None:
        super().__init__()
        self._title, self._items, self._at, self._notice = title, items, 0, ""
        self._high = high
        self.styles.height = len(items) * high + 3

    def show(self, at: int, notice: str = "") -> None:
        """Another item is selected, or something was refused."""
        self._at, self._notice = at, notice
        self.redraw()

    def rows(self) -> Iterable[Pen]:
        """Title and items, numbered."""
        self.targets.append(Target(self.size.width - 8, 0, 8, 2, "back"))
        yield self.pen().put(f" {self._title}", bold=True).right("Esc ", "key")
        yield self.pen()
        for number, item in enumerate(self._items):
            chosen = number == self._at
            ground, ink = ("cursor", "cursortext") if chosen else (None, "muted" if item.why else "text")
            self.targets.append(Target(0, self.drawn, self.size.width, self._high, f"item {number}"))
            for _above in range((self._high - 1) // 2):
                yield self.pen()
            pen = self.pen().put("▶" if chosen else " ", ink, ground=ground)
            digit = CHOICES[number] if number < len(CHOICES) else " "
            pen.put(f" {digit} ", "cursortext" if chosen else "key", ground=ground, bold=True)
            about = item.why or item.about
            pen.put(f" {item.word}", ink, columns=pen.room - width(about) - 2, ground=ground, bold=chosen)
            yield pen.put(f"{about} ", ink if chosen else "muted", columns=pen.room - 1, align="right", ground=ground)
            for _below in range(self._high // 2):
                yield self.pen()
        if self._notice:
            yield self.pen("error").put(f" ■ {self._notice}", "errortext", bold=True)


class MenuQuestion(Question[object]):
    """Gives back the value of the chosen item, or None."""

    def __init__(self, title: str, items: Sequence[Item]) -> None:
        super().__init__()
        self._title, self._items, self._at = title, items, 0

    def compose(self) -> ComposeResult:
        """The box."""
        with Container(id="box"):
            room = (self.app.size.height - 5) // max(len(self._items), 1)
            yield MenuBox(self._title, self._items, max(1, min(room, 3)) if self.app.touch else 1)

    def now(self) -> Iterable[Key]:
        """Arrows, digits, Enter and Esc."""
        yield key("escape f9", _("Back"), lambda: self.dismiss(None))
        yield key("up", "", lambda: self._step(-1))
        yield key("down", "", lambda: self._step(1))
        yield key("enter f12", _("Choose"), self._choose)

    def typed(self, event: events.Key) -> None:
        """A digit or letter chooses at once."""
        character = event.character or ""
        at = CHOICES.find(character.upper()) if character else -1
        if 0 <= at < len(self._items):
            self._at = at
            self._choose()
        elif character:
            self.app.error_sound()

    def _step(self, by: int) -> None:
        self._at = (self._at + by) % len(self._items)
        self.query_one(MenuBox).show(self._at)

    def _choose(self) -> None:
        item = self._items[self._at]
        if item.why:
            self.complain(item.why)
        else:
            self.dismiss(item.value)

    def complain(self, text: str, hint: str = "") -> None:
        """In the last row, until the next key."""
        super().complain(text, hint)
        self.query_one(MenuBox).show(self._at, text)

    @on(Canvas.Hit, "MenuBox")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        if event.name == "back":
            self.dismiss(None)
            return
        self._at = int(event.name.partition(" ")[2])
        self._choose()


def person_items() -> list[Item]:
    """Everybody who works here."""
    return [Item(person.name, person, _(ROLES[person.role])) for person in staff.people()]


def language_items() -> list[Item]:
    """The languages by their own names."""
    return [Item(language.name, code) for code, language in LANGUAGES.items()]
