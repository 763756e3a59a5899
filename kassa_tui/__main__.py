"""The one place that puts the program together: settings, database, devices, screen."""

import asyncio
import os
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
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
from kassa_tui.database import MissingError, bound, counter_lock
from kassa_tui.errors import KassaError
from kassa_tui.hw import notify
from kassa_tui.hw.ports import DeviceState, Looked, Printer
from kassa_tui.settings import (
    DisplaySettings,
    PrinterSettings,
    ScannerSettings,
    Settings,
    cache_directory,
    settings_file,
    state_directory,
)
from kassa_tui.till.counter import customer_display, logbook
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger import faults, office_register
from kassa_tui.till.ledger.recording import Ledger
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.setup import logos

if TYPE_CHECKING:
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


def _devices_of(settings: Settings) -> Settings:
    """A demo shop has simulated devices, whatever the machine has."""
    if not read_shop().demo:
        return settings
    printer, scanner = PrinterSettings(kind="simulated"), ScannerSettings(kind="simulated")
    display = DisplaySettings(kind="simulated")
    return msgspec.structs.replace(settings, printer=printer, scanner=scanner, display=display)


def _theme(args: Namespace, settings: Settings) -> str:
    from kassa_tui.app import THEMES
    from kassa_tui.widgets.palette import CONSOLE, DARK

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
    app = SetupApp(language, lambda form: found_shop(path, form, file), theme=_theme(args, settings))
    app.touch = _touch(args, settings)
    _attend(app, REFUSED)
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
    settings = _devices_of(settings)
    i18n.use(args.language or settings.language or read_shop().language)
    held = counter_lock(path, at_desk.register)
    faults.keep_log(path.parent)
    bound().close()
    try:
        return _run(args, settings, Counter(at_desk, Ledger()), path.parent, first=first)
    finally:
        held.close()


def open_office(args: Namespace) -> int:
    """`kassa office`: the same program without devices, beside the counter, as often as it is wanted."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NoTerminalError
    from kassa_tui.app import OfficeApp

    at_desk = replace(desk(args), channel="remote")
    office_register.enter(at_desk)
    settings = settings_of(args)
    bound().close()
    counter = Counter(at_desk, Ledger())
    counter.settings_file = str(settings_file(args.db))
    bound().read_only_here()
    app = OfficeApp(counter, theme=_theme(args, settings), touch=_touch(args, settings))
    _attend(app, 0)
    app.run(mouse=True)
    code = _leave(app)
    counter.close()
    return code


def _run(args: Namespace, settings: Settings, counter: Counter, folder: Path, *, first: bool) -> int:
    from kassa_tui.app import KassaApp
    from kassa_tui.hw import build
    from kassa_tui.hw.simulated import SimulatedPrinter
    from kassa_tui.till.counter.spooler import Spooler

    bound().read_only_here()
    away = logbook.closed_while_away(counter.desk.register)
    counter.ledger.submit(logbook.started, counter.desk)
    app = KassaApp(counter, theme=_theme(args, settings), first=first, touch=_touch(args, settings))
    printing = logos.for_printer(settings.printer, counter.shop.logo, cache_directory())
    printer = build.printer(printing, folder)
    counter.search = partial(build.search, settings.scanner)
    counter.settings_file = str(settings_file(args.db))
    if isinstance(printer, SimulatedPrinter):
        counter.simulated = printer
    if printer is not None:
        counter.spooler = Spooler(printer, counter.ledger, counter.desk.register, app.printer_news)
    if settings.display.kind:
        shown_on = build.display(settings, folder) or customer_display.BehindPrinter(counter.spooler)
        counter.customer = customer_display.CustomerDisplay(shown_on, app.display_news)
    ending = ExitStack()
    if settings.mail.host:
        from kassa_tui.hw import smtp
        from kassa_tui.till.mail.postman import Postman

        postman = Postman(counter.ledger, partial(smtp.send, settings.mail))
        ending.callback(postman.stop)
        app.call_when_ready(postman.start)

    def ready() -> None:
        if counter.spooler is not None:
            counter.spooler.start()
        if counter.customer is not None:
            counter.customer.start()
        scanner = build.scanner(settings.scanner, folder)
        ending.callback(scanner.stop)
        scanner.start(app.code_read, app.scanner_news)
        if away is not None:
            app.say_closed(away)

    _attend(app, 0)
    app.call_when_ready(ready)
    app.run(mouse=True)
    notify.tell(notify.STOPPING)
    code = _leave(app)
    ending.close()
    if counter.customer is not None:
        counter.customer.stop(customer_display.idle(counter.shop))
    counter.ledger.submit(logbook.stopped, counter.desk)
    counter.close()
    return code


def _open_or_say(args: Namespace) -> int:
    """Open the register; why it does not open stays on a kiosk's screen long enough to be read."""
    try:
        return open_office(args) if args.command == "office" else open_register(args)
    except KassaError as error:
        code = refuse(error)
        if notify.managed():
            time.sleep(REFUSAL_SECONDS)
        return code


class Devices:
    """The devices of the settings, for `kassa doctor`: see `Probe` there."""

    def look(
        self,
        settings: Settings,
        folder: Path,
        *,
        opened: bool,
        printer: bool,
        pins: Sequence[int],
        announce: Callable[[int], None],
        trial: Callable[[Printer], None] | None,
    ) -> tuple[Looked | None, DeviceState]:
        """How they are; the printer is left alone unless `printer`."""
        from kassa_tui.hw import probe

        meant = _devices_of(settings) if opened else settings
        looked, scanner = None, probe.scanner(meant.scanner)
        if printer or meant.printer.kind == "none":
            logo = read_shop().logo if trial is not None else ""
            printing = logos.for_printer(meant.printer, logo, cache_directory())
            looked = probe.printer(printing, pins, announce, trial=trial, folder=folder)
        return looked, scanner

    def codes(
        self, settings: Settings, folder: Path, *, opened: bool, count: int, ready: Callable[[], None]
    ) -> list[str]:
        """What the scanner reads."""
        from kassa_tui.hw import probe

        meant = _devices_of(settings) if opened else settings
        return probe.codes(meant.scanner, folder, count, ready)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the `kassa` command."""
    os.umask(0o077)
    return run(argv, _open_or_say, Devices())


if __name__ == "__main__":
    sys.exit(main())
