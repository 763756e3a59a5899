"""Which of the devices that type is the scanner: all are read beside everybody else, none is grabbed."""

import os
import select
import threading
from contextlib import suppress
from pathlib import Path

import evdev
from evdev import ecodes

from kassa_tui.hw.ports import Candidate, Heard, OnHeard
from kassa_tui.hw.scanner.label import PAUSE_SECONDS, read
from kassa_tui.hw.scanner.scancodes import Decoder
from kassa_tui.hw.scanner.watched import identity

FOLDER = Path("/dev/input")
FAST_SECONDS = 0.05
"""Between two keys of a scanner; a person needs longer."""

FEWEST_KEYS = 4
"""Fewer are too few to tell a scanner by."""

_NEEDED = frozenset((ecodes.KEY_0, ecodes.KEY_9, ecodes.KEY_ENTER))
"""The keys of what could be a scanner: a mouse and a power button have none of them."""

_TAB = ecodes.KEY_TAB


class Listener:
    """One device: puts its keys together to codes, and looks how fast they came."""

    def __init__(self, candidate: Candidate) -> None:
        self._candidate = candidate
        self._decoder = Decoder()
        self._presses: list[float] = []

    @property
    def reading(self) -> bool:
        """Whether a code has begun."""
        return self._decoder.reading

    def feed(self, kind: int, number: int, state: int, at: float) -> Heard | None:
        """An event at a moment in seconds; a code if it ended one."""
        code = self._decoder.feed(kind, number, state)
        if code is not None:
            return self._heard(code, "tab" if number == _TAB else "enter")
        if kind == ecodes.EV_KEY and state == 1:
            self._presses.append(at)
        return None

    def cut_off(self) -> Heard | None:
        """Nothing came for a while: a code without an end, of which only a label is known to be whole."""
        label = self._decoder.so_far
        code = self._decoder.cut_off()
        return None if code is None else self._heard(label if read(label) else code, "")

    def _heard(self, code: str, ending: str) -> Heard:
        gaps = [later - before for before, later in zip(self._presses, self._presses[1:], strict=False)]
        fast = len(self._presses) >= FEWEST_KEYS and max(gaps) <= FAST_SECONDS
        self._presses.clear()
        return Heard(self._candidate, code, ending, fast)


def stable(node: str, folder: Path = FOLDER) -> str:
    """The link of udev's that leads to a node also after a restart; the node itself where there is none."""
    for kind in ("by-id", "by-path"):
        for link in sorted((folder / kind).glob("*-event-kbd")):
            if os.path.normpath(link.parent / link.readlink()) == node:
                return str(link)
    return node


class EvdevSearch:
    """Reads every device with the keys of a scanner until it is stopped."""

    problem = ""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._open: dict[int, tuple[evdev.InputDevice[str], Listener]] = {}
        self._thread: threading.Thread | None = None
        self._wake: tuple[int, int] = (-1, -1)

    def start(self, on_heard: OnHeard) -> tuple[Candidate, ...]:
        """Open what can be opened, and listen in a thread."""
        candidates = []
        for path in sorted(self._folder.glob("event*")):
            candidate = self._look(str(path))
            if candidate is not None:
                candidates.append(candidate)
        self._wake = os.pipe()
        self._thread = threading.Thread(target=self._run, args=(on_heard,), name="scanner search", daemon=True)
        self._thread.start()
        return tuple(candidates)

    def _look(self, node: str) -> Candidate | None:
        link = stable(node, self._folder)
        try:
            device = evdev.InputDevice(node)
            keys = device.capabilities().get(ecodes.EV_KEY, [])
        except PermissionError:
            return Candidate(node, link, Path(link).name, readable=False)
        except OSError:
            return None
        if not _NEEDED.issubset(keys):
            device.close()
            return None
        info = device.info
        numbers = f"{info.vendor:04x}", f"{info.product:04x}"
        found = Candidate(node, link, device.name, *numbers, identity=identity(device))
        self._open[device.fd] = device, Listener(found)
        return found

    def _run(self, on_heard: OnHeard) -> None:
        while True:
            begun = any(listener.reading for _device, listener in self._open.values())
            ready = select.select([*self._open, self._wake[0]], [], [], PAUSE_SECONDS if begun else None)[0]
            if self._wake[0] in ready:
                return
            for heard in self._cut_off() if not ready else [each for fd in ready for each in self._read(fd)]:
                on_heard(heard)

    def _cut_off(self) -> list[Heard]:
        return [heard for _device, listener in self._open.values() if (heard := listener.cut_off()) is not None]

    def _read(self, fd: int) -> list[Heard]:
        device, listener = self._open[fd]
        try:
            events = list(device.read())
        except OSError:
            # It was pulled out.
            del self._open[fd]
            device.close()
            return []
        fed = [listener.feed(event.type, event.code, event.value, event.timestamp()) for event in events]
        return [heard for heard in fed if heard is not None]

    def stop(self) -> None:
        """End the thread and let go of all devices."""
        if self._thread is None:
            return
        os.write(self._wake[1], b"x")
        self._thread.join(5)
        self._thread = None
        for device, _listener in self._open.values():
            with suppress(OSError):
                device.close()
        self._open.clear()
        for fd in self._wake:
            os.close(fd)
