"""Before the register: less is here than is known to have been given out. Whoever sells goes on, or stops."""

from collections.abc import Iterable, Sequence

from kassa_tui.i18n import _
from kassa_tui.screens.frame.ask import BoxQuestion
from kassa_tui.screens.frame.base import key
from kassa_tui.screens.frame.program import Program
from kassa_tui.till.anchor.ends import Gap
from kassa_tui.widgets.dialog import DialogValues
from kassa_tui.widgets.frame import Key


class MissingQuestion(BoxQuestion[bool]):
    """What is missing, and what going on means; `code` is what this counter's numbers would begin with."""

    def __init__(self, gaps: Sequence[Gap], code: str) -> None:
        super().__init__(guarded=True)
        self._gaps, self._code = gaps, code

    def values(self) -> DialogValues:
        """What is missing, then both ways."""
        said = _(
            "Going on, this register's numbers begin with {code}, so that none is given twice; the owner is asked."
        )
        lines = (
            *(f"{gap.say()}." for gap in self._gaps),
            _("A part of the shop's file was lost, or an older copy was put in its place."),
            said.format(code=self._code),
            _("If the newest file or backup is at hand: stop, and put it back first."),
        )
        return DialogValues(_("Something is missing"), lines, error=self._error, buttons=self.buttons())

    def now(self) -> Iterable[Key]:
        """F12 and Esc."""
        yield key("escape", _("Stop"), lambda: self.dismiss(False))
        yield key("f12", _("Go on as {code}").format(code=self._code), self._agree, go=True, books=True)

    def _agree(self) -> None:
        if not self.too_soon():
            self.dismiss(True)


class MissingApp(Program):
    """Asks, before anything is recorded. The exit code is 0 when the register goes on, 1 when it is stopped."""

    def __init__(self, gaps: Sequence[Gap], code: str, *, theme: str) -> None:
        super().__init__()
        self.theme = theme
        self._question = MissingQuestion(gaps, code)

    def on_mount(self) -> None:
        """The question."""
        self.push_screen(self._question, lambda goes_on: self.exit(0 if goes_on else 1))
        self.call_after_refresh(self.ready_now)

    def tell(self, text: str) -> None:
        """In the box."""
        self._question.complain(text)
