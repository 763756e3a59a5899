"""Payment methods that were corrected: found by an index of their own, so the work grows with them alone."""

from msgspec import Struct

from kassa_tui.database import rows
from kassa_tui.i18n import N_, _
from kassa_tui.money import Money
from kassa_tui.records import records
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.reports.filter import Filter, receipts_sql
from kassa_tui.till.reports.report import Column, Kind, Report, Subject
from kassa_tui.till.reports.sold.sales import allowed_for


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
    permitted, complete = allowed_for(desk, chosen)
    where, values = receipts_sql(permitted)
    stored = records(
        _Stored,
        "SELECT r.at, r.business_day, r.register, r.number, o.register old_register, o.number old_number, "
        "p.name person, a.method off, b.method booked_on, r.currency, a.amount taken, b.amount booked, r.note "
        "FROM receipt r INDEXED BY receipt_corrects_id JOIN receipt o ON o.id = r.corrects_id "
        "JOIN person p ON p.id = r.person_id JOIN payment a ON a.receipt_id = r.id AND a.position = 1 "
        "JOIN payment b ON b.receipt_id = r.id AND b.position = 2 "
        f"WHERE r.corrects_id > 0 AND {where} ORDER BY r.id",
        *values,
    )
    names = dict(rows("SELECT code, name FROM payment_method"))
    return Corrections(tuple(_value(names, row) for row in stored), complete)


class _Stored(Struct, frozen=True):
    """A correction as its rows tell it: methods are codes, amounts in minor units."""

    at: int
    business_day: str
    register: str
    number: int
    old_register: str
    old_number: int
    person: str
    off: str
    booked_on: str
    currency: str
    taken: int
    booked: int
    note: str


def _value(names: dict[str, str], row: _Stored) -> Correction:
    return Correction(
        at=row.at,
        business_day=row.business_day,
        number=number_text(row.register, row.number),
        corrects=number_text(row.old_register, row.old_number),
        person=row.person,
        off=names[row.off],
        on=names[row.booked_on],
        taken=Money(row.taken, row.currency),
        booked=Money(row.booked, row.currency),
        reason=row.note,
    )


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
