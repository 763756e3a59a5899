"""Reports as text in at most 80 columns."""

from collections.abc import Iterable, Sequence
from datetime import date

from kassa_tui.i18n import N_, _, current
from kassa_tui.money import Money
from kassa_tui.text import fit, visible
from kassa_tui.till.basket.lines import decimal_quantity
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers.kept_papers import percent_text
from kassa_tui.till.reports.cash import CashActivity
from kassa_tui.till.reports.corrections import Corrections
from kassa_tui.till.reports.events import KINDS, Events, told
from kassa_tui.till.reports.groups import Groups
from kassa_tui.till.reports.methods import Methods
from kassa_tui.till.reports.sales import Cut, Sales
from kassa_tui.till.reports.sessions import Overview, SessionLine
from kassa_tui.till.reports.vat import Vat

KEYS = {
    "person": N_("Employee"),
    "hour": N_("Hour"),
    "day": N_("Day"),
    "week": N_("Week"),
    "month": N_("Month"),
    "year": N_("Year"),
    "weekday": N_("Weekday"),
}
"""What the first column of a cut is called."""

COUNTS = {"counted": N_("counted"), "assumed": N_("assumed"), "none": N_("not counted")}
"""How a figure came about."""

MISSING = " ?"
"""Behind a sum of which a part is not known."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> str:
    """Columns of so many cells with a space between them, right aligned where negative."""
    lines = []
    for cells in ([_(word) for word in head], *rows):
        fitted = (
            fit(visible(cell), abs(room), "right" if room < 0 else "left")
            for cell, room in zip(cells, widths, strict=True)
        )
        lines.append(" ".join(fitted).rstrip())
    return "\n".join(lines)


def _money(amount: Money | None) -> str:
    return "-" if amount is None else amount.text(current().language)


def _moment(at: int | None) -> str:
    return "-" if at is None else f"{clock.local(at, read_shop().zone):%Y-%m-%d %H:%M}"


def _notes(*, complete: bool, marked: bool = False) -> str:
    """Why a figure is not the whole."""
    if complete:
        return ""
    return "\n\n" + (_("?: not everything was counted.") if marked else _("The open session is left out."))


# --- Sessions -------------------------------------------------------------------------------------

_SESSION = (N_("No."), N_("At"), N_("Started"), N_("Closed"), N_("Opening"), N_("Closing"), N_("Together"))
_SESSION_WIDE = (5, 4, 16, 11, -12, -12, -13)


def _known(amount: Money | None, count: str) -> str:
    return _money(amount) if amount is not None or count == "counted" else _(COUNTS[count])


def _session(line: SessionLine) -> list[str]:
    ended = _("open") if line.closed_at is None else _moment(line.closed_at)[5:]
    total = _money(line.discrepancy.known) + ("" if line.complete else MISSING)
    closing = "-" if line.closed_at is None else _known(line.discrepancy.closing, line.closing_count)
    opening = _known(line.discrepancy.opening, line.opening_count)
    if not line.tracked:
        opening = closing = "-"
    return [str(line.number), line.register, _moment(line.opened_at), ended, opening, closing, total]


def sessions(found: Iterable[SessionLine]) -> str:
    """The session list."""
    return table(_SESSION, (_session(line) for line in found), _SESSION_WIDE)


def discrepancies(found: Overview) -> str:
    """The sessions, their sums, and how the figures came about."""
    mark = "" if found.complete else MISSING
    known = (found.opening.known, found.closing.known, found.total)
    sums = [
        "",
        "",
        _("Total"),
        "",
        *(_(COUNTS["none"]) if amount is None else _money(amount) + mark for amount in known),
    ]
    lines = [table(_SESSION, (*(_session(line) for line in found.sessions), sums), _SESSION_WIDE)]
    for name, part in ((N_("Opening"), found.opening), (N_("Closing"), found.closing)):
        many = ", ".join(f"{getattr(part, count)} {_(word)}" for count, word in COUNTS.items())
        lines.append(f"{_(name)}: {many}")
    return "\n".join(lines) + _notes(complete=found.complete, marked=True)


def cash(found: CashActivity) -> str:
    """Gross, refunds and net of each session, and of all."""
    rows = [
        [str(each.number), each.register, each.business_day, _money(each.gross), _money(each.refunds), _money(each.net)]
        for each in found.sessions
    ]
    rows.append(["", "", _("Total"), _money(found.gross), _money(found.refunds), _money(found.net)])
    head = (N_("No."), N_("At"), N_("Day"), N_("Gross payments"), N_("Refunds"), N_("Net payments"))
    return table(head, rows, (5, 4, 12, -17, -17, -17)) + _notes(complete=found.complete)


# --- Sales ----------------------------------------------------------------------------------------


def key_text(key: str, by: str) -> str:
    """An hour, a weekday or a day as people write it; anything else as it is."""
    if by == "hour":
        return f"{int(key):02}:00"
    if by == "weekday":
        return current().language.days[int(key) - 1]
    return current().day(date.fromisoformat(key)) + f" {key[:4]}" if by == "day" else key


def _cut(cut: Cut, name: str) -> list[str]:
    each = "-" if cut.items_each is None else f"{cut.items_each / 100:.2f}".replace(".", current().language.decimal)
    return [name, str(cut.transactions), each, _money(cut.average), _money(cut.turnover), _money(cut.total)]


def sales(found: Sales, by: str) -> str:
    """One row for each part."""
    rows = [_cut(cut, key_text(cut.key, by)) for cut in found.cuts]
    rows.append(_cut(found.total, _("Total")))
    head = (KEYS[by], N_("Transactions"), N_("Items each"), N_("Average"), N_("Turnover"), N_("Total"))
    return table(head, rows, (22, -12, -10, -10, -11, -10)) + _notes(complete=found.complete)


def groups(found: Groups) -> str:
    """One row for each group."""
    decimal = current().language.decimal
    rows = [
        [_(part.name), str(part.lines), decimal_quantity(part.items).replace(".", decimal), _money(part.total)]
        for part in found.parts
    ]
    rows += [[_("Turnover"), "", "", _money(found.turnover)], [_("Total"), "", "", _money(found.total)]]
    head = (N_("Group"), N_("Lines"), N_("Items"), N_("Total"))
    return table(head, rows, (38, -10, -12, -15)) + _notes(complete=found.complete)


def methods(found: Methods) -> str:
    """One row for each payment method."""
    rows = [
        [_(part.name), str(part.payments), _money(part.refunds), _money(part.rounding), _money(part.amount)]
        for part in found.parts
    ]
    rows.append([_("Total"), "", _money(found.refunds), _money(found.rounding), _money(found.total)])
    head = (N_("Payment method"), N_("Payments"), N_("Refunds"), N_("Rounding"), N_("Amount"))
    return table(head, rows, (24, -11, -13, -14, -14)) + _notes(complete=found.complete)


def vat(found: Vat) -> str:
    """One row for each rate."""
    rows = [
        [_(part.name), percent_text(part.rate, current()), _money(part.net), _money(part.tax), _money(part.gross)]
        for part in found.parts
    ]
    rows.append([_("Total"), "", _money(found.net), _money(found.tax), _money(found.gross)])
    head = (N_("VAT"), "%", N_("Net"), N_("VAT"), N_("Gross"))
    return table(head, rows, (22, -8, -15, -15, -15)) + _notes(complete=found.complete)


# --- What did not happen, and what was put right --------------------------------------------------


def removals(found: Events) -> str:
    """One row for each event, then how many there were of each kind."""
    rows = [
        [_moment(each.at), each.person, _(KINDS[each.kind]), _money(each.amount), told(each)] for each in found.events
    ]
    head = (N_("Time"), N_("Employee"), N_("What"), N_("Amount"), N_("Text"))
    lines = [table(head, rows, (16, 13, 20, -10, 17)), ""]
    for kind, (n, amount) in found.sums.items():
        lines.append(f"{_(KINDS[kind])}: {n}" + (f", {_money(amount)}" if amount else ""))
    return "\n".join(lines)


def corrections(found: Corrections) -> str:
    """One row for each correction."""
    rows = [
        [
            _moment(each.at),
            each.number,
            each.corrects,
            f"{_(each.off)} > {_(each.on)}",
            _money(each.booked),
            each.reason,
        ]
        for each in found.corrections
    ]
    head = (N_("Time"), N_("Receipt"), N_("Corrects"), N_("Payment method"), N_("Amount"), N_("Reason"))
    return table(head, rows, (16, 10, 10, 18, -9, 12)) + _notes(complete=found.complete)
