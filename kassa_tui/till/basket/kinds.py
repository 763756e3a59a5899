"""Kinds of payment methods, a frozen row each: callers ask the row what it can, and never which it is."""

from enum import Enum, auto

from msgspec import Struct

from kassa_tui.i18n import N_
from kassa_tui.till.ledger.errors import TillError


class UnknownKindError(TillError):
    """A kind that this program does not know: it is refused, for nobody could say what it can."""

    template = N_("There is no such kind of payment method: {kind}.")


class Way(Enum):
    """How a payment is taken: every kind has one, and the payment screen knows each of them."""

    CASH = auto()
    """What was handed over is typed, and change goes back."""
    TERMINAL = auto()
    """A terminal is asked first."""
    CODE = auto()
    """A voucher pays by its code."""
    ARRIVES = auto()
    """It comes by itself, later: whoever may says that it came, and what the bank's statement says of it."""
    AT_ONCE = auto()
    """Nothing is asked: it is paid when it is chosen."""


class Kind(Struct, frozen=True):
    """A kind of payment method: `code` is how it is stored, `name` and `hint` are translated where they are shown."""

    code: str
    name: str
    way: Way
    hint: str = ""
    """Beside the method's name on the payment screen."""
    gives_change: bool = False
    rounds: bool = False
    """Whether the last of a payment is rounded to coins in use."""
    in_drawer: bool = False
    """Whether it is kept in the drawer, and counted there."""
    suffices: bool = False
    """Whether a shop can sell by it alone; one method of such a kind stays in use."""
    several: bool = False
    """Whether there may be several methods of it."""
    at_counter: bool = False
    """Whether it needs the counter, its drawer or its terminal: the office takes none (S5.31)."""
    handed_over: bool = False
    """Whether a part that was paid is given back when the payment is not finished."""
    correctable: bool = False
    """Whether it can be confused with another: a voucher or an account belongs to somebody."""
    needs_customer: bool = False
    needs_order: bool = False
    """Whether it is for orders, and for the office, only."""
    makes_invoice: bool = False
    """Whether the customer owes it from then on."""
    draws_credit: bool = False
    """Whether it takes from what the shop owes the customer."""

    @property
    def takes_code(self) -> bool:
        """Whether a code says what pays, and money that goes back gets a new one."""
        return self.way is Way.CODE

    @property
    def arrives(self) -> bool:
        """Whether it is booked when it has come, with a reference."""
        return self.way is Way.ARRIVES

    @property
    def asks_terminal(self) -> bool:
        """Whether a terminal takes it, and gives it back."""
        return self.way is Way.TERMINAL

    @property
    def for_some(self) -> bool:
        """Whether it is offered to some customers, or for orders, only."""
        return self.needs_customer or self.needs_order


KINDS = (
    Kind(
        *("card", N_("card or phone"), Way.TERMINAL, N_("card, phone")),
        suffices=True,
        several=True,
        at_counter=True,
        handed_over=True,
        correctable=True,
    ),
    Kind(
        *("cash", N_("cash"), Way.CASH, N_("with change")),
        gives_change=True,
        rounds=True,
        in_drawer=True,
        suffices=True,
        at_counter=True,
        handed_over=True,
        correctable=True,
    ),
    Kind("transfer", N_("transfer"), Way.ARRIVES, several=True, correctable=True, needs_order=True),
    Kind("voucher", N_("gift voucher"), Way.CODE, N_("no change")),
    Kind("account", N_("on account"), Way.AT_ONCE, needs_customer=True, makes_invoice=True),
    Kind("credit", N_("credit"), Way.AT_ONCE, needs_customer=True, draws_credit=True),
)
"""All of them, as a form offers them."""

_BY_CODE = {kind.code: kind for kind in KINDS}


def of(code: str) -> Kind:
    """The row of a stored code. Raises UnknownKindError."""
    if code not in _BY_CODE:
        raise UnknownKindError(kind=code[:20])
    return _BY_CODE[code]
