"""An order on paper: what was given stands on the slip as on the A4 page, and one that excludes VAT is net throughout."""

import pytest
from msgspec.structs import replace

from kassa_tui.cli.orders.views import order_text
from kassa_tui.exports.order_pdf import order_pdf
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.orders import edit, orders, papers
from kassa_tui.till.orders.values import Order, OrderForm
from tests.cli.test_orders import pdf_text
from tests.till.orders.test_orders import Orders, till

__all__ = ["till"]


def rows_of(text: str) -> list[str]:
    """The rows with single blanks."""
    return [" ".join(row.split()) for row in text.split("\n")]


def english(till: Orders) -> Shop:
    return replace(till.shop.shop, receipt_language="en")


def slip(till: Orders, order: Order) -> list[str]:
    return rows_of(papers.slip(english(till), till.shop.desk, order, till.shop.clock.now).as_text(42))


def placed(till: Orders, form: OrderForm) -> Order:
    return till.order(edit.save(till.shop.desk, form))


def mixed(till: Orders) -> OrderForm:
    """An article of 899.00 in two pieces with 10 % off, work of 40.00 net, 20.00 off all, excluding VAT."""
    basket = till.shop.basket(*[till.shop.article("Bicycle", "899.00")] * 2)
    basket = basket.set_discount(basket.lines[0].key, percent=1000)
    basket = basket.put(Line(0, "Fitting", ONE, till.shop.money("40.00"), "low")).discounted(off=till.shop.money("20"))
    return OrderForm(basket, customer_id=till.customer, includes_tax=False)


def test_a_discount_stands_on_the_slip_as_on_the_page(till: Orders) -> None:
    """Its own and its part of the order's, taken off what it costs: the rows sum to the total."""
    form = till.form(("Chair", "100.00", 1, "high"), ("Stool", "50.00", 2, "high"))
    basket = form.basket.set_discount(form.basket.lines[0].key, percent=1000).discounted(off=till.shop.money("19.00"))
    order = placed(till, replace(form, basket=basket))
    page, text = pdf_text(order_pdf(english(till), order)), slip(till, order)
    assert {"1 × Chair 100.00", "discount −19.00", "2 × Stool 100.00", "discount −10.00"} <= set(text)
    assert {"Total 171.00", "of which VAT 21 % 29.68"} <= set(text)
    assert all(f"({amount})" in page for amount in ("19.00", "10.00", "81.00", "90.00", "171.00"))


def test_a_percentage_of_a_line_is_named_where_it_is_all_that_was_given(till: Orders) -> None:
    form = till.form(("Chair", "100.00", 1, "high"))
    basket = form.basket.set_discount(form.basket.lines[0].key, percent=1000)
    assert "discount 10 % −10.00" in slip(till, placed(till, replace(form, basket=basket)))


def test_an_order_without_vat_is_net_throughout(till: Orders) -> None:
    """On slip, packing slip, page and terminal: rows that sum to the net, then VAT, then what is paid."""
    order = placed(till, mixed(till))
    shop, desk, now = english(till), till.shop.desk, till.shop.clock.now
    text = slip(till, order)
    sums = ["Without VAT 1,357.35", "VAT 21 % 276.77", "VAT 9 % 3.55", "Total 1,637.67"]
    assert [row for row in text if row in sums] == sums
    rows = {"2 × Bicycle 1,485.95", "discount −168.02", "1 × Fitting 40.00", "discount −0.58"}
    assert rows <= set(text)
    assert 148595 - 16802 + 4000 - 58 == 135735
    packing = rows_of(papers.packing_slip(shop, desk, order, now, prices=True).as_text(42))
    assert {*rows, *sums} <= set(packing)
    page = pdf_text(order_pdf(shop, order))
    assert all(f"({amount})" in page for amount in ("742.98", "168.02", "1,317.93", "1,357.35", "276.77", "1,637.67"))
    assert "899" not in page
    said = rows_of(order_text(order))
    assert {"2 Bicycle 1,317.93", "1 Fitting 39.42", "Without VAT 1,357.35", "VAT 280.32", "Total 1,637.67"} <= set(
        said
    )


def test_the_same_order_shown_with_vat_comes_to_the_same(till: Orders) -> None:
    order = placed(till, mixed(till))
    form = orders.form_of(order)
    text = slip(till, placed(till, replace(form, includes_tax=True)))
    assert {"2 × Bicycle 1,798.00", "1 × Fitting 43.60", "Total 1,637.67", "of which VAT 21 % 276.77"} <= set(text)


@pytest.mark.parametrize("kind", ["order", "layaway", "work"])
def test_who_gets_it_brought_is_not_told_to_collect(till: Orders, kind: str) -> None:
    form = till.form(("Chair", "100.00", 1, "high"), kind=kind)
    brought = replace(form, delivery="delivery", street="Dam 1", town="Amsterdam")
    collects = [any("Bring this slip" in row for row in slip(till, placed(till, each))) for each in (form, brought)]
    assert collects == [True, False]


def test_what_was_cancelled_costs_nothing_on_paper(till: Orders) -> None:
    order = edit.save(till.shop.desk, till.form(("Chair", "100.00", 1, "high"), ("Stool", "50.00", 1, "high")))
    till.pay(order, "150.00", "card")
    till.hand_over(order, {till.order(order).lines[1].id: ONE})
    till.cancel(order, "refund")
    text = slip(till, till.order(order))
    assert {"0 × Chair 0.00", "1 × Stool 50.00", "Total 50.00", "of which VAT 21 % 8.68"} <= set(text)
