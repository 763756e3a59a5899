"""Everything that types on this machine: watched without a grab, and grabbed once it has shown itself a scanner.

A thread reads the devices beside everybody else, and looks for new ones. Of a person's keyboard it keeps only when
something was pressed. A scanner that was remembered is grabbed before the first screen.
"""

import os
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kassa_tui.hw.ports import (
    NO_ACCESS,
    NO_SCANNER,
    SCANNER_IN_USE,
    SCANNER_LOST,
    SCANNER_OK,
    SCANNER_TYPES,
    DeviceState,
    Keyboard,
    KeyboardsSeen,
    OnScan,
    OnState,
)
from kassa_tui.hw.scanner.folder import InputDevices
from kassa_tui.hw.scanner.remembered import Known, Remembered
from kassa_tui.hw.scanner.roles import Role
from kassa_tui.hw.scanner.watched import Watched

LOOK_SECONDS = 1.0
"""Between two looks for new devices, and for those that are gone."""

KEYS_UP_SECONDS = 0.02
CODE_SECONDS = 0.1
"""So often it is looked whether a key of a scanner is still down, and whether a code was cut off."""

PERSON_SECONDS, OTHERS_SECONDS = 0.25, 0.5
"""Bytes are a person's so long after a press of theirs, and so long after everybody else's."""


class Keyboards:
    """Reads all that types, each code of a grabbed scanner goes on; `file` keeps the roles."""

    def __init__(self, file: Path, folder: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._remembered = Remembered(file)
        self._clock = clock
        self._devices = InputDevices(folder, self._remembered, clock)
        self._lock = threading.RLock()
        self._thread = threading.Thread(target=self._run, name="keyboards", daemon=True)
        self._stopped = threading.Event()
        self._wake = os.pipe()
        self._others = True
        self._fresh: Keyboard | None = None
        self._state: DeviceState | None = None
        self._seen = KeyboardsSeen()
        self._on_seen: Callable[[KeyboardsSeen], None] = lambda _seen: None
        self._on_scan: OnScan
        self._on_state: OnState

    def watch(self, on_seen: Callable[[KeyboardsSeen], None]) -> None:
        """Have changes told from the watching thread; called before it begins."""
        self._on_seen = on_seen

    def start(self, on_scan: OnScan, on_state: OnState) -> None:
        """Grab the scanners that are known, and begin to read; the state is told at once and at each change."""
        self._on_scan, self._on_state = on_scan, on_state
        self._look()
        self._tell()
        self._thread.start()

    def stop(self) -> None:
        """End the thread and let go of all devices."""
        self._stopped.set()
        self._nudge()
        if self._thread.ident is not None:
            self._thread.join(5)
        for watched in self._devices.open.values():
            with suppress(OSError):
                watched.device.close()
        for fd in self._wake:
            os.close(fd)

    def _nudge(self) -> None:
        os.write(self._wake[1], b"x")

    # --- What others ask, from threads of their own ---

    def seen(self) -> KeyboardsSeen:
        """What there is now."""
        with self._lock:
            keyboards = [watched.keyboard() for watched in self._devices.open.values()]
            keyboards.sort(key=lambda each: each.node)
            return KeyboardsSeen((*keyboards, *self._devices.hidden()), self._fresh)

    def person_typed(self) -> bool:
        """Whether bytes that were read just now are the keys of a person's keyboard, and of nothing else.

        A press can be read here before its bytes come from the terminal. A device that may not be read, or is not
        known yet, could be a scanner.
        """
        if self._stopped.is_set():
            return False
        with self._lock:
            self._read_watched()
            others, self._others = self._others, False
            if others or self._devices.closed or self._devices.stale:
                return False
            now, persons = self._clock(), False
            for watched in self._devices.open.values():
                if watched.role == "keyboard":
                    persons = persons or now - watched.heard <= PERSON_SECONDS
                elif now - watched.heard <= OTHERS_SECONDS:
                    return False
            return persons

    def say(self, identity: str, role: str) -> None:
        """Somebody says what a device is: scanner, keyboard, or empty to find out anew; it is remembered."""
        meant: Role = "scanner" if role == "scanner" else "keyboard" if role == "keyboard" else ""
        with self._lock:
            if self._fresh is not None and self._fresh.identity == identity:
                self._remembered.keep(Known(identity, self._fresh.name, meant))
                self._fresh = None
            for watched in self._devices.open.values():
                if watched.identity == identity:
                    self._remembered.keep(Known(identity, watched.device.name, meant))
                    watched.evidence.role = meant
                    if meant != "scanner":
                        watched.let_go()
        self._nudge()

    # --- The thread ---

    def _run(self) -> None:
        due = self._clock() + LOOK_SECONDS
        while not self._stopped.is_set():
            self._wait(max(due - self._clock(), 0.0))
            if self._clock() >= due or self._devices.stale:
                self._look()
                due = self._clock() + LOOK_SECONDS
            self._read()
            self._tell()

    def _wait(self, patience: float) -> None:
        with self._lock:
            open_now = tuple(self._devices.open.values())
        if any(watched.waits and not watched.busy for watched in open_now):
            patience = KEYS_UP_SECONDS
        elif any(watched.reader is not None and watched.reader.reading for watched in open_now):
            patience = min(patience, CODE_SECONDS)
        ready = select.select([*(watched.device.fd for watched in open_now), self._wake[0]], [], [], patience)[0]
        if self._wake[0] in ready:
            os.read(self._wake[0], 64)

    def _look(self) -> None:
        """What came and what went; another program may have let go of a scanner."""
        with self._lock:
            for watched in self._devices.gone():
                self._drop(watched)
        fresh = self._devices.fresh()
        with self._lock:
            self._devices.open |= {watched.device.fd: watched for watched in fresh}
            for watched in self._devices.open.values():
                watched.busy = False
            self._grab()

    def _drop(self, watched: Watched) -> None:
        """A device is gone; what it pressed last may still come as bytes."""
        self._devices.open.pop(watched.device.fd, None)
        self._others = self._others or watched.role != "keyboard"
        if watched.reader is not None:
            for code in watched.reader.cut_off():
                self._on_scan(code)
        with suppress(OSError):
            watched.device.close()

    def _read(self) -> None:
        """What the devices say, and what that makes of them."""
        with self._lock:
            now = self._clock()
            self._read_watched()
            for watched in tuple(self._devices.open.values()):
                if watched.reader is not None:
                    self._read_codes(watched, now)
                if watched.lost:
                    self._drop(watched)
            self._grab()

    def _read_codes(self, watched: Watched, now: float) -> None:
        assert watched.reader is not None
        asked = self._fresh is not None and self._fresh.identity == watched.identity
        try:
            for code in watched.reader.codes(now, watched.evidence if asked else None):
                self._on_scan(code)
        except BlockingIOError:
            if watched.reader.late(now):
                for code in watched.reader.cut_off():
                    self._on_scan(code)
        except OSError:
            watched.lost = True
        if asked:
            self._perhaps_a_keyboard(watched)

    def _perhaps_a_keyboard(self, watched: Watched) -> None:
        """Whoever has no other keyboard than the one that was taken for a scanner cannot say so by another."""
        watched.evidence.quiet(time.time())
        if watched.role != "scanner":
            self._fresh = None
            watched.let_go()
            self._became(watched)

    def _read_watched(self) -> None:
        """Presses of what is not grabbed; what somebody else's device pressed is remembered until it is asked for."""
        now = self._clock()
        for watched in self._devices.open.values():
            if watched.reader is not None or watched.lost:
                continue
            before = watched.role
            pressed = watched.presses(now)
            if pressed and watched.role != "keyboard":
                self._others = True
            if watched.role != before:
                self._became(watched)

    def _became(self, watched: Watched) -> None:
        """A device has shown another side of itself; a scanner is kept for good once somebody says so."""
        if watched.role == "scanner":
            self._fresh = watched.keyboard()
            self._remembered.hold(Known(watched.identity, watched.device.name, "scanner"))
            self._nudge()
        else:
            self._remembered.keep(Known(watched.identity, watched.device.name, watched.role))

    def _grab(self) -> None:
        for watched in self._devices.open.values():
            if watched.waits and not watched.busy:
                watched.take(self._clock())

    # --- What is told ---

    def _tell(self) -> None:
        state, seen = self._state_now(), self.seen()
        if state != self._state:
            self._state = state
            self._on_state(state)
        if seen != self._seen:
            self._seen = seen
            self._on_seen(seen)

    def _state_now(self) -> DeviceState:
        """How the scanner is; a device that may not be read is said only where nothing else is known."""
        with self._lock:
            open_now = tuple(self._devices.open.values())
            if any(watched.reader is not None for watched in open_now):
                return SCANNER_OK
            if any(watched.busy for watched in open_now):
                return SCANNER_IN_USE
            if any(watched.role == "both" for watched in open_now):
                return SCANNER_TYPES
            if self._remembered.scanner:
                return SCANNER_LOST
            return NO_ACCESS if self._devices.closed else NO_SCANNER
