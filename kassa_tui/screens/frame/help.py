"""Help for the screen below: what it is for, what a scan means there, and every key that works now."""

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container

from kassa_tui.i18n import _
from kassa_tui.screens.frame.base import Question, key
from kassa_tui.text import width, wrap
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import FINGER_COLUMNS, Canvas, Pen, Target, Tile
from kassa_tui.widgets.drawing.targets import What
from kassa_tui.widgets.frame import Key


class HelpBox(Canvas):
    """Draws the help."""

    ground = "panel"

    def __init__(self, text: str, scan: str, keys: Sequence[Key], own: Sequence[Key]) -> None:
        super().__init__()
        self._text, self._scan, self._keys, self._own = text, scan, keys, own

    def rows(self) -> Iterable[Pen]:
        """What the help itself has to offer, text, scan, keys of the screen; blank rows only where all has room."""
        room = self.size.width - 2
        said = [line for paragraph in self._text.split("\n") for line in wrap(paragraph, room)]
        scan = wrap(f"{_('Scan')}: {self._scan}", room) if self._scan else []
        keys = [named for named in self._keys if named.word]
        blanks = 2 + len(self._own) + bool(scan)
        roomy = 1 + len(self._own) + len(said) + len(scan) + len(keys) + blanks <= self.size.height
        yield from self._tiles() if self.fingers else self._head(roomy)
        for line in said:
            yield self.pen().put(f" {line}")
        yield from self._blank(roomy)
        for line in scan:
            yield self.pen().put(f" {line}", "muted")
        if scan:
            yield from self._blank(roomy)
        for named in keys:
            yield self.pen().put(f" {named.label}", "key", columns=8, bold=True).put(named.word)

    def _blank(self, roomy: bool) -> Iterable[Pen]:
        if roomy:
            yield self.pen()

    def _head(self, roomy: bool) -> Iterable[Pen]:
        """What this is, how it goes away, and what it has to offer."""
        self.targets.append(Target(self.size.width - 8, 0, 8, 2 if roomy else 1, targets.Back()))
        yield self.pen().put(f" {_('Help')}", bold=True).right("Esc ", "key")
        yield from self._blank(roomy)
        for each in self._own:
            self.targets.append(Target(0, self.drawn, self.size.width, 2 if roomy else 1, targets.Button(each.label)))
            yield self.pen().put(f" {each.label}", "key", columns=8, bold=True).put(each.word)
            yield from self._blank(roomy)

    def _tiles(self) -> Iterable[Pen]:
        """The same as tiles."""
        own = ((targets.Button(each.label), each.word) for each in self._own)
        words: list[tuple[What, str]] = [*own, (targets.Back(), _("Back"))]
        at = self.size.width
        tiles: list[Tile] = []
        for what, word in reversed(words):
            columns = max(width(word) + 3, FINGER_COLUMNS)
            at -= columns + 1
            tiles.insert(0, Tile(what, at, columns, (word,), align="center"))
        yield from self.tiles(tiles, f" {_('Help')}")
        yield self.pen()


class HelpQuestion(Question[bool]):
    """Shown beside the screen until any of its keys; True when the tour was asked for, which `tour` offers."""

    DEFAULT_CSS = """
    HelpQuestion { align: right top; }
    HelpQuestion > #box { width: 52; height: 100%; }
    """

    def __init__(self, text: str, scan: str, keys: Sequence[Key], *, tour: bool = False) -> None:
        super().__init__()
        self._text, self._scan, self._keys, self._tour = text, scan, keys, tour

    def compose(self) -> ComposeResult:
        """The box at the right."""
        with Container(id="box"):
            yield HelpBox(self._text, self._scan, self._keys, [each for each in self.now() if each.go])

    def now(self) -> Iterable[Key]:
        """Back to the screen."""
        yield key("escape f1 enter f12 question_mark", _("Back"), lambda: self.dismiss(False))
        if self._tour:
            yield key("t", _("Tour of the first day"), lambda: self.dismiss(True), go=True)

    @on(Canvas.Hit, "HelpBox")
    def _tapped(self, event: Canvas.Hit) -> None:
        event.stop()
        self.dismiss(event.what != targets.Back())
