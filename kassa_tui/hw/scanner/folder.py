"""The devices of a folder that type: those that are open, those that came, went, or may not be read."""

from collections.abc import Callable
from pathlib import Path

import evdev

from kassa_tui.hw.ports import Keyboard
from kassa_tui.hw.scanner.evdev_scanner import USUAL, node
from kassa_tui.hw.scanner.remembered import Known, Remembered
from kassa_tui.hw.scanner.watched import Watched, identity, may_type, types


class InputDevices:
    """The devices of a folder that are open; `closed` are those that may not be read, though they may type."""

    def __init__(self, folder: Path, remembered: Remembered, clock: Callable[[], float]) -> None:
        self._folder, self._remembered, self._clock = folder, remembered, clock
        self._passed: dict[str, int] = {}
        self._changed = -1
        self.open: dict[int, Watched] = {}
        self.closed: tuple[str, ...] = ()

    @property
    def stale(self) -> bool:
        """Whether something came or went since the last look."""
        return self._folder_time() != self._changed

    def _folder_time(self) -> int:
        try:
            return self._folder.stat().st_mtime_ns
        except OSError:
            return 0

    def hidden(self) -> list[Keyboard]:
        """Those that may not be read."""
        return [Keyboard(path, Path(path).name, path, readable=False) for path in self.closed]

    def gone(self) -> list[Watched]:
        """Devices whose node is another one by now, or none."""
        return [watched for watched in self.open.values() if _inode(watched.path) != watched.inode]

    def fresh(self) -> list[Watched]:
        """Devices that came since the last look."""
        self._changed = self._folder_time()
        opened = {watched.path: watched.inode for watched in self.open.values()}
        closed: list[str] = []
        came: list[Watched] = []
        for path in sorted(map(str, self._folder.glob("event*"))):
            inode = _inode(path)
            if inode in (opened.get(path), self._passed.get(path)):
                continue
            try:
                watched = self._opened(path, inode)
            except PermissionError:
                closed += [path] if may_type(path) else []
            except OSError:
                continue
            else:
                came += [watched] if watched is not None else []
        self.closed = tuple(closed)
        return came

    def _opened(self, path: str, inode: int) -> Watched | None:
        """A device with the keys of a keyboard; another one is not opened again."""
        device = evdev.InputDevice(path)
        if not types(device):
            device.close()
            self._passed[path] = inode
            return None
        role = self._remembered.role(identity(device))
        # The link of udev's leads to a scanner that the machine's owner, or its maker, named as one.
        if not role and path == node(USUAL):
            role = "scanner"
            self._remembered.hold(Known(identity(device), device.name, role))
        return Watched(device, inode, role, self._clock())


def listed(file: Path, folder: Path) -> tuple[Keyboard, ...]:
    """What types on this machine, with the roles of a file; nothing is read or held."""
    devices = InputDevices(folder, Remembered(file), lambda: 0.0)
    open_now = devices.fresh()
    for watched in open_now:
        watched.device.close()
    return (*(watched.keyboard() for watched in open_now), *devices.hidden())


def _inode(path: str) -> int:
    try:
        return Path(path).stat().st_ino
    except OSError:
        return -1
