"""The day that an order bears and the branch that it belongs to: set, kept, told and proven."""

import lzma
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.cli.common import open_shop
from kassa_tui.cli.orders.views import order_text, queue_text
from kassa_tui.database import rows
from kassa_tui.exports.orders import order_json
from kassa_tui.models import Location
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.orders.papers import packing_slip, slip
from kassa_tui.till.orders.values import FutureDateError, NoBranchError
from kassa_tui.till.proof.verify import verify
from tests.conftest import ShopUnderTest, TestClock
from tests.till.orders.test_orders import Orders, till

__all__ = ["till"]

CAKE = ("Cake", "1.00", 1, "low")


def test_an_order_is_of_today_and_of_where_it_is_made_unless_it_says_so(till: Orders) -> None:
    Location.create(code="L2", name="Harbour")
    plain = till.order(till.place(CAKE)).row
    assert (plain.dated, plain.branch) == (date(2026, 11, 22), "L1")
    number = till.place(CAKE, dated=date(2025, 12, 30), branch="L2")
    till.shop.clock.later(days=3)
    edit.save(till.shop.desk, replace(orders.form_of(till.order(number)), note="ring"))
    order = till.order(number)
    assert (order.row.dated, order.row.branch) == (date(2025, 12, 30), "L2")
    assert [step.what for step in order.steps][-1] == "changed: note"
    told = order_json(order)
    assert (told["ordered"], told["branch"]) == ("2025-12-30", "L2")
    for paper in (slip, packing_slip):
        text = paper(till.shop.shop, till.shop.desk, order, till.shop.clock.now).as_text(42)
        lines = [line.split() for line in text.split("\n")]
        assert ["Orderdatum", "30", "dec", "2025"] in lines
        assert ["Filiaal", "Harbour"] in lines
    assert "Ordered 30 Dec 2025 · Harbour · Owner" in order_text(order)
    assert "2025-12-30" in queue_text([order.row])
    assert verify().proven


def test_a_day_that_has_not_come_and_an_unknown_branch_are_refused(till: Orders) -> None:
    with pytest.raises(FutureDateError):
        till.place(CAKE, dated=date(2026, 11, 23))
    with pytest.raises(NoBranchError):
        till.place(CAKE, branch="L9")
    order = orders.form_of(till.order(till.place(CAKE)))
    with pytest.raises(FutureDateError):
        edit.save(till.shop.desk, replace(order, dated=date(2026, 11, 24)))
    assert rows("SELECT count(*) FROM customer_order") == [(1,)]


def test_an_order_is_changed_while_the_clock_stands_before_its_day(till: Orders) -> None:
    order = orders.form_of(till.order(till.place(CAKE)))
    till.shop.clock.later(days=-3)
    edit.save(till.shop.desk, replace(order, note="ring"))
    row = till.order(1).row
    assert row.dated == date(2026, 11, 22)
    with pytest.raises(FutureDateError):
        edit.save(till.shop.desk, replace(orders.form_of(till.order(1)), dated=date(2026, 11, 20)))


def test_orders_of_a_shop_of_before_are_of_the_day_they_were_made_on(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    data = Path(__file__).parents[2] / "data" / "shop_12.db.xz"
    path.write_bytes(lzma.decompress(data.read_bytes()))
    open_shop(path)
    assert verify().proven
    assert rows("SELECT DISTINCT dated, branch FROM customer_order") == [(None, None)]
    before = Orders(ShopUnderTest(path, Desk("K1", "L1", staff.owner()), TestClock()), 1)
    order = before.order(1)
    assert (order.row.dated, order.row.branch) == (date(2026, 11, 22), "L1")
    edit.save(before.shop.desk, replace(orders.form_of(order), note="ring"))
    said = before.order(1).steps[-1].what
    assert "note" in said
    assert "order date" not in said
    assert "branch" not in said
    assert rows("SELECT dated, branch FROM customer_order WHERE id = 1") == [("2026-11-22", "L1")]
    assert verify().proven
