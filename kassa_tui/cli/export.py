"""`kassa export`: sessions for other people's programs, as CSV, JSON or XLSX: a file, standard output, or mail."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date

from kassa_tui.cli.common import DONE, Commands, desk, settings_of, show
from kassa_tui.cli.file_options import file_options, form_of, put_table, writing
from kassa_tui.cli.reports.options import asked, filter_of, filter_options
from kassa_tui.exports import files, places
from kassa_tui.exports.of_sessions import EXPORTS, allowed
from kassa_tui.exports.tables import Table
from kassa_tui.i18n import _, words
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
        print(f"kassa: {text}", file=sys.stderr)
    return permitted.filter


def _mail(args: Namespace, acting: Desk, table: Table, title: str, days: Days) -> None:
    """Let the file wait for the mail server. Raises NoMailServerError, AddressError, FileTooLargeError."""
    from kassa_tui.cli.orders.post import NoMailServerError

    if not settings_of(args).mail.host:
        raise NoMailServerError
    address = letters.checked_address(args.mail or report_letters.last_address())
    file = files.for_letter(writing(args, table))
    name = f"{places.stem_of(table.name, days)}.{form_of(args)}"
    letter = report_letters.queue(acting, address, title, name, file)
    text = _("{file} waits for the mail server.").format(file=name)
    show(args, {"letter": letter, "address": address, "file": name, "bytes": len(file), "state": "queued"}, text)


def _export(args: Namespace) -> int:
    acting = desk(args)
    chosen = filter_of(args, acting)
    permitted = asked(acting, lambda: _limited(acting, args.action, chosen))
    export = EXPORTS[args.action]
    if args.mail is None:
        put_table(args, export.table(permitted))
    else:
        title = words(read_shop().reports_in).text(export.title)
        _mail(args, acting, export.table(permitted), title, (chosen.first, chosen.last))
    return DONE


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("export", help="sessions as files for other programs")
    actions = group.add_subparsers(dest="action", required=True, metavar="WHAT")
    for name, export in EXPORTS.items():
        action = actions.add_parser(name, help=export.help)
        filter_options(action)
        file_options(action, mails=True)
        action.set_defaults(run=_export)
