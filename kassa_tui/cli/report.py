"""`kassa report`: X and Z."""

from argparse import ArgumentParser, Namespace

from kassa_tui.cli.common import DONE, Commands, acting_options, common_options, desk, number, show
from kassa_tui.cli.views import details_json
from kassa_tui.models import Session, ZReport
from kassa_tui.till import reports, sessions
from kassa_tui.till.shop import read_shop
from kassa_tui.till.staff import require


def _x(args: Namespace) -> int:
    acting = desk(args)
    paper = reports.x_report(acting)
    seen = reports.sees_expected(acting, read_shop().blind_count)
    details = reports.details(sessions.required(acting.register))
    show(args, details_json(details, expected=seen), paper.document.as_text(args.columns))
    return DONE


def _z(args: Namespace) -> int:
    acting = desk(args)
    require(acting, reports.HISTORY)
    number = args.number or reports.last_z(acting.register)
    paper = reports.z_paper(acting.register, number)
    z = ZReport.get(ZReport.register == acting.register, ZReport.number == number)
    show(args, details_json(reports.details(Session.get_by_id(z.session_id))), paper.document.as_text(args.columns))
    return DONE


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("report", help="X and Z reports")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    x = actions.add_parser("x", help="the open session so far; nothing is reset")
    x.set_defaults(run=_x)
    z = actions.add_parser("z", help="a Z report as it was kept, by default the last")
    z.add_argument("number", type=number, nargs="?", help="the Z number")
    z.set_defaults(run=_z)
    for action in actions.choices.values():
        common_options(action)
        acting_options(action)
        action.add_argument("--columns", type=int, choices=(42, 48), default=42, help="paper width (default: 42)")
