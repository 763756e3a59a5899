"""A person at a terminal: the real program in a pseudo-terminal, its picture as text and its answers awaited.

Nothing sleeps: everything waits for what the screen shows, for a file, or for the program's end.
"""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pyte

from kassa_tui.screens.frame import guard
from kassa_tui.widgets import digits
from kassa_tui.widgets.runs import BOUND

PATIENCE = 60.0
"""Seconds after which something that should appear is given up."""

KEYS = {
    "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f12": "\x1b[24~", "delete": "\x1b[3~",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "pagedown": "\x1b[6~",
    "enter": "\r", "escape": "\x1b",
}  # fmt: skip

# The keyboard protocol that Textual asks for is unknown to pyte, which would print parts of it.
_UNKNOWN = re.compile(rb"\x1b\[[<>=][0-9;]*[A-Za-z]")
_UNFINISHED = re.compile(rb"\x1b(\[[<>=]?[0-9;]*)?$")
_BLANKS = re.compile(" +")


class _Screen(pyte.Screen):
    """A screen that counts how often it rang."""

    bells = 0

    def bell(self, *_args: object) -> None:
        """The program's error sound."""
        self.bells += 1


class Terminal:
    """One run of a program. `size` is columns and rows; `scanner` the pipe that its simulated scanner reads."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int], scanner: Path
    ) -> None:
        columns, rows = size
        self.output = b""
        self.sent: list[str] = []
        self.types = False
        self._scanner = scanner
        self._rest = b""
        self._picture = ""
        self._seen_at = 0.0
        self._screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._child = pexpect.spawn(
            command[0], list(command[1:]), env=dict(environment), dimensions=(rows, columns), timeout=PATIENCE
        )
        self._child.delaybeforesend = None

    # --- Looking ---

    @property
    def picture(self) -> str:
        """The screen, row by row, cell by cell; put together once after each thing that is written."""
        if not self._picture:
            self._picture = "\n".join(row.rstrip() for row in self._screen.display)
        return self._picture

    @property
    def text(self) -> str:
        """The screen with runs of blanks made one, so that it does not matter where the columns are."""
        return _BLANKS.sub(" ", self.picture)

    @property
    def bells(self) -> int:
        """How often it rang."""
        return self._screen.bells

    @property
    def pid(self) -> int:
        """The process."""
        return int(self._child.pid)

    def sees(self, *texts: str) -> None:
        """Wait until all of the texts are on the screen together."""
        self.until(lambda: all(text in self.text for text in texts), " and ".join(map(repr, texts)))
        self._seen_at = time.monotonic()

    def misses(self, text: str) -> None:
        """Wait until a text is gone from the screen."""
        self.until(lambda: text not in self.text, f"the end of {text!r}")

    def sees_number(self, number: str) -> None:
        """Wait until a number is on the screen in block digits."""
        self.until(lambda: self._shows_number(number), f"the number {number}")

    def until(self, ready: Callable[[], bool], what: str) -> None:
        """Take in what the program writes until something is so."""
        end = time.monotonic() + PATIENCE
        while not ready():
            assert time.monotonic() < end, f"{what} did not come:\n{self.picture}"
            assert self._take_in(), f"the program ended before {what}:\n{self.picture}"

    def _take_in(self) -> bool:
        """Draw what was written, after a short wait for it; whether the program still runs."""
        try:
            data = self._rest + self._child.read_nonblocking(65536, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.output += data[len(self._rest) :]
        data = _UNKNOWN.sub(b"", data)
        cut = _UNFINISHED.search(data)
        self._rest = cut[0] if cut else b""
        self._stream.feed(data[: len(data) - len(self._rest)])
        self._picture = ""
        return True

    def _shows_number(self, number: str) -> bool:
        """Whether five rows of some colour make the number, with nothing of that colour just before it."""
        shapes = [[" " * 5 + row for row in digits.bitmap(number, pixel)] for pixel in (2, 1)]
        return any(_contains(mask, shape) for mask in self._masks() for shape in shapes)

    def _masks(self) -> Iterator[list[str]]:
        """For each colour of the ground, where it is."""
        grounds = [
            [self._screen.buffer[row][column].bg for column in range(self._screen.columns)]
            for row in range(self._screen.lines)
        ]
        for ground in {each for row in grounds for each in row}:
            yield ["".join("#" if each == ground else " " for each in row) for row in grounds]

    # --- Acting ---

    def send(self, text: str) -> None:
        """Characters as they are, all at once."""
        self.sent.append(text)
        self._child.send(text)

    def send_bytes(self, sequence: bytes) -> None:
        """Bytes that may be no characters."""
        self._child.send(sequence)

    def rests(self, seconds: float) -> None:
        """Take in what the program writes for so long; it must not end meanwhile."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end, "the end of a pause")

    def write(self, text: str) -> None:
        """Text by a person: where keys may be a scanner's, one after the other, later than a scanner's come."""
        for part in text if self.types else (text,):
            self.send(part)
            sent = time.monotonic()
            self.until(lambda: not self.types or time.monotonic() > sent + 1.5 * BOUND, "the next key")  # noqa: B023 - awaited here

    def press(self, name: str, *, sees: str = "") -> None:
        """A key by its name, or a character; then wait for a text."""
        self.send(KEYS.get(name, name))
        if sees:
            self.sees(sees)

    def refuses(self, name: str) -> None:
        """Press a key that must do nothing, and wait for the error sound."""
        before = self._screen.bells
        self.press(name)
        self.until(lambda: self._screen.bells > before, f"the error sound for {name}")

    def type(self, text: str, *, sees: str = "") -> None:
        """Type into the current field, and wait until it is there with the cursor behind it.

        What is on the screen was taken for typing, so an Enter after it cannot make a scan of it.
        """
        self.send(text)
        self.sees(sees or f"{text}█")

    def confirm(self, *, sees: str, click: str = "") -> None:
        """F12 (or a click) once, where it is ignored just after the screen appeared: to take money or close a session."""
        self.unguarded()
        if click:
            self.click(click, sees=sees)
        else:
            self.press("f12", sees=sees)

    def unguarded(self) -> None:
        """Wait until the screen takes what it ignores just after it appeared.

        It begins to ignore before it is drawn, so as long after it was seen is late enough, however slow the
        machine; a second press that might pay again is never needed.
        """
        end = self._seen_at + guard.SECONDS
        self.until(lambda: time.monotonic() > end, "the end of the guard")

    def scan(self, code: str, *, sees: str) -> None:
        """A code through the simulated scanner, or as keys where it `types`; then wait for a text."""
        if self.types:
            self._child.send(f"{code}\r")
            self.sees(sees)
            return
        opened: list[int] = []
        self.until(lambda: self._open_scanner(opened), "the scanner")
        os.write(opened[0], f"{code}\n".encode())
        os.close(opened[0])
        self.sees(sees)

    def _open_scanner(self, opened: list[int]) -> bool:
        """Open the pipe once the program reads it; a killed one left a pipe that nobody reads."""
        try:
            opened.append(os.open(self._scanner, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True

    def click(self, text: str, *, within: str = "", sees: str = "") -> None:
        """The left mouse button on the first place where a text stands, or on it within a longer text in one row."""
        self.sees(within or text)
        found = ((row, _words(within or text).search(line)) for row, line in enumerate(self.picture.split("\n")))
        row, around = next((row, place) for row, place in found if place)
        place = _words(text).search(around[0])
        assert place, f"{text!r} is not in {within!r}"
        at = f"0;{around.start() + (place.start() + place.end()) // 2 + 1};{row + 1}"
        self.send(f"\x1b[<{at}M\x1b[<{at}m")
        if sees:
            self.sees(sees)

    def resize(self, columns: int, rows: int) -> None:
        """Another window size; the kernel tells the program (SIGWINCH)."""
        self._screen.resize(rows, columns)
        self._picture = ""
        self._child.setwinsize(rows, columns)

    def redraws(self, columns: int, rows: int) -> None:
        """Another window size, and wait until the whole picture was drawn anew: it answers."""
        self._screen.reset()
        self.resize(columns, rows)
        self.until(lambda: self._screen.display[-1].strip() != "", "a new picture")

    # --- Ending ---

    def kill(self) -> None:
        """End it at once (kill -9)."""
        self._child.kill(signal.SIGKILL)
        self.ends()

    def terminate(self) -> None:
        """Ask it to end (SIGTERM)."""
        self._child.kill(signal.SIGTERM)

    def ends(self) -> int:
        """Wait until it has ended: its exit code, negative for a signal."""
        end = time.monotonic() + PATIENCE
        while self._take_in():
            assert time.monotonic() < end, f"the program did not end:\n{self.picture}"
        self._child.wait()
        return int(self._child.exitstatus if self._child.exitstatus is not None else -self._child.signalstatus)

    @property
    def restored(self) -> bool:
        """Whether the terminal is as a shell wants it: its own screen, no mouse, a cursor, and what is typed is seen."""
        off = all(self._last(mode) == b"l" for mode in (1049, 1000, 1003, 2004))
        return off and self._last(25) == b"h" and bool(self._child.getecho())

    def _last(self, mode: int) -> bytes:
        """How a mode of the terminal was set last: `h` on, `l` off."""
        return re.findall(rb"\x1b\[\?%d([hl])" % mode, self.output)[-1]  # type: ignore[no-any-return]

    def close(self) -> None:
        """End it if it still runs."""
        self._child.close(force=True)


def _words(text: str) -> re.Pattern[str]:
    """A text whose words may stand further apart."""
    return re.compile(" +".join(re.escape(word) for word in text.split(" ")))


def _contains(mask: list[str], shape: list[str]) -> bool:
    """Whether the shape stands somewhere in the mask."""
    width = len(shape[0])
    padded = [" " * 5 + row for row in mask]
    for top in range(len(padded) - len(shape) + 1):
        for left in range(len(padded[0]) - width + 1):
            if all(padded[top + i][left : left + width] == row for i, row in enumerate(shape)):
                return True
    return False
