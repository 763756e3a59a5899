"""A program on a pseudo-terminal of its own, timed from a key to the text that it paints.

While a measurement runs, output is only stored, each piece with the time at which it came; it is drawn into
a model of the screen when the program has fallen silent. So the model's own work is in no figure.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

COLUMNS, ROWS = 100, 30
SILENCE = 0.02
"""Seconds without output after which a step is taken to be over."""

PATIENCE = 20.0
"""Seconds after which a text that should come is given up."""


class NotSeenError(Exception):
    """The text that was waited for did not come."""


def environment(home: Path) -> dict[str, str]:
    """A full-colour terminal, a home of its own, and bytecode as it would be installed."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    size = {"COLUMNS": str(COLUMNS), "LINES": str(ROWS)}
    return kept | size | {"HOME": str(home), "LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}


class Terminal:
    """The running program; `started` is when it was let go, in seconds of `time.perf_counter`."""

    def __init__(self, command: Sequence[str], env: Mapping[str, str]) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.ByteStream(self._screen)
        self._ended = False
        self.received = 0
        gate, release = os.pipe()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            # The size must be known before the program asks for it.
            os.read(gate, 1)
            os.execvpe(command[0], list(command), dict(env))
        os.close(gate)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.started = time.perf_counter()
        os.write(release, b"x")
        os.close(release)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return "\n".join(self._screen.display)

    def send(self, keys: str) -> float:
        """Write keys in one piece; the time of it."""
        now = time.perf_counter()
        os.write(self._fd, keys.encode())
        return now

    def until(self, seen: str | Callable[[str], bool], since: float) -> float:
        """Milliseconds from `since` to the first output after which the text stood there. Raises NotSeenError."""
        holds = seen if callable(seen) else lambda text: seen in text
        while time.perf_counter() < since + PATIENCE and not self._ended:
            at: float | None = None
            for stamp, data in self._collect(since + PATIENCE):
                self._stream.feed(data)
                if at is None and holds(self.text):
                    at = stamp
            if at is not None:
                return (at - since) * 1000
        raise NotSeenError(f"{seen!r} did not come:\n{self.text}")

    def press(self, keys: str, seen: str | Callable[[str], bool]) -> float:
        """Write keys and wait for what they paint, in milliseconds."""
        return self.until(seen, self.send(keys))

    def rest(self, seconds: float) -> None:
        """Let time pass; the screen follows."""
        until = time.perf_counter() + seconds
        while not self._ended and (left := until - time.perf_counter()) > 0:
            for _stamp, data in self._collect(time.perf_counter() + left):
                self._stream.feed(data)

    def _collect(self, deadline: float) -> list[tuple[float, bytes]]:
        """Output until silence, with the time of each piece."""
        pieces: list[tuple[float, bytes]] = []
        while (left := deadline - time.perf_counter()) > 0:
            if not select.select([self._fd], [], [], min(SILENCE, left) if pieces else left)[0]:
                break
            try:
                data = os.read(self._fd, 1 << 16)
            except OSError:
                data = b""
            if not data:
                self._ended = True
                break
            self.received += len(data)
            pieces.append((time.perf_counter(), data))
        return pieces

    def cpu(self) -> float:
        """Milliseconds of processor time of all its threads."""
        tasks = Path(f"/proc/{self.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6

    def memory(self) -> float:
        """MiB of memory in use (resident)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024

    def close(self) -> None:
        """End the program that was started here, and wait until it is gone."""
        os.kill(self.pid, signal.SIGTERM)
        until = time.monotonic() + 2
        while os.waitpid(self.pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > until:
                os.kill(self.pid, signal.SIGKILL)
            self.rest(0.02)
            self._ended = False
        os.close(self._fd)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def python(*words: str) -> list[str]:
    """The command of a Python program in this environment."""
    return [sys.executable, *words]
