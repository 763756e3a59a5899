"""Paper: rendered once in the shop's language, kept as it is, shown and printed from what was kept."""

from hashlib import sha256

from msgspec import Struct

from kassa_tui.database import row
from kassa_tui.documents import Code, Columns, Cut, Document, Feed, Logo, Pair, Row, Rule, Text, from_json
from kassa_tui.hw.scanner.label import GS1_LABEL, SETUP_LABEL
from kassa_tui.i18n import Words, words
from kassa_tui.models import Paper
from kassa_tui.money import Money
from kassa_tui.till.ledger import clock
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.journal import Entry
from kassa_tui.till.ledger.shop import Shop

UNITS = {"piece": "×", "kg": "kg", "l": "l", "m": "m"}


class Kept(Struct, frozen=True):
    """A kept paper, to show or print. One that names a customer is kept `apart`: its `id` is of their table."""

    id: int
    kind: str
    document: Document
    apart: bool = False


def keep(
    entry: Entry,
    kind: str,
    language: str,
    document: Document,
    *,
    session_id: int | None = None,
    receipt_id: int | None = None,
    uid: str = "",
) -> int:
    """Keep a document as part of an entry; its id. Its SHA-256 stands in the journal."""
    text = document.to_json()
    hashed = sha256(text.encode()).hexdigest()
    number = len(entry.facts.get("paper", ())) + 1
    paper = entry.insert(
        Paper,
        uid or f"{entry.desk.register}.{entry.number}.r{number}",
        kind=kind,
        at=entry.at,
        language=language,
        session_id=session_id,
        receipt_id=receipt_id,
        document=text,
        sha256=hashed,
    )
    del entry.facts["paper"][-1]["document"]
    return paper


def read(paper_id: int) -> Kept:
    """A kept paper by its id."""
    row = Paper.get_by_id(paper_id)
    return Kept(row.id, row.kind, from_json(row.document))


def find(kind: str, *, session_id: int | None = None, receipt_id: int | None = None) -> Kept | None:
    """The first paper of a kind that was kept for a session or receipt."""
    query = Paper.select().where(Paper.kind == kind)
    if session_id is not None:
        query = query.where(Paper.session_id == session_id)
    if receipt_id is not None:
        query = query.where(Paper.receipt_id == receipt_id)
    row = query.order_by(Paper.id).first()
    return Kept(row.id, row.kind, from_json(row.document)) if row else None


# --- Pieces that papers share ---------------------------------------------------------------------


def percent_text(basis_points: int, spoken: Words) -> str:
    """`21 %`, `5,5 %`."""
    whole, part = divmod(basis_points, 100)
    decimals = f"{spoken.language.decimal}{part:02d}".rstrip("0") if part else ""
    return f"{whole}{decimals} %"


def shop_head(shop: Shop, spoken: Words) -> list[Row]:
    """Name, address and numbers of the shop."""
    rows: list[Row] = [Text(shop.name, align="center", bold=True, big=True)]
    rows += [Text(line, align="center") for line in shop.address if line]
    if shop.vat_number:
        rows.append(Text(f"{spoken.text('VAT number')} {shop.vat_number}", align="center"))
    if shop.company_number:
        rows.append(Text(f"{shop.company_label} {shop.company_number}".strip(), align="center"))
    if shop.demo:
        rows += [Feed(), Text(spoken.text("DEMO - NOT A RECEIPT"), align="center", bold=True)]
    return [*rows, Rule()]


def moment(shop: Shop, spoken: Words, at: int) -> str:
    """`zo 22 nov 2026 14:32` in the shop's own time."""
    when = clock.local(at, shop.zone)
    return f"{spoken.language.days[when.weekday()]} {spoken.full_date(when)} {when:%H:%M}"


def desk_rows(shop: Shop, spoken: Words, desk: Desk, at: int) -> list[Row]:
    """When, where and who."""
    serial = row("SELECT serial FROM register WHERE code = ?", desk.register)
    return [
        Pair(moment(shop, spoken, at), desk.person.name),
        Pair(f"{spoken.text('Register')} {desk.register}", serial[0] if serial else ""),
    ]


def sum_row(label: str, amount: Money, spoken: Words, *, bold: bool = False) -> Pair:
    """A label with its amount."""
    return Pair(label, amount.text(spoken.language), bold=bold)


def table(cells: tuple[str, ...], widths: tuple[int, ...], *, bold: bool = False) -> Columns:
    """A row of a table."""
    return Columns(cells, widths, bold)


def movement_slip(shop: Shop, desk: Desk, at: int, session: int, amount: Money, reason: str, note: str) -> Document:
    """Cash added or removed: with a line to sign."""
    spoken = words(shop.reports_in)
    _ = spoken.text
    title = _("Cash removed") if amount.minor < 0 else _("Cash added")
    rows: list[Row] = [
        *shop_head(shop, spoken),
        Text(title, bold=True, big=True),
        *desk_rows(shop, spoken, desk, at),
        Pair(_("Session"), str(session)),
        Rule(),
        sum_row(f"{title} {shop.unit.symbol}", amount, spoken, bold=True),
        Pair(_("Reason"), _(reason)),
    ]
    if note:
        rows.append(Text(note))
    rows += [Feed(), Text(_("Signature")), Feed(), Feed(), Rule(), Cut()]
    return Document(title, tuple(rows))


def test_slip(shop: Shop, desk: Desk, at: int) -> Document:
    """What a new printer must get right: accents, the euro sign, wide and narrow rows, the cut."""
    spoken = words(shop.receipts_in)
    _ = spoken.text
    rows: list[Row] = [
        Logo(),
        *shop_head(shop, spoken),
        Text(_("Test receipt"), bold=True, big=True, align="center"),
        *desk_rows(shop, spoken, desk, at),
        Rule(),
        Text("€ £ æ ø å Æ Ø Å é ë ü"),
        Pair(_("Amount"), shop.money(123456).text(spoken.language)),
        Text(_("Do all letters above look right?")),
        Feed(),
        Code(SETUP_LABEL),
        Feed(),
        Code(GS1_LABEL),
        Feed(),
        Cut(),
    ]
    return Document(_("Test receipt"), tuple(rows))
