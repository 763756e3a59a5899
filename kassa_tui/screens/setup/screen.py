"""One screen that walks through the steps of the first start; every answer stays while going back and forth."""

from collections.abc import Callable, Iterable

from textual import events, on
from textual.app import ComposeResult

from kassa_tui import i18n
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.ask import yes
from kassa_tui.screens.frame.base import KeyScreen, key
from kassa_tui.screens.frame.forms import FormKeys
from kassa_tui.screens.setup.answers import founding_of
from kassa_tui.screens.setup.scanner import NAME, TRIED, WORD, FirstScanner, ScannerStep
from kassa_tui.screens.setup.steps import STEPS, Step, first_answers
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.setup.founding import Founding
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.form import FormValues, FormView
from kassa_tui.widgets.frame import Bar, BarValues, Footer, Key, Place
from kassa_tui.widgets.too_small import TooSmall


class SetupScreen(FormKeys, KeyScreen[bool]):
    """Gives back whether the shop was made; `make` founds it from the answers.

    `scanner` is what its page needs, None where there is nobody to scan.
    """

    SCAN = N_("Scanning comes later: first the shop.")

    def __init__(self, language: str, make: Callable[[Founding], None], scanner: FirstScanner | None = None) -> None:
        super().__init__()
        self._make, self._scanner = make, scanner
        self.answers = first_answers(language)
        self.number = 0
        self.form = self._form()

    @property
    def step(self) -> Step:
        """The questions on the screen."""
        return STEPS[self.number]

    @property
    def tries_scanner(self) -> bool:
        """Whether a page for the scanner is the last step."""
        return self._scanner is not None and self.answers["scanner"] in TRIED

    def _places(self) -> tuple[Place, ...]:
        """The steps in the bar."""
        places = tuple(Place(step.name, _(step.word)) for step in STEPS)
        return (*places, Place(NAME, _(WORD))) if self.tries_scanner else places

    def compose(self) -> ComposeResult:
        """The steps in the bar, the questions, the keys."""
        yield Bar()
        yield FormView()
        yield Footer()
        yield TooSmall()

    def on_mount(self) -> None:
        """The first picture."""
        if self.made():
            self.draw()

    def _form(self) -> FormValues:
        step = self.step
        about = _("{number} of {count}").format(number=self.number + 1, count=len(self._places()))
        title = f"{_('A new shop')} · {_(step.word)}"
        return FormValues(title, step.fields(self.answers), about=about, notes=step.notes(self.answers))

    def changed(self) -> None:
        """Keep the answer; it may change words, fields and notes."""
        self.answers |= {field.name: field.value for field in self.form.fields}
        i18n.use(self.answers["language"])
        at, errors = self.form.current.name, self.form.errors
        self.form = self._form().named(at)
        self.form = self.form.marked(errors)

    def draw(self) -> None:
        """Everything from the answers."""
        if not self.drawable:
            return
        self.query_one(Bar).show(BarValues("kassa-tui", self._places(), self.step.name, "", "", ""))
        self.query_one(FormView).show(self.form)
        self.keys_changed()

    def now(self) -> Iterable[Key]:
        """Through the fields and the steps."""
        yield key("escape", _("Back") if self.number else _("Stop"), self._back, weight=9)
        yield from self.form_keys()
        yield key("enter", "", self.to_next)
        last = self.number == len(STEPS) - 1 and not self.tries_scanner
        yield key("f12", _("Start the shop") if last else _("Next"), self._next, go=True, books=True)

    def _go(self, number: int) -> None:
        self.number = number
        self.form = self._form()
        self.draw()

    def _back(self) -> object:
        if self.number:
            self._go(self.number - 1)
            return None
        return self._leave()

    async def _leave(self) -> None:
        lines = [_("Nothing has been made yet.")]
        if await yes(self.app, _("Stop the set-up?"), lines, do=_("Stop"), dont=_("Go on"), loss=True):
            self.dismiss(False)

    def _next(self) -> object:
        errors = self.step.check(self.answers)
        if errors:
            self.app.error_sound()
            self.form = self.form.wrong(errors)
            self.draw()
            return None
        if self.number < len(STEPS) - 1:
            self._go(self.number + 1)
            return None
        return self._try_scanner() if self.tries_scanner else self._found()

    async def _try_scanner(self) -> None:
        assert self._scanner is not None
        step = ScannerStep(self._scanner, self.answers, self._places(), self._confirm)
        reached = await self.app.ask(step)
        if reached == NAME:
            self._scanner.keep(self.answers["register"], step.typing, step.scanner)
            self.dismiss(True)
        elif reached:
            self._go([each.name for each in STEPS].index(reached))

    async def _found(self) -> None:
        if await self._confirm():
            self.dismiss(True)

    async def _confirm(self) -> bool:
        """Ask, and make the shop; whether it is there."""
        form = founding_of(self.answers)
        lines = [
            form.shop,
            _("Country and currency cannot be changed later."),
            _("Receipts are numbered from {number}.").format(number=number_text(form.register, 1)),
        ]
        agreed = await yes(self.app, _("Start the shop?"), lines, do=_("Start the shop"), dont=_("Back"))
        if agreed:
            self._make(form)
        return agreed

    def say(self, text: str, hint: str = "") -> None:
        """Below the current field."""
        self.form = self.form.wrong({self.form.current.name: text} if text else {})
        self.draw()

    def typed(self, event: events.Key) -> None:
        """Into the current field."""
        if not self.type_into(event) and event.is_printable:
            self.refuse()

    @on(Canvas.Hit, "FormView")
    def _field_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        self.click_into(event.what)

    @on(Canvas.Hit, "Bar")
    def _step_clicked(self, event: Canvas.Hit) -> None:
        """Back to an earlier step; forward goes by F12, which checks."""
        event.stop()
        match event.what:
            case targets.Place(name):
                names = [step.name for step in STEPS]
                if name in names[: self.number]:
                    self._go(names.index(name))
