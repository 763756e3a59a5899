"""What every program of the till's has: themes, keys sorted into typing and scans, sounds, and faults that are noted.

Every key passes here first: a run of keys is a scan and goes the way of a scan; while something is being recorded,
keys and scans are dropped with the error sound.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar, assert_never, runtime_checkable

from rich.text import Text
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message
from textual.screen import Screen

from kassa_tui.i18n import N_, _
from kassa_tui.screens.frame.steady import Steady, sentence
from kassa_tui.screens.frame.terminal import Terminal
from kassa_tui.settings import ScannerSettings
from kassa_tui.text import clean_code
from kassa_tui.till.ledger import faults
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.widgets.drawing.palette import themes
from kassa_tui.widgets.runs import LONGEST, Code, Drop, Outcome, Press, Runs, Takes, Undo
from kassa_tui.widgets.too_small import SMALLEST

T = TypeVar("T")


@dataclass
class Scanned(Message):
    """A whole code was scanned, by the scanner or through the keyboard.

    Attributes:
        code: The code as it was read.
    """

    code: str


@dataclass
class TakeBack(Message):
    """Signs that were typed turned out to be a scan's.

    Attributes:
        keys: The keys that typed them.
    """

    keys: tuple[events.Key, ...]


@runtime_checkable
class TakesKeys(Protocol):
    """A screen that says what it does with characters."""

    def takes(self) -> Takes:
        """What it does with characters now."""


class Program(Steady, App[int]):
    """A program on the terminal. Its exit code is 0 when all was well, AGAIN where it asks something at its start."""

    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-w0"), (80, "-w80"), (100, "-w100"), (120, "-w120")]
    VERTICAL_BREAKPOINTS = [(0, "-h0"), (22, "-h22"), (30, "-h30")]
    CSS = """
    Screen { background: $k-on-bg; }
    Question { background: $k-on-bg 60%; }
    SalePane, PaperView { background: $k-on-surface; }
    SalePane { width: 35; }
    Screen.-w100 SalePane { width: 51; }
    Screen.-w120 SalePane { width: 56; }
    Screen { layers: default over; }
    Screen.-w0 TooSmall, Screen.-h0 TooSmall { display: block; }
    Screen.-w0 #box, Screen.-h0 #box { display: none; }
    """

    FAULT = N_("Something went wrong (code {code}). Look whether the last sale is there: F7")

    touch = False
    """Whether fingers are to do without a keyboard: tiles, number and letter pads."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = False
        self.runs: Runs[events.Key] = Runs()
        self.person_typed: Callable[[], bool] = lambda: False
        self._listening, self._heard = False, 0.0
        self._trouble = ""
        self._when_loading: list[Callable[[], None]] = []
        self._when_ready: list[Callable[[], None]] = []
        for theme in themes():
            self.register_theme(theme)

    @property
    def too_small(self) -> bool:
        """Whether the window cannot show what a key would do."""
        return self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1]

    def size_classes(self) -> list[str]:
        """What a screen of the present size is called; a new one that has it from the start is laid out once."""
        breakpoints = ((self.HORIZONTAL_BREAKPOINTS, self.size.width), (self.VERTICAL_BREAKPOINTS, self.size.height))
        return [max(each for each in listed if each[0] <= length)[1] for listed, length in breakpoints]

    def get_driver_class(self) -> type[Driver]:
        """Textual's, but for the terminal's."""
        found = super().get_driver_class()
        return Terminal if found is LinuxDriver else found

    def call_first(self, action: Callable[[], None]) -> None:
        """Run something before anything is drawn."""
        self._when_loading.append(action)

    def on_load(self) -> None:
        """The loop runs, the terminal is still as it was found."""
        for action in self._when_loading:
            action()

    def call_when_ready(self, action: Callable[[], None]) -> None:
        """Run something once the first screen has been drawn: devices load after it."""
        self._when_ready.append(action)

    def ready_now(self) -> None:
        """The first screen has been drawn."""
        for action in self._when_ready:
            action()

    async def ask(self, screen: Screen[T]) -> T | None:
        """What a screen or a question on top answers; None when it was given up."""
        return await self.push_screen_wait(screen)

    def tell(self, text: str) -> None:
        """News that stays until it is seen."""
        raise NotImplementedError

    async def agreed(self, _refusal: NotAllowedError) -> bool:
        """Whether somebody agrees to what was refused; nobody does where there are no people yet."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """Sort keys into typing and scans before anybody sees them."""
        if isinstance(event, events.Paste) and not event.is_forwarded and (self.busy or self.too_small):
            self.error_sound()
        elif isinstance(event, events.Key) and not event.is_forwarded:
            self._heard = event.time
            if not self.runs.waiting and self._persons(event):
                await self._pass([event])
                return
            character = event.character if event.is_printable else None
            await self._become(self.runs.feed(event, event.key, character, event.time, self._takes()))
            self._listen()
        else:
            await super().on_event(event)

    def listen_as(self, scanner: ScannerSettings) -> None:
        """Take keys for a scan as fast as a scanner is; over a network, which packs keys, none are."""
        if self.runs.bound:
            self.runs.bound, self.runs.prefix = scanner.bound, scanner.prefix

    def _persons(self, key: events.Key) -> bool:
        """Whether a key is known to come from a person's keyboard: then it acts at once."""
        terminal = self._driver
        return key in terminal.persons if isinstance(terminal, Terminal) else self.person_typed()

    def _takes(self) -> Takes:
        screen = self.screen
        return screen.takes() if isinstance(screen, TakesKeys) else "acts"

    def _listen(self) -> None:
        """Wait for the silence that ends a run."""
        if not self._listening and self.runs.waiting:
            self._listening = True
            self.set_timer(max(self.runs.due(self.reading_time()), 0.001), self._silence)

    async def _silence(self) -> None:
        self._listening = False
        if self.runs.waiting and not self.runs.due(self.reading_time()):
            await self._become(self.runs.quiet())
        self._listen()

    def reading_time(self) -> float:
        """Seconds on the reader's clock, which stands still while it does not wait for keys."""
        terminal = self._driver
        return terminal.reading_time(self._heard) if isinstance(terminal, Terminal) else events.Event().time

    async def _become(self, outcomes: Iterable[Outcome[events.Key]]) -> None:
        """What became of keys that were sorted."""
        for outcome in outcomes:
            match outcome:
                case Press(key):
                    await self._pass([key])
                case Undo(keys):
                    for screen in self.screen_stack:
                        screen.post_message(TakeBack(keys))
                case Drop():
                    self.error_sound()
                case Code(code, ended):
                    if ended:
                        self.scanner_typed()
                    self.scan(code)
                case never:
                    assert_never(never)

    async def _pass(self, keys: Iterable[events.Key]) -> None:
        for key in keys:
            if self.busy or self.too_small:
                self.error_sound()
                continue
            if key.key != "escape":
                # Whoever has seen it goes back with the next Esc, instead of seeing it again.
                self._trouble = ""
            await super().on_event(key)

    def scan(self, code: str) -> None:
        """A code for the screen on top; dropped while something is being recorded, or cannot be seen."""
        if self.busy or self.too_small or not self.screen_stack:
            self.error_sound()
            return
        whole = code if len(code) <= LONGEST else ""
        self.screen.post_message(Scanned(clean_code(whole, LONGEST)))

    def scanner_typed(self) -> None:
        """A code with its end came through the keyboard; without one it may be a person's keys that were too close."""

    def fault(self, error: Exception) -> None:
        """What ended an act: a disk, a file or a byte is named; a fault of the program is noted without anybody's data.

        The screen stays, with what was typed.
        """
        problem = sentence(error)
        self.error_sound()
        self.tell(problem.say() if problem else _(self.FAULT).format(code=faults.note(error)))

    def say_trouble(self, text: str) -> None:
        """What a disk or a byte did while something was drawn; the same is said once a key."""
        if text == self._trouble:
            return
        self._trouble = text
        self.error_sound()
        try:
            self.tell(text)
        except Exception as error:
            # It is news by now; a screen that cannot be drawn shows it with its next picture.
            if sentence(error) is None:
                raise

    @contextmanager
    def as_before(self) -> Iterator[None]:
        """What the block draws stays as it was where it cannot be read; why is news."""
        try:
            yield
        except Exception as error:
            if not self._said(error):
                raise

    def error_sound(self) -> None:
        """The sound of what did not work."""
        self.bell()

    def _fatal_error(self) -> None:
        """Textual's end after an error in its own handlers: a sentence, never a traceback with values in it."""
        if self._exception is not None:
            problem = sentence(self._exception)
            stopped = _("The program stopped (code {code}). Start it again: the receipt is kept.")
            self.panic(Text(problem.say() if problem else stopped.format(code=faults.note(self._exception))))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key ends the program or leaves it: that is in the menu, with a question."""
        if action in ("quit", "help_quit", "suspend_process", "command_palette", "screenshot"):
            return False
        return super().check_action(action, parameters)
