"""A report on paper, kept as it was printed: two columns, whatever the width of the roll."""

from collections.abc import Sequence

from msgspec import Struct

from kassa_tui.documents import Cut, Document, Feed, Pair, Row, Rule, Text
from kassa_tui.i18n import words
from kassa_tui.till.ledger import journal
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.recording import recorder
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.papers import kept_papers
from kassa_tui.till.papers.kept_papers import Kept, desk_rows, shop_head
from kassa_tui.till.reports.filter import may_see_sales, may_see_sessions

KIND = "report"


class ReportPaper(Struct, frozen=True):
    """What is printed: a title, what it is limited to, lines of words and figures, and sums; all as they are read."""

    name: str
    title: str
    about: str
    lines: tuple[tuple[str, str], ...]
    sums: tuple[tuple[str, str], ...]
    notes: tuple[str, ...] = ()
    of_sessions: bool = False


def _pairs(listed: Sequence[tuple[str, str]], *, bold: bool = False) -> list[Row]:
    return [Pair(left, right, bold=bold) for left, right in listed]


@recorder()
def keep(desk: Desk, paper: ReportPaper) -> Kept:
    """Keep a report as a paper, to show and print. Raises NotAllowedError."""
    (may_see_sessions if paper.of_sessions else may_see_sales)(desk)
    shop = read_shop()
    spoken = words(shop.reports_in)
    with journal.entry(desk, "report.kept") as entry:
        entry.add("report", {"name": paper.name, "about": paper.about})
        rows: list[Row] = [
            *shop_head(shop, spoken),
            Text(paper.title, bold=True),
            Text(paper.about),
            *desk_rows(shop, spoken, desk, entry.at),
            Rule(),
            *_pairs(paper.lines),
            Rule(),
            *_pairs(paper.sums, bold=True),
            *(Text(note) for note in paper.notes),
            Feed(),
            Cut(),
        ]
        document = Document(paper.title, tuple(rows))
        kept = kept_papers.keep(entry, KIND, shop.reports_in, document)
    return Kept(kept, KIND, document)
