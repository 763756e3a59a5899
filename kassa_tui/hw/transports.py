"""How bytes reach a printer: our own sending, which counts what was taken and ends in time.

The libraries' own transports lose the count of a partial write and may wait for ever (see docs/devices.md).
A transport is opened for each job and closed after it, so that a printer that was off and on again is found.
"""

import os
import select
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kassa_tui.hw.ports import DoubtError, UnsentError
from kassa_tui.i18n import N_

NOT_CONNECTED = N_("the printer is not connected")
STOPPED = N_("the printer stopped in the middle")
TAKES_NOTHING = N_("the printer takes nothing: is it on, closed, with paper?")


class Line(Protocol):
    """An open connection to a printer; `deadline` is a time.monotonic() moment."""

    talks: bool
    """Whether anything can ever come back."""

    def send(self, data: bytes, deadline: float) -> None:
        """All of the bytes, or UnsentError (none were taken) or DoubtError (some were)."""

    def receive(self, deadline: float) -> bytes:
        """What has come in, waiting for something until the deadline; empty if nothing came."""

    def close(self) -> None:
        """Let go of it."""


class Transport(Protocol):
    """A way to a printer."""

    def open(self, deadline: float) -> Line:
        """Connect; UnsentError if there is nothing at the other end."""


@dataclass(slots=True)
class _FdLine:
    """Sending and receiving on a non-blocking file descriptor."""

    fd: int
    talks: bool = True

    def send(self, data: bytes, deadline: float) -> None:
        rest = memoryview(data)
        while rest:
            try:
                if not select.select([], [self.fd], [], _left(deadline))[1]:
                    raise _broken(taken=len(data) - len(rest), said=TAKES_NOTHING)
                rest = rest[os.write(self.fd, rest) :]
            except BlockingIOError:
                continue
            except OSError as problem:
                raise _broken(taken=len(data) - len(rest), said=NOT_CONNECTED) from problem

    def receive(self, deadline: float) -> bytes:
        if not self.talks:
            return b""
        try:
            if not select.select([self.fd], [], [], _left(deadline))[0]:
                return b""
            return os.read(self.fd, 64)
        except OSError:
            return b""

    def close(self) -> None:
        # What was left unread would make the closing of a connection throw away what was sent last.
        while self.receive(0):
            pass
        os.close(self.fd)


def _left(deadline: float) -> float:
    return max(0.0, deadline - time.monotonic())


def _broken(*, taken: int, said: str) -> UnsentError | DoubtError:
    return DoubtError(STOPPED) if taken else UnsentError(said)


@dataclass(frozen=True, slots=True)
class TcpTransport:
    """A network printer, port 9100 mostly; `host` is best a number, so that no name server is needed."""

    host: str
    port: int

    def open(self, deadline: float) -> Line:
        """Connect within the deadline."""
        try:
            connection = socket.create_connection((self.host, self.port), timeout=max(_left(deadline), 0.05))
        except OSError as problem:
            raise UnsentError(NOT_CONNECTED) from problem
        connection.setblocking(False)
        return _FdLine(connection.detach())


@dataclass(frozen=True, slots=True)
class FileTransport:
    """A device file such as /dev/usb/lp0, or a plain file for trials. It is never made: a missing one is missing."""

    path: str

    def open(self, deadline: float) -> Line:
        """Open without waiting; a plain file is written at its end and answers nothing."""
        flags = os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
        try:
            talks = Path(self.path).is_char_device()
            return _FdLine(os.open(self.path, flags | (os.O_RDWR if talks else os.O_WRONLY | os.O_APPEND)), talks)
        except OSError as problem:
            raise UnsentError(NOT_CONNECTED) from problem
