"""`kassa customers`: the same rules as the screen, JSON that is nothing else, and honest exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kassa_tui import i18n
from kassa_tui.__main__ import main
from kassa_tui.database import close_database, open_database, rows
from kassa_tui.till.customers import erasing
from tests.conftest import ShopUnderTest

Result = tuple[int, str, str]
Kassa = Callable[..., Result]


@pytest.fixture
def kassa(shop: ShopUnderTest, capsys: pytest.CaptureFixture[str]) -> Kassa:
    """Runs a command on the shop's database: exit code, stdout, stderr."""
    close_database()

    def run(*words: str) -> Result:
        capsys.readouterr()
        try:
            code = main(["customers", *words, "--db", str(shop.path)])
        except SystemExit as ended:
            code = int(ended.code or 0)
        close_database()
        i18n.use("en")
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def filled(kassa: Kassa, tmp_path: Path) -> Kassa:
    """Three customers, the third a double of the second."""
    file = tmp_path / "list.csv"
    file.write_text("name;email;debtor\nOne;one@example.com;D-1\nTwo;;\nTwo old;;\n")
    assert kassa("import", str(file))[0] == 0
    return kassa


def names(shop: ShopUnderTest) -> list[str]:
    open_database(shop.path)
    found = [name for (name,) in rows("SELECT name FROM customer WHERE state = 'active' ORDER BY number")]
    close_database()
    return found


def test_import_says_what_it_would_do_and_then_does_it(kassa: Kassa, shop: ShopUnderTest, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name\nOne\nTwo\n")
    code, out, err = kassa("import", str(file), "--dry-run", "--json")
    assert (code, json.loads(out), err) == (
        0,
        {"added": 2, "changed": 0, "unchanged": 0, "fields": {}, "left_out": [], "saved": False, "bad": []},
        "",
    )
    assert names(shop) == []
    assert kassa("import", str(file), "--as", "Cashier")[0] == 0
    assert names(shop) == ["One", "Two"]


def test_bad_rows_are_listed_and_nothing_is_saved(kassa: Kassa, shop: ShopUnderTest, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text("name;email\nOne;\nTwo;nonsense\n")
    code, out, err = kassa("import", str(file), "--json")
    assert (code, [row["line"] for row in json.loads(out)["bad"]]) == (1, [3])
    assert "3" in err
    assert "nonsense" in err
    assert names(shop) == []


def test_export_to_a_file_and_to_the_standard_output(filled: Kassa, shop: ShopUnderTest, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    code, out, _err = filled("export", str(file), "--json")
    assert (code, json.loads(out)) == (0, {"customers": 3, "csv": None})
    code, out, _err = filled("export")
    assert out.encode() == file.read_bytes()
    assert json.loads(filled("export", "--json")[1])["csv"] == out
    assert json.loads(filled("import", str(file), "--json")[1])["unchanged"] == 3
    assert filled("export", str(tmp_path / "none" / "out.csv"))[0] == 1


def test_merge_show_and_erase(filled: Kassa, shop: ShopUnderTest) -> None:
    assert filled("merge", "2", "Two old", "--as", "Cashier")[0] == 1
    code, out, _err = filled("merge", "2", "two old", "--json")
    assert (code, json.loads(out)) == (0, {"keep": 2, "gone": 3})
    told = json.loads(filled("show", "3", "--json")[1])
    assert [card["name"] for card in told["customer"]] == ["Two", "Two old"]
    assert "one@example.com" in filled("show", "One")[1]
    assert filled("erase", "1")[0] == 2
    assert filled("erase", "1", "--reason", "asked", "--as", "Cashier")[0] == 1
    code, out, _err = filled("erase", "1", "--reason", "asked", "--json")
    assert (code, json.loads(out)) == (0, {"erased": 1, "invoices_kept": 0, "kept_until": None})
    assert "one@example.com" not in filled("show", "1")[1]
    assert names(shop) == ["Two"]


def test_a_company_is_shown_in_words_and_in_the_amounts_of_the_language(
    kassa: Kassa, shop: ShopUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("kind,name,debtor,credit_limit\ncompany,One,D1,5000.00\n")
    assert kassa("import", str(file))[0] == 0
    assert main(["--language", "nl", "customers", "show", "One", "--db", str(shop.path)]) == 0
    lines = dict(line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert (lines["Kredietlimiet"], lines["Soort"], lines["Op rekening"]) == ("5.000,00", "bedrijf", "0,00")
    (card,) = json.loads(kassa("show", "One", "--json")[1])["customer"]
    assert (card["credit_limit"], card["kind"]) == ("5000.00", "company")


def test_erasing_says_what_stays(filled: Kassa) -> None:
    code, out, _err = filled("erase", "1", "--reason", "asked")
    assert code == 0
    assert i18n.words("nl").text(erasing.STAYS) in out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "9"], 1),
        (["show", "Nobody"], 1),
        (["merge", "1", "1"], 1),
        (["merge", "1"], 2),
        (["erase", "1", "--reason", " "], 1),
        (["import", "nowhere.csv"], 1),
        (["import"], 2),
        (["fly"], 2),
    ],
)
def test_refusals_are_1_and_wrong_use_is_2(filled: Kassa, words: list[str], code: int) -> None:
    found, out, err = filled(*words)
    assert (found, out) == (code, "")
    assert err
