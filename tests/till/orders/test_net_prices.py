"""Orders excluding VAT: a catalogue price stays what is paid, only what somebody typed as net gets VAT on top."""

import lzma
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from kassa_tui.cli.common import open_shop
from kassa_tui.database import rows
from kassa_tui.exports.orders import order_json
from kassa_tui.i18n import LANGUAGES
from kassa_tui.money import Money, currency
from kassa_tui.till.basket.basket import Basket, TooMuchDiscountError
from kassa_tui.till.basket.discounts_given import most_given
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.basket.tax import Rate, rates_on
from kassa_tui.till.basket.typed_line import Typing, with_typed
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.orders import day_rates, edit, orders
from kassa_tui.till.orders.figures import order_figures, order_total
from kassa_tui.till.orders.forms import decided
from kassa_tui.till.orders.lines import read_lines
from kassa_tui.till.orders.values import HandedOverError, Order, OrderForm
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.setup import tax_edit
from kassa_tui.till.setup.tax_edit import RateForm
from tests.conftest import ShopUnderTest, TestClock
from tests.till.orders.test_orders import Orders, till

__all__ = ["till"]

RATES = {"high": Rate("high", "", 2100, False), "low": Rate("low", "", 900, False)}
DAY = date(2026, 11, 22)


def money(text: str) -> Money:
    return Money.of_decimal(text, "EUR")


def typed(basket: Basket, **texts: str) -> Basket:
    """What is typed for the selected line of an order excluding VAT."""
    line = basket.current
    assert line is not None
    return with_typed(basket, line, texts, currency("EUR"), LANGUAGES["nl"], Typing(True, RATES))


def of_file(shop: ShopUnderTest, text: str, *, without_tax: bool = True) -> Basket:
    rates = rates_on(shop.shop.today(shop.desk))
    return read_lines(text.encode(), Basket("new", "EUR"), rates, shop.shop, without_tax=without_tax)


def figures(basket: Basket) -> list[tuple[int, int]]:
    """Total and VAT of each line."""
    return [(line.total, line.tax) for line in order_figures(basket, RATES, DAY)[0]]


def net(till: Orders, *, price: str = "899.00", many: int = 1) -> OrderForm:
    """An order excluding VAT of a catalogue article."""
    basket = till.shop.basket(*[till.shop.article(f"Article {price}", price)] * many)
    return OrderForm(basket, customer_id=till.customer, includes_tax=False)


def save(till: Orders, form: OrderForm) -> int:
    return edit.save(till.shop.desk, form)


def switched(order: Order) -> OrderForm:
    form = orders.form_of(order)
    return replace(form, includes_tax=not form.includes_tax)


def test_a_catalogue_price_stays_what_is_paid(till: Orders) -> None:
    one, seven = (till.order(save(till, form)) for form in (net(till), net(till, price="3.33", many=7)))
    assert (one.row.total.minor, one.lines[0].figures.tax, one.lines[0].net) == (89900, 15602, False)
    assert seven.row.total.minor == 2331


def test_what_was_typed_as_net_gets_its_vat_once_for_its_rate(till: Orders) -> None:
    """Three of 0.33 bear 0.21 together; the article beside them keeps its own."""
    form = net(till)
    for name in "ABC":
        form = replace(form, basket=form.basket.put(Line(0, name, ONE, till.shop.money("0.33"), "high")))
    order = till.order(save(till, form))
    assert sum(line.figures.tax for line in order.lines[1:]) == 21
    assert order.row.total.minor == 89900 + 120
    assert [line["price_without_tax"] for line in order_json(order)["lines"]] == [False, True, True, True]


def test_switching_back_and_forth_changes_no_total(till: Orders) -> None:
    form = net(till)
    basket = form.basket.put(Line(0, "Fitting", ONE, till.shop.money("40.00"), "low")).discounted(off=money("10.00"))
    order = save(till, replace(form, basket=basket))
    total = till.figures(order)
    assert total[1] == 93056
    natures = [line.net for line in till.order(order).lines]
    for _time in range(3):
        save(till, switched(till.order(order)))
        assert (till.figures(order), [line.net for line in till.order(order).lines]) == (total, natures)
    assert natures == [False, True]
    assert verify().proven


def test_switching_while_it_is_typed_changes_nothing_that_was_typed_before() -> None:
    """The file's 10.00 was typed with VAT, the line after the switch without."""
    basket = Basket("new", "EUR").put(Line(0, "A", ONE, money("10.00"), "high", without_tax=False))
    basket = basket.put(Line(0, "B", ONE, money("10.00"), "high"))
    form = OrderForm(basket, includes_tax=False)
    assert [total for total, _tax in figures(decided(form).basket)] == [1000, 1210]


def test_what_left_keeps_what_its_price_meant(till: Orders) -> None:
    """Nor is one more of the article, at the catalogue's price, part of a line that is typed at the same as net."""
    form = till.form(("Chair", "50.00", 2, "high"), includes_tax=False)
    order = save(till, form)
    till.pay(order, "121.00", "card")
    till.hand_over(order, {till.order(order).lines[0].id: ONE})
    after = orders.form_of(till.order(order))
    (chair,) = after.basket.lines
    gross = replace(after, basket=replace(after.basket, lines=(replace(chair, without_tax=False),)))
    with pytest.raises(HandedOverError):
        save(till, gross)
    bicycle = till.shop.article("Bicycle", "899.00")
    basket = typed(till.shop.basket(bicycle), price="899,00")
    basket = replace(basket, lines=(replace(basket.lines[0], list_price=None),))
    assert [line.quantity for line in basket.add(bicycle).lines] == [ONE, ONE]


# --- Prices and amounts of discount that are typed ------------------------------------------------


def test_a_typed_price_is_net_and_the_catalogues_comes_back_by_typing_it_with_vat(till: Orders) -> None:
    basket = typed(net(till).basket, price="742,98")
    (line,) = basket.lines
    assert (line.without_tax, line.list_price) == (True, money("899.00"))
    back = basket.set_price(line.key, money("899.00"), without_tax=False)
    assert (back.lines[0].without_tax, back.lines[0].list_price) == (False, None)


def test_the_catalogues_figure_typed_as_net_is_another_price(till: Orders) -> None:
    basket = typed(net(till).basket, price="899,00")
    assert figures(basket) == [(108779, 18879)]
    assert basket.lines[0].list_price == money("899.00")


def test_a_limit_compares_net_with_net(till: Orders) -> None:
    """10 % off 742.98 is 10 %, and not the 25.6 % that 668.68 is below 899.00."""
    assert most_given(typed(net(till).basket, price="742,98", discount="10%"), rates=RATES) == 1000
    basket = net(till).basket.discounted(off=money("74.30"), without_tax=True)
    assert most_given(basket, rates=RATES) in (1000, 1001)


@pytest.mark.parametrize(("line", "total"), [(0, 88690), (1, 9810)])
def test_an_amount_of_discount_is_net(till: Orders, line: int, total: int) -> None:
    """10.00 off is 12.10 with VAT of an article at 21 %, 10.90 of a net price at 9 %."""
    basket = net(till).basket.put(Line(0, "Work", ONE, money("100.00"), "low", without_tax=True))
    basket = typed(basket.select(basket.lines[line].key), discount="10,00")
    assert figures(basket)[line][0] == total
    off = basket.lines[line].off
    assert off
    assert Typing(True, RATES).typed(basket.lines[line], off) == money("10.00")


def test_a_discount_on_a_mixed_order_is_what_was_typed() -> None:
    """10.00 without VAT off 100.00 net and 121.00 gross at 21 %: each bears half, 12.10 with VAT in all."""
    lines = Basket("new", "EUR").put(Line(0, "Net", ONE, money("100.00"), "high", without_tax=True))
    lines = lines.put(Line(0, "Gross", ONE, money("121.00"), "high", without_tax=False))
    net_off = lines.discounted(off=money("10.00"), without_tax=True)
    assert [total for total, _tax in figures(net_off)] == [12100 - 605, 12100 - 605]
    gross_off = lines.discounted(off=money("12.10"), without_tax=False)
    assert [total for total, _tax in figures(gross_off)] == [12100 - 605, 12100 - 605]
    assert sum(total for total, _tax in figures(lines.discounted(off=money("200.00"), without_tax=True))) == 0
    with pytest.raises(TooMuchDiscountError):
        figures(lines.discounted(off=money("200.01"), without_tax=True))


def test_a_file_says_net_prices_and_the_catalogue_its_own(till: Orders) -> None:
    till.shop.article("Bicycle", "899.00", code="F")
    basket = of_file(
        till.shop, "code;text;quantity;price;discount;vat\nF;;1;;;\nF;;1;700,00;10,00;\n;Work;1;40,00;;low\n"
    )
    assert [line.without_tax for line in basket.lines] == [False, True, True]
    assert [total for total, _tax in figures(basket)] == [89900, 83490, 4360]
    gross = of_file(till.shop, "code,quantity,price\nF,1,\nF,1,700.00\n", without_tax=False)
    assert [(line.quantity, line.price.minor) for line in gross.lines] == [(ONE, 89900), (ONE, 70000)]


def test_what_is_asked_for_is_typed_and_what_a_label_says_is_paid(till: Orders) -> None:
    cheese = till.shop.article("Cheese", "14.50", "low", unit="kg")
    asked = replace(cheese, price=None)
    typed_one = ArticleCode(Scan("1"), asked).for_sale(None)
    basket = replace(typed_one, quantity=ONE, price=money("10.00")).into(Basket("new", "EUR"))
    basket = LabelCode(Scan("2"), cheese, price=money("5.97")).for_sale(ONE).into(basket)
    form = decided(OrderForm(basket, includes_tax=False))
    assert [total for total, _tax in figures(form.basket)] == [1090, 597]


def test_a_receipt_says_prices_with_vat(till: Orders) -> None:
    order = till.place(("Chair", "100.00", 2, "high"), includes_tax=False)
    till.pay(order, "242.00", "card")
    till.hand_over(order)
    assert rows("SELECT price, quantity, amount, total FROM receipt_line WHERE order_line_id IS NOT NULL") == [
        (12100, 2 * ONE, 24200, 24200)
    ]


# --- Afterwards -----------------------------------------------------------------------------------


def test_only_net_prices_come_to_another_total_at_another_rate(till: Orders) -> None:
    tax_edit.add(till.shop.desk, RateForm("low", 1300, date(2026, 12, 15)))
    book = till.shop.article("Book", "39.98", "low")
    basket = till.shop.basket(book).put(Line(0, "Binding", ONE, money("100.00"), "low"))
    order = save(till, OrderForm(basket, customer_id=till.customer, includes_tax=False))
    gross = save(till, OrderForm(till.shop.basket(book), customer_id=till.customer, includes_tax=False))
    with_vat = save(till, switched(till.order(order)))
    assert with_vat == order
    assert till.figures(order)[1] == 3998 + 10900
    till.shop.clock.later(days=28)
    assert till.figures(order)[1] == 3998 + 11300
    assert day_rates.with_other_totals([order, gross], rates_on(date(2026, 12, 16))) == {order}
    till.pay(order, "152.98", "card")
    till.hand_over(order)
    assert rows("SELECT rate, sum(gross), sum(tax) FROM receipt_tax GROUP BY rate") == [(1300, 15298, 460 + 1300)]
    assert verify().proven


def test_a_mixed_order_that_is_changed_after_a_part_left(till: Orders) -> None:
    """Of the discount of 12.10 with VAT the article took 6.05; the rest goes to what is left, whichever it is."""
    article = till.shop.article("Lamp", "121.00")
    basket = till.shop.basket(article).put(Line(0, "Work", ONE, money("100.00"), "high"))
    order = save(till, OrderForm(basket.discounted(off=money("10.00")), customer_id=till.customer, includes_tax=False))
    assert till.figures(order)[1] == 22990
    till.pay(order, "200.00", "card")
    till.hand_over(order, {till.order(order).lines[0].id: ONE})
    form = orders.form_of(till.order(order))
    save(till, replace(form, basket=form.basket.put(Line(0, "More", ONE, money("100.00"), "high"))))
    assert till.figures(order)[1] == 22990 + 12100
    till.pay(order, till.order(order).row.due.decimal(), "card")
    till.hand_over(order)
    assert till.figures(order) == ("completed", 35090, 35090, 0)
    assert rows("SELECT sum(gross), sum(tax) FROM receipt_tax") == [(35090, 6090)]
    assert verify().proven


def test_open_orders_of_a_shop_of_before_keep_their_totals(tmp_path: Path) -> None:
    """All prices of an order excluding VAT were net then, the catalogue's too, and so was its amount of discount."""
    path = tmp_path / "old.db"
    data = Path(__file__).parents[2] / "data" / "shop_12.db.xz"
    path.write_bytes(lzma.decompress(data.read_bytes()))
    open_shop(path)
    assert verify().proven
    shop = ShopUnderTest(path, Desk("K1", "L1", staff.owner()), TestClock())
    till = Orders(shop, 1)
    totals = [till.figures(number)[1] for number in (1, 2, 3)]
    assert totals == [111934, 13190, 10000]
    assert [till.order(n).lines[0].net for n in (1, 2, 3)] == [True, True, False]
    for number in (1, 2, 3):
        form = orders.form_of(till.order(number))
        assert order_total(form, till.order(number), DAY) == till.order(number).row.total
        save(till, switched(till.order(number)))
    assert [till.figures(number)[1] for number in (1, 2, 3)] == totals
    till.pay(2, "31.90", "card")
    till.hand_over(2)
    assert till.figures(2) == ("completed", 13190, 13190, 0)
    assert verify().proven
