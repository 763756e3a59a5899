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

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.message import Message

from kassa_tui.screens.frame.reading import KEYPAD, KEYPAD_ENTER, LONGEST, Pieces, ReadingClock
from kassa_tui.settings import over_network

PATIENCE = 0.1
"""Seconds after which a lone Escape is the key, and after which it is looked whether the program ends."""


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
        self.persons: WeakSet[Key] = WeakSet()
        """Keys that a person's keyboard is known to have sent."""

    def reading_time(self, heard: float) -> float:
        """Seconds on the reader's clock; `heard`, when the newest key that was taken was read, while others wait."""
        if self._newest > heard or select.select([self.fileno], [], [], 0)[0]:
            return heard
        return self._reading.now()

    def run_input_thread(self) -> None:
        """Read until the program ends. A key's time is when it was read, on the reader's clock."""
        decode, parser = getincrementaldecoder("utf-8")(errors="replace").decode, XTermParser(self._debug)
        persons = False
        with suppress(EOFError, ParseError):
            while not self.exit_event.is_set():
                self._reading.waits()
                ready = select.select([self.fileno], [], [], PATIENCE)[0]
                self._reading.read()
                if ready:
                    persons = self._persons_type()
                taken = self._pieces.take(decode(self._read())) if ready else self._pieces.silence()
                for part in taken:
                    self._send(_understood(parser, part, persons=persons), persons=persons)
                self._send(parser.tick(), persons=persons)

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
        Thread(target=self._hung_up, name="terminal", daemon=True).start()

    def _hung_up(self) -> None:
        """Wait until nobody is there any more, and say so as the kernel does.

        It tells only whoever the terminal was given to, such as `make`: the register would be held for ever.
        """
        gone = select.poll()
        gone.register(self.fileno, 0)
        gone.poll()
        if not self.exit_event.is_set():
            os.kill(os.getpid(), signal.SIGHUP)
