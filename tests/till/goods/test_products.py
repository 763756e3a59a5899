"""The catalogue: found fast by code and by name, changed with a journal entry, imported whole or not at all."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from kassa_tui.database import bound, rows
from kassa_tui.till.goods import catalog, codes, product_import, products
from kassa_tui.till.goods.article_codes import ArticleCode
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.products import EditedMeanwhileError, ProductError, ProductForm, TakenError
from kassa_tui.till.goods.text_files import ImportFileError
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.proof import verify
from kassa_tui.till.sale import scanning
from tests.conftest import ShopUnderTest
from tests.shared import barcode_of_old, sold_voucher


def test_found_by_every_form_of_its_code(shop: ShopUnderTest) -> None:
    shop.article("Milk", "1.29", "low", barcodes=("0012345678905", "96385074"), code="7")
    for code in ("0012345678905", "012345678905", "00012345678905"):
        found = catalog.by_barcode(code, "EUR")
        assert found is not None, code
        assert found.name == "Milk"
    assert catalog.by_code("7", "EUR") == catalog.by_barcode("96385074", "EUR")
    assert catalog.by_barcode("7", "EUR") is None
    assert catalog.by_code("8", "EUR") is None


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("8712345678906", False),
        ("8712345678901", True),
        ("96385074", False),
        ("96385070", True),
        ("12345", False),
        ("K1-000001", False),
        ("", False),
    ],
)
def test_a_wrong_check_digit_is_seen(code: str, wrong: bool) -> None:
    assert codes.misread(code) is wrong


@pytest.mark.parametrize("text", ["ka be", "KAAS", "belegen", "kaas b"])
def test_search_finds_the_beginnings_of_words(shop: ShopUnderTest, text: str) -> None:
    shop.article("Kaas belegen", "13.95", "low", unit="kg")
    shop.article("Melk", "1.29", "low")
    assert [hit.name for hit in catalog.search(text, "EUR").articles] == ["Kaas belegen"]


def test_no_code_is_looked_for_without_an_index(shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typed or scanned, in capitals or small letters, there or not: never all products one by one."""
    sweater = shop.article("Sweater", "40.00", code="SW-1", barcodes=("SWEATER-XL",))
    asked: list[tuple[str, object]] = []
    execute: Callable[..., object] = bound().execute_sql

    def listening(sql: str, values: object = None) -> object:
        asked.append((sql, values))
        return execute(sql, values)

    monkeypatch.setattr(bound(), "execute_sql", listening)
    assert catalog.by_code("sw-1", "EUR") == catalog.by_barcode("sweater-xl", "EUR") == sweater
    assert catalog.by_code("no-code", "EUR") is None
    assert catalog.search("sw-1", "EUR").articles == (sweater,)
    for sql, values in list(asked):
        steps = [step[3] for step in rows(f"EXPLAIN QUERY PLAN {sql}", *values)]  # type: ignore[misc]
        assert not [step for step in steps if step.startswith("SCAN") and "VIRTUAL TABLE" not in step], sql


def test_search_ignores_accents_and_hostile_queries(shop: ShopUnderTest) -> None:
    shop.article("Crème fraîche", "0.99", "low")
    assert [hit.name for hit in catalog.search("creme", "EUR").articles] == ["Crème fraîche"]
    for query in ('"', "a OR b", "*", "NEAR(", "'; DROP TABLE product", "[/]", "", " "):
        assert catalog.search(query, "EUR").articles == () or "OR" in query
    assert rows("SELECT count(*) FROM product") == [(1,)]


def test_a_page_at_the_most(shop: ShopUnderTest) -> None:
    forms = [ProductForm(f"Pen {number}", 100, "high", code=str(number)) for number in range(70)]
    products.save_all(shop.desk, forms)
    hits = catalog.search("pen", "EUR")
    assert (len(hits.articles), hits.more) == (50, True)
    assert catalog.search("33", "EUR").articles[0].name == "Pen 33"


def test_a_price_change_is_journalled_and_renames_are_found(shop: ShopUnderTest) -> None:
    product_id = products.save(shop.desk, ProductForm("Milk", 129, "low"))
    form = products.read(product_id)
    from msgspec.structs import replace

    products.save(shop.desk, replace(form, price=139, name="Whole milk"))
    facts = rows("SELECT facts FROM journal WHERE kind = 'product.saved' ORDER BY number")
    assert '"price":129' in facts[0][0]
    assert '"price":139' in facts[1][0]
    assert [hit.name for hit in catalog.search("whole", "EUR").articles] == ["Whole milk"]
    assert verify.verify().proven
    with pytest.raises(EditedMeanwhileError):
        products.save(shop.desk, replace(form, price=149))
    assert products.read(product_id).price == 139


def test_a_cashier_may_not_change_products(shop: ShopUnderTest) -> None:
    with pytest.raises(NotAllowedError):
        products.save(shop.as_("Cashier"), ProductForm("Milk", 129, "low"))


@pytest.mark.parametrize(
    "form",
    [
        ProductForm("", 129, "low"),
        ProductForm("\x1b\u200b", 129, "low"),
        ProductForm("Milk", -1, "low"),
        ProductForm("Milk", 129, "luxury"),
        ProductForm("Milk", 129, "low", barcodes=("8712345678901",)),
        ProductForm("Milk", 129, "low", packaging_id=1),
    ],
)
def test_products_that_cannot_be_are_refused(shop: ShopUnderTest, form: ProductForm) -> None:
    shop.article("Bread", "2.95")
    before = rows("SELECT count(*) FROM product"), rows("SELECT count(*) FROM journal")
    with pytest.raises(ProductError):
        products.save(shop.desk, form)
    assert (rows("SELECT count(*) FROM product"), rows("SELECT count(*) FROM journal")) == before


def test_codes_belong_to_one_product(shop: ShopUnderTest) -> None:
    shop.article("Bread", "2.95", barcodes=("8712345678906",), code="5")
    with pytest.raises(TakenError, match="Bread"):
        products.save(shop.desk, ProductForm("Milk", 129, "low", barcodes=("8712345678906",)))
    with pytest.raises(TakenError):
        products.save(shop.desk, ProductForm("Milk", 129, "low", code="5"))


TAKEN = {
    "a barcode in small letters": (("sweater-xl",), None, "Code SWEATER-XL belongs to Jersey."),
    "a short code as a barcode": (("jrs",), None, "Code Jrs belongs to Jersey."),
    "a barcode as a short code": ((), "Sweater-XL", "Code SWEATER-XL belongs to Jersey."),
    "a short code in capitals": ((), "JRS", "Code Jrs belongs to Jersey."),
    "a barcode of another length": ((), "012345678905", "Code 0012345678905 belongs to Jersey."),
    "a gift voucher": (("shopcard-1",), None, "SHOPCARD-1 is the code of a gift voucher that was sold"),
    "a gift voucher's code typed": ((), "SHOPCARD-1", "SHOPCARD-1 is the code of a gift voucher that was sold"),
}
"""Barcodes and a short code of a new article, and why it cannot have them."""


OF_ONE = [("SKO-GRØN", "sko-grøn"), ("Sko-Blå", "sKO-bLÅ"), ("Ø-ærø", "ø-ÆRØ"), ("éclair", "ÉCLAIR"), ("Ж1", "ж1")]
OF_TWO = [("STRASSE", "straße"), ("i1", "İ1"), ("I1", "ı1"), ("SET", "ſet"), ("Å1", "A1"), ("µ1", "Μ1")]


@pytest.mark.parametrize(("kept", "read"), [*OF_ONE, *OF_TWO])
@pytest.mark.parametrize("as_code", [True, False])
def test_capitals_and_small_letters_of_any_alphabet_are_one(
    shop: ShopUnderTest, kept: str, read: str, as_code: bool
) -> None:
    """A letter that is another one's capital, but not the other way round, is another code."""
    shoe = shop.article("Shoe", "49.00", code=kept if as_code else None, barcodes=() if as_code else (kept,))
    meant = [scanning.meaning(read, shop.shop), scanning.typed(read, shop.shop)]
    one = (kept, read) in OF_ONE
    assert [isinstance(code, ArticleCode) and code.article.id == shoe.id for code in meant] == [one, one]
    other = ProductForm("Other", 100, "low", barcodes=(read,))
    if one:
        with pytest.raises(TakenError, match="Shoe"):
            products.save(shop.desk, other)
    else:
        products.save(shop.desk, other)


@pytest.mark.parametrize("kept", ["012345678905", "96385074", "0012345678905"])
def test_a_short_code_that_is_an_articles_number_is_found_in_all_its_lengths(shop: ShopUnderTest, kept: str) -> None:
    """As a list has it that calls the article's number its code: scanners send it with other zeros in front."""
    shoe = shop.article("Shoe", "49.00", code=kept)
    for read in {kept, kept.lstrip("0"), *(kept.lstrip("0").zfill(length) for length in (12, 13, 14))} - {
        "12345678905"
    }:
        meant = scanning.meaning(read, shop.shop)
        assert isinstance(meant, ArticleCode)
        assert meant.article.id == shoe.id


@pytest.mark.parametrize("taken", TAKEN)
def test_a_code_that_finds_something_else_is_refused(shop: ShopUnderTest, taken: str) -> None:
    """By form as by file, whose row is named."""
    barcodes, code, said = TAKEN[taken]
    shop.open()
    shop.article("Jersey", "49.00", code="Jrs", barcodes=("SWEATER-XL", "0012345678905"))
    sold_voucher(shop, "25.00", "shopcard-1")
    with pytest.raises(ProductError, match=said):
        products.save(shop.desk, ProductForm("Other", 100, "low", code=code, barcodes=barcodes))
    written = "".join(barcodes) or "'" + (code or "")
    text = f"naam;prijs;btw;{'ean' if barcodes else 'code'}\nOther;1,00;laag;{written}\nSoep;1,99;laag;4711\n"
    before = rows("SELECT count(*) FROM product"), rows("SELECT count(*) FROM journal")
    with pytest.raises(BadRowsError) as refused:
        product_import.load(shop.desk, text.encode())
    assert [(row.line, said in row.error.say()) for row in refused.value.rows] == [(2, True)]
    assert (rows("SELECT count(*) FROM product"), rows("SELECT count(*) FROM journal")) == before


def test_two_rows_of_a_file_are_not_found_by_one_code(shop: ShopUnderTest) -> None:
    text = "naam;prijs;btw;ean;code\nOne;1,00;laag;AB-1;\nTwo;1,00;laag;ab-1;\nThree;1,00;laag;;Ab-1\n"
    with pytest.raises(BadRowsError) as refused:
        product_import.load(shop.desk, text.encode())
    assert [(row.line, row.error.say()) for row in refused.value.rows] == [
        (3, "ab-1 stands in line 2 as well."),
        (4, "Ab-1 stands in line 2 as well."),
    ]


def test_a_code_of_long_ago_is_in_nobodys_way(shop: ShopUnderTest) -> None:
    """What two articles are found by since before stays so until somebody mends it, on the screen and in a file."""
    jersey = shop.article("Jersey", "49.00", code="102", barcodes=("SWEATER-XL", "0012345678905"))
    other = shop.article("Other", "1.00", code="7")
    for code in ("sweater-xl", "102", "012345678905"):
        barcode_of_old(other, code)
    for article in (jersey, other):
        products.save(shop.desk, replace(products.read(article.id), price=250))
    made = product_import.load(shop.desk, b"code;prijs;ean\n7;3,05;sweater-xl\n102;3,10;SWEATER-XL\n")
    assert (made.changed, made.fields) == (2, {"price": 2})
    mended = replace(products.read(other.id), barcodes=())
    products.save(shop.desk, mended)
    with pytest.raises(TakenError):
        products.save(shop.desk, replace(products.read(other.id), barcodes=("sweater-xl",)))


# --- Import ---------------------------------------------------------------------------------------


GOOD = 'naam;prijs;btw;ean;groep\nMelk;1,29;9%;8712345678906;Zuivel\nKrant "Dag";3,10;laag;;Papier\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_dutch_files_of_every_encoding(shop: ShopUnderTest, encoding: str) -> None:
    text = GOOD.replace("Krant", "Café crème")
    done = product_import.load(shop.desk, text.encode(encoding), "list.csv")
    assert (done.added, done.changed) == (2, 0)
    assert rows("SELECT name, price, tax_code FROM product ORDER BY id") == [
        ("Melk", 129, "low"),
        ('Café crème "Dag"', 310, "low"),
    ]
    assert verify.verify().proven


def test_commas_quotes_and_english_headings(shop: ShopUnderTest) -> None:
    text = 'Name,Price,VAT,Barcode,Unit\r\n"Cheese, old",14.95,9,8712345678906,kg\r\n\r\n'
    product_import.load(shop.desk, text.encode(), "list.csv")
    assert rows("SELECT name, price, unit FROM product") == [("Cheese, old", 1495, "kg")]


def test_known_codes_change_their_product(shop: ShopUnderTest) -> None:
    product_import.load(shop.desk, GOOD.encode())
    done = product_import.load(shop.desk, b"name;price;barcode\nMelk vol;1,39;8712345678906\n")
    assert (done.added, done.changed) == (0, 1)
    assert rows("SELECT name, price FROM product WHERE id = 1") == [("Melk vol", 139)]
    assert verify.verify().proven


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("Melk;1.500;9%;;", "not clear"),
        ("Melk;1,299;9%;;", "decimals"),
        ("Melk;gratis;9%;;", "not an amount"),
        ("Melk;-1;9%;;", "not an amount"),
        ("Melk;=1+1;9%;;", "not an amount"),
        (";1,29;9%;;", "name"),
        ("\x1b\u202e;1,29;9%;;", "name"),
        ("Melk;1,29;19%;;", "VAT"),
        ("Melk;1,29;luxe;;", "VAT"),
        ("Melk;1,29;9%;8712345678901;", "check digit"),
        ("Melk;1,29;9%;8,71E+12;", "spreadsheet"),
        ("Melk;1,29;9%;96385074;", "line 2"),
        ("Melk;8712345678906;9%;;", "barcode"),
        ("Melk;99999999,99;9%;;", "too large"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_nothing_is_imported(shop: ShopUnderTest, row: str, word: str) -> None:
    text = f"naam;prijs;btw;ean;groep\nGoed;1,00;9%;96385074;\n{row}\n"
    with pytest.raises(BadRowsError) as refused:
        product_import.load(shop.desk, text.encode())
    assert [bad.line for bad in refused.value.rows] == [3]
    assert word in refused.value.rows[0].error.say()
    assert rows("SELECT count(*) FROM product") == [(0,)]


@pytest.mark.parametrize(
    "data",
    [b"", b"price;group\n1,00;1\n", b"name\nMilk\n", b"PK\x03\x04\x00\x00", b"\xff\xfe\x00", b"x" * 20_000_001],
)
def test_files_that_are_no_list_are_refused(shop: ShopUnderTest, data: bytes) -> None:
    with pytest.raises(ImportFileError):
        product_import.load(shop.desk, data)
    assert rows("SELECT count(*) FROM product") == [(0,)]


def test_hostile_names_are_kept_as_they_are_typed(shop: ShopUnderTest) -> None:
    names = ["[/]", "[@click=app.quit]x[/]", "=HYPERLINK(1)", "'; DROP TABLE product", "{person}", "日本の牛乳"]
    text = "name\tprice\tvat\n" + "".join(f"{name}\t1,00\t9\n" for name in names)
    product_import.load(shop.desk, text.encode())
    assert [name for (name,) in rows("SELECT name FROM product ORDER BY id")] == names
    recorded = shop.sell(*(article for name in names for article in catalog.search(name, "EUR").articles[:1]))
    assert recorded.number == "K1-000001"


def test_many_rows_in_one_transaction(shop: ShopUnderTest) -> None:
    text = "name;price;vat\n" + "".join(f"Article {number};1,{number % 100:02d};9\n" for number in range(2000))
    assert product_import.load(shop.desk, text.encode()).added == 2000
    assert rows("SELECT count(*) FROM journal WHERE kind = 'products.imported'") == [(20,)]
    assert verify.verify().proven
