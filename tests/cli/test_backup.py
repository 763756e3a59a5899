"""`kassa backup`, `kassa restore` and `kassa doctor` as commands: what they print, and what they end with."""

import json
import sqlite3
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from kassa_tui.__main__ import main
from kassa_tui.database import close_database, marker, open_database, rows
from kassa_tui.hw.ports import Level
from kassa_tui.storage.locks import counter_lock
from kassa_tui.till.proof import second_place
from kassa_tui.till.proof.checkup import machine_checks
from kassa_tui.till.proof.checkup.findings import NAMES, Finding
from tests.conftest import ShopUnderTest, found_shop

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shop(tmp_path: Path) -> ShopUnderTest:
    """A Dutch shop that speaks English."""
    return found_shop(tmp_path / "shop.db", language="en")


@pytest.fixture
def kassa(shop: ShopUnderTest, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on the shop's database, or on another: exit code, stdout, stderr."""
    close_database()

    def run(*words: str, db: Path = shop.path) -> tuple[int, str, str]:
        code = main([*words, "--db", str(db)])
        close_database()
        return code, *capsys.readouterr()

    return run


class Typed(StringIO):
    """What somebody at a terminal answers."""

    def isatty(self) -> bool:
        return True


def _spoil(path: Path) -> None:
    """An entry is another one; what is looked at when the file is opened is as it was."""
    file = sqlite3.connect(path)
    ((trigger,),) = file.execute("SELECT sql FROM sqlite_master WHERE name = 'journal_no_update'")
    file.execute("DROP TRIGGER journal_no_update")
    file.execute("UPDATE journal SET kind = 'shop.lost' WHERE number = 1")
    file.execute(trigger)
    file.commit()
    file.close()


def test_from_a_backup_to_a_shop_again(kassa: Command, tmp_path: Path) -> None:
    kassa("session", "open", "--amount", "150")
    code, out, _err = kassa("backup", "--json", "--as", "cashier")
    made = json.loads(out)
    assert (code, made["proven"], made["entries"], made["removed"], made["problems"]) == (0, True, 2, [], [])
    assert Path(made["file"]).stat().st_size == made["bytes"]
    target = tmp_path / "again.db"
    code, out, _err = kassa("restore", made["file"], "--json", db=target)
    restored = json.loads(out)
    assert (code, restored["file"], restored["proven"]) == (0, str(target), True)
    assert (restored["newest"]["number"], restored["newest"]["kind"]) == (2, "session.opened")
    assert marker(target).exists()
    assert kassa("verify", db=target)[0] == 0
    open_database(target)
    [(kind, channel)] = rows("SELECT kind, channel FROM journal WHERE number = 3")
    assert (kind, channel) == ("backup.restored", "command")


def test_the_sentences(kassa: Command, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    code, out, _err = kassa("backup", "--to", str(disk))
    [file] = disk.iterdir()
    assert code == 0
    assert out.splitlines() == [f"Backup: {file}", "Proven: 1 entry, 0 receipts, 0 sessions agree."]
    for hour in (10, 11):
        file.with_name(f"{file.name[:-19]}20200101T{hour}0000Z.db").write_text("of a day long ago")
    assert "Older backups removed: 1" in kassa("backup", "--to", str(disk))[1]
    code, out, _err = kassa("restore", str(max(disk.iterdir())), db=tmp_path / "again.db")
    assert "The newest entry is K1 2 of" in out


def test_a_stick_that_the_settings_name_has_a_copy_too(
    kassa: Command, shop: ShopUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is not there is said, after the copy beside the shop; a folder that is named is the only one."""
    stick = tmp_path / "stick"
    monkeypatch.setattr(second_place, "folder_of", lambda _label: stick if stick.exists() else None)
    shop.path.with_suffix(".toml").write_text('[backup]\nlabel = "KASSA"\n')
    code, out, err = kassa("backup", "--json")
    assert (code, json.loads(out)["proven"], json.loads(out)["second"]) == (1, True, None)
    assert err == f"kassa: {json.loads(out)['missed']}\n"
    assert "on KASSA" in err
    stick.mkdir()
    code, out, err = kassa("backup", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["second"]["file"] == str(next(stick.glob("*.db")))
    assert kassa("backup", "--to", str(tmp_path))[0] == 0
    assert len(list(stick.glob("*.db"))) == 1
    (shop.path.parent / "backups").rename(tmp_path / "moved")
    (shop.path.parent / "backups").write_text("no room")
    assert kassa("backup")[0] == 1
    assert len(list(stick.glob("*.db"))) == 2


def test_refusals_change_nothing(kassa: Command, shop: ShopUnderTest, tmp_path: Path) -> None:
    code, _out, err = kassa("backup", "--to", str(tmp_path / "stick"))
    assert (code, "Is the disk connected?" in err) == (1, True)
    kassa("backup")
    [file] = (shop.path.parent / "backups").iterdir()
    code, _out, err = kassa("restore", str(file))
    assert (code, "not overwritten" in err) == (1, True)
    code, _out, err = kassa("restore", str(tmp_path / "none.db"), db=tmp_path / "new.db")
    assert (code, "There is no backup" in err) == (1, True)
    _spoil(file)
    code, _out, err = kassa("restore", str(file), db=tmp_path / "new.db")
    assert (code, "not proven" in err) == (1, True)
    assert list(tmp_path.glob("new.db*")) == []
    assert kassa("restore", str(file), "--unproven", db=tmp_path / "new.db")[0] == 0


def test_a_shop_that_is_not_proven_is_copied_and_said(kassa: Command, shop: ShopUnderTest) -> None:
    _spoil(shop.path)
    code, out, _err = kassa("backup")
    assert (code, "kassa verify names them" in out) == (1, True)
    code, out, _err = kassa("backup", "--json")
    made = json.loads(out)
    assert (code, made["proven"], Path(made["file"]).exists()) == (1, False, True)
    assert "K1 1" in made["problems"][0]


# --- The doctor ---


def _levels(out: str) -> dict[str, str]:
    return {finding["name"]: finding["level"] for finding in json.loads(out)}


def test_the_doctor_names_everything_it_looked_at(kassa: Command) -> None:
    kassa("backup")
    code, out, _err = kassa("doctor", "--json")
    found = _levels(out)
    assert list(found) == [name for name in NAMES if name != "drawer"]
    assert code == 0
    assert (found["proof"], found["backup"], found["files"], found["printer"]) == ("ok", "ok", "ok", "ok")


def test_a_finding_in_words_has_a_sign_and_what_to_do(kassa: Command, shop: ShopUnderTest) -> None:
    shop.path.chmod(0o644)
    out = kassa("doctor")[1]
    assert f"▲ Files            others can read {shop.path}\n{'':<19}-> chmod go= {shop.path}" in out


def test_one_error_is_exit_code_1_and_warnings_are_not(kassa: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine_checks, "sync", lambda taken: Finding("sync", Level.WARN, "slow", "a better card"))
    assert kassa("doctor")[0] == 0
    monkeypatch.setattr(machine_checks, "sync", lambda taken: Finding("sync", Level.ERROR, "slow", "a better card"))
    assert kassa("doctor")[0] == 1


def test_a_lost_database_is_a_finding_like_the_others(kassa: Command, shop: ShopUnderTest) -> None:
    shop.path.unlink()
    code, out, _err = kassa("doctor", "--json")
    found = _levels(out)
    assert (code, found["database"], found["sqlite"]) == (1, "error", "ok")
    assert "proof" not in found
    assert not shop.path.exists()


def test_the_printer_is_left_alone_while_the_register_runs(kassa: Command, shop: ShopUnderTest) -> None:
    shop.path.with_suffix(".toml").write_text('[printer]\nkind = "tcp"\nhost = "127.0.0.1"\nport = 9\n')
    held = counter_lock(shop.path, "K1")
    try:
        found = {finding["name"]: finding for finding in json.loads(kassa("doctor", "--json")[1])}
    finally:
        held.close()
    assert (found["printer"]["level"], "running" in found["printer"]["text"]) == ("unknown", True)


def test_a_demo_shops_devices_are_simulated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "demo.db"
    main(["init", "--demo", "--db", str(path)])
    capsys.readouterr()
    main(["doctor", "--json", "--db", str(path)])
    texts = {finding["name"]: finding["text"] for finding in json.loads(capsys.readouterr().out)}
    assert (texts["printer"], texts["scanner"]) == ("simulated", "simulated")


def test_what_an_old_copy_lacks_is_said_by_verify_and_the_doctor(
    kassa: Command, shop: ShopUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kassa("session", "open", "--amount", "150")
    # Any command that records does so.
    assert '"number":2,' in marker(shop.path).read_text()
    before = shop.path.read_bytes()
    assert kassa("staff", "add", "Ann", "--role", "cashier")[0] == 0
    # The stick knows it as well. That a copy was made no copy can know, and nobody misses it.
    (tmp_path / "stick").mkdir()
    monkeypatch.setattr(second_place, "folder_of", lambda label: tmp_path / label)
    (tmp_path / "kassa.toml").write_text('[backup]\nlabel = "stick"\n')
    monkeypatch.setenv("KASSA_SETTINGS", str(tmp_path / "kassa.toml"))
    assert kassa("backup")[0] == 0
    assert kassa("verify")[0] == 0
    shop.path.write_bytes(before)
    assert kassa("verify")[:2] == (
        1,
        "1 entry is missing after K1 2, no receipt.\nNot proven: 1 difference.\n",
    )
    for known in (marker(shop.path), None):
        findings = json.loads(kassa("doctor", "--json")[1])
        (finding,) = [each for each in findings if each["name"] == "anchor"]
        assert (finding["level"], finding["text"]) == ("error", "1 entry is missing after K1 2, no receipt.")
        if known is not None:
            known.unlink()
    # A copy that lies elsewhere is as old as it is.
    copy = tmp_path / "stick" / "looked-at.db"
    copy.write_bytes(before)
    assert kassa("verify", db=copy)[0] == 0


def test_a_copy_that_lacks_something_is_put_back_by_a_script_only_with_its_word(
    kassa: Command, shop: ShopUnderTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(shop.path.read_bytes())
    kassa("session", "open", "--amount", "150")
    shop.path.unlink()
    code, out, err = kassa("restore", str(copy))
    assert (code, out) == (1, "")
    assert "lacks what is known: 1 entry is missing after K1 1, no receipt. Nothing was restored." in err
    assert "With --lacking it is put back all the same." in err
    assert not shop.path.exists()
    # Somebody at a terminal is asked once.
    for answer, done in (("no\n", 1), ("yes\n", 0)):
        monkeypatch.setattr("sys.stdin", Typed(answer))
        code, out, err = kassa("restore", str(copy))
        assert (code, "Is it meant to be put back all the same?" in err) == (done, True)
    assert "On purpose without: 1 entry is missing after K1 1, no receipt. K1 goes on as K1A." in out
    assert kassa("verify")[0] == 0
    shop.path.unlink()
    # K1 was given up on purpose already; what K1A has written since is not.
    assert json.loads(kassa("restore", str(copy), "--lacking", "--json")[1])["lacks"] == [
        "3 entries of K1A are missing, no receipt"
    ]


def test_the_newest_proven_copy_is_put_back_in_the_place_of_a_damaged_shop(
    kassa: Command, shop: ShopUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    kassa("backup")
    kassa("session", "open", "--amount", "150")
    shop.path.write_bytes(b"Dear Sir or Madam" * 1_000)
    code, _out, err = kassa("session", "close", "--counted", "150")
    assert (code, "shop.db is damaged" in err) == (1, True)
    monkeypatch.setattr("sys.stdin", StringIO(""))
    code, out, err = kassa("restore")
    assert (code, out) == (1, "")
    for said in ("The newest proven backup is", "2 entries are missing after K1 1, no receipt.", "With --lacking"):
        assert said in err
    monkeypatch.setattr("sys.stdin", Typed("no\n"))
    assert kassa("restore")[0] == 1
    assert shop.path.read_bytes().startswith(b"Dear")
    monkeypatch.setattr("sys.stdin", Typed("yes\n"))
    code, out, err = kassa("restore")
    assert (code, "The damaged file was put aside as" in out) == (0, True)
    (aside,) = shop.path.parent.glob("shop.db.damaged-*")
    assert aside.read_bytes().startswith(b"Dear")
    assert kassa("verify")[0] == 0
    code, _out, err = kassa("restore")
    assert (code, "Nothing is wrong with" in err) == (1, True)


def test_without_a_proven_copy_it_is_said_what_to_do(kassa: Command, shop: ShopUnderTest) -> None:
    shop.path.write_bytes(b"")
    code, out, err = kassa("restore")
    assert (code, out) == (1, "")
    assert "No proven backup of this shop is in" in err
    assert shop.path.read_bytes() == b""
