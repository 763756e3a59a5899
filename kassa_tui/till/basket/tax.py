"""VAT: taken out once for each rate of a receipt, then spread over its lines and its tenders.

Directive 2006/112/EC art. 73 and 78 (the taxable amount is what is received, less the VAT in it); prices
include VAT. All figures are minor units, rates basis points. Everything here is a pure function but
`rates_on`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_
from kassa_tui.money import apportion, half_away, spread
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import PERCENT, Line, LineFigures
from kassa_tui.till.ledger import past_clock
from kassa_tui.till.ledger.errors import TillError

RateKey = tuple[str, int]
"""A VAT code and its rate: what a receipt's block has one row of."""


class NoRateError(TillError):
    """A VAT code without a rate on that day."""

    template = N_('There is no VAT rate "{code}" on {day}.')


class Rate(Struct, frozen=True):
    """A dated rate. An `outside` rate stands for what bears no VAT at all."""

    code: str
    name: str
    rate: int
    outside: bool


class TaxFigures(Struct, frozen=True):
    """One rate of a receipt."""

    code: str
    rate: int
    gross: int
    tax: int

    @property
    def net(self) -> int:
        """Without VAT."""
        return self.gross - self.tax


class Cell(Struct, frozen=True):
    """What one tender (by position) paid of one rate."""

    position: int
    code: str
    rate: int
    gross: int
    tax: int


class Figures(Struct, frozen=True):
    """All figures of a receipt: what is stored, and what every report adds up."""

    lines: tuple[LineFigures, ...]
    rates: tuple[int, ...]
    taxes: tuple[TaxFigures, ...]
    total: int


def rates_on(day: date) -> dict[str, Rate]:
    """The rate of each VAT code on a day; a clock that stands before the shop began has those of its newest day."""
    return dated_rates(past_clock.known_day(day))


def dated_rates(day: date) -> dict[str, Rate]:
    """The rate of each VAT code on a day, whatever the clock says of today."""
    rates = rows(
        "SELECT code, name, rate, outside FROM tax_rate WHERE valid_from <= ? ORDER BY code, valid_from",
        day.isoformat(),
    )
    return {code: Rate(code, name, rate, bool(outside)) for code, name, rate, outside in rates}


def prepaid_keeps_rate(day: date) -> bool:
    """Whether what was paid before keeps the rate that it bore when the goods leave at another on that day.

    Directive 2006/112/EC, art. 93 and 95: a country's choice. A clock before the shop began has that of its newest day.
    """
    rule = row(
        "SELECT keeps_rate FROM prepaid_rule WHERE valid_from <= ? ORDER BY valid_from DESC LIMIT 1",
        past_clock.known_day(day).isoformat(),
    )
    return bool(rule and rule[0])


def tax_in(gross: int, rate: int) -> Fraction:
    """The exact VAT in an amount that includes it."""
    return Fraction(gross * rate, PERCENT + rate)


def tax_on(net: int, rate: int) -> Fraction:
    """The exact VAT on an amount that excludes it."""
    return Fraction(net * rate, PERCENT)


def restated(amount: int, rate: int, *, net: bool, as_net: bool) -> int:
    """An amount that excludes VAT (`net`) or includes it, as it is otherwise (`as_net`), rounded once."""
    if net == as_net:
        return amount
    return amount - half_away(tax_in(amount, rate)) if as_net else amount + half_away(tax_on(amount, rate))


def restated_of(line: Line, amount: int, rates: Mapping[str, Rate], *, net: bool, as_net: bool) -> int:
    """The same of an amount of a line; a VAT code that has no rate that day changes nothing."""
    rate = rates[line.tax_code].rate if line.tax_code in rates else 0
    return restated(amount, rate, net=net, as_net=as_net)


def rate_of(line: Line, rates: Mapping[str, Rate], day: date) -> int:
    """The rate of a line on a day, or the one that it brings along. Raises NoRateError."""
    if line.stored_rate is not None:
        return line.stored_rate
    if line.tax_code not in rates:
        raise NoRateError(code=line.tax_code, day=day)
    return rates[line.tax_code].rate


def _taxes(keys: Sequence[RateKey], basket: Basket, totals: Sequence[int]) -> list[int]:
    """The VAT of each line: a returned or ordered line brings its own, the others share their rate's."""
    taxes = [line.stored.tax if line.stored else 0 for line in basket.lines]
    for key in dict.fromkeys(keys):
        new = [i for i, line in enumerate(basket.lines) if keys[i] == key and not line.stored]
        exact = [tax_in(totals[i], key[1]) for i in new]
        for i, tax in zip(new, apportion(half_away(sum(exact, Fraction())), exact), strict=True):
            taxes[i] = tax
    return taxes


def figures(basket: Basket, rates: dict[str, Rate], day: date) -> Figures:
    """Compute everything that a receipt stores, but the tenders. Raises NoRateError."""
    shares = basket.shares()
    keys = [(line.tax_code, rate_of(line, rates, day)) for line in basket.lines]
    totals = [line.net.minor - part for line, part in zip(basket.lines, shares, strict=True)]
    taxes = _taxes(keys, basket, totals)
    lines = tuple(
        LineFigures(line.quantity, line.amount.minor, line.discount.minor, shares[i], totals[i], taxes[i])
        for i, line in enumerate(basket.lines)
    )
    block = {key: [0, 0] for key in sorted(set(keys), key=lambda key: (-key[1], key[0]))}
    for key, line in zip(keys, lines, strict=True):
        block[key][0] += line.total
        block[key][1] += line.tax
    return Figures(
        lines,
        tuple(rate for _code, rate in keys),
        tuple(TaxFigures(code, rate, gross, tax) for (code, rate), (gross, tax) in block.items()),
        sum(totals),
    )


def _row(settled: int, left: Sequence[int]) -> list[int]:
    """What one tender pays of each rate: its share of what is left."""
    if sum(left) == 0:
        return [settled, *[0] * (len(left) - 1)]
    return spread(settled, left)


def _tax_column(tax: int, grosses: Sequence[int]) -> list[int]:
    """The VAT of one rate, spread over the tenders as its gross is."""
    if sum(grosses) == 0:
        return [tax, *[0] * (len(grosses) - 1)]
    return spread(tax, grosses)


def cells(taxes: Sequence[TaxFigures], settled: Sequence[int]) -> list[Cell]:
    """Tenders by rates, so that rows and columns both add up; `settled` in the order of the tenders.

    Tender by tender a share of what is left per rate; the last takes what remains.
    """
    if not taxes or not settled:
        return []
    left = [tax.gross for tax in taxes]
    shares: list[list[int]] = []
    for amount in settled[:-1]:
        paid = _row(amount, left)
        left = [a - b for a, b in zip(left, paid, strict=True)]
        shares.append(paid)
    shares.append(left)
    return with_tax(taxes, shares)


def with_tax(taxes: Sequence[TaxFigures], rows: Sequence[Sequence[int]]) -> list[Cell]:
    """The cells of tenders whose gross by rate is known, a row each: the VAT of each rate is spread as its gross is."""
    columns = [_tax_column(tax.tax, [row[k] for row in rows]) for k, tax in enumerate(taxes)]
    return [
        Cell(position + 1, tax.code, tax.rate, row[k], columns[k][position])
        for position, row in enumerate(rows)
        for k, tax in enumerate(taxes)
        if row[k] or columns[k][position]
    ]


def mirrored(taxes: Sequence[TaxFigures], left: Sequence[dict[RateKey, tuple[int, int]]]) -> list[Cell]:
    """The cells of a refund that goes back by the tenders that paid: each a share of what is left of it.

    `left` has one dictionary a tender: gross and VAT left per rate.
    """
    grosses, vats = [], []
    for tax in taxes:
        old = [cell.get((tax.code, tax.rate), (0, 0)) for cell in left]
        grosses.append(_tax_column(tax.gross, [gross for gross, _vat in old]))
        vats.append(_tax_column(tax.tax, [vat for _gross, vat in old]))
    return [
        Cell(position + 1, tax.code, tax.rate, grosses[k][position], vats[k][position])
        for position in range(len(left))
        for k, tax in enumerate(taxes)
        if grosses[k][position] or vats[k][position]
    ]
