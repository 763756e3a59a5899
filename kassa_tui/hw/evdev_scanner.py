"""A barcode scanner through evdev: grabbed, so that its keys reach nobody else, and read by a thread of its own.

The kernel keeps only 64 events for a reader, five to ten characters; the thread reads them while the screen is busy.
"""

import os
import select
import threading
import time

import evdev

from kassa_tui.hw.ports import SCANNER_LOST, SCANNER_OK, DeviceState, Level, OnScan, OnState
from kassa_tui.hw.scancodes import GAP_SECONDS, Decoder
from kassa_tui.i18n import N_

USUAL = "/dev/kassa/scanner"
"""The link that the udev rule makes."""

RETRY_SECONDS = 1.0
_KEYS_UP_SECONDS = 2.0
_IN_USE = DeviceState(Level.ERROR, N_("scanner in use"))


class EvdevScanner:
    """Reads the scanner at `path`; looks for it again and again while it is away."""

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
            try:
                device = evdev.InputDevice(os.path.realpath(self._path))
            except OSError:
                self._tell(SCANNER_LOST)
            else:
                self._use(device)
            self._stopped.wait(RETRY_SECONDS)

    def _use(self, device: "evdev.InputDevice[str]") -> None:
        """Grab it and read until it is gone; any OSError means gone."""
        try:
            self._keys_up(device)
            device.grab()
        except OSError:
            self._tell(_IN_USE)
            device.close()
            return
        self._tell(SCANNER_OK)
        try:
            self._read(device)
        except OSError:
            self._tell(SCANNER_LOST)
        finally:
            device.close()

    def _keys_up(self, device: "evdev.InputDevice[str]") -> None:
        """Wait until no key is down: a key that is grabbed while down stays down for everybody else."""
        until = time.monotonic() + _KEYS_UP_SECONDS
        while device.active_keys() and time.monotonic() < until and not self._stopped.wait(0.02):
            pass

    def _read(self, device: "evdev.InputDevice[str]") -> None:
        decoder = Decoder()
        while not self._stopped.is_set():
            ready = select.select([device.fd, self._wake[0]], [], [], GAP_SECONDS if decoder.reading else None)[0]
            if not ready:
                self._give(decoder.cut_off())
            if device.fd in ready:
                for event in device.read():
                    self._give(decoder.feed(event.type, event.code, event.value))

    def _give(self, code: str | None) -> None:
        if code is not None:
            self._on_scan(code)
