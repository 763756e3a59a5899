"""Whether what was prepaid keeps the rate that it bore: a country's choice, from a day on."""

import json
from datetime import date

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.basket.tax import prepaid_keeps_rate
from kassa_tui.till.orders import day_rates, edit, orders, tenders
from kassa_tui.till.orders.baskets import hand_over_basket
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.setup import files, importing, tax_edit
from kassa_tui.till.setup.importing import DiffersError
from kassa_tui.till.setup.tax_edit import BegunDayError, PrepaidRule
from tests.till.orders.test_day_rates import BOOK, in_december, till
from tests.till.orders.test_order_vat import block, by_hand_over
from tests.till.orders.test_orders import Orders

__all__ = ["till"]


@pytest.fixture
def keeping(till: Orders) -> Orders:
    """From 1 December on what was prepaid keeps its rate."""
    tax_edit.decide_prepaid(till.shop.desk, PrepaidRule("2026-12-01", keeps_rate=True))
    return till


def of_all() -> list[tuple[int, int, int]]:
    """Gross and VAT of all receipts by rate."""
    return rows("SELECT rate, sum(gross), sum(tax) FROM receipt_tax GROUP BY rate HAVING sum(gross) OR sum(tax)")


def test_paid_at_one_rate_and_fetched_at_another_it_leaves_with_nothing(keeping: Orders) -> None:
    order = keeping.place(BOOK)
    keeping.pay(order, "39.98", "card")
    in_december(keeping)
    keeping.hand_over(order)
    assert block() == {("low", 1300): (0, 0)}
    assert of_all() == [(900, 3998, 330)]
    assert keeping.figures(order) == ("completed", 3998, 3998, 0)
    assert keeping.order(order).deposits == {}
    assert verify().proven


def test_what_is_paid_after_the_change_bears_the_new_rate(keeping: Orders) -> None:
    """20.00 at 9 % and 19.98 at 13 %, paid before the hand-over."""
    order = keeping.place(BOOK)
    keeping.pay(order, "20.00", "card")
    in_december(keeping)
    keeping.pay(order, "19.98", "card")
    keeping.hand_over(order)
    assert block() == {("low", 1300): (0, 0)}
    assert of_all() == [(900, 2000, 165), (1300, 1998, 230)]
    assert verify().proven


def test_a_hand_over_bears_the_vat_of_what_is_paid_then(keeping: Orders) -> None:
    order = keeping.place(BOOK)
    keeping.pay(order, "20.00", "card")
    in_december(keeping)
    shop = keeping.shop
    shop.pay(hand_over_basket(shop.shop, keeping.order(order), None, shop.clock.now))
    assert block() == {("low", 1300): (1998, 230)}
    assert of_all() == [(900, 2000, 165), (1300, 1998, 230)]
    assert verify().proven


def test_parts_use_it_up_and_what_is_left_goes_back_at_its_rate(keeping: Orders) -> None:
    """Of three books of 11.30 two are prepaid; one leaves, the other is cancelled."""
    order = keeping.place(("Book", "11.30", 3, "low"))
    keeping.pay(order, "22.60", "card")
    in_december(keeping)
    line = keeping.order(order).lines[0].id
    keeping.hand_over(order, {line: ONE})
    assert block() == {("low", 1300): (0, 0)}
    left = keeping.order(order)
    assert left.deposits == {("low", 900): (1130, 94)}
    assert [(piece.key, piece.gross) for piece in tenders.held(order)] == [(("low", 900), 1130)]
    keeping.cancel(order, "refund")
    assert block() == {("low", 900): (-1130, -94)}
    assert of_all() == [(900, 1130, 93)]
    assert verify().proven


def test_deposits_without_vat_and_of_other_codes_are_as_ever(keeping: Orders) -> None:
    by_hand_over(keeping)
    order = keeping.place(BOOK)
    keeping.pay(order, "39.98", "card")
    in_december(keeping)
    keeping.hand_over(order)
    assert block() == {("low", 1300): (3998, 460), ("outside", 0): (-3998, 0)}


def test_net_prices_that_were_paid_stay_what_they_came_to(keeping: Orders) -> None:
    """109.00 was paid of 100.00 net; half of another 100.00."""
    paid = keeping.place(("Book", "100.00", 1, "low"), includes_tax=False)
    half = keeping.place(("Book", "100.00", 1, "low"), includes_tax=False)
    keeping.pay(paid, "109.00", "card")
    keeping.pay(half, "54.50", "card")
    in_december(keeping)
    assert [keeping.figures(order)[1:] for order in (paid, half)] == [(10900, 10900, 0), (11100, 5450, 5650)]
    assert day_rates.notices(keeping.order(half))[1:] == ["It came to 109.00 and comes to 111.00 now."]
    for order in (paid, half):
        # Saving it again changes nothing.
        edit.save(keeping.shop.desk, replace(orders.form_of(keeping.order(order)), note="ring"))
    assert [keeping.figures(order)[1] for order in (paid, half)] == [10900, 11100]
    keeping.hand_over(paid)
    assert block() == {("low", 1300): (0, 0)}
    keeping.pay(half, "56.50", "card")
    assert block() == {("low", 1300): (5650, 650)}
    keeping.hand_over(half)
    assert block() == {("low", 1300): (0, 0)}
    assert of_all() == [(900, 16350, 1350), (1300, 5650, 650)]
    assert verify().proven


# --- The choice itself ----------------------------------------------------------------------------


def test_it_holds_from_its_day_on(keeping: Orders) -> None:
    assert [prepaid_keeps_rate(date(2026, 11, 30)), prepaid_keeps_rate(date(2026, 12, 1))] == [False, True]
    tax_edit.decide_prepaid(keeping.shop.desk, PrepaidRule("2027-01-01", keeps_rate=False))
    assert not prepaid_keeps_rate(date(2027, 1, 1))
    assert verify().proven


def test_it_begins_on_a_day_without_receipts(till: Orders) -> None:
    order = till.place(BOOK)
    till.pay(order, "10.00", "card")
    with pytest.raises(BegunDayError, match="later day"):
        tax_edit.decide_prepaid(till.shop.desk, PrepaidRule("2026-11-22", keeps_rate=True))
    tax_edit.decide_prepaid(till.shop.desk, PrepaidRule("2026-11-23", keeps_rate=True))


def test_it_goes_along_in_a_set_up_file(keeping: Orders) -> None:
    desk = keeping.shop.desk
    file = files.export(desk)
    tax_edit.decide_prepaid(desk, PrepaidRule("2026-12-01", keeps_rate=False))
    assert importing.load(desk, file).rates == 1
    assert prepaid_keeps_rate(date(2026, 12, 1))
    assert importing.load(desk, file).rates == 0
    keeping.shop.sell(keeping.shop.article("Milk", "1.09", "low"))
    for day, said in (("2026-11-20", True), ("2026-11-22", True)):
        rules = json.loads(file)
        rules["prepaid"].append({"valid_from": day, "keeps_rate": said})
        with pytest.raises(BegunDayError):
            importing.load(desk, json.dumps(rules).encode())
    tax_edit.decide_prepaid(desk, PrepaidRule("2027-01-01", keeps_rate=False))
    with pytest.raises(DiffersError, match="2027-01-01"):
        importing.load(desk, file)
    of_before = {name: part for name, part in json.loads(file).items() if name != "prepaid"}
    assert importing.load(desk, json.dumps(of_before).encode()).rates == 0
    assert prepaid_keeps_rate(date(2026, 12, 31))
    assert verify().proven
