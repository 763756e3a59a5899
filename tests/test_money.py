"""Money is read without guessing, written the language's way, and spread without losing a cent."""

from fractions import Fraction

import pytest
from babel.numbers import format_decimal, get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.i18n import LANGUAGES
from kassa_tui.money import (
    AmountError,
    CurrencyMismatchError,
    Money,
    apportion,
    currency,
    half_away,
    parse,
    share,
    spread,
    to_step,
)

EUR, JPY, KWD = currency("EUR"), currency("JPY"), currency("KWD")
NL, DA, EN = LANGUAGES["nl"], LANGUAGES["da"], LANGUAGES["en"]


@pytest.mark.parametrize(
    ("text", "language", "minor"),
    [
        ("12,50", NL, 1250),
        ("12.50", NL, 1250),
        ("12", NL, 1200),
        ("12,5", NL, 1250),
        (",50", NL, 50),
        ("12,", NL, 1200),
        ("1.250,00", NL, 125000),
        ("1.250,5", DA, 125050),
        ("1.250.000", NL, 125000000),
        ("1.250.000,05", NL, 125000005),
        ("1,250.00", EN, 125000),
        ("12,50", EN, 1250),
        ("12.50", EN, 1250),
        (" 7,05 ", NL, 705),
        ("\u00a07,05", NL, 705),
        ("0", NL, 0),
        ("0,00", NL, 0),
    ],
)
def test_reads_what_people_type(text: str, language: object, minor: int) -> None:
    assert parse(text, EUR, language) == Money(minor, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("", NL, "amount"),
        ("1.500", NL, "1,50 or 1500,00"),
        ("1,500", EN, "1.50 or 1500.00"),
        ("1,500", NL, "decimals"),
        ("1.500", EN, "decimals"),
        ("12,505", NL, "decimals"),
        ("1,234.50", NL, "not an amount"),
        ("1.234,50", EN, "not an amount"),
        ("1.23,50", NL, "not an amount"),
        ("12.34.56", NL, "not an amount"),
        ("-5", NL, "not an amount"),
        ("5-", NL, "not an amount"),
        ("−5", NL, "not an amount"),
        ("1e5", NL, "not an amount"),
        ("NaN", NL, "not an amount"),
        ("Infinity", NL, "not an amount"),
        ("0x10", NL, "not an amount"),
        ("1_000", NL, "not an amount"),
        ("1 000", NL, "not an amount"),
        ("١٢", NL, "not an amount"),
        ("１２", NL, "not an amount"),
        ("²", NL, "not an amount"),
        (",", NL, "not an amount"),
        ("8712345678906", NL, "barcode"),
        ("10000000", NL, "barcode"),
        ("99999999,99", NL, "too large"),
        ("€ 5", NL, "not an amount"),
        ("[/]", NL, "not an amount"),
    ],
)
def test_refuses_what_is_not_clear(text: str, language: object, word: str) -> None:
    with pytest.raises(AmountError) as refused:
        parse(text, EUR, language)  # type: ignore[arg-type]
    assert word in refused.value.say()


def test_currencies_without_and_with_three_decimals() -> None:
    assert parse("1500", JPY, NL).minor == 1500
    assert parse("1.500", JPY, NL).minor == 1500
    assert parse("1,505", KWD, NL).minor == 1505
    assert Money(1505, "KWD").text(NL) == "1,505"
    assert Money(1505, "JPY").text(NL) == "1.505"
    with pytest.raises(AmountError):
        parse("1,5", JPY, NL)
    with pytest.raises(KeyError):
        currency("NLG")


@given(
    st.integers(-99_999_999, 99_999_999), st.sampled_from(["nl", "da", "en"]), st.sampled_from(["EUR", "JPY", "KWD"])
)
def test_what_is_written_reads_back(minor: int, code: str, unit: str) -> None:
    language = LANGUAGES[code]
    written = Money(minor, unit).text(language)
    assert parse(written, currency(unit), language, signed=True) == Money(minor, unit)
    assert Money.of_decimal(Money(minor, unit).decimal(), unit) == Money(minor, unit)


@given(st.integers(-99_999_999, 99_999_999), st.sampled_from(["nl", "da", "en"]))
def test_written_as_cldr_says(minor: int, code: str) -> None:
    locale = "en_GB" if code == "en" else code
    expected = format_decimal(Fraction(abs(minor), 100).__float__(), "#,##0.00", locale=locale)
    assert Money(abs(minor), "EUR").text(LANGUAGES[code]) == expected


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert parse(text, EUR, NL).minor >= 0
    except AmountError as error:
        assert error.say()


def test_exponents_are_cldrs_for_the_currencies_of_our_shops() -> None:
    for code in ("EUR", "DKK", "GBP", "SEK", "NOK", "USD", "CHF", "PLN", "JPY", "KWD"):
        assert currency(code).exponent == get_currency_precision(code)


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(CurrencyMismatchError):
        Money(1, "EUR") + Money(1, "DKK")


@pytest.mark.parametrize(("value", "rounded"), [("5/2", 3), ("-5/2", -3), ("12/5", 2), ("-12/5", -2), ("13/5", 3)])
def test_rounds_half_away_from_zero(value: str, rounded: int) -> None:
    assert half_away(Fraction(value)) == rounded


@given(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6), st.integers(1, 10**6))
def test_a_share_mirrors_its_negative(amount: int, part: int, whole: int) -> None:
    assert share(-amount, part, whole) == -share(amount, part, whole)


@given(st.integers(0, 10**7), st.lists(st.integers(0, 10**6), min_size=1, max_size=8).filter(any))
def test_parts_add_up_and_are_at_most_one_off(amount: int, weights: list[int]) -> None:
    parts = spread(amount, weights)
    assert sum(parts) == amount
    assert spread(-amount, weights) == [-part for part in parts]
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount * weight, sum(weights))) < 1


def test_lines_that_cancel_each_other_keep_their_share() -> None:
    exact = [Fraction(1000 * 2100, 12100), Fraction(-1000 * 2100, 12100)]
    assert apportion(0, exact) == [174, -174]


def test_ties_go_to_the_earlier_part() -> None:
    assert spread(100, [1, 1, 1]) == [34, 33, 33]


@pytest.mark.parametrize(
    ("minor", "step", "rounded"),
    [
        (1002, 5, 1000),
        (1003, 5, 1005),
        (-1003, 5, -1005),
        (1024, 50, 1000),
        (1025, 50, 1050),
        (1074, 50, 1050),
        (1075, 50, 1100),
    ],
)
def test_cash_steps(minor: int, step: int, rounded: int) -> None:
    assert to_step(minor, step) == rounded
