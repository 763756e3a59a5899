"""`kassa report`: X and Z, sessions with their discrepancies and cash, and the sales cut in every way."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from typing import Any

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, number, show
from kassa_tui.cli.reports import as_json, tables
from kassa_tui.cli.reports.options import asked, filter_of, filter_options
from kassa_tui.cli.views import details_json
from kassa_tui.models import Session, ZReport
from kassa_tui.till.drawer import session_details, sessions
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.permissions import SEE_HISTORY
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers import jobs
from kassa_tui.till.reports import cash, corrections, events, papers, sales
from kassa_tui.till.reports import groups as report_groups
from kassa_tui.till.reports import methods as report_methods
from kassa_tui.till.reports import sessions as report_sessions
from kassa_tui.till.reports import vat as report_vat
from kassa_tui.till.reports.filter import Filter

Answer = tuple[dict[str, Any], str]
"""A report as JSON and as text."""

Report = Callable[[Desk, Filter, Namespace], Answer]


PAPERS = {"sessions": "discrepancies", "day": "days", "periods": "{by}s"}
"""Which report is printed, where it has another name on the screen."""


def _print(args: Namespace, acting: Desk, chosen: Filter) -> None:
    """The report as the screen prints it: kept, and queued for the counter's printer."""
    from kassa_tui.screens.reports.sheets import REPORTS as SHEETS
    from kassa_tui.screens.reports.sheets import as_paper

    name = PAPERS.get(args.action, args.action).format(**vars(args))
    report = next(each for each in SHEETS if each.name == name)
    sheet = report.build(acting, chosen)
    paper = as_paper(report, sheet, chosen, range(len(sheet.rows)))
    jobs.reprint(acting, papers.keep(acting, paper).id)


def _x(args: Namespace) -> int:
    acting = desk(args)
    paper = session_details.x_report(acting)
    if args.print:
        jobs.reprint(acting, paper.id)
    seen = session_details.sees_expected(acting, read_shop().blind_count)
    details = session_details.details(sessions.required(acting.register))
    show(args, details_json(details, expected=seen), paper.document.as_text(args.columns))
    return DONE


def _z(args: Namespace) -> int:
    acting = desk(args)
    require(acting, SEE_HISTORY)
    number = args.number or session_details.last_z(acting.register)
    paper = session_details.z_paper(acting.register, number)
    if args.print:
        jobs.reprint(acting, paper.id)
    z = ZReport.get(ZReport.register == acting.register, ZReport.number == number)
    show(
        args,
        details_json(session_details.details(Session.get_by_id(z.session_id))),
        paper.document.as_text(args.columns),
    )
    return DONE


def _discrepancies(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = report_sessions.overview(acting, chosen)
    return as_json.discrepancies(found), tables.discrepancies(found)


def _cash(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = cash.activity(acting, chosen)
    return as_json.cash(found), tables.cash(found)


def _sessions(acting: Desk, chosen: Filter, args: Namespace) -> Answer:
    found = report_sessions.listed(acting, chosen, args.sort, descending=args.descending)
    return {"sessions": [as_json.session(line) for line in found]}, tables.sessions(found)


def _staff(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = sales.by_person(acting, chosen)
    return as_json.sales(found, "employees", "employee"), tables.sales(found, "person")


def _hours(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = sales.by_hour(acting, chosen)
    return as_json.sales(found, "hours", "hour"), tables.sales(found, "hour")


def _weekdays(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = sales.by_period(acting, chosen, "weekday")
    return as_json.sales(found, "weekdays", "weekday"), tables.sales(found, "weekday")


def _periods(acting: Desk, chosen: Filter, args: Namespace) -> Answer:
    found = sales.by_period(acting, chosen, args.by)
    return as_json.sales(found, "periods", args.by), tables.sales(found, args.by)


def _groups(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = report_groups.by_group(acting, chosen)
    return as_json.groups(found), tables.groups(found)


def _methods(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = report_methods.by_method(acting, chosen)
    return as_json.methods(found), tables.methods(found)


def _vat(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = report_vat.by_rate(acting, chosen)
    return as_json.vat(found), tables.vat(found)


def _removals(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = events.removals(acting, chosen)
    return as_json.removals(found), tables.removals(found)


def _corrections(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    found = corrections.corrections(acting, chosen)
    return as_json.corrections(found), tables.corrections(found)


def _day(acting: Desk, chosen: Filter, _args: Namespace) -> Answer:
    """Each business day, then who sold it, how it was paid, and the VAT in it."""
    days = sales.by_period(acting, chosen, "day")
    parts = (_staff, _methods, _vat)
    data, texts = as_json.sales(days, "days", "day"), [tables.sales(days, "day")]
    for part, name in zip(parts, ("employees", "methods", "rates"), strict=True):
        found, text = part(acting, chosen, _args)
        data[name] = found[name]
        texts.append(text)
    return data, "\n\n".join(texts)


REPORTS: Mapping[str, tuple[Report, str, str]] = {
    "discrepancies": (_discrepancies, "all", "expected against counted, at both ends of each session"),
    "cash": (_cash, "all", "cash payments, refunds, and what is left of them"),
    "sessions": (_sessions, "all", "the list of sessions"),
    "day": (_day, "today", "each business day with employees, payment methods and VAT (default: today)"),
    "staff": (_staff, "all", "by employee: transactions, items, average, turnover"),
    "hours": (_hours, "all", "by hour of the day"),
    "weekdays": (_weekdays, "all", "by day of the week"),
    "periods": (_periods, "all", "by day, week, month or year"),
    "groups": (_groups, "all", "by product group"),
    "methods": (_methods, "all", "by payment method"),
    "vat": (_vat, "all", "by VAT rate"),
    "removals": (_removals, "all", "removed lines, drawers opened without a sale, refusals, approvals, wrong PINs"),
    "corrections": (_corrections, "all", "corrected payment methods"),
}
"""Reports over a period: how, the period when none is given, and what for."""


def _report(args: Namespace) -> int:
    acting = desk(args)
    report, usual, _text = REPORTS[args.action]
    chosen = filter_of(args, acting, usual)
    data, text = asked(acting, lambda: report(acting, chosen, args))
    if args.print:
        _print(args, acting, chosen)
    show(args, {**as_json.about(chosen), **data}, text)
    return DONE


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("report", help="X and Z, sessions, cash, sales")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    x = actions.add_parser("x", help="the open session so far; nothing is reset")
    x.set_defaults(run=_x)
    z = actions.add_parser("z", help="a Z report as it was kept, by default the last")
    z.add_argument("number", type=number, nargs="?", help="the Z number")
    z.set_defaults(run=_z)
    for action in (x, z):
        common_options(action)
        acting_options(action)
        action.add_argument("--columns", type=int, choices=(42, 48), default=42, help="paper width (default: 42)")
    for name, (_report_of, _usual, text) in REPORTS.items():
        action = actions.add_parser(name, help=text)
        filter_options(action)
        action.set_defaults(run=_report)
    for action in actions.choices.values():
        action.add_argument("--print", action="store_true", help="also print it at the counter")
    listing, by = actions.choices["sessions"], ("day", "week", "month", "year")
    listing.add_argument("--sort", choices=tuple(report_sessions.ORDERS), default="start", help="default: start")
    listing.add_argument("--descending", action="store_true", help="the last, or the largest, first")
    actions.choices["periods"].add_argument("--by", choices=by, default="day", help="how long each is (default: day)")
