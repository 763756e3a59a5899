"""VAT at the rate of the day: goods bear that of their hand-over (directive 2006/112/EC, art. 93).

Gross prices keep their gross; where prices are net, VAT of another rate is another total. Minor units and basis points.
"""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.i18n import _, current
from kassa_tui.models import OrderLine
from kassa_tui.money import Money, apportion, half_away, share, spread
from kassa_tui.till.basket.lines import LineFigures
from kassa_tui.till.basket.tax import Rate, tax_in, tax_on
from kassa_tui.till.orders.values import Order, OrderLineView, RateChange
from kassa_tui.till.papers.kept_papers import percent_text

Settled = tuple[list[LineFigures], list[int]]
"""Figures of each line, and its rate."""


Prepaid = tuple[int, int]
"""Gross and VAT of what was paid before."""


def taxed(figures: LineFigures, tax: int, *, net: bool) -> LineFigures:
    """The same with another VAT: of a net price the total moves along."""
    more = tax - figures.tax if net else 0
    return replace(figures, amount=figures.amount + more, total=figures.total + more, tax=tax)


def exact_tax(figures: LineFigures, rate: int, *, net: bool) -> Fraction:
    """The VAT in figures at a rate, or on them where prices are net, before it is rounded."""
    return tax_on(figures.total - figures.tax, rate) if net else tax_in(figures.total, rate)


def paid_at_others(order: Order, code: str, rate: int) -> Prepaid:
    """What was paid for a VAT code at other rates than this one, and is not used yet."""
    others = [part for (of, at), part in order.deposits.items() if of == code and at != rate]
    return sum(gross for gross, _tax in others), sum(tax for _gross, tax in others)


def net_taxes(nets: Sequence[int], rate: int, prepaid: Prepaid) -> list[int]:
    """The VAT on net prices of one code: what was prepaid keeps the VAT that it bore, the rest bears the rate."""
    gross, borne = prepaid
    covered = min(gross - borne, sum(nets))
    kept = borne if covered == gross - borne else share(borne, covered, gross - borne)
    return spread(kept + half_away(tax_on(sum(nets) - covered, rate)), nets) if any(nets) else [0] * len(nets)


def _rerated(lines: Sequence[OrderLineView], rate: int, prepaid: Prepaid) -> list[OrderLineView]:
    """Lines of one VAT code, what is left of them at a rate: VAT is rounded once, then spread."""
    exact = [exact_tax(line.rest, rate, net=line.net) for line in lines]
    taxes = apportion(half_away(sum(exact, Fraction())), exact)
    if lines[0].net and any(prepaid):
        taxes = net_taxes([line.rest.total - line.rest.tax for line in lines], rate, prepaid)
    return [
        replace(line, rate=rate, figures=taxed(line.figures, line.handed.tax + tax, net=line.net))
        for line, tax in zip(lines, taxes, strict=True)
    ]


def of_day(order: Order, rates: Mapping[str, Rate], *, keeps_rate: bool = False) -> Order:
    """The order with what is left of it at the rates of a day; a code that has none that day keeps its rate.

    `keeps_rate` says that what was prepaid keeps the rate that it bore: net prices come to another total as far as they
    are not paid yet.
    """
    changes: dict[RateChange, None] = {}
    lines = {line.id: line for line in order.lines}
    for code, net in dict.fromkeys((line.tax_code, line.net) for line in order.lines):
        left = [line for line in order.lines if line.left > 0 and (line.tax_code, line.net) == (code, net)]
        old = [line for line in left if code in rates and line.rate != rates[code].rate]
        if old:
            changes |= {RateChange(code, line.rate, rates[code].rate): None for line in old}
            prepaid = paid_at_others(order, code, rates[code].rate) if keeps_rate else (0, 0)
            lines |= {line.id: line for line in _rerated(left, rates[code].rate, prepaid)}
    if not changes:
        return order
    total = Money(sum(line.figures.total for line in lines.values()), order.row.total.currency)
    return replace(
        order, row=replace(order.row, total=total), lines=tuple(lines.values()), rate_changes=tuple(changes),
        settled=order.row.total,
    )  # fmt: skip


def notices(order: Order) -> list[str]:
    """What people are told of an order whose rates changed, before anything is paid."""
    spoken = current()
    told = _("VAT was {before} when this was placed and is {now} now.")
    lines = [
        told.format(before=percent_text(each.before, spoken), now=percent_text(each.now, spoken))
        for each in order.rate_changes
    ]
    if order.settled is not None and order.settled != order.row.total:
        before, now = (money.text(spoken.language) for money in (order.settled, order.row.total))
        lines.append(_("It came to {before} and comes to {now} now.").format(before=before, now=now))
    return lines


def with_other_totals(order_ids: Sequence[int], rates: Mapping[str, Rate]) -> set[int]:
    """Which of these orders may come to another amount at rates of a day: those with net prices at an old rate."""
    net = rows(
        "SELECT DISTINCT l.order_id, l.tax_code, l.rate FROM order_line l JOIN customer_order o ON o.id = l.order_id "
        "WHERE coalesce(l.net, NOT o.includes_tax) AND l.quantity > 0 AND o.id IN (SELECT value FROM json_each(?))",
        json.dumps(list(order_ids)),
    )
    return {order_id for order_id, code, rate in net if code in rates and rates[code].rate != rate}


def write(order: Order) -> dict[str, int]:
    """Settle the lines at the rates that they have now, inside the transaction of what is done; the order's columns."""
    if not order.rate_changes:
        return {}
    for line in order.lines:
        figures = line.figures
        OrderLine.update(rate=line.rate, amount=figures.amount, total=figures.total, tax=figures.tax).where(
            OrderLine.id == line.id
        ).execute()
    return {"total": order.row.total.minor}
