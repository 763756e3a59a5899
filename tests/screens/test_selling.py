"""The values of a sale without a screen: what each act makes of the basket and of what was typed for it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.errors import KassaError
from kassa_tui.money import AmountError
from kassa_tui.screens.lines.entry import Entry
from kassa_tui.screens.sale.state import Selling
from kassa_tui.till.basket import line_removal
from kassa_tui.till.basket.basket import Basket, FixedLineError
from kassa_tui.till.basket.lines import Article, Line, LineFigures, Refunded, WholePiecesError
from kassa_tui.till.basket.parking import PartPaidError
from kassa_tui.till.basket.wanted import Wanted
from kassa_tui.till.goods.article_codes import ArticleCode, LabelCode, WrongUnitError
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.sale.order_effects import TrainingOrderError
from kassa_tui.till.sale.sales import Recorded, TrainingError
from tests.shared import eur, quantities

CRATE = Article(9, "Crate", eur(15), "high", kind="packaging", discountable=False)
BREAD = Article(1, "Bread", eur(250), "low")
BOTTLE = Article(2, "Bottle", eur(400), "high", packaging=CRATE)
CHEESE = Article(3, "Cheese", eur(1495), "low", unit="kg")
FLOWERS = Article(4, "Flowers", None, "low")
WINE = Article(5, "Wine", eur(900), "high", age=18)
LAST = Recorded(1, "A1-1", eur(250), eur(0), (), 1, False, 1)


def selling(*articles: Article, typed: str = "", times: int | None = None, training: bool = False) -> Selling:
    basket = Basket("u", "EUR", training=training)
    for article in articles:
        basket = Wanted(article, 412 if article.unit == "kg" else None, eur(100)).into(basket)
    state = Selling(basket)
    state.entry = Entry(typed, times)
    return state


def bought(line: Line) -> Refunded:
    return Refunded(1, 1, "A1-1", 900, LineFigures(line.quantity, line.amount.minor, 0, 0, line.amount.minor, 0))


# --- One more, one less ---------------------------------------------------------------------------


def test_one_more_and_one_less_take_the_packaging_along_until_the_line_is_gone() -> None:
    state = selling(BREAD, BOTTLE)
    state.put(state.by_one(1))
    assert quantities(state.basket) == [1000, 2000, 2000]
    state.put(state.by_one(-1))
    state.put(state.by_one(-1))
    assert [line.text for line in state.basket.lines] == ["Bread"]
    assert state.basket.current == state.basket.lines[0]


def test_less_of_what_is_weighed_takes_all_of_it() -> None:
    state = selling(CHEESE)
    assert quantities(state.by_one(1)) == [1412]
    assert state.by_one(-1).lines == ()


def test_what_comes_back_becomes_more_and_less_by_its_size() -> None:
    state = selling(BREAD)
    state.put(state.basket.turned())
    assert quantities(state.by_one(1)) == [-2000]
    assert state.by_one(-1).lines == ()
    assert quantities(state.basket.turned()) == [1000]


def test_a_gift_voucher_stays_one_until_it_is_taken_off() -> None:
    state = selling()
    state.put(state.basket.add_voucher("Gift voucher", eur(2500)))
    with pytest.raises(FixedLineError):
        state.by_one(-1)
    with pytest.raises(FixedLineError):
        state.changeable()
    assert state.own_line is None
    assert state.without_line().lines == ()


def test_a_returned_line_is_not_sold_here_and_now() -> None:
    state = selling(BREAD)
    sold = state.basket.lines[0]
    assert state.own_line == state.changeable() == sold
    state.put(Basket("u", "EUR").give_back(bought(sold), sold, -1000))
    assert state.own_line is None
    assert state.changeable() == state.basket.lines[0]


def test_without_a_line_there_is_nothing_to_change() -> None:
    state = selling()
    assert state.by_one(1) == state.by_one(-1) == state.without_line() == state.basket.turned() == state.basket
    assert state.changeable() is state.own_line is None


ACTS: dict[str, Callable[[Selling], Basket]] = {
    "bread": lambda state: state.wanted(Wanted(BREAD)).into(state.basket),
    "bottle": lambda state: state.wanted(Wanted(BOTTLE)).into(state.basket),
    "cheese": lambda state: Wanted(CHEESE, 412).into(state.basket),
    "crate": lambda state: state.given_back(CRATE),
    "more": lambda state: state.by_one(1),
    "less": lambda state: state.by_one(-1),
    "off": lambda state: state.without_line(),
    "back": lambda state: state.basket.turned(),
    "up": lambda state: state.basket.step(-1),
    "discount": lambda state: state.basket.discounted(percent=1000),
}


def price_of(basket: Basket) -> int:
    """What the lines cost by hand: whole pieces at their price, the cheese weighed."""
    prices = {"Bread": 250, "Bottle": 400, "Crate": 15}
    return sum(
        prices[line.text] * line.quantity // 1000 if line.text in prices else line.net.minor for line in basket.lines
    )


@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from([None, 1000, 3000])), max_size=25))
def test_any_row_of_acts_leaves_a_basket_that_says_what_it_costs(acts: list[tuple[str, int | None]]) -> None:
    state = selling()
    for name, times in acts:
        state.entry, before = Entry("", times), state.basket
        line = before.current
        try:
            state.put(ACTS[name](state))
        except KassaError:
            assert state.basket == before
            continue
        basket = state.basket
        assert basket.subtotal.minor == price_of(basket)
        assert (basket.current is None) == (not basket.lines)
        assert len({each.key for each in basket.lines}) == len(basket.lines)
        owners = {each.key: each.quantity for each in basket.lines}
        assert all(owners[each.parent] == each.quantity for each in basket.lines if each.parent is not None)
        assert state.entry.empty
        if line is not None and name in ("more", "less", "off"):
            less = line_removal.taken_off(line, basket)
            assert (less is not None) == (name != "more")


def test_what_is_taken_off_is_what_the_line_costs_less() -> None:
    state = selling(BREAD)
    three = state.by_one(1).by_one(1)
    line = three.lines[0]
    assert line_removal.taken_off(line, three.by_one(-1)) == 250
    assert line_removal.taken_off(line, three.remove(line.key)) == 750
    assert line_removal.taken_off(line, three.by_one(1)) is None
    assert line_removal.taken_off(line, three.set_price(line.key, eur(1))) is None


# --- What is typed before an article --------------------------------------------------------------


def test_a_typed_quantity_is_the_next_articles_and_used_up_with_it() -> None:
    state = selling(times=3000)
    state.put(state.wanted(Wanted(BREAD)).into(state.basket))
    assert quantities(state.basket) == [3000]
    assert state.entry.empty
    state.entry = Entry("", 2000)
    assert state.wanted(Wanted(BREAD, 5000)).quantity == 5000


def test_a_typed_price_is_for_what_has_none() -> None:
    state = selling(typed="12.50")
    assert state.wanted(Wanted(FLOWERS)).price == eur(1250)
    assert state.wanted(Wanted(BREAD)).price is None
    assert state.wanted(Wanted(FLOWERS, None, eur(100))).price == eur(100)
    state.entry = Entry(".")
    with pytest.raises(AmountError):
        state.wanted(Wanted(FLOWERS))


def test_what_nobody_said_is_asked_for() -> None:
    state = selling()
    flowers, cheese = state.wanted(Wanted(FLOWERS)), state.wanted(Wanted(CHEESE))
    assert (flowers.unpriced, flowers.unweighed) == (True, False)
    assert (cheese.unpriced, cheese.unweighed) == (False, True)
    assert not Wanted(CHEESE, 412).unweighed
    assert quantities(Wanted(BREAD).into(state.basket)) == [1000]
    with pytest.raises(WholePiecesError):
        Wanted(BREAD, 412).into(state.basket)


def test_a_codes_digits_are_no_price_but_what_was_typed_before_counts() -> None:
    state = selling(typed="1250", times=2000)
    assert state.named(ArticleCode(Scan("1250"), FLOWERS)) == Wanted(FLOWERS, 2000)
    assert state.wanted(Wanted(FLOWERS, 2000)).unpriced
    assert state.named(LabelCode(Scan("2"), CHEESE, 300)) == Wanted(CHEESE, 600)
    with pytest.raises(WrongUnitError):
        state.named(LabelCode(Scan("2"), BREAD, 300))


def test_an_unknown_code_is_kept_for_a_new_product_until_the_next_act() -> None:
    state = selling(BREAD, typed="8712345678906")
    state.looked_up()
    state.not_found("8712345678906")
    assert state.unknown == "8712345678906"
    assert state.entry.empty
    state.put(state.by_one(1))
    assert state.unknown is None


def test_how_many_stays_when_a_code_is_refused() -> None:
    scanned, typed = selling(typed="5", times=12000), selling(typed="999", times=12000)
    scanned.not_found("8712345678906")
    assert scanned.entry == Entry("5", 12000)
    typed.looked_up()
    assert typed.entry == Entry("", 12000)


def test_empties_come_back_so_many_as_were_typed() -> None:
    state = selling(times=12000)
    assert quantities(state.given_back(CRATE)) == [-12000]
    assert quantities(selling().given_back(CRATE)) == [-1000]


def test_a_customer_is_looked_at_once_for_each_age() -> None:
    state = selling()
    assert state.must_look(WINE)
    assert not state.must_look(BREAD)
    state.old_enough(WINE)
    assert not state.must_look(WINE)
    state.part_paid = True
    state.begin(Basket("v", "EUR"))
    assert state.must_look(WINE)


# --- Between sales --------------------------------------------------------------------------------


def test_a_basket_that_is_paid_in_part_does_not_change() -> None:
    state = selling(BREAD)
    state.part_paid = True
    before = state.basket
    acts: list[Callable[[], object]] = [
        lambda: state.put(before.remove(1)),
        lambda: state.by_one(-1),
        lambda: state.without_line(),
        lambda: state.changeable(),
        lambda: state.must_look(WINE),
        state.check_real,
        state.check_orderable,
    ]
    for act in acts:
        with pytest.raises(PartPaidError):
            act()
    assert state.basket == before
    assert not state.idle


def test_practice_touches_neither_vouchers_nor_orders() -> None:
    state = selling(training=True)
    with pytest.raises(TrainingError):
        state.check_real()
    with pytest.raises(TrainingOrderError):
        state.check_orderable()
    real = selling()
    real.check_real()
    real.check_orderable()


def test_the_last_sale_is_seen_until_the_next_one_begins() -> None:
    state = selling(BREAD)
    state.part_paid = True
    state.begin(Basket("v", "EUR"), LAST)
    assert state.over == LAST
    assert state.idle
    state.put(state.basket)
    assert state.last == LAST
    state.put(state.wanted(Wanted(BREAD)).into(state.basket))
    assert state.last is state.over is None
    assert not state.idle


def test_what_is_being_typed_is_a_sale_that_begins() -> None:
    state = selling(typed="1")
    assert not state.resting
    assert not state.idle
    state.forget_entry()
    assert state.resting


def test_a_receipt_costs_nothing_only_when_no_line_does() -> None:
    free = Article(6, "Leaflet", eur(0), "low")
    assert selling(free).basket.costs_nothing
    swap = selling(BREAD).basket.add(BREAD, -1000)
    assert swap.total == eur(0)
    assert not swap.costs_nothing
