"""How the devices of the settings are, asked once and from outside: nothing is printed, read or held."""

import os
from pathlib import Path

from kassa_tui.hw import build
from kassa_tui.hw.ports import (
    NO_PRINTER,
    NO_SCANNER,
    NO_SCANNER_DRIVER,
    SCANNER_LOST,
    WORKS,
    DeviceState,
    HardwareError,
    Level,
    PrinterStatus,
)
from kassa_tui.i18n import N_
from kassa_tui.settings import PrinterSettings, ScannerSettings, state_directory

SIMULATED = DeviceState(Level.OK, N_("simulated"))
NO_RIGHT = DeviceState(Level.ERROR, N_("scanner not allowed"))
"""The device is there, and this user may not read it."""


def printer(settings: PrinterSettings) -> DeviceState:
    """What the printer says of itself. Only for a printer that no other process has."""
    device = build.printer(settings, state_directory())
    if device is None:
        return NO_PRINTER
    if settings.kind == "simulated":
        return SIMULATED
    try:
        state = device.status().printer
    except HardwareError:
        return PrinterStatus(online=False).printer
    finally:
        device.close()
    return WORKS if state.level is Level.OK else state


def scanner(settings: ScannerSettings) -> DeviceState:
    """Whether the scanner's device and its driver are there; it may be grabbed by the register all the while."""
    if settings.kind != "evdev":
        return NO_SCANNER if settings.kind == "none" else SIMULATED
    try:
        from kassa_tui.hw.evdev_scanner import USUAL
    except ImportError:
        return NO_SCANNER_DRIVER
    path = settings.device or USUAL
    if not Path(path).exists():
        return SCANNER_LOST
    return WORKS if os.access(path, os.R_OK) else NO_RIGHT
