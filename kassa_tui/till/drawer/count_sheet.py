"""A sheet to count on by hand: every note and coin with a blank to fill in; it says nothing of what should be there."""

from kassa_tui.denominations import Denomination, in_use, roll
from kassa_tui.documents import Cut, Document, Feed, Row, Rule, Text
from kassa_tui.i18n import Words, words
from kassa_tui.till.basket import methods
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import Shop, read_shop
from kassa_tui.till.papers import jobs, kept_papers

BLANK = "......."
_WIDTHS = (-9, 1, 9, -1, 0)


def _piece(shop: Shop, spoken: Words, piece: Denomination) -> Row:
    amount = shop.money(piece.minor).text(spoken.language)
    rolled = roll(shop.currency, piece.minor)
    hint = spoken.text("roll of {n}").format(n=rolled) if rolled else ""
    return kept_papers.table((amount, "×", BLANK, "=", f"{BLANK}....  {hint}"), _WIDTHS)


def sheet(shop: Shop, desk: Desk, at: int) -> Document:
    """The document, in the shop's language."""
    spoken = words(shop.reports_in)
    _ = spoken.text
    pieces = in_use(shop.currency, shop.today(desk), shop.coin)
    rows: list[Row] = [
        *kept_papers.shop_head(shop, spoken),
        Text(_("Count sheet"), bold=True, big=True),
        *kept_papers.desk_rows(shop, spoken, desk, at),
        Rule(),
        *(_piece(shop, spoken, each) for each in pieces),
        Rule(),
        kept_papers.table((_("Cash"), BLANK + "...."), (0, -12), bold=True),
    ]
    for method in methods.counted():
        label = _("{method} · terminal total").format(method=_(method.name))
        rows.append(kept_papers.table((label, BLANK + "...."), (0, -12)))
    rows += [Feed(), Text(_("Signature")), Feed(), Feed(), Rule(), Cut()]
    return Document(_("Count sheet"), tuple(rows))


@recorder()
def print_sheet(desk: Desk) -> int:
    """Print an empty count sheet; the kept paper's id."""
    shop = read_shop()
    with journal.entry(desk, "paper.count_sheet") as entry:
        paper = kept_papers.keep(entry, "count_sheet", shop.reports_in, sheet(shop, desk, entry.at))
        jobs.queue_print(entry, paper)
    return paper
