"""What a printer, a drawer and a scanner are to the till. Drivers raise HardwareError and nothing else."""

from collections.abc import Callable
from enum import Enum
from typing import Protocol

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


NO_PRINTER = DeviceState(Level.NONE, N_("no printer"))
NO_SCANNER = DeviceState(Level.NONE, N_("no scanner"))
NO_SCANNER_DRIVER = DeviceState(Level.ERROR, N_("no scanner driver"))
SCANNER_OK = DeviceState(Level.OK, N_("Scanner"))
SCANNER_LOST = DeviceState(Level.ERROR, N_("scanner not found"))


class Printer(Protocol):
    """A receipt printer with a drawer on its port. One thread owns it; every call ends in bounded time."""

    def print(self, document: Document) -> None:
        """Print all of it. UnsentError if nothing was sent, DoubtError if some may have been."""

    def kick(self) -> None:
        """Open the drawer, once."""

    def status(self) -> PrinterStatus:
        """Ask how it is; a device that does not answer is unknown, never ok."""

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
