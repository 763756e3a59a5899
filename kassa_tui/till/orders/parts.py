"""Which VAT a payment on an order bears, and which deposits pay for what is handed over or go back.

Directive 2006/112/EC, art. 65: VAT falls due on what is paid beforehand, as the VAT contained in it. All amounts are
minor units, rates basis points; everything here is a pure function of an order as it stands.
"""

from collections.abc import Iterable

from msgspec import Struct

from kassa_tui.money import half_away, spread
from kassa_tui.till.basket.lines import OUTSIDE
from kassa_tui.till.basket.tax import RateKey, tax_in
from kassa_tui.till.orders.values import Order, OrderLineView

Parts = dict[RateKey, tuple[int, int]]
"""Gross and VAT by VAT code and rate."""

NO_VAT: RateKey = (OUTSIDE, 0)
"""What a deposit bears where VAT counts at the hand-over."""


def contained(gross: int, rate: int) -> int:
    """The VAT in an amount, rounded once."""
    return half_away(tax_in(gross, rate))


def gross_of(parts: Parts) -> int:
    """The sum of all parts."""
    return sum(gross for gross, _tax in parts.values())


def _left(lines: Iterable[OrderLineView]) -> Parts:
    """What is still to be handed over, by rate."""
    parts: Parts = {}
    for line in lines:
        if line.left > 0:
            gross, tax = parts.get((line.tax_code, line.rate), (0, 0))
            parts[line.tax_code, line.rate] = (gross + line.rest.total, tax + line.rest.tax)
    return parts


def _by_code(parts: Parts) -> dict[str, int]:
    grosses: dict[str, int] = {}
    for (code, _rate), (gross, _tax) in parts.items():
        grosses[code] = grosses.get(code, 0) + gross
    return grosses


def _unpaid(goods: Parts, deposits: Parts) -> dict[RateKey, int]:
    """What is due on each rate: deposits pay their own VAT code first, what they exceed it by pays the others."""
    paid = _by_code(deposits)
    due: dict[RateKey, int] = {}
    for key, (gross, _tax) in goods.items():
        own = min(gross, paid.get(key[0], 0))
        due[key] = gross - own
        if own:
            paid[key[0]] -= own
    over = min(sum(paid.values()), sum(due.values()))
    if over > 0:
        due = {key: gross - part for (key, gross), part in zip(due.items(), spread(over, [*due.values()]), strict=True)}
    return due


def due_by_rate(order: Order) -> Parts:
    """What is due on each rate, with the VAT that the payment of all of it bears: what the rate's deposits did not."""
    goods, due = _left(order.lines), {}
    for key, gross in _unpaid(goods, order.deposits).items():
        paid, borne = order.deposits.get(key, (0, 0))
        whole = gross + paid
        tax = goods[key][1] if whole == goods[key][0] else contained(whole, key[1])
        due[key] = (gross, tax - borne)
    # Goods of a rate may have left with VAT that its deposits did not bear to the cent.
    due |= {key: (0, -tax) for key, (gross, tax) in order.deposits.items() if not gross and key not in due}
    return {key: part for key, part in due.items() if any(part)}


def paying(amount: int, due: Parts) -> Parts:
    """A payment spread over what is due, each with the VAT contained in it; all that is due takes all the VAT left."""
    if amount == gross_of(due):
        return dict(due)
    grosses = spread(amount, [gross for gross, _tax in due.values()])
    return {key: (gross, contained(gross, key[1])) for key, gross in zip(due, grosses, strict=True) if gross}


def _grosses_used(order: Order, goods: Parts) -> dict[RateKey, int]:
    """Own VAT code first, then what bore no VAT, then others for what would be asked beyond what is due."""
    left = {key: gross for key, (gross, _tax) in order.deposits.items()}
    taken = dict.fromkeys(left, 0)

    def take(keys: Iterable[RateKey], most: int) -> int:
        for key in keys:
            part = max(0, min(most, left[key] - taken[key]))
            taken[key] += part
            most -= part
        return most

    asked = sum(take((key for key in left if key[0] == code), gross) for code, gross in _by_code(goods).items())
    asked = take((key for key in left if key[0] == OUTSIDE), asked)
    rest = [max(0, left[key] - taken[key]) for key in left]
    beyond = min(asked - max(0, order.row.due.minor), sum(rest))
    if beyond > 0:
        for key, part in zip(left, spread(beyond, rest), strict=True):
            taken[key] += part
    return taken


def used(order: Order, goods: Parts, *, last: bool) -> Parts:
    """Which deposits pay for goods, with the VAT that is taken back; the `last` goods use up all.

    Goods that deposits of their own rate pay wholly take back exactly their own VAT: they leave with none.
    """
    parts: Parts = {}
    for key, gross in _grosses_used(order, goods).items():
        whole, tax = order.deposits[key]
        wholly = key in goods and goods[key][0] == gross
        if last or (gross == whole and not wholly):
            parts[key] = (gross, tax)
        elif gross:
            parts[key] = (gross, goods[key][1] if wholly else contained(gross, key[1]))
    return {key: part for key, part in parts.items() if any(part)}


def _income_due(order: Order, borne: Parts) -> dict[RateKey, int]:
    """What was due on the order's rates beside deposits that bore VAT: how one without is spread when it is kept."""
    goods = _left(order.lines)
    if not goods:
        # All that is left of the order left with what it belongs to.
        goods = {(line.tax_code, line.rate): (line.figures.total, 0) for line in order.shown}
    due = _unpaid(goods, borne)
    return due if any(due.values()) else {key: gross for key, (gross, _tax) in goods.items()}


def _kept_without(order: Order, borne: Parts) -> Parts:
    """Kept deposits that bore no VAT, as income with the VAT contained in it."""
    gross, due = order.deposits.get(NO_VAT, (0, 0))[0], _income_due(order, borne)
    # Beside deposits that bore VAT they are first those of goods outside VAT.
    own = min(gross, due.get(NO_VAT, 0)) if borne else 0
    due[NO_VAT] = due.get(NO_VAT, 0) - own
    weights = [*due.values()] if any(due.values()) else [1] * len(due)
    parts = dict(zip(due, spread(gross - own, weights), strict=True))
    parts[NO_VAT] += own
    return {key: (part, contained(part, key[1])) for key, part in parts.items() if part}


def kept(order: Order, *, with_tax: bool) -> Parts:
    """What deposits that the shop keeps are as income: at the rates that they bore, or outside VAT."""
    if not with_tax:
        return {NO_VAT: (order.deposit_left.minor, 0)}
    income = {key: part for key, part in order.deposits.items() if key != NO_VAT}
    for key, (gross, tax) in _kept_without(order, income).items():
        before = income.get(key, (0, 0))
        income[key] = (before[0] + gross, before[1] + tax)
    return income


class TakenBack(Struct, frozen=True):
    """A deposit that is used: how much of it, at which rate with which VAT, and what it bore where that was another."""

    key: RateKey
    gross: int
    tax: int
    bore_rate: int | None = None
    bore_tax: int | None = None


def taken_back(parts: Parts, goods: Parts, *, keeps_rate: bool) -> list[TakenBack]:
    """Deposits that are used, each at the rate that it bore.

    Where what was prepaid keeps its rate, nothing of that VAT is taken back: it takes as much off the goods, at their
    rate, and what is paid for them now bears the VAT contained in it.
    """
    at_rates = {key[0]: key for key in reversed(goods)} if keeps_rate else {}
    old = {key: part for key, part in parts.items() if key[0] in at_rates and key not in goods}
    taken = [TakenBack(key, *part) for key, part in parts.items() if key not in old]
    for code, key in at_rates.items():
        of_code = {each: part for each, part in old.items() if each[0] == code}
        taken += _at_goods_rate(key, goods[key], parts.get(key, (0, 0)), of_code)
    return taken


def _at_goods_rate(key: RateKey, goods: tuple[int, int], own: tuple[int, int], old: Parts) -> Iterable[TakenBack]:
    """Deposits of older rates that pay goods; what they pay beyond them, for other codes, is taken back as it was."""
    room, paying_goods = goods[0] - own[0], list[int]()
    for gross, _tax in old.values():
        paying_goods.append(max(0, min(gross, room - sum(paying_goods))))
    used_gross = sum(paying_goods)
    rest_tax = contained(room - used_gross, key[1])
    taxes = spread(goods[1] - own[1] - rest_tax, paying_goods) if used_gross else paying_goods
    for ((code, rate), (gross, borne)), part, tax in zip(old.items(), paying_goods, taxes, strict=True):
        bore = borne if part == gross else contained(part, rate)
        if part:
            yield TakenBack(key, part, tax, rate, bore)
        if not part or part < gross:
            yield TakenBack((code, rate), gross - part, borne - (bore if part else 0))


def _over(order: Order, goods: Parts) -> dict[RateKey, int]:
    """By how much the deposits of each VAT code exceed its goods; the newest of them first."""
    wanted = _by_code(goods)
    over: dict[RateKey, int] = dict.fromkeys(order.deposits, 0)
    paid = _by_code(order.deposits)
    for key in reversed(order.deposits):
        code = key[0]
        over[key] = max(0, min(order.deposits[key][0], paid[code] - wanted.get(code, 0)))
        paid[code] -= over[key]
    return over


def going_back(order: Order, amount: int) -> Parts:
    """Which deposits go back: of what was paid beyond its own goods first; all of them with all their VAT."""
    if amount == order.deposit_left.minor:
        return dict(order.deposits)
    goods = _left(order.lines)
    over = _over(order, goods)
    first = min(amount, sum(over.values()))
    parts = spread(first, [*over.values()])
    kept = [gross - part for (gross, _tax), part in zip(order.deposits.values(), parts, strict=True)]
    parts = [a + b for a, b in zip(parts, spread(amount - first, kept), strict=True)]
    back: Parts = {}
    for (key, (whole, tax)), gross in zip(order.deposits.items(), parts, strict=True):
        if gross == whole:
            back[key] = (gross, tax)
        elif gross:
            stays = goods.get(key, (None, 0))
            back[key] = (gross, tax - stays[1] if whole - gross == stays[0] else contained(gross, key[1]))
    return {key: part for key, part in back.items() if any(part)}
