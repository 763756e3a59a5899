"""The last page of the first start: a scanner is tried, or left for later."""

from collections.abc import Awaitable, Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult

from kassa_tui.hw.ports import ScannerSearch
from kassa_tui.hw.scanner.remembered import Known, Measured
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KeyScreen, key
from kassa_tui.screens.machine.scanner_page import ScannerPage
from kassa_tui.screens.machine.scanner_trial import SetsUpScanner
from kassa_tui.screens.setup.steps import Answers, country_of
from kassa_tui.settings import ScannerSettings
from kassa_tui.till.goods.store_codes import layouts
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Bar, BarValues, Footer, Key, Place
from kassa_tui.widgets.too_small import TooSmall

NAME, WORD = "scanner", N_("Scanner")
TRIED = ("auto", "none")
"""Kinds of scanners that this page can tell something of."""


class FirstScanner(Struct, frozen=True):
    """What the page needs of the machine: what finds the scanner, how keys are taken by what was measured.

    `keep` remembers for a register how the scanner types, and which device is one.
    """

    search: Callable[[], ScannerSearch]
    used: Callable[[Measured], ScannerSettings]
    keep: Callable[[str, Measured, Known | None], None]


class ScannerStep(SetsUpScanner, KeyScreen[str]):
    """Gives back the name of the step to go back to, or its own once `confirm` has said that the shop is there."""

    def __init__(
        self, first: FirstScanner, answers: Answers, places: tuple[Place, ...], confirm: Callable[[], Awaitable[bool]]
    ) -> None:
        super().__init__()
        self._first, self._places, self._confirm = first, places, confirm
        self.search = first.search()
        self.layouts = layouts(country_of(answers).store_codes)
        self.grabs = answers["scanner"] == "auto"
        self.typing = Measured()
        self.begin()

    @property
    def scanner(self) -> Known | None:
        """The device that was found, to be read alone from now on."""
        found = self.trial.found if self.grabs else None
        return Known(found.identity, found.name, "scanner") if found is not None and found.identity else None

    def compose(self) -> ComposeResult:
        """The steps in the bar, the page, the keys."""
        yield Bar()
        yield ScannerPage()
        yield Footer()
        yield TooSmall()

    def on_mount(self) -> None:
        """The first picture; listen from now on."""
        if self.made():
            self.listen()
            self.draw()

    def learn(self, typing: Measured) -> ScannerSettings:
        """It is kept with the shop."""
        self.typing = typing
        return self._first.used(typing)

    def now(self) -> Iterable[Key]:
        """Back, once more, on."""
        yield key("escape", _("Back"), lambda: self.dismiss(""), weight=9)
        if self.trial.begun:
            yield key("f5", _("Once more"), self.again, weight=8)
        yield key("f12", _("Next") if self.trial.begun else _("No scanner"), self._next, go=True, books=True)

    async def _next(self) -> None:
        if await self._confirm():
            self.dismiss(NAME)

    def draw(self) -> None:
        """The page from what is known."""
        if not self.drawable:
            return
        self.query_one(Bar).show(BarValues("kassa-tui", self._places, NAME, "", "", ""))
        title = f"{_('A new shop')} · {_(WORD)}"
        hint = _("Without a scanner F12 goes on: one is found by itself later, too.")
        count = len(self._places)
        about = _("{number} of {count}").format(number=count, count=count)
        self.query_one(ScannerPage).show(replace(self.page(title, hint), about=about))
        self.keys_changed()

    @on(Canvas.Hit, "Bar")
    def _step_clicked(self, event: Canvas.Hit) -> None:
        """Back to an earlier step."""
        event.stop()
        match event.what:
            case targets.Place(name) if name != NAME:
                self.dismiss(name)
