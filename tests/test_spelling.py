"""Names are found from any keyboard, and none that is not meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui import spelling
from kassa_tui.database import rows
from kassa_tui.till.customers import customers, search
from kassa_tui.till.goods import catalog
from kassa_tui.till.orders.order_filter import OrderFilter
from kassa_tui.till.orders.orders import queue
from tests.conftest import ShopUnderTest
from tests.screens.order_shop import customer, place

NAMES = "aeioudlstøæåöäüßœéþłð"

FOUND = [
    (
        "Smørrebrød stor",
        ("smørre", "smorrebrod", "smoerrebroed", "smörrebröd", "STOR smoer", "smoerrebrod", "smo", "smoe"),
    ),
    ("Æblekage", ("æble", "aeble", "a", "ÆBLE")),
    ("Ål røget", ("ål", "al", "aal", "rog aal", "aa")),
    ("Crème brûlée", ("creme", "crème brulee", "CREME")),
    ("Weißbier", ("weiss", "weissb", "weiß", "weis")),
    ("Œufs frais", ("oeuf", "œuf", "o")),
    ("Smoerrebroed", ("smørre", "smoerre")),
    ("Smorrebrod", ("smørre", "smorre")),
    ("Jägermeister", ("jager", "jaeger", "jäger")),
    ("Łódź", ("lodz", "łódź")),
    ("İnci İstanbul", ("istanbul", "inci", "İSTANBUL", "ISTANBUL", "ıstanbul inci")),
    ("Ispanak", ("ispanak", "ıspanak", "İspanak")),
    ("ĲSBEER", ("ijs", "IJSBEER", "ĳs")),
    ("ﬁnesse", ("fin", "FINESSE")),
    ("Cafe\u0301 noir", ("cafe", "café", "cafe\u0301")),
    ("D’Artagnan", ("d'artagnan", "d’art", "d`art")),
]


@pytest.mark.parametrize(("name", "typed"), FOUND)
def test_products_customers_and_orders_are_found(shop: ShopUnderTest, name: str, typed: tuple[str, ...]) -> None:
    product = shop.article(name, "1.00")
    of_person = customer(shop, name)
    order = place(shop, customer(shop, "Somebody"), subject=name)
    theirs = place(shop, of_person)
    for text in typed:
        assert [hit.id for hit in catalog.search(text, "EUR").articles] == [product.id], text
        assert of_person in [hit.id for hit in search.find(text, "DK").customers], text
        assert {row.id for row in queue(shop.shop, shop.clock.now, OrderFilter("all", text))} == {order, theirs}, text
    assert customers.named(spelling.plain(name)).id == of_person


def test_an_order_is_found_by_whom_its_customer_was_merged_into(shop: ShopUnderTest) -> None:
    """By the name of before as well, and by nobody else's."""
    keep, gone, other = (customer(shop, name) for name in ("Sørensen", "Søndergård", "Aagaard"))
    before, own = place(shop, gone), place(shop, keep)
    place(shop, other)
    customers.merge(shop.desk, keep, gone)
    for text, ids in (("soeren", {before, own}), ("sondergaa", {before})):
        assert {row.id for row in queue(shop.shop, shop.clock.now, OrderFilter("all", text))} == ids, text


def test_what_is_only_nearly_so_is_not_found(shop: ShopUnderTest) -> None:
    """Two letters that are no accent stay two: kaas is not kastanje, poes not pos."""
    for name in ("Kastanje", "Posters", "Kassa", "Mas"):
        shop.article(name, "1.00")
    for text in ("kaas", "poes", "maas", "kas tan"):
        assert catalog.search(text, "EUR").articles == ()


@given(st.text(NAMES, min_size=1, max_size=9), st.data())
def test_the_index_finds_at_least_what_the_comparison_does(name: str, data: st.DataObject) -> None:
    """Any spelling of any beginning: what the query passes on is never less than what is meant."""
    way = data.draw(st.sampled_from(sorted(spelling.spellings(spelling.words(name)[0]))))
    typed = way[: data.draw(st.integers(1, len(way)))]
    assert spelling.begins(typed, name)
    assert _matches(name, spelling.query(typed)), (name, typed)


def _matches(name: str, query: str) -> bool:
    """What SQLite's own search table says."""
    import apsw

    connection = apsw.Connection(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(name, tokenize='unicode61 remove_diacritics 2')")
    connection.execute("INSERT INTO t VALUES (?)", (name,))
    return bool(connection.execute("SELECT 1 FROM t WHERE t MATCH ?", (query,)).fetchall())


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_at_all(wanted: str, text: str) -> None:
    assert spelling.begins(text, text)
    assert spelling.inside(wanted, f"{text}{wanted}{text}")
    assert spelling.query(wanted).count('"') % 2 == 0


def test_a_long_word_is_not_tried_in_all_ways(shop: ShopUnderTest) -> None:
    shop.article("ø" * 40, "1.00")
    assert rows("SELECT 1 WHERE begins(?, ?)", "o" * 40, "ø" * 40) == [(1,)]
    assert len(catalog.search("oe" * 6 + "o" * 8, "EUR").articles) == 1
    assert spelling.query("o" * 40).count("OR") < spelling.MOST * 2


def test_an_apostrophe_is_one_however_it_is_written() -> None:
    assert spelling.inside("d'art", "Pâté D’Artagnan")
    assert spelling.inside("o’b", "O'Brien")
    assert spelling.alike("O`Brien", "O’BRIEN")


def test_a_text_of_plain_letters_is_written_as_among_others() -> None:
    """It is not spelt letter by letter; a wrong apostrophe is put right all the same."""
    for letter in map(chr, range(128)):
        assert spelling.both(f"{letter}é") == tuple(f"{way}e" for way in spelling.both(letter))
