"""Paying: what is due, what cash rounds to, what goes back. Pure values; amounts never leave whole minor units.

Cash rounding: NL to 5 cents, voluntary, announced to the customer (Rijksoverheid); DK to 50 øre
(bekendtgørelse 928 of 2008, section 2). It applies once, to the rest that cash settles; cards never round.
"""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from kassa_tui.i18n import N_
from kassa_tui.money import Money, to_step
from kassa_tui.till.ledger.errors import TillError


class NoCoinError(TillError):
    """Change or a sum that no coin in use can pay."""

    template = N_("That leaves change that no coin can pay. Take {lower} or {higher}.")


class TooMuchError(TillError):
    """More than is due by a method that gives no change."""

    template = N_("That is more than {due}. Only cash gives change.")


class NothingDueError(TillError):
    """Everything is paid already."""

    template = N_("Nothing is left to pay.")


class WrongSignError(TillError):
    """Money in where it goes out, or the other way round."""

    template = N_("Money goes back here: type at most {due}.")


class CashRule(Struct, frozen=True):
    """How the shop rounds cash: to `step` minor units (1: not at all); `coin` is the smallest in use."""

    step: int = 1
    coin: int = 1

    def due(self, rest: Money) -> Money:
        """What cash settles the rest with."""
        return Money(to_step(rest.minor, self.step), rest.currency)


class Payment(Struct, frozen=True):
    """One tender. What the method takes in is tendered - change; without `rounding` it is what it settles."""

    method: str
    tendered: Money
    change: Money
    rounding: Money
    reference: str = ""

    @property
    def amount(self) -> Money:
        """What came in by this method; negative when it went out."""
        return self.tendered - self.change

    @property
    def settled(self) -> Money:
        """How much of the receipt it pays."""
        return self.amount - self.rounding


def plain(method: str, amount: Money, reference: str = "") -> Payment:
    """A tender without change or rounding."""
    return Payment(method, amount, amount.zero, amount.zero, reference)


def moved(payments: Iterable[Payment]) -> list[Payment]:
    """Those that moved or settled something: what was declined did neither."""
    return [payment for payment in payments if payment.amount or payment.rounding]


def _works(rest: Money, tendered: int, rule: CashRule) -> bool:
    if (tendered - rest.minor) % rule.coin == 0 and tendered >= rest.minor:
        return True
    due = rule.due(rest).minor
    return tendered >= due and (tendered - due) % rule.coin == 0


def _working(rest: Money, tendered: Money, rule: CashRule) -> tuple[Money, Money]:
    """The nearest amounts below and above that can be paid."""
    lowest = min(rest.minor, rule.due(rest).minor)
    lower = next((n for n in range(tendered.minor, lowest - 1, -1) if _works(rest, n, rule)), lowest)
    higher = next(
        n for n in range(tendered.minor, tendered.minor + 4 * rule.step + rest.minor + 2) if _works(rest, n, rule)
    )
    return Money(lower, rest.currency), Money(higher, rest.currency)


def cash(method: str, rest: Money, tendered: Money, rule: CashRule, reference: str = "") -> Payment:
    """Cash for `rest`. Less than is due is a part, never rounded; otherwise it settles, with change.

    Raises NoCoinError with the two nearest amounts that work.
    """
    due = rule.due(rest)
    if tendered.minor < min(rest.minor, due.minor):
        return plain(method, tendered, reference)
    if (tendered.minor - rest.minor) % rule.coin == 0 and tendered >= rest:
        return Payment(method, tendered, tendered - rest, rest.zero, reference)
    change = tendered - due
    if change.minor < 0 or change.minor % rule.coin:
        lower, higher = _working(rest, tendered, rule)
        raise NoCoinError(lower=lower, higher=higher)
    return Payment(method, tendered, change, due - rest, reference)


class Bill(Struct, frozen=True):
    """What is to be paid and what has been: a value, like the basket."""

    total: Money
    rule: CashRule
    payments: tuple[Payment, ...] = ()

    @property
    def rest(self) -> Money:
        """Still to pay; negative when money goes back."""
        return self.total - Money(sum(p.settled.minor for p in self.payments), self.total.currency)

    @property
    def done(self) -> bool:
        """Whether the receipt can be recorded."""
        return not self.rest

    @property
    def cash_due(self) -> Money:
        """The rest as cash would settle it."""
        return self.rule.due(self.rest)

    def add(self, payment: Payment) -> "Bill":
        """With one tender more."""
        return replace(self, payments=(*self.payments, payment))

    def pay_cash(self, method: str, tendered: Money) -> "Bill":
        """With cash for the rest, in or out. Raises NothingDueError, NoCoinError, WrongSignError."""
        if self.done:
            raise NothingDueError
        if self.rest.minor > 0:
            return self.add(cash(method, self.rest, tendered, self.rule))
        if tendered.minor > 0 or (tendered not in (self.rest, self.cash_due) and tendered < self.rest):
            raise WrongSignError(due=self.cash_due)
        if tendered in (self.cash_due, self.rest):
            return self.add(replace(plain(method, tendered), rounding=tendered - self.rest))
        if tendered.minor % self.rule.coin:
            raise NoCoinError(lower=self.cash_due, higher=self.rest)
        return self.add(plain(method, tendered))

    def pay(self, method: str, amount: Money, reference: str = "") -> "Bill":
        """With a tender that gives no change. Raises NothingDueError, TooMuchError, WrongSignError."""
        if self.done:
            raise NothingDueError
        if (amount.minor > 0) != (self.rest.minor > 0):
            raise WrongSignError(due=self.rest) if self.rest.minor < 0 else TooMuchError(due=self.rest)
        if abs(amount.minor) > abs(self.rest.minor):
            raise TooMuchError(due=self.rest)
        return self.add(plain(method, amount, reference))

    def note(self, method: str, reference: str) -> "Bill":
        """With a tender of nothing, kept as a note: a declined card."""
        return self.add(plain(method, self.total.zero, reference))

    def without(self, position: int) -> "Bill":
        """With one tender taken back."""
        return replace(self, payments=self.payments[:position] + self.payments[position + 1 :])
