"""Files that other programs read: right numbers, letters as they are, and no formula."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

import pytest

from kassa_tui.exports.files import ADatabaseError, FileError, FileExistsAlreadyError, save
from kassa_tui.exports.tables import Table, Value, columns
from kassa_tui.exports.writers import Style, write_csv, write_json, write_xlsx
from kassa_tui.money import Money
from tests.conftest import ShopUnderTest
from tests.exports.spreadsheets import workbook

COLUMNS = columns("name amount count known", amounts="amount", numbers="count", flags="known")
EUR, JPY = "EUR", "JPY"
ROWS: tuple[tuple[Value, ...], ...] = (
    ('Brød; "half", 1', Money(-123450, EUR), 3, True),
    ("=1+1", Money(5, EUR), None, False),
    ("line\nline", None, -2, None),
    (None, Money(1500, JPY), 0, True),
)


def table(rows: Iterable[Sequence[Value]] = ROWS) -> Table:
    return Table("things", COLUMNS, iter(rows))


def as_csv(style: Style, rows: Iterable[Sequence[Value]] = ROWS) -> bytes:
    out = io.BytesIO()
    write_csv(table(rows), out, style)
    return out.getvalue()


def test_csv_is_quoted_and_ends_its_lines_as_the_rfc_says() -> None:
    assert as_csv(Style()).decode() == (
        "name;amount;count;known\r\n"
        '"Brød; ""half"", 1";-1234.50;3;true\r\n'
        "'=1+1;0.05;;false\r\n"
        '"line\nline";;-2;\r\n'
        ";1500;0;true\r\n"
    )


@pytest.mark.parametrize(
    ("style", "line"),
    [
        (Style(",", ";"), "x;-1234,50;3;true"),
        (Style(".", ","), "x,-1234.50,3,true"),
        (Style(",", ","), 'x,"-1234,50",3,true'),
        (Style(",", "\t"), "x\t-1234,50\t3\ttrue"),
        (Style(".", "|"), "x|-1234.50|3|true"),
    ],
)
def test_marks_are_by_choice(style: Style, line: str) -> None:
    data = as_csv(style, [("x", Money(-123450, EUR), 3, True)])
    assert data.decode().split("\r\n")[1] == line
    assert (
        as_csv(Style(style.decimal, style.separator, bom=True), [("x", Money(-123450, EUR), 3, True)])
        == b"\xef\xbb\xbf" + data
    )


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A1", "\tx", "\rx", "'=1", "''+1", "=cmd|' /C calc'!A0"])
def test_no_cell_of_csv_is_a_formula(text: str) -> None:
    (cell, *_rest) = next(
        csv.reader(
            io.StringIO(as_csv(Style(), [(text, None, 0, None)]).decode().split("\r\n", 1)[1], newline=""),
            delimiter=";",
        )
    )
    assert cell == f"'{text}".replace("\t", " ").replace("\r", " ")


def test_json_is_a_list_of_objects() -> None:
    out = io.BytesIO()
    write_json(table(), out, Style())
    found = json.loads(out.getvalue())
    assert found[0] == {"name": 'Brød; "half", 1', "amount": "-1234.50", "count": 3, "known": True}
    assert found[2] == {"name": "line\nline", "amount": None, "count": -2, "known": None}
    empty = io.BytesIO()
    write_json(table([]), empty, Style())
    assert json.loads(empty.getvalue()) == []


def test_numbers_of_a_workbook_are_numbers_and_text_is_text() -> None:
    out = io.BytesIO()
    write_xlsx(table(), out, Style())
    assert workbook(out.getvalue()) == {
        "things": [
            ["name", "amount", "count", "known"],
            ['Brød; "half", 1', Decimal("-1234.5"), Decimal(3), True],
            ["=1+1", Decimal("0.05"), None, False],
            ["line\nline", None, Decimal(-2)],
            [None, Decimal(1500), Decimal(0), True],
        ]
    }


def test_a_full_sheet_is_followed_by_another() -> None:
    out = io.BytesIO()
    write_xlsx(table([(f"row {n}", None, n, None) for n in range(5)]), out, Style(), 3)
    found = workbook(out.getvalue())
    assert list(found) == ["things", "things 2", "things 3"]
    assert [row[0] for sheet in found.values() for row in sheet[1:]] == [f"row {n}" for n in range(5)]
    assert [sheet[0][0] for sheet in found.values()] == ["name"] * 3


def test_the_library_of_workbooks_is_loaded_only_when_one_is_written() -> None:
    script = "import sys, kassa_tui.cli.export; print('xlsxwriter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- Files ----------------------------------------------------------------------------------------


def filled(data: bytes) -> Callable[[BinaryIO], None]:
    """Something that writes these bytes."""

    def write(out: BinaryIO) -> None:
        out.write(data)

    return write


def broken(out: BinaryIO) -> None:
    """Something that ends half-way."""
    out.write(b"half")
    raise RuntimeError


def test_a_file_that_is_there_stays_unless_it_is_forced(tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    save(file, filled(b"first"))
    with pytest.raises(FileExistsAlreadyError):
        save(file, filled(b"second"))
    assert file.read_bytes() == b"first"
    save(file, filled(b"third"), force=True)
    assert file.read_bytes() == b"third"


@pytest.mark.parametrize("log", ["", "-wal"])
def test_a_database_is_never_replaced(shop: ShopUnderTest, log: str) -> None:
    shop.open()
    file = shop.path.with_name(f"{shop.path.name}{log}")
    before = file.read_bytes()
    assert before
    with pytest.raises(ADatabaseError):
        save(file, filled(b"table"), force=True)
    assert file.read_bytes() == before


@pytest.mark.parametrize("force", [False, True])
def test_a_half_file_never_stays(tmp_path: Path, force: bool) -> None:
    file = tmp_path / "out.csv"
    with pytest.raises(RuntimeError):
        save(file, broken, force=force)
    assert list(tmp_path.iterdir()) == []
    file.write_bytes(b"old")
    with pytest.raises((RuntimeError, FileExistsAlreadyError)):
        save(file, broken, force=force)
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize("force", [False, True])
def test_a_place_that_is_not_there_is_said(tmp_path: Path, force: bool) -> None:
    with pytest.raises(FileError) as told:
        save(tmp_path / "none" / "out.csv", filled(b""), force=force)
    assert "No such file" in str(told.value)
    assert not isinstance(told.value, FileExistsAlreadyError)
