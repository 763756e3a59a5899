"""What two screens share that set a scanner up: they listen to devices and keys, and tell what a label told."""

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace
from textual import events

from kassa_tui.hw.ports import Candidate, Heard, ScannerSearch, Watcher
from kassa_tui.hw.scanner import label
from kassa_tui.hw.scanner.label import SEPARATORS, LabelListener, LabelScan, Stroke
from kassa_tui.hw.scanner.remembered import Measured
from kassa_tui.i18n import _
from kassa_tui.screens.frame.base import Keys
from kassa_tui.screens.machine.scanner_page import CODES, PageValues, Trial
from kassa_tui.settings import ScannerSettings
from kassa_tui.text import GROUP, clean_code
from kassa_tui.till.goods.store_codes import Layout
from kassa_tui.till.proof import code_words, scanner_words
from kassa_tui.till.proof.scanner_words import Said
from kassa_tui.widgets.runs import ESCAPE, LONGEST

FEWEST_SIGNS = 6
"""Of any code other than a label, by which it can be told how a scanner types."""


def stroke_of(event: events.Key) -> Stroke:
    """A key as a label's."""
    character = event.character if event.is_printable else None
    return Stroke(event.key, GROUP if event.key in SEPARATORS else character or "", event.time)


class ScannerTrial:
    """What was scanned, and what that told. `grabs`: a device that is found has its keys taken by the till."""

    def __init__(self, layouts: Mapping[str, Layout], *, grabs: bool) -> None:
        self._layouts, self._grabs = layouts, grabs
        self._listener = LabelListener()
        self._first: tuple[Said, ...] = ()
        self._second: tuple[Said, ...] = ()
        self.found: Candidate | None = None
        self.trials: list[Trial] = []
        self.label_read = False

    @property
    def said(self) -> tuple[Said, ...]:
        """What the labels told, the first one first."""
        return self._first + self._second

    @property
    def gs1_next(self) -> bool:
        """Whether the second label is to be scanned."""
        return self.label_read and not self._second

    @property
    def begun(self) -> bool:
        """Whether anything was scanned."""
        return bool(self.said or self.trials)

    def typed(self, *strokes: Stroke) -> Measured | None:
        """Keys that came through the terminal; how the scanner types, if a label has told it."""
        scans = [scan for scan in map(self._listener.feed, strokes) if scan is not None]
        if not scans or self.found is not None:
            return None
        self._label(scans[-1], tuple(scanner_words.typed(scans[-1])))
        return None if scans[-1].gs1 else Measured(scans[-1].gap_ms, scans[-1].prefix)

    def typed_code(self, code: str, strokes: Sequence[Stroke]) -> Measured | None:
        """A code that came through the terminal, all its keys at once."""
        typing = self.typed(*strokes)
        if self.found is None and label.measured(strokes) is None:
            pace = label.pace(strokes)
            if not self._first and len(strokes) >= FEWEST_SIGNS:
                self._first = tuple(scanner_words.typed(pace))
            self.tried(code, pace.ending)
        return typing

    def heard(self, heard: Heard) -> bool:
        """A device typed, and whether it is the scanner: no person could, or it was a label."""
        scan = label.read(heard.code)
        if not heard.fast and scan is None:
            return False
        if self.found != heard.candidate:
            self.found, self.trials, self._second = heard.candidate, [], ()
            self._first = tuple(scanner_words.found(heard.candidate.name, None, grabs=self._grabs))
        self._read(heard.code, heard.ending, heard.candidate.name, scan, grabs=self._grabs)
        return True

    def driven(self, code: str, name: str) -> None:
        """A code from the scanner that the till reads itself, under its name."""
        self._read(code, "enter", name, label.read(code), grabs=True)

    def _read(self, code: str, ending: str, name: str, scan: LabelScan | None, *, grabs: bool) -> None:
        """By a device: a label, or another code."""
        if scan is None:
            self.tried(code, ending)
        else:
            scan = replace(scan, ending=ending)
            self._label(scan, tuple(scanner_words.found(name, scan, grabs=grabs)))

    def _label(self, scan: LabelScan, said: tuple[Said, ...]) -> None:
        if scan.gs1:
            self._second = said
        else:
            self._first, self.label_read = said, True

    def tried(self, code: str, ending: str) -> None:
        """One code more; the newest is the last."""
        words = code_words.about(code, self._layouts)
        self.trials = [*self.trials, Trial(words, ending)][-CODES:]


class SetsUpScanner(Keys):
    """Mixed into a screen that has a `ScannerPage`: it begins with `listen`, and `draw` shows what is known.

    `learn` remembers how a scanner types, and gives what holds from then on. `grabs`: a device that is found has its
    keys taken by the till.
    """

    search: ScannerSearch
    layouts: Mapping[str, Layout]
    learn: Callable[[Measured], ScannerSettings]
    watcher: Watcher | None = None
    grabs: bool = False
    candidates: tuple[Candidate, ...] = ()
    trial: ScannerTrial
    notice = ""

    def draw(self) -> None:
        """The page from what is known."""
        raise NotImplementedError

    def typed(self, event: events.Key) -> None:
        """A scanner that nothing grabs types here, too."""

    def begin(self) -> None:
        """Nothing has been scanned yet."""
        self.trial = ScannerTrial(self.layouts, grabs=self.grabs)

    def again(self) -> None:
        """Once more from the first label on."""
        self.begin()
        self.say("")

    def say(self, text: str, hint: str = "") -> None:
        """Beside the title."""
        self.notice = text
        self.draw()

    def page(self, title: str, hint: str) -> PageValues:
        """What is known, on a page with this title."""
        trial = self.trial
        return PageValues(
            title=title,
            candidates=self.candidates,
            problem=self.search.problem,
            found=trial.found,
            said=trial.said,
            gs1_next=trial.gs1_next,
            trials=tuple(trial.trials),
            hint=hint,
            notice=self.notice,
        )

    def listen(self) -> None:
        """To everything that types, until the screen is gone."""
        self.candidates = self.search.start(self._heard_in_thread)

    def on_unmount(self) -> None:
        """Listen no more."""
        self.search.stop()

    def _heard_in_thread(self, heard: Heard) -> None:
        self.app.call_later(self._heard, heard)

    def _heard(self, heard: Heard) -> None:
        """A device typed."""
        if self.drawable and self.trial.heard(heard):
            self.draw()
            self.keys_changed()

    def press(self, event: events.Key) -> None:
        """A slow scanner's keys come one by one."""
        self._measured(self.trial.typed(stroke_of(event)))
        super().press(event)

    def scan(self, code: str) -> None:
        """A code, shown and told of; it is not looked up."""
        strokes = self._strokes(code)
        if strokes:
            self._measured(self.trial.typed_code(code, strokes))
        elif self.trial.found is None or self._grabbed():
            self.trial.driven(code, self._grabbed() or _("Scanner"))
        self.draw()
        if not code:
            super().scan(code)

    def _strokes(self, code: str) -> tuple[Stroke, ...]:
        """The keys of a code that came through the terminal; none for one that the till read itself."""
        strokes = self.app.runs.newest
        text = "".join(stroke.text for stroke in strokes).replace(ESCAPE, "")
        self.app.runs.newest = ()
        return strokes if strokes and clean_code(text, LONGEST) == code else ()

    def _grabbed(self) -> str:
        """The name of a scanner whose keys reach nobody else, empty for none."""
        keyboards = self.watcher.seen().keyboards if self.watcher is not None else ()
        return next((each.name for each in keyboards if each.grabbed), "")

    def _measured(self, typing: Measured | None) -> None:
        """A label has told how the scanner types: from now on keys are taken for a scan by that."""
        if typing is not None:
            self.app.listen_as(self.learn(typing))
            self.draw()
