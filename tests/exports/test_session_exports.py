"""What an export says adds up to what the reports say, read back as another program would."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.exports.activity import activity
from kassa_tui.exports.of_sessions import cash, discrepancies
from kassa_tui.exports.overview import overview
from kassa_tui.exports.tables import Table
from kassa_tui.exports.writers import Style, write_csv
from kassa_tui.till.basket import line_removal
from kassa_tui.till.drawer import closing
from kassa_tui.till.reports import cash as report_cash
from kassa_tui.till.reports import sessions
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.progress import telling
from tests.conftest import ShopUnderTest
from tests.exports.conftest import FORMULA

CLOSED = Filter(open_too=False)
EXCEL = Style(",", ";", bom=True)


def imported(table: Table, style: Style = EXCEL) -> list[dict[str, str]]:
    """The rows of an export, written as CSV and read again."""
    out = io.BytesIO()
    write_csv(table, out, style)
    text = io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, delimiter=style.separator))


def summed(found: list[dict[str, str]], column: str, **where: str) -> Decimal:
    meant = [row[column] for row in found if all(row[name] == value for name, value in where.items())]
    return sum((Decimal(text.replace(",", ".")) for text in meant if text), Decimal())


def test_the_headings_never_change() -> None:
    headings = {table.name: " ".join(c.name for c in table.columns) for table in (activity(CLOSED), cash(CLOSED))}
    assert headings == {
        "activity": "location register session business_day time entry kind receipt employee approver channel method "
        "total amount tendered change rounding cash expected counted reason note",
        "cash": "location register session business_day gross refunds net moved",
    }


@pytest.mark.parametrize("style", [Style(), Style(",", ";", bom=True), Style(",", ","), Style(".", "\t")])
def test_activity_sums_to_what_is_stored(busy: ShopUnderTest, style: Style) -> None:
    found = imported(activity(Filter()), style)
    for number in (1, 2, 3):
        session = {"session": str(number)}
        stored = dict(rows("SELECT key, amount FROM session_total WHERE kind = 'tender' AND session_id = ?", number))
        for method in ("cash", "card", "voucher", "account"):
            assert summed(found, "amount", method=method, **session) * 100 == stored.get(method, 0)
        receipts = rows("SELECT sum(total) FROM receipt WHERE session_id = ?", number)[0][0] or 0
        assert summed(found, "total", **session) * 100 == receipts
        ledger = summed(found, "cash", **session) - summed(found, "cash", kind="closing", **session)
        assert ledger * 100 == closing.expected_cash(number)


def test_activity_tells_everything_in_its_order(busy: ShopUnderTest) -> None:
    basket = busy.basket(busy.article("Bread", "2.95", "low"))
    line_removal.line_removed(busy.desk, basket, basket.lines[0])
    found = imported(activity(Filter(register="K1", sessions=(3,))))
    assert [row["kind"] for row in found] == ["opened", "sale", "payment", "removed", "drawer.opened", "line.removed"]
    opened, sale, payment, removed, drawer, line = found
    assert (opened["reason"], opened["cash"], opened["counted"]) == ("auto", "10,00", "")
    assert (sale["receipt"], sale["employee"], sale["total"], sale["amount"]) == ("K1-000012", "'-Ünïcode", "2,95", "")
    assert (payment["method"], payment["tendered"], payment["change"], payment["cash"]) == (
        "cash",
        "5,00",
        "2,05",
        "2,95",
    )
    assert (removed["cash"], removed["reason"], removed["note"]) == ("-1,50", "skim", f"'{FORMULA}")
    assert drawer["note"] == "'@SUM(A1)"
    assert line["note"] == "Bread"
    assert datetime.fromisoformat(opened["time"]).utcoffset() is not None
    closed = imported(activity(Filter(register="K1", sessions=(2,))))
    assert [row["kind"] for row in closed][-4:] == ["count", "closing", "closed", "approved"]
    assert closed[-2]["channel"] == "counter"


def test_practice_is_in_no_export(shop: ShopUnderTest) -> None:
    shop.open()
    shop.pay(replace(shop.basket(shop.article("Bread", "3.00")), training=True), cash="5.00")
    assert [row["kind"] for row in imported(activity(Filter()))] == ["opened", "count"]


def test_discrepancies_sum_to_the_overview(busy: ShopUnderTest) -> None:
    found, wanted = imported(discrepancies(CLOSED)), sessions.overview(busy.desk, CLOSED)
    assert wanted.total is not None
    assert wanted.opening.known is not None
    assert summed(found, "total_discrepancy") == Decimal(wanted.total.decimal()) != 0
    assert summed(found, "opening_discrepancy") == Decimal(wanted.opening.known.decimal())
    assert [row["complete"] for row in found] == ["true", "true"]


def test_what_nobody_counted_is_empty_and_not_zero(shop: ShopUnderTest) -> None:
    shop.sell(shop.article("Bread", "3.00"), cash="3.00")
    row = sessions.listed(shop.desk, Filter())[0]
    closing.close(shop.desk, closing.CloseForm(row.id, taken=shop.money("3.00"), seen=closing.seen(row.id)))
    (found,) = imported(discrepancies(CLOSED))
    empty = ("opening_counted", "opening_discrepancy", "counted", "closing_discrepancy", "total_discrepancy")
    assert {found[name] for name in empty} == {""}
    assert (found["closing_count"], found["complete"], found["expected"]) == ("none", "false", "3,00")


def test_cash_sums_to_the_cash_activity(busy: ShopUnderTest) -> None:
    found, wanted = imported(cash(CLOSED)), report_cash.activity(busy.desk, CLOSED)
    for name in ("gross", "refunds", "net"):
        assert summed(found, name) == Decimal(getattr(wanted, name).decimal()) != 0


def test_the_overview_holds_every_stored_total(busy: ShopUnderTest) -> None:
    found = imported(overview(CLOSED))
    stored = rows("SELECT kind, key, n, amount FROM session_total WHERE session_id IN (1, 2)")
    told = [
        (r["section"], r["item"], int(r["count"]), summed([r], "amount") * 100)
        for r in found
        if r["section"] != "session"
    ]
    assert sorted(told) == sorted(stored)
    assert summed(found, "amount", item="expected") * 100 == sum(z for (z,) in rows("SELECT expected FROM z_report"))
    assert {row["name"] for row in found if row["section"] == "staff"} == {"Owner"}


EXPORTS: list[Callable[[Filter], Table]] = [activity, discrepancies, cash, overview]


@pytest.mark.parametrize("export", EXPORTS)
def test_every_row_has_a_value_for_each_column(busy: ShopUnderTest, export: Callable[[Filter], Table]) -> None:
    table = export(Filter())
    assert {len(row) for row in table.rows} == {len(table.columns)}


def test_it_is_told_which_session_is_read_and_nothing_between(busy: ShopUnderTest) -> None:
    heard: list[tuple[int, int]] = []
    for table in (activity(Filter()), overview(Filter())):
        heard.clear()
        with telling(lambda done, pieces: heard.append((done, pieces))):
            assert list(table.rows)
        many = len(sessions.listed(busy.desk, Filter()))
        assert heard == [(done, many) for done in range(many + 1)]
