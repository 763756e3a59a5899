"""`kassa report`: X and Z, sessions with their discrepancies and cash, and the sales cut in every way."""

from argparse import ArgumentParser, Namespace

from msgspec.structs import replace

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, number, show
from kassa_tui.cli.reports.options import asked, filter_of, filter_options
from kassa_tui.cli.views import details_json
from kassa_tui.database import bound
from kassa_tui.documents import Document
from kassa_tui.exports.report_json import about, as_json, rows_json
from kassa_tui.exports.report_sheet import Sheet, paper_of
from kassa_tui.exports.report_text import as_text
from kassa_tui.till.drawer import asked_papers, session_details
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.permissions import SEE_HISTORY
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers import jobs
from kassa_tui.till.reports import papers
from kassa_tui.till.reports import sessions as report_sessions
from kassa_tui.till.reports.discrepancies import SESSIONS
from kassa_tui.till.reports.every_report import REPORTS
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.methods import METHODS
from kassa_tui.till.reports.report import Report, Subject
from kassa_tui.till.reports.sold.cuts import DAYS, PERIODS, STAFF
from kassa_tui.till.reports.vat import VAT

_SUBJECTS = {subject.name: subject for subject in REPORTS if subject.help}

DAY = (DAYS, STAFF, METHODS, VAT)
"""Each business day, then who sold it, how it was paid, and the VAT in it."""

_HELP = {name: subject.help for name, subject in _SUBJECTS.items()} | {
    "sessions": "the list of sessions",
    "day": "each business day with employees, payment methods and VAT (default: today)",
    "periods": "by day, week, month or year",
}
_FIRST = ("discrepancies", "cash", "sessions", "day", "staff", "hours", "weekdays", "periods")

COMMANDS = {name: _HELP[name] for name in (*_FIRST, *_HELP)}
"""What is asked over a period, and what for: the reports of the list, and those that answer with more or less."""


def _print(acting: Desk, subject: Subject, chosen: Filter) -> None:
    """The report as the screen prints it: kept, and queued for the counter's printer."""
    paper = paper_of(Sheet(subject.build(acting, chosen), read_shop().day_shown(acting)), chosen)
    jobs.reprint(acting, papers.keep(acting, paper).id)


def _x_kept(args: Namespace, acting: Desk) -> Document:
    paper = asked_papers.x_report(acting)
    if args.print:
        jobs.reprint(acting, paper.id)
    return paper.document


def _x(args: Namespace) -> int:
    acting = desk(args)
    document = asked_papers.x_of_copy(acting) if bound().only_read else _x_kept(args, acting)
    seen = session_details.sees_expected(acting, read_shop().blind_count)
    details = session_details.required(acting.register)
    show(args, details_json(details, expected=seen), document.as_text(args.columns))
    return DONE


def _z(args: Namespace) -> int:
    acting = desk(args)
    require(acting, SEE_HISTORY)
    number = args.number or asked_papers.last_z(acting.register)
    paper = asked_papers.z_paper(acting.register, number)
    if args.print:
        jobs.reprint(acting, paper.id)
    details = session_details.of_z(acting.register, number)
    show(args, details_json(details), paper.document.as_text(args.columns))
    return DONE


def _reports(args: Namespace, acting: Desk, chosen: Filter) -> list[Report]:
    """What the command answers. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    if args.action == "sessions":
        lines = report_sessions.listed(acting, chosen, args.sort, descending=args.descending)
        return [Report(SESSIONS, tuple(lines))]
    if args.action == "periods":
        report = PERIODS[args.by].build(acting, chosen)
        return [replace(report, subject=replace(report.subject, rows="periods"))]
    subjects = DAY if args.action == "day" else [_SUBJECTS[args.action]]
    return [subject.build(acting, chosen) for subject in subjects]


def _report(args: Namespace) -> int:
    acting = desk(args)
    chosen = filter_of(args, acting, "today" if args.action == "day" else "all")
    first, *others = asked(acting, lambda: _reports(args, acting, chosen))
    if args.print:
        _print(acting, first.subject, chosen)
    answer = {**about(chosen), **as_json(first), **{other.subject.rows: rows_json(other) for other in others}}
    show(args, answer, "\n\n".join(map(as_text, (first, *others))))
    return DONE


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("report", help="X and Z, sessions, cash, sales")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    x = actions.add_parser("x", help="the open session so far; nothing is reset")
    x.set_defaults(run=_x, reads=True)
    z = actions.add_parser("z", help="a Z report as it was kept, by default the last")
    z.add_argument("number", type=number, nargs="?", help="the Z number")
    z.set_defaults(run=_z, reads=True)
    for action in (x, z):
        common_options(action)
        acting_options(action)
        action.add_argument("--columns", type=int, choices=(42, 48), default=42, help="paper width (default: 42)")
    for name, text in COMMANDS.items():
        action = actions.add_parser(name, help=text)
        filter_options(action)
        action.set_defaults(run=_report, reads=True)
    for action in actions.choices.values():
        action.add_argument("--print", action="store_true", help="also print it at the counter")
    listing = actions.choices["sessions"]
    listing.add_argument("--sort", choices=tuple(report_sessions.ORDERS), default="start", help="default: start")
    listing.add_argument("--descending", action="store_true", help="the last, or the largest, first")
    actions.choices["periods"].add_argument(
        "--by", choices=tuple(PERIODS), default="day", help="how long each is (default: day)"
    )
