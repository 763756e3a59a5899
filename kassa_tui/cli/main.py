"""The command line as a whole: which commands there are, and what comes back."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path

from kassa_tui import __version__
from kassa_tui.cli import products, proof, report, session, shop
from kassa_tui.cli.common import REFUSED, common_options, refuse
from kassa_tui.errors import KassaError

Opener = Callable[[Namespace], int]
"""Opens the register on the screen; given by whoever builds the program."""


def parser(opener: Opener) -> ArgumentParser:
    """The command line; `opener` runs for `kassa` and `kassa demo`."""
    root = ArgumentParser(prog="kassa", description="A cash register for small shops. Without a command it opens.")
    root.add_argument("--version", action="version", version=f"kassa-tui {__version__}")
    common_options(root)
    root.add_argument("--register", metavar="CODE", help="the register (default: this machine's)")
    root.add_argument("--language", choices=("nl", "da", "en"), help="the language of the screen")
    root.add_argument("--theme", choices=("auto", "dark", "light", "console"), help="the colours of the screen")
    root.set_defaults(run=opener, command=None, db=None, json=False, register=None, person=None)
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    play = commands.add_parser("demo", help="open the register on a demo shop with simulated devices")
    play.add_argument("--db", type=Path, metavar="FILE", default=SUPPRESS, help="where the demo shop lives")
    play.add_argument("--language", choices=("nl", "da", "en"), help="the language of the shop and the screen")
    play.add_argument("--theme", choices=("auto", "dark", "light", "console"), help="the colours of the screen")
    play.set_defaults(run=opener)
    for group in (shop, products, session, report, proof):
        group.add_to(commands)
    return root


def run(argv: Sequence[str] | None, opener: Opener) -> int:
    """Run a command line. 0 done, 1 refused or not proven, 2 wrong use (by argparse)."""
    args = parser(opener).parse_args(argv)
    try:
        code: int = args.run(args)
    except KassaError as error:
        return refuse(error)
    except BrokenPipeError:
        return REFUSED
    return code
