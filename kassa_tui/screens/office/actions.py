"""A search through all actions: the places, the menu, the office's tasks and the keys of the screen below."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from kassa_tui import spelling
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.frame.framed import Framed
from kassa_tui.screens.frame.host import Host
from kassa_tui.screens.frame.menu import Act, Item
from kassa_tui.screens.frame.typed_search import TypedSearch
from kassa_tui.screens.office.tasks import TASKS, Task, begin
from kassa_tui.text import wrap
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import Column, ListRow, ListValues

T = TypeVar("T")

NO_MATCH = 9

WORD_COLUMNS = 30
"""Cells for what an action is called."""


def _rank_of(word: str, about: str, text: str) -> int:
    """How well a word is meant, 0 the best: its beginning, words in it, letters in it, what is said about it."""
    typed = text.split()
    if not typed or word.startswith(" ".join(typed)):
        return 0
    words = word.split()
    if all(any(each.startswith(part) for each in words) for part in typed):
        return 1
    if all(part in word for part in typed):
        return 2
    return 3 if all(part in f"{word} {about}" for part in typed) else NO_MATCH


def _rank(item: Item[object], text: str) -> int:
    """The same for an item, however it or the text is spelt."""
    ways = zip(spelling.both(item.word), spelling.both(item.about), spelling.both(text), strict=True)
    return min(_rank_of(*way) for way in ways)


def matching(items: Sequence[Item[T]], text: str) -> list[Item[T]]:
    """What is meant by a few letters, the best first; all for no letters."""
    ranked = [(rank, item) for item in items if (rank := _rank(item, text)) < NO_MATCH]
    return [item for _worth, item in sorted(ranked, key=lambda each: each[0])]


def _office(app: Host, task: Task) -> None:
    """A task is done in its place, which it ends in."""
    app.go_to("office")
    screen = app.screen
    assert isinstance(screen, KassaScreen)
    screen.do(partial(begin, app, task))


def _press(screen: Framed, pressed: Key) -> None:
    screen.do(pressed.run)
    screen.keys_changed()


def everything(app: Host, screen: Framed, menu: Sequence[Act]) -> list[Act]:
    """The keys of the screen, what its menu has, and the office's tasks; `why` says who may do what is refused."""
    keys = [Item(each.word, partial(_press, screen, each), each.label) for each in screen.now() if each.word]
    tasks = [
        Item(_(task.word), partial(_office, app, task), _(task.about), task.lacking(app.counter)) for task in TASKS
    ]
    return [*keys, *menu, *tasks]


class ActionsScreen(TypedSearch[Callable[[], object]]):
    """Gives back what the chosen action does, or None."""

    HELP = N_("Type a few letters of what you want to do; F12 does it. Who has to agree stands beside what is grey.")

    def __init__(self, below: Framed, items: Callable[[], list[Act]]) -> None:
        super().__init__(below.counter)
        self.PLACE = below.PLACE
        self._items = items
        self.found: list[Act] = []

    def look_up(self) -> None:
        """What is meant by what was typed."""
        self.found = matching(self._items(), self.text)

    def relabel(self) -> None:
        """The same actions by other words."""
        self.look_up()
        super().relabel()

    def count(self) -> int:
        """One row an action."""
        return len(self.found)

    def values(self) -> ListValues:
        """The action, and its key or what it is about, or who is needed."""
        rows = tuple(map(self._row, self.found))
        return ListValues(
            title=f"{_('All actions')}   {self.text}█",
            columns=(Column("", WORD_COLUMNS), Column("")),
            rows=rows,
            at=self.at,
            about=_("{count} found").format(count=len(rows)),
            empty=_('Nothing is called "{text}".').format(text=self.text),
            notice=self.notice,
        )

    def _row(self, act: Act) -> ListRow:
        """What is said about it is as many whole words as there is room for."""
        said = wrap(act.why or act.about, self.app.size.width - WORD_COLUMNS - 6)
        return ListRow((act.word, said[0].rstrip(",; ")), "muted" if act.why else "text")

    def now(self) -> Iterable[Key]:
        """What works here."""
        yield from super().now()
        yield key("f12", _("Choose") if self.found else "", self.choose, go=bool(self.found), books=True)

    def choose(self) -> None:
        """The selected one; what was typed a moment ago is searched for first."""
        self.settle()
        if self.found:
            self.dismiss(self.found[self.at].value)
        else:
            self.app.error_sound()
