"""An order's lines from a file: codes are articles or refused, quantities say one thing, columns are named."""

import pytest
from hypothesis import given

from kassa_tui.database import rows
from kassa_tui.errors import KassaError
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE
from kassa_tui.till.basket.tax import rates_on
from kassa_tui.till.goods import catalog
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.imports.columns import DoubleColumnsError, UnknownColumnsError
from kassa_tui.till.orders.lines import read_lines
from tests.conftest import ShopUnderTest
from tests.till.any_file import AnyFile, any_file

BREAD = "8710000000000"


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    """Bread by the piece, cheese by the kilo, soup with a UPC-A."""
    shop.article("Brood", "2.50", "low", code="101", barcodes=(BREAD,))
    shop.article("Kaas", "14.50", "low", unit="kg", code="12")
    shop.article("Soep", "1.99", "low", barcodes=("012345678905",))
    return shop


def ordered(shop: ShopUnderTest, text: str, ignore: tuple[str, ...] = ()) -> list[tuple[str, int]]:
    """The lines that a file makes: text and thousandths."""
    rates = rates_on(shop.shop.today(shop.desk))
    basket = read_lines(text.encode(), Basket("new", "EUR"), rates, shop.shop, ignore)
    return [(line.text, line.quantity) for line in basket.lines]


@pytest.mark.parametrize(
    "code", [BREAD, f"{BREAD}.0", f"'{BREAD}", f'"=""{BREAD}"""', "8 710000 000000", "101", "101.0", '"101,00"', "'101"]
)
@pytest.mark.parametrize("heading", ["code", "artikelnummer", "tekst"])
def test_a_spoilt_code_is_the_article(stocked: ShopUnderTest, heading: str, code: str) -> None:
    assert ordered(stocked, f"{heading};aantal\n{code};2\n") == [("Brood", 2000)]


@pytest.mark.parametrize("code", ["12345678905", "012345678905", "0012345678905"])
def test_a_lost_zero_is_no_other_code(stocked: ShopUnderTest, code: str) -> None:
    assert ordered(stocked, f"ean;aantal\n{code};1\n") == [("Soep", 1000)]


NO_CODES = ("4711", "8710000000001", "8,71E+12", "9999.0", "AB-123", "1 234", "102/103", "#N/B", "NULL", "—")


@pytest.mark.parametrize(
    ("heading", "code"),
    [(f"{name};aantal;prijs", code) for name in ("code", "tekst") for code in NO_CODES],
)
def test_a_code_that_no_article_has_is_never_a_line_of_its_own(stocked: ShopUnderTest, heading: str, code: str) -> None:
    with pytest.raises(BadRowsError) as refused:
        ordered(stocked, f"{heading}\n{code};1;5,00\n")
    assert [row.line for row in refused.value.rows] == [2]


def test_a_text_of_its_own_has_a_column_of_its_own(stocked: ShopUnderTest) -> None:
    text = "code;tekst;aantal;prijs\n101;;2;\n;Bezorging in de stad;1;5,00\n"
    assert ordered(stocked, text) == [("Brood", 2000), ("Bezorging in de stad", 1000)]
    with pytest.raises(BadRowsError):
        ordered(stocked, "code;aantal;prijs\nBezorging;1;5,00\n")


@pytest.mark.parametrize("many", ["1.000", "1,000", "12.500", "999,000"])
def test_a_thousand_or_one_is_refused(stocked: ShopUnderTest, many: str) -> None:
    for row in (f"101;{many};", f"Bezorging;{many};1,00"):
        with pytest.raises(BadRowsError) as refused:
            ordered(stocked, f"tekst;aantal;prijs\n{row}\n")
        assert "not clear" in refused.value.rows[0].error.say()


@pytest.mark.parametrize("row", ["Bezorging;1;5,;", "101;1;2.;", "101;1;;1,"])
def test_an_amount_that_breaks_off_is_refused(stocked: ShopUnderTest, row: str) -> None:
    with pytest.raises(BadRowsError) as refused:
        ordered(stocked, f"tekst;aantal;prijs;korting\n{row}\n")
    assert "not an amount" in refused.value.rows[0].error.say()


def test_grams_are_read_as_the_shop_writes_them(stocked: ShopUnderTest) -> None:
    assert ordered(stocked, "code;aantal\n12;1,250\n") == [("Kaas", 1250)]
    assert ordered(stocked, "code;aantal\n12;0.412\n") == [("Kaas", 412)]
    with pytest.raises(BadRowsError):
        ordered(stocked, "code;aantal\n12;1.250\n")


def test_an_empty_quantity_is_none(stocked: ShopUnderTest) -> None:
    assert ordered(stocked, "code;aantal\n101;\n12;0,5\n") == [("Kaas", 500)]
    assert ordered(stocked, "code;prijs\n101;\n") == [("Brood", 1000)]
    with pytest.raises(BadRowsError):
        ordered(stocked, "code;aantal\n101;0\n")


def test_columns_are_named_or_refused(stocked: ShopUnderTest) -> None:
    with pytest.raises(UnknownColumnsError, match='"kleur"'):
        ordered(stocked, "code;aantal;kleur\n101;1;rood\n")
    assert ordered(stocked, "code;aantal;kleur\n101;1;rood\n", ("kleur",)) == [("Brood", 1000)]
    with pytest.raises(DoubleColumnsError):
        ordered(stocked, "code;artikelnummer;aantal\n101;101;1\n")


@pytest.mark.parametrize(
    "text", ["code;aantal\n101\n", "code;aantal\n101;1;2\n", "101;1\n12\n", 'code;aantal\n"101;1\n']
)
def test_rows_that_do_not_fit_are_refused(stocked: ShopUnderTest, text: str) -> None:
    with pytest.raises(KassaError):
        ordered(stocked, text)


CELLS = {
    "aantal": ("", "2", "0,5", "1.000", "veel"),
    "prijs": ("", "3,05", "1.500", "5,"),
    "korting": ("", "10%", "0,50", "300%"),
    "btw": ("", "hoog", "0%", "17"),
    "tekst": ("", "Bezorging", "Æble, 'oud'"),
    "raadsel": ("", "?"),
}


@given(any_file("code", (BREAD, "12", "012345678905", "4711"), CELLS))
def test_a_line_is_the_article_as_it_is_sold_but_for_what_a_file_says(stocked: ShopUnderTest, file: AnyFile) -> None:
    """A refused file makes no line, and what was ordered before stays."""
    before = Basket("new", "EUR").add(stocked.article("Melk", "1.20", "low"), ONE)
    stays = [rows(f"SELECT * FROM {table}") for table in ("product", "barcode", "journal", "customer_order")]
    rates = rates_on(stocked.shop.today(stocked.desk))
    try:
        basket = read_lines(file.content, before, rates, stocked.shop)
    except KassaError as refusal:
        assert refusal.say()
        return
    assert "raadsel" not in file.table[0] or not file.whole
    assert basket.lines[0] == before.lines[0]
    wanted = [row for row in file.table if row.get("aantal", "1")]
    # A row that breaks off where its last cell begins is one whose last cell is empty: of nothing, none.
    for row, line in zip(wanted, basket.lines[1:], strict=file.whole):
        article = catalog.by_code(row["code"], "EUR")
        assert article is not None
        plain = before.add(article, line.quantity).lines[-1]
        said = {*(["price"] if row.get("prijs") else []), *(["discount"] if row.get("korting") else [])}
        differing = {name for name in ("text", "price", "tax_code", "unit", "group_id", "product_id", "discount", "lot")
                     if getattr(line, name) != getattr(plain, name)}  # fmt: skip
        assert differing <= said
        assert line.quantity == {"2": 2 * ONE, "0,5": ONE // 2}.get(row.get("aantal", ""), ONE) or not file.whole
    assert stays == [rows(f"SELECT * FROM {table}") for table in ("product", "barcode", "journal", "customer_order")]
