"""Placing an order, changing it, and confirming it again: every change stands in its history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace
from peewee import SQL, Model

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_
from kassa_tui.models import CustomerOrder, OrderEvent, OrderLine
from kassa_tui.tables.orders import ALIVE, ORDER_KINDS
from kassa_tui.text import clean
from kassa_tui.till.basket import drafts
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import Line, LineFigures, quantity_text
from kassa_tui.till.basket.sale_checks import check_permissions
from kassa_tui.till.basket.tax import Rate, rates_on, restated_of
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger import journal, notes
from kassa_tui.till.ledger.desk import Desk, require
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import CHANGE_PRICE, EDIT_ORDER, FREE_LINE
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.orders import orders
from kassa_tui.till.orders.dates import read_time
from kassa_tui.till.orders.day_rates import Settled
from kassa_tui.till.orders.figures import settled
from kassa_tui.till.orders.forms import decided
from kassa_tui.till.orders.values import (
    DELIVERIES,
    STATUSES,
    ChangedOrderError,
    ChangedWhilePayingError,
    EmptyOrderError,
    FutureDateError,
    HandedOverError,
    NoBranchError,
    NoCustomerError,
    Order,
    OrderClosedError,
    OrderError,
    OrderForm,
    PastDateError,
    SourceError,
)
from kassa_tui.till.reports.filter import locations

LONGEST = {"subject": 80, "wanted_time": 20, "street": 80, "town": 80}
MOST_EXTRA = 20
LONGEST_SOURCE = 80


def event(entry: Entry, order_id: int, kind: str, detail: dict[str, Any], receipt_id: int | None = None) -> None:
    """One step in an order's history, as part of an entry."""
    entry.insert(
        OrderEvent,
        journal.new_uid(entry.at),
        order_id=order_id,
        at=entry.at,
        person_id=entry.desk.person.id,
        kind=kind,
        detail=journal.canonical(detail),
        receipt_id=receipt_id,
    )


def columns_of(table: type[Model], row_id: int) -> dict[str, Any]:
    """A stored row by its columns."""
    query: Any = table.select().where(SQL("id") == row_id).dicts()
    return dict(query.get())


def told(entry: Entry, order_id: int) -> None:
    """Tell the journal how an order and its lines stand now."""
    entry.state("customer_order", columns_of(CustomerOrder, order_id))
    for (line_id,) in rows("SELECT id FROM order_line WHERE order_id = ? ORDER BY position", order_id):
        entry.state("order_line", columns_of(OrderLine, line_id))


def check_version(order: Order, version: int) -> None:
    """Refuse what another changed meanwhile, and what is finished. Raises ChangedOrderError, OrderClosedError."""
    if order.version != version:
        raise _changed_since(order, version)
    if order.row.status not in ALIVE:
        raise OrderClosedError(number=order.number, status=OrderError(STATUSES[order.row.status]))


NOTHING_TAKEN = N_("Nothing was taken. Esc goes back; then pay what is due now.")
TAKEN = N_("Esc gives back what was taken; then pay what is due now.")
NOT_GIVEN_BACK = N_("Nothing was given back: look at the order again.")
"""Ways out for whoever was about to take money, has taken some, or was about to give some back."""


def check_before_money(desk: Desk, order_id: int, version: int, way: str) -> None:
    """Look at an order once more before money is asked for that could not be booked. Raises ChangedWhilePayingError."""
    try:
        check_version(orders.by_id(order_id, read_shop(), desk.clock()), version)
    except ChangedOrderError as error:
        raise with_way(error, way) from error


def with_way(error: ChangedOrderError, way: str) -> ChangedWhilePayingError:
    """The same with the way out in the place of what is not so while paying."""
    return ChangedWhilePayingError(ChangedWhilePayingError.template, **error.values, way=OrderError(way))


def _changed_since(order: Order, version: int) -> ChangedOrderError:
    """Who changed what after a version was read; paper and letters change nothing."""
    changes = [step for step in order.steps if step.kind not in ("printed", "mailed")]
    since = changes[-max(order.version - version, 1) :]
    people = ", ".join(dict.fromkeys(step.person for step in since))
    return ChangedOrderError(number=order.number, person=people, what="; ".join(step.what for step in since))


# --- Checks ---------------------------------------------------------------------------------------


def _columns(desk: Desk, form: OrderForm, today: date) -> dict[str, Any]:
    texts = {name: clean(getattr(form, name), most) for name, most in LONGEST.items()}
    if form.delivery == "pickup":
        texts |= {"street": "", "town": ""}
    extra = {clean(name, 40): clean(text, 200) for name, text in list(form.extra.items())[:MOST_EXTRA]}
    return {
        "kind": form.kind,
        "status": "open" if form.confirm else "concept",
        "customer_id": form.customer_id,
        "person_id": form.person_id or desk.person.id,
        **texts,
        "note": notes.cleaned(form.note),
        "delivery": form.delivery,
        "wanted": form.wanted.isoformat() if form.wanted else None,
        "includes_tax": int(form.includes_tax),
        "percent": form.basket.percent,
        "off": form.basket.off.minor if form.basket.off else None,
        "off_net": int(bool(form.basket.off_without_tax)) if form.basket.off else None,
        "dated": (form.dated or today).isoformat(),
        "branch": form.branch or desk.location,
        "extra": journal.canonical({name: text for name, text in extra.items() if name and text}),
    }


def _check_head(desk: Desk, shop: Shop, form: OrderForm, before: Order | None) -> None:
    """The day that it bears has come, and its branch is there. Raises FutureDateError, NoBranchError.

    A day that it bears already stays, whatever the clock says.
    """
    fresh = before is None or form.dated != before.row.dated
    if form.dated and fresh and form.dated > shop.day_shown(desk):
        raise FutureDateError(day=form.dated)
    if form.branch and form.branch not in locations():
        raise NoBranchError(branch=clean(form.branch, 40))


def check_new(desk: Desk, form: OrderForm) -> None:
    """Refuse a new order that cannot be, whoever it is for. Raises OrderErrors."""
    shop = read_shop()
    _check_head(desk, shop, form, None)
    _check_content(form, shop.today(desk), None)
    _known(form)


def check_basket(desk: Desk, basket: Basket) -> None:
    """Refuse a sale that cannot become an order: only what is sold can be ordered. Raises OrderErrors."""
    if any(line.refund or line.quantity < 0 for line in basket.lines):
        raise OrderError(N_("What comes back cannot be ordered: take it off this receipt first."))
    if any(line.kind_row.sells_voucher for line in basket.lines):
        raise OrderError(N_("A gift voucher cannot be ordered: sell it on a receipt of its own."))
    check_new(desk, OrderForm(basket))


def with_customer(form: OrderForm, customer_id: int | None) -> OrderForm:
    """The same order for a customer."""
    return replace(form, customer_id=customer_id)


def _check_content(form: OrderForm, today: date, before: Order | None) -> None:
    if form.kind not in ORDER_KINDS or form.delivery not in DELIVERIES:
        raise OrderError(N_("That kind of order is not known."))
    if not form.basket.lines:
        raise EmptyOrderError
    for line in form.basket.lines:
        if not line.kind_row.product or line.stored is not None or line.quantity <= 0:
            raise OrderError(N_("{name} cannot be ordered."), name=line.text)
    if form.wanted and form.wanted < today and (before is None or before.row.wanted != form.wanted):
        raise PastDateError(day=form.wanted)
    if before is None or before.row.wanted_time != form.wanted_time:
        read_time(form.wanted_time)


def _known(form: OrderForm) -> int | None:
    """The order that a new one is already, by its number at its source. Raises SourceError."""
    named = (form.source, form.external)
    if any(clean(text, LONGEST_SOURCE) != text for text in named) or bool(form.source) != bool(form.external):
        raise SourceError
    return orders.of_source(*named) if form.source else None


def _check(form: OrderForm, today: date, before: Order | None) -> None:
    _check_content(form, today, before)
    if form.customer_id is None and form.confirm:
        raise NoCustomerError
    known = row("SELECT state FROM customer WHERE id = ?", form.customer_id) if form.customer_id else ("active",)
    if known is None or known[0] == "erased":
        raise NoCustomerError
    if form.person_id is not None:
        staff.by_id(form.person_id)


def _check_handed(before: Order, form: OrderForm) -> None:
    """What was handed over stays as it was sold."""
    lines = {line.key: line for line in form.basket.lines}
    handed = [line for line in before.lines if line.handed.quantity]
    for view in handed:
        line = lines.get(view.id)
        same = line and (line.price, line.without_tax, line.percent, line.off, line.tax_code) == (
            view.price, view.net, view.percent, view.off, view.tax_code,
        )  # fmt: skip
        if line is None or not same or line.quantity < view.handed.quantity:
            raise HandedOverError(quantity=quantity_text(view.handed.quantity), name=view.text)
    discounts = (form.basket.percent, form.basket.off, bool(form.basket.off_without_tax))
    if handed and discounts != (before.percent, before.off, before.off_net):
        raise HandedOverError(quantity=quantity_text(handed[0].handed.quantity), name=handed[0].text)


# --- Rows -----------------------------------------------------------------------------------------


def _line_columns(line: Line, figures: LineFigures, rate: int) -> dict[str, Any]:
    return {
        "kind": line.kind, "product_id": line.product_id, "text": clean(line.text, 60), "quantity": line.quantity,
        "unit": line.unit, "price": line.price.minor, "percent": line.percent,
        "off": line.off.minor if line.off else None, "discountable": int(line.discountable),
        "tax_code": line.tax_code, "rate": rate, "group_id": line.group_id, "amount": figures.amount,
        "discount": figures.discount, "share": figures.share, "total": figures.total, "tax": figures.tax,
        "cancelled": 0, "net": int(bool(line.without_tax)), **line.lot.columns,
    }  # fmt: skip


NO_LINE = {"quantity": 0, "amount": 0, "discount": 0, "share": 0, "total": 0, "tax": 0, "packed": 0, "cancelled": 0}
"""A line that was taken off the order: it stays, so that its history does."""


def _write_lines(order_id: int, form: OrderForm, before: Order | None, of_lines: Settled) -> None:
    lines_before = {line.id: line for line in before.lines} if before else {}
    position = max((line.position for line in lines_before.values()), default=0)
    ids: dict[int, int] = {}
    for line, figures, rate in zip(form.basket.lines, *of_lines, strict=True):
        columns = _line_columns(line, figures, rate)
        if line.key in lines_before:
            ids[line.key] = line.key
            columns["packed"] = min(lines_before[line.key].packed, line.quantity)
            OrderLine.update(**columns).where(OrderLine.id == line.key).execute()
            continue
        position += 1
        parent = ids.get(line.parent) if line.parent else None
        ids[line.key] = int(
            OrderLine.insert(order_id=order_id, position=position, parent=parent, packed=0, **columns).execute()
        )
    for gone in lines_before.keys() - ids.keys():
        OrderLine.update(**NO_LINE).where(OrderLine.id == gone).execute()


def _changed(before: Order | None, columns: dict[str, Any], form: OrderForm) -> list[str]:
    """The names of what differs, for the history."""
    if before is None:
        return []
    # The customer's own address, taken over as it is, changes nothing; nor does the day that an old order was made on.
    row_before = before.row
    stored = columns_of(CustomerOrder, before.id) | {"street": row_before.street, "town": row_before.town}
    stored |= {"dated": row_before.dated.isoformat(), "branch": row_before.branch}
    names = [name for name, value in columns.items() if stored[name] != value and name not in ("status", "total")]
    if orders.form_of(before).basket.lines != form.basket.lines:
        names.append("lines")
    return names


def _check_net_prices(desk: Desk, form: OrderForm, before: OrderForm | None) -> None:
    """Prices that are taken as net, or no longer are, are changed ones. Raises NotAllowedError."""
    switched = form.includes_tax is not (before is None or before.includes_tax)
    known = {line.key: (line.price, line.without_tax) for line in before.basket.lines} if before else {}
    new = [line for line in form.basket.lines if known.get(line.key) != (line.price, line.without_tax)]
    other = any(line.without_tax or known.get(line.key, (None, False))[1] for line in new)
    if switched or other or (new and not form.includes_tax):
        require(desk, CHANGE_PRICE)


def _check_free_lines(desk: Desk, basket: Basket, before: Basket | None, rates: Mapping[str, Rate]) -> None:
    """Where there is more of what is not in the catalogue, all of it counts, in minor units with VAT.

    Raises NotAllowedError.
    """

    def costs(line: Line) -> int:
        return restated_of(line, line.amount.minor, rates, net=bool(line.without_tax), as_net=False)

    free = [line for line in basket.lines if line.product_id is None]
    known = {line.key: costs(line) for line in before.lines if line.product_id is None} if before else {}
    if any(line.key not in known or costs(line) > known[line.key] for line in free):
        require(desk, FREE_LINE, sum(costs(line) for line in free))


def _check_allowed(desk: Desk, shop: Shop, form: OrderForm, before: Order | None) -> None:
    """Prices, discounts and free lines that are new need permissions of their own. Raises NotAllowedError."""
    known = orders.form_of(before) if before else None
    rates = rates_on(shop.today(desk))
    check_permissions(desk, shop, form.basket, known.basket if known else None, rates)
    _check_net_prices(desk, form, known)
    _check_free_lines(desk, form.basket, known.basket if known else None, rates)


@recorder(EDIT_ORDER)
def save(desk: Desk, form: OrderForm, *, from_sale: bool = False) -> int:
    """Place an order, note a concept, or change one; its id. `from_sale` ends the sale that it was made of.

    A new one whose number at its source is known is that order, as it stands, and nothing is written.

    Raises OrderErrors, ChangedOrderError with who changed what, NoRateError, HandedOverError, NotAllowedError.
    """
    shop, form = read_shop(), decided(form)
    today = shop.today(desk)
    before = orders.by_id(form.id, shop, desk.clock()) if form.id is not None else None
    if before is not None:
        check_version(before, form.version)
        _check_handed(before, form)
    _check_head(desk, shop, form, before)
    _check(form, today, before)
    _check_allowed(desk, shop, form, before)
    if before is None and (known := _known(form)) is not None:
        return known
    figures = settled(form, before, today)
    columns = _columns(desk, form, today) | {"total": sum(line.total for line in figures[0])}
    if before is not None and before.row.status == "partly_delivered":
        columns["status"] = "partly_delivered"
    kind = "concept" if not form.confirm else "changed" if before and before.row.status != "concept" else "placed"
    with journal.entry(desk, f"order.{kind}") as entry:
        changed = _changed(before, columns, form)
        order_id = _write_order(entry, form, columns, before)
        _write_lines(order_id, form, before, figures)
        told(entry, order_id)
        event(entry, order_id, kind, {"changed": changed} if changed else {})
        if from_sale:
            drafts.forget(desk.register, drafts.BASKET)
    return order_id


def _write_order(entry: Entry, form: OrderForm, columns: dict[str, Any], before: Order | None) -> int:
    if before is not None:
        awaited = before.row.still_awaited(columns["total"] - before.row.paid.minor)
        changed = CustomerOrder.update(**columns, **awaited, version=before.version + 1, entry=entry.number)
        changed.where(CustomerOrder.id == before.id).execute()
        return before.id
    last = row("SELECT max(number) FROM customer_order")
    return int(
        CustomerOrder.insert(
            uid=journal.new_uid(entry.at),
            number=((last[0] if last else None) or 0) + 1,
            register=entry.desk.register,
            location=entry.desk.location,
            created_at=entry.at,
            currency=form.basket.currency,
            version=1,
            source=form.source or None,
            external=form.external or None,
            entry=entry.number,
            **columns,
        ).execute()
    )


@recorder(EDIT_ORDER)
def pack(desk: Desk, order_id: int, version: int, packed: dict[int, int]) -> None:
    """Note how much of each line (by its id, in thousandths) lies ready. Raises ChangedOrderError, OrderError."""
    order = orders.by_id(order_id, read_shop(), desk.clock())
    check_version(order, version)
    lines = {line.id: line for line in order.lines}
    for line_id, quantity in packed.items():
        line = lines.get(line_id)
        if line is None or not 0 <= quantity <= line.left:
            raise OrderError(N_("No more is packed than is ordered."))
    with journal.entry(desk, "order.packed") as entry:
        for line_id, quantity in packed.items():
            OrderLine.update(packed=quantity).where(OrderLine.id == line_id).execute()
        touch(entry, order_id)
        told(entry, order_id)
        event(entry, order_id, "packed", {})


def touch(entry: Entry, order_id: int, **columns: object) -> None:
    """A new version of an order, as part of an entry."""
    changed = CustomerOrder.update(version=CustomerOrder.version + 1, entry=entry.number, **columns)
    changed.where(CustomerOrder.id == order_id).execute()
