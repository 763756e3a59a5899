"""`kassa export`: what an open session may give, where it goes, and that nothing is replaced unasked."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kassa_tui.database import close_database, open_database, rows
from kassa_tui.exports.of_sessions import EXPORTS
from kassa_tui.till.ledger.permissions import SEE_SESSIONS
from tests.cli.test_cli import kassa
from tests.conftest import ShopUnderTest
from tests.exports.spreadsheets import workbook
from tests.till.everything import day_of_everything

Run = Callable[..., tuple[int, str, str]]
__all__ = ["kassa"]


@pytest.fixture
def shop_(shop: ShopUnderTest, kassa: Run) -> Run:
    """Two closed sessions, and one that is open since the day after."""
    open_database(shop.path)
    day_of_everything(shop)
    shop.clock.later(days=1)
    shop.sell(shop.article("Bread", "2.95", "low"), cash="5.00")
    close_database()
    return kassa


def sessions_of(out: str) -> list[str]:
    return list(dict.fromkeys(row["session"] for row in csv.DictReader(io.StringIO(out), delimiter=";")))


def test_only_the_activity_of_an_open_session(shop_: Run) -> None:
    code, out, err = shop_("export", "activity")
    assert (code, sessions_of(out), err) == (0, ["1", "2", "3"], "")
    for what in ("discrepancies", "cash", "overview"):
        code, out, err = shop_("export", what)
        assert (code, sessions_of(out)) == (0, ["1", "2"])
        assert "K1 3" in err
        code, out, err = shop_("export", what, "--session", "3")
        assert (code, out) == (1, "")
        assert "K1 3" in err
        assert shop_("export", what, "--session", "1", "2")[2] == ""


def test_with_only_an_open_session_the_other_three_are_refused(shop_: Run) -> None:
    """23 November 2026 has session 3 alone, and that is open."""
    for what in ("discrepancies", "cash", "overview"):
        code, out, err = shop_("export", what, "--from", "2026-11-23")
        assert (code, out, "K1 3 is nog open" in err) == (1, "", True)
        assert shop_("export", what, "--from", "2026-11-24")[0] == 0
    assert sessions_of(shop_("export", "activity", "--from", "2026-11-23")[1]) == ["3"]


def test_the_export_is_that_of_the_filter(shop_: Run) -> None:
    assert sessions_of(shop_("export", "activity", "--from", "2026-11-23")[1]) == ["3"]
    assert sessions_of(shop_("export", "activity", "--to", "2026-11-22")[1]) == ["1", "2"]
    assert sessions_of(shop_("export", "cash", "--session", "2")[1]) == ["2"]
    assert sessions_of(shop_("export", "activity", "--location", "L1")[1]) == ["1", "2", "3"]
    assert shop_("export", "cash", "--location", "Moon")[0] == 1


def test_an_export_sums_to_the_report(shop_: Run) -> None:
    report = json.loads(shop_("report", "cash", "--json", "--to", "2026-11-22")[1])
    for words in (["--format", "json"], ["--json"]):
        found = json.loads(shop_("export", "cash", "--to", "2026-11-22", *words)[1])
        assert sum(Decimal(row["net"]) for row in found) == Decimal(report["net"]) != 0


def test_a_file_is_new_unless_it_is_forced(shop_: Run, tmp_path: Path) -> None:
    file = tmp_path / "stick" / "cash.csv"
    words = ("export", "cash", "--out", str(file), "--decimal", ",", "--separator", "tab", "--bom")
    assert shop_(*words)[0] == 1
    file.parent.mkdir()
    code, out, _err = shop_(*words)
    assert (code, out) == (0, "")
    written = file.read_bytes()
    assert written.startswith(b"\xef\xbb\xbflocation\tregister\t")
    assert b"\t90,00\t" in written
    code, _out, err = shop_("export", "cash", "--out", str(file))
    assert (code, file.read_bytes()) == (1, written)
    assert str(file) in err
    assert shop_("export", "cash", "--out", str(file), "--force")[0] == 0
    assert b";90.00;" in file.read_bytes()


def test_a_workbook_goes_to_a_file_and_to_a_pipe_but_not_to_a_screen(
    shop_: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "cash.xlsx"
    assert shop_("export", "cash", "--format", "xlsx", "--out", str(file))[0] == 0
    assert workbook(file.read_bytes())["cash"][2][4] == Decimal(90)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert shop_("export", "cash", "--format", "xlsx")[0] == 1


@pytest.mark.parametrize("what", EXPORTS)
def test_both_permissions_to_view_are_needed(shop_: Run, shop: ShopUnderTest, what: str) -> None:
    assert shop_("export", what, "--as", "Manager")[0] == 0
    code, out, _err = shop_("export", what, "--as", "Cashier")
    assert (code, out) == (1, "")
    open_database(shop.path)
    assert rows("SELECT kind FROM journal ORDER BY id DESC LIMIT 1") == [("permission.refused",)]


def test_who_counts_blind_does_not_get_the_open_session(shop_: Run, shop: ShopUnderTest) -> None:
    open_database(shop.path)
    rows("INSERT INTO permission (role, action) VALUES ('cashier', ?)", SEE_SESSIONS.code)
    close_database()
    code, out, err = shop_("export", "activity", "--as", "Cashier")
    assert (code, sessions_of(out)) == (0, ["1", "2"])
    assert "K1 3" in err


def test_an_export_waits_for_the_mail_server(shop_: Run, shop: ShopUnderTest) -> None:
    code, _out, err = shop_("export", "cash", "--mail", "books@example.org")
    assert (code, "[mail] host" in err) == (1, True)
    shop.path.with_suffix(".toml").write_text('[mail]\nhost = "mail.example.org"\nsender = "shop@example.org"\n')
    assert shop_("export", "cash", "--mail")[0] == 1
    assert shop_("export", "cash", "--mail", "nobody")[0] == 1
    plain = shop_("export", "cash", "--to", "2026-11-22")[1]
    words = ("export", "cash", "--to", "2026-11-22", "--mail")
    code, out, _err = shop_(*words, "books@example.org")
    assert (code, "kassa-cash-2026-11-22.csv" in out) == (0, True)
    code, out, _err = shop_(*words, "--json")
    assert json.loads(out) == {
        "letter": 2,
        "address": "books@example.org",
        "file": "kassa-cash-2026-11-22.json",
        "bytes": len(shop_("export", "cash", "--to", "2026-11-22", "--json")[1].encode()),
        "state": "queued",
    }
    assert "books@example.org  Test Shop: " in shop_("order", "letters")[1]
    open_database(shop.path)
    assert bytes.fromhex(rows("SELECT attachment FROM mail WHERE id = 1")[0][0]).decode() == plain
    assert shop_("export", "cash", "--mail", "books@example.org", "--out", "cash.csv")[0] == 2
