"""A list of products changes only what it names and holds; what it does not say is as it was, to the byte."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given

from kassa_tui.database import bound, rows
from kassa_tui.errors import KassaError
from kassa_tui.till.goods import product_import
from kassa_tui.till.goods.csv_files import BadRowsError, SpreadsheetError
from kassa_tui.till.goods.imports import product_columns
from kassa_tui.till.goods.imports.columns import DoubleColumnsError, UnknownColumnsError, left_out
from kassa_tui.till.goods.product_import import PlanChangedError
from kassa_tui.till.goods.text_files import ImportFileError
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.proof import verify
from tests.conftest import ShopUnderTest, found_shop
from tests.till.any_file import AnyFile, any_file

COLUMNS = (
    "code", "name", "label", "kind", "unit", "price", "tax_code", "group_id", "packaging_id", "discountable", "active",
    "age", "style", "axis_1", "axis_2", "version", "entry", "uid",
)  # fmt: skip
BREAD, CHEESE = "8710000000000", "8720000000016"
FULL = (
    "naam;prijs;ean;btw;groep;eenheid;korte naam;artikelnummer;statiegeld;leeftijd;actief;korting mogelijk\n"
    f"Brood;2,95;{BREAD};laag;Brood;stuk;brd;11;krat;;nee;nee\n"
    f"Kaas;14,50;{CHEESE};9%;Zuivel;kg;ks;12;;18;ja;ja\n"
)


def kept(code: str = "") -> list[dict[str, object]]:
    where = "WHERE code = ?" if code else ""
    found = rows(f"SELECT {', '.join(COLUMNS)} FROM product {where} ORDER BY id", *([code] if code else []))
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def everything() -> list[object]:
    tables = ("product", "barcode", "product_group", "journal", "quick_key")
    return [rows(f"SELECT * FROM {table} ORDER BY rowid") for table in tables]


@pytest.fixture
def stocked(shop: ShopUnderTest) -> ShopUnderTest:
    """Bread off sale with a deposit and without discounts, cheese by the kilo from 18 years on."""
    shop.article("krat", "3.90", "outside", kind="packaging")
    product_import.load(shop.desk, FULL.encode())
    return shop


def test_a_price_list_changes_prices_alone(stocked: ShopUnderTest) -> None:
    before = kept()
    made = product_import.load(stocked.desk, f"ean;naam;prijs\n{BREAD};Brood;3,05\n{CHEESE};Kaas;14,50\n".encode())
    assert (made.added, made.changed, made.unchanged, made.fields) == (0, 1, 1, {"price": 1})
    after = kept()
    assert (after[0], after[2]) == (before[0], before[2])
    same = {name: after[1][name] for name in COLUMNS if name not in ("price", "version", "entry")}
    assert same == {name: before[1][name] for name in same}
    assert after[1]["price"] == 305
    assert verify.verify().proven


def test_a_dash_empties_a_field_and_nothing_leaves_it(stocked: ShopUnderTest) -> None:
    text = f"ean;korte naam;groep;statiegeld;leeftijd;prijs;code\n{BREAD};-;;-;;;\n{CHEESE};;-;;-;-;-\n"
    product_import.load(stocked.desk, text.encode())
    bread, cheese = kept()[1:]
    assert (bread["label"], bread["packaging_id"], bread["price"], bread["code"]) == ("", None, 295, "11")
    assert bread["group_id"] is not None
    assert (cheese["label"], cheese["group_id"], cheese["age"], cheese["price"]) == ("ks", None, None, None)
    with pytest.raises(BadRowsError) as refused:
        product_import.load(stocked.desk, f"ean;naam;btw\n{BREAD};-;\n{CHEESE};;-\n".encode())
    assert [row.line for row in refused.value.rows] == [2, 3]


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00a0\u200b ", "\u2060\u00ad"])
def test_a_cell_in_which_nothing_is_seen_says_nothing(stocked: ShopUnderTest, unseen: str) -> None:
    before = everything()
    names = ("naam", "prijs", "groep", "korte naam", "code", "btw", "eenheid", "leeftijd", "statiegeld", "actief")
    text = f"ean;{';'.join(names)}\n{BREAD};{';'.join([unseen] * len(names))}\n"
    made = product_import.load(stocked.desk, f"{text}{';'.join([unseen] * (len(names) + 1))}\n".encode())
    assert (made.unchanged, made.changed, made.added) == (1, 0, 0)
    assert everything() == before


def test_what_is_the_same_already_is_not_written(stocked: ShopUnderTest) -> None:
    before = everything()
    made = product_import.load(stocked.desk, FULL.encode())
    assert (made.added, made.changed, made.unchanged) == (0, 0, 2)
    assert everything() == before


def test_a_new_article_needs_its_vat_unless_there_is_one_rate(shop: ShopUnderTest, tmp_path: Path) -> None:
    with pytest.raises(BadRowsError) as refused:
        product_import.load(shop.desk, b"naam;prijs;btw\nMelk;1,29;9\nBrood;2,95;\n")
    assert [(row.line, "needs its VAT" in row.error.say()) for row in refused.value.rows] == [(3, True)]
    danish = found_shop(tmp_path / "dk.db", country="DK")
    made = product_import.load(danish.desk, "navn;pris\nBrød;25,00\n".encode())
    assert rows("SELECT tax_code FROM product") == [("high",)]
    assert any("25" in line for line in product_import.summary(made))


def test_the_summary_says_all_of_it(stocked: ShopUnderTest) -> None:
    text = (
        f"EAN;Naam;Prijs;BTW;Voorraad\n{BREAD};Brood;3,05;;7\n{CHEESE};Kaas;;;1\n"
        "12345678905;Soep;1,99;laag;\n;Zout;x;laag;\n"
    )
    made = product_import.plan(stocked.desk, text.encode())
    assert product_import.summary(made) == [
        "New: 1",
        "Changed: 1 (price 1)",
        "Unchanged: 1",
        "Refused: 1",
        "Left out: Voorraad",
        "Line 4: 012345678905 got back the zero in front that its check digit proves.",
    ]


def test_what_was_shown_is_what_is_written(stocked: ShopUnderTest) -> None:
    content = f"ean;prijs\n{BREAD};3,05\n".encode()
    seen = product_import.plan(stocked.desk, content)
    product_import.load(stocked.desk, f"ean;naam\n{BREAD};Brood wit\n".encode())
    before = everything()
    with pytest.raises(PlanChangedError):
        product_import.load(stocked.desk, content, agreed=seen)
    assert everything() == before
    product_import.load(stocked.desk, content, agreed=product_import.plan(stocked.desk, content))
    assert kept("11")[0]["price"] == 305


def test_a_deposit_has_no_deposit(stocked: ShopUnderTest) -> None:
    """As on the screen: what is packaging itself is never sold in packaging."""
    stocked.article("fles", "0.15", "outside", kind="packaging", code="90")
    before = everything()
    with pytest.raises(BadRowsError) as refused:
        product_import.load(stocked.desk, b"code;statiegeld\n90;krat\n")
    assert [row.error.say() for row in refused.value.rows] == ["Packaging must be a packaging deposit."]
    assert everything() == before


def test_a_row_is_held_against_the_catalogue_in_few_look_ups(
    stocked: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register waits while a list is written: every row counts."""
    heading, many = "naam;code;prijs;btw;model;kleur;statiegeld", 40
    rows_of = [f"Trui {n};{n + 500};40,00;hoog;TRUI;kleur {n};krat\n" for n in range(many)]
    product_import.load(stocked.desk, f"{heading}\n{''.join(rows_of)}".encode())
    asked = 0
    execute: Callable[..., object] = bound().execute_sql

    def counting(sql: str, values: object = None) -> object:
        nonlocal asked
        asked += 1
        return execute(sql, values)

    def asked_for(count: int) -> int:
        nonlocal asked
        asked = 0
        made = product_import.plan(stocked.desk, f"{heading}\n{''.join(rows_of[:count])}".encode())
        assert made.unchanged == count
        return asked

    monkeypatch.setattr(bound(), "execute_sql", counting)
    assert asked_for(many) - asked_for(1) == 4 * (many - 1)


def test_a_cashier_imports_nothing(stocked: ShopUnderTest) -> None:
    with pytest.raises(NotAllowedError):
        product_import.load(stocked.as_("Cashier"), f"ean;prijs\n{BREAD};3,05\n".encode())


# --- Columns --------------------------------------------------------------------------------------


def columns_of(heading: str) -> dict[str, str]:
    """What each column of a heading means."""
    found = product_import.columns_of(f"{heading}\n".encode())
    product_columns.positions(found)
    return {column.heading: column.meaning for column in found if column.read}


@pytest.mark.parametrize(
    ("heading", "meanings"),
    [
        ("EAN;Omschrijving;Verkoopprijs;BTW %;Artikelnr.", ["barcode", "name", "price", "vat", "code"]),
        ("Inkoopprijs;Verkoopprijs;Naam", ["price", "name"]),
        ("Name;Cost;Sales Price;Internal Reference;Customer Taxes", ["name", "price", "code", "vat"]),
        ("Naam;Kostprijs;Verkoopprijs;Interne referentie;Maateenheid", ["name", "price", "code", "unit"]),
        ("Navn;Kostpris;Salgspris;Intern reference;Stregkode;Kundemoms", ["name", "price", "code", "barcode", "vat"]),
        ("ID;Type;SKU;Name;Description;Sale price;Regular price;Meta: _x", ["kind", "code", "name", "price"]),
        ("ID;SKU;Naam;Beschrijving;Actieprijs;Reguliere prijs;Voorraad", ["code", "name", "price"]),
        ("Varenummer;Navn;Beskrivelse;Tilbudspris;Normalpris;Kategorier", ["code", "name", "price", "group"]),
        ("Handle;Title;Type;Variant SKU;Variant Price;Variant Compare At Price;Variant Barcode;Cost per item",
         ["name", "code", "price", "barcode"]),
        ("id;handle;sku;name;supply_price;retail_price;tax_name;inventory_Main_Outlet", ["code", "name", "price", "vat"]),
        ("System ID;UPC;EAN;Custom SKU;Item;Price;MSRP;Default Cost;Tax Class",
         ["upc", "barcode", "code", "name", "price", "vat"]),
        ('Handle;SKU;Name;Sold by weight;Default price;Cost;Price [Main];In stock [Main];"Tax - ""VAT"" (21%)"',
         ["code", "name", "weighed", "price", "vat 21"]),
        ("Token;Item Name;Variation Name;GTIN;Price;Online Sale Price;Current Quantity Main",
         ["name", "variation", "barcode", "price"]),
    ],
)  # fmt: skip
def test_headings_of_other_programs(shop: ShopUnderTest, heading: str, meanings: list[str]) -> None:
    assert list(columns_of(heading).values()) == meanings


@pytest.mark.parametrize("heading", ["naam;prijs;Kleurtje", "naam;prijs excl. btw", "naam;prijs;", "naam;price;Stockk"])
def test_an_unknown_column_is_named_until_it_is_left_out(stocked: ShopUnderTest, heading: str) -> None:
    before = everything()
    width = heading.count(";")
    content = f"ean;{heading}\n{BREAD};Brood{';1' * width}\n".encode()
    with pytest.raises(UnknownColumnsError) as refused:
        product_import.load(stocked.desk, content)
    unknown = heading.split(";")[-1] or "#4"
    assert f'"{unknown}"' in refused.value.say()
    assert "packaging" not in refused.value.say()
    assert "There are: name, price" in refused.value.say()
    assert everything() == before
    made = product_import.load(stocked.desk, content, ignore=[unknown])
    assert left_out(made.columns) == [unknown]


def test_two_columns_of_one_meaning_are_refused_until_one_is_left_out(stocked: ShopUnderTest) -> None:
    content = f"ean;prijs;Verkoopprijs\n{BREAD};3,05;9,99\n".encode()
    with pytest.raises(DoubleColumnsError, match='"prijs", "Verkoopprijs"'):
        product_import.load(stocked.desk, content)
    with pytest.raises(ImportFileError, match="Prijsje"):
        product_import.load(stocked.desk, content, ignore=["Prijsje"])
    product_import.load(stocked.desk, content, ignore=["verkoopprijs"])
    assert kept("11")[0]["price"] == 305


def test_the_regular_price_sells(stocked: ShopUnderTest) -> None:
    product_import.load(stocked.desk, b"Sale price,SKU,Regular price\n2.00,11,3.05\n,12,15.00\n")
    assert [row["price"] for row in kept()[1:]] == [305, 1500]


def test_a_marked_rate_and_a_variation(shop: ShopUnderTest) -> None:
    text = (
        'SKU,Name,Variation name,Price,"Tax - ""VAT"" (21%)","Tax - ""Low"" (9%)",Sold by weight\n'
        "1,Coffee,Large,2.50,N,Y,N\n2,Cup,Regular,5.00,Y,N,Y\n"
    )
    product_import.load(shop.desk, text.encode())
    assert rows("SELECT name, tax_code, unit FROM product ORDER BY code") == [
        ("Coffee Large", "low", "piece"),
        ("Cup", "high", "kg"),
    ]


# --- Rows -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (f"naam,ean,prijs\nKaas,{CHEESE},2,50\n", 2, "4 cells"),
        (f"naam;ean;prijs\nKaas;{CHEESE};2,50\nBro", 3, "1 cells"),
        (f'ean;naam;prijs\n{BREAD};"Brood\nwit";3,05\n', 2, "quote"),
        (f"ean;prijs\n{BREAD};3,05\n11;1\n", 3, "VAT"),
        (f"ean;prijs;code\n{BREAD};3,05;\n;3,10;11\n", 3, "line 2"),
        (f"ean;prijs;code\n{BREAD};3,05;12\n", 2, "different"),
        (f"ean;btw\n{BREAD};#N/A\n", 2, "spreadsheet"),
        (f"ean;naam;prijs\n{BREAD};Brood;3,", 2, "not an amount"),
        (f"ean;code\n{BREAD};NULL\n", 2, "no code"),
        *(
            (f"ean;{name}\n{BREAD};{cell}\n", 2, said)
            for name in ("naam", "groep", "korte naam")
            for cell, said in (
                ("NULL", "leave the cell"),
                ("n/a", "leave the cell"),
                ("—", "an empty cell"),
                ("--", "an empty cell"),
                ("#NAAM?", "spreadsheet"),
                ("Err:502", "spreadsheet"),
            )
        ),
    ],
)
def test_rows_that_do_not_fit_are_named(stocked: ShopUnderTest, text: str, line: int, said: str) -> None:
    before = everything()
    with pytest.raises(BadRowsError) as refused:
        product_import.load(stocked.desk, text.encode())
    assert [row.line for row in refused.value.rows] == [line]
    assert said in refused.value.rows[0].error.say()
    assert everything() == before


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#N/B", "#I/T", "#VERW!", "#NAVN?", "#DIV/0!", "####", "Fout:502"])
@pytest.mark.parametrize("column", ["naam", "prijs", "groep", "ean"])
def test_an_error_of_the_spreadsheet_is_no_cell(stocked: ShopUnderTest, column: str, error: str) -> None:
    before, heading = everything(), ["code", "naam", "prijs", "groep", "ean"]
    cells = ["11", *(error if name == column else "" for name in heading[1:])]
    with pytest.raises(BadRowsError) as refused:
        product_import.load(stocked.desk, f"{';'.join(heading)}\n{';'.join(cells)}\n".encode())
    assert [type(row.error) for row in refused.value.rows] == [SpreadsheetError]
    assert everything() == before


@pytest.mark.parametrize("text", ['naam;prijs\n"Kaas;2,50\n', 'naam;prijs\nKaas;"2,50', 'naam;prijs\n"Ka"as;2,50\n'])
def test_a_quote_left_open_is_named_by_its_line(stocked: ShopUnderTest, text: str) -> None:
    with pytest.raises(ImportFileError, match="Line 2"):
        product_import.load(stocked.desk, text.encode())


@pytest.mark.parametrize(
    ("cell", "code"),
    [("0", "zero"), ("0%", "zero"), ("0,00", "zero"), ("0.0 %", "zero"), ("nul", "zero"), ("vrij", "exempt"),
     ("9", "low"), ("21%", "high"), ("BTW 21%", "high"), ("9% BTW", "low"), ("reduced-rate", "low"), ("exempt", "exempt")],
)  # fmt: skip
def test_zero_percent_is_the_zero_rate(shop: ShopUnderTest, cell: str, code: str) -> None:
    product_import.load(shop.desk, f"naam;prijs;btw\nBoek;2,50;{cell}\n".encode())
    assert rows("SELECT tax_code FROM product") == [(code,)]


def test_where_two_rates_are_equal_the_word_is_asked_for(shop: ShopUnderTest) -> None:
    from msgspec.structs import replace

    from kassa_tui.till.basket.tax import rates_on
    from kassa_tui.till.goods.products import ProductError
    from kassa_tui.till.goods.tax_words import read_tax_code

    rates = rates_on(shop.shop.today(shop.desk))
    rates["low"] = replace(rates["low"], rate=2100)
    with pytest.raises(ProductError, match="high, low"):
        read_tax_code("21%", rates)
    assert read_tax_code("laag", rates) == "low"
    with pytest.raises(ProductError, match="exempt"):
        read_tax_code("0", {"exempt": rates["exempt"], "high": rates["high"]})


# --- Any file -------------------------------------------------------------------------------------

CELLS = {
    "naam": ("", "Brood wit", "Kaas, oud", 'Ka"as', "Crème"),
    "prijs": ("", "3,05", "-", "1.500", "2.99"),
    "btw": ("", "hoog", "0%", "9", "17"),
    "groep": ("", "Nieuw", "-"),
    "eenheid": ("", "kg", "stuk", "vat"),
    "statiegeld": ("", "krat", "-", "goud"),
    "korte naam": ("", "k", "-"),
    "actief": ("", "ja", "nee"),
    "leeftijd": ("", "16", "-"),
    "voorraad": ("", "7"),
    "raadsel": ("", "?"),
}
FIELDS = {
    "naam": "name", "prijs": "price", "btw": "tax_code", "groep": "group_id", "eenheid": "unit",
    "statiegeld": "packaging_id", "korte naam": "label", "actief": "active", "leeftijd": "age",
}  # fmt: skip


def fingerprint() -> dict[object, dict[str, object]]:
    """Every product by its barcode, columns and barcodes."""
    sql = f"SELECT b.code, {', '.join(f'p.{name}' for name in COLUMNS)} FROM barcode b JOIN product p ON p.id = product_id"
    return {row[0]: dict(zip(COLUMNS, row[1:], strict=True)) for row in rows(sql)}


@given(any_file("ean", (BREAD, CHEESE, "96385074"), CELLS))
def test_what_a_file_does_not_name_stays_and_a_refusal_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, file: AnyFile
) -> None:
    shop = found_shop(tmp_path_factory.mktemp("any") / "shop.db")
    shop.article("krat", "3.90", "outside", kind="packaging")
    product_import.load(shop.desk, FULL.encode())
    before, all_before = fingerprint(), everything()
    try:
        made = product_import.load(shop.desk, file.content)
    except KassaError as refused:
        assert refused.say()
        assert everything() == all_before
        return
    assert "raadsel" not in file.table[0] or not file.whole
    held = {code: {FIELDS[name] for name in names if name in FIELDS} for code, names in file.held("ean").items()}
    for code, product in fingerprint().items():
        if code not in before:
            continue
        differing = {name for name in COLUMNS if product[name] != before[code][name]}
        assert differing - {"version", "entry"} <= held.get(str(code), set())
        assert bool(differing) == any(change.saved and str(code) in change.form.barcodes for change in made.changes)
    assert verify.verify().proven
