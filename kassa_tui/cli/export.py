"""`kassa export`: sessions for other people's programs, as CSV, JSON or XLSX, to a file or the standard output."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from kassa_tui.cli.common import DONE, Commands, desk
from kassa_tui.cli.file_options import file_options, put_table
from kassa_tui.cli.report_options import asked, filter_of, filter_options
from kassa_tui.errors import KassaError
from kassa_tui.exports import activity, sessions
from kassa_tui.exports.tables import Table
from kassa_tui.i18n import N_, _
from kassa_tui.till import report_sessions
from kassa_tui.till.report_filter import Filter, checked, may_see_sessions, without_secrets
from kassa_tui.till.staff import Desk

EXPORTS: Mapping[str, tuple[Callable[[Filter], Table], str]] = {
    "activity": (activity.activity, "all that happened, also in an open session"),
    "discrepancies": (sessions.discrepancies, "expected against counted, one row a session"),
    "cash": (sessions.cash, "cash payments and refunds, one row a session"),
    "overview": (sessions.overview, "every stored total of each session, one row a figure"),
}
"""What can be exported, and what is in it."""


class StillOpenError(KassaError):
    """A session whose figures are not there yet."""

    template = N_("Session {number} is still open: only its activity can be exported.")


def _left_out(wanted: Filter, shown: Filter) -> list[str]:
    """The open sessions of a filter that are not exported."""
    if shown.open_too:
        return []
    return [f"{line.register} {line.number}" for line in report_sessions.read(wanted) if line.closed_at is None]


def _limited(acting: Desk, what: str, chosen: Filter) -> Filter:
    """The filter without an open session, unless its activity may be seen; says what is left out.

    Raises StillOpenError when an open session was asked for by its number.
    """
    may_see_sessions(acting)
    wanted = checked(chosen)
    shown = without_secrets(acting, wanted) if what == "activity" else replace(wanted, open_too=False)
    for number in _left_out(wanted, shown):
        if wanted.sessions:
            raise StillOpenError(number=number)
        text = _("Session {number} is still open and is left out.").format(number=number)
        print(f"kassa: {text}", file=sys.stderr)
    return shown


def _export(args: Namespace) -> int:
    acting = desk(args)
    chosen = filter_of(args, acting)
    shown = asked(acting, lambda: _limited(acting, args.action, chosen))
    put_table(args, EXPORTS[args.action][0](shown))
    return DONE


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("export", help="sessions as files for other programs")
    actions = group.add_subparsers(dest="action", required=True, metavar="WHAT")
    for name, (_table, text) in EXPORTS.items():
        action = actions.add_parser(name, help=text)
        filter_options(action)
        file_options(action)
        action.set_defaults(run=_export)
