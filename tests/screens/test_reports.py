"""Reports on the screen: the same figures as the commands', a picture of them, paper, files, and a way out."""

import asyncio
import re
import threading
from datetime import date
from pathlib import Path

import pytest

from kassa_tui.database import rows
from kassa_tui.exports import places
from kassa_tui.exports.report_sheet import Point
from kassa_tui.i18n import LANGUAGES
from kassa_tui.screens.frame.paper import PaperScreen
from kassa_tui.screens.reports.chart import AXIS, bar, columns
from kassa_tui.screens.reports.reading import Reading, StoppedError
from kassa_tui.screens.reports.screen import ReportsScreen
from kassa_tui.screens.reports.view import ReportScreen
from kassa_tui.screens.session.history import DetailsScreen
from kassa_tui.till.drawer import sessions
from kassa_tui.till.ledger.permissions import SEE_HISTORY, SEE_SALES, SEE_SESSIONS
from kassa_tui.till.ledger.shop import Shop
from kassa_tui.till.reports.every_report import REPORTS
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.sold import sales
from tests.conftest import ShopUnderTest, english_shop
from tests.screens.acts import facts, printed
from tests.screens.conftest import Opener, Register
from tests.shared import journalled
from tests.till.everything import day_of_everything

NAMES = [report.name for report in REPORTS]


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """Two closed sessions with a bit of everything, and a sale on the next day."""
    shop = english_shop(tmp_path)
    day_of_everything(shop)
    shop.clock.later(days=1, minutes=60)
    shop.sell(shop.article("Bread", "2.95", "low"), cash="5.00", desk=shop.as_("Cashier"))
    rows("UPDATE print_job SET state = 'sent'")
    return shop


async def to_reports(till: Register) -> None:
    await till.press("f9", "3", sees="Reports")
    await till.click("Reports")
    await till.press("enter", sees="Removals and openings")


async def to_report(till: Register, name: str) -> None:
    """One report, of this month."""
    await to_reports(till)
    await till.press(*["down"] * NAMES.index(name), "enter")
    await figures(till)


async def figures(till: Register) -> None:
    """Wait until they are there."""
    await till.wait(lambda: getattr(till.app.screen, "sheet", None) is not None, "the figures")
    await till.idle()


def session_rows(till: Register) -> list[str]:
    """The rows of a list of sessions as they stand on the screen."""
    return [line for line in till.text.split("\n") if re.match(r"[ ▶]*\d+ +K1 ", line)]


# --- Charts ---------------------------------------------------------------------------------------


def points(*amounts: int | None) -> list[Point]:
    return [Point(str(number), amount) for number, amount in enumerate(amounts, start=1)]


def test_a_column_is_as_high_as_its_share_in_thirds_of_a_row() -> None:
    drawn = columns(points(90, 45, 10, 0, None), str, AXIS + 20, 3)
    assert [line.rstrip() for line in drawn] == [
        "        90  ███",
        "            ███ ░░░",
        "            ███ ███ ░░░     ?",
        "            1   2   3   4   5",
    ]


def test_a_shortage_goes_down_from_the_line_at_zero() -> None:
    drawn = [line.rstrip() for line in columns(points(10, None, -20), str, AXIS + 6, 4)]
    assert drawn == [
        "        10  █",
        "            ──?───",
        "                █",
        "       -20      █",
        "            1 2 3",
    ]


@pytest.mark.parametrize(
    ("amounts", "rows", "labels"),
    [
        ((93118, 8997), 5, ["100000", "", "", "", ""]),
        ((10420,), 5, ["12500", "", "", "", ""]),
        ((600, -2500), 5, ["1000", "", "", "", "-3000"]),
        ((-1,), 5, ["", "-1"]),
        ((0, 0), 5, ["1"]),
    ],
)
def test_a_row_stands_for_a_figure_that_people_count_in(amounts: tuple[int, ...], rows: int, labels: list[str]) -> None:
    assert [line[:AXIS].strip() for line in columns(points(*amounts), str, AXIS + 40, rows)[:-1]] == labels


def test_only_the_last_columns_that_fit_are_drawn() -> None:
    many = columns(points(*range(1, 101)), str, AXIS + 10, 4)
    assert {len(line) for line in many[:-1]} == {AXIS + 10}
    assert all(len(line) <= AXIS + 10 for line in many)
    assert "91" in many[-1]


def test_what_is_more_than_nothing_has_a_bar() -> None:
    assert [bar(amount, 30, 3) for amount in (30, 25, 15, 1, 0, -5)] == ["███", "██░", "█░", "░", "", ""]


# --- The screens ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40)])
async def test_every_report_has_its_figures(
    shop: ShopUnderTest, opened: Opener, name: str, size: tuple[int, int]
) -> None:
    async with opened(shop, size=size) as till:
        await to_report(till, name)
        screen = till.app.screen
        assert isinstance(screen, ReportScreen)
        assert screen.sheet is not None
        assert screen.sheet.report == REPORTS[NAMES.index(name)].build(
            shop.desk, Filter(date(2026, 11, 1), date(2026, 11, 23))
        )
        await till.sees("1 Nov 2026 - 23 Nov 2026")
        for title, amount in screen.sheet.sums():
            assert amount is not None
            assert f"{title} {amount.text(LANGUAGES['en'])}" in till.text


def staff(till: Register) -> list[str]:
    """Who has a row."""
    return re.findall(r"^[ ▶]+(Owner|Cashier) +\d", till.text, re.MULTILINE)


async def test_another_period_by_name_and_by_days(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_reports(till)
        await till.press("f2", sees="From day to day")
        await till.press("2", sees="22 Nov 2026")
        await till.press("f2", "8", sees="From")
        await till.type("23-11")
        await till.press("f12", sees="Up to")
        await till.type("22-11")
        await till.press("f12", sees="The period ends before it begins.")
        await till.press("f2", "8")
        await till.type("99")
        await till.press("f12", sees='"99" is not a day')
        await till.press("escape", "f2", "1", sees="23 Nov 2026")
        await till.press(*["down"] * NAMES.index("staff"), "enter", sees="Cashier")
        assert staff(till) == ["Cashier"]
        await till.press("f2", "7", sees="Everything")
        await till.wait(lambda: staff(till) == ["Owner", "Cashier"], "everybody")


async def test_a_list_is_sorted_by_key_and_by_its_heading(shop: ShopUnderTest, opened: Opener) -> None:
    def order(till: Register) -> list[str]:
        return [line.strip("▶ ").split()[0] for line in session_rows(till)]

    async with opened(shop) as till:
        await to_report(till, "discrepancies")
        assert order(till) == ["1", "2", "3"]
        await till.click("Day", sees="Day ↑")
        await till.press(*["f4"] * 10, sees="Together ↑")
        assert order(till) == ["2", "1", "3"]
        await till.press("f4", sees="Together ↓")
        await till.press("f4", sees="No. ↑")
        await till.click("No. ↑", sees="No. ↓")
        assert order(till) == ["3", "2", "1"]
        await till.press("end", "down", "down", "enter")
        assert isinstance(till.app.screen, DetailsScreen)
        await till.sees("Session 1")


async def test_what_nobody_counted_is_marked(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_report(till, "discrepancies")
        await till.sees("Something is missing in the sums")
        assert [line.count("?") for line in session_rows(till)] == [0, 0, 2]
        assert [line.count("·") for line in session_rows(till)] == [1, 0, 0]
        assert [line.count("not counted") for line in session_rows(till)] == [0, 0, 1]


async def test_a_sum_with_a_part_missing_is_marked(shop: ShopUnderTest, opened: Opener) -> None:
    sessions.count_opening(shop.desk, shop.money("9.00"))
    async with opened(shop) as till:
        await to_report(till, "discrepancies")
        assert [row.endswith("?") for row in map(str.rstrip, session_rows(till))] == [False, False, True]
        await till.sees("−1.00 ?", "Opening 49.00 ?", "Together −160.30 ?")


async def test_it_is_printed_and_kept(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_report(till, "methods")
        await till.press("f7", sees="By payment method")
        assert isinstance(till.app.screen, PaperScreen)
        await till.press("f12")
        paper = await printed(till, "By payment method")
        assert "1 Nov 2026 - 23 Nov 2026" in paper
        assert journalled("report.kept") == 1


async def test_a_file_is_written_where_the_shop_is_and_never_over_another(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_report(till, "staff")
        await till.press("f12", sees="CSV")
        await till.press("1", sees="Folder on this computer")
        await till.press("1", sees="Written")
        await till.press("escape", "f12", "1", "1", sees="Written")
    found = sorted((shop.path.parent / places.FOLDER).iterdir())
    assert [file.name for file in found] == [
        "kassa-staff-2026-11-01_2026-11-23-2.csv",
        "kassa-staff-2026-11-01_2026-11-23.csv",
    ]
    assert found[0].read_bytes() == found[1].read_bytes()
    assert found[0].read_text(encoding="utf-8-sig").splitlines()[1].startswith("Owner;")


async def test_sessions_are_exported_in_four_ways(shop: ShopUnderTest, opened: Opener) -> None:
    async with opened(shop) as till:
        await to_report(till, "discrepancies")
        await till.press("f12", sees="Session activity")
        await till.press("1", sees="CSV")
        await till.press("1", "1", sees="Written")
        await till.press("escape", "f12", "3", "1", "1", sees="Written")
        await till.press("escape", sees="Session K1 3 is still open and is left out.")
    folder = shop.path.parent / places.FOLDER
    texts = {file.name.split("-")[1]: file.read_text(encoding="utf-8-sig") for file in folder.iterdir()}
    assert ";K1;3;" in texts["activity"]
    assert ";K1;2;" in texts["cash"]
    assert ";K1;3;" not in texts["cash"]


LONG = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 100000000) SELECT count(*) FROM c"


async def test_a_long_one_can_be_stopped(shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow(*_given: object) -> None:
        begun.set()
        try:
            rows(LONG)
        finally:
            ended.set()

    monkeypatch.setattr(sales, "by_hour", slow)
    async with opened(shop) as till:
        await to_reports(till)
        await till.press(*["down"] * NAMES.index("hours"), "enter", sees="Adding up. Esc stops.")
        await till.wait(begun.is_set, "the question")
        await till.press("f7", "f12", "enter", sees="Adding up. Esc stops.")
        await till.press("escape", sees="Removals and openings")
        assert isinstance(till.app.screen, ReportsScreen)
        await till.wait(ended.is_set, "the end of the question")
        await till.press("down", "down", "enter", sees="Mon")


async def test_what_was_stopped_has_no_answer(shop: ShopUnderTest) -> None:
    reading = Reading()
    asked = asyncio.create_task(reading.answer(lambda: rows(LONG)))
    await asyncio.sleep(0)
    reading.stop()
    with pytest.raises(StoppedError):
        await asked
    assert await Reading().answer(lambda: rows("SELECT 1")) == [(1,)]


@pytest.mark.parametrize("missing", [SEE_HISTORY.code, SEE_SESSIONS.code])
async def test_somebody_else_agrees_to_the_permission_that_is_missing(
    shop: ShopUnderTest, opened: Opener, missing: str
) -> None:
    for action in {SEE_SALES.code, SEE_HISTORY.code, SEE_SESSIONS.code}:
        rows("INSERT OR IGNORE INTO permission (role, action) VALUES ('cashier', ?)", action)
    rows("DELETE FROM permission WHERE role = 'cashier' AND action = ?", missing)
    async with opened(shop, person="Cashier") as till:
        await to_reports(till)
        await till.press("enter", sees="Manager needed")
        await till.press("escape", sees="Cashier may not do this")
        assert isinstance(till.app.screen, ReportsScreen)
        await till.press("enter", sees="Manager needed")
        await till.press("f12")
        await figures(till)
        assert len(session_rows(till)) == 3
        await till.press("f7", sees="3 K1 23 Nov 2026               not counted")
        await till.press("escape", "escape", "down", "enter")
        await figures(till)
    assert journalled("permission.approved") == 1
    assert f'"action":"{missing}"' in facts("permission.approved")
    assert '"by":"Manager","name":"Cashier"' in facts("permission.approved")
    assert rows(
        "SELECT p.name, a.name FROM journal j JOIN person p ON p.id = j.person_id JOIN person a ON a.id = j.approver_id "
        "WHERE j.kind = 'report.kept'"
    ) == [("Cashier", "Manager")]
    assert journalled("permission.refused") == 2


async def test_both_permissions_are_asked_for_one_by_one(shop: ShopUnderTest, opened: Opener) -> None:
    rows("INSERT INTO permission (role, action) VALUES ('cashier', ?)", SEE_SALES.code)
    rows("DELETE FROM permission WHERE role = 'cashier' AND action = ?", SEE_HISTORY.code)
    async with opened(shop, person="Cashier") as till:
        await to_reports(till)
        await till.press("enter", sees="see past sessions")
        await till.press("f12", sees="see reports of sessions")
        await till.press("f12")
        await figures(till)
        await till.press("escape", "escape", sees="Office")
        await till.press("enter", sees="Removals and openings")
        await till.press("enter", sees="Manager needed")
    assert journalled("permission.approved") == 2


async def test_an_empty_period_says_what_to_do(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Shop, "today", lambda *_given: date(2030, 1, 5))
    assert shop.shop.today(shop.desk) == date(2030, 1, 5)
    async with opened(shop) as till:
        await to_report(till, "groups")
        await till.sees("Nothing in this period. F2 chooses another.")


def test_a_stick_is_a_mount_that_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("user/STICK", "user/FULL", "plain"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path).name in ("STICK", "FULL"))
    monkeypatch.setattr("os.access", lambda path, _mode: Path(path).name != "FULL")
    assert places.sticks([tmp_path, tmp_path / "none"]) == [tmp_path / "user" / "STICK"]
