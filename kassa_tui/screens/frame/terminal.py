"""The terminal, which may be gone before the program is: a window closed, a connection lost, a kiosk stopped.

Textual's writing thread would end with the first refused write, and the screen's loop wait for it for ever, deaf to
every signal and holding the register.
"""

import os
import select
import signal
from contextlib import suppress
from threading import Thread
from typing import TextIO

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver


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


class Terminal(LinuxDriver):
    """Textual's driver on a forgiving file. A terminal that hangs up ends the program, whoever started it."""

    def __init__(
        self, app: App[object], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        if self._file is not None:
            self._file = Forgiving(self._file)  # type: ignore[assignment]

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
