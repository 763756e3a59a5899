"""The slip that goes into the bag with the cash of a close: its number large, what is in it, two signatures."""

from kassa_tui.documents import Cut, Document, Feed, Pair, Row, Rule, Text
from kassa_tui.i18n import words
from kassa_tui.models import Session, ZReport
from kassa_tui.money import Money
from kassa_tui.till.drawer.counting import Pieces
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.papers.kept_papers import desk_rows, moment, shop_head

KIND = "bag"
"""How the paper is kept."""


def slip(shop: Shop, desk: Desk, at: int, row: Session, z: ZReport, out: Pieces) -> Document:
    """The paper of a bag; `out` has its notes and coins, empty when only the sum is known."""
    spoken = words(shop.reports_in)
    _ = spoken.text

    def written(minor: int) -> str:
        return Money(minor, row.currency).text(spoken.language)

    pieces = [(minor, n) for minor, n in sorted(out.items(), reverse=True) if n]
    title = _("Bag slip")
    rows: list[Row] = [
        *shop_head(shop, spoken),
        Text(title, bold=True, big=True),
        *desk_rows(shop, spoken, desk, at),
        Pair(_("Session"), str(row.number)),
        Pair(_("Z number"), str(z.number)),
        Pair(_("Closed"), moment(shop, spoken, z.closed_at)),
        Rule(),
        Text(_("Bag")),
        Text(z.bag, align="center", bold=True, big=True),
        Rule(),
        *(Pair(f"{n} × {written(minor)}", written(minor * n)) for minor, n in pieces),
        Pair(f"{_('Total')} {shop.unit.symbol}", written(z.taken or 0), bold=True),
    ]
    for label in (_("Packed by"), _("Received by")):
        rows += [Feed(), Text(label), Feed(), Feed(), Rule()]
    return Document(f"{title} {z.bag}", (*rows, Feed(), Cut()))
