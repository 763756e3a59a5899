"""`kassa order`: pdf, mail, letters, send."""

from argparse import Namespace
from functools import partial
from pathlib import Path

from kassa_tui.cli.common import DONE, Commands, desk, number, settings_of, show
from kassa_tui.errors import KassaError
from kassa_tui.exports.files import save
from kassa_tui.exports.order_pdf import order_pdf
from kassa_tui.i18n import N_, _
from kassa_tui.text import fit
from kassa_tui.till.customers import customers
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.mail import letters
from kassa_tui.till.orders import orders
from kassa_tui.till.orders.values import Order


class NoMailServerError(KassaError):
    """Nothing is sent without a server."""

    template = N_("There is no mail server in the settings: [mail] host.")


def order_of(acting: Desk, wanted: int) -> Order:
    """The order of a number. Raises NoOrderError."""
    return orders.by_number(wanted, read_shop(), acting.clock())


def _pdf(args: Namespace) -> int:
    acting = desk(args)
    order = order_of(acting, args.number)
    page = order_pdf(read_shop(), order, packing=args.packing, prices=not args.no_prices)
    save(args.file, lambda out: out.write(page))
    show(args, {"number": order.number, "file": str(args.file)}, str(args.file))
    return DONE


def _mail(args: Namespace) -> int:
    acting = desk(args)
    order = order_of(acting, args.number)
    kind = "packing" if args.packing else "order"
    to = args.to or customers.by_id(order.row.customer_id or 0).email
    letters.checked_address(to)
    page = order_pdf(read_shop(), order, packing=args.packing, prices=not args.no_prices)
    letters.queue(acting, order.id, to, f"{kind}-{order.number}.pdf", page, kind)
    return _letters(args)


def _list(args: Namespace) -> int:
    acting = desk(args)
    if args.forget:
        letters.forget(acting, args.forget)
    return _letters(args)


def _letters(args: Namespace) -> int:
    desk(args)
    waiting = letters.letters()
    states = {code: fit(_(word), 13) for code, word in letters.STATES.items()}
    lines = [f"{one.id:>5} {states[one.state]} {one.address}  {one.subject}  {one.error}".rstrip() for one in waiting]
    data = [{name: getattr(one, name) for name in one.__struct_fields__} for one in waiting]
    show(args, data, "\n".join(lines) or _("No letters."))
    return DONE


def _send(args: Namespace) -> int:
    from kassa_tui.hw import smtp

    acting, settings = desk(args), settings_of(args).mail
    if not settings.host:
        raise NoMailServerError
    letters.send_waiting(partial(smtp.send, settings), acting.clock)
    return _letters(args)


def add_post(actions: Commands) -> None:
    """Add what makes pages and letters of orders to the group."""
    pdf = actions.add_parser("pdf", help="the order as an A4 page")
    letter = actions.add_parser("mail", help="let the order go to the customer by mail")
    letter.add_argument("--to", default="", metavar="ADDRESS", help="where to (default: the customer's address)")
    for action, run, reads in ((pdf, _pdf, True), (letter, _mail, False)):
        action.add_argument("number", type=number, help="the order's number")
        action.add_argument("--packing", action="store_true", help="the packing slip instead")
        action.add_argument("--no-prices", action="store_true", help="without prices")
        action.set_defaults(run=run, reads=reads)
    pdf.add_argument("file", type=Path, metavar="FILE.pdf", help="a new file")
    waiting = actions.add_parser("letters", help="the letters, and why one was not sent")
    waiting.add_argument(
        "--forget", type=number, metavar="ID", help="take one away that was not sent, with its address"
    )
    waiting.set_defaults(run=_list, reads=True)
    actions.add_parser("send", help="try the letters that wait").set_defaults(run=_send)
