"""What a scanned text is: a table of real kinds of codes, and any text at all."""

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kassa_tui.till.basket.lines import Lot
from kassa_tui.till.goods import codes
from kassa_tui.till.goods.codes import Scan
from kassa_tui.till.goods.store_codes import Layout, LayoutError, check_digit, layouts
from kassa_tui.till.setup.countries import COUNTRIES
from tests.shared import whole

EAN, EAN_8, UPC, CASE = "8712345678906", "96385074", "712345678904", "18712345678903"
GROUP = "\x1d"
DUTCH, DANISH = (layouts(COUNTRIES[country].store_codes) for country in ("NL", "DK"))
VERIFIED = layouts(("22IIIIIVPPPPC", "02IIIIVWWWWWC", "25IIIIIIXXWWC"))


def found(text: str, kind: dict[str, Layout] | None = None) -> tuple[str, ...]:
    return codes.read(text, kind).barcodes


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (EAN, EAN),
        (f" {EAN}\r\n", EAN),
        (f"]E0{EAN}", EAN),
        (EAN_8, EAN_8),
        (f"]E4{EAN_8}", EAN_8),
        (UPC, f"0{UPC}"),
        (f"]E00{UPC}", f"0{UPC}"),
        (f"00{UPC}", f"0{UPC}"),
        (f"0{EAN}", EAN),
        (f"]E3{EAN}", EAN),
        (CASE, CASE),
        (f"]I1{CASE}", CASE),
        (f"]C1010{EAN}", EAN),
        (f"]e001000000{EAN_8}", EAN_8),
        (f"010{EAN}", EAN),
        (f"]d2{GROUP}010{EAN}10LOT-7", EAN),
        (f"]Q301{CASE}", CASE),
        (f"https://id.gs1.org/01/0{EAN}", EAN),
        (f"]Q1https://shop.example/x/01/{UPC}/10/AB?17=261231", f"0{UPC}"),
        (f"HTTPS://ID.GS1.ORG/01/0{EAN}", EAN),
        ("]C0AB-12", "AB-12"),
        ("5012", "5012"),
        ("]A0096385075", "096385075"),
    ],
)
def test_what_is_looked_for(text: str, first: str) -> None:
    scan = codes.read(text)
    assert scan.barcodes[0] == first
    assert not scan.misread
    assert scan.keep == first


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "\r\n", GROUP, "]E0", "]C1",
        "8712345678907", "96385075", "712345678905", "18712345678904",
        # An article's number that begins like a GS1 element (21, 96) and has a wrong check digit.
        "2112345012348", "9638507", "96385070", "0108712345678",
        f"]E0{EAN[:-1]}0", f"]E0{EAN[:5]}", "]E0ABC", f"]E4{EAN}", "]E4AB385074", f"]E3{EAN}1",
        f"]C1010{EAN[:-1]}0", "]C110LOT", "]d2ABC", f"]C1{EAN}", f"010{EAN}10A{GROUP}99{GROUP}zz{GROUP}", f"AB{GROUP}C",
        f"]C1010{EAN}0101{CASE}", f"]C1010{EAN}01{CASE}",
        f"]C1010{EAN}392299999999999",
    ],
)  # fmt: skip
def test_what_was_misread_is_never_looked_for(text: str) -> None:
    scan = codes.read(text)
    if text == "9638507":
        assert scan.barcodes == ("9638507",)
    else:
        assert (scan.misread, scan.barcodes) == (True, ())


@pytest.mark.parametrize(
    "text", ["https://example.org/01/2", "http://[", f"https://id.gs1.org/01/0{EAN[:-1]}0", "]", "]é1x"]
)
def test_other_texts_are_codes_of_the_shops_own(text: str) -> None:
    assert found(text) == (text,)
    assert not codes.read(text).misread


@pytest.mark.parametrize("more", ["05", "00305", " 05", "+00305", "]E105", "]e200305"])
@pytest.mark.parametrize("said", ["", "]E0", "]E3", "]e3"])
@pytest.mark.parametrize(("number", "usual"), [("9771234567003", "9771234567003"), (UPC, f"0{UPC}")])
def test_a_magazine_with_the_number_of_its_issue(said: str, number: str, usual: str, more: str) -> None:
    scan = codes.read(said + number + more)
    assert usual in scan.barcodes
    assert scan.keep == usual or scan.misread
    wrong = codes.read(f"{said}{number[:-1]}{(int(number[-1]) + 1) % 10}{more}")
    assert usual not in wrong.barcodes
    assert not said or wrong.misread


@pytest.mark.parametrize(
    ("turned", "same"),
    [
        (f"]e0{EAN}", f"]E0{EAN}"),
        (f"]D2010{EAN}10A{GROUP}3103000250", f"]d2010{EAN}10A{GROUP}3103000250"),
        (f"]E0010{EAN}3103000250", f"]e0010{EAN}3103000250"),
        (f"]q3010{EAN}", f"]Q3010{EAN}"),
        (f"]e4{EAN_8}", f"]E4{EAN_8}"),
    ],
)
def test_caps_lock_changes_nothing_of_what_the_scanner_says(turned: str, same: str) -> None:
    assert codes.read(turned) == codes.read(same)


def test_a_case_is_not_a_piece() -> None:
    """A GTIN-14 of a box of many never becomes the number of what is in it."""
    assert codes.same_codes(CASE) == [CASE]
    assert found(f"]C101{CASE}")[0] == CASE


def test_something_weighed_is_also_found_by_the_number_inside() -> None:
    """The first digit 9 says that weight or price stands beside it; without either it says nothing."""
    variable = "9" + EAN[:12]
    variable += check_digit(variable)
    assert found(f"]e001{variable}3103000412")[:2] == (variable, EAN)
    assert EAN not in found(f"]e001{variable}")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("3103000412", {"weight": 412}),
        ("3102000041", {"weight": 410}),
        ("3105041250", {"weight": 413}),
        ("3103000000", {}),
        ("3922317", {"price": 317}),
        ("39213170", {"price": 31700}),
        ("3932978317", {"price": 317, "currency": "EUR"}),
        ("3932208317", {"price": 317, "currency": "DKK"}),
        ("3932840317", {}),
        ("17261231", {"lot": Lot(expiry=date(2026, 12, 31))}),
        ("1526123117261130", {"lot": Lot(expiry=date(2026, 11, 30))}),
        ("15261200", {"lot": Lot(expiry=date(2026, 12, 31))}),
        ("17000000", {}),
        (f"10LOT-7{GROUP}3103000412", {"lot": Lot("LOT-7"), "weight": 412}),
        (f"3922317{GROUP}10A", {"price": 317, "lot": Lot("A")}),
        (f"21ZX9{GROUP}1727123110A", {"lot": Lot("A", date(2027, 12, 31), "ZX9")}),
    ],
)
def test_what_else_stands_in_a_gs1_code(more: str, said: dict[str, object]) -> None:
    text = f"010{EAN}{more}"
    got = codes.read(f"]d2{text}")
    assert (got.barcodes, got.misread) == ((EAN, text), False)
    plain = Scan(got.text, got.barcodes)
    assert {
        name: getattr(got, name) for name in Scan.__struct_fields__ if getattr(got, name) != getattr(plain, name)
    } == said


@pytest.mark.parametrize("more", ["31030004123102000055", f"3922499{GROUP}3921051"])
def test_a_code_that_says_two_weights_or_prices_says_none(more: str) -> None:
    """Which of them is meant nobody knows: it is read again, or typed."""
    assert codes.read(f"]d201{EAN.zfill(14)}{more}").misread


def test_a_weight_that_is_said_twice_is_one() -> None:
    assert codes.read(f"]d201{EAN.zfill(14)}31030004103102000041").weight == 410


@pytest.mark.parametrize(
    ("text", "number"),
    [("K1-000123", "K1-000123"), ("]C0K1-000123", "K1-000123"), ("]Q1k1-000123", "K1-000123"), ("K1-123", None), ("-000123", None),
     ("K1-" + "1" * 400, None), ("K1-00012a", None), ("K1-٠٠٠١٢٣", None)],
)  # fmt: skip
def test_a_receipts_number(text: str, number: str | None) -> None:
    scan = codes.read(text)
    assert scan.receipt == number
    assert scan.barcodes, "an article's barcode may look like a receipt's number"


@pytest.mark.parametrize(
    ("kind", "body", "item", "weight", "price"),
    [
        (DANISH, "211234005016", "1234", None, 5016),
        (DANISH, "241234000000", "1234", None, None),
        (DANISH, "261234000412", "1234", 412, None),
        (DANISH, "270004400412", "00044", 412, None),
        (DANISH, "281234999999", "1234", 999_999, None),
        (DUTCH, "210004400317", "00044", None, 317),
        (DUTCH, "270004400412", "00044", 412, None),
        (VERIFIED, "021234000412", None, None, None),
        (VERIFIED, "250000440012", "000044", 12, None),
    ],
)
def test_codes_of_the_shops_own_scale(
    kind: dict[str, Layout], body: str, item: str | None, weight: int | None, price: int | None
) -> None:
    scan = codes.read(whole(body), kind)
    if item is None:
        assert scan.misread, "the weight's own check digit is wrong"
        return
    assert scan.store is not None
    assert (scan.store.item, scan.weight, scan.price) == (item, weight, price)
    assert codes.read(f"]E0{whole(body)}", kind).store == scan.store
    assert codes.read(scan.keep, kind).store is not None
    assert (codes.read(scan.keep, kind).weight, codes.read(scan.keep, kind).price) == (None, None)


def test_the_check_digit_of_a_price_itself() -> None:
    """The examples of the GS1 General Specifications, 7.9.3 and 7.9.4."""
    assert codes.read(whole("221234592875"), VERIFIED).price == 2875
    assert codes.read(whole("021234614685"), VERIFIED).weight == 14685
    assert codes.read(whole("221234582875"), VERIFIED).misread


@pytest.mark.parametrize("prefix", ["20", "25", "29", "02", "04"])
def test_a_prefix_without_a_layout_is_a_plain_number(prefix: str) -> None:
    code = whole(f"{prefix}0004400412")
    for kind in (DANISH, DUTCH, {}):
        assert codes.read(code, kind) == Scan(code, (code,))


def test_only_retail_codes_are_read_by_a_layout() -> None:
    """A plain Code 128 with the same digits is not from the scale."""
    assert codes.read(f"]C0{whole('210004400317')}", DUTCH).store is None
    assert codes.read("21000440", DUTCH).store is None


def test_a_short_upc_of_the_scale() -> None:
    """UPC-A with number system 2 is EAN-13 with 02."""
    scan = codes.read(whole("21234614685"), VERIFIED)
    assert scan.store is not None
    assert scan.store.weight == 14685


@pytest.mark.parametrize(
    "pattern",
    ["", "21IIIIIPPPPP", "21IIIIIPPPPPP", "31IIIIIPPPPPC", "21IIIIIPPWWWC", "21IIIIIXXXXXC", "21PPPPPPPPPPC", "21IIPPIIPPPPC",
     "21IIVVPPPPPPC", "21IIIIVPPPPPPC", "21IIIVPPPPPPC", "2IIIIIIPPPPPC", "21IIIII12345C", "21IIIIIPPPPPC "[:12]],
)  # fmt: skip
def test_a_layout_that_cannot_be(pattern: str) -> None:
    with pytest.raises(LayoutError):
        layouts((pattern,))


def test_a_prefix_has_one_layout() -> None:
    with pytest.raises(LayoutError):
        layouts(("21IIIIIPPPPPC", "21IIIIPPPPPPC"))


def test_every_country_has_layouts_that_can_be() -> None:
    assert {code: len(layouts(country.store_codes)) for code, country in COUNTRIES.items()} == {
        "NL": 6,
        "DK": 7,
        "GB": 0,
    }


@given(
    st.sampled_from((8, 12, 13, 14)).flatmap(lambda n: st.text("0123456789", min_size=n - 1, max_size=n - 1)), st.data()
)
def test_one_wrong_digit_is_always_seen(body: str, data: st.DataObject) -> None:
    code = body + check_digit(body)
    at = data.draw(st.integers(0, len(code) - 1))
    wrong = code[:at] + data.draw(st.sampled_from([d for d in "0123456789" if d != code[at]])) + code[at + 1 :]
    for prefix in ("", "]E4" if len(code) == 8 else "]E0"):
        if prefix != "]E0" or len(code) != 14:
            assert codes.read(prefix + wrong, DUTCH).misread


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("0123456789]ECdQ/:h\x1d-"), max_size=200))
def test_any_text_at_all_is_read(text: str) -> None:
    for kind in (None, DUTCH, DANISH, VERIFIED):
        scan = codes.read(text, kind)
        assert scan.misread != bool(scan.barcodes)
        assert len(scan.text) <= codes.LONGEST_SHOWN
        assert scan.text.isprintable()


def test_the_library_for_gs1_codes_is_loaded_by_the_first_of_them() -> None:
    """It is slow to load, and most scans are plain numbers."""
    program = (
        "import sys; from kassa_tui.till.goods import codes; "
        "codes.read('8712345678906'); print('biip' in sys.modules); "
        "codes.read(']C10108712345678906'); print('biip' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], check=True, timeout=60, capture_output=True, text=True)
    assert ran.stdout.split() == ["False", "True"]
