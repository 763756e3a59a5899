"""`kassa staff` and `kassa permissions`: the same rules as the office's screens, and the handbook's table."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kassa_tui import i18n
from kassa_tui.__main__ import main
from kassa_tui.cli import staff as staff_commands
from kassa_tui.database import close_database, open_database, rows
from kassa_tui.till.ledger import desk
from kassa_tui.till.ledger.permissions import ACTIONS
from kassa_tui.till.people import lockout, people, pins
from kassa_tui.till.people.lockout import LockedOutError
from tests.conftest import ShopUnderTest

Result = tuple[int, str, str]
Kassa = Callable[..., Result]

HANDBOOK = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"


class Piped(io.StringIO):
    """A standard input that may pretend to be a terminal."""

    terminal = False

    def isatty(self) -> bool:
        return self.terminal


@pytest.fixture
def kassa(shop: ShopUnderTest, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kassa:
    """Runs a command on the shop's database, with `piped` on its standard input: exit code, stdout, stderr."""
    close_database()

    def run(*words: str, piped: str = "") -> Result:
        capsys.readouterr()
        monkeypatch.setattr("sys.stdin", Piped(piped))
        try:
            code = main([*words, "--db", str(shop.path)])
        except SystemExit as ended:
            code = int(ended.code or 0)
        close_database()
        i18n.use("en")
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_people_come_change_and_go(kassa: Kassa) -> None:
    assert kassa("staff", "add", "Cashier 2", "--speaks", "da")[0] == 0
    assert kassa("staff", "role", "Cashier 2", "manager")[0] == 0
    assert kassa("staff", "retire", "Cashier")[0] == 0
    code, out, _err = kassa("staff", "list", "--json")
    listed = {each["name"]: each for each in json.loads(out)}
    assert code == 0
    assert listed["Cashier 2"] == {
        "name": "Cashier 2", "role": "manager", "language": "da", "active": True, "pin": False, "badge": False,
    }  # fmt: skip
    assert listed["Cashier"]["active"] is False
    assert [line.split()[0] for line in kassa("staff", "list")[1].splitlines()] == [
        "Cashier",
        "Manager",
        "Owner",
        "Cashier",
    ]


def test_a_pin_is_piped_in_and_never_shown(kassa: Kassa, shop: ShopUnderTest) -> None:
    code, out, err = kassa("staff", "pin", "Cashier", piped="4821\n")
    assert (code, err) == (0, "")
    assert "4821" not in out
    open_database(shop.path)
    assert pins.prove(shop.desk, "4821").name == "Cashier"
    close_database()
    assert kassa("staff", "pin", "Owner", piped="4821\n")[0] == 1
    assert kassa("staff", "pin", "Cashier", "--remove")[0] == 0
    open_database(shop.path)
    assert not pins.used()


def test_a_pin_is_typed_twice_at_a_terminal(kassa: Kassa, shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = ["4821", "4812", "4821", "4821"]
    monkeypatch.setattr(staff_commands, "getpass", lambda _prompt: typed.pop(0))
    monkeypatch.setattr(Piped, "terminal", True)
    assert kassa("staff", "pin", "Cashier")[0] == 1
    assert kassa("staff", "pin", "Cashier")[0] == 0
    open_database(shop.path)
    assert pins.prove(shop.desk, "4821").name == "Cashier"


def test_the_machine_lets_an_owner_in_again(kassa: Kassa, shop: ShopUnderTest) -> None:
    """One who forgot every PIN, at a register where every other way is stopped: with the words of the handbook."""
    open_database(shop.path)
    owner = desk.owner()
    people.set_pin(shop.desk, owner.id, "731946")
    for _time in range(12):
        lockout.wrong(shop.desk, owner)
        lockout.wrong(shop.desk)
    assert lockout.wait(shop.desk, owner) == lockout.LONGEST_MS
    close_database()
    assert "kassa staff pin NAME" in HANDBOOK.read_text(encoding="utf-8")
    assert kassa("staff", "pin", "Owner", piped="482193\n")[0] == 0
    open_database(shop.path)
    assert rows("SELECT scope FROM attempt") == [("register K1",)]
    assert pins.prove(shop.desk, "482193", owner) == owner
    with pytest.raises(LockedOutError):
        pins.prove(shop.desk, "482193")


def test_the_machine_ends_waits(kassa: Kassa, shop: ShopUnderTest) -> None:
    """Of somebody and of a register; only for who may."""
    open_database(shop.path)
    for _time in range(10):
        lockout.wrong(shop.desk, desk.named("Cashier"))
        lockout.wrong(shop.desk)
    close_database()
    shop_language(shop)
    assert kassa("staff", "unlock", "Cashier", "--as", "Cashier")[0] == 1
    assert kassa("staff", "unlock", "Somebody")[0] == 1
    code, out, _err = kassa("staff", "unlock", "cashier", "--as", "Manager")
    assert (code, out.strip()) == (0, "Cashier types a PIN again.")
    open_database(shop.path)
    assert rows("SELECT scope FROM attempt") == [("register K1",)]
    close_database()
    assert json.loads(kassa("staff", "unlock", "--json")[1]) == {"unlocked": "K1"}
    open_database(shop.path)
    assert rows("SELECT scope FROM attempt") == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("staff", "add", "CASHIER"), "already"),
        (("staff", "add", "  "), "name"),
        (("staff", "retire", "Owner"), "only owner"),
        (("staff", "role", "Owner", "cashier"), "only owner"),
        (("staff", "add", "New", "--as", "Manager"), "may not do this"),
        (("staff", "pin", "Nobody"), "nobody here"),
    ],
)
def test_what_cannot_be_is_refused(kassa: Kassa, shop: ShopUnderTest, words: tuple[str, ...], said: str) -> None:
    i18n.use("en")
    shop_language(shop)
    code, out, err = kassa(*words)
    assert (code, out) == (1, "")
    assert said in err


def shop_language(shop: ShopUnderTest) -> None:
    open_database(shop.path)
    rows("UPDATE setting SET value = '\"en\"' WHERE key = 'language'")
    close_database()


def test_permissions_as_json(kassa: Kassa) -> None:
    code, out, _err = kassa("permissions", "--json")
    listed = {each["action"]: each for each in json.loads(out)}
    assert code == 0
    assert set(listed) == {action.code for action in ACTIONS.values()}
    assert listed["sale.discount"]["roles"] == {"owner": None, "manager": None, "cashier": "10.00"}
    assert listed["staff.edit"]["roles"] == {"owner": None}
    _code, out, _err = kassa("permissions", "--role", "cashier", "--json")
    assert {role for each in json.loads(out) for role in each["roles"]} == {"cashier"}


def test_permissions_in_words(kassa: Kassa, shop: ShopUnderTest) -> None:
    open_database(shop.path)
    people.grant(shop.desk, "cashier", "refund.receipt", True, 2550)
    shop_language(shop)
    lines = kassa("permissions", "--role", "cashier")[1].splitlines()
    assert [line.split()[-3:] for line in lines if line.startswith("refund.receipt")] == [["up", "to", "25.50"]]
    assert [line.split()[-1] for line in lines if line.startswith("staff.edit")] == ["no"]


def test_the_handbook_lists_what_a_new_shop_begins_with() -> None:
    listed = re.findall(
        r"^\| `([\w.]+)` \| (.+) \| (\w+) \| (\w+) \| (.+?) \| ?(\w*) \|$", HANDBOOK.read_text("utf-8"), re.M
    )
    wanted, told = [], {"percent": "{:.0f} %", "amount": "{:.2f}"}
    for action in ACTIONS.values():
        limit = f"up to {told[action.unit].format(action.limit / 100)}" if action.limit else "yes"
        manager, cashier = "yes" if action.manager else "no", limit if action.cashier else "no"
        wanted.append((action.code, action.text, "yes", manager, cashier, action.unit))
    assert listed == wanted
