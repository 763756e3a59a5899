"""An order as values: what is typed, what is shown, and what can be wrong with it.

An order's lines are a basket's lines, so that quantities, prices, discounts and VAT are the same everywhere.
"""

from datetime import date

from msgspec import Struct, field

from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.tables.orders import ALIVE
from kassa_tui.text import is_digits
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import LineFigures, Lot
from kassa_tui.till.basket.tax import RateKey
from kassa_tui.till.ledger.errors import ChangedMeanwhileError, TillError

KINDS = {"order": N_("Order"), "layaway": N_("Put aside"), "work": N_("Work order")}
DELIVERIES = {"pickup": N_("Pick-up"), "delivery": N_("Delivery")}
STATUSES = {
    "concept": N_("concept"),
    "open": N_("open"),
    "partly_delivered": N_("partly delivered"),
    "completed": N_("completed"),
    "partly_cancelled": N_("partly cancelled"),
    "fully_cancelled": N_("fully cancelled"),
}

NOTHING = LineFigures(0, 0, 0, 0, 0, 0)
NOT_AWAITED: dict[str, int | None] = {"awaited": None, "awaited_since": None}
"""The columns of an order that awaits no transfer."""


class OrderError(TillError):
    """An order that cannot be as it is."""


class FutureDateError(OrderError):
    """An order of a day that has not come."""

    template = N_("The order cannot be of {day}: that day has not come yet.")


class NoBranchError(OrderError):
    """A location that the shop does not have."""

    template = N_("There is no branch {branch}.")


class SourceError(OrderError):
    """Half of where an order came from, or a name or number that would not be kept as it is."""

    template = N_("Where an order came from is a name and its number there, both of at most 80 signs.")


class NoOrderError(OrderError):
    """A number that no order has."""

    template = N_("There is no order {number}.")


class EmptyOrderError(OrderError):
    """No lines."""

    template = N_("There is nothing in the order yet.")


class NoCustomerError(OrderError):
    """Whose order it is must be known."""

    template = N_("Choose the customer first.")


class PastDateError(OrderError):
    """A day that is gone."""

    template = N_("{day} is past: type a day from today on.")


class OrderClosedError(OrderError):
    """Completed or cancelled: nothing changes any more."""

    template = N_("Order {number} is {status}: it does not change any more.")


class ChangedOrderError(ChangedMeanwhileError):
    """Somebody else was first."""

    template = N_("Order {number} was changed meanwhile by {person}: {what}. What you typed is still here.")


class ChangedWhilePayingError(ChangedOrderError):
    """Somebody changed the order before its money was asked for, or before it was booked; `way` is the way out."""

    template = N_("Order {number} was changed meanwhile by {person}: {what}. {way}")


class HandedOverError(OrderError):
    """What was handed over cannot be less or cheaper afterwards."""

    template = N_("{quantity} of {name} was handed over: it cannot be less, and its price stays.")


class TooMuchHandedError(OrderError):
    """More to hand over than was ordered."""

    template = N_("Only {left} of {name} is left to hand over.")


class DepositError(OrderError):
    """A deposit that is nothing, or more than is due."""

    template = N_("A deposit lies between 0 and {due}.")


class NoCoinsError(DepositError):
    """A deposit that cash rounds to nothing: nobody paid it."""

    template = N_("{amount} is nothing in coins: take more for a deposit, or another payment method.")


class AwaitedError(OrderError):
    """A transfer of nothing, or of more than is due."""

    template = N_("A transfer to come lies between 0 and {due}.")


class DepositLeftError(OrderError):
    """A paid deposit must be dealt with when the order is cancelled."""

    template = N_("{amount} was paid on order {number}: give it back, keep it as credit, or keep it with a reason.")


class ReasonNeededError(OrderError):
    """Why a deposit is kept."""

    template = N_("Write why the deposit is kept.")


class UnpaidError(OrderError):
    """Nothing is handed over unpaid, unless on account."""

    template = N_("{due} is still to be paid before this can be handed over.")


class OverpaidError(OrderError):
    """The last goods would end the order with money of the customer's in it."""

    template = N_("{amount} was paid too much on order {number}: give that back first.")


class OrderForm(Struct, frozen=True):
    """An order as it is typed. `id` None makes a new one; `version` is what was read. `street` and `town` (with its
    postcode) are where it is delivered; both empty: where the customer is.

    `dated` is the day that it bears, `branch` the code of its location; without them a new one is of today and of where
    it is made. `source` and `external` say where a new one came from, both or neither. Lines of an order that exists
    already have its line's id as their key.
    """

    basket: Basket
    kind: str = "order"
    customer_id: int | None = None
    person_id: int | None = None
    subject: str = ""
    delivery: str = "pickup"
    wanted: date | None = None
    wanted_time: str = ""
    includes_tax: bool = True
    note: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    id: int | None = None
    version: int = 0
    confirm: bool = True
    street: str = ""
    town: str = ""
    source: str = ""
    external: str = ""
    dated: date | None = None
    branch: str = ""


class OrderLineView(Struct, frozen=True):
    """One line of an order: figures of all of it, and of what was handed over, VAT included, in minor units.

    `net` says that VAT comes on top of the price, and that discounts are without it.
    """

    id: int
    position: int
    kind: str
    product_id: int | None
    text: str
    unit: str
    price: Money
    percent: int
    off: Money | None
    tax_code: str
    rate: int
    group_id: int | None
    discountable: bool
    parent: int | None
    figures: LineFigures
    handed: LineFigures
    packed: int
    cancelled: int
    lot: Lot
    net: bool = False

    @property
    def quantity(self) -> int:
        """What was ordered, in thousandths."""
        return self.figures.quantity

    @property
    def left(self) -> int:
        """The quantity that is still to be handed over."""
        return self.quantity - self.handed.quantity - self.cancelled

    @property
    def rest(self) -> LineFigures:
        """The figures of what is left."""
        return self.figures.less(self.handed.negated)


class Step(Struct, frozen=True):
    """One step in the life of an order; `what` in words."""

    at: int
    person: str
    kind: str
    what: str
    receipt: str = ""


class Awaited(Struct, frozen=True):
    """A bank transfer that is to come for an order: no money is booked. `since` is when that was noted (UTC ms)."""

    amount: Money
    since: int


READY = {"all": N_("packed"), "part": N_("packed in part")}
"""How much of what is left lies packed, by `OrderRow.ready`."""


class OrderRow(Struct, frozen=True):
    """An order in a list; `late` when its day is past and something is left to do. `street` and `town` are where it is
    delivered, its own or the customer's; empty for one that is picked up. `source` is the program that it came from,
    `external` its number there.
    """

    id: int
    number: int
    kind: str
    status: str
    customer_id: int | None
    customer: str
    phone: str
    delivery: str
    wanted: date | None
    wanted_time: str
    subject: str
    created_at: int
    dated: date
    branch: str
    ready: str
    """`all` where everything that is left lies packed, `part` where some of it does."""
    total: Money
    paid: Money
    late: bool
    street: str
    town: str
    awaited: Awaited | None = None
    source: str | None = None
    external: str | None = None

    @property
    def alive(self) -> bool:
        """Whether there is something left to do."""
        return self.status in ALIVE

    @property
    def due(self) -> Money:
        """What is still to be paid, below zero for what goes back; nothing once it is finished."""
        return self.total - self.paid if self.alive else self.total.zero

    def still_awaited(self, due: int, arrived: int = 0) -> dict[str, int | None]:
        """What is awaited, as columns: less what `arrived` by transfer, and no more than is `due` (in minor units)."""
        if self.awaited is not None:
            left = min(self.awaited.amount.minor - arrived, due)
            if left > 0:
                return {"awaited": left, "awaited_since": self.awaited.since}
        return NOT_AWAITED


class RateChange(Struct, frozen=True):
    """A VAT rate that is another one since an order was settled, in basis points."""

    code: str
    before: int
    now: int


class Order(Struct, frozen=True):
    """An order with all that belongs to it. `deposits` are gross and VAT left of what was paid, by rate.

    `includes_tax` says how it is shown, and what prices mean that are typed for it; each line says what its own price
    means, `off_net` whether `off` is without VAT.

    `rate_changes` say how its lines differ from what was settled, `settled` what it came to then.
    """

    row: OrderRow
    uid: str
    register: str
    person_id: int
    person: str
    includes_tax: bool
    percent: int
    off: Money | None
    off_net: bool
    note: str
    extra: dict[str, str]
    version: int
    lines: tuple[OrderLineView, ...]
    deposits: dict[RateKey, tuple[int, int]]
    steps: tuple[Step, ...]
    rate_changes: tuple[RateChange, ...] = ()
    settled: Money | None = None

    @property
    def id(self) -> int:
        """Its local id."""
        return self.row.id

    @property
    def number(self) -> int:
        """Its number."""
        return self.row.number

    @property
    def deposit_left(self) -> Money:
        """What was paid and not used yet."""
        return Money(sum(gross for gross, _tax in self.deposits.values()), self.row.total.currency)

    @property
    def shown(self) -> tuple[OrderLineView, ...]:
        """The lines that were not taken off again."""
        return tuple(line for line in self.lines if line.quantity)


def order_code(number: int) -> str:
    """What the barcode on an order's slip says."""
    return f"O-{number:06d}"


def read_order_code(code: str) -> int | None:
    """The order's number of a scanned code; None for another code."""
    head, dash, digits = code.strip().upper().partition("-")
    if head == "O" and dash and 6 <= len(digits) <= 9 and is_digits(digits):
        return int(digits)
    return None
