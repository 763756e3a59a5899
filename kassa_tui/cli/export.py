"""`kassa export`: sessions for other people's programs, as CSV, JSON or XLSX: a file, standard output, or mail.

`kassa export journal` is what proves them: every entry as a line of JSON.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date
from typing import BinaryIO

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, settings_of, show
from kassa_tui.cli.file_options import file_options, form_of, place_options, put_out, put_table, writing
from kassa_tui.cli.reports.options import asked, filter_of, filter_options
from kassa_tui.database import at_one_moment
from kassa_tui.exports import files, journal, places
from kassa_tui.exports.of_sessions import EXPORTS, allowed
from kassa_tui.exports.tables import Table
from kassa_tui.i18n import _, words
from kassa_tui.text import visible
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.mail import letters, report_letters
from kassa_tui.till.reports.filter import Filter, checked, may_see_sessions

Days = tuple[date | None, date | None]


def _limited(acting: Desk, what: str, chosen: Filter) -> Filter:
    """The filter without an open session, unless its activity may be seen; says what is left out.

    Raises StillOpenError when an open session was asked for by its number, or when there is no other.
    """
    may_see_sessions(acting)
    permitted = allowed(acting, what, checked(chosen))
    for text in permitted.left_out:
        print(f"kassa: {visible(text)}", file=sys.stderr)
    return permitted.filter


def _mail(args: Namespace, acting: Desk, read: Callable[[], Table], title: str, days: Days) -> None:
    """Let the file wait for the mail server. Raises NoMailServerError, AddressError, FileTooLargeError."""
    from kassa_tui.cli.orders.post import NoMailServerError

    if not settings_of(args).mail.host:
        raise NoMailServerError
    address = letters.checked_address(args.mail or report_letters.last_address())
    file = files.for_letter(writing(args, read))
    name = f"{places.stem_of(args.action, days)}.{form_of(args)}"
    letter = report_letters.queue(acting, address, title, name, file)
    text = _("{file} waits for the mail server.").format(file=name)
    show(args, {"letter": letter, "address": address, "file": name, "bytes": len(file), "state": "queued"}, text)


def _export(args: Namespace) -> int:
    acting = desk(args)
    chosen = filter_of(args, acting)
    permitted = asked(acting, lambda: _limited(acting, args.action, chosen))
    export = EXPORTS[args.action]
    if args.mail is None:
        put_table(args, lambda: export.table(permitted))
    else:
        title = words(read_shop().reports_in).text(export.title)
        _mail(args, acting, lambda: export.table(permitted), title, (chosen.first, chosen.last))
    return DONE


def _journal(args: Namespace) -> int:
    acting = desk(args)

    def write(out: BinaryIO) -> None:
        with at_one_moment():
            journal.write(acting.clock(), out, args.register or "")

    asked(acting, lambda: journal.check_allowed(acting))
    put_out(args, write)
    return DONE


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("export", help="sessions and the journal as files for other programs")
    actions = group.add_subparsers(dest="action", required=True, metavar="WHAT")
    for name, export in EXPORTS.items():
        action = actions.add_parser(name, help=export.help)
        filter_options(action)
        file_options(action, mails=True)
        action.set_defaults(run=_export, reads=True)
    every = actions.add_parser("journal", help="every entry as a line of JSON, for a proof without the database")
    common_options(every)
    acting_options(every)
    place_options(every)
    every.set_defaults(run=_journal, format="jsonl", reads=True)
