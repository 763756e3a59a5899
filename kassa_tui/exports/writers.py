"""Tables as files: CSV, JSON and XLSX, written row by row.

No cell is a formula. CSV is quoted as RFC 4180 says, its lines end in CRLF, its text is UTF-8.
"""

import csv
import io
from collections.abc import Callable
from typing import BinaryIO

from msgspec import Struct

from kassa_tui.exports.tables import AMOUNT, Column, Table, Value
from kassa_tui.money import Money, currency
from kassa_tui.text import json_text, visible_lines
from kassa_tui.till.goods.csv_files import defused

SHEET_ROWS = 1_048_576
"""Rows of a sheet, as spreadsheet programs have them."""

SEPARATORS = {";": ";", ",": ",", "|": "|", "tab": "\t"}
"""What may stand between the cells of a CSV file, as it is written in a command."""


class Style(Struct, frozen=True):
    """How a CSV file is written: the decimal mark, what stands between cells, and a byte order mark for Excel."""

    decimal: str = "."
    separator: str = ";"
    bom: bool = False


def _csv_cell(cell: Value, style: Style) -> str:
    if isinstance(cell, Money):
        return cell.decimal().replace(".", style.decimal)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return visible_lines(defused(cell)) if isinstance(cell, str) else "" if cell is None else str(cell)


def write_csv(table: Table, out: BinaryIO, style: Style) -> None:
    """A heading and the rows."""
    text = io.TextIOWrapper(out, "utf-8-sig" if style.bom else "utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, delimiter=style.separator)
        writer.writerow([column.name for column in table.columns])
        writer.writerows([_csv_cell(value, style) for value in row] for row in table.rows)
    finally:
        text.detach()


def write_json(table: Table, out: BinaryIO, _style: Style) -> None:
    """A list of objects; amounts are decimal numbers as text."""
    names = [column.name for column in table.columns]
    between = "["
    for row in table.rows:
        values = {
            name: value.decimal() if isinstance(value, Money) else value for name, value in zip(names, row, strict=True)
        }
        out.write(f"{between}\n{json_text(values)}".encode())
        between = ","
    out.write(b"\n]\n" if between == "," else b"[]\n")


class _Sheets:
    """The sheets of a workbook: another one when the last is full."""

    def __init__(self, out: BinaryIO, table: Table, rows: int) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(out, {"constant_memory": True})
        self._heading = self._book.add_format({"bold": True})
        self._table, self._rows, self._many = table, rows, 0
        self._amounts: dict[str, object] = {}
        self._begin()

    def _begin(self) -> None:
        self._many += 1
        self._sheet = self._book.add_worksheet(self._table.name + (f" {self._many}" if self._many > 1 else ""))
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._table.columns):
            self._sheet.set_column(place, place, 13 if column.kind == AMOUNT else 18)
            self._sheet.write_string(0, place, column.name, self._heading)
        self._next = 1

    def _format(self, unit: str) -> object:
        if unit not in self._amounts:
            decimals = currency(unit).exponent
            self._amounts[unit] = self._book.add_format({"num_format": f"0.{'0' * decimals}" if decimals else "0"})
        return self._amounts[unit]

    def row(self, values: "list[tuple[Column, Value]]") -> None:
        """The next row; what is not known stays empty."""
        if self._next == self._rows:
            self._begin()
        for place, (_column, cell) in enumerate(values):
            if isinstance(cell, Money):
                number = cell.minor / 10 ** currency(cell.currency).exponent
                self._sheet.write_number(self._next, place, number, self._format(cell.currency))
            elif isinstance(cell, bool):
                self._sheet.write_boolean(self._next, place, cell)
            elif isinstance(cell, int):
                self._sheet.write_number(self._next, place, cell)
            elif cell:
                self._sheet.write_string(self._next, place, cell)
        self._next += 1

    def close(self) -> None:
        """Write the file."""
        self._book.close()


def write_xlsx(table: Table, out: BinaryIO, _style: Style, rows: int = SHEET_ROWS) -> None:
    """A workbook: numbers are numbers, text is text; a further sheet after so many `rows`."""
    sheets = _Sheets(out, table, rows)
    for row in table.rows:
        sheets.row(list(zip(table.columns, row, strict=True)))
    sheets.close()


Writer = Callable[[Table, BinaryIO, Style], None]

WRITERS: dict[str, Writer] = {"csv": write_csv, "json": write_json, "xlsx": write_xlsx}
"""By format."""
