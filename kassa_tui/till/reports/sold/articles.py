"""What was sold of each article, what of it came back, and what it brought in.

Summed in SQL over the lines of the receipts in the period, which is what the work grows with. A packaging deposit is an
article that is no turnover, and stands below the others; what was typed at the counter is one row for all.
"""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.database import rows, words_sql
from kassa_tui.i18n import N_, _
from kassa_tui.money import Money
from kassa_tui.till.basket.line_kinds import PACKAGING_SQL, PRODUCT_KINDS
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import Filter, receipts_sql
from kassa_tui.till.reports.progress import Sums, add, spread
from kassa_tui.till.reports.report import Chart, Column, Kind, Report, Subject, Sum
from kassa_tui.till.reports.sold.sales import allowed_for

UNITS = {"piece": N_("pcs"), "kg": "kg", "l": "l", "m": "m"}
"""What quantities are of."""

NOT_IN_CATALOGUE = N_("Not in the catalogue")


class ArticlePart(Struct, frozen=True):
    """One article: `sold` and `returned` in thousandths of its unit, both positive; `total` with VAT, less returns.

    What is not in the catalogue has neither code nor name.
    """

    code: str
    name: str
    unit: str
    packaging: bool
    sold: int
    returned: int
    total: Money


class Articles(Struct, frozen=True):
    """The largest turnover first, then packaging deposits; `complete` is False when an open session was left out."""

    parts: tuple[ArticlePart, ...]
    complete: bool

    def sum(self, *, packaging: bool) -> Money:
        """The turnover, or the packaging deposits that were charged, less what was given back."""
        return sum((part.total for part in self.parts if part.packaging is packaging), read_shop().money(0))


def by_article(desk: Desk, chosen: Filter) -> Articles:
    """By article and unit. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    permitted, complete = allowed_for(desk, chosen)
    parts = sorted(_parts(permitted), key=lambda part: (part.packaging, -part.total.minor, part.name, part.code))
    return Articles(tuple(parts), complete)


def _parts(chosen: Filter) -> Iterator[ArticlePart]:
    sums = Sums()
    for piece in spread(chosen):
        where, values = receipts_sql(piece)
        piece_sums = rows(
            f"SELECT coalesce(l.product_id, 0), l.unit, l.kind IN ({PACKAGING_SQL}), "
            "sum(max(l.quantity, 0)), sum(max(-l.quantity, 0)), sum(l.total) "
            f"FROM receipt r CROSS JOIN receipt_line l ON l.receipt_id = r.id "
            f"AND l.kind IN ({words_sql(PRODUCT_KINDS)}) WHERE {where} GROUP BY 1, 2, 3",
            *values,
        )
        add(sums, piece_sums, keys=3)
    currency = read_shop().currency
    named = {key: (code, name) for key, code, name in rows("SELECT id, coalesce(code, ''), name FROM product")}
    for (product, unit, packaging), (sold, returned, total) in sums.items():
        code, name = named.get(product, ("", ""))
        yield ArticlePart(
            code=code,
            name=name,
            unit=unit,
            packaging=bool(packaging),
            sold=sold,
            returned=returned,
            total=Money(total, currency),
        )


def _report(desk: Desk, chosen: Filter) -> Report:
    articles = by_article(desk, chosen)
    turnover = Sum("total", articles.sum(packaging=False), "turnover", N_("Turnover"))
    deposits = Sum("total", articles.sum(packaging=True), "packaging", N_("Packaging deposits"))
    return Report(ARTICLES, articles.parts, (turnover, deposits), complete=articles.complete)


ARTICLES = Subject(
    name="articles",
    title=N_("By article"),
    about=N_("sold, returned and turnover of each"),
    help="by article: sold, returned, turnover",
    build=_report,
    columns=(
        Column("code", title=N_("Code"), of=lambda part: part.code or None, none=""),
        Column("article", of=lambda part: part.name or None),
        Column("name", title=N_("Article"), of=lambda part: part.name or _(NOT_IN_CATALOGUE), file="article"),
        Column("kind", of=lambda part: "packaging" if part.packaging else "turnover"),
        Column("sold", Kind.QUANTITY, N_("Sold")),
        Column("returned", Kind.QUANTITY, N_("Returned")),
        Column("unit", Kind.WORD, N_("Unit"), words=UNITS),
        Column("total", Kind.AMOUNT, N_("Total")),
    ),
    rows="articles",
    json="code article kind unit sold returned total",
    terminal="name:24 code:11 sold:-9 returned:-9 unit:7 total:-13",
    screen="name sold:-10 returned:-10 unit:7 total:-12",
    file="code name unit sold returned total",
    head="turnover packaging",
    chart=Chart("total"),
)
