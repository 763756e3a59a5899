"""Payment methods that were corrected: found by an index of their own, so the work grows with them alone."""

from typing import Any

from msgspec import Struct

from kassa_tui.database import rows
from kassa_tui.i18n import N_, _
from kassa_tui.money import Money
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.reports.filter import Filter, receipts_sql
from kassa_tui.till.reports.report import Column, Kind, Report, Subject
from kassa_tui.till.reports.sales import allowed_for


class Correction(Struct, frozen=True):
    """What was taken off one method (`off`) and booked on another (`on`), and for which receipt."""

    at: int
    business_day: str
    number: str
    corrects: str
    person: str
    off: str
    on: str
    taken: Money
    booked: Money
    reason: str


class Corrections(Struct, frozen=True):
    """The corrections of a period, the oldest first; `complete` is False when an open session was left out."""

    corrections: tuple[Correction, ...]
    complete: bool


def corrections(desk: Desk, chosen: Filter) -> Corrections:
    """What was corrected. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    shown, complete = allowed_for(desk, chosen)
    where, values = receipts_sql(shown)
    found = rows(
        "SELECT r.at, r.business_day, r.register, r.number, o.register, o.number, p.name, "
        "a.method, b.method, r.currency, a.amount, b.amount, r.note "
        "FROM receipt r INDEXED BY receipt_corrects_id JOIN receipt o ON o.id = r.corrects_id "
        "JOIN person p ON p.id = r.person_id JOIN payment a ON a.receipt_id = r.id AND a.position = 1 "
        "JOIN payment b ON b.receipt_id = r.id AND b.position = 2 "
        f"WHERE r.corrects_id > 0 AND {where} ORDER BY r.id",
        *values,
    )
    names = dict(rows("SELECT code, name FROM payment_method"))
    return Corrections(tuple(_value(names, *each) for each in found), complete)


def _value(names: dict[str, str], at: int, day: str, *rest: Any) -> Correction:
    register, number, old_register, old_number, person, off, on, unit, taken, booked, reason = rest
    own, corrected = number_text(register, number), number_text(old_register, old_number)
    amounts = Money(taken, unit), Money(booked, unit)
    return Correction(at, day, own, corrected, person, names[off], names[on], *amounts, reason)


def _report(desk: Desk, chosen: Filter) -> Report:
    found = corrections(desk, chosen)
    return Report(CORRECTIONS, found.corrections, complete=found.complete)


def _methods(correction: Correction) -> str:
    return f"{_(correction.off)} > {_(correction.on)}"


CORRECTIONS = Subject(
    name="corrections",
    title=N_("Corrections"),
    about=N_("payment methods put right"),
    help="corrected payment methods",
    build=_report,
    columns=(
        Column("time", Kind.TIME, N_("Time"), lambda correction: correction.at),
        Column("business_day", Kind.DATE),
        Column("receipt", title=N_("Receipt"), of=lambda correction: correction.number),
        Column("corrects", title=N_("Corrects")),
        Column("person"),
        Column("from", Kind.NAME, of=lambda correction: correction.off),
        Column("to", Kind.NAME, of=lambda correction: correction.on),
        Column("method", title=N_("Payment method"), of=_methods),
        Column("taken", Kind.AMOUNT),
        Column("booked", Kind.AMOUNT, N_("Amount")),
        Column("reason", title=N_("Reason")),
    ),
    rows="corrections",
    json="time business_day receipt corrects person from to taken booked reason",
    terminal="time:16 receipt:10 corrects:10 method:18 booked:-9 reason:12",
    screen="time:12 receipt:10 corrects:10 method:20 reason booked:-10",
)
