"""What the till has found out about what types here, kept beside the database from one start to the next.

It is what each device has shown itself to be, and how a scanner types that nothing grabs.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from kassa_tui.hw.scanner.roles import Role
from kassa_tui.settings import ScannerSettings
from kassa_tui.storage import promised


class Known(Struct, frozen=True):
    """A device by vendor, product, serial number or port, and interface."""

    identity: str
    name: str
    role: Role


class Measured(Struct, frozen=True):
    """How a scanner types: the milliseconds of its longest pause, 0 for not measured; the key that it sends first."""

    gap_ms: Annotated[int, Meta(ge=0, le=1000)] = 0
    prefix: str = ""


class _Kept(Struct, frozen=True):
    """All that the file holds."""

    devices: tuple[Known, ...] = ()
    typing: Measured = Measured()


_writing = threading.Lock()
"""The screen and the thread that watches the devices write the same file."""


def file_of(folder: Path, register: str) -> Path:
    """The file of a register; it is written by the till, and may be deleted to begin anew."""
    return folder / f"keyboards-{register}.json"


def _read(file: Path) -> _Kept:
    """What cannot be read was never known; a list is how older programs wrote the devices."""
    with suppress(OSError, msgspec.DecodeError):
        kept = msgspec.json.decode(file.read_bytes(), type=_Kept | tuple[Known, ...])
        return kept if isinstance(kept, _Kept) else _Kept(kept)
    return _Kept()


def _change(file: Path, change: Callable[[_Kept], _Kept]) -> None:
    """Write what the file holds with a change; what cannot be written holds until the program ends."""
    with _writing, suppress(OSError):
        promised.write_bytes(file, msgspec.json.format(msgspec.json.encode(change(_read(file)))))


def measured(file: Path) -> Measured:
    """How the scanner types, as far as it was measured."""
    return _read(file).typing


def learn(file: Path, typing: Measured) -> None:
    """Remember how the scanner types."""
    _change(file, lambda kept: replace(kept, typing=typing))


def begin(file: Path, typing: Measured, scanner: Known | None) -> None:
    """Remember what was found out before there was a shop: how the scanner types, and the device that is one."""
    devices = () if scanner is None else (scanner,)
    if devices or typing != Measured():
        _change(file, lambda _kept: _Kept(devices, typing))


def completed(settings: ScannerSettings, typing: Measured) -> ScannerSettings:
    """The settings with what was measured, where nobody wrote anything else into them."""
    return replace(settings, gap_ms=settings.gap_ms or typing.gap_ms, prefix=settings.prefix or typing.prefix)


def used_only(typing: Measured) -> ScannerSettings:
    """What was measured, where there is no machine's file to keep it in."""
    return completed(ScannerSettings(), typing)


class Remembered:
    """The roles in a file. What cannot be written holds until the program ends."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known = {each.identity: each for each in _read(file).devices}
        self._held: dict[str, Known] = {}

    def role(self, identity: str) -> Role:
        """What the device is, as far as it is known."""
        known = self._known.get(identity) or self._held.get(identity)
        return known.role if known is not None else ""

    @property
    def scanner(self) -> bool:
        """Whether there was a scanner."""
        return any(each.role == "scanner" for each in (*self._known.values(), *self._held.values()))

    def hold(self, known: Known) -> None:
        """Know a device until the program ends."""
        self._held[known.identity] = known

    def keep(self, known: Known) -> None:
        """Remember a device; one without a role is forgotten."""
        self._held.pop(known.identity, None)
        if known.role:
            self._known[known.identity] = known
        else:
            self._known.pop(known.identity, None)
        devices = tuple(self._known.values())
        _change(self._file, lambda kept: replace(kept, devices=devices))
