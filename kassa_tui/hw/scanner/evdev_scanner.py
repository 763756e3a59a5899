"""A barcode scanner through evdev: grabbed, so that its keys reach nobody else, and read by a thread of its own.

The kernel keeps only 64 events for a reader, five to ten characters; the thread reads them while the screen is busy.
"""

import os
import select
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import evdev

from kassa_tui.hw.ports import SCANNER_IN_USE, SCANNER_LOST, SCANNER_OK, DeviceState, OnScan, OnState
from kassa_tui.hw.scanner.reader import CodeReader
from kassa_tui.hw.scanner.scancodes import GAP_SECONDS

USUAL = "/dev/kassa/scanner"
"""The link that the udev rule makes."""

RETRY_SECONDS = 0.2
"""So much of a scan may go to the screen as keys after a replug, where nothing hides the scanner from it."""

LOOK_SECONDS = 1.0
_KEYS_UP_SECONDS = 2.0


def node(path: str) -> str:
    """The device node that udev's link leads to, which the kernel names event and a number."""
    if Path(path).name.startswith("event"):
        return path
    try:
        return os.path.normpath(Path(path).parent / Path(path).readlink())
    except OSError:
        return path


def is_there(path: str, opened: str) -> bool:
    """Whether the path still leads to the node that was opened: a scanner may go and come back unnoticed as another."""
    return node(path) == opened and Path(opened).exists()


class EvdevScanner:
    """Reads the scanner at `path`; looks for it again and again while it is away, or asleep."""

    def __init__(self, path: str = "") -> None:
        self._path = path or USUAL
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)
        self._stopped = threading.Event()
        self._wake = os.pipe()
        self._state: DeviceState | None = None
        self._on_scan: OnScan
        self._on_state: OnState

    def start(self, on_scan: OnScan, on_state: OnState) -> None:
        """Begin to read; the state is told at once and at each change."""
        self._on_scan, self._on_state = on_scan, on_state
        self._thread.start()

    def stop(self) -> None:
        """End the thread and let go of the device."""
        self._stopped.set()
        os.write(self._wake[1], b"x")
        if self._thread.ident is not None:
            self._thread.join(5)
        for fd in self._wake:
            os.close(fd)

    def _tell(self, state: DeviceState) -> None:
        if state != self._state:
            self._state = state
            self._on_state(state)

    def _run(self) -> None:
        while not self._stopped.is_set():
            opened = node(self._path)
            try:
                device = evdev.InputDevice(opened)
            except OSError:
                self._tell(SCANNER_LOST)
            else:
                self._use(device, opened)
            self._stopped.wait(RETRY_SECONDS)

    def _use(self, device: "evdev.InputDevice[str]", opened: str) -> None:
        """Grab it and read until it is gone; any OSError means gone."""
        try:
            self._keys_up(device)
            device.grab()
        except OSError:
            self._tell(SCANNER_IN_USE)
            device.close()
            return
        self._tell(SCANNER_OK)
        reader = CodeReader(device)
        try:
            self._read(reader, opened)
        except OSError:
            self._tell(SCANNER_LOST)
            self._give(reader.cut_off())
        finally:
            device.close()

    def _keys_up(self, device: "evdev.InputDevice[str]") -> None:
        """Wait until no key is down: a key that is grabbed while down stays down for everybody else."""
        until = time.monotonic() + _KEYS_UP_SECONDS
        while device.active_keys() and time.monotonic() < until and not self._stopped.wait(0.02):
            pass

    def _read(self, reader: CodeReader, opened: str) -> None:
        fd = reader.device.fd
        while not self._stopped.is_set():
            patience = GAP_SECONDS if reader.reading else LOOK_SECONDS
            ready = select.select([fd, self._wake[0]], [], [], patience)[0]
            if not ready:
                self._give(reader.cut_off())
                if not is_there(self._path, opened):
                    raise FileNotFoundError(opened)
            if fd in ready:
                self._give(reader.codes())

    def _give(self, codes: Iterable[str]) -> None:
        for code in codes:
            self._on_scan(code)
