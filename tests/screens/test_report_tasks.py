"""Reports that take long, that are about a place, that are walked through, and that go out by mail."""

import threading
from typing import Any

import pytest

from kassa_tui.database import rows
from kassa_tui.exports import of_sessions, places
from kassa_tui.exports.tables import Table
from kassa_tui.hw.smtp import Letter, RefusedMailError
from kassa_tui.models import Location
from kassa_tui.models import Register as RegisterRow
from kassa_tui.screens.reports.chart import AXIS, columns, progress
from kassa_tui.screens.reports.view import ReportScreen
from kassa_tui.till.drawer import sessions
from kassa_tui.till.ledger.desk import Desk
from kassa_tui.till.mail import letters
from kassa_tui.till.reports.filter import Filter
from kassa_tui.till.reports.progress import steps
from kassa_tui.till.reports.sold import sales
from tests.conftest import ShopUnderTest
from tests.screens.acts import elsewhere
from tests.screens.conftest import Opener, Register
from tests.screens.test_reports import LONG, NAMES, figures, points, session_rows, shop, to_report, to_reports
from tests.shared import journalled

__all__ = ["shop"]


# --- How far it is --------------------------------------------------------------------------------


def test_a_row_of_letters_says_how_far_it_is() -> None:
    assert [progress(done, 4, 8) for done in (0, 1, 3, 4)] == ["▒░░░░░░░", "██▒░░░░░", "██████▒░", "████████"]
    assert progress(0, 0, 4) == "████"


async def test_how_far_it_is_is_seen_while_the_screen_answers(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, reached, real = [threading.Event() for _piece in range(4)], threading.Event(), sales.by_hour

    def slow(*given: Any) -> object:
        for piece in steps(go):
            reached.set()
            assert piece.wait(20)
        return real(*given)

    monkeypatch.setattr(sales, "by_hour", slow)
    async with opened(shop) as till:
        await to_reports(till)
        await till.press(*["down"] * NAMES.index("hours"), "enter", sees="▒" + "░" * 29 + "  0 %")
        go[0].set()
        await till.sees("25 %")
        await till.press("f1", sees="Esc stops a long one")
        await till.press("escape", sees="25 %")
        for event in go[1:3]:
            event.set()
        await till.sees("█" * 22 + "▒" + "░" * 7 + "  75 %")
        go[3].set()
        await figures(till)
        await till.idle()
        assert " %" not in till.text


async def test_a_long_export_is_stopped_and_leaves_no_file(
    shop: ShopUnderTest, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def slow(_chosen: Filter) -> Table:
        begun.set()
        rows(LONG)
        raise AssertionError("it was not stopped")

    monkeypatch.setitem(of_sessions.EXPORTS, "activity", of_sessions.Export("Session activity", "", slow))
    async with opened(shop) as till:
        await to_report(till, "discrepancies")
        await till.press("f12", "1", "1", "1")
        await till.wait(begun.is_set, "the question")
        await till.press("f12", "f2", "f4", sees="0 %")
        await till.press("escape", sees="Stopped. Nothing was written.")
        assert isinstance(till.app.screen, ReportScreen)
        assert len(session_rows(till)) == 3
    assert list((shop.path.parent / places.FOLDER).iterdir()) == []


# --- Where, and the chart -------------------------------------------------------------------------


async def test_a_report_is_limited_to_a_place_or_a_register(shop: ShopUnderTest, opened: Opener) -> None:
    Location.insert(code="L2", name="Market").execute()
    RegisterRow.insert(code="K2", location="L2", name="K2", serial="K2", created_at=0).execute()
    other = Desk("K2", "L2", shop.desk.person, shop.clock)
    shop.sell(shop.article("Tea", "4.10", "low"), desk=other)
    async with opened(shop) as till:
        await to_report(till, "days")
        everything = till.text
        await till.press("f2", sees="Location")
        await till.press("9", sees="Market")
        await till.press("3", sees="1 Nov 2026 - 23 Nov 2026 · Market")
        await till.sees("Turnover 4.10 ")
        await till.press("f2", "0", sees="K2")
        await till.press("3", sees="Register K1")
        await till.sees("Turnover 113.67 ")
        await till.press("f12", "1", "1", sees="Written")
        await till.press("escape", "f2", "0", "1")
        await till.wait(lambda: "Register K1" not in till.text.split("\n")[6], "all registers")
        assert "Market" not in everything
    (file,) = (shop.path.parent / places.FOLDER).iterdir()
    assert "4.10" not in file.read_text()


async def test_an_export_of_sessions_is_limited_too(shop: ShopUnderTest, opened: Opener) -> None:
    Location.insert(code="L2", name="Market").execute()
    RegisterRow.insert(code="K2", location="L2", name="K2", serial="K2", created_at=0).execute()
    other = Desk("K2", "L2", shop.desk.person, shop.clock)
    sessions.start(other, shop.money("5.00"))
    async with opened(shop) as till:
        await to_report(till, "discrepancies")
        await till.press("f2", "9", "2", sees="Test Shop")
        await till.wait(lambda: len(session_rows(till)) == 3, "its sessions")
        await till.press("f12", "3", "1", "1", sees="Written")
        await till.press("escape", "f2", "9", "3", sees="· Market")
        await figures(till)
        await till.press("f12", "3", sees="Session K2 1 is still open: only its activity can be exported.")
    (file,) = (shop.path.parent / places.FOLDER).iterdir()
    assert len(file.read_text().splitlines()) == 3


async def test_left_and_right_walk_chart_and_list_together(shop: ShopUnderTest, opened: Opener) -> None:
    def marked(till: Register) -> tuple[int, int]:
        """The column of the mark above the chart, and the number of the selected session."""
        chart = next(line for line in till.text.split("\n") if line.strip() == "▼")
        chosen = next(row for row in session_rows(till) if "▶" in row)
        return chart.index("▼"), int(chosen.split()[1])

    async with opened(shop) as till:
        await to_report(till, "discrepancies")
        at, number = marked(till)
        assert number == 1
        await till.press("right")
        assert marked(till) == (at + 4, 2)
        await till.press(*["f4"] * 15, sees="Together ↑")
        assert marked(till) == (at + 4, 2)
        await till.press("right")
        assert marked(till) == (at + 8, 3)
        await till.press("right", "left", "left", "left")
        assert marked(till) == (at, 1)


def test_the_chosen_column_is_in_sight() -> None:
    drawn = columns(points(*range(1, 101)), str, AXIS + 10, 4, chosen=20)
    assert drawn[0].index("▼") == AXIS + 5
    assert "21" in drawn[-1] or "16" in drawn[-1]
    first = columns(points(*range(1, 101)), str, AXIS + 10, 4, chosen=0)
    assert (first[0].index("▼"), first[-1].split()[0]) == (AXIS, "1")


# --- By mail --------------------------------------------------------------------------------------


MAIL_SERVER = '[mail]\nhost = "mail.example.org"\nsender = "shop@example.org"\n'


async def test_a_report_goes_by_mail_and_it_is_seen_when_it_does_not(shop: ShopUnderTest, opened: Opener) -> None:
    def refuse(_letter: Letter) -> None:
        raise RefusedMailError(problem="550 nobody here")

    machine = shop.path.with_suffix(".toml")
    machine.write_text('[printer]\nkind = "none"\n')
    async with opened(shop, settings_file=str(machine)) as till:
        await to_report(till, "methods")
        await till.press("f12", "1", sees="no mail server in the settings")
        await till.press("2", sees="■ no mail server in the settings")
        await till.press("escape")
        machine.write_text(MAIL_SERVER)
        await till.press("f12", "1", "2", sees="Mail address")
        await till.type("nobody")
        await till.press("f12", sees='"nobody" is no mail address.')
        await till.press("f12", "2", "2")
        await till.type("books@example.org")
        await till.press("f12", sees="kassa-methods-2026-11-01_2026-11-23.json waits for the mail server.")
        await till.press("escape", "f12", "1", "2", sees="books@example.org")
        await till.press("escape", "escape", "end", sees="what went out by mail")
        await elsewhere(till, lambda: letters.send_waiting(refuse, shop.clock))
        await till.press("up", "down", sees="■ 1 letter was not sent")
        await till.press("enter", sees="550 nobody here")
        await till.press("f12", sees="waits")
        await elsewhere(till, lambda: letters.send_waiting(lambda _letter: None, shop.clock))
        await till.press("escape", "enter", sees="sent")
        assert "not sent" not in till.text
    assert journalled("report.mailed") == 1
