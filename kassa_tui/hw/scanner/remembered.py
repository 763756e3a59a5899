"""What the devices that type have shown themselves to be, kept beside the database from one start to the next."""

from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from kassa_tui.hw.scanner.roles import Role


class Known(Struct, frozen=True):
    """A device by vendor, product, serial number or port, and interface."""

    identity: str
    name: str
    role: Role


def file_of(folder: Path, register: str) -> Path:
    """The file of a register; it is written by the till, and may be deleted to begin anew."""
    return folder / f"keyboards-{register}.json"


class Remembered:
    """The roles in a file. What cannot be read was never known, what cannot be written holds until the program ends."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._known: dict[str, Known] = {}
        self._held: dict[str, Known] = {}
        with suppress(OSError, msgspec.DecodeError):
            listed = msgspec.json.decode(file.read_bytes(), type=list[Known])
            self._known = {each.identity: each for each in listed}

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
        fresh = self._file.with_suffix(".new")
        with suppress(OSError):
            fresh.write_bytes(msgspec.json.format(msgspec.json.encode(list(self._known.values()))))
            fresh.replace(self._file)
