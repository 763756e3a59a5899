"""`kassa doctor` and the drawer: it is kicked only if asked, after the journal has it, and never beside the register."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kassa_tui.__main__ import main
from kassa_tui.database import close_database, counter_lock, open_database, rows
from tests.conftest import found_shop
from tests.hw.fake_printer import FakePrinter

Doctor = Callable[..., tuple[int, list[dict[str, str]]]]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A shop whose machine's settings a test writes beside it."""
    path = found_shop(tmp_path / "shop.db", language="en").path
    close_database()
    return path


@pytest.fixture
def look(database: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Runs the command on a network printer: its exit code, and what it found of the drawer."""

    def run(device: FakePrinter, *words: str) -> tuple[int, list[dict[str, str]]]:
        printer = f'[printer]\nkind = "tcp"\nhost = "127.0.0.1"\nport = {device.port}\ndrawer_open = "high"\n'
        database.with_suffix(".toml").write_text(printer)
        code = main(["doctor", *words, "--json", "--db", str(database)])
        close_database()
        return code, [each for each in json.loads(capsys.readouterr().out) if each["name"] == "drawer"]

    return run


def opened(database: Path) -> list[str]:
    """The reasons of the journal for opening the drawer."""
    open_database(database)
    facts = rows("SELECT facts FROM journal WHERE kind = 'drawer.opened' ORDER BY id")
    close_database()
    return [json.loads(text)["reason"] for (text,) in facts]


def test_nothing_is_kicked_unasked(look: Doctor, database: Path) -> None:
    with FakePrinter() as device:
        code, found = look(device)
    assert (code, [each["text"] for each in found]) == (0, ["shut"])
    assert device.received == b""
    assert opened(database) == []


def test_both_pins_are_kicked_and_journalled(look: Doctor, database: Path) -> None:
    with FakePrinter() as device:
        code, found = look(device, "--kick", "5", "--kick", "2", "--kick", "5")
    assert code == 0
    assert [each["text"] for each in found[1:]] == ["pin 5: the sensor saw nothing", "pin 2: the sensor saw nothing"]
    assert device.received.count(b"\x1bp") == 2
    assert opened(database) == ["test, pin 5", "test, pin 2"]


def test_the_registers_own_printer_is_not_kicked(look: Doctor, database: Path) -> None:
    held = counter_lock(database, "K1")
    with FakePrinter() as device:
        found = look(device, "--kick", "2")[1]
    held.close()
    assert [(each["level"], each["text"]) for each in found] == [("unknown", "it was not kicked")]
    assert "Office, Devices" in found[0]["todo"]
    assert device.received == b""
    assert opened(database) == []


def test_a_kick_that_cannot_leave_is_an_error(look: Doctor) -> None:
    with FakePrinter() as device:
        pass
    code, found = look(device, "--kick", "2")
    assert (code, found[0]["level"]) == (1, "error")
    assert found[0]["text"].startswith("pin 2: ")


def test_a_pin_that_no_drawer_has_is_refused(database: Path) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["doctor", "--kick", "3", "--db", str(database)])
    assert refused.value.code == 2
