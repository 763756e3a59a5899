"""One payment for several receipts: which of them each tender settles, to the minor unit.

The customer pays the sum once; a receipt is settled by the tenders in the order in which they were given.
"""

from collections.abc import Iterator, Sequence

from kassa_tui.money import Money
from kassa_tui.till.basket.tender import Payment


def _slices(settled: int, left: list[int]) -> Iterator[tuple[int, int]]:
    """The places that an amount settles, in turn, with how much of each; that is not `left` there any more."""
    for place, due in enumerate(left):
        part = min(settled, due)
        if part > 0:
            left[place] -= part
            settled -= part
            yield place, part


def _roundings(rounding: int, parts: Sequence[int]) -> list[int]:
    """The rounding of a tender goes with its largest part; what is more than that part could bear, with the next."""
    borne = [0] * len(parts)
    for number in sorted(range(len(parts)), key=lambda each: -parts[each]):
        borne[number] = max(rounding, -parts[number])
        rounding -= borne[number]
    return borne


def _sliced(payment: Payment, slices: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Payment]]:
    """The tender of each place; change comes of the last, and no part takes in less than nothing."""
    roundings = _roundings(payment.rounding.minor, [part for _place, part in slices])
    for number, ((place, part), rounding) in enumerate(zip(slices, roundings, strict=True), start=1):
        change = payment.change.minor if number == len(slices) else 0
        amounts = (part + rounding + change, change, rounding)
        tendered, back, rounded = (Money(minor, payment.tendered.currency) for minor in amounts)
        yield place, Payment(payment.method, tendered, back, rounded, payment.reference)


def shared(payments: Sequence[Payment], totals: Sequence[int]) -> list[tuple[Payment, ...]]:
    """The tenders of each of several receipts, whose `totals` (minor units, none below nothing) they settle together.

    What settles nothing, such as a card that was declined, stands on the last.
    """
    left, shares = list(totals), [list[Payment]() for _total in totals]
    for payment in payments:
        slices = list(_slices(payment.settled.minor, left))
        for place, part in _sliced(payment, slices):
            shares[place].append(part)
        if not slices:
            shares[-1].append(payment)
    return [tuple(share) for share in shares]


def joined(shares: Sequence[Sequence[Payment]]) -> tuple[Payment, ...]:
    """The tenders of several receipts as one payment again: those of one method and reference are one."""
    whole: dict[tuple[str, str], Payment] = {}
    for payment in (each for share in shares for each in share):
        key = (payment.method, payment.reference)
        before = whole.get(key)
        whole[key] = payment if before is None else _sum(before, payment)
    return tuple(whole.values())


def _sum(one: Payment, other: Payment) -> Payment:
    return Payment(
        one.method,
        one.tendered + other.tendered,
        one.change + other.change,
        one.rounding + other.rounding,
        one.reference,
    )
