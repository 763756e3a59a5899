"""A session on paper: cash summary, payments by type, X and Z; all from stored figures."""

import json
from collections.abc import Iterator

from kassa_tui.database import tuples
from kassa_tui.documents import Cut, Document, Feed, Pair, Row, Rule, Text
from kassa_tui.i18n import N_, Words, words
from kassa_tui.models import ProductGroup, Session, SessionCount, TaxRate, ZReport
from kassa_tui.money import Money
from kassa_tui.till.basket.line_kinds import BALANCED, OUTSIDE_LABELS
from kassa_tui.till.basket.methods import every, method_names
from kassa_tui.till.drawer import sessions, withdrawals
from kassa_tui.till.drawer.counting import ASSUMED, BASIS_WORDS, COUNTED, NONE
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.receipt_numbers import number_text
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.ledger.totals import Totals, read, tenders
from kassa_tui.till.papers.kept_papers import desk_rows, moment, percent_text, shop_head, table

CASH_LABELS = {
    "opening": N_("Opening amount"),
    "recount": N_("Opening counted afterwards"),
    "tender": N_("Cash received"),
    "change": N_("Change given"),
    "refund": N_("Cash refunded"),
    "deposit": N_("Cash paid on orders"),
    "invoice": N_("Old invoices paid in cash"),
    "correction": N_("Payments put right"),
    "added": N_("Cash added"),
    "removed": N_("Cash removed"),
    "returned": N_("Withdrawal brought back"),
    "closing": N_("Taken out at the close"),
}
"""What each kind of drawer event is called."""

STARTED_BY_ITSELF = {
    COUNTED: N_("by itself, counted afterwards"),
    ASSUMED: N_("by itself, assumed"),
    NONE: N_("by itself, not counted"),
}
"""How a session that nobody started began, by how its opening amount came about."""

TAKINGS = ("tender", "change", "deposit", "invoice", "correction")
"""Kinds of drawer events that would tell a blind count what should be there."""

_FOUR = (0, -10, -9, -10)
_THREE = (0, -5, -12)


class _Sheet:
    """A paper about one session, row by row."""

    def __init__(self, shop: Shop, desk: Desk, at: int, row: Session, title: str) -> None:
        self.shop = shop
        self.spoken: Words = words(shop.reports_in)
        self.row = row
        self.channel = desk.channel
        self.totals: Totals = read(row.id)
        self.title = self.spoken.text(title)
        self.rows: list[Row] = [
            *shop_head(shop, self.spoken),
            Text(self.title, bold=True, big=True),
            *desk_rows(shop, self.spoken, desk, at),
            Rule(),
        ]

    def amount(self, label: str, minor: int | None, *, bold: bool = False, indent: int = 0) -> None:
        """A label and an amount; for None that nobody counted."""
        right = self.spoken.text(BASIS_WORDS[NONE]) if minor is None else self.written(minor)
        self.rows.append(Pair(self.spoken.text(label), right, bold=bold, indent=indent))

    def pair(self, label: str, right: str) -> None:
        """A label and a word."""
        self.rows.append(Pair(self.spoken.text(label), right))

    def head(self, label: str) -> None:
        """The title of a part."""
        self.rows += [Rule(), Text(self.spoken.text(label), bold=True)]

    def money(self, minor: int) -> Money:
        """An amount of the session."""
        return Money(minor, self.row.currency)

    def written(self, minor: int) -> str:
        """An amount as it is printed."""
        return self.money(minor).text(self.spoken.language)

    def document(self) -> Document:
        """The paper, ready to cut."""
        return Document(f"{self.title} {self.row.number}", (*self.rows, Feed(), Cut()))


def _channel(sheet: _Sheet, z: ZReport) -> str:
    """How it was closed; while the close is being written, as it is written."""
    return journal.channel_of(sheet.row.register, z.entry) or sheet.channel


def _opening_basis(row: Session) -> str:
    late = SessionCount.select().where(SessionCount.session_id == row.id, SessionCount.kind == "late").exists()
    return COUNTED if late else str(row.opening_basis)


def _session_rows(sheet: _Sheet, z: ZReport | None) -> None:
    shop, row = sheet.shop, sheet.row
    sheet.pair(N_("Session"), str(row.number))
    sheet.pair(N_("Started"), moment(shop, sheet.spoken, row.opened_at))
    sheet.pair(N_("Started by"), staff.by_id(row.opened_by).name)
    if row.opening == "auto":
        sheet.pair(N_("Start"), sheet.spoken.text(STARTED_BY_ITSELF[_opening_basis(row)]))
    if z is not None:
        sheet.pair(N_("Closed"), moment(shop, sheet.spoken, z.closed_at))
        remotely = _channel(sheet, z) == "remote"
        sheet.pair(N_("Closed remotely by") if remotely else N_("Closed by"), staff.by_id(z.closed_by).name)
    if row.note:
        sheet.rows.append(Text(row.note))


def _piece_rows(sheet: _Sheet) -> None:
    """The notes and coins that were counted, largest first."""
    count = SessionCount.get_or_none(
        SessionCount.session_id == sheet.row.id, SessionCount.kind == "closing", SessionCount.method == "cash"
    )
    pieces = {int(minor): n for minor, n in json.loads(count.detail).items()} if count else {}
    for minor, n in sorted(pieces.items(), reverse=True):
        sheet.amount(f"{n} × {sheet.written(minor)}", minor * n, indent=4)


def _cash_rows(sheet: _Sheet, z: ZReport | None, *, expected: bool) -> None:
    """The ledger by kind, what is expected, and how it was counted."""
    sheet.head(N_("Cash"))
    by_kind = sheet.totals.of("cash")
    hidden = not expected
    for kind, label in CASH_LABELS.items():
        if kind in by_kind and kind != "closing" and not (hidden and kind in TAKINGS):
            sheet.amount(label, by_kind[kind].amount)
    if expected:
        sheet.amount(N_("Expected"), sum(t.amount for kind, t in by_kind.items() if kind != "closing"), bold=True)
    if z is not None:
        _count_rows(sheet, z)
        sheet.amount(N_("Taken out"), z.taken)
        sheet.amount(N_("Left in drawer"), z.left)
        if z.bag:
            sheet.pair(N_("Bag"), z.bag)
        if z.note:
            sheet.rows.append(Text(z.note))
    _out_rows(sheet)


def _out_rows(sheet: _Sheet) -> None:
    """What was taken out for a while and is not back, from whichever session."""
    still_out = withdrawals.still_out(sheet.row.id, sheet.row.currency)
    if not still_out:
        return
    sheet.head(N_("Still out"))
    for each in still_out:
        sheet.amount(moment(sheet.shop, sheet.spoken, each.at), each.rest.minor)
        about = " · ".join(filter(None, (sheet.spoken.text(each.why), each.note, each.person)))
        sheet.rows.append(Text(about))


def _count_rows(sheet: _Sheet, z: ZReport) -> None:
    """What was counted and how far it is off; where nobody counted, how the figure came about, and no difference."""
    counted = sessions.counted_at_close(z)
    if counted is None or z.expected is None:
        sheet.pair(N_("Counted"), sheet.spoken.text(BASIS_WORDS[z.counted_basis]))
        return
    sheet.amount(N_("Counted"), counted, bold=True)
    _piece_rows(sheet)
    sheet.amount(N_("Discrepancy"), counted - z.expected, bold=True)


def _tender_rows(sheet: _Sheet, *, cash: bool) -> None:
    sheet.head(N_("Payments by type"))
    counts = SessionCount.select().where(SessionCount.session_id == sheet.row.id, SessionCount.kind == "closing")
    terminal = {count.method: count.counted for count in counts if count.method != "cash"}
    by_method = tenders(sheet.row.id, sheet.totals)
    for method in every().values():
        if method.code not in by_method or (method.kind.in_drawer and not cash):
            continue
        total = by_method[method.code]
        name = sheet.spoken.text(method.name)
        sheet.rows.append(table((name, f"{total.n} ×", sheet.written(total.amount)), _THREE))
        if method.code in terminal:
            sheet.amount(N_("Terminal"), terminal[method.code], indent=4)
            sheet.amount(N_("Discrepancy"), terminal[method.code] - total.amount, indent=4)
    if cash:
        sheet.amount(N_("Total"), sheet.totals.sum("tender").amount, bold=True)
        _correction_rows(sheet)


def _correction_rows(sheet: _Sheet) -> None:
    """What is in the payments above because it was booked over."""
    found = sheet.totals.of("correction")
    names = method_names()
    for method, total in found.items():
        label = f"{sheet.spoken.text('Put right')}: {sheet.spoken.text(names[method])}"
        sheet.rows.append(Pair(label, sheet.written(total.amount)))


def _turnover_rows(sheet: _Sheet) -> None:
    stored = sheet.totals
    sheet.head(N_("Turnover"))
    sheet.amount(N_("Sales"), stored.get("turnover", "sales").amount)
    sheet.amount(N_("Returns"), stored.get("turnover", "returns").amount)
    sheet.amount(N_("Turnover incl. VAT"), stored.sum("turnover").amount, bold=True)
    if stored.of("packaging"):
        sheet.amount(N_("Packaging deposits"), stored.sum("packaging").amount)
    for (kind, key), label in OUTSIDE_LABELS.items():
        if stored.get(kind, key).n:
            sheet.amount(label, stored.get(kind, key).amount)
    if stored.of("rounding"):
        sheet.amount(N_("Cash rounding"), stored.sum("rounding").amount)
    together = sum(stored.sum(kind).amount for kind in BALANCED)
    sheet.amount(N_("Together = payments"), together, bold=True)
    for key, label in (("line", N_("Line discounts")), ("receipt", N_("Receipt discounts"))):
        if stored.get("discount", key).n:
            sheet.amount(label, stored.get("discount", key).amount)


def _vat_rows(sheet: _Sheet) -> Iterator[Row]:
    _ = sheet.spoken.text
    outside = {row.code for row in TaxRate.select().where(TaxRate.outside == 1)}
    gross, tax = sheet.totals.of("gross"), sheet.totals.of("tax")
    yield Rule()
    yield table((_("VAT"), _("Net"), _("VAT"), _("Gross")), _FOUR, bold=True)
    for key in sorted(gross, key=lambda key: -int(key.partition(":")[2])):
        code, _colon, rate = key.partition(":")
        figures = (gross[key].amount - tax[key].amount, tax[key].amount, gross[key].amount)
        label = _("no VAT") if code in outside else percent_text(int(rate), sheet.spoken)
        yield table((label, *(sheet.written(n) for n in figures)), _FOUR)


def _group_rows(sheet: _Sheet) -> None:
    by_group = sheet.totals.of("group")
    names = {row[0]: row[1] for row in tuples(ProductGroup.select(ProductGroup.id, ProductGroup.name))}
    if set(by_group) - {"0"}:
        sheet.head(N_("Product groups"))
        for key, total in by_group.items():
            name = names.get(int(key), sheet.spoken.text("Other"))
            sheet.rows.append(table((name, f"{total.n} ×", sheet.written(total.amount)), _THREE))


def _receipt_rows(sheet: _Sheet, z: ZReport | None) -> None:
    stored = sheet.totals
    sheet.head(N_("Receipts"))
    sheet.pair(N_("Receipts"), str(stored.sum("receipts").n))
    for kind, label in (
        ("refund", N_("Of which refunds")),
        ("cancelled", N_("Of which cancelled")),
        ("correction", N_("Of which corrections")),
        ("deposit", N_("Of which down payments")),
        ("settlement", N_("Of which orders paid")),
        ("invoice", N_("Of which old invoices")),
        ("training", N_("Of which training")),
    ):
        if stored.get("receipts", kind).n:
            sheet.pair(label, str(stored.get("receipts", kind).n))
    if z is not None and z.first_receipt and z.last_receipt:
        register = sheet.row.register
        sheet.pair(N_("First receipt"), number_text(register, z.first_receipt))
        sheet.pair(N_("Last receipt"), number_text(register, z.last_receipt))


def _perpetual_rows(sheet: _Sheet, z: ZReport) -> None:
    sheet.head(N_("Since the first day"))
    sheet.amount(N_("Sales"), z.sales)
    sheet.amount(N_("Returns"), z.returns)
    sheet.amount(N_("Net"), z.net, bold=True)
    number, hashed, _at = journal.head(sheet.row.register)
    sheet.pair(N_("Journal"), f"{number} · {hashed[:16]}")


def _cash_summary(shop: Shop, desk: Desk, at: int, row: Session, z: ZReport) -> Document:
    sheet = _Sheet(shop, desk, at, row, N_("Cash summary"))
    _session_rows(sheet, z)
    _cash_rows(sheet, z, expected=True)
    sheet.rows += [Feed(), Text(sheet.spoken.text("Signature")), Feed(), Feed(), Rule()]
    return sheet.document()


def _z_report(shop: Shop, desk: Desk, at: int, row: Session, z: ZReport) -> Document:
    sheet = _Sheet(shop, desk, at, row, N_("Z report"))
    sheet.pair(N_("Z number"), str(z.number))
    _session_rows(sheet, z)
    _turnover_rows(sheet)
    sheet.rows += _vat_rows(sheet)
    _tender_rows(sheet, cash=True)
    if row.tracked:
        _cash_rows(sheet, z, expected=True)
    _group_rows(sheet)
    _receipt_rows(sheet, z)
    _perpetual_rows(sheet, z)
    return sheet.document()


def at_close(shop: Shop, desk: Desk, at: int, row: Session, z: ZReport) -> Iterator[tuple[str, Document]]:
    """The papers of a close: the Z report, and the cash summary where cash is tracked."""
    if row.tracked:
        yield "session_cash", _cash_summary(shop, desk, at, row, z)
    yield "z", _z_report(shop, desk, at, row, z)


def x_report(shop: Shop, desk: Desk, at: int, row: Session, *, expected: bool) -> Document:
    """The session so far. `expected` False leaves out what would tell how much cash there should be.

    That is the turnover too: less the other payments it is the cash.
    """
    sheet = _Sheet(shop, desk, at, row, N_("X report"))
    _session_rows(sheet, None)
    if expected:
        _turnover_rows(sheet)
        sheet.rows += _vat_rows(sheet)
    _tender_rows(sheet, cash=expected)
    if row.tracked:
        _cash_rows(sheet, None, expected=expected)
    if expected:
        _group_rows(sheet)
    _receipt_rows(sheet, None)
    return sheet.document()


def payments(shop: Shop, desk: Desk, at: int, row: Session, *, expected: bool) -> Document:
    """A session's payments by type (S1.32-33)."""
    sheet = _Sheet(shop, desk, at, row, N_("Payments by type"))
    z = ZReport.get_or_none(ZReport.session_id == row.id)
    _session_rows(sheet, z)
    _tender_rows(sheet, cash=expected or z is not None)
    return sheet.document()
