"""LibreOffice opens what we export: the same numbers and letters, and nothing is worked out."""

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from kassa_tui.exports.activity import activity
from kassa_tui.exports.files import save
from kassa_tui.exports.of_sessions import cash, discrepancies
from kassa_tui.exports.overview import overview
from kassa_tui.exports.tables import AMOUNT, NUMBER
from kassa_tui.exports.writers import WRITERS, Style
from kassa_tui.money import Money
from kassa_tui.till.goods.csv_files import defused
from kassa_tui.till.reports.filter import Filter
from tests.conftest import ShopUnderTest
from tests.exports.spreadsheets import SOFFICE, by_libreoffice

pytestmark = [
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (apt install libreoffice-calc)"),
    pytest.mark.skipif(not os.environ.get("KASSA_TORTURE"), reason="LibreOffice takes its time: make torture"),
]

ENGLISH, DUTCH = 1033, 1043


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@pytest.mark.parametrize(
    ("form", "style", "language"),
    [
        ("csv", Style(".", ","), ENGLISH),
        ("csv", Style(",", ";", bom=True), DUTCH),
        ("xlsx", Style(), ENGLISH),
    ],
    ids=["csv in English", "csv in Dutch", "xlsx"],
)
def test_all_cells_are_what_was_exported(
    busy: ShopUnderTest, tmp_path: Path, form: str, style: Style, language: int
) -> None:
    for export in (activity, discrepancies, cash, overview):
        file = tmp_path / f"{export.__name__}.{form}"
        save(file, lambda out, export=export: WRITERS[form](export(Filter()), out, style))  # type: ignore[misc]
        table = export(Filter())
        shown = by_libreoffice(file, style.separator, language, tmp_path)
        assert shown[0] == [column.name for column in table.columns]
        wanted = list(table.rows)
        assert len(shown) == len(wanted) + 1
        for row, cells in zip(wanted, shown[1:], strict=True):
            for column, value, cell in zip(table.columns, row, cells, strict=True):
                if column.kind in (AMOUNT, NUMBER):
                    plain = value.decimal() if isinstance(value, Money) else value
                    assert (None if plain is None else Decimal(plain)) == number(cell), (column.name, cell)
                elif isinstance(value, str):
                    text = defused(value) if form == "csv" else value
                    assert text == cell, column.name
