"""The `kassa` command, and the register on this terminal: settings, language, database, then `composition`."""

import os
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from kassa_tui import i18n, interpreter
from kassa_tui.cli.common import (
    REFUSED,
    NoTerminalError,
    database_path,
    desk,
    desk_here,
    first_language,
    open_shop,
    refuse,
    settings_of,
    speak,
)
from kassa_tui.cli.main import run
from kassa_tui.database import bound
from kassa_tui.devices import Devices, Drivers, drivers, first_scanner, heard
from kassa_tui.endings import AGAIN, LOOK, MEND
from kassa_tui.errors import KassaError
from kassa_tui.hw import notify
from kassa_tui.i18n import N_
from kassa_tui.settings import Settings, settings_file, state_directory
from kassa_tui.storage.locks import CounterLock, counter_lock
from kassa_tui.storage.trouble import LostError, MissingError, RunningError, Trouble, UnreadableError
from kassa_tui.till.anchor import anchors
from kassa_tui.till.counter import logbook
from kassa_tui.till.ledger import counters, faults, office_register
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop

if TYPE_CHECKING:
    from kassa_tui.app import KassaApp
    from kassa_tui.screens.frame.program import Program
    from kassa_tui.till.anchor.anchors import Look

T = TypeVar("T")

_DISAGREES = N_("some of what is stored in it does not agree, or cannot be read")


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
        import asyncio

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


def _asked(app: "Program", args: Namespace, settings: Settings) -> int:
    """What a program that only asks, before the register opens, ends with."""
    app.touch = _touch(args, settings)
    _attend(app, REFUSED)
    app.listen_as(settings.scanner)
    app.run()
    return _leave(app)


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
    return _asked(app, args, settings)


def _is_new(args: Namespace) -> bool:
    """Whether there is no shop yet, and never was one."""
    try:
        open_shop(database_path(args, settings_of(args)))
    except MissingError:
        return True
    return False


def _begun(args: Namespace) -> tuple[Desk, bool] | None:
    """The open shop's desk, and whether this is its first start; None where the owner stopped that."""
    if args.command == "demo":
        _demo(args)
    first = args.command != "demo" and _is_new(args)
    if first and _first_start(args):
        return None
    return replace(desk(args), channel="counter"), first


def _mended(args: Namespace, begin: Callable[[], T]) -> T | int:
    """What `begin` makes of the shop, after a copy was put back where it is damaged; the exit code where it was not."""
    while True:
        try:
            return begin()
        except (UnreadableError, LostError) as damage:
            problem = damage
        code = _not_mended(args, problem)
        if code is not None:
            return code


def _not_mended(args: Namespace, problem: KassaError) -> int | None:
    """The exit code of a program that leaves a damaged shop as it is; None when a copy was put back."""
    while answer := _ask_to_mend(args, problem):
        code = _look(args) if answer == LOOK else REFUSED
        if code != MEND:
            return code
    return None


def _ask_to_mend(args: Namespace, problem: KassaError) -> int:
    """What whoever starts the program decides about a damaged shop; a copy is put back when this is 0."""
    from kassa_tui import mending
    from kassa_tui.screens.setup.damaged import DamagedApp

    settings = settings_of(args)
    wanted = args.language or settings.language
    i18n.use(wanted or first_language())
    given = mending.mending(database_path(args, settings), settings, problem, "" if wanted else first_language())
    app = DamagedApp(given, theme=_theme(args, settings))
    return _asked(app, args, settings)


def _look(args: Namespace) -> int:
    """The register, or the office, on what can be read of a damaged shop: papers are printed, nothing is recorded."""
    from kassa_tui import mending

    settings, office = settings_of(args), args.command == "office"
    path = database_path(args, settings)
    with mending.looked_into(path), ExitStack() as held:
        speak(args, settings)
        at_desk = replace(desk_here(args, settings), channel="remote" if office else "counter")
        connected = Drivers()
        if not office:
            held.enter_context(counter_lock(path, counters.first(at_desk.register)))
            connected = replace(drivers(settings, path.parent), post=None, backup=None)
        with _program(args, settings, at_desk, connected) as app:
            app.call_when_ready(lambda: app.damage_news(mending.OnlyLookedError().say()))
            app.run(mouse=True)
            return _leave(app)


def open_register(args: Namespace) -> int:
    """`kassa` and `kassa demo`: the register on the screen, until it is stopped."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NoTerminalError
    interpreter.hold_collection()
    while (code := _register(args)) == MEND:
        problem = UnreadableError(file=database_path(args, settings_of(args)), problem=Trouble(_DISAGREES))
        unmended = _not_mended(args, problem)
        if unmended is not None:
            return unmended
    return code


def _register(args: Namespace) -> int:
    """The register until it is stopped; its exit code."""
    began = _mended(args, lambda: _begun(args))
    if began is None:
        return REFUSED
    if isinstance(began, int):
        return began
    at_desk, first = began
    code = _opened(args, at_desk, first=first)
    while code == AGAIN:
        code = _opened(args, replace(desk(args), channel="counter"))
    return code


def _opened(args: Namespace, at_desk: Desk, *, first: bool = False) -> int:
    """The register from the questions of its start to its end; AGAIN where there is something to be asked anew."""
    settings = settings_of(args)
    path = database_path(args, settings)
    held = counter_lock(path, counters.first(at_desk.register))
    bound().hold_again = partial(_hold_again, held, at_desk.register)
    faults.keep_log(path.parent)
    try:
        outside = anchors.look(path, _stick(settings))
        going_on = _gone_on(args, settings, at_desk, outside) if outside.gaps else at_desk
        return _run(args, settings, going_on, outside, first=first) if going_on is not None else REFUSED
    finally:
        held.close()


def _hold_again(held: CounterLock, register: str) -> bool:
    """Whether the disk with the lock answers. Raises RunningError where another program took the register."""
    try:
        return held.look()
    except RunningError as error:
        for code in counters.codes(register):
            bound().refused[code] = error
        raise


def _gone_on(args: Namespace, settings: Settings, at_desk: Desk, outside: "Look") -> Desk | None:
    """The desk under another code, when whoever starts the program wants to go on without what is missing."""
    from kassa_tui.screens.setup.missing import MissingApp
    from kassa_tui.till.drawer import going_on

    anchors.guard(outside)
    app = MissingApp(outside.gaps, going_on.next_code(at_desk.register, outside.known), theme=_theme(args, settings))
    if _asked(app, args, settings):
        return None
    code = going_on.go_on(at_desk, outside.known)
    anchors.keep_quietly()
    return replace(at_desk, register=code)


def _run(args: Namespace, settings: Settings, at_desk: Desk, outside: "Look", *, first: bool) -> int:
    """The register until it is stopped: what happened meanwhile is said, its beginning and end are journalled."""
    away, put_back = logbook.closed_while_away(at_desk.register), logbook.put_back(at_desk.register)
    folder = database_path(args, settings).parent
    with _program(args, settings, at_desk, drivers(settings, folder), first=first) as app:
        app.counter.note(logbook.started)
        for problem in outside.problems:
            app.call_when_ready(partial(app.tell, problem.say()))
        if put_back is not None:
            app.call_when_ready(partial(app.say_put_back, put_back))
        if away is not None:
            app.call_when_ready(partial(app.say_closed, away))
        app.run(mouse=True)
        code = _leave(app)
        if code != AGAIN:
            notify.tell(notify.STOPPING)
            app.counter.note(logbook.stopped)
    return code


def _stick(settings: Settings) -> Path | None:
    """Where the disk for second copies is mounted, if it answers at once; a demo shop has none."""
    if not settings.backup.label or read_shop().demo:
        return None
    from kassa_tui.till.proof import second_place

    return second_place.folder_in_time(settings.backup.label)


def open_office(args: Namespace) -> int:
    """`kassa office`: the same program without devices, beside the counter, as often as it is wanted."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NoTerminalError
    begun = _mended(args, lambda: replace(desk(args), channel="remote"))
    if isinstance(begun, int):
        return begun
    settings, at_desk = settings_of(args), begun
    office_register.enter(at_desk)
    with _program(args, settings, at_desk, Drivers()) as app:
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
    label = "" if read_shop().demo else settings.backup.label
    with build(at_desk, connected, settings_file=file, label=label, theme=theme, touch=touch, first=first) as app:
        _attend(app, 0)
        app.listen_as(heard(settings, database_path(args, settings).parent))
        yield app


def _open_or_say(args: Namespace) -> int:
    """Open the register; why it does not open stays on a kiosk's screen long enough to be read."""
    try:
        return open_office(args) if args.command == "office" else open_register(args)
    except Exception as error:
        from kassa_tui.till.proof import trouble

        code = refuse(trouble.said(error))
        if notify.managed():
            time.sleep(REFUSAL_SECONDS)
        return code


def main(argv: Sequence[str] | None = None) -> int:
    """Run the `kassa` command."""
    os.umask(0o077)
    return run(argv, _open_or_say, Devices())


if __name__ == "__main__":
    sys.exit(main())
