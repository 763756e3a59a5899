"""Customers from and to CSV: a round trip loses nothing, a bad file changes nothing, no cell is a formula."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kassa_tui.database import bound, rows
from kassa_tui.errors import KassaError
from kassa_tui.till.customers import customers, erasing, files
from kassa_tui.till.customers.form import CustomerForm
from kassa_tui.till.goods import csv_files
from kassa_tui.till.goods.csv_files import BadRowsError
from kassa_tui.till.goods.text_files import ImportFileError
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.proof.verify import verify
from tests.conftest import ShopUnderTest, found_shop
from tests.till.any_file import AnyFile, any_file
from tests.till.customers.test_customers import FULL


def load(shop: ShopUnderTest, text: str) -> files.CustomersRead:
    return files.load(shop.desk, text.encode())


def kept() -> list[tuple[object, ...]]:
    columns = ", ".join(files.COLUMNS)
    return rows(f"SELECT {columns} FROM customer WHERE state = 'active' ORDER BY number")


def refused(shop: ShopUnderTest, text: str) -> list[tuple[int, str]]:
    with pytest.raises(BadRowsError) as bad:
        load(shop, text)
    return [(row.line, row.error.say()) for row in bad.value.rows]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_marks_and_delimiters_are_found_out(shop: ShopUnderTest, mark: str, delimiter: str) -> None:
    text = f"{mark}name;city;credit_limit;term\r\nKøge & Zn;Stad;250.00;30\r\n\r\nTwo;;;\r\n".replace(";", delimiter)
    found = load(shop, text)
    assert (found.added, found.changed) == (2, 0)
    assert [(row[2], row[6], row[-2], row[-4]) for row in kept()] == [
        ("Køge & Zn", "Stad", 25000, 30),
        ("Two", "", None, 14),
    ]
    assert verify().proven


def test_a_round_trip_loses_nothing(shop: ShopUnderTest) -> None:
    evil = ("=1+1", "'=quoted", "-x", "+x", "@x", "''-x", "'plain", 'a "b" ; c, d', "#REF!", "'#N/B", "#VIP!")
    customers.save(shop.desk, FULL)
    for name in evil:
        customers.save(shop.desk, CustomerForm(name=name, note=name, phone="+31612345678"))
    before, text = kept(), files.export()
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    again = load(shop, text)
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(evil) + 1)
    assert kept() == before
    bound().execute_sql("DELETE FROM customer")
    assert load(shop, text).added == len(evil) + 1
    assert kept() == before
    assert files.export() == text


@given(st.text(max_size=12))
def test_a_defused_cell_comes_back(text: str) -> None:
    defused = csv_files.defused(text)
    assert defused[:1] not in ("=", "+", "-", "@", "\t", "\r") or not defused
    assert csv_files.restored(defused) == text


def test_a_known_number_or_debtor_is_changed_and_the_rest_stays(shop: ShopUnderTest) -> None:
    customers.save(shop.desk, FULL)
    found = load(shop, "number;city\n1;Elders\n")
    assert (found.added, found.changed) == (0, 1)
    found = load(shop, "debtor;phone\nD-1001;0201234567\n")
    assert (found.added, found.changed) == (0, 1)
    customer = customers.by_number(1)
    assert (customer.city, customer.phone, customer.name) == ("Elders", "0201234567", FULL.name)
    assert replace(customer.form(), city="Stad", phone="0612345678", version=1).email == FULL.email
    assert verify().proven


def test_numbers_of_the_file_are_kept_and_the_series_goes_on(shop: ShopUnderTest) -> None:
    load(shop, "number;name\n;New\n7;Seven\n")
    assert [(row[0], row[2]) for row in kept()] == [(7, "Seven"), (8, "New")]


def test_every_bad_row_is_told_with_its_line_and_nothing_is_saved(shop: ShopUnderTest) -> None:
    customers.save(shop.desk, replace(FULL, debtor="D-1"))
    text = (
        "number;name;vat_number;credit_limit;debtor;term\n"
        ";Good;;;;\n"
        ";;;;;\n"
        ";;NL1;;;\n"
        ";A;123;;;\n"
        '"x";A;;;;\n'
        ';"Two\nlines";;1.5.0;;\n'
        "9;B;;;D-1;\n"
        ";C;;;D-2;\n"
        ";D;;;D-2;\n"
        ";E;;;;soon\n"
        "5;F;;;;\n"
        "5;G;;;;\n"
        ";H;;;\n"
    )
    found = refused(shop, text)
    assert [line for line, _says in found] == [4, 5, 6, 7, 9, 11, 12, 14, 15]
    said = " ".join(says for _line, says in found)
    for part in ("needs a name", "check its digits", '"x" is not a number', "D-1 belongs to", "line 10 as well"):
        assert part in said
    assert "5 cells where the first line has 6" in said
    assert len(kept()) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "needs a heading"),
        ("name;colour\nA;red\n", 'not understood: "colour"'),
        ("name;name\nA;B\n", "mean the same"),
        ("city;phone\nA;1\n", 'column "name"'),
        ('name;city\nA;"Stad\n', "cannot be read"),
        ("name;city\nA;\x00\n", "not a text file"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_whole(shop: ShopUnderTest, text: str, says: str) -> None:
    with pytest.raises(ImportFileError) as bad:
        load(shop, text)
    assert says in bad.value.say()
    assert kept() == []


def test_a_file_that_breaks_off_is_refused_at_any_place(shop: ShopUnderTest) -> None:
    for name in ("One", "Two", "Three"):
        customers.save(shop.desk, replace(FULL, name=name, debtor=f"D-{name}", note='a "b"'))
    text = files.export().rstrip("\r\n")
    heading = text.index("\n") + 1
    before, passed = kept(), []
    for end in range(heading + 1, len(text)):
        try:
            files.read(text[:end].encode())
        except (ImportFileError, BadRowsError):
            continue
        passed.append(text[heading:end].split("\n")[-1])
    # Only a file of whole rows is one; the last cell of a row may be empty.
    assert {rest.rstrip("\r").rsplit(";", 1)[-1] for rest in passed} == {"", "nl"}
    assert {rest.count(";") for rest in passed if rest} == {19}
    assert kept() == before


def test_every_column_stands_in_the_handbook() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "office.md"
    chapter = page.read_text(encoding="utf-8").split("## Customers\n")[1].split("\n## ")[0]
    assert set(files.COLUMNS) <= set(re.findall(r"`(\w+)`", chapter))


def test_a_dry_run_saves_nothing(shop: ShopUnderTest) -> None:
    found = files.load(shop.desk, b"name\nA\nB\n", dry=True)
    assert (found.added, kept()) == (2, [])


def test_an_import_needs_the_permission(shop: ShopUnderTest) -> None:
    bound().execute_sql("DELETE FROM permission WHERE role = 'cashier' AND action = 'customer.edit'")
    with pytest.raises(NotAllowedError):
        files.load(shop.as_("Cashier"), b"name\nA\n")


def test_those_who_are_no_more_are_neither_written_nor_read(shop: ShopUnderTest) -> None:
    keep, gone, erased = (customers.save(shop.desk, CustomerForm(name=name)) for name in ("Keep", "Gone", "Erased"))
    customers.merge(shop.desk, keep, gone)
    erasing.erase(shop.desk, erased, "asked")
    assert files.export().count("\r\n") == 2
    assert [line for line, _says in refused(shop, "number;name\n1;Keep\n2;Gone\n3;Erased\n")] == [3, 4]


def test_an_empty_cell_says_nothing_and_a_dash_empties(shop: ShopUnderTest) -> None:
    customers.save(shop.desk, FULL)
    before = kept()
    parsed = load(shop, "number;city;phone;term;credit_limit;name\n1;;;;;\n")
    assert (parsed.changed, parsed.unchanged) == (0, 1)
    assert kept() == before
    parsed = load(shop, "number;phone;note\n1;-;-\n")
    assert (parsed.changed, dict(parsed.fields)) == (1, {"phone": 1, "note": 1})
    assert refused(shop, "number;name\n1;-\n") == [(2, '"name" cannot be emptied.')]


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00a0\u200b "])
def test_a_cell_in_which_nothing_is_seen_says_nothing(shop: ShopUnderTest, unseen: str) -> None:
    customers.save(shop.desk, FULL)
    before = kept()
    names = [name for name in files.COLUMNS if name != "number"]
    parsed = load(shop, f"number;{';'.join(names)}\n1;{';'.join([unseen] * len(names))}\n")
    assert (parsed.changed, parsed.unchanged) == (0, 1)
    assert kept() == before


@pytest.mark.parametrize("cell", ["NULL", "#N/A", "—", "n/a", "Err:502"])
def test_a_text_that_says_nothing_is_refused_but_comes_back_where_it_stood(shop: ShopUnderTest, cell: str) -> None:
    customers.save(shop.desk, CustomerForm(name="Null", city=cell))
    assert load(shop, files.export()).unchanged == 1
    customers.save(shop.desk, CustomerForm(name="One", city="Delft"))
    assert [line for line, _says in refused(shop, f"number;city\n2;{cell}\n")] == [2]


@pytest.mark.parametrize(
    ("column", "cell", "read"),
    [
        ("debtor", "1001.0", "1001"),
        ("debtor", "'0042", "0042"),
        ("debtor", '"=""1001"""', "1001"),
        ("phone", "31612345678.0", "31612345678"),
        ("phone", "+31 6-1234 5678", "+31612345678"),
        ("postcode", "1234,00", "1234"),
    ],
)
def test_a_spoilt_number_is_what_it_was(shop: ShopUnderTest, column: str, cell: str, read: str) -> None:
    load(shop, f"name;{column}\nOne;{cell}\n")
    assert rows(f"SELECT {column} FROM customer") == [(read,)]


@pytest.mark.parametrize(
    ("column", "cell"),
    [("credit_limit", "250,"), ("debtor", "1,001E+3"), ("debtor", "12.345"), ("debtor", "NULL"), ("phone", "3,16E+10"), ("number", "1.000"),
     ("number", "#N/A"), ("vat_number", "1E+5")],
)  # fmt: skip
def test_a_number_that_cannot_be_known_is_refused(shop: ShopUnderTest, column: str, cell: str) -> None:
    assert [line for line, _says in refused(shop, f"name;{column}\nOne;{cell}\n")] == [2]
    assert kept() == []


@pytest.mark.parametrize("column", ["name", "city", "note", "email", "term", "debtor"])
def test_an_error_of_the_spreadsheet_is_no_cell(shop: ShopUnderTest, column: str) -> None:
    customers.save(shop.desk, FULL)
    before = kept()
    assert refused(shop, f"number;{column}\n1;#N/B\n") == [(2, '"#N/B" is an error of the spreadsheet.')]
    assert kept() == before
    load(shop, "number;note\n1;#1 klant! (#REF! niet)\n")
    assert kept()[0][files.COLUMNS.index("note")] == "#1 klant! (#REF! niet)"


def test_a_column_is_left_out_on_purpose(shop: ShopUnderTest) -> None:
    parsed = files.load(shop.desk, b"name;colour\nOne;red\n", ignore=["Colour"])
    assert (parsed.added, parsed.left_out) == (1, ("colour",))


CELLS = {
    "name": ("", "Café Noord", "De Vries, Marja", "-", "NULL"),
    "city": ("", "Køge", "-", "#REF!"),
    "note": ("", 'zegt "ja"', "-"),
    "term": ("", "30", "soon", "-"),
    "credit_limit": ("", "250.00", "1.5.0", "-"),
    "debtor": ("", "D-7", "'0042", "12.345"),
    "language": ("", "da", "xx"),
    "kind": ("", "person", "company", "robot"),
    "phone": ("", "31612345678.0", "-"),
    "riddle": ("", "?"),
}


def all_customers() -> dict[str, dict[str, object]]:
    """Every column of every customer, by number."""
    names = [row[1] for row in rows("PRAGMA table_info(customer)")]
    found = rows(f"SELECT {', '.join(names)} FROM customer ORDER BY number")
    return {str(row[names.index("number")]): dict(zip(names, row, strict=True)) for row in found}


@settings(max_examples=settings().max_examples // 2)
@given(any_file("number", ("1", "2", "9"), CELLS))
def test_what_a_file_does_not_name_stays_and_a_refusal_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, file: AnyFile
) -> None:
    shop = found_shop(tmp_path_factory.mktemp("any") / "shop.db")
    customers.save(shop.desk, FULL)
    customers.save(shop.desk, CustomerForm(name="Two", city="Delft"))
    before, journal = all_customers(), rows("SELECT * FROM journal")
    try:
        parsed = files.load(shop.desk, file.content)
    except KassaError as refusal:
        assert refusal.say()
        assert (all_customers(), rows("SELECT * FROM journal")) == (before, journal)
        return
    assert "riddle" not in file.table[0] or not file.whole
    held, after = file.held("number"), all_customers()
    for number, customer in before.items():
        differing = {name for name in customer if after[number][name] != customer[name]}
        assert differing - {"version", "entry", "words"} <= held.get(number, set())
        assert bool(differing) == any(form.number == int(number) for form in parsed.forms)
    assert len(after) - len(before) == parsed.added
    assert verify().proven
