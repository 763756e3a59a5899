"""One report, told in every format by its columns alone; and layouts that name columns that there are."""

import io
from datetime import date

import pytest
from msgspec import Struct

from kassa_tui import i18n
from kassa_tui.exports.report_json import as_json
from kassa_tui.exports.report_sheet import Point, Sheet, paper_of
from kassa_tui.exports.report_tables import report_table
from kassa_tui.exports.report_text import as_text
from kassa_tui.exports.writers import Style, write_csv
from kassa_tui.money import Money
from kassa_tui.till.reports.every_report import REPORTS
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.report import Chart, Column, Kind, Report, Subject, Sum
from tests.conftest import ShopUnderTest
from tests.shared import eur


class Tip(Struct, frozen=True):
    """A row of the report of this test."""

    at: int
    weekday: int
    rate: int
    items: int
    what: str
    amount: Money | None


TIPS = (
    Tip(1_795_354_320_000, 7, 900, 412, "jar", eur(150)),
    Tip(1_795_440_720_000, 1, 2100, 2000, "card", None),
)


def answer(*, complete: bool = True) -> Report:
    """Two tips."""
    subject = Subject(
        name="tips",
        title="Tips",
        about="what was left",
        build=lambda _desk, _chosen: answer(),
        columns=(
            Column("time", Kind.TIME, "Time", lambda tip: tip.at),
            Column("weekday", Kind.WEEKDAY, "Weekday", file="day"),
            Column("rate", Kind.RATE, "%"),
            Column("items", Kind.QUANTITY, "Pieces"),
            Column("what", Kind.WORD, "What", words={"jar": "In the jar", "card": "By card"}),
            Column("amount", Kind.AMOUNT, "Amount", brief="Left"),
        ),
        rows="tips",
        json="time weekday rate items what amount",
        terminal="what:12 weekday:7 time:16 rate:-6 items:-7 amount:-10",
        screen="what weekday:8 rate:-6 amount:-10",
        chart=Chart("amount", lambda tip: tip.what),
    )
    return Report(subject, TIPS, (Sum("amount", eur(150), "left"),), complete=complete)


def test_json_has_what_programs_read(shop: ShopUnderTest) -> None:
    i18n.use("nl")
    told = as_json(answer())
    assert told["tips"] == [
        {
            "time": "2026-11-22T14:32:00+01:00",
            "weekday": 7,
            "rate": 9.0,
            "items": "0.412",
            "what": "jar",
            "amount": "1.50",
        },
        {
            "time": "2026-11-23T14:32:00+01:00",
            "weekday": 1,
            "rate": 21.0,
            "items": "2",
            "what": "card",
            "amount": None,
        },
    ]
    assert (told["left"], told["complete"]) == ("1.50", True)


def test_the_terminal_has_what_people_read(shop: ShopUnderTest) -> None:
    i18n.use("nl")
    assert as_text(answer(complete=False)).split("\n") == [
        "Wat          Weekdag Tijd                  %  Pieces       Left",
        "In the jar   zo      2026-11-22 14:32    9 %   0,412       1,50",
        "By card      ma      2026-11-23 14:32   21 %       2          -",
        "Totaal                                                     1,50",
        "",
        "De open sessie is weggelaten.",
    ]


def test_a_file_has_names_that_never_change(shop: ShopUnderTest) -> None:
    out = io.BytesIO()
    write_csv(report_table(answer()), out, Style())
    assert out.getvalue().decode() == "what;day;rate;amount\r\nIn the jar;Sun;9 %;1.50\r\nBy card;Mon;21 %;\r\n"


def test_the_screen_is_sorted_by_what_cells_mean(shop: ShopUnderTest) -> None:
    sheet = Sheet(answer(complete=False), date(2026, 11, 22))
    assert sheet.cells == [["In the jar", "Sun", "9 %", "1.50"], ["By card", "Mon", "21 %", "·"]]
    assert sheet.rows == [["In the jar", 7, 900, eur(150)], ["By card", 1, 2100, None]]
    assert sheet.points == [Point("jar", 150), Point("card", None)]
    assert sheet.totals() == [("Amount", "1.50 ?")]
    i18n.use("nl")
    assert sheet.cells[0] == ["In the jar", "zo", "9 %", "1,50"]
    i18n.use("en")
    paper = paper_of(sheet, Filter(), [1, 0])
    assert paper.lines == (("By card", "·"), ("In the jar", "1.50"))
    assert paper.notes == ("Something is missing in the sums: ? or an open session.",)


@pytest.mark.parametrize("subject", REPORTS, ids=lambda subject: subject.name)
def test_layouts_name_columns_that_there_are(subject: Subject) -> None:
    layouts = [subject.placed(layout) for layout in (subject.json, subject.terminal, subject.screen, subject.file)]
    assert all(column.title for layout in layouts[1:3] for column, _wide in layout)
    assert sum(abs(wide) + 1 for _column, wide in layouts[1]) <= 81
    assert [wide for _column, wide in layouts[2]].count(0) <= 1
    named = {column.name for layout in layouts for column, _wide in layout}
    assert named == {column.name for column in subject.columns}
