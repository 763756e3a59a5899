"""A kept paper as A4 pages in PDF, row by row, by reportlab, which is loaded only when one is asked for."""

import io
from collections.abc import Iterable
from typing import Any

from kassa_tui.documents import Code, Columns, Cut, Document, Feed, Logo, Pair, Row, Rule, Text
from kassa_tui.exports.order_pdf import drawable
from kassa_tui.till.ledger.shop import Shop

_FONT, _BOLD = "Helvetica", "Helvetica-Bold"
_SIZE, _BIG = 10, 14
_CHARACTER = 7
"""Points that a column of paper is wide on the page."""

_EDGE = 140
"""Points at the left and right: a receipt's rows would stand far apart on the whole width."""


def _styled(text: str, *, bold: bool, big: bool, align: str) -> Any:
    from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    size = _BIG if big else _SIZE
    style = ParagraphStyle(
        "row",
        fontName=_BOLD if bold else _FONT,
        fontSize=size,
        leading=size + 3,
        alignment={"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}[align],
    )
    escaped = drawable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Paragraph(escaped, style)


def _cells(cells: Iterable[Any], widths: Iterable[Any]) -> Any:
    from reportlab.platypus import Table

    flat = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    return Table([list(cells)], colWidths=list(widths), style=[*flat, ("VALIGN", (0, 0), (-1, -1), "BOTTOM")])


def _pair(row: Pair) -> Any:
    """Something at the left, which wraps, and a figure at the right of its last line."""
    left = _styled(row.left, bold=row.bold, big=row.big, align="left")
    right = _styled(row.right, bold=row.bold, big=row.big, align="right")
    indent = row.indent * _CHARACTER
    return _cells(("", left, right), (indent, "*", max(len(row.right), 1) * (_CHARACTER + 3 * row.big)))


def _columns(row: Columns) -> Any:
    aligns = ["right" if given < 0 else "left" for given in row.widths]
    cells = [
        _styled(cell, bold=row.bold, big=False, align=align) for cell, align in zip(row.cells, aligns, strict=True)
    ]
    return _cells(cells, [abs(given) * _CHARACTER or "*" for given in row.widths])


def _drawn(row: Row) -> Iterable[Any]:
    """What stands for a row on the page; what steers the printer leaves nothing."""
    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.platypus import HRFlowable, Spacer

    match row:
        case Text():
            yield _styled(row.text, bold=row.bold, big=row.big, align=row.align)
        case Pair():
            yield _pair(row)
        case Columns():
            yield _columns(row)
        case Rule():
            yield HRFlowable(width="100%", thickness=0.6, color="black", spaceBefore=4, spaceAfter=4)
        case Feed():
            yield Spacer(1, _SIZE)
        case Code(data=data, kind=kind):
            if kind == "code128":
                yield Code128(data, barHeight=28, barWidth=1, hAlign="CENTER")
            yield _styled(data, bold=False, big=False, align="center")
        case Cut() | Logo():
            return


def paper_pdf(shop: Shop, document: Document) -> bytes:
    """The pages of a kept paper: the same rows in the same words as on the receipt printer."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    out = io.BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=_EDGE, rightMargin=_EDGE, topMargin=56, bottomMargin=56,
        title=drawable(document.title), author=drawable(shop.name),
    )  # fmt: skip
    page.build([each for row in document.rows for each in _drawn(row)])
    return out.getvalue()
