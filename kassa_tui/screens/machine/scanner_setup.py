"""Setting up a scanner: a code is scanned, the device that it came from is told, with the lines for its settings."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from textual import events
from textual.app import ComposeResult

from kassa_tui.hw.ports import Candidate, Heard, Level
from kassa_tui.hw.scanner.roles import SETUP_LABEL
from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.base import KassaScreen, key
from kassa_tui.text import wrap
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.goods.store_codes import layouts
from kassa_tui.till.papers import jobs
from kassa_tui.till.proof import code_words
from kassa_tui.till.proof.code_words import CodeWords
from kassa_tui.widgets.drawing.canvas import Canvas, Pen
from kassa_tui.widgets.drawing.palette import CONSOLE, LIGHT
from kassa_tui.widgets.frame import SIGNS, Key

CODES = 5
RULES_FILE = "/etc/udev/rules.d/69-kassa-scanner.rules"
RULE = (
    'SUBSYSTEM=="input", KERNEL=="event*", ENV{{ID_INPUT_KEYBOARD}}=="1", ATTRS{{id/vendor}}=="{vendor}", '
    'ATTRS{{id/product}}=="{product}", ENV{{ID_KASSA_SCANNER}}="1"'
)
"""The same line as in docs/installing.md."""

BARS = "110100100001010001100010010000110100110111001001110011010111001100110100010001100011101011"
"""CODE128 of SETUP_LABEL, a sign for each module; dark ones are 1 (ISO/IEC 15417)."""

SHORT_BARS = "110100111001110010110010100111100100111101001100011101011"
"""CODE128 of SAMPLE_CODE, for a bare console: its font has no half blocks, and no room for the label."""

_HALVES = {(False, False): " ", (True, False): "▌", (False, True): "▐", (True, True): "█"}
"""Two modules in a column, so that a line of 80 columns has room for them."""

_BAR_ROWS = 4
_QUIET = 10
"""Light modules that a scanner wants at both sides."""

SLOWEST_MS = 80
"""Milliseconds between two keys up to which a scan is told from typing."""

CAPS_ADVICE = N_("Caps Lock is on, here or in the scanner: capitals and small letters are swapped.")
LAYOUT_ADVICE = N_("The scanner's keyboard layout is another than this machine's: the label came as {code}.")
AIM_ADVICE = N_('It does not say what it reads: scan "AIM code ID prefix" or "transmit AIM ID" in its handbook.')
ENTER_ADVICE = N_('It sends no Enter after a code: scan "CR suffix" or "add Enter" in its handbook.')


class Trial(Struct, frozen=True):
    """One scanned code: what it is, and the key that ended it."""

    words: CodeWords
    ending: str


class SetupValues(Struct, frozen=True):
    """What stands on the page; `found` is the device that the code came from.

    `typed_gap` are the seconds between two keys of a code that came through the keyboard, None if none did.
    """

    candidates: tuple[Candidate, ...]
    problem: str
    driven: bool
    found: Candidate | None
    trials: tuple[Trial, ...]
    file: str
    typed_gap: float | None = None
    notice: str = ""


class SetupPage(Canvas):
    """The page: first what to scan, then what to write into the settings, and the codes that were tried."""

    values: SetupValues | None = None

    def show(self, values: SetupValues) -> None:
        """Other values."""
        self.values = values
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """From the top; what is found takes the place of the code on the screen."""
        values = self.values
        if values is None:
            return
        yield self.pen().put(f" {_('Set up scanner')}", bold=True).right(f"{values.notice} ", "warn")
        yield self.pen()
        yield from self._search(values) if values.found is None else self._found(values, values.found)
        if values.trials:
            yield self.pen()
            yield from self._trials(values)

    def _said(self, text: str, ink: str = "text") -> Iterator[Pen]:
        for line in wrap(text, self.size.width - 2):
            yield self.pen().put(line, ink, at=1)

    def _search(self, values: SetupValues) -> Iterator[Pen]:
        yield from self._said(_("Scan this code, the one on a test receipt (F12), or any article."))
        yield self.pen()
        yield from self._bars()
        yield self.pen()
        if values.driven:
            yield from self._said(_("The scanner that the till uses already is read here too."), "muted")
        if values.problem:
            yield from self._said(f"▲ {_(values.problem)}", "warn")
        elif not values.candidates:
            yield from self._said(f"▲ {_('No device of this machine types: is the scanner plugged in?')}", "warn")
        for each in values.candidates:
            sign, ink = SIGNS[Level.OK if each.readable else Level.ERROR]
            about = each.name if each.readable else _("{device}: this user may not read it").format(device=each.name)
            yield self.pen().put(f" {sign} ", ink).put(about)

    def _bars(self) -> Iterator[Pen]:
        """Dark on light, whatever the colours are: the blocks stand for whichever the letters are."""
        ink_is_dark = self.app.theme == LIGHT
        bare = self.app.theme == CONSOLE
        modules = "0" * _QUIET + (SHORT_BARS if bare else BARS) + "0" * _QUIET
        halves = [(module == "1") == ink_is_dark for module in modules for _half in range(1 + bare)]
        drawn = "".join(_HALVES[pair] for pair in zip(halves[::2], halves[1::2], strict=True))
        for _row in range(_BAR_ROWS):
            yield self.pen().put(drawn, at=max((self.size.width - len(drawn)) // 2, 0))

    def _found(self, values: SetupValues, scanner: Candidate) -> Iterator[Pen]:
        about = f"{scanner.name} ({scanner.vendor}:{scanner.product}), {scanner.node}"
        yield from self._said(f"● {about}")
        yield from self._said(_("Write into {file}, and start the till again:").format(file=values.file), "muted")
        for line in ("[scanner]", 'kind = "evdev"', f'device = "{scanner.link}"'):
            yield self.pen().put(line, at=3)
        yield from self._said(_("Or, without a device there, one line into {file}:").format(file=RULES_FILE), "muted")
        for line in wrap(RULE.format(vendor=scanner.vendor, product=scanner.product), self.size.width - 4):
            yield self.pen().put(line, at=3)

    def _trials(self, values: SetupValues) -> Iterator[Pen]:
        good = sum(1 for trial in values.trials if trial.words.level is Level.OK)
        said = _("Scan {count} codes to try it: {good} were read right").format(count=CODES, good=good)
        yield self.pen().put(f" {said}", bold=True)
        for trial in values.trials:
            sign, ink = SIGNS[trial.words.level]
            ending = {"enter": "Enter", "tab": "Tab"}.get(trial.ending, "")
            line = " · ".join(part for part in (trial.words.kind, trial.words.check, ending) if part)
            yield self.pen().put(f" {sign} ", ink).put(trial.words.text or "-", columns=22).put(f" {line}")
        newest = values.trials[-1]
        if values.typed_gap is not None:
            yield from self._typed(values.typed_gap, newest.words.text)
        if values.found is not None and not newest.ending:
            yield from self._said(_(ENTER_ADVICE), "warn")
        elif not newest.words.aim and newest.words.text:
            yield from self._said(_(AIM_ADVICE), "warn")

    def _typed(self, gap: float, code: str) -> Iterator[Pen]:
        """What is sure of a scanner that types, and what its label tells of the keyboard."""
        milliseconds = max(round(gap * 1000), 1)
        if milliseconds > SLOWEST_MS:
            text = _("It types too slowly ({gap} ms a key): set no delay between keys with its handbook.")
            yield from self._said(text.format(gap=milliseconds), "warn")
        else:
            text = _("It types ({gap} ms a key): a scan is told from typing. For the settings: gap_ms = {gap}")
            yield from self._said(text.format(gap=milliseconds), "muted")
        if code == SETUP_LABEL.swapcase():
            yield from self._said(_(CAPS_ADVICE), "warn")
        elif len(code) == len(SETUP_LABEL) and code.lower().startswith("ab") and code != SETUP_LABEL:
            yield from self._said(_(LAYOUT_ADVICE).format(code=code), "warn")


class ScannerSetupScreen(KassaScreen[None]):
    """Nothing is written here: the machine's settings are its owner's file."""

    PLACE = "office"
    HELP = N_(
        "Finds out which device the scanner is. Scan the code on the screen; then write what is shown into the "
        "settings. Codes that are scanned here are only shown."
    )

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.search = counter.search()
        self.candidates: tuple[Candidate, ...] = ()
        self.found: Candidate | None = None
        self.trials: list[Trial] = []
        self.typed_gap: float | None = None
        self.notice = ""

    def body(self) -> ComposeResult:
        """One page."""
        yield SetupPage()

    def on_mount(self) -> None:
        """Listen from now on."""
        super().on_mount()
        self.candidates = self.search.start(self._heard_in_thread)

    def resumed(self) -> None:
        """The page as it is by now."""
        self.draw()

    def on_unmount(self) -> None:
        """Listen no more."""
        self.search.stop()

    def now(self) -> Iterable[Key]:
        """Back, a code on paper, once more."""
        yield key("escape", _("Back"), lambda: self.dismiss(None), weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=7)
        if self.found is not None or self.trials:
            yield key("f5", _("Once more"), self._again, weight=8)
        yield key("f12", _("Test receipt"), self._print, go=True, books=True)

    def typed(self, event: events.Key) -> None:
        """A scanner without a driver types here, too."""

    def say(self, text: str, hint: str = "") -> None:
        """Beside the title."""
        self.notice = text
        self.draw()

    def draw(self) -> None:
        """The page from its values."""
        if self.drawable:
            trials = tuple(self.trials)
            driven = self.counter.devices.scanner.level is Level.OK
            file = self.counter.settings_file
            values = SetupValues(
                candidates=self.candidates,
                problem=self.search.problem,
                driven=driven,
                found=self.found,
                trials=trials,
                file=file,
                typed_gap=self.typed_gap,
                notice=self.notice,
            )
            self.query_one(SetupPage).show(values)

    def _again(self) -> None:
        self.found, self.trials, self.typed_gap, self.notice = None, [], None, ""
        self.draw()

    async def _print(self) -> None:
        await self.recorded(self.counter.record(jobs.test_receipt))

    def _heard_in_thread(self, heard: Heard) -> None:
        self.app.call_later(self._heard, heard)

    def _heard(self, heard: Heard) -> None:
        """A device typed: it is the scanner if no person could."""
        if not self.drawable:
            return
        if heard.fast or heard.code.endswith(SETUP_LABEL):
            if self.found != heard.candidate:
                self.found, self.trials = heard.candidate, []
            self._tried(heard.code, heard.ending)
        self.keys_changed()

    def scan(self, code: str) -> None:
        """From the scanner that the till uses, or typed into the terminal by one that has been found already."""
        if self.found is None:
            driven = self.counter.devices.scanner.level is Level.OK
            self.typed_gap = None if driven else self.app.runs.longest
            self._tried(code, "enter")
        if not code:
            super().scan(code)

    def _tried(self, code: str, ending: str) -> None:
        """One code more; the newest is the last."""
        self.notice = ""
        words = code_words.about(code, layouts(self.counter.shop.store_codes))
        self.trials = [*self.trials, Trial(words, ending)][-CODES:]
        self.draw()
