"""Numbers of receipts are read as they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.settings import REGISTER
from kassa_tui.till.ledger.receipt_numbers import is_number, number_text, read_code, read_number, with_register

registers = st.from_regex(REGISTER, fullmatch=True).map(str.strip)
numbers = st.integers(0, 999_999_999_999)


@given(registers, numbers)
def test_what_is_written_is_read_back(register: str, number: int) -> None:
    printed = number_text(register, number)
    assert read_number(printed) == (register, number)
    assert read_number(f" {printed.lower()}\n") == (register, number)
    assert read_number(with_register(str(number), register)) == (register, number)
    assert read_code(printed) == printed
    assert is_number(printed, "K1")


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("K1-0²٣"), max_size=20))
def test_another_text_is_no_number(text: str) -> None:
    read, code = read_number(text), read_code(text)
    if code is not None:
        assert read is not None
        assert code == number_text(*read)
    if read is not None:
        assert text.strip().partition("-")[2].isascii()
        assert read_number(number_text(*read)) == read


@pytest.mark.parametrize("text", ["K1", "K1-", "K1-x", "K1-²", "000012", "", "K1-" + "1" * 16])
def test_what_has_not_the_shape_is_not_read(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("K1-000012", "K1-000012"),
        ("k1-000012", "K1-000012"),
        ("K1-12", None),
        ("8712345678906", None),
        ("-000001", None),
    ],
)
def test_a_receipts_own_code(code: str, number: str | None) -> None:
    assert read_code(code) == number


@pytest.mark.parametrize(
    ("text", "expected"), [("12", True), ("K1-1", True), ("K2-1", False), ("K2-000001", True), ("milk", False)]
)
def test_the_shape_of_what_is_being_typed(text: str, expected: bool) -> None:
    assert is_number(text, "K1") is expected
