"""Changing VAT: a new rate begins on a business day. What receipts were written at never changes."""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from kassa_tui.database import row, rows
from kassa_tui.i18n import N_, _
from kassa_tui.models import PrepaidRule as Rule
from kassa_tui.models import TaxRate
from kassa_tui.text import clean
from kassa_tui.till.basket.lines import PERCENT
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.errors import TillError
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.permissions import EDIT_SHOP
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.row_changes import ChangedRowError, by_whom, is_taken, new_code

LONGEST_NAME = 30


class RateError(TillError):
    """A VAT rate that cannot begin so."""


class UsedRateError(RateError):
    """A rate that stands on receipts."""

    template = N_("Receipts until {day} bear {name}: the new rate begins on a later day.")


class BegunDayError(RateError):
    """A day that receipts were written on."""

    template = N_("There are receipts until {day}: this begins on a later day.")


class DatedRate(Struct, frozen=True):
    """A stored rate in basis points, from a business day on; `outside` is what bears no VAT at all."""

    code: str
    valid_from: str
    name: str
    rate: int
    outside: bool
    version: int = 0


class RateForm(Struct, frozen=True):
    """A rate as it is typed, in basis points. `code` None begins a VAT code of its own, called `name`.

    `version` is that of a rate of the same day that was read, 0 for none.
    """

    code: str | None
    rate: int
    valid_from: date
    name: str = ""
    version: int = 0


def listed() -> list[DatedRate]:
    """All rates: by code as they stand first, the newest of each first."""
    found = rows("SELECT code, valid_from, name, rate, outside, entry FROM tax_rate ORDER BY outside, rowid")
    rates = [DatedRate(code, day, name, rate, bool(outside), entry) for code, day, name, rate, outside, entry in found]
    places = {code: number for number, code in enumerate(dict.fromkeys(rate.code for rate in rates))}
    newest = sorted(rates, key=lambda rate: rate.valid_from, reverse=True)
    return sorted(newest, key=lambda rate: places[rate.code])


def in_force(rates: Iterable[DatedRate], code: str, day: str) -> DatedRate | None:
    """The rate of a code on a day (ISO)."""
    begun = [rate for rate in rates if rate.code == code and rate.valid_from <= day]
    return max(begun, key=lambda rate: rate.valid_from, default=None)


def last_used(code: str) -> str:
    """The last business day (ISO) with a receipt that bears the code; empty for none."""
    latest = row(
        "SELECT max(r.business_day) FROM receipt r JOIN receipt_tax t ON t.receipt_id = r.id WHERE t.tax_code = ?", code
    )
    return str(latest[0]) if latest and latest[0] else ""


def check_unused(code: str, name: str, day: str) -> None:
    """No receipt bears the code on that day (ISO) or later. Raises UsedRateError."""
    used = last_used(code)
    if used and used >= day:
        raise UsedRateError(day=date.fromisoformat(used), name=_(name))


def check_name(name: str) -> str:
    """The name of a new VAT code cleaned, which is no other's. Raises RateError."""
    cleaned = clean(name, LONGEST_NAME)
    if not cleaned:
        raise RateError(N_("A new VAT code needs a name."))
    if is_taken(cleaned, (each.name for each in listed())):
        raise RateError(N_("There is a VAT code named {name} already."), name=cleaned)
    return cleaned


def check(form: RateForm) -> DatedRate:
    """The row that a form makes. Raises RateError, UsedRateError."""
    rates, day = listed(), form.valid_from.isoformat()
    if not 0 <= form.rate <= PERCENT:
        raise RateError(N_("A VAT rate is between 0 and 100 percent."))
    names = {rate.code: rate.name for rate in rates}
    if form.code is None:
        name = check_name(form.name)
        return DatedRate(new_code(name, names), day, name, form.rate, False)
    if form.code not in names:
        raise RateError(N_('There is no VAT code "{code}".'), code=clean(form.code, 20))
    if any(rate.outside for rate in rates if rate.code == form.code):
        raise RateError(N_("What bears no VAT has no rate."))
    check_unused(form.code, names[form.code], day)
    before = in_force([rate for rate in rates if rate.valid_from != day], form.code, day)
    stands = any((rate.code, rate.valid_from) == (form.code, day) for rate in rates)
    if before is not None and before.rate == form.rate and not stands:
        raise RateError(N_("That is its rate on that day already."))
    return DatedRate(form.code, day, names[form.code], form.rate, False)


def store(entry: Entry, rate: DatedRate) -> None:
    """Write a checked rate as part of an entry."""
    values = {"name": rate.name, "rate": rate.rate, "outside": int(rate.outside)}
    here = (TaxRate.code == rate.code) & (TaxRate.valid_from == rate.valid_from)
    if not TaxRate.update(entry=entry.number, **values).where(here).execute():
        TaxRate.insert(code=rate.code, valid_from=rate.valid_from, entry=entry.number, **values).execute()
    entry.state("tax_rate", {"code": rate.code, "valid_from": rate.valid_from, **values})


class PrepaidRule(Struct, frozen=True):
    """From which business day on (ISO) what was prepaid keeps the rate that it bore, or no longer does."""

    valid_from: str
    keeps_rate: bool


def prepaid_rules() -> list[PrepaidRule]:
    """All of them, the newest first."""
    stored = rows("SELECT valid_from, keeps_rate FROM prepaid_rule ORDER BY valid_from DESC")
    return [PrepaidRule(day, bool(keeps)) for day, keeps in stored]


def prepaid_on(rules: Iterable[PrepaidRule], day: str) -> bool:
    """Whether what was prepaid keeps its rate on a day (ISO)."""
    begun = [rule for rule in rules if rule.valid_from <= day]
    return max(begun, key=lambda rule: rule.valid_from).keeps_rate if begun else False


def check_prepaid(rule: PrepaidRule) -> None:
    """It begins on a day without receipts. Raises BegunDayError."""
    last = row("SELECT max(business_day) FROM receipt")
    if last and last[0] and last[0] >= rule.valid_from:
        raise BegunDayError(day=date.fromisoformat(last[0]))


def store_prepaid(entry: Entry, rule: PrepaidRule) -> None:
    """Write a checked rule as part of an entry."""
    stored = {"valid_from": rule.valid_from, "keeps_rate": int(rule.keeps_rate)}
    here = Rule.valid_from == rule.valid_from
    if not Rule.update(entry=entry.number, **stored).where(here).execute():
        Rule.insert(entry=entry.number, **stored).execute()
    entry.state("prepaid_rule", stored)


@recorder(EDIT_SHOP)
def decide_prepaid(desk: Desk, rule: PrepaidRule) -> None:
    """What was prepaid keeps its rate, or does not, from a business day on. Raises BegunDayError."""
    check_prepaid(rule)
    with journal.entry(desk, "rate.prepaid") as entry:
        store_prepaid(entry, rule)


@recorder(EDIT_SHOP)
def add(desk: Desk, form: RateForm) -> str:
    """Begin a rate on a business day; its code. One that has not begun to be used may still be changed.

    Raises RateError, UsedRateError, ChangedRowError with who was first.
    """
    rate = check(form)
    stored = {(each.code, each.valid_from): each for each in listed()}
    before = stored.get((rate.code, rate.valid_from))
    if (before.version if before else 0) != form.version:
        raise ChangedRowError(name=_(rate.name), **by_whom("tax_rate", "code", rate.code))
    with journal.entry(desk, "rate.saved") as entry:
        store(entry, rate)
    return rate.code
