"""How the devices of the settings are, asked once and from outside: nothing is printed, read or held unasked."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

from kassa_tui.hw import build
from kassa_tui.hw.ports import (
    NO_ACCESS,
    NO_PRINTER,
    NO_SCANNER,
    NO_SCANNER_DRIVER,
    SCANNER_LOST,
    SIMULATED,
    WORKS,
    DeviceState,
    HardwareError,
    Keyboard,
    Kicked,
    Level,
    Looked,
    Printer,
    PrinterStatus,
)
from kassa_tui.hw.scanner.remembered import Remembered, file_of
from kassa_tui.i18n import N_
from kassa_tui.settings import PrinterSettings, ScannerSettings, state_directory

NO_RIGHT = DeviceState(Level.ERROR, N_("scanner not allowed"))
"""The device is there, and this user may not read it."""

PATIENCE = 60.0
"""Seconds without a code after which nobody scans any more."""

Announce = Callable[[int], None]
"""Called with the pin before a drawer is kicked."""

Trial = Callable[[Printer], None]
"""Tries the printer with a paper of its own."""


def printer(
    settings: PrinterSettings,
    pins: Sequence[int] = (),
    announce: Announce = lambda _pin: None,
    *,
    trial: Trial | None = None,
    folder: Path | None = None,
) -> Looked:
    """What the printer says of itself and its drawer, which is kicked on `pins` only, one after the other.

    It is given to `trial` before that; the simulated one prints into `folder`. Only for a printer that no other
    process has.
    """
    device = build.printer(settings, folder or state_directory())
    if device is None:
        return Looked(NO_PRINTER)
    try:
        status = PrinterStatus(online=False)
        with suppress(HardwareError):
            status = device.status()
        if trial is not None:
            trial(device)
        kicks = tuple(_kicked(device, pin, announce) for pin in pins)
    finally:
        device.close()
    if settings.kind == "simulated":
        return Looked(SIMULATED, kicks=kicks)
    state = status.printer
    drawer = status.drawer if settings.drawer and status.online else None
    return Looked(WORKS if state.level is Level.OK else state, drawer, kicks)


def _kicked(device: Printer, pin: int, announce: Announce) -> Kicked:
    announce(pin)
    try:
        return Kicked(pin, device.try_kick(pin))
    except HardwareError as error:
        return Kicked(pin, problem=error.say())


def keyboards(settings: ScannerSettings, folder: Path, register: str) -> tuple[Keyboard, ...]:
    """What types on this machine, with what the register has found out of it; none where nothing is looked for."""
    if settings.kind != "auto":
        return ()
    try:
        from kassa_tui.hw.scanner.folder import listed
    except ImportError:
        return ()
    return listed(file_of(folder, register), build.INPUT)


def _found(settings: ScannerSettings, folder: Path, register: str) -> DeviceState:
    """How a scanner is that is found by itself."""
    typing = keyboards(settings, folder, register)
    if any(device.role == "scanner" for device in typing):
        return WORKS
    if Remembered(file_of(folder, register)).scanner:
        return SCANNER_LOST
    return NO_ACCESS if any(not device.readable for device in typing) else NO_SCANNER


def scanner(settings: ScannerSettings, folder: Path, register: str = "") -> DeviceState:
    """Whether the scanner's device and its driver are there; it may be grabbed by the register all the while."""
    if settings.kind == "auto":
        return _found(settings, folder, register)
    if settings.kind != "evdev":
        return NO_SCANNER if settings.kind == "none" else SIMULATED
    try:
        from kassa_tui.hw.scanner.evdev_scanner import USUAL
    except ImportError:
        return NO_SCANNER_DRIVER
    path = settings.device or USUAL
    if not Path(path).exists():
        return SCANNER_LOST
    return WORKS if os.access(path, os.R_OK) else NO_RIGHT


def codes(
    settings: ScannerSettings, folder: Path, count: int, ready: Callable[[], None], register: str = ""
) -> list[str]:
    """What a scanner that is there reads, `ready` being called once it listens; an empty one was read in part.

    Fewer than `count` when none comes for so long, or when somebody ends it (Ctrl+C). The pipe of the simulated one is
    in `folder`. Only for a scanner that no other process has.
    """
    heard: SimpleQueue[str] = SimpleQueue()
    scanned: list[str] = []
    device = build.scanner(settings, folder, register)
    try:
        # OSError: a simulated one that finds no folder for its pipe.
        with suppress(Empty, KeyboardInterrupt, OSError):
            device.start(heard.put, lambda _state: None)
            ready()
            while len(scanned) < count:
                scanned.append(heard.get(timeout=PATIENCE))
    finally:
        device.stop()
    return scanned
