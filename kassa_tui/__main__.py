"""The `kassa` command, and the register on this terminal: settings, language, database, then `composition`."""

import asyncio
import os
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kassa_tui import i18n, interpreter
from kassa_tui.cli.common import (
    REFUSED,
    NoTerminalError,
    database_path,
    desk,
    first_language,
    open_shop,
    refuse,
    settings_of,
)
from kassa_tui.cli.main import run
from kassa_tui.database import MissingError, counter_lock
from kassa_tui.devices import Devices, Drivers, drivers, first_scanner, heard
from kassa_tui.errors import KassaError
from kassa_tui.hw import notify
from kassa_tui.settings import Settings, settings_file, state_directory
from kassa_tui.till.counter import logbook
from kassa_tui.till.ledger import faults, office_register
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop

if TYPE_CHECKING:
    from kassa_tui.app import KassaApp
    from kassa_tui.screens.frame.program import Program

DEMO_NAME = "demo.db"

REFUSAL_SECONDS = 15
"""How long a service leaves the reason on the screen; the manager clears it and starts the program again."""


def _demo(args: Namespace) -> None:
    """Make the demo shop if it is not there yet."""
    args.db = args.db or state_directory() / DEMO_NAME
    if _is_new(args):
        from kassa_tui.till.setup import demo, founding

        language = args.language or first_language()
        i18n.use(language)
        demo.fill(founding.found(args.db, demo.answers(language)))


def _theme(args: Namespace, settings: Settings) -> str:
    from kassa_tui.app import THEMES
    from kassa_tui.widgets.drawing.palette import CONSOLE, DARK

    wanted = args.theme or settings.theme
    if wanted == "auto":
        return CONSOLE if os.environ.get("TERM") == "linux" else DARK
    return THEMES[wanted]


def _attend(app: "Program", code: int) -> None:
    """What a program owes whoever started it; `code` is what it ends with when it is asked to."""

    def listen() -> None:
        # Whoever stops the machine or closes the terminal asks by these signals: the screen is left as it was found.
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, app.exit, code)

    def ready() -> None:
        interpreter.settle()
        notify.tell(notify.READY)
        beat = notify.beat_seconds()
        if beat is not None:
            # From the screen's own loop: a screen that hangs says nothing, and is started again.
            app.set_interval(beat, partial(notify.tell, notify.ALIVE))

    interpreter.take_turns()
    app.call_first(listen)
    app.call_when_ready(ready)


def _leave(app: "Program") -> int:
    """The exit code. The console has no second screen to go back from: the last sale would stay on it.

    What a fault has to say stays, too.
    """
    code = app.return_value or app.return_code or 0
    if not app.return_code and os.environ.get("TERM") == "linux" and sys.__stderr__ is not None:
        with suppress(OSError):
            sys.__stderr__.write("\x1b[H\x1b[2J\x1b[3J")
            sys.__stderr__.flush()
    return code


def _touch(args: Namespace, settings: Settings) -> bool:
    return bool(args.touch) or settings.input == "touch"


def _first_start(args: Namespace) -> int:
    """The questions of the first start; 0 when there is a shop afterwards."""
    from kassa_tui.cli.shop import found_shop
    from kassa_tui.screens.setup.app import SetupApp

    settings = settings_of(args)
    path, file = database_path(args, settings), settings_file(args.db)
    language = args.language or settings.language or first_language()
    i18n.use(language)
    scanner = first_scanner(settings.scanner, path.parent)
    app = SetupApp(language, lambda form: found_shop(path, form, file), theme=_theme(args, settings), scanner=scanner)
    app.touch = _touch(args, settings)
    _attend(app, REFUSED)
    app.listen_as(settings.scanner)
    app.run()
    return _leave(app)


def _is_new(args: Namespace) -> bool:
    """Whether there is no shop yet, and never was one."""
    try:
        open_shop(database_path(args, settings_of(args)))
    except MissingError:
        return True
    return False


def open_register(args: Namespace) -> int:
    """`kassa` and `kassa demo`: the register on the screen, until it is stopped."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NoTerminalError
    interpreter.hold_collection()
    if args.command == "demo":
        _demo(args)
    first = args.command != "demo" and _is_new(args)
    if first and _first_start(args):
        return REFUSED
    settings = settings_of(args)
    path = database_path(args, settings)
    at_desk = replace(desk(args), channel="counter")
    i18n.use(args.language or settings.language or read_shop().language)
    held = counter_lock(path, at_desk.register)
    faults.keep_log(path.parent)
    try:
        return _run(args, settings, at_desk, first=first)
    finally:
        held.close()


def _run(args: Namespace, settings: Settings, at_desk: Desk, *, first: bool) -> int:
    """The register until it is stopped: what happened meanwhile is said, its beginning and end are journalled."""
    away = logbook.closed_while_away(at_desk.register)
    folder = database_path(args, settings).parent
    with _program(args, settings, at_desk, drivers(settings, folder), first=first) as app:
        app.counter.note(logbook.started)
        if away is not None:
            app.call_when_ready(partial(app.say_closed, away))
        app.run(mouse=True)
        notify.tell(notify.STOPPING)
        code = _leave(app)
        app.counter.note(logbook.stopped)
    return code


def open_office(args: Namespace) -> int:
    """`kassa office`: the same program without devices, beside the counter, as often as it is wanted."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NoTerminalError
    at_desk = replace(desk(args), channel="remote")
    office_register.enter(at_desk)
    with _program(args, settings_of(args), at_desk, Drivers()) as app:
        app.run(mouse=True)
        return _leave(app)


@contextmanager
def _program(
    args: Namespace, settings: Settings, at_desk: Desk, connected: Drivers, *, first: bool = False
) -> Iterator["KassaApp"]:
    """The program as this machine's settings and the command's words want it to look."""
    from kassa_tui.composition import build

    theme, touch = _theme(args, settings), _touch(args, settings)
    file = str(settings_file(args.db))
    with build(at_desk, connected, settings_file=file, theme=theme, touch=touch, first=first) as app:
        _attend(app, 0)
        app.listen_as(heard(settings, database_path(args, settings).parent))
        yield app


def _open_or_say(args: Namespace) -> int:
    """Open the register; why it does not open stays on a kiosk's screen long enough to be read."""
    try:
        return open_office(args) if args.command == "office" else open_register(args)
    except KassaError as error:
        code = refuse(error)
        if notify.managed():
            time.sleep(REFUSAL_SECONDS)
        return code


def main(argv: Sequence[str] | None = None) -> int:
    """Run the `kassa` command."""
    os.umask(0o077)
    return run(argv, _open_or_say, Devices())


if __name__ == "__main__":
    sys.exit(main())
