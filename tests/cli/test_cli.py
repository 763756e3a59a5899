"""The commands: the same rules as the screen, JSON that is nothing else, and honest exit codes."""

import json
from argparse import ArgumentParser, _SubParsersAction
from functools import cache
from pathlib import Path

import pytest

from kassa_tui.__main__ import main
from kassa_tui.cli.main import GROUPS, PROGRAMS, parser
from kassa_tui.database import close_database, open_database, rows
from tests.conftest import ShopUnderTest
from tests.till.proof.test_replay import SESSION, line, paid, transaction, write

Result = tuple[int, str, str]


@pytest.fixture
def kassa(shop: ShopUnderTest, capsys: pytest.CaptureFixture[str]) -> object:
    """Runs a command on the shop's database: exit code, stdout, stderr."""
    close_database()

    def run(*words: str) -> Result:
        capsys.readouterr()
        try:
            code = main([*words, "--db", str(shop.path)])
        except SystemExit as ended:
            code = int(ended.code or 0)
        close_database()
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_a_session_from_open_to_close(kassa: object) -> None:
    assert kassa("session", "open", "--amount", "150,00", "--note", "early")[0] == 0  # type: ignore[operator]
    assert kassa("session", "add", "20", "--as", "cashier")[0] == 0  # type: ignore[operator]
    assert kassa("session", "remove", "30.00", "--reason", "skim", "--json")[0] == 0  # type: ignore[operator]
    code, out, _err = kassa("session", "show", "--json")  # type: ignore[operator]
    shown = json.loads(out)
    assert (code, shown["expected_cash"], shown["opening_amount"], shown["close"]) == (0, "140.00", "150.00", None)
    code, out, _err = kassa("session", "close", "--counted", "139,50", "--leave", "100", "--note", "short", "--json")  # type: ignore[operator]
    closed = json.loads(out)["close"]
    assert (code, closed["difference"], closed["taken_out"], closed["channel"]) == (0, "-0.50", "39.50", "command")
    listed = json.loads(kassa("session", "list", "--json")[1])  # type: ignore[operator]
    assert [(row["number"], row["status"], row["closing_discrepancy"]) for row in listed] == [(1, "closed", "-0.50")]
    assert kassa("verify")[0] == 0  # type: ignore[operator]
    assert "Z-rapport" in kassa("report", "z")[1]  # type: ignore[operator]
    assert json.loads(kassa("report", "z", "1", "--json")[1])["number"] == 1  # type: ignore[operator]


def test_more_than_is_there_is_taken_out_when_it_is_meant_and_the_close_leaves_all(kassa: object) -> None:
    kassa("session", "open", "--amount", "10")  # type: ignore[operator]
    code, _out, err = kassa("session", "remove", "15", "--reason", "skim")  # type: ignore[operator]
    assert (code, "--sure" in err, "10,00" in err) == (1, True, True)
    assert kassa("session", "remove", "15", "--reason", "skim", "--sure")[0] == 0  # type: ignore[operator]
    code, out, _err = kassa("session", "close", "--remote", "--leave-all", "--json")  # type: ignore[operator]
    closed = json.loads(out)["close"]
    assert (code, closed["expected"], closed["left_in_drawer"], closed["difference"]) == (0, "-5.00", "0.00", None)


def test_a_withdrawal_is_brought_back_in_a_later_session(kassa: object) -> None:
    kassa("session", "open", "--amount", "150")  # type: ignore[operator]
    kassa("session", "remove", "20", "--reason", "temporary", "--note", "rolls")  # type: ignore[operator]
    kassa("session", "close", "--counted", "130", "--leave", "130")  # type: ignore[operator]
    kassa("session", "open", "--amount", "130")  # type: ignore[operator]
    out = json.loads(kassa("session", "show", "--json")[1])["still_out"][0]  # type: ignore[operator]
    assert (out["session"], out["amount"], out["note"]) == (1, "20.00", "rolls")
    number = str(out["number"])
    assert kassa("session", "return", number, "20.01")[0] == 1  # type: ignore[operator]
    back = json.loads(kassa("session", "return", number, "5", "--json")[1])  # type: ignore[operator]
    assert (back["session"], back["amount"]) == (2, "5.00")
    assert kassa("session", "return", number)[0] == 0  # type: ignore[operator]
    shown = json.loads(kassa("session", "show", "--json")[1])  # type: ignore[operator]
    assert (shown["still_out"], shown["expected_cash"]) == ([], "150.00")


def test_a_session_is_closed_from_the_office(kassa: object) -> None:
    assert kassa("session", "open", "--amount", "150")[0] == 0  # type: ignore[operator]
    assert kassa("session", "close", "--remote")[0] == 1  # type: ignore[operator]
    assert kassa("session", "close", "--remote", "--counted", "140", "--leave", "0")[0] == 1  # type: ignore[operator]
    code, out, _err = kassa("session", "close", "--remote", "--leave-all", "--json")  # type: ignore[operator]
    closed = json.loads(out)["close"]
    assert (code, closed["channel"], closed["count"], closed["left_in_drawer"]) == (0, "remote", "assumed", "150.00")
    assert closed["difference"] is None
    assert kassa("verify")[0] == 0  # type: ignore[operator]


def test_options_may_stand_before_the_command(shop: ShopUnderTest, capsys: pytest.CaptureFixture[str]) -> None:
    close_database()
    assert main(["--db", str(shop.path), "--json", "session", "list"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_cash_in_and_out_is_said_as_the_language_says_it(kassa: object, shop: ShopUnderTest) -> None:
    """With what should be in the drawer, but not to whoever counts it blind; in the language that is asked for."""
    kassa("session", "open", "--amount", "1150,00")  # type: ignore[operator]
    for words, said in (
        (("add", "20"), "Geld erin 20,00 · lade 1.170,00"),
        (("remove", "30,50"), "Geld eruit 30,50 · lade 1.139,50"),
        (("add", "1", "--as", "cashier"), "Geld erin 1,00"),
    ):
        assert kassa("session", *words)[1] == f"{said}\n"  # type: ignore[operator]
    assert kassa("--language", "da", "session", "add", "1")[1] == "Penge ind 1,00 · skuffe 1.141,50\n"  # type: ignore[operator]
    assert " journaalregels, " in kassa("verify")[1]  # type: ignore[operator]


@pytest.mark.parametrize("words", [("--language", "nl", "init", "--demo"), ("init", "--demo", "--language", "nl")])
def test_the_first_answer_is_in_the_language_that_was_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert main(["--db", str(tmp_path / "new.db"), *words]) == 0
    close_database()
    assert capsys.readouterr().out.startswith("De Demowinkel is klaar: ")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["session", "show"], 1),
        (["session", "show", "7"], 1),
        (["session", "open", "--amount", "1.500"], 1),
        (["session", "open", "--amount", "-5"], 1),
        (["session", "open"], 2),
        (["session", "add", "5"], 1),
        (["session", "close", "--counted", "5"], 1),
        (["session", "close"], 2),
        (["session", "fly"], 2),
        (["session", "list", "--as", "Nobody"], 1),
        (["session", "list", "--register", "K9"], 1),
        (["report", "x"], 1),
        (["report", "z"], 1),
        (["products", "import", "/nowhere.csv"], 1),
        (["init", "--from", "/nowhere.toml"], 1),
        (["nonsense"], 2),
    ],
)
def test_refusals_are_1_and_wrong_use_is_2(kassa: object, words: list[str], code: int) -> None:
    found, out, err = kassa(*words)  # type: ignore[operator]
    assert found == code
    assert out == ""
    assert err


def test_json_is_all_there_is_on_stdout(kassa: object, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("name;price;vat\nMilk;1,29;9\nBread;x;9\n")
    code, out, err = kassa("products", "import", str(bad), "--json")  # type: ignore[operator]
    assert code == 1
    assert [row["line"] for row in json.loads(out)["bad"]] == [3]
    assert "regel 3" in err
    bad.write_text("name;price;vat\nMilk;1,29;9\n")
    done = json.loads(kassa("products", "import", str(bad), "--json")[1])  # type: ignore[operator]
    assert (done["added"], done["changed"], done["saved"], done["bad"]) == (1, 0, True, [])
    assert json.loads(kassa("products", "search", "mil", "--json")[1])[0]["price"] == "1.29"  # type: ignore[operator]


def test_verify_says_what_and_where(kassa: object, shop: ShopUnderTest) -> None:
    kassa("session", "open", "--amount", "150")  # type: ignore[operator]
    open_database(shop.path).execute_sql("DROP TRIGGER session_closes_once")
    rows("UPDATE session SET opening_amount = 15100")
    close_database()
    code, out, _err = kassa("verify", "--json")  # type: ignore[operator]
    found = json.loads(out)
    assert (code, found["proven"], found["problems"][0]["entry"]) == (1, False, 2)
    code, out, _err = kassa("verify")  # type: ignore[operator]
    assert "K1 2" in out


def test_replay_prints_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "data", [SESSION], [transaction(1, [line(1, 1, "4.90")], [paid("card", "4.90")])])
    assert main(["replay", str(folder), "--db", str(tmp_path / "new.db"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "session": 1,
            "receipts": 1,
            "expected_cash": "0.00",
            "counted_cash": "5.00",
            "closing_discrepancy": "5.00",
            "card": "4.90",
        }
    ]
    assert main(["replay", str(folder), "--db", str(tmp_path / "new.db")]) == 1


def test_init_from_a_file_and_once_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text(
        "shop = 'De Winkel'\nowner = 'Eigenaar'\ncountry = 'NL'\n[printer]\nkind = 'tcp'\nhost = 'printer'\n"
    )
    path = tmp_path / "shop.db"
    assert main(["init", "--from", str(answers), "--db", str(path)]) == 0
    assert (tmp_path / "shop.toml").read_text().count("tcp") == 1
    close_database()
    assert main(["init", "--from", str(answers), "--db", str(path)]) == 1
    assert "overwritten" in capsys.readouterr().err
    assert main(["session", "list", "--db", str(path)]) == 0


def test_without_a_shop_the_sentence_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["session", "list", "--db", str(tmp_path / "none.db")]) == 1
    assert "kassa init" in capsys.readouterr().err
    assert list(tmp_path.glob("none*")) == []


@cache
def commands() -> list[list[str]]:
    """Every command of the command line."""

    def walk(node: ArgumentParser, words: list[str]) -> list[list[str]]:
        groups = [action for action in node._actions if isinstance(action, _SubParsersAction)]
        found = [words]
        for group in groups:
            for name, child in group.choices.items():
                found += walk(child, [*words, name])
        return found

    return walk(parser(lambda _args: 0), [])


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_has_help_and_a_database(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*words, "--help"])
    out = capsys.readouterr().out
    assert ended.value.code == 0
    if not any(len(other) > len(words) and other[: len(words)] == words for other in commands()):
        assert "--db" in out


def helps(root: ArgumentParser) -> dict[str, str]:
    """What each command of a command line says of itself and of the commands below it."""
    said: dict[str, str] = {}
    for action in root._actions:
        if isinstance(action, _SubParsersAction):
            for name, child in action.choices.items():
                said |= {name: child.format_help()} | {f"{name} {word}": text for word, text in helps(child).items()}
    return said


def test_a_command_is_the_same_where_the_others_are_not_loaded() -> None:
    whole = helps(parser(lambda _args: 0))
    assert {name for name in whole if " " not in name} == {*GROUPS, *PROGRAMS, "install", "help"}
    for command in (*GROUPS, *PROGRAMS):
        alone = helps(parser(lambda _args: 0, command=command))
        for name, text in whole.items():
            if name.partition(" ")[0] == command:
                assert alone[name] == text
