"""`kassa report`: the contract of its JSON, text that fits 80 columns, and who may ask."""

import json
from collections.abc import Callable
from datetime import date

import pytest

from kassa_tui.cli.reports.command import COMMANDS
from kassa_tui.database import close_database, open_database, rows
from kassa_tui.i18n import LANGUAGES
from kassa_tui.till.ledger.shop import Shop
from tests.cli.test_cli import kassa
from tests.conftest import ShopUnderTest
from tests.shared import json_of
from tests.till.basket.test_refunds import back, pay_back
from tests.till.everything import day_of_everything

Run = Callable[..., tuple[int, str, str]]
__all__ = ["kassa"]


@pytest.fixture
def day(shop: ShopUnderTest, kassa: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A counted session of a cash sale and a refund, then one that opened by itself today."""
    open_database(shop.path)
    shop.open("150.00")
    lamp, bread = shop.article("Lamp", "75.00", group="Lamps"), shop.article("Bread", "3.00", "low")
    shop.sell(lamp, cash="100.00", desk=shop.as_("Cashier"))
    pay_back(shop, back(shop, shop.sell(bread, cash="3.00").number, 1))
    shop.close("224.00", "150.00")
    shop.clock.later(days=1)
    shop.sell(bread)
    close_database()
    monkeypatch.setattr(Shop, "today", lambda _shop, _desk: date(2026, 11, 23))
    return kassa


def test_discrepancies(day: Run) -> None:
    found = json_of(day("report", "discrepancies", "--json"))
    wanted = {
        "number": 1,
        "register": "K1",
        "opened": "2026-11-22T14:32:00+01:00",
        "closed": "2026-11-22T14:32:00+01:00",
        "status": "closed",
        "opening_discrepancy": None,
        "closing_discrepancy": "-1.00",
        "total_discrepancy": "-1.00",
        "opening_count": "counted",
        "closing_count": "counted",
    }
    assert {name: found["sessions"][0][name] for name in wanted} == wanted
    still_open = found["sessions"][1]
    assert (still_open["status"], still_open["closed"], still_open["total_discrepancy"]) == ("open", None, None)
    assert (still_open["opening_count"], still_open["closing_count"]) == ("assumed", "none")
    sums = ("opening_discrepancy", "closing_discrepancy", "total_discrepancy", "complete")
    assert [found[name] for name in sums] == [None, "-1.00", "-1.00", False]
    first = json_of(day("report", "discrepancies", "--json", "--session", "1"))
    assert [first[name] for name in sums] == ["0.00", "-1.00", "-1.00", True]


def test_cash(day: Run) -> None:
    found = json_of(day("report", "cash", "--json"))
    assert (found["gross"], found["refunds"], found["net"]) == ("78.00", "3.00", "75.00")
    assert [each["net"] for each in found["sessions"]] == ["75.00", "0.00"]


def test_the_filter_is_that_of_the_options(day: Run) -> None:
    def numbers(*words: str) -> list[int]:
        return [each["number"] for each in json_of(day("report", "sessions", "--json", *words))["sessions"]]

    assert numbers() == [1, 2]
    assert numbers("--from", "2026-11-23") == [2]
    assert numbers("--to", "2026-11-22") == [1]
    assert numbers("--from", "2026-11-22", "--to", "2026-11-22") == [1]
    assert numbers("--session", "2", "--session", "1") == [1, 2]
    assert numbers("--location", "L1") == [1, 2]
    assert numbers("--sort", "start", "--descending") == [2, 1]
    assert numbers("--period", "yesterday") == [1]
    assert numbers("--period", "week") == [2]
    about = json_of(day("report", "sessions", "--json", "--from", "2026-11-23"))
    assert (about["from"], about["to"]) == ("2026-11-23", None)


def test_sales_in_every_cut(day: Run) -> None:
    staff = json_of(day("report", "staff", "--json"))
    first = staff["employees"][0]
    assert (first["employee"], first["transactions"], first["items_per_transaction"]) == ("Cashier", 1, "1.00")
    assert (first["average"], first["turnover"]) == ("75.00", "75.00")
    assert staff["total"]["turnover"] == "78.00"
    assert [each["hour"] for each in json_of(day("report", "hours", "--json"))["hours"]] == [14]
    assert [each["weekday"] for each in json_of(day("report", "weekdays", "--json"))["weekdays"]] == [1, 7]
    assert [each["month"] for each in json_of(day("report", "periods", "--by", "month", "--json"))["periods"]] == [
        "2026-11"
    ]
    groups = json_of(day("report", "groups", "--json"))
    assert [(each["group"], each["total"]) for each in groups["groups"]] == [("Lamps", "75.00"), (None, "3.00")]
    methods = json_of(day("report", "methods", "--json"))
    assert {each["method"]: each["amount"] for each in methods["methods"]} == {"cash": "75.00", "card": "3.00"}
    vat = json_of(day("report", "vat", "--json"))
    assert [(each["rate"], each["gross"], each["tax"], each["net"]) for each in vat["rates"]] == [
        (21.0, "75.00", "13.02", "61.98"),
        (9.0, "3.00", "0.25", "2.75"),
    ]
    days = json_of(day("report", "day", "--json", "--from", "2026-11-22"))
    assert [each["day"] for each in days["days"]] == ["2026-11-22", "2026-11-23"]
    assert {"employees", "methods", "rates"} <= set(days)


def test_a_day_is_today_unless_it_is_said(day: Run) -> None:
    found = json_of(day("report", "day", "--json"))
    assert (found["from"], found["to"]) == ("2026-11-23", "2026-11-23")
    assert [each["turnover"] for each in found["days"]] == ["3.00"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_text_fits_eighty_columns(kassa: Run, shop: ShopUnderTest, name: str, language: str) -> None:
    open_database(shop.path)
    shop.article(
        "An article with a name that is rather long to print", "9999.99", group="A group with a rather long name too"
    )
    day_of_everything(shop)
    rows("UPDATE setting SET value = ? WHERE key = 'language'", f'"{language}"')
    close_database()
    code, out, err = kassa("report", name, *(("--from", "2026-01-01") if name == "day" else ()))
    assert (code, err) == (0, "")
    assert len(out.splitlines()) > 1
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_a_refusal_is_said_and_journalled(day: Run, shop: ShopUnderTest, name: str) -> None:
    code, out, err = day("report", name, "--as", "Cashier", "--json")
    assert (code, out) == (1, "")
    assert "Cashier" in err
    open_database(shop.path)
    assert rows("SELECT kind FROM journal ORDER BY id DESC LIMIT 1") == [("permission.refused",)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--from", "2026-11-31"], 2),
        (["--from", "yesterday"], 2),
        (["--session", "0"], 2),
        (["--period", "moon"], 2),
        (["--from", "2026-11-23", "--to", "2026-11-22"], 1),
        (["--location", "Moon"], 1),
        (["--register", "K9"], 1),
    ],
)
def test_bad_limits_are_refused(day: Run, words: list[str], code: int) -> None:
    found, out, err = day("report", "discrepancies", *words)
    assert (found, out) == (code, "")
    assert err


def queued(shop: ShopUnderTest) -> list[tuple[str, str, str]]:
    """Register, state and title of what waits for the printer."""
    open_database(shop.path)
    found = rows("SELECT j.register, j.state, p.document FROM print_job j JOIN paper p ON p.id = j.paper_id")
    close_database()
    return [(register, state, json.loads(text)["title"]) for register, state, text in found]


@pytest.mark.parametrize("words", [[name] for name in COMMANDS] + [["periods", "--by", "year"], ["x"], ["z"]])
def test_a_report_is_printed_at_the_counter(day: Run, shop: ShopUnderTest, words: list[str]) -> None:
    assert day("report", *words)[0] == 0
    before = queued(shop)
    code, out, _err = day("report", *words, "--print")
    assert (code, out != "") == (0, True)
    new = queued(shop)[len(before) :]
    assert [(register, state) for register, state, _title in new] == [("K1", "queued")]


def test_what_may_not_be_seen_is_not_printed(day: Run, shop: ShopUnderTest) -> None:
    before = queued(shop)
    assert day("report", "cash", "--print", "--as", "Cashier")[0] == 1
    assert queued(shop) == before
