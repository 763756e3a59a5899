"""A deposit that the shop keeps: income with the VAT that it bore, or would have borne; or outside VAT."""

import pytest
from msgspec.structs import replace

from kassa_tui.database import rows
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.orders import edit, orders
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.reports import vat
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.setup import files, importing, shop_edit
from tests.till.orders.test_order_vat import BICYCLE, BOOK, block
from tests.till.orders.test_orders import Orders, till

__all__ = ["till"]


def decided(till: Orders, **settings: object) -> None:
    """The shop decides otherwise."""
    shop = till.shop.shop
    shop_edit.change(till.shop.desk, shop_edit.ShopChange(shop, replace(shop, **settings)))


def kept(till: Orders, order: int) -> dict[tuple[str, int], tuple[int, int]]:
    """The VAT of all its receipts once its deposits are kept."""
    till.cancel(order, "keep", "not collected")
    assert rows("SELECT count(*) FROM payment WHERE receipt_id = (SELECT max(id) FROM receipt)") == [(0,)]
    assert verify().proven
    taxes = rows("SELECT tax_code, rate, sum(gross), sum(tax) FROM receipt_tax GROUP BY tax_code, rate")
    return {(code, rate): (gross, tax) for code, rate, gross, tax in taxes if gross or tax}


INCOME = {("high", 2100): (28723, 4985), ("low", 900): (1277, 105)}


@pytest.mark.parametrize("when", ["deposit", "hand_over"])
def test_it_bears_the_same_vat_whenever_deposits_are_taxed(till: Orders, when: str) -> None:
    decided(till, deposit_tax=when)
    order = till.place(BICYCLE, BOOK)
    till.pay(order, "300.00", "card")
    assert kept(till, order) == INCOME
    assert till.total("turnover", "sales") == 30000


@pytest.mark.parametrize("when", ["deposit", "hand_over"])
def test_without_vat_it_is_income_outside_vat(till: Orders, when: str) -> None:
    """What it bore is taken back; the income is not exempt: it stands outside."""
    decided(till, deposit_tax=when, kept_deposit_tax=False)
    order = till.place(BICYCLE, BOOK)
    till.pay(order, "300.00", "card")
    assert kept(till, order) == {("outside", 0): (30000, 0)}
    assert block() == {("outside", 0): (30000 if when == "deposit" else 0, 0)} | (
        {key: (-gross, -tax) for key, (gross, tax) in INCOME.items()} if when == "deposit" else {}
    )
    report = vat.by_rate(till.shop.desk, Filter())
    assert [(part.outside, part.gross.minor) for part in report.parts if part.gross] == [(True, 30000)]
    assert till.total("turnover", "sales") == 30000


def test_what_bore_vat_keeps_its_rates_and_the_rest_is_spread_over_what_is_due_beside_it(till: Orders) -> None:
    """300.00 bore VAT, 638.98 more does not: it pays what is left on each rate."""
    order = till.place(BICYCLE, BOOK)
    till.pay(order, "300.00", "card")
    decided(till, deposit_tax="hand_over")
    till.pay(order, "638.98", "card")
    income = kept(till, order)
    assert {key: gross for key, (gross, _tax) in income.items()} == {("high", 2100): 89900, ("low", 900): 3998}
    assert (income["high", 2100][1], income["low", 900][1]) == (4985 + 10617, 105 + 225)


def test_one_without_vat_is_spread_over_what_others_did_not_pay(till: Orders) -> None:
    """888.00 of the bicycle bore VAT; of 50.98 that is due 20.00 more is paid: 11.00 and 39.98 are due on the rates."""
    order = till.place(BICYCLE)
    till.pay(order, "888.00", "card")
    form = orders.form_of(till.order(order))
    book = Line(0, "Book", ONE, till.shop.money("39.98"), "low")
    edit.save(till.shop.desk, replace(form, basket=form.basket.put(book)))
    decided(till, deposit_tax="hand_over")
    till.pay(order, "20.00", "card")
    income = kept(till, order)
    assert {key: gross for key, (gross, _tax) in income.items()} == {("high", 2100): 88800 + 432, ("low", 900): 1568}


def test_of_an_order_of_which_a_part_left_it_is_spread_over_what_did_not(till: Orders) -> None:
    decided(till, deposit_tax="hand_over")
    order = till.place(BICYCLE, BOOK)
    till.pay(order, "938.98", "card")
    till.hand_over(order, {till.order(order).lines[0].id: ONE})
    assert kept(till, order) == {("high", 2100): (89900, 15602), ("low", 900): (3998, 330)}


def test_where_nothing_is_left_of_the_order_it_is_as_its_goods_were(till: Orders) -> None:
    """All was paid, the bicycle left, and the book was taken off the order again."""
    decided(till, deposit_tax="hand_over")
    order = till.place(BICYCLE, BOOK)
    till.pay(order, "938.98", "card")
    till.hand_over(order, {till.order(order).lines[0].id: ONE})
    form = orders.form_of(till.order(order))
    edit.save(till.shop.desk, replace(form, basket=form.basket.remove(form.basket.lines[1].key)))
    assert kept(till, order) == {("high", 2100): (89900 + 3998, 15602 + 694)}


@pytest.mark.parametrize("when", ["deposit", "hand_over"])
def test_goods_outside_vat_bear_none_when_their_deposit_is_kept(till: Orders, when: str) -> None:
    decided(till, deposit_tax=when)
    order = till.place(BICYCLE, ("Crate", "100.00", 1, "outside"))
    till.pay(order, "99.90", "card")
    assert kept(till, order) == {("high", 2100): (8990, 1560), ("outside", 0): (1000, 0)}


def test_goods_that_cost_nothing_any_more_still_say_the_rate(till: Orders) -> None:
    decided(till, deposit_tax="hand_over")
    order = till.place(BICYCLE)
    till.pay(order, "10.00", "card")
    form = orders.form_of(till.order(order))
    free = form.basket.set_price(form.basket.lines[0].key, till.shop.money("0.00"))
    edit.save(till.shop.desk, replace(form, basket=free))
    income = kept(till, order)
    assert sum(gross for gross, _tax in income.values()) == 1000


def test_the_setting_goes_along_in_a_set_up_file(till: Orders) -> None:
    decided(till, kept_deposit_tax=False)
    file = files.export(till.shop.desk)
    decided(till, kept_deposit_tax=True)
    assert importing.load(till.shop.desk, file).settings == 1
    assert not till.shop.shop.kept_deposit_tax
