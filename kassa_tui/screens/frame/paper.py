"""A kept paper on the screen: what was or will be printed, to the letter."""

from collections.abc import Iterable

from textual.app import ComposeResult

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.papers import jobs
from kassa_tui.till.papers.kept_papers import Kept
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.listing import PaperView

COLUMNS = 42


class PaperScreen(KassaScreen[None]):
    """Shows a paper and prints it."""

    PLACE = "register"
    DEFAULT_CSS = "PaperScreen PaperView { background: $k-on-surface; }"
    HELP = N_("The paper as it was kept. F12 prints it; a second print is marked as a copy.")

    def __init__(self, counter: Counter, paper: Kept) -> None:
        super().__init__(counter)
        self.paper = paper

    def body(self) -> ComposeResult:
        """One paper."""
        yield PaperView()

    def on_mount(self) -> None:
        """From the top."""
        super().on_mount()
        self.query_one(PaperView).show(self.paper.document.as_text(COLUMNS))

    def now(self) -> Iterable[Key]:
        """Scroll, print, back."""
        view = self.query_one(PaperView)
        page = max(view.size.height - 2, 1)
        yield key("escape", _("Back"), lambda: self.dismiss(None), weight=9)
        yield key("f1", _("Help"), self.app.show_help)
        yield key("up", "", lambda: view.scroll(-1))
        yield key("down", "", lambda: view.scroll(1))
        longer = self.longer()
        yield key("pageup", self.tile(_("Up"), longer), lambda: view.scroll(-page), label="PgUp")
        yield key("pagedown", self.tile(_("Down"), longer), lambda: view.scroll(page), label="PgDn")
        yield key("f12 f7", _("Print"), self._print, go=True, books=True)

    async def _print(self) -> None:
        await self.recorded(self.counter.record(jobs.reprint, self.paper.id, apart=self.paper.apart))
        self.dismiss(None)
