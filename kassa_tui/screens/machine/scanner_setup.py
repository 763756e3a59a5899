"""Setting up a scanner: one scan of a label tells which device it is, how it types, and what to set."""

from collections.abc import Iterable

from msgspec.structs import replace
from textual.app import ComposeResult

from kassa_tui.hw.ports import Level
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.screens.machine.scanner_page import ScannerPage
from kassa_tui.screens.machine.scanner_trial import SetsUpScanner
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.store_codes import layouts
from kassa_tui.till.papers import jobs
from kassa_tui.widgets.frame import Key


class ScannerSetupScreen(SetsUpScanner, KassaScreen[None]):
    """How the scanner types is remembered; the machine's settings are its owner's file, and not written."""

    PLACE = "office"
    HELP = N_(
        "Finds out what the scanner is. Scan the code on the screen: the page says which device sent it, how it types "
        "and what to set. Codes that are scanned here are only shown."
    )

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.search, self.learn = counter.search(), counter.learn
        self.watcher = counter.devices.watcher
        self.grabs = self.watcher is not None
        self.layouts = layouts(counter.shop.store_codes)
        self.begin()

    def body(self) -> ComposeResult:
        """One page."""
        yield ScannerPage()

    def on_mount(self) -> None:
        """Listen from now on."""
        super().on_mount()
        self.listen()

    def resumed(self) -> None:
        """The page as it is by now."""
        self.draw()

    def now(self) -> Iterable[Key]:
        """Back, a code on paper, once more."""
        yield key("escape", _("Back"), lambda: self.dismiss(None), weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        if self.trial.begun:
            yield key("f5", _("Once more"), self.again, weight=8)
        yield key("f12", _("Test receipt"), self._print, go=True, books=True)

    def draw(self) -> None:
        """The page from its values."""
        if not self.drawable:
            return
        values = replace(
            self.page(_("Set up scanner"), hint=_("F12 prints it, too.")),
            driven=self.counter.devices.scanner.level is Level.OK,
            file="" if self.grabs else self.counter.settings_file,
        )
        self.query_one(ScannerPage).show(values)

    async def _print(self) -> None:
        await self.recorded(self.counter.record(jobs.test_receipt))
