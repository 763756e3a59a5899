"""The devices that the settings name. A missing one is said, never replaced by a simulated one."""

import os
from contextlib import suppress
from pathlib import Path

from kassa_tui.hw.ports import (
    KEYBOARD_ONLY,
    NO_SCANNER_DRIVER,
    DeviceState,
    Display,
    Level,
    NoScanner,
    NoSearch,
    Printer,
    Scanner,
    ScannerSearch,
)
from kassa_tui.hw.scanner.remembered import file_of
from kassa_tui.hw.simulated import SimulatedDisplay, SimulatedPrinter, SimulatedScanner, SimulatedSearch
from kassa_tui.settings import PrinterSettings, ScannerSettings, Settings, cache_directory

INPUT = Path("/dev/input")
"""Where the kernel shows what types."""

ASKED_WHILE_OPEN = 3
"""How often a simulated drawer is seen open before somebody shuts it: some ten seconds."""


def printer(settings: PrinterSettings, folder: Path) -> Printer | None:
    """The printer of the settings, None for none; the simulated one prints into `folder`."""
    if settings.kind == "simulated":
        return SimulatedPrinter(folder / "printer.txt", settings.columns, shut_after=ASKED_WHILE_OPEN)
    if settings.kind == "none":
        return None
    _keep_profiles()
    from kassa_tui.hw.escpos_printer import open_printer

    return open_printer(settings)


def _keep_profiles() -> None:
    """Where the printer library keeps its profiles once read: it leaves a directory behind at each start otherwise."""
    folder = cache_directory()
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ.setdefault("ESCPOS_CAPABILITIES_PICKLE_DIR", str(folder))


def scanner(settings: ScannerSettings, folder: Path, register: str = "") -> Scanner:
    """The scanner of the settings, or whatever shows itself one.

    The simulated one reads a named pipe in `folder`; what was found is remembered there for the `register`.
    """
    if settings.kind == "auto":
        return _found_by_itself(settings, folder, register)
    if settings.kind == "simulated":
        return SimulatedScanner(folder / "scanner")
    if settings.kind == "none":
        return NoScanner()
    try:
        from kassa_tui.hw.scanner.evdev_scanner import EvdevScanner
    except ImportError:
        return NoScanner(NO_SCANNER_DRIVER)
    return EvdevScanner(settings.device)


def _found_by_itself(settings: ScannerSettings, folder: Path, register: str) -> Scanner:
    """Nobody asked for a driver: a machine that has none is without fault."""
    if not settings.looks:
        return NoScanner(KEYBOARD_ONLY)
    try:
        from kassa_tui.hw.scanner.keyboards import Keyboards
    except ImportError:
        return NoScanner(DeviceState(Level.NONE, NO_SCANNER_DRIVER.word))
    return Keyboards(file_of(folder, register), INPUT)


def search(settings: ScannerSettings) -> ScannerSearch:
    """What finds the scanner among the devices of this machine; a simulated scanner is found among simulated ones."""
    if settings.kind == "simulated":
        return SimulatedSearch()
    try:
        from kassa_tui.hw.scanner.scanner_search import EvdevSearch
    except ImportError:
        return NoSearch()
    return EvdevSearch()


def display(settings: Settings, folder: Path) -> Display | None:
    """The customer display on a line of its own; None for none, and for one that hangs on the printer."""
    if settings.display.kind == "simulated":
        return SimulatedDisplay(folder / "display.txt")
    if settings.display.kind != "serial":
        return None
    _keep_profiles()
    from kassa_tui.hw.customer_display import SerialDisplay

    return SerialDisplay(settings.display, settings.printer)
