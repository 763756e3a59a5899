"""`kassa order`: await, transfers."""

from argparse import ArgumentParser, Namespace

from kassa_tui.cli.common import DONE, Commands, amount, desk, number, show
from kassa_tui.cli.file_options import file_options, put_table
from kassa_tui.cli.orders.post import order_of
from kassa_tui.cli.orders.views import order_text, transfers_text
from kassa_tui.exports.orders import order_json, transfers_json, transfers_table
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.orders import awaited, orders
from kassa_tui.till.orders.order_filter import OrderFilter
from kassa_tui.till.orders.values import OrderRow

MOST = 1_000_000
"""Transfers in one list."""


def _await(args: Namespace) -> int:
    acting = desk(args)
    order = order_of(acting, args.number)
    if args.no_more:
        awaited.forget(acting, order.id, order.version)
    else:
        awaited.note(acting, order.id, order.version, amount(args.amount) if args.amount else order.row.due)
    after = order_of(acting, args.number)
    show(args, order_json(after), order_text(after))
    return DONE


def _to_come(acting: Desk) -> list[OrderRow]:
    return orders.queue(read_shop(), acting.clock(), OrderFilter("awaited"), MOST)


def _transfers(args: Namespace) -> int:
    """As text, or as JSON; in a format that was named, or into a file, as a table."""
    awaiting = _to_come(desk(args))
    if args.format is None and args.out is None:
        show(args, transfers_json(awaiting), transfers_text(awaiting))
    else:
        args.format = args.format or "csv"
        put_table(args, lambda: transfers_table(awaiting))
    return DONE


def add_transfers(actions: Commands) -> None:
    """Add what is about bank transfers that are to come to the group."""
    wait: ArgumentParser = actions.add_parser("await", help="note that a bank transfer is to come; nothing is booked")
    wait.add_argument("number", type=number, help="the order's number")
    what = wait.add_mutually_exclusive_group()
    what.add_argument("--amount", metavar="A", help="how much (default: all that is due)")
    what.add_argument("--no-more", action="store_true", help="none is to come any more")
    wait.set_defaults(run=_await)
    listing: ArgumentParser = actions.add_parser("transfers", help="the bank transfers to come, longest awaited first")
    file_options(listing)
    listing.set_defaults(run=_transfers, format=None, reads=True)
