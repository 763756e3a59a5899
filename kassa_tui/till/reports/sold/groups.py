"""What was sold by product group, and what else receipts are about.

Summed in SQL over the lines of the receipts in the period, which is what the work grows with.
"""

from collections.abc import Iterator

from msgspec import Struct

from kassa_tui.database import rows, words_sql
from kassa_tui.i18n import N_
from kassa_tui.money import Money
from kassa_tui.till.basket.line_kinds import BESIDE
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.ledger.shop import read_shop
from kassa_tui.till.reports.filter import Filter, receipts_sql
from kassa_tui.till.reports.progress import Sums, add, spread
from kassa_tui.till.reports.report import Chart, Column, Kind, Report, Subject, Sum
from kassa_tui.till.reports.sold.sales import allowed_for

NO_GROUP = N_("Without a group")


class GroupPart(Struct, frozen=True):
    """A product group, or something of `BESIDE` when it is no `turnover`. `name` is translated where it is shown.

    `lines` are lines of receipts, `items` thousandths; amounts include VAT.
    """

    key: str
    name: str
    turnover: bool
    lines: int
    items: int
    total: Money


class Groups(Struct, frozen=True):
    """The largest turnover first, then what is none; `complete` is False when an open session was left out."""

    parts: tuple[GroupPart, ...]
    turnover: Money
    total: Money
    complete: bool


def by_group(desk: Desk, chosen: Filter) -> Groups:
    """By product group. Raises NotAllowedError, PeriodError, UnknownLocationError."""
    permitted, complete = allowed_for(desk, chosen)
    parts, zero = tuple(_groups(permitted)), read_shop().money(0)
    turnover = sum((part.total for part in parts if part.turnover), zero)
    return Groups(parts, turnover, sum((part.total for part in parts), zero), complete)


def _groups(chosen: Filter) -> Iterator[GroupPart]:
    added = Sums()
    for piece in spread(chosen):
        where, values = receipts_sql(piece)
        piece_sums = rows(
            f"SELECT CASE WHEN l.kind IN ({words_sql(BESIDE)}) THEN l.kind ELSE coalesce(l.group_id, 0) END, "
            "count(*), sum(CASE WHEN l.unit = 'piece' THEN l.quantity WHEN l.quantity < 0 THEN -1000 ELSE 1000 END), "
            "sum(l.total) FROM receipt r CROSS JOIN receipt_line l ON l.receipt_id = r.id "
            f"WHERE {where} GROUP BY 1",
            *values,
        )
        add(added, piece_sums)
    unit, names = read_shop().currency, dict(rows("SELECT id, name FROM product_group"))
    sums = {key: (lines, items, Money(total, unit)) for (key,), (lines, items, total) in added.items()}
    for key in sorted((key for key in sums if key not in BESIDE), key=lambda key: -sums[key][2].minor):
        yield GroupPart(str(key), names.get(key, NO_GROUP), True, *sums[key])
    for kind, beside in BESIDE.items():
        if kind in sums:
            yield GroupPart(kind, beside.name, False, *sums[kind])


def _report(desk: Desk, chosen: Filter) -> Report:
    found = by_group(desk, chosen)
    sums = (Sum("total", found.turnover, "turnover", N_("Turnover")), Sum("total", found.total))
    return Report(GROUPS, found.parts, sums, complete=found.complete)


GROUPS = Subject(
    name="groups",
    title=N_("By product group"),
    about=N_("what was sold"),
    help="by product group",
    build=_report,
    columns=(
        Column("group", of=lambda part: part.name if part.turnover and part.key != "0" else None),
        Column("kind", of=lambda part: "turnover" if part.turnover else part.key),
        Column("name", Kind.NAME, N_("Group"), file="group"),
        Column("lines", Kind.NUMBER, N_("Lines")),
        Column("items", Kind.QUANTITY, N_("Items")),
        Column("total", Kind.AMOUNT, N_("Total")),
    ),
    rows="groups",
    json="group kind lines items total",
    terminal="name:38 lines:-10 items:-12 total:-15",
    screen="name lines:-9 total:-12",
    chart=Chart("total"),
)
