"""Text from outside cannot steer a terminal or a printer, and keeps columns straight."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kassa_tui.text import AMOUNT_SIGNS, DIGITS, GROUP, clean, clean_code, fit, fit_name, is_digits, wrap


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Melk \t 1\nL ", "Melk 1 L"),
        ("a\x1b[31mb", "a [31mb"),
        ("kas\u200bsa", "kas sa"),
        ("\u202eabc", "abc"),
        ("\x9bcsi\x07", "csi"),
        ("[/] [@click=app.quit]x[/]", "[/] [@click=app.quit]x[/]"),
        ("\ud800x", "x"),
        ("e\u0301", "é"),
        ("\x00", ""),
    ],
)
def test_cleaned_at_the_border(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text(max_size=300))
def test_nothing_unprintable_is_left(text: str) -> None:
    result = clean(text, 50)
    assert len(result) <= 50
    assert result == clean(result, 50)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Zl", "Zp") for c in result)


@given(st.text(max_size=40), st.integers(0, 30), st.sampled_from(["left", "right", "center"]))
def test_fit_is_exactly_so_wide(text: str, columns: int, align: str) -> None:
    assert cell_len(fit(clean(text), columns, align)) == columns  # type: ignore[arg-type]


@given(st.text(max_size=80), st.integers(2, 30))
def test_wrapped_lines_are_never_too_wide(text: str, columns: int) -> None:
    lines = wrap(clean(text), columns)
    assert lines
    assert all(cell_len(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


@given(st.text(st.characters(codec="utf-8") | st.sampled_from(AMOUNT_SIGNS), max_size=4))
def test_digits_are_the_ten_that_every_keyboard_has(text: str) -> None:
    assert is_digits(text) == (text != "" and all(sign in DIGITS for sign in text))


@pytest.mark.parametrize("text", ["", "²", "٣", "１２", "1 2", "-1", "1.5"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert not is_digits(text)


@given(st.text(alphabet=st.sampled_from("01A b\x1d\x1b\x00\u202e"), max_size=60))
def test_a_code_keeps_its_separators_and_no_other_control(code: str) -> None:
    cleaned = clean_code(code, 500)
    assert cleaned.split(GROUP) == [clean(part) for part in code.split(GROUP)]
    assert len(clean_code(code, 20)) <= 20


@pytest.mark.parametrize(
    ("name", "columns", "shown"),
    [
        ("Milk 1 l", 12, "Milk 1 l    "),
        ("Peanut butter fine 600 g", 16, "Peanut bu… 600 g"),
        ("Scharreleieren 10 stuks", 18, "Scharrel… 10 stuks"),
        ("Wine 75cl", 8, "Wi… 75cl"),
        ("Sultanas", 5, "Sult…"),
        ("A 600 g", 5, "A 60…"),
    ],
)
def test_the_size_of_an_article_is_never_what_is_cut(name: str, columns: int, shown: str) -> None:
    assert fit_name(name, columns) == shown


@given(st.text(max_size=30).map(clean), st.integers(0, 40))
def test_a_name_is_exactly_so_wide(name: str, columns: int) -> None:
    assert cell_len(fit_name(name, columns)) == columns
