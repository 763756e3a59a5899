"""What an order asks of the register, as baskets: a deposit, the rest, a hand-over, a cancellation.

A deposit bears the VAT of the order's rates it is part of (directive 2006/112/EC, art. 65), unless the shop counts
VAT at the hand-over; a hand-over takes off what deposits carried, so that receipts sum to the order to the cent.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from kassa_tui.i18n import N_, words
from kassa_tui.money import Money
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, UNKNOWN_LOT, Fixed, Line, LineFigures, Lot, quantity_text
from kassa_tui.till.basket.tax import prepaid_keeps_rate
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.clock import business_day
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders.edit import check_version
from kassa_tui.till.orders.packaging import with_packaging
from kassa_tui.till.orders.parts import (
    NO_VAT,
    Parts,
    TakenBack,
    due_by_rate,
    going_back,
    gross_of,
    kept,
    paying,
    taken_back,
    used,
)
from kassa_tui.till.orders.shown import shown_line
from kassa_tui.till.orders.values import (
    DepositError,
    Order,
    OrderError,
    OrderLineView,
    OverpaidError,
    TooMuchHandedError,
)

DEPOSIT, KEPT, CREDIT = N_("Deposit on order {number}"), N_("Deposit kept of order {number}"), N_("Credit")

PAY, HAND_OVER, CANCEL = "pay", "hand_over", "cancel"


def _basket(shop: Shop, order: Order, at: int, act: str, kind: str) -> Basket:
    return Basket(
        journal.new_uid(at), shop.currency, customer=order.row.customer_id, order=order.id,
        order_version=order.version, act=act, kind=kind,
    )  # fmt: skip


def _part_lines(shop: Shop, text: str, kind: str, parts: Parts, sign: int, group: int | None = None) -> Iterable[Line]:
    """A line for each rate; `sign` says which way, but for a rate whose part turned negative."""
    for (code, rate), (gross, tax) in parts.items():
        way = sign if gross >= 0 else -sign
        fixed = Fixed(rate, LineFigures(way * ONE, sign * gross, 0, 0, sign * gross, sign * tax))
        price = shop.money(abs(gross))
        yield Line(
            0, text, way * ONE, price, code, kind=kind, group_id=group, discountable=False, fixed=fixed
        )  # fmt: skip


def _with_deposits(basket: Basket, shop: Shop, order: Order, parts: Parts, sign: int) -> Basket:
    """A line more for each rate of a deposit that is paid (`sign` 1), or used and given back (-1)."""
    text = words(shop.receipts_in).text(DEPOSIT).format(number=order.number)
    for line in _part_lines(shop, text, "deposit", parts, sign):
        basket = basket.put(line)
    return basket


def _with_used(basket: Basket, shop: Shop, order: Order, taken: Iterable[TakenBack]) -> Basket:
    """A line more for each deposit that is used."""
    text = words(shop.receipts_in).text(DEPOSIT).format(number=order.number)
    for used_up in taken:
        for line in _part_lines(shop, text, "deposit", {used_up.key: (used_up.gross, used_up.tax)}, -1):
            basket = basket.put(_having_borne(line, used_up))
    return basket


def _having_borne(line: Line, used_up: TakenBack) -> Line:
    """The line of a deposit that is taken back, with what it bore where that was another rate."""
    if line.fixed is None or used_up.bore_tax is None:
        return line
    return replace(line, fixed=replace(line.fixed, bore_rate=used_up.bore_rate, bore_tax=-used_up.bore_tax))


def deposit_basket(shop: Shop, order: Order, amount: Money, at: int) -> Basket:
    """A deposit, or the whole rest, to be paid. Raises DepositError, OrderClosedError."""
    check_version(order, order.version)
    due = order.row.due
    if not 0 < amount.minor <= due.minor:
        raise DepositError(due=due)
    parts = due_by_rate(order) if shop.deposit_tax == "deposit" else {}
    if gross_of(parts) < amount.minor:
        parts = {NO_VAT: (due.minor, 0)}
    kind = "settlement" if amount == due else "deposit"
    return _with_deposits(_basket(shop, order, at, PAY, kind), shop, order, paying(amount.minor, parts), 1)


Lots = Mapping[int, Sequence[Lot]]
"""By line id: which lots were scanned, one for each piece; one for all of what is weighed."""


def _portions(line: OrderLineView, quantity: int, lots: Sequence[Lot]) -> Iterable[tuple[Lot, int]]:
    """A quantity of a line by lot; what nobody scanned is of the lot that was ordered. A serial number is of one piece.

    Lots of more than the quantity are left out.
    """
    step = ONE if line.unit == "piece" else quantity
    scanned = [line.lot if lot == UNKNOWN_LOT else lot for lot in lots[: quantity // step]]
    by_hand = quantity - len(scanned) * step
    amounts = Counter({line.lot: by_hand} if by_hand else {})
    for lot in scanned:
        if lot.serial:
            yield lot, step
        else:
            amounts[lot] += step
    yield from amounts.items()


def _handed_lines(line: OrderLineView, quantity: int, lots: Sequence[Lot]) -> Iterable[Line]:
    """So much of an ordered line, a line for each lot; their figures sum to the cent."""
    rest = line.rest
    for lot, amount in _portions(line, quantity, lots):
        yield _handed(line, amount, rest, lot)
        rest = rest.less(rest.part(amount).negated)


def _handed(line: OrderLineView, quantity: int, rest: LineFigures, lot: Lot) -> Line:
    """So much of what is left of a line, as it is handed over: price and VAT are the order's, the price with VAT."""
    return Line(
        key=0,
        text=line.text,
        quantity=quantity,
        price=shown_line(line.price, rest, line.rate, net=line.net, as_net=False).price,
        tax_code=line.tax_code,
        kind=line.kind,
        unit=line.unit,
        product_id=line.product_id,
        group_id=line.group_id,
        discountable=False,
        fixed=Fixed(line.rate, rest, line.id),
        lot=lot,
    )


def parts_of(basket: Basket) -> Parts:
    """Gross and VAT of an order's lines by rate."""
    parts: Parts = {}
    for line in basket.lines:
        if line.fixed and line.stored:
            gross, tax = parts.get((line.tax_code, line.fixed.rate), (0, 0))
            parts[line.tax_code, line.fixed.rate] = (gross + line.stored.total, tax + line.stored.tax)
    return parts


def handed_quantities(basket: Basket) -> dict[int, int]:
    """How much of each ordered line (by its id, in thousandths) a hand-over takes along."""
    given: Counter[int] = Counter()
    for line in basket.lines:
        if line.fixed and line.fixed.order_line_id is not None:
            given[line.fixed.order_line_id] += line.quantity
    return dict(given)


def handed_lots(basket: Basket) -> dict[int, list[Lot]]:
    """The lots of what a hand-over takes along, as they would be scanned."""
    lots: dict[int, list[Lot]] = {}
    for line in basket.lines:
        if line.fixed and line.fixed.order_line_id is not None:
            times = line.quantity // ONE if line.unit == "piece" else 1
            lots.setdefault(line.fixed.order_line_id, []).extend([line.lot] * times)
    return lots


def hand_over_basket(
    shop: Shop, order: Order, quantities: Mapping[int, int] | None, at: int, lots: Lots | None = None
) -> Basket:
    """What is handed over (by line id, in thousandths; None for all that is left), paid from deposits first.

    Packaging deposits go with what they belong to. Raises TooMuchHandedError, OrderError for nothing, PackagingError,
    OrderClosedError, OverpaidError for the last of it.
    """
    check_version(order, order.version)
    wanted = {line.id: line.left for line in order.lines} if quantities is None else with_packaging(order, quantities)
    basket = _basket(shop, order, at, HAND_OVER, "sale")
    for line in order.lines:
        quantity = wanted.pop(line.id, 0)
        if not 0 <= quantity <= line.left or (line.unit == "piece" and quantity % ONE):
            raise TooMuchHandedError(left=quantity_text(line.left), name=line.text)
        if quantity:
            for handed in _handed_lines(line, quantity, (lots or {}).get(line.id, ())):
                basket = basket.put(handed)
    if wanted or not basket.lines:
        raise OrderError(N_("Choose what is handed over."))
    over = order.deposit_left.minor - basket.total.minor
    given = handed_quantities(basket)
    last = all(line.left == given.get(line.id, 0) for line in order.lines)
    if over > 0 and last:
        raise OverpaidError(amount=shop.money(over), number=order.number)
    goods = parts_of(basket)
    keeps_rate = prepaid_keeps_rate(business_day(at, shop.zone, shop.roll_over))
    return _with_used(basket, shop, order, taken_back(used(order, goods, last=last), goods, keeps_rate=keeps_rate))


def refund_basket(shop: Shop, order: Order, amount: Money, at: int, act: str, parts: Parts | None = None) -> Basket:
    """Deposits that go back: all at a cancellation, or what was paid too much; `parts` where another register gives the
    others. Raises DepositError.
    """
    if not 0 < amount.minor <= order.deposit_left.minor and amount != order.deposit_left:
        raise DepositError(due=order.deposit_left)
    back = going_back(order, amount.minor) if parts is None else parts
    return _with_deposits(_basket(shop, order, at, act, "refund"), shop, order, back, -1)


def kept_basket(shop: Shop, order: Order, at: int, group: int) -> Basket:
    """A deposit that the shop keeps: income of a group of its own, with VAT or without as the shop decided."""
    basket = _with_deposits(_basket(shop, order, at, CANCEL, "sale"), shop, order, order.deposits, -1)
    text = words(shop.receipts_in).text(KEPT).format(number=order.number)
    income = kept(order, with_tax=shop.kept_deposit_tax)
    for line in _part_lines(shop, text, "service", income, 1, group):
        basket = basket.put(line)
    return basket


def credit_basket(shop: Shop, order: Order, at: int) -> Basket:
    """A deposit that the customer keeps as credit."""
    basket = _with_deposits(_basket(shop, order, at, CANCEL, "settlement"), shop, order, order.deposits, -1)
    whole: Parts = {NO_VAT: (order.deposit_left.minor, 0)}
    for line in _part_lines(shop, words(shop.receipts_in).text(CREDIT), "credit", whole, 1):
        basket = basket.put(line)
    return basket
