"""An order or a packing slip as an A4 page in PDF, by reportlab, which is loaded only when one is asked for."""

import io
import unicodedata
from collections.abc import Sequence
from typing import Any

from kassa_tui.i18n import Words, words
from kassa_tui.money import Money
from kassa_tui.till.basket.lines import quantity_text
from kassa_tui.till.goods.lot_words import lot_text
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders import shown
from kassa_tui.till.orders.papers import SLIP_TITLES, address, branch_of
from kassa_tui.till.orders.values import DELIVERIES, Order, order_code
from kassa_tui.till.papers.kept_papers import UNITS, percent_text

_FONT, _BOLD = "Helvetica", "Helvetica-Bold"


def drawable(text: str) -> str:
    """The text in letters of the built-in fonts (Windows-1252); others lose their accent before they become "?"."""
    drawn = []
    for letter in text:
        try:
            letter.encode("cp1252")
            drawn.append(letter)
        except UnicodeEncodeError:
            plain = unicodedata.normalize("NFKD", letter).encode("cp1252", "ignore").decode("cp1252")
            drawn.append(plain or ("-" if letter == "−" else "?"))
    return "".join(drawn)


def _escaped(text: str) -> str:
    return drawable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _described(text: str) -> str:
    """The rows of a cell that has several."""
    return _escaped(text).replace("\n", "<br/>")


def _styles() -> tuple[Any, Any, Any]:
    from reportlab.lib.styles import ParagraphStyle

    plain = ParagraphStyle("plain", fontName=_FONT, fontSize=10, leading=13)
    bold = ParagraphStyle("bold", parent=plain, fontName=_BOLD)
    title = ParagraphStyle("title", parent=bold, fontSize=18, leading=24, spaceBefore=14, spaceAfter=8)
    return plain, bold, title


def _when(order: Order, spoken: Words) -> str:
    day = order.row.wanted
    text = f"{spoken.language.days[day.weekday()]} {spoken.full_date(day)}" if day else ""
    return f"{spoken.text(DELIVERIES[order.row.delivery])} {text} {order.row.wanted_time}".strip()


def _head(shop: Shop, order: Order, spoken: Words, title: str) -> list[Any]:
    from reportlab.platypus import Paragraph, Spacer, Table

    plain, bold, big = _styles()
    company = f"{shop.company_label} {shop.company_number}".strip() if shop.company_number else ""
    vat = f"{spoken.text('VAT number')} {shop.vat_number}" if shop.vat_number else ""
    own = [Paragraph(_escaped(shop.name), bold)]
    own += [Paragraph(_escaped(line), plain) for line in (*shop.address, vat, company) if line]
    theirs = [Paragraph(_escaped(line), bold if i == 0 else plain)
              for i, line in enumerate(address(order))]  # fmt: skip
    facts = [spoken.full_date(order.row.dated), _when(order, spoken), order.person, branch_of(order.row)]
    if order.row.subject:
        facts.append(f"{spoken.text('Subject')}: {order.row.subject}")
    facts += [f"{name}: {value}" for name, value in order.extra.items()]
    return [
        Table([[theirs or "", own]], colWidths=["60%", "40%"], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]),
        Paragraph(_escaped(f"{title} {order.number}"), big),
        *(Paragraph(_escaped(line), plain) for line in facts if line),
        Spacer(1, 12),
    ]


def _rows(order: Order, spoken: Words, prices: bool) -> list[list[str]]:
    _ = spoken.text
    decimal = spoken.language.decimal
    heading = [_("Quantity"), _("Description"), _("Price"), _("Discount"), _("Amount")]
    rows = [heading if prices else [_("Quantity"), _("Description"), _("packed"), _("handed over"), ""]]
    for line in order.shown:
        ordered = f"{quantity_text(line.quantity - line.cancelled, decimal)} {UNITS[line.unit]}"
        if prices:
            figures = shown.of_order(order, line)
            off = figures.off.text(spoken.language) if figures.off else ""
            cells = [figures.price.text(spoken.language), off, figures.total.text(spoken.language)]
        else:
            cells = [quantity_text(line.packed, decimal), quantity_text(line.handed.quantity, decimal), "[   ]"]
        lot = lot_text(line.lot, spoken)
        rows.append([ordered, f"{line.text}\n{lot}" if lot else line.text, *cells])
    return rows


def _sums(shop: Shop, order: Order, spoken: Words) -> list[list[str]]:
    _ = spoken.text
    of_lines, total = shown.sums_of(order), (f"{_('Total')} {shop.unit.symbol}", order.row.total)
    word = _("of which VAT") if order.includes_tax else _("VAT")
    taxes = [(f"{word} {percent_text(rate, spoken)}", tax) for rate, tax in of_lines.taxes]
    net = (_("Without VAT"), of_lines.net)
    sums: list[tuple[str, Money]] = [total, *taxes] if order.includes_tax else [net, *taxes, total]
    sums += [(_("Paid"), order.row.paid), (_("To pay"), order.row.due)]
    if order.row.awaited:
        sums.append((f"{_('To come by transfer')}: {order_code(order.number)}", order.row.awaited.amount))
    return [["", label, "", "", amount.text(spoken.language)] for label, amount in sums]


def _table(rows: Sequence[Sequence[str]], ends: Sequence[Sequence[str]]) -> Any:
    from reportlab.lib import colors
    from reportlab.platypus import Paragraph, Table

    plain, _bold, _title = _styles()
    cells = [
        [drawable(first), Paragraph(_described(text), plain), *map(drawable, others)]
        for first, text, *others in (*rows, *ends)
    ]
    style = [
        ("FONT", (0, 0), (-1, -1), _FONT, 10),
        ("FONT", (0, 0), (-1, 0), _BOLD, 10),
        ("LINEBELOW", (0, 0), (-1, 0), 0.6, colors.black),
        ("ALIGN", (2, 0), (-1, -1), "RIGHT"),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    if ends:
        style += [("LINEABOVE", (0, len(rows)), (-1, len(rows)), 0.6, colors.black)]
    return Table(cells, colWidths=[60, "*", 75, 75, 80], repeatRows=1, style=style)


def order_pdf(shop: Shop, order: Order, *, packing: bool = False, prices: bool = True) -> bytes:
    """The page of an order, or its packing slip, in the language of receipts."""
    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    spoken = words(shop.receipts_in)
    title = spoken.text("Packing slip") if packing else spoken.text(SLIP_TITLES[order.row.kind])
    out = io.BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=56, rightMargin=56, topMargin=56, bottomMargin=56,
        title=drawable(f"{title} {order.number}"), author=drawable(shop.name),
    )  # fmt: skip
    plain, _bold, _title = _styles()
    story = [
        *_head(shop, order, spoken, title),
        _table(_rows(order, spoken, prices), _sums(shop, order, spoken) if prices else []),
        Spacer(1, 18),
        *(Paragraph(_escaped(line), plain) for line in (order.note, *shop.footer) if line),
        Spacer(1, 12),
        Code128(order_code(order.number), barHeight=36, barWidth=1),
        Paragraph(order_code(order.number), plain),
    ]
    page.build(story)
    return out.getvalue()
