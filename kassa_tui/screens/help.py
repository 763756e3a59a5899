"""Help for the screen below: what it is for, what a scan means there, and every key that works now."""

from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import Container

from kassa_tui.i18n import _
from kassa_tui.screens.base import Question, key
from kassa_tui.text import wrap
from kassa_tui.widgets.draw import Canvas, Pen
from kassa_tui.widgets.frame import Key


class HelpBox(Canvas):
    """Draws the help."""

    ground = "panel"

    def __init__(self, text: str, scan: str, keys: Sequence[Key]) -> None:
        super().__init__()
        self._text, self._scan, self._keys = text, scan, keys

    def rows(self) -> Iterable[Pen]:
        """Text, scan, keys."""
        room = self.size.width - 2
        yield self.pen().put(f" {_('Help')}", bold=True).right("Esc ", "key")
        yield self.pen()
        for paragraph in self._text.split("\n"):
            for line in wrap(paragraph, room):
                yield self.pen().put(f" {line}")
        yield self.pen()
        if self._scan:
            for line in wrap(f"{_('Scan')}: {self._scan}", room):
                yield self.pen().put(f" {line}", "muted")
            yield self.pen()
        for each in self._keys:
            if each.word:
                yield self.pen().put(f" {each.label}", "key", columns=8, bold=True).put(each.word)


class HelpQuestion(Question[None]):
    """Shown beside the screen until any of its keys."""

    DEFAULT_CSS = """
    HelpQuestion { align: right top; }
    HelpQuestion > #box { width: 52; height: 100%; }
    """

    def __init__(self, text: str, scan: str, keys: Sequence[Key]) -> None:
        super().__init__()
        self._text, self._scan, self._keys = text, scan, keys

    def compose(self) -> ComposeResult:
        """The box at the right."""
        with Container(id="box"):
            yield HelpBox(self._text, self._scan, self._keys)

    def now(self) -> Iterable[Key]:
        """Back to the screen."""
        yield key("escape f1 enter f12 question_mark", _("Back"), lambda: self.dismiss(None))
