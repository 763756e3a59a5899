"""A printer on a serial line, Bluetooth's included (/dev/rfcomm0): raw, with the speed and handshake of the settings.

The line is held as long as it lives, because a Bluetooth printer takes seconds to connect. A write only fills the
kernel's buffer: bytes count as taken when they have left it. Source: termios(3), ioctl_tty(2).
"""

import fcntl
import os
import select
import struct
import termios
import time
from dataclasses import dataclass

from kassa_tui.hw.ports import DoubtError, UnsentError
from kassa_tui.hw.transports import STOPPED, TAKES_NOTHING, FdLine, Line, Patience, broken, open_now, why
from kassa_tui.i18n import N_

NO_SERIAL_LINE = N_("the printer's path is no serial line")

_LOOK_SECONDS = 0.01
_GONE = select.POLLHUP | select.POLLERR | select.POLLNVAL


def waiting(fd: int) -> int:
    """Bytes that were written and have not left the machine."""
    answer = fcntl.ioctl(fd, termios.TIOCOUTQ, b"\0" * 4)
    return int(struct.unpack("i", answer)[0])


@dataclass(slots=True)
class SerialLine(FdLine):
    """The open line; `ended` once it cannot be used any more."""

    ended: bool = False

    def send(self, payload: bytes, deadline: float) -> None:
        """See Line. Returns when the last byte has left the machine; what has not is taken back."""
        try:
            # Named, because a dataclass with slots is another class than the one that super() knows.
            FdLine.send(self, payload, deadline)
            self._drain(len(payload), deadline)
        except Exception:
            self.ended = True
            raise

    def _drain(self, sent: int, deadline: float) -> None:
        patience = Patience(deadline)
        try:
            before = waiting(self.fd)
            while before and patience.left:
                time.sleep(_LOOK_SECONDS)
                now = waiting(self.fd)
                if now < before:
                    patience.renew()
                before = now
            if before:
                termios.tcflush(self.fd, termios.TCOFLUSH)
        except (OSError, termios.error) as problem:
            raise DoubtError(STOPPED) from problem
        if before:
            raise broken(taken=max(0, sent - before), said=TAKES_NOTHING)

    def close(self) -> None:
        """The line stays for the next job."""

    @property
    def alive(self) -> bool:
        """Whether the other end is still there, as far as the kernel knows."""
        if self.ended:
            return False
        poll = select.poll()
        poll.register(self.fd, 0)
        return not any(event & _GONE for _fd, event in poll.poll(0))

    def let_go(self) -> None:
        """Close it; nothing is left in it to wait for."""
        os.close(self.fd)


@dataclass(slots=True)
class SerialTransport:
    """A serial line; `flow` is hardware (RTS/CTS), software (XON/XOFF) or none."""

    path: str
    baud: int
    flow: str = "hardware"
    _line: SerialLine | None = None

    def open(self, deadline: float) -> Line:
        """The line held already, or opened now. Raises UnsentError."""
        if self._line is not None and not self._line.alive:
            self.close()
        if self._line is None:
            self._line = SerialLine(self._opened())
        return self._line

    def close(self) -> None:
        """Let go of the line."""
        line, self._line = self._line, None
        if line is not None:
            line.let_go()

    def _opened(self) -> int:
        try:
            fd = open_now(self.path, os.O_RDWR)
        except OSError as problem:
            raise UnsentError(why(problem)) from problem
        try:
            self._set_up(fd)
        except termios.error as problem:
            os.close(fd)
            raise UnsentError(NO_SERIAL_LINE) from problem
        return fd

    def _set_up(self, fd: int) -> None:
        """Eight bits, no parity, nothing translated, no control of a modem."""
        speed = getattr(termios, f"B{self.baud}")
        control = termios.tcgetattr(fd)[6]
        control[termios.VMIN], control[termios.VTIME] = 1, 0
        flags = termios.CS8 | termios.CREAD | termios.CLOCAL
        if self.flow == "hardware":
            flags |= termios.CRTSCTS
        taken = termios.IGNBRK | (termios.IXON if self.flow == "software" else 0)
        termios.tcsetattr(fd, termios.TCSANOW, [taken, 0, flags, 0, speed, speed, control])
