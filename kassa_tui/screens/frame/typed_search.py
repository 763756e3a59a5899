"""A list that is searched as one types: the question is asked a moment after the last letter."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from textual import events
from textual.timer import Timer

from kassa_tui.i18n import _, p_
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.lists import ListScreen
from kassa_tui.till.counter.counter import Counter
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind

T = TypeVar("T")

WAIT_SECONDS = 0.1
"""How long after the last letter the search begins."""

LONGEST = 40


class TypedSearch(ListScreen[T], Generic[T]):
    """What is typed is in `text`; subclasses `look_up` what is found."""

    def __init__(self, counter: Counter, text: str = "") -> None:
        super().__init__(counter)
        self.text = text
        self._timer: Timer | None = None
        self.writing = True

    def look_up(self) -> None:
        """Find what `text` says."""
        raise NotImplementedError

    def read(self) -> None:
        """What is found now; a question that waits is asked with it."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.look_up()

    def find_now(self) -> None:
        """Look up and show, from the first."""
        self.read()
        self.at = 0
        self.draw()
        self.keys_changed()

    def settle(self) -> None:
        """What was typed a moment ago is searched for before anything is chosen."""
        if self._timer is not None:
            self.find_now()

    def typed(self, event: events.Key) -> None:
        """A letter more."""
        if event.character and event.is_printable:
            if len(self.text) < LONGEST:
                self.change(self.text + event.character)
            else:
                self.refuse()

    def pasted(self, line: str) -> None:
        """Pasted text is searched for as well; that there is no room for all of it is heard."""
        text = self.text + line
        if len(text) > LONGEST:
            self.app.error_sound()
        self.change(text[:LONGEST])

    def change(self, text: str) -> None:
        """Another text, looked up in a moment."""
        self.text, self.notice = text, ""
        self.draw()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(WAIT_SECONDS, self.find_now)

    def now(self) -> Iterable[Key]:
        """The list's own keys, and mending what was typed."""
        yield from super().now()
        if self.app.touch:
            yield key("f2", _("List") if self.writing else p_("keypad", "Letters"), self._put_letters_away, weight=8)
        yield key("backspace", "", self.shorter)
        yield key("delete", "", lambda: self.change(""))

    def shorter(self) -> None:
        """A letter less."""
        self.change(self.text[:-1])

    def pad(self) -> Kind:
        """Letters, unless the list has been given their room."""
        return "letters" if self.writing else ""

    def _put_letters_away(self) -> None:
        """More of the list in sight, or the letters again."""
        self.writing = not self.writing
