"""The terminal: its keys bear the time at which they were read, and it may be gone before the program is.

A window is closed, a connection lost, a kiosk stopped.
Textual's writing thread would end with the first refused write, and the screen's loop wait for it for ever, deaf to
every signal and holding the register.
"""

import os
import select
import signal
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import Thread
from typing import Protocol, TextIO, runtime_checkable
from weakref import WeakSet

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Resize
from textual.message import Message

from kassa_tui.screens.frame.reading import KEYPAD, KEYPAD_ENTER, LONGEST, Pieces, ReadingClock
from kassa_tui.settings import over_network

PATIENCE = 0.1
"""Seconds after which a lone Escape is the key, and after which it is looked whether the program ends."""

LARGEST = 250_000
"""Cells of a window, at most: a report of a larger one is nobody's, and drawing it would take all memory."""


@runtime_checkable
class KnowsPersons(Protocol):
    """A program that can say whose keys are read now."""

    person_typed: Callable[[], bool]


class Forgiving:
    """A file whose writes may fail: what nobody can see is lost, and nothing stops."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if anybody is there."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Send what was written, if anybody is there."""
        with suppress(OSError):
            self._file.flush()

    def isatty(self) -> bool:
        """Whether this is, or was, a terminal."""
        return self._file.isatty()

    def fileno(self) -> int:
        """The file's number."""
        return self._file.fileno()


def _understood(parser: XTermParser, part: str, *, persons: bool) -> Iterator[Message]:
    """The keys of what was read. The keypad's Enter is one of its own if a person's: scanners may end codes with it."""
    if part == "\x1b":
        yield Key("escape", part)
        return
    for number, text in enumerate(KEYPAD_ENTER.split(part) if persons else [part]):
        if number:
            yield Key(KEYPAD, None)
        if text:
            yield from parser.feed(text)


def _can_be_shown(message: Message) -> bool:
    """Whether a key is a character, not half of one, and a window one that can be: a terminal may send any number."""
    if isinstance(message, Resize):
        return message.size.area <= LARGEST
    try:
        return not isinstance(message, Key) or bool((message.character or "").encode() or message.key.encode())
    except UnicodeEncodeError:
        return False


class Understanding:
    """What a terminal's signs mean. Those that mean nothing are forgotten, whatever their numbers are."""

    def __init__(self, *, debug: bool = False) -> None:
        self._debug = debug
        self._parser = XTermParser(debug)

    def keys(self, part: str, *, persons: bool) -> Iterator[Message]:
        """What was read."""
        return self._without_nonsense(lambda: _understood(self._parser, part, persons=persons))

    def silence(self) -> Iterator[Message]:
        """What was begun and will not go on."""
        return self._without_nonsense(self._parser.tick)

    def _without_nonsense(self, read: Callable[[], Iterable[Message]]) -> Iterator[Message]:
        try:
            yield from filter(_can_be_shown, read())
        except Exception:
            # Textual's parser ends with the first number that is no character's.
            self._parser = XTermParser(self._debug)


class Terminal(LinuxDriver):
    """Textual's driver on a forgiving file. A terminal that hangs up ends the program, whoever started it."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if self._file is not None:
            self._file = Forgiving(self._file)  # type: ignore[assignment]
        self._reading = ReadingClock()
        self._pieces = Pieces(apart=not over_network())
        self._newest = 0.0
        self._watched = False
        self.persons: WeakSet[Key] = WeakSet()
        """Keys that a person's keyboard is known to have sent."""

    def reading_time(self, heard: float) -> float:
        """Seconds on the reader's clock; `heard`, when the newest key that was taken was read, while others wait."""
        if self._newest > heard or select.select([self.fileno], [], [], 0)[0]:
            return heard
        return self._reading.now()

    def run_input_thread(self) -> None:
        """Read until the program ends. A key's time is when it was read, on the reader's clock."""
        decode, understanding = (
            getincrementaldecoder("utf-8")(errors="replace").decode,
            Understanding(debug=self._debug),
        )
        persons = False
        while not self.exit_event.is_set():
            self._reading.waits()
            ready = select.select([self.fileno], [], [], PATIENCE)[0]
            self._reading.read()
            if ready:
                persons = self._persons_type()
            taken = self._pieces.take(decode(self._read())) if ready else self._pieces.silence()
            for part in taken:
                self._send(understanding.keys(part, persons=persons), persons=persons)
            self._send(understanding.silence(), persons=persons)

    def _read(self) -> bytes:
        """What is there; nothing once the terminal is gone, and then not at once again."""
        try:
            there = os.read(self.fileno, LONGEST)
        except OSError:
            there = b""
        if not there:
            self.exit_event.wait(PATIENCE)
        return there

    def _persons_type(self) -> bool:
        """Whether what is there to be read comes from a person's keyboard; asked before it waits for others."""
        return isinstance(self._app, KnowsPersons) and self._app.person_typed()

    def _send(self, messages: Iterable[Message], *, persons: bool) -> None:
        for message in messages:
            if isinstance(message, Key):
                message.time = self._newest = self._reading.now()
                if persons:
                    self.persons.add(message)
            self.process_message(message)

    def start_application_mode(self) -> None:
        """Draw and read from now on."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if not self._watched:
            self._watched = True
            Thread(target=self._hung_up, name="terminal", daemon=True).start()

    def _sigcont_application(self, *_: object) -> None:
        """Draw and read again, with one reader; whoever stopped the program may have changed how the terminal reads.

        The kernel says it also when it hangs up, and a program that ends is to go on ending: neither begins anew.
        """
        if self._app._exit or self._hangs_up(0):
            return
        if self._key_thread is not None and self._key_thread.is_alive():
            self.suspend_application_mode()
        super()._sigcont_application()

    def _hangs_up(self, patience: int | None) -> bool:
        """Whether nobody is there any more, after so many milliseconds at most; without them it is waited for."""
        gone = select.poll()
        gone.register(self.fileno, 0)
        return bool(gone.poll(patience))

    def _hung_up(self) -> None:
        """Wait until nobody is there any more, and say so as the kernel does.

        It tells only whoever the terminal was given to, such as `make`: the register would be held for ever.
        """
        self._hangs_up(None)
        if not self.exit_event.is_set():
            os.kill(os.getpid(), signal.SIGHUP)
