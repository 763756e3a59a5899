"""`kassa session`: list, show, open, add, remove, close."""

from argparse import ArgumentParser, Namespace

from msgspec.structs import replace

from kassa_tui.cli.common import DONE, Commands, acting_options, amount, common_options, desk, number, show
from kassa_tui.cli.reports.options import asked, filter_limits, filter_of
from kassa_tui.cli.views import decimal, details_json, details_text, history_text, row_json, written
from kassa_tui.database import at_one_moment
from kassa_tui.errors import KassaError
from kassa_tui.i18n import N_, _
from kassa_tui.till.basket import methods
from kassa_tui.till.drawer import closing, movements, remote_close, session_details, sessions
from kassa_tui.till.drawer.movements import MoreThanThereError
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.permissions import SEE_HISTORY
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports import session_list
from kassa_tui.till.reports.sessions import ORDERS


class TerminalError(KassaError):
    """A terminal's total that is not METHOD=AMOUNT of a method that is counted."""

    template = N_('"{text}" is not METHOD=AMOUNT of a method that is counted at the close.')


class NotSureError(KassaError):
    """More goes out than the till believes is there, and the command does not say that it is meant."""

    template = N_("{text} Nothing was booked; --sure takes it out all the same.")


def _list(args: Namespace) -> int:
    acting = desk(args)
    named = replace(filter_of(args, acting), sessions=tuple(args.session))
    register = "" if args.all or args.location else acting.register
    chosen = replace(named, register=named.register or register)
    rows = asked(
        acting,
        lambda: session_list.listed(acting, chosen, args.sort, descending=not args.ascending, limit=args.limit),
    )
    show(args, [row_json(row) for row in rows], history_text(rows))
    return DONE


def _details(args: Namespace, acting: Desk, number: int | None) -> int:
    register = acting.register
    with at_one_moment():
        details = session_details.numbered(register, number) if number else session_details.required(register)
        seen = session_details.sees_expected(acting, read_shop().blind_count)
    show(args, details_json(details, expected=seen), details_text(details, expected=seen))
    return DONE


def _show(args: Namespace) -> int:
    acting = desk(args)
    if args.number:
        require(acting, SEE_HISTORY)
    return _details(args, acting, args.number)


def _open(args: Namespace) -> int:
    acting = desk(args)
    given = amount(args.amount)
    sessions.start(acting, given, args.note)
    return _details(args, acting, None)


def _move(args: Namespace) -> int:
    acting = desk(args)
    given = amount(args.amount)
    try:
        moved = movements.move(acting, given, args.reason, args.note, out=args.out, sure=args.sure)
    except MoreThanThereError as more:
        raise NotSureError(text=more.say()) from more
    data = {"session": moved.session_number, "amount": decimal(moved.amount), "reason": moved.reason}
    show(args, data, _moved_text(acting, moved))
    return DONE


def _return(args: Namespace) -> int:
    """A withdrawal that is back: all that is out of it, unless an amount says how much."""
    acting = desk(args)
    given = amount(args.amount) if args.amount is not None else None
    moved = movements.give_back(acting, args.withdrawal, given)
    data = {"session": moved.session_number, "amount": decimal(moved.amount), "reason": moved.reason}
    show(args, data, _moved_text(acting, moved))
    return DONE


def _moved_text(acting: Desk, moved: movements.Movement) -> str:
    """What went in or out, and what should be in the drawer then, for whoever may know."""
    told = _("Put in {amount}") if moved.amount.minor > 0 else _("Taken out {amount}")
    said = told.format(amount=written(abs(moved.amount)))
    if not session_details.sees_expected(acting, read_shop().blind_count):
        return said
    expected = session_details.required(acting.register).expected
    return f"{said} · {_('drawer {amount}').format(amount=written(expected))}"


def _terminals(given: list[str]) -> dict[str, str]:
    known = {method.code for method in methods.counted()}
    totals = dict(text.partition("=")[::2] for text in given)
    for text in given:
        if text.partition("=")[0] not in known or "=" not in text:
            raise TerminalError(text=text)
    return totals


def _close_remotely(args: Namespace) -> int:
    """As from the office: what nobody counted is kept as assumed."""
    acting = replace(desk(args), channel="remote")
    seen = remote_close.view(acting.register)
    counted = amount(args.counted) if args.counted is not None else None
    left = amount(args.leave) if args.leave is not None else None
    if args.leave_all:
        left = counted if counted is not None else seen.assumed
    form = remote_close.RemoteForm(
        seen.session_id, counted, left, difference=args.confirm_difference, note=args.note, seen=seen.seen
    )  # fmt: skip
    closed = remote_close.close(acting, form)
    return _details(args, acting, closed.session_number)


def _close(args: Namespace) -> int:
    if args.remote:
        return _close_remotely(args)
    if args.counted is None and not args.no_count:
        args.usage("one of the arguments --counted --no-count is required")
    acting = desk(args)
    form = closing.CloseForm(
        session_details.required(acting.register).opened.id,
        counted=amount(args.counted) if args.counted is not None else None,
        left=amount(args.leave) if args.leave is not None else None,
        taken=amount(args.take) if args.take is not None else None,
        terminals={method: amount(text) for method, text in _terminals(args.terminal).items()},
        note=args.note,
        bag=args.bag,
    )
    closed = closing.close(acting, form)
    return _details(args, acting, closed.session_number)


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("session", help="tracking sessions of the register")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")

    listing = actions.add_parser("list", help="the sessions, newest first")
    filter_limits(listing)
    listing.add_argument("--all", action="store_true", help="of all registers")
    listing.add_argument("--sort", choices=tuple(ORDERS), default="start", help="default: start")
    listing.add_argument("--ascending", action="store_true", help="the first, or the smallest, first")
    listing.add_argument("--limit", type=number, default=50, metavar="N", help="at most so many (default: 50)")
    listing.set_defaults(run=_list, reads=True)

    one = actions.add_parser("show", help="one session, by default the open one")
    one.add_argument("number", type=number, nargs="?", help="the session's number")
    one.set_defaults(run=_show, reads=True)

    start = actions.add_parser("open", help="start a session with a counted amount")
    start.add_argument("--amount", required=True, help="the counted opening amount")
    start.add_argument("--note", default="", help="a note")
    start.set_defaults(run=_open)

    for name, out, text in (("add", False, "add cash to the drawer"), ("remove", True, "take cash out of the drawer")):
        move = actions.add_parser(name, help=text)
        move.add_argument("amount", help="how much")
        move.add_argument("--reason", default="change" if not out else "skim", help="a reason's code")
        move.add_argument("--note", default="", help="a note")
        if out:
            move.add_argument("--sure", action="store_true", help="also when the till believes that less is there")
        move.set_defaults(run=_move, out=out, sure=False)

    back = actions.add_parser("return", help="bring a temporary withdrawal back, in whole or in part")
    back.add_argument("withdrawal", type=number, help="its number, as `session show` says what is still out")
    back.add_argument("amount", nargs="?", help="how much; by default all that is out")
    back.set_defaults(run=_return)

    close = actions.add_parser("close", help="close the open session")
    close.add_argument(
        "--remote", action="store_true", help="from the office: nobody counted, unless --counted says so"
    )
    count = close.add_mutually_exclusive_group()
    count.add_argument("--counted", help="the cash that was counted")
    count.add_argument("--no-count", action="store_true", help="close without counting")
    rest = close.add_mutually_exclusive_group()
    rest.add_argument("--leave", help="what stays in the drawer")
    rest.add_argument("--take", help="what is taken out")
    rest.add_argument("--leave-all", action="store_true", help="with --remote: everything stays in the drawer")
    close.add_argument("--confirm-difference", action="store_true", help="with --remote: a difference is meant")
    close.add_argument("--terminal", action="append", default=[], metavar="METHOD=AMOUNT", help="a terminal's total")
    close.add_argument("--note", default="", help="a note about a difference")
    close.add_argument("--bag", default="", help="the number of the bag")
    close.set_defaults(run=_close, usage=close.error)

    for action in actions.choices.values():
        common_options(action)
        acting_options(action)
