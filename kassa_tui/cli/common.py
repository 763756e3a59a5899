"""What the commands share: the database, who acts, the language, and how answers are printed."""

import os
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kassa_tui import i18n
from kassa_tui.copies import open_to_read
from kassa_tui.database import bound, is_open, open_database, rows
from kassa_tui.errors import KassaError
from kassa_tui.i18n import LANGUAGES, N_
from kassa_tui.money import Money, parse
from kassa_tui.settings import Settings, read, settings_file, state_directory
from kassa_tui.storage.trouble import UnreadableError, reading
from kassa_tui.text import json_text, visible, visible_lines
from kassa_tui.till.ledger import counters
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.permissions import ACTIONS
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.proof import start_check

if TYPE_CHECKING:
    Commands = _SubParsersAction[ArgumentParser]
else:
    Commands = Any

DONE, REFUSED, WRONG_USE = 0, 1, 2
"""Exit codes."""

DATABASE_NAME = "kassa.db"


class NoRegisterError(KassaError):
    """A register that the shop does not have."""

    template = N_("This shop has no register {register}.")


class NoTerminalError(KassaError):
    """The screen without a terminal to draw on."""

    template = N_("The register needs a terminal. See kassa --help for what works without one.")


def common_options(parser: ArgumentParser) -> None:
    """The options of every command; they may also stand before it."""
    parser.add_argument("--db", type=Path, metavar="FILE", default=SUPPRESS, help="the shop's database")
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="print JSON and nothing else")


def acting_options(parser: ArgumentParser) -> None:
    """The options of commands that somebody does somewhere."""
    parser.add_argument("--as", dest="person", metavar="NAME", help="who does it (default: the owner)")
    parser.add_argument("--register", metavar="CODE", default=SUPPRESS, help="the register (default: this machine's)")


def number(text: str) -> int:
    """A number of something, for argparse: from 1 to a billion."""
    count = int(text)
    if not 1 <= count <= 1_000_000_000:
        raise ArgumentTypeError(f"{text} is not between 1 and 1000000000")
    return count


def settings_of(args: Namespace) -> Settings:
    """The machine's settings for this call. Raises SettingsError."""
    return read(settings_file(args.db))


def database_path(args: Namespace, settings: Settings) -> Path:
    """The database that is meant: the option's, the settings', or the usual place."""
    if args.db is not None:
        return Path(args.db)
    if settings.database:
        return Path(settings.database).expanduser()
    return state_directory() / DATABASE_NAME


def first_language() -> str:
    """The language before any shop is known: the environment's, or English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "")[:2]
        if code in LANGUAGES:
            return code
    return "en"


def open_shop(path: Path) -> None:
    """Open the shop's database, looked at; what a newer program brings is made known to it. Raises StorageErrors.

    It is looked for each time: whoever brought the tables up to date may have been ended before, or was a restore.
    """
    open_database(path)
    start_check.look(path)
    with reading(path):
        known = {code for (code,) in rows("SELECT DISTINCT action FROM permission")}
    if not known.issuperset(ACTIONS):
        from kassa_tui.till.setup.founding import grant_new

        grant_new()


ACTING = ("print", "mail", "forget")
"""Options with which a command that answers does something as well."""


def _only_reads(args: Namespace) -> bool:
    """Whether the command only answers: nothing waits for the printer or the mail server afterwards."""
    return bool(args.reads) and all(getattr(args, name, None) in (None, False) for name in ACTING)


def opened(args: Namespace) -> Settings:
    """Open the shop's database and speak its language."""
    settings = settings_of(args)
    if _only_reads(args):
        open_to_read(database_path(args, settings))
    else:
        open_shop(database_path(args, settings))
    speak(args, settings)
    if is_open():
        _guard(database_path(args, settings))
    return settings


def _guard(path: Path) -> None:
    """What would take a number that was given out before is refused, until the register has asked how to go on."""
    from kassa_tui.till.anchor import anchors

    with suppress(UnreadableError):
        anchors.guard(anchors.look(path))


def speak(args: Namespace, settings: Settings) -> None:
    """The language that is wanted, or the open shop's."""
    i18n.use(args.language or settings.language or _shop_language())


def _shop_language() -> str:
    """The shop's language; the environment's for one whose settings are damaged, so that it can be said."""
    try:
        with reading(bound().path):
            return read_shop().language
    except UnreadableError:
        return first_language()


def desk(args: Namespace) -> Desk:
    """Open the database, and the desk of whoever acts. Raises NoRegisterError, UnknownPersonError."""
    return desk_here(args, opened(args))


def desk_here(args: Namespace, settings: Settings) -> Desk:
    """The desk of whoever acts in the open database. Raises NoRegisterError, UnknownPersonError."""
    places = dict(rows("SELECT code, location FROM register"))
    register = args.register or settings.register
    began = {counters.first(code) for code in places}
    if register not in places and not args.register and len(began) == 1:
        register = next(iter(began))
    if register not in places:
        raise NoRegisterError(register=register)
    register = counters.current(register)
    person = staff.named(args.person) if args.person else staff.owner()
    return Desk(register, places[register], person, channel="command")


def amount(text: str) -> Money:
    """An amount of the command line, in the shop's currency. Raises AmountError."""
    shop = read_shop()
    return parse(text, shop.unit, i18n.current().language)


def show(args: Namespace, data: object, text: str) -> None:
    """Print the answer: JSON when asked for, else text, with nothing in either that steers the terminal."""
    print(json_text(data, 2, ascii_only=_few_letters()) if args.json else visible_lines(text.rstrip("\n")))


def _few_letters() -> bool:
    """Whether JSON has to spell letters out, for a terminal that does not have them all."""
    return not (sys.stdout.encoding or "").casefold().startswith("utf")


def refuse(error: KassaError) -> int:
    """Say why not, with nothing in it that steers the terminal; exit code 1."""
    print(f"kassa: {visible(error.say())}", file=sys.stderr)
    return REFUSED
