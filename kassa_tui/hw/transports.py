"""How bytes reach a printer: our own sending, which counts what was taken and ends in time.

The libraries' own transports lose the count of a partial write and may wait for ever (see docs/devices.md).
A network printer or device file is opened for each job, so that one that was off and on again is found; USB and serial
lines are held as long as they live (see usb_transport and serial_transport).
"""

import errno
import os
import select
import time
from dataclasses import dataclass
from typing import Protocol

from kassa_tui.hw.ports import DoubtError, UnsentError
from kassa_tui.i18n import N_

NOT_CONNECTED = N_("the printer is not connected")
NOT_ALLOWED = N_("the till may not use the printer: its user is not in the group lp")
IN_USE = N_("another program uses the printer")
STOPPED = N_("the printer stopped in the middle")
TAKES_NOTHING = N_("the printer takes nothing: is it on, closed, with paper?")

_MOST_UNREAD = 64

_WHY = {
    errno.EACCES: NOT_ALLOWED,
    errno.EPERM: NOT_ALLOWED,
    errno.EBUSY: IN_USE,
    errno.EPIPE: TAKES_NOTHING,
    errno.ETIMEDOUT: TAKES_NOTHING,
}


class Line(Protocol):
    """An open connection to a printer; `deadline` is a time.monotonic() moment."""

    @property
    def talks(self) -> bool:
        """Whether anything can ever come back."""

    def send(self, payload: bytes, deadline: float) -> None:
        """All of the bytes, or UnsentError (none were taken) or DoubtError (some may have been).

        The deadline is for a printer that takes nothing; one that goes on taking has more time: see Patience.
        """

    def receive(self, deadline: float) -> bytes:
        """What has come in, waiting for something until the deadline; empty if nothing came."""

    def close(self) -> None:
        """The job is over."""


class Transport(Protocol):
    """A way to a printer."""

    def open(self, deadline: float) -> Line:
        """Connect; UnsentError if there is nothing at the other end."""

    def close(self) -> None:
        """Let go of the printer; it may be opened again."""


class Patience:
    """How long to wait for a printer: until the deadline, and as long again after each piece that it took.

    A long paper takes its time on a slow line. In all it is never more than `MOST` times as long.
    """

    MOST = 12

    def __init__(self, deadline: float) -> None:
        self._each = max(0.0, deadline - time.monotonic())
        self._until = deadline
        self._end = deadline + self._each * (self.MOST - 1)

    @property
    def left(self) -> float:
        """Seconds, never below 0."""
        return max(0.0, self._until - time.monotonic())

    def renew(self) -> None:
        """Something was taken."""
        self._until = min(time.monotonic() + self._each, self._end)


def broken(*, taken: int, said: str) -> UnsentError | DoubtError:
    """What a failed sending is, after so many bytes."""
    return DoubtError(STOPPED) if taken else UnsentError(said)


def drop_unread(line: Line) -> None:
    """Read away what came unasked; not for ever from a printer that never stops talking."""
    for _piece in range(_MOST_UNREAD):
        if not line.receive(0):
            return


def why(problem: OSError) -> str:
    """What an error of the system means for a cashier."""
    return _WHY.get(problem.errno or 0, NOT_CONNECTED)


@dataclass(slots=True)
class FdLine:
    """Sending and receiving on a non-blocking file descriptor."""

    fd: int
    talks: bool = True

    def send(self, payload: bytes, deadline: float) -> None:
        """See Line."""
        rest = memoryview(payload)
        patience = Patience(deadline)
        while rest:
            try:
                if not select.select([], [self.fd], [], patience.left)[1]:
                    raise broken(taken=len(payload) - len(rest), said=TAKES_NOTHING)
                rest = rest[os.write(self.fd, rest) :]
                patience.renew()
            except BlockingIOError:
                continue
            except OSError as problem:
                raise broken(taken=len(payload) - len(rest), said=why(problem)) from problem

    def receive(self, deadline: float) -> bytes:
        """See Line."""
        if not self.talks:
            return b""
        try:
            if not select.select([self.fd], [], [], max(0.0, deadline - time.monotonic()))[0]:
                return b""
            return os.read(self.fd, 64)
        except OSError:
            return b""

    def close(self) -> None:
        """Let go of it."""
        # What was left unread would make the closing of a connection throw away what was sent last.
        drop_unread(self)
        os.close(self.fd)


def open_now(path: str, flags: int) -> int:
    """A file descriptor that waits for nothing and nobody inherits. Raises OSError."""
    return os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
