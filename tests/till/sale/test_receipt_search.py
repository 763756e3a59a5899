"""What is typed decides what it is, and finds exactly the receipts that have it, the newest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.database import bound, rows
from kassa_tui.errors import KassaError
from kassa_tui.i18n import LANGUAGES
from kassa_tui.money import AmountError
from kassa_tui.till.basket import refunds
from kassa_tui.till.basket.refunds import NoReceiptError
from kassa_tui.till.basket.tender import plain
from kassa_tui.till.ledger import clock
from kassa_tui.till.sale import sales
from kassa_tui.till.sale.receipt_search import (
    ByAmount,
    ByArticle,
    ByDay,
    ByNumber,
    ByText,
    ByTime,
    DayError,
    Found,
    Search,
    TimeError,
    find,
    kind_of,
    read,
)
from tests.conftest import ShopUnderTest

TODAY = date(2026, 11, 22)


def meant(shop: ShopUnderTest, text: str, language: str = "nl") -> Search:
    """What a text stands for."""
    return read(text, "K1", shop.shop, TODAY, LANGUAGES[language])


def found(shop: ShopUnderTest, search: Search | str, most: int = 200) -> Found:
    """What a search finds now."""
    search = meant(shop, search) if isinstance(search, str) else search
    return find(search, "K1", shop.shop, shop.clock(), most)


def numbers(shop: ShopUnderTest, search: Search | str) -> list[int]:
    """The numbers that a search finds, in order."""
    return [int(each.number.partition("-")[2]) for each in found(shop, search).receipts]


def at(shop: ShopUnderTest, text: str) -> None:
    """Move the clock to a time of the shop's own, such as `2026-11-22 14:30`."""
    shop.clock.now = clock.to_ms(datetime.fromisoformat(text).replace(tzinfo=clock.zone(shop.shop.zone)))


# --- What a text is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", ByNumber("K1-12")),
        (" 000012 ", ByNumber("K1-000012")),
        ("k1-12", ByNumber("K1-12")),
        ("Z9-000012", ByNumber("Z9-000012")),
        ("14:30", ByTime(870)),
        ("9:05", ByTime(545)),
        ("14:", ByTime(840)),
        ("00:00", ByTime(0)),
        ("22-11", ByDay(date(2026, 11, 22))),
        ("22/11", ByDay(date(2026, 11, 22))),
        ("23-11", ByDay(date(2025, 11, 23))),
        ("29-2", ByDay(date(2024, 2, 29))),
        ("1-2-25", ByDay(date(2025, 2, 1))),
        ("1-2-2025", ByDay(date(2025, 2, 1))),
        ("24-12-2026", ByDay(date(2026, 12, 24))),
        ("22 nov", ByDay(date(2026, 11, 22))),
        ("1 MEI 2025", ByDay(date(2025, 5, 1))),
        ("1 may", ByText("1 may")),
        ("melk", ByText("melk")),
        ("1,5 liter", ByText("1,5 liter")),
        ("AA-12", ByText("AA-12")),
        ("%_[/]'", ByText("%_[/]'")),
        ("١٢", ByText("١٢")),
    ],
)
def test_the_shape_says_what_it_is(shop: ShopUnderTest, text: str, expected: Search) -> None:
    assert meant(shop, text) == expected


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [
        ("12,50", "nl", 1250),
        ("12.50", "nl", 1250),
        ("1.250,00", "da", 125000),
        ("1,250.00", "en", 125000),
        (",5", "nl", 50),
        ("-12,50", "nl", -1250),
        ("−5", "nl", -500),
    ],
)
def test_amounts_are_read_as_everywhere(shop: ShopUnderTest, text: str, language: str, minor: int) -> None:
    assert meant(shop, text, language) == ByAmount(shop.shop.money(minor), minor < 0)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("1.250", AmountError, '"1.250" is not clear. Type 1,25 or 1250,00'),
        ("12,505", AmountError, "At most 2 decimals."),
        ("24:00", TimeError, '"24:00" is not a time. Type it as 14:30.'),
        ("14:60", TimeError, '"14:60" is not a time. Type it as 14:30.'),
        ("31-11", DayError, '"31-11" is not a day. Type it as 22-11.'),
        ("22-", DayError, '"22-" is not a day. Type it as 22-11.'),
        ("29-2-2025", DayError, '"29-2-2025" is not a day. Type it as 22-11.'),
        ("1-1-0001", DayError, '"1-1-0001" is not a day. Type it as 22-11.'),
    ],
)
def test_what_cannot_be_is_said(shop: ShopUnderTest, text: str, error: type[KassaError], said: str) -> None:
    with pytest.raises(error) as refused:
        meant(shop, text)
    assert refused.value.say() == said


def test_months_are_those_of_the_language(shop: ShopUnderTest) -> None:
    assert meant(shop, "1 maj 25", "da") == ByDay(date(2025, 5, 1))
    assert meant(shop, "1 May 25", "en") == ByDay(date(2025, 5, 1))


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("0123456789,.:-/ "), max_size=40))
def test_any_text_is_searched_for_or_refused_with_a_sentence(whole: ShopUnderTest, text: str) -> None:
    assert kind_of(text, "K1", LANGUAGES["nl"]) in ("number", "amount", "time", "day", "text")
    try:
        found(whole, text)
    except KassaError as error:
        assert error.say()


# --- What is found --------------------------------------------------------------------------------


@pytest.fixture
def whole(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop with one receipt, for searches that change nothing."""
    shop.open()
    shop.sell(shop.article("Kærnemælk Straße", "1.20", "low"))
    return shop


@dataclass
class Sold:
    """K1-000001 of 20 November: milk 1.20, pan 60.00; 2 of the 21st: pan, 20 in cash and 40 by card; 3: milk returned."""

    shop: ShopUnderTest
    milk: int
    pan: int


@pytest.fixture
def sold(shop: ShopUnderTest) -> Sold:
    at(shop, "2026-11-20 14:25")
    milk = shop.article("Halfvolle MELK 1 L", "1.20", "low")
    pan = shop.article("Pan Ærø", "60.00")
    shop.open("150.00")
    shop.sell(milk, pan)
    at(shop, "2026-11-21 14:41")
    bill = shop.bill(shop.basket(pan)).pay_cash("cash", shop.money("20.00"))
    sales.record(shop.desk, shop.basket(pan), bill.pay("card", bill.rest).payments)
    at(shop, "2026-11-22 00:30")
    line = refunds.returnable(refunds.find("K1-000001")).lines[0]
    back = shop.basket().give_back(line.source, line.line, -1000)
    sales.record(shop.desk, back, [plain("cash", shop.money("-1.20"))])
    return Sold(shop, milk.id, pan.id)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", [2]),
        ("61,20", [1]),
        ("60,00", [2, 1]),
        ("20,00", [2]),
        ("40,00", [2]),
        ("1,20", [3, 1]),
        ("-1,20", [3]),
        ("-60,00", []),
        ("0,01", []),
        ("14:30", [1]),
        ("14:35", [2, 1]),
        ("14:31", [2, 1]),
        ("14:36", [2]),
        ("14:52", []),
        ("0:20", [3]),
        ("0:41", []),
        ("20-11", [1]),
        ("21 nov", [2]),
        ("22-11", [3]),
        ("19-11", []),
        ("melk", [3, 1]),
        ("ELK 1 l", [3, 1]),
        ("1 half", [3, 1]),
        ("pan", [2, 1]),
        ("ærø", [2, 1]),
        ("ÆRØ", [2, 1]),
        ("melk pan", []),
        ("%", []),
        ("_", []),
        ("melk%", []),
    ],
)
def test_a_search_finds_what_has_it(sold: Sold, text: str, expected: list[int]) -> None:
    assert numbers(sold.shop, text) == expected


def test_an_article_is_found_by_what_it_is_not_by_its_name(sold: Sold) -> None:
    assert numbers(sold.shop, ByArticle(sold.milk, "")) == [3, 1]
    assert numbers(sold.shop, ByArticle(sold.pan, "")) == [2, 1]
    assert numbers(sold.shop, ByArticle(999, "")) == []


def test_a_number_that_no_receipt_has(sold: Sold) -> None:
    with pytest.raises(NoReceiptError):
        found(sold.shop, "4")


def test_no_more_than_asked_for_and_it_says_so(sold: Sold) -> None:
    for search in ("1,20", "0:30", "melk", ByArticle(sold.milk, "")):
        sold.shop.sell(sold.shop.articles["Halfvolle MELK 1 L 1.20 low"])
        one = found(sold.shop, search, 1)
        every = found(sold.shop, search, 200)
        assert (len(one.receipts), one.more, every.more) == (1, True, False)
        assert one.receipts[0] == every.receipts[0]
        assert len(found(sold.shop, search, len(every.receipts)).receipts) == len(every.receipts)
        assert not found(sold.shop, search, len(every.receipts)).more


def test_ninety_days_but_for_numbers_and_days(sold: Sold) -> None:
    at(sold.shop, "2027-02-18 12:00")
    assert numbers(sold.shop, "melk") == [3, 1]
    at(sold.shop, "2027-02-19 12:00")
    assert numbers(sold.shop, "melk") == [3]
    at(sold.shop, "2027-03-01 12:00")
    for search in ("melk", "1,20", "0:30", ByArticle(sold.milk, "")):
        assert numbers(sold.shop, search) == []
    assert numbers(sold.shop, "1") == [1]
    assert numbers(sold.shop, ByDay(date(2026, 11, 20))) == [1]


def test_another_registers_receipts_are_not_found(sold: Sold) -> None:
    assert find(meant(sold.shop, "melk"), "K2", sold.shop.shop, sold.shop.clock()).receipts == []
    assert find(meant(sold.shop, "20-11"), "K2", sold.shop.shop, sold.shop.clock()).receipts == []


def test_the_clock_on_the_wall_counts_in_summer_and_in_winter(shop: ShopUnderTest) -> None:
    pen = shop.article("Pen", "0.99")
    shop.open()
    for moment in ("2026-10-24 14:30", "2026-10-24 15:30", "2026-10-26 13:30", "2026-10-26 14:30"):
        at(shop, moment)
        shop.sell(pen)
    assert numbers(shop, "14:30") == [4, 1]
    assert numbers(shop, "13:30") == [3]


def test_around_midnight_both_days_count(shop: ShopUnderTest) -> None:
    pen = shop.article("Pen", "0.99")
    shop.open()
    for moment in ("2026-11-20 23:49", "2026-11-20 23:56", "2026-11-21 00:04", "2026-11-21 00:11"):
        at(shop, moment)
        shop.sell(pen)
    assert numbers(shop, "0:00") == [3, 2]
    assert numbers(shop, "23:59") == [3, 2, 1]
    assert numbers(shop, "20-11") == [2, 1]
    assert numbers(shop, "21-11") == [4, 3]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Smørrebrød", ("smør", "smoer", "smor", "ØRREB", "oerreb")),
        ("SMÖRREBRÖD", ("smør", "smoer", "smor", "ØRREB", "oerreb")),
        ("Smoerrebroed", ("smør", "smoer", "ØRREB", "oerreb")),
        ("Smorrebrod", ("smør", "smor", "ØRREB")),
    ],
)
def test_a_text_is_found_however_either_is_spelt(shop: ShopUnderTest, name: str, typed: tuple[str, ...]) -> None:
    shop.open("150.00")
    shop.sell(shop.article(name, "1.00"))
    assert [text for text in typed if numbers(shop, text) != [1]] == []


LETTERS = st.text("aAæÆøßSsKéEİ %_'", min_size=1, max_size=4)


@given(LETTERS)
def test_parts_of_words_whatever_their_case(whole: ShopUnderTest, text: str) -> None:
    plain = text.casefold().replace("æ", "ae").replace("é", "e")
    there = all(word in "kaernemaelk strasse" for word in plain.split())
    assert numbers(whole, ByText(text)) == ([1] if there and text.strip() else [])


def test_nothing_is_searched_without_an_index(sold: Sold, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, object]] = []
    execute: Callable[..., object] = bound().execute_sql

    def listening(sql: str, values: object = None) -> object:
        asked.append((sql, values))
        return execute(sql, values)

    shop, now = sold.shop.shop, sold.shop.clock()
    searches = [meant(sold.shop, text) for text in ("60,00", "14:30", "21-11", "melk", "æ")]
    monkeypatch.setattr(bound(), "execute_sql", listening)
    for search in (*searches, ByArticle(sold.milk, "")):
        asked.clear()
        assert find(search, "K1", shop, now).receipts
        queries = [each for each in asked if "FROM receipt r" in each[0] or "FROM receipt INDEXED" in each[0]]
        assert queries
        for sql, values in queries:
            steps = [step[3] for step in rows(f"EXPLAIN QUERY PLAN {sql}", *values)]  # type: ignore[misc]
            assert not [step for step in steps if step.startswith("SCAN")], sql
