"""`kassa order`: new, list, show, pay, hand-over, cancel, export; mail and transfers are beside it."""

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path

from kassa_tui.cli.common import DONE, Commands, acting_options, amount, common_options, desk, number, show
from kassa_tui.cli.csv_input import ignore_option, refuse_rows
from kassa_tui.cli.file_options import file_options, form_of, put_out, put_table
from kassa_tui.cli.orders.post import add_post, order_of
from kassa_tui.cli.orders.transfers import add_transfers
from kassa_tui.cli.orders.views import order_text, queue_text
from kassa_tui.errors import KassaError
from kassa_tui.exports.orders import lines_table, list_json, list_table, order_json
from kassa_tui.i18n import N_
from kassa_tui.text import json_text
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.tax import rates_on
from kassa_tui.till.basket.typed_numbers import read_quantity
from kassa_tui.till.customers import customers
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.text_files import read_file
from kassa_tui.till.ledger import journal, office_register
from kassa_tui.till.ledger.desk import Desk, named
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.dates import tidy_time
from kassa_tui.till.orders.lines import read_lines
from kassa_tui.till.orders.order_filter import ORDERED, WANTED, OrderFilter
from kassa_tui.till.orders.values import KINDS, Order, OrderForm, OrderRow
from kassa_tui.till.reports.filter import Filter, checked
from kassa_tui.till.sale import order_acts

MOST = 1_000_000
"""Orders in one file."""


class OptionError(KassaError):
    """An option's value that cannot be used."""

    template = N_('{option}: "{text}" cannot be used.')


def _tell(args: Namespace, acting: Desk, order_id: int) -> int:
    order = orders.by_id(order_id, read_shop(), acting.clock())
    show(args, order_json(order), order_text(order))
    return DONE


def _customer(acting: Desk, text: str) -> int:
    """The customer of a number or name; an unknown name makes one."""
    try:
        return customers.named(text).id
    except customers.UnknownCustomerError:
        if text.strip().isdigit():
            raise
        return customers.save(acting, CustomerForm(name=text, kind="person"))


def _day(text: str | None, option: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise OptionError(option=option, text=text[:20]) from error


def _way(text: str, option: str) -> str:
    """The way of delivery that a word names. Raises OptionError."""
    way = orders.delivery_of(text)
    if way is None:
        raise OptionError(option=option, text=text[:20])
    return way


def _delivery(args: Namespace) -> str:
    """How the order goes to its customer; one with an address is delivered. Raises OptionError."""
    delivery = _way(args.deliver or ("delivery" if args.address else "pickup"), "--deliver")
    if args.address and delivery == "pickup":
        raise OptionError(option="--address", text=args.address[:40])
    return delivery


def _new(args: Namespace) -> int:
    acting = desk(args)
    source, external = args.source.strip(), args.external.strip()
    if source and (known := orders.of_source(source, external)) is not None:
        # Sent again: the order stands as it is, whatever became of it since.
        return _tell(args, acting, known)
    shop = read_shop()
    delivery = _delivery(args)
    street, _comma, town = args.address.partition(",")
    today = shop.today(acting)
    wanted, dated = _day(args.date, "--date"), _day(args.ordered, "--ordered")
    basket = Basket(journal.new_uid(acting.clock()), shop.currency)
    if args.lines is not None:
        try:
            basket = read_lines(
                read_file(args.lines), basket, rates_on(today), shop, args.ignore, without_tax=args.excluding_vat
            )
        except BadRowsError as refused:
            return refuse_rows(args, refused, {})
    form = OrderForm(
        basket,
        kind=args.kind,
        subject=args.subject,
        delivery=delivery,
        wanted=wanted,
        wanted_time=tidy_time(args.time),
        includes_tax=not args.excluding_vat,
        note=args.note,
        confirm=not args.concept,
        street=street.strip(),
        town=town.strip(),
        source=source,
        external=external,
        dated=dated,
        branch=checked(Filter(location=args.branch)).location,
    )
    # A new customer is made only for an order that can be.
    edit.check_new(acting, form)
    customer = _customer(acting, args.customer) if args.customer else None
    return _tell(args, acting, edit.save(acting, edit.with_customer(form, customer)))


def _list(args: Namespace) -> int:
    found = _filtered(args, desk(args), args.limit)
    show(args, list_json(found), queue_text(found))
    return DONE


def _show(args: Namespace) -> int:
    acting = desk(args)
    return _tell(args, acting, order_of(acting, args.number).id)


def _paying(acting: Desk, order: Order, method: str) -> Desk:
    """Whose session it is: cash and cards are the counter's, what the office may take is the office's own."""
    chosen = order_acts.method_of(method, customer=order.row.customer_id is not None)
    return office_register.desk_of(acting) if chosen.in_office else acting


def _pay(args: Namespace) -> int:
    acting = desk(args)
    order = order_of(acting, args.number)
    given = amount(args.amount) if args.amount else order.row.due
    order_acts.pay(_paying(acting, order, args.method), order.id, order.version, given, args.method, args.reference)
    return _tell(args, acting, order.id)


def _quantities(order: Order, given: list[str]) -> dict[int, int] | None:
    """`POSITION=QUANTITY` of each line, the quantity all that is left where it is not said."""
    if not given:
        return None
    lines = {line.position: line for line in order.lines}
    quantities: dict[int, int] = {}
    for text in given:
        place, sign, many = text.partition("=")
        if not place.isdigit() or int(place) not in lines:
            raise OptionError(option="--lines", text=text[:30])
        line = lines[int(place)]
        quantities[line.id] = read_quantity(many) if sign else line.left
    return quantities


def _hand_over(args: Namespace) -> int:
    acting = desk(args)
    order = order_of(acting, args.number)
    order_acts.hand_over(acting, order.id, order.version, _quantities(order, args.lines))
    return _tell(args, acting, order.id)


def _cancel(args: Namespace) -> int:
    acting = desk(args)
    order = order_of(acting, args.number)
    order_acts.cancel(acting, order.id, order.version, args.deposit, args.reason, args.method)
    return _tell(args, acting, order.id)


def _filtered(args: Namespace, acting: Desk, most: int) -> list[OrderRow]:
    status = orders.status_of(args.status)
    if status is None:
        raise OptionError(option="--status", text=args.status[:30])
    limits = checked(Filter(_day(args.first, "--from"), _day(args.last, "--to"), location=args.branch))
    chosen = OrderFilter(
        status,
        args.find,
        person_id=named(args.employee).id if args.employee else None,
        delivery=_way(args.delivery, "--delivery") if args.delivery else "",
        kind=args.kind,
        branch=limits.location,
        first=limits.first,
        last=limits.last,
        days=args.days,
    )
    return orders.queue(read_shop(), acting.clock(), chosen, most)


def _export(args: Namespace) -> int:
    acting = desk(args)
    if not args.number:
        put_table(args, lambda: list_table(_filtered(args, acting, MOST)))
        return DONE
    order = order_of(acting, args.number)
    if form_of(args) == "json":
        told = json_text(order_json(order), 2)
        put_out(args, lambda out: out.write(f"{told}\n".encode()))
    else:
        put_table(args, lambda: lines_table(order))
    return DONE


def _add_new(actions: Commands) -> None:
    new: ArgumentParser = actions.add_parser("new", help="place an order")
    new.add_argument("--customer", default="", metavar="C", help="number or name; an unknown name makes a customer")
    new.add_argument("--deliver", default="", metavar="HOW", help="pickup or delivery (default: pickup)")
    new.add_argument(
        "--address", default="", metavar="A", help="where it is delivered: street, town (default: the customer's)"
    )
    new.add_argument("--date", metavar="D", help="the day wanted, as 2026-11-28")
    new.add_argument("--ordered", metavar="D", help="the day that the order bears (default: today)")
    new.add_argument(
        "--branch", default="", metavar="B", help="its location, by code or name (default: the register's)"
    )
    new.add_argument("--time", default="", help="the time of day wanted")
    new.add_argument("--lines", type=Path, metavar="FILE.csv", help="code or text, quantity, price, discount")
    ignore_option(new)
    new.add_argument("--kind", choices=tuple(KINDS), default="order", help="what kind of order (default: order)")
    new.add_argument("--subject", default="", help="what it is about")
    new.add_argument("--note", default="", help="a note")
    new.add_argument("--excluding-vat", action="store_true", help="typed prices and amounts are without VAT")
    new.add_argument("--source", default="", metavar="S", help="the program that it comes from, such as a web shop")
    new.add_argument("--external", default="", metavar="ID", help="its number there: given twice, it is one order")
    new.add_argument("--concept", action="store_true", help="note it, without confirming")
    new.set_defaults(run=_new)


def _add_lists(actions: Commands) -> None:
    listing = actions.add_parser("list", help="the orders, due date first")
    listing.set_defaults(run=_list, reads=True)
    listing.add_argument("--limit", type=number, default=200, metavar="N", help="at most so many (default: 200)")

    export = actions.add_parser("export", help="one order, or the filtered list, as a file")
    export.add_argument("number", type=number, nargs="?", help="the order's number")
    file_options(export)
    export.set_defaults(run=_export, reads=True)
    for action, default in ((listing, "alive"), (export, "all")):
        text = f"a status, or alive, today, late, awaited, all (default: {default})"
        action.add_argument("--status", default=default, metavar="S", help=text)
        action.add_argument(
            "--find", default="", metavar="TEXT", help="number, name, telephone, subject, note or article"
        )
        action.add_argument("--employee", default="", metavar="NAME", help="whose order it is")
        action.add_argument("--delivery", default="", metavar="HOW", help="pickup or delivery")
        action.add_argument("--kind", choices=tuple(KINDS), default="", help="what kind of order")
        action.add_argument("--branch", default="", metavar="B", help="a location's code or name")
        action.add_argument("--from", dest="first", metavar="D", help="from that day on, as 2026-11-28")
        action.add_argument("--to", dest="last", metavar="D", help="up to that day")
        action.add_argument("--days", choices=(WANTED, ORDERED), default=WANTED, help="which day (default: wanted)")


def add_to(commands: Commands) -> None:
    """Add the group to the command line."""
    group: ArgumentParser = commands.add_parser("order", help="orders of customers, with deposits")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")

    _add_new(actions)
    _add_lists(actions)

    one = actions.add_parser("show", help="one order with its lines, payments and history")
    one.set_defaults(run=_show, reads=True)

    pay = actions.add_parser("pay", help="take a deposit, or the rest")
    pay.add_argument("--method", required=True, metavar="M", help="a payment method's code or name")
    pay.add_argument("--amount", metavar="A", help="how much (default: all that is due)")
    pay.add_argument(
        "--reference", default="", help="a reference of the payment; of a bank transfer what the bank's statement says"
    )
    pay.set_defaults(run=_pay)

    hand = actions.add_parser("hand-over", help="hand over all that is left, or some lines")
    hand.add_argument("--lines", nargs="+", default=[], metavar="POSITION[=QUANTITY]", help="which lines")
    hand.set_defaults(run=_hand_over)

    cancel = actions.add_parser("cancel", help="cancel what is left")
    cancel.add_argument("--deposit", default="", choices=tuple(order_acts.WAYS), help="what happens to a paid deposit")
    cancel.add_argument("--reason", default="", metavar="R", help="why")
    cancel.add_argument("--method", default="", help="how it goes back (default: as it was paid)")
    cancel.set_defaults(run=_cancel)

    add_post(actions)
    add_transfers(actions)
    for action in (one, pay, hand, cancel):
        action.add_argument("number", type=number, help="the order's number")
    for action in actions.choices.values():
        common_options(action)
        acting_options(action)
