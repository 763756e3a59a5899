"""The command line as a whole: which commands there are, and what comes back."""

import sys
from argparse import SUPPRESS, ArgumentError, ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kassa_tui import __version__
from kassa_tui.cli.common import common_options, refuse
from kassa_tui.cli.output import Parser, to_the_end
from kassa_tui.database import is_open

if TYPE_CHECKING:
    from kassa_tui.cli.machine.doctor import Probe

Opener = Callable[[Namespace], int]
"""Opens the register on the screen; given by whoever builds the program."""


def _root(opener: Opener, probe: "Probe | None", **more: Any) -> ArgumentParser:
    """The options that stand before any command."""
    root = Parser(prog="kassa", description="A cash register for small shops. Without a command it opens.", **more)
    root.add_argument("--version", action="version", version=f"kassa-tui {__version__}")
    common_options(root)
    root.add_argument("--register", metavar="CODE", help="the register (default: this machine's)")
    root.add_argument("--language", choices=("nl", "da", "en"), help="the language of the screen")
    root.add_argument("--theme", choices=("auto", "dark", "light", "console"), help="the colours of the screen")
    root.add_argument("--touch", action="store_true", help="tiles and pads for fingers")
    root.set_defaults(
        run=opener, command=None, db=None, json=False, reads=False, register=None, person=None, probe=probe
    )
    return root


GROUPS = {
    "init": "shop",
    "shop": "shop",
    "permissions": "staff",
    "staff": "staff",
    "products": "products",
    "customers": "customers",
    "session": "session",
    "receipt": "receipt",
    "order": "orders.command",
    "report": "reports.command",
    "export": "export",
    "verify": "machine.proof",
    "replay": "machine.proof",
    "backup": "machine.backup",
    "restore": "machine.backup",
    "doctor": "machine.doctor",
}
"""Where each command is: for it no other command is loaded."""

WHOLE = ("machine.install", "manual")
"""Commands that write the manual, of all of them."""

PROGRAMS = ("demo", "office")
"""The commands that open the screen; they are made here."""


def parser(opener: Opener, probe: "Probe | None" = None, command: str | None = None) -> ArgumentParser:
    """The command line; `opener` runs for `kassa` and `kassa demo`, `probe` asks the devices for `kassa doctor`.

    With a `command`, which must be the one that is run, others may be missing: it answers sooner without them.
    """
    root = _root(opener, probe)
    root.set_defaults(command_line=root)
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    play = commands.add_parser("demo", help="open the register on a demo shop with simulated devices")
    play.add_argument("--db", type=Path, metavar="FILE", default=SUPPRESS, help="where the demo shop lives")
    play.add_argument("--language", choices=("nl", "da", "en"), help="the language of the shop and the screen")
    play.add_argument("--theme", choices=("auto", "dark", "light", "console"), help="the colours of the screen")
    play.add_argument("--touch", action="store_true", default=SUPPRESS, help="tiles and pads for fingers")
    play.set_defaults(run=opener)
    office = commands.add_parser("office", help="the shop without the counter's devices, as over SSH")
    common_options(office)
    office.add_argument("--as", dest="person", metavar="NAME", default=SUPPRESS, help="who it is (default: the owner)")
    office.add_argument("--theme", choices=("auto", "dark", "light", "console"), help="the colours of the screen")
    office.add_argument("--touch", action="store_true", default=SUPPRESS, help="tiles and pads for fingers")
    office.set_defaults(run=opener)
    for name in _groups(command):
        import_module(f"kassa_tui.cli.{name}").add_to(commands)
    return root


def _groups(command: str | None) -> Iterable[str]:
    """The files that a command is in; all of them for the manual, a mistake, and no command."""
    if command in PROGRAMS:
        return ()
    return (GROUPS[command],) if command in GROUPS else dict.fromkeys((*GROUPS.values(), *WHOLE))


def _options(words: Sequence[str], opener: Opener, probe: "Probe | None") -> Namespace:
    """What the words ask for; what they do not ask for is not loaded."""
    try:
        args, rest = _root(opener, probe, add_help=False, exit_on_error=False).parse_known_args(words)
    except ArgumentError:
        return parser(opener, probe).parse_args(words)
    args.command = rest[0] if rest else None
    return args if rest in ([], ["demo"]) else parser(opener, probe, args.command).parse_args(words)


def run(argv: Sequence[str] | None, opener: Opener, probe: "Probe | None" = None) -> int:
    """Run a command line. 0 done, 1 refused or not proven, 2 wrong use (by argparse)."""
    words = sys.argv[1:] if argv is None else argv
    return to_the_end(lambda: _run(words, opener, probe))


def _keep_anchor() -> None:
    """What a command has recorded is known outside the database as well."""
    if is_open():
        from kassa_tui.till.anchor import anchors

        anchors.keep_quietly()


def _run(words: Sequence[str], opener: Opener, probe: "Probe | None") -> int:
    args = _options(words, opener, probe)
    try:
        code: int = args.run(args)
        if not args.reads:
            _keep_anchor()
    except OSError:
        raise
    except Exception as error:
        from kassa_tui.till.proof import trouble

        return refuse(trouble.said(error))
    return code
