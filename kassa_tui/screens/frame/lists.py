"""A screen with one list and a cursor: parked receipts, sessions, products, people."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from textual import events, on
from textual.app import ComposeResult

from kassa_tui.i18n import _
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.till.counter.counter import Counter
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Listing, ListValues

T = TypeVar("T")


class ListScreen(KassaScreen[T], Generic[T]):
    """Subclasses give the values and what choosing a row does."""

    DEFAULT_CSS = "ListScreen Listing { }"

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.at = 0
        self.notice = ""

    def body(self) -> ComposeResult:
        """One list."""
        yield Listing()

    def on_mount(self) -> None:
        """The rows at once."""
        self.read()
        super().on_mount()
        self.draw()

    def on_resize(self) -> None:
        """A wider window has room for more columns and words."""
        if self.drawable:
            self.draw()

    def resumed(self) -> None:
        """Another screen may have changed them."""
        self.read()
        self.draw()

    def read(self) -> None:
        """Read the rows."""

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def values(self) -> ListValues:
        """The list as it is shown."""
        raise NotImplementedError

    def choose(self) -> object:
        """Enter, F12 or a tap on the selected row."""
        raise NotImplementedError

    def draw(self) -> None:
        """The list from its values."""
        self.at = max(0, min(self.at, self.count() - 1))
        self.query_one(Listing).show(self.values())

    def list_keys(self) -> Iterable[Key]:
        """Moving through the rows."""
        yield key("up", "", lambda: self.step(-1))
        yield key("down", "", lambda: self.step(1))
        page, more = self.query_one(Listing).page, self.longer()
        yield key("pageup", self.tile(_("Up"), more), lambda: self.step(-page), label="PgUp")
        yield key("pagedown", self.tile(_("Down"), more), lambda: self.step(page), label="PgDn")
        yield key("home", "", lambda: self.step(-self.count()))
        yield key("end", "", lambda: self.step(self.count()))

    def now(self) -> Iterable[Key]:
        """Back, help and moving; subclasses add what the list is for."""
        yield key("escape", _("Back"), self.leave, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        yield from self.list_keys()

    def leave(self) -> object:
        """Back, with nothing chosen."""
        self.dismiss(None)
        return None

    def tapped_again(self) -> object:
        """A tap on the selected row."""
        return self.choose()

    def typed(self, event: events.Key) -> None:
        """Nothing is typed into a list."""
        if event.is_printable:
            self.app.error_sound()

    def step(self, by: int) -> None:
        """Move the cursor."""
        self.at += by
        self.notice = ""
        self.draw()

    def say(self, text: str, hint: str = "") -> None:
        """In the last row."""
        self.notice = text
        self.draw()

    @on(Canvas.Hit, "Listing")
    def _clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        if not self.free:
            return
        match event.what:
            case targets.Row(number) if number == self.at:
                self.do(self.tapped_again)
            case targets.Row(number):
                self.step(number - self.at)
        self.keys_changed()
