"""One device that types: who it is, what it has shown, and when it was last heard."""

import errno
import struct
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import evdev
from evdev import ecodes

from kassa_tui.hw.ports import Keyboard
from kassa_tui.hw.scanner.reader import CodeReader
from kassa_tui.hw.scanner.roles import Evidence, Role

NEEDED = frozenset((ecodes.KEY_0, ecodes.KEY_9, ecodes.KEY_ENTER))
"""The keys of what could be a scanner: a mouse and a power button have none of them."""

OLDEST_SECONDS = 5.0
"""No press waits longer to be read."""

SYSTEM = Path("/sys/class/input")


def types(device: "evdev.InputDevice[str]") -> bool:
    """Whether a device has the keys of a keyboard."""
    return NEEDED.issubset(device.capabilities().get(ecodes.EV_KEY, []))


def may_type(node: str, system: Path = SYSTEM) -> bool:
    """Whether a device that may not be opened has the keys of a keyboard, as the kernel says; yes where it does not."""
    try:
        words = (system / Path(node).name / "device" / "capabilities" / "key").read_text(encoding="ascii").split()
    except OSError:
        return True
    bits = 8 * struct.calcsize("l")
    keys = sum(int(word, 16) << (bits * at) for at, word in enumerate(reversed(words)))
    return all(keys >> number & 1 for number in NEEDED)


def identity(device: "evdev.InputDevice[str]") -> str:
    """Vendor, product, serial number or else port, and interface: the same after a restart."""
    port, _slash, interface = device.phys.rpartition("/input")
    return f"{device.info.vendor:04x}:{device.info.product:04x}:{device.uniq or port or device.phys}:{interface}"


def _age(seconds: float) -> float:
    """How long ago something was pressed; the wall clock, which the kernel tells it by, may have been set since."""
    return seconds if 0 <= seconds <= OLDEST_SECONDS else 0.0


class Watched:
    """A device that is read beside everybody else, or grabbed. Times are seconds of the monotonic clock."""

    def __init__(self, device: "evdev.InputDevice[str]", inode: int, role: Role, now: float) -> None:
        self.device, self.inode = device, inode
        self.identity, self.path = identity(device), str(device.path)
        self.evidence = Evidence(role)
        self.heard = now
        self.reader: CodeReader | None = None
        self.busy = self.lost = False

    @property
    def role(self) -> Role:
        """What it has shown itself to be."""
        return self.evidence.role

    @property
    def waits(self) -> bool:
        """Whether it is to be grabbed."""
        return self.role == "scanner" and self.reader is None and not self.lost

    def keyboard(self) -> Keyboard:
        """What is told of it."""
        return Keyboard(self.identity, self.device.name, self.path, self.role, self.reader is not None)

    def take(self, now: float) -> None:
        """Grab it, unless a key of it is down, which would stay down for everybody else."""
        try:
            if self.device.active_keys():
                return
            self.device.grab()
        except OSError as problem:
            self.busy, self.lost = problem.errno == errno.EBUSY, problem.errno != errno.EBUSY
            return
        self.busy = False
        pressed = self.presses(now)
        self.reader = CodeReader(self.device, spoilt=pressed and self.evidence.begun)

    def let_go(self) -> None:
        """Its keys reach everybody again."""
        if self.reader is not None:
            self.reader = None
            with suppress(OSError):
                self.device.ungrab()

    def presses(self, now: float) -> bool:
        """Look at what came, and whether anything was pressed; a device that is gone is `lost`."""
        before, wall = self.heard, time.time()
        try:
            for event in self._events():
                last = self.evidence.last
                self.evidence.feed(event.type, event.code, event.value, event.timestamp())
                if self.evidence.last != last:
                    self.heard = max(self.heard, now - _age(wall - event.timestamp()))
        except OSError:
            self.lost = True
        self.evidence.quiet(wall)
        return self.heard != before

    def _events(self) -> "Iterator[evdev.InputEvent]":
        """Until there is nothing left."""
        with suppress(BlockingIOError):
            while True:
                yield from self.device.read()
