"""The page that sets a scanner up: first what to scan, then what the scan told, and the codes that were tried."""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.hw.ports import Candidate, Level
from kassa_tui.hw.scanner.label import GS1_BARS, ROWS, SETUP_BARS, blocks
from kassa_tui.i18n import N_, _, n_
from kassa_tui.text import wrap
from kassa_tui.till.proof.code_words import CodeWords
from kassa_tui.till.proof.scanner_words import NO_ENTER, Said
from kassa_tui.widgets.drawing.canvas import Canvas, Pen
from kassa_tui.widgets.drawing.palette import CONSOLE, LIGHT
from kassa_tui.widgets.frame import SIGNS

CODES = 5
RULES_FILE = "/etc/udev/rules.d/69-kassa-scanner.rules"
RULE = (
    'SUBSYSTEM=="input", KERNEL=="event*", ENV{{ID_INPUT_KEYBOARD}}=="1", ATTRS{{id/vendor}}=="{vendor}", '
    'ATTRS{{id/product}}=="{product}", ENV{{ID_KASSA_SCANNER}}="1"'
)
"""The same line as in docs/installing.md."""

AIM_ADVICE = N_('It does not say what it reads: scan "AIM code ID prefix" or "transmit AIM ID" in its handbook.')


class Trial(Struct, frozen=True):
    """One scanned code: what it is, and the key that ended it."""

    words: CodeWords
    ending: str


class PageValues(Struct, frozen=True):
    """What stands on the page; `found` is the device that a code came from, `said` what a label told.

    `file` is where the device is written down by hand, empty if that is not needed. `hint` follows what to scan;
    `about` stands beside the title, or a `notice` in its place.
    """

    title: str
    candidates: tuple[Candidate, ...]
    problem: str
    driven: bool = False
    found: Candidate | None = None
    said: tuple[Said, ...] = ()
    gs1_next: bool = False
    trials: tuple[Trial, ...] = ()
    file: str = ""
    hint: str = ""
    about: str = ""
    notice: str = ""


class ScannerPage(Canvas):
    """What is found takes the place of the code on the screen."""

    values: PageValues | None = None

    def show(self, values: PageValues) -> None:
        """Other values."""
        self.values = values
        self.redraw()

    def rows(self) -> Iterator[Pen]:
        """From the top; the second label stands below where there is room for it."""
        values = self.values
        if values is None:
            return
        pens = list(self._rows(values))
        yield from pens
        if values.gs1_next and self._has_room(len(pens)):
            yield self.pen()
            yield from self._sentence(_("Does the shop sell weights or batches with GS1 codes? Scan this one, too."))
            yield self.pen()
            yield from self._bars(GS1_BARS)

    def _has_room(self, rows: int) -> bool:
        """Whether the second label stands below so many rows."""
        return rows + ROWS + 3 <= self.size.height and len(self._blocks(GS1_BARS)) <= self.size.width

    def _rows(self, values: PageValues) -> Iterator[Pen]:
        beside = (values.notice, "warn") if values.notice else (values.about, "muted")
        yield self.pen().put(f" {values.title}", bold=True).right(f"{beside[0]} ", beside[1])
        yield self.pen()
        if values.said:
            yield from self._told(values)
        else:
            yield from self._search(values)
        if values.trials or values.said:
            yield self.pen()
            yield from self._trials(values)

    def _sentence(self, text: str, ink: str = "text") -> Iterator[Pen]:
        for line in wrap(text, self.size.width - 2):
            yield self.pen().put(line, ink, at=1)

    def _signed(self, level: Level, text: str) -> Iterator[Pen]:
        """A sentence behind the sign of its level."""
        sign, ink = SIGNS[level]
        for number, line in enumerate(wrap(text, self.size.width - 4)):
            yield self.pen().put(f" {' ' if number else sign} ", ink).put(line)

    # --- What to scan ---

    def _search(self, values: PageValues) -> Iterator[Pen]:
        drawn = len(self._blocks(SETUP_BARS)) <= self.size.width
        scan_this = (
            _("Scan this code, or any article.") if drawn else _("Scan any article; no room for the label here.")
        )
        yield from self._sentence(f"{scan_this} {values.hint}".strip())
        yield self.pen()
        if drawn:
            yield from self._bars(SETUP_BARS)
            yield self.pen()
        if values.driven:
            yield from self._sentence(_("The scanner that the till uses already is read here too."), "muted")
        yield from self._looking(values)

    def _looking(self, values: PageValues) -> Iterator[Pen]:
        """At which devices the till looks, and at which it may not."""
        if values.problem:
            yield from self._signed(Level.WARN, _(values.problem))
            return
        readable = sum(device.readable for device in values.candidates)
        if readable:
            text = n_("Looking at {count} keyboard", "Looking at {count} keyboards", readable)
            yield from self._sentence(text.format(count=readable), "muted")
        elif values.candidates:
            text = _("No access to keyboards: only what they type. `kassa doctor` says how to change it.")
            yield from self._signed(Level.WARN, text)
        else:
            yield from self._signed(Level.WARN, _("No device of this machine types: is the scanner plugged in?"))
        for device in values.candidates:
            locked = _("{device}: this user may not read it").format(device=device.name)
            yield from self._signed(*((Level.OK, device.name) if device.readable else (Level.ERROR, locked)))

    def _blocks(self, bars: str) -> str:
        """Dark on light, whatever the colours are."""
        return blocks(bars, bare=self.app.theme == CONSOLE, dark_ink=self.app.theme == LIGHT)

    def _bars(self, bars: str) -> Iterator[Pen]:
        drawn = self._blocks(bars)
        for _row in range(ROWS):
            yield self.pen().put(drawn, at=max((self.size.width - len(drawn)) // 2, 0))

    # --- What it told ---

    def _told(self, values: PageValues) -> Iterator[Pen]:
        for said in values.said:
            yield from self._signed(said.level, said.text)
        if values.found is not None and values.file:
            yield from self._by_hand(values.found, values.file)

    def _by_hand(self, scanner: Candidate, file: str) -> Iterator[Pen]:
        """The lines for a machine on which nothing is found by itself."""
        yield from self._sentence(f"{scanner.name} ({scanner.vendor}:{scanner.product}), {scanner.node}", "muted")
        yield from self._sentence(_("Write into {file}, and start the till again:").format(file=file), "muted")
        for line in ("[scanner]", 'kind = "evdev"', f'device = "{scanner.link}"'):
            yield self.pen().put(line, at=3)
        yield from self._sentence(
            _("Or, without a device there, one line into {file}:").format(file=RULES_FILE), "muted"
        )
        for line in wrap(RULE.format(vendor=scanner.vendor, product=scanner.product), self.size.width - 4):
            yield self.pen().put(line, at=3)

    def _trials(self, values: PageValues) -> Iterator[Pen]:
        good = sum(1 for trial in values.trials if trial.words.level is Level.OK)
        heading = _("Scan {count} codes to try it: {good} were read right").format(count=CODES, good=good)
        yield self.pen().put(f" {heading}", bold=True)
        for trial in values.trials:
            yield self._trial(trial)
        if not values.trials:
            return
        newest = values.trials[-1]
        if values.found is not None and not newest.ending:
            yield from self._sentence(_(NO_ENTER), "warn")
        elif not newest.words.aim and newest.words.text:
            yield from self._sentence(_(AIM_ADVICE), "warn")

    def _trial(self, trial: Trial) -> Pen:
        sign, ink = SIGNS[trial.words.level]
        ending = {"enter": "Enter", "tab": "Tab"}.get(trial.ending, "")
        line = " · ".join(part for part in (trial.words.kind, trial.words.check, ending) if part)
        return self.pen().put(f" {sign} ", ink).put(trial.words.text or "-", columns=22).put(f" {line}")
