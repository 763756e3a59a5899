"""Codes that a spreadsheet or another program spoilt: read as what they were, or refused; never kept as they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.till.goods import written_codes
from kassa_tui.till.goods.store_codes import check_digit
from kassa_tui.till.goods.written_codes import CodeError

BREAD = "8710000000000"


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        (BREAD, (BREAD,)),
        (f"{BREAD}.0", (BREAD,)),
        (f"{BREAD},00", (BREAD,)),
        (f"'{BREAD}", (BREAD,)),
        (f'="{BREAD}"', (BREAD,)),
        (f"={BREAD}", (BREAD,)),
        (f"{BREAD},8720000000016", (BREAD, "8720000000016")),
        (f"{BREAD}; 8720000000016", (BREAD, "8720000000016")),
        (f"{BREAD} | 96385074", (BREAD, "96385074")),
        ("8 710000 000000", (BREAD,)),
        ("8.710.000.000.000", (BREAD,)),
        ("8,710,000,000,000.00", (BREAD,)),
        ("978-90-274-3964-2", ("9789027439642",)),
        ("8710000\u00a0000000", (BREAD,)),
        ("AB-12", ("AB-12",)),
        (f"[{BREAD}]", (BREAD,)),
        (f"{{{BREAD}}}", (BREAD,)),
        (f"<{BREAD}>", (BREAD,)),
        ("1-JAN", ("1-JAN",)),
        ("02-2026", ("02-2026",)),
        ("", ()),
    ],
)
def test_read_as_what_it_was(cell: str, codes: tuple[str, ...]) -> None:
    assert written_codes.barcodes(cell).codes == codes


@pytest.mark.parametrize(
    "cell",
    [
        *("8,71E+12", "8.71e12", "871E10", "8,71 E+12", "8.71×10^12", "-871000", "=A1+B2", "#N/B", "####"),
        *("NULL", "n/a", "#N/A", "None", "[null]", "<NA>", r"\N", "nvt.", "geen", "ukendt", "WAAR", "falsk"),
        *("—", "–", "--", ".", "?", "0", "0000000000000"),
        *("1-jan", "3-Mrt", "12-maj-26", "2026-01-02", "2026-01-02 00:00:00", "2/1/2026", "02-01-2026"),
    ],
)
def test_refused_in_every_column_of_codes(cell: str) -> None:
    for read in (written_codes.barcodes, written_codes.short_code):
        with pytest.raises(CodeError):
            read(cell)


@pytest.mark.parametrize("cell", ["12.345", "1,234,567", "123 456", "101,102", "101;102"])
def test_a_short_code_in_two_ways_is_refused(cell: str) -> None:
    with pytest.raises(CodeError, match="two ways"):
        written_codes.short_code(cell)


@pytest.mark.parametrize("cell", [f"{BREAD} EAN13", f"EAN {BREAD}", f"{BREAD} x 6"])
def test_a_number_with_words_beside_it_is_refused(cell: str) -> None:
    with pytest.raises(CodeError, match="two ways"):
        written_codes.barcodes(cell)
    assert written_codes.barcodes(f"{BREAD}|EAN13").codes == (BREAD, "EAN13")


@pytest.mark.parametrize(("cell", "code"), [("101.0", "101"), ("'007", "007"), ('="007"', "007"), ("D-1001", "D-1001")])
def test_a_short_code_is_what_it_was(cell: str, code: str) -> None:
    assert written_codes.short_code(cell) == code


def test_a_lost_zero_comes_back_when_the_check_digit_proves_it() -> None:
    assert written_codes.barcodes("12345678905").mended == ("012345678905",)
    assert written_codes.barcodes("12345678905.0").codes == ("012345678905",)
    assert written_codes.barcodes("12345678904") == written_codes.Barcodes(("12345678904",))


@given(st.text("0123456789", min_size=12, max_size=12))
def test_no_form_of_a_number_becomes_another(body: str) -> None:
    number = body + check_digit(body)
    dotted = f"{int(number):,}"
    for cell in (f"{number}.0", f"'{number}", f'="{number}"', dotted, dotted.replace(",", "."), f"{float(number):.5E}"):
        try:
            (code,) = written_codes.barcodes(cell).codes
        except CodeError:
            continue
        assert int(code) == int(number), cell
