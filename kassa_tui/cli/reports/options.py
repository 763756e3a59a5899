"""What reports and exports are limited to, as options; and a refusal that the journal remembers."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from kassa_tui.cli.common import acting_options, common_options, number
from kassa_tui.database import at_one_moment
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.ledger.recording import refused
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import PERIODS, Filter, period

T = TypeVar("T")


def _day(text: str) -> date:
    """A day for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text[:20]!r} is not a day such as 2026-11-28") from error


def filter_options(parser: ArgumentParser) -> None:
    """The options of every report and export."""
    common_options(parser)
    acting_options(parser)
    filter_limits(parser)


def filter_limits(parser: ArgumentParser) -> None:
    """What limits them."""
    parser.add_argument("--from", dest="first", type=_day, metavar="DAY", help="the first business day: 2026-11-01")
    parser.add_argument("--to", dest="last", type=_day, metavar="DAY", help="the last business day")
    parser.add_argument("--period", choices=tuple(PERIODS), help="a period with a name, instead of the days")
    parser.add_argument("--location", default="", metavar="PLACE", help="a location's code or name (default: all)")
    parser.add_argument(
        "--session", type=number, nargs="+", action="extend", default=[], metavar="N", help="sessions of the register"
    )


def filter_of(args: Namespace, acting: Desk, usual: str = "all") -> Filter:
    """The filter that the options mean; without any day it is the `usual` period.

    A register is a limit only when it is named. Numbers of sessions belong to it, or to this machine's.
    """
    first, last = args.first, args.last
    if args.period or (first is None and last is None and not args.session):
        first, last = period(args.period or usual, read_shop().today(acting))
    register = args.register or (acting.register if args.session else "")
    return Filter(first, last, args.location, register, tuple(args.session))


def asked(acting: Desk, question: Callable[[], T]) -> T:
    """The answer, of one moment; a refusal is journalled, as those of recorders are. Raises NotAllowedError."""
    try:
        with at_one_moment():
            return question()
    except NotAllowedError as refusal:
        refused(acting, refusal)
        raise
