"""The menu: the places with digits, then what has no key of its own; and the choice of person and language."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container
from textual.geometry import Size

from kassa_tui.i18n import LANGUAGES, _
from kassa_tui.screens.frame.base import Question, key
from kassa_tui.text import width, wrap
from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.permissions import ROLES
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_ROWS, Canvas, Pen, Target, Tile
from kassa_tui.widgets.frame import Key

CHOICES = "1234567890ABCDEFGH"
"""What chooses an item at once: digits, 0 for the tenth, then letters."""


T = TypeVar("T")
V = TypeVar("V", covariant=True)


class Item(Struct, Generic[V], frozen=True):
    """One line of a menu; `why` says what is needed when it is not allowed."""

    word: str
    value: V
    about: str = ""
    why: str = ""


Act = Item[Callable[[], object]]
"""A line that does something when it is chosen."""

ABOVE, BORDER = 2, 2
"""Rows of a menu's title, and of the frame round it."""

ACROSS = {1: 58, 2: 76, 3: 78}
"""How wide a menu for fingers is with so many tiles beside each other."""


_Meant = targets.Row | targets.More | targets.Back
"""What a tile of a menu may be about."""


class MenuBox(Canvas):
    """Draws the items. Clicks say `item N`, `back`, or `more` where not all of them are in sight."""

    DEFAULT_CSS = "MenuBox { width: 1fr; height: auto; }"
    ground = "panel"

    def __init__(self, title: str, items: Sequence[Item[object]]) -> None:
        super().__init__()
        self._title, self._items, self._at, self._notice = title, items, 0, ""

    def show(self, at: int, notice: str = "") -> None:
        """Another item is selected, or something was refused."""
        self._at, self._notice = at, notice
        self.redraw()

    @property
    def _room(self) -> int:
        """Tiles below each other that the screen has room for, with a row for the title."""
        return max((self.app.size.height - BORDER - 1) // FINGER_ROWS, 1)

    @property
    def _across(self) -> int:
        """Tiles beside each other, so that all of them and the way back are in sight, if that can be."""
        return min(-(-(len(self._items) + 1) // self._room), len(ACROSS))

    @property
    def page(self) -> int:
        """How many items are in sight at once."""
        room = self._room * self._across
        return len(self._items) if not self.fingers or len(self._items) < room else room - 2

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Textual asks how high the menu is."""
        if not self.fingers:
            return len(self._items) + ABOVE + 1
        shown = self.page + (2 if self.page < len(self._items) else 1)
        return 1 + FINGER_ROWS * -(-shown // self._across)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """Textual asks how wide it is."""
        return ACROSS[self._across]

    def rows(self) -> Iterable[Pen]:
        """Title and items, numbered."""
        if self.fingers:
            yield from self._tiles()
            return
        self.targets.append(Target(self.size.width - 8, 0, 8, ABOVE, targets.Back()))
        yield self.pen().put(f" {self._title}", bold=True).right("Esc ", "key")
        yield self.pen()
        for number, entry in enumerate(self._items):
            chosen = number == self._at
            ground, ink = ("cursor", "cursortext") if chosen else (None, "muted" if entry.why else "text")
            self.targets.append(Target(0, self.drawn, self.size.width, 1, targets.Row(number)))
            pen = self.pen().put("▶" if chosen else " ", ink, ground=ground)
            pen.put(f" {_digit(number)} ", "cursortext" if chosen else "key", ground=ground, bold=True)
            about = entry.why or entry.about
            pen.put(f" {entry.word}", ink, columns=pen.room - width(about) - 2, ground=ground, bold=chosen)
            yield pen.put(f"{about} ", ink if chosen else "muted", columns=pen.room - 1, align="right", ground=ground)
        if self._notice:
            yield self.pen("error").put(f" ■ {self._notice}", "errortext", bold=True)

    def _tiles(self) -> Iterable[Pen]:
        """The title or what was refused, then the items as tiles, row by row, and the way back."""
        if self._notice:
            yield self.pen("error").put(f" ■ {self._notice}", "errortext", bold=True)
        else:
            yield self.pen().put(f" {self._title}", bold=True)
        across, first = self._across, self._at // self.page * self.page
        wide = (self.size.width - across + 1) // across
        shown = [targets.Row(n) for n in range(first, min(first + self.page, len(self._items)))]
        last = [targets.More()] if self.page < len(self._items) else []
        whats: list[_Meant] = [*shown, *last, targets.Back()]
        for begin in range(0, len(whats), across):
            row = whats[begin : begin + across]
            yield from self.tiles([self._tile(what, at * (wide + 1), wide) for at, what in enumerate(row)])

    def _tile(self, what: _Meant, at: int, wide: int) -> Tile:
        match what:
            case targets.More():
                return Tile(what, at, wide, (f"→  {_('More')}",), ink="key")
            case targets.Back():
                return Tile(what, at, wide, (f"←  {_('Back')}",), ink="key")
            case targets.Row(number):
                return self._item_tile(number, at, wide)

    def _item_tile(self, number: int, at: int, wide: int) -> Tile:
        item = self._items[number]
        ground, ink = ("cursor", "cursortext") if number == self._at else ("tile", "muted" if item.why else "text")
        lines = [*wrap(item.word, wide - 5), *filter(None, [item.why or item.about])]
        lines = [f"{'' if line else _digit(number):3}{text}" for line, text in enumerate(lines[:FINGER_ROWS])]
        return Tile(targets.Row(number), at, wide, lines, ground, ink)


def _digit(number: int) -> str:
    return CHOICES[number] if number < len(CHOICES) else " "


class MenuQuestion(Question[T], Generic[T]):
    """Gives back the value of the chosen item, or None."""

    def __init__(self, title: str, items: Sequence[Item[T]]) -> None:
        super().__init__()
        self._title, self._items, self._at = title, items, 0

    DEFAULT_CSS = """
    MenuQuestion.-touch > #box { width: auto; padding: 0; }
    MenuQuestion.-touch MenuBox { width: auto; }
    """

    def compose(self) -> ComposeResult:
        """The box."""
        with Container(id="box"):
            yield MenuBox(self._title, self._items)

    def on_mount(self) -> None:
        """For fingers it is as wide as its tiles need."""
        self.keys_changed()

    def keys_changed(self) -> None:
        """As it is tapped now."""
        self.set_class(self.app.touch, "-touch")
        super().keys_changed()

    def now(self) -> Iterable[Key]:
        """Arrows, digits, F12 and Esc."""
        yield key("escape f9", _("Back"), lambda: self.dismiss(None))
        yield key("up", "", lambda: self._step(-1))
        yield key("down", "", lambda: self._step(1))
        yield key("f12", _("Choose"), self._choose, books=True)

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
        entry = self._items[self._at]
        if entry.why:
            self.complain(entry.why)
        else:
            self.dismiss(entry.value)

    def say(self, text: str, hint: str = "") -> None:
        """In the last row, until the next key."""
        self.query_one(MenuBox).show(self._at, text)

    @on(Canvas.Hit, "MenuBox")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        match event.what:
            case targets.Back():
                self.dismiss(None)
            case targets.More():
                page = self.query_one(MenuBox).page
                first = (self._at // page + 1) * page
                self._step(first - self._at if first < len(self._items) else -self._at)
            case targets.Row(number):
                self._at = number
                self._choose()


def person_items() -> list[Item[desk.Person]]:
    """Everybody who works here."""
    return [Item(person.name, person, _(ROLES[person.role])) for person in desk.people()]


def language_items() -> list[Item[str]]:
    """The languages by their own names."""
    return [Item(language.name, code) for code, language in LANGUAGES.items()]
