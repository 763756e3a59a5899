"""What a printer, a drawer and a scanner are to the till. Drivers raise HardwareError and nothing else."""

from collections.abc import Callable
from enum import Enum
from typing import Protocol, runtime_checkable

from msgspec import Struct

from kassa_tui.documents import Document
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_


class HardwareError(KassaError):
    """A device does not do what was asked; the sale is not touched by it."""

    template = N_("{problem}")


class UnsentError(HardwareError):
    """Nothing of it reached the device: it can be tried again."""


class DoubtError(HardwareError):
    """Some of it may have reached the device: it is never sent again by itself."""


class Level(Enum):
    """How a device is: sign and colour follow from it."""

    OK = "ok"
    WARN = "warn"
    ERROR = "error"
    UNKNOWN = "unknown"
    NONE = "none"


class DeviceState(Struct, frozen=True):
    """A device in one word; `word` is a text to translate."""

    level: Level
    word: str


class PrinterStatus(Struct, frozen=True):
    """What the printer says of itself; None where it cannot say. `paper`: ok, low or out."""

    online: bool | None = None
    paper: str | None = None
    cover_open: bool | None = None
    drawer_open: bool | None = None

    @property
    def printer(self) -> DeviceState:
        """The printer in one word, the worst first."""
        if self.online is False:
            return DeviceState(Level.ERROR, N_("printer offline"))
        if self.cover_open:
            return DeviceState(Level.ERROR, N_("printer open"))
        if self.paper == "out":
            return DeviceState(Level.ERROR, N_("no paper"))
        if self.paper == "low":
            return DeviceState(Level.WARN, N_("paper almost out"))
        if self.online is None:
            return DeviceState(Level.UNKNOWN, N_("printer unknown"))
        return DeviceState(Level.OK, N_("Printer"))

    @property
    def drawer(self) -> DeviceState:
        """The drawer in one word."""
        if self.drawer_open is None:
            return DeviceState(Level.UNKNOWN, N_("drawer unknown"))
        if self.drawer_open:
            return DeviceState(Level.WARN, N_("drawer open"))
        return DeviceState(Level.OK, N_("Drawer"))


WORKS = DeviceState(Level.OK, N_("works"))
SIMULATED = DeviceState(Level.OK, N_("simulated"))
NO_PRINTER = DeviceState(Level.NONE, N_("no printer"))
NO_DISPLAY = DeviceState(Level.NONE, N_("no display"))
DISPLAY_OK = DeviceState(Level.OK, N_("Customer display"))
DISPLAY_LOST = DeviceState(Level.ERROR, N_("display not found"))
NO_SCANNER = DeviceState(Level.NONE, N_("no scanner"))
NO_SCANNER_DRIVER = DeviceState(Level.ERROR, N_("no scanner driver"))
SCANNER_OK = DeviceState(Level.OK, N_("Scanner"))
SCANNER_LOST = DeviceState(Level.ERROR, N_("scanner not found"))
SCANNER_IN_USE = DeviceState(Level.ERROR, N_("scanner in use"))
SCANNER_TYPES = DeviceState(Level.WARN, N_("Scanner types"))
NO_ACCESS = DeviceState(Level.NONE, N_("no access to keyboards"))
KEYBOARD_ONLY = DeviceState(Level.NONE, N_("keyboard only"))


DISPLAY_COLUMNS = 20

Lines = tuple[str, str]
"""What stands on a customer display: each line is cut to `DISPLAY_COLUMNS` cells."""


class Sensed(Struct, frozen=True):
    """The level of the drawer's sensor before a kick and after it: high, low, or empty for no answer."""

    before: str = ""
    after: str = ""

    @property
    def open_level(self) -> str:
        """The level that stands for an open drawer; empty if the kick changed nothing.

        Nothing changes where there is no sensor, where the drawer is locked, and where it stood open already.
        """
        return self.after if self.before != self.after else ""


class Kicked(Struct, frozen=True):
    """A kick that was asked for, and what the sensor did; `problem` is why it did not leave, a sentence."""

    pin: int
    sensed: Sensed = Sensed()
    problem: str = ""


class Looked(Struct, frozen=True):
    """A printer that was asked how it is. `drawer` is None where there is none, or nobody who could tell."""

    printer: DeviceState
    drawer: DeviceState | None = None
    kicks: tuple[Kicked, ...] = ()


class Printer(Protocol):
    """A receipt printer with a drawer on its port. One thread owns it; every call ends in bounded time."""

    def print(self, document: Document) -> None:
        """Print all of it. UnsentError if nothing was sent, DoubtError if some may have been."""

    def kick(self) -> None:
        """Open the drawer, once."""

    def try_kick(self, pin: int) -> Sensed:
        """Kick the drawer on pin 2 or 5, whatever the settings say, and look at its sensor."""

    def show(self, lines: Lines) -> None:
        """Two lines on the customer display that hangs on the printer."""

    def status(self) -> PrinterStatus:
        """Ask how it is; a device that does not answer is unknown, never ok."""

    def close(self) -> None:
        """Let go of the device."""


class Display(Protocol):
    """What a customer sees, used by one thread; every call ends in bounded time."""

    def show(self, lines: Lines) -> None:
        """Two lines in place of what stood there. Raises HardwareError."""

    def close(self) -> None:
        """Let go of the device."""


OnScan = Callable[[str], None]
"""Called from the scanner's thread with each whole code; an empty one stands for a code that was read in part."""

OnState = Callable[[DeviceState], None]
"""Called from the scanner's thread when it comes or goes."""


class Scanner(Protocol):
    """A barcode scanner, read by a thread of its own."""

    def start(self, on_scan: OnScan, on_state: OnState) -> None:
        """Begin to read; the state is told at once and at each change."""

    def stop(self) -> None:
        """End the thread and let go of the device."""


class NoScanner:
    """No scanner, or none that can be driven: says so and reads nothing."""

    def __init__(self, state: DeviceState = NO_SCANNER) -> None:
        self._state = state

    def start(self, on_scan: OnScan, on_state: OnState) -> None:
        """Tell why nothing will come."""
        on_state(self._state)

    def stop(self) -> None:
        """Nothing was started."""


class Keyboard(Struct, frozen=True):
    """A device that types. `identity` is the same after a restart; `role` is scanner, keyboard, both, or empty.

    It has no role yet when that is empty. A scanner is `grabbed` while its keys reach nobody else; a device that is
    not `readable` can only be seen to be there.
    """

    identity: str
    name: str
    node: str
    role: str = ""
    grabbed: bool = False
    readable: bool = True


class KeyboardsSeen(Struct, frozen=True):
    """What types on this machine, and the scanner that was found last, until somebody has said whether it is one."""

    keyboards: tuple[Keyboard, ...] = ()
    fresh: Keyboard | None = None


@runtime_checkable
class Watcher(Protocol):
    """Watches everything that types on this machine, and takes the keys of scanners alone."""

    def watch(self, on_seen: "Callable[[KeyboardsSeen], None]") -> None:
        """Have changes told from the watching thread; called before it begins."""

    def seen(self) -> KeyboardsSeen:
        """What there is now."""

    def person_typed(self) -> bool:
        """Whether bytes that were read just now are the keys of a person's keyboard, and of nothing else."""

    def say(self, identity: str, role: str) -> None:
        """Somebody says what a device is: scanner, keyboard, or empty to find out anew; it is remembered."""


class Candidate(Struct, frozen=True):
    """A device that could be a scanner: its node, a link that stays the same, its name, and its USB numbers in hex.

    `identity` is that of a `Keyboard`, empty for one that is not readable.
    """

    node: str
    link: str
    name: str
    vendor: str = ""
    product: str = ""
    readable: bool = True
    identity: str = ""


class Heard(Struct, frozen=True):
    """A code and the device that it came from. `ending` is enter, tab, or empty for a code that just stopped.

    `fast` says whether its keys came faster than a person types.
    """

    candidate: Candidate
    code: str
    ending: str
    fast: bool


OnHeard = Callable[[Heard], None]
"""Called from the search's thread."""


class ScannerSearch(Protocol):
    """Listens to everything that types, to find out which of it is the scanner. Nothing is taken from anybody."""

    problem: str
    """Why nothing can be found, a text to translate; empty if something can."""

    def start(self, on_heard: OnHeard) -> tuple[Candidate, ...]:
        """Begin to listen; the devices that are listened to, and those that may not be read."""

    def stop(self) -> None:
        """Let go of all of them."""


class NoSearch:
    """No driver, or a machine without scanners of its own: says so and hears nothing."""

    def __init__(self, problem: str = N_("this machine has no scanner driver")) -> None:
        self.problem = problem

    def start(self, on_heard: OnHeard) -> tuple[Candidate, ...]:
        """Nothing there."""
        return ()

    def stop(self) -> None:
        """Nothing was started."""
