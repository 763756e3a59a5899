"""`kassa shop export` and `import`: one register's set-up for another."""

import json
from pathlib import Path

import pytest

from kassa_tui.__main__ import main
from kassa_tui.database import close_database, open_database
from kassa_tui.till.ledger.shop import read_shop
from tests.conftest import ShopUnderTest, found_shop


def kassa(capsys: pytest.CaptureFixture[str], db: Path, *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main([*words, "--db", str(db)])
    close_database()
    out, err = capsys.readouterr()
    return code, out, err


def test_a_second_register(shop: ShopUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop.article("Bread", "2.95", barcodes=("8712345678906",))
    close_database()
    file, again, other = tmp_path / "shop.json", tmp_path / "again.json", tmp_path / "second.db"
    assert kassa(capsys, shop.path, "shop", "export", str(file))[0] == 0
    code, _out, err = kassa(capsys, shop.path, "shop", "export", str(file))
    assert (code, "not overwritten" in err or "overschreven" in err) == (1, True)
    found_shop(other)
    close_database()
    code, out, _err = kassa(capsys, other, "shop", "import", str(file), "--dry-run", "--json")
    assert (code, json.loads(out)["products"], json.loads(out)["dry_run"]) == (0, 1, True)
    code, out, _err = kassa(capsys, other, "shop", "import", str(file))
    assert code == 0
    assert ": 1" in out
    assert kassa(capsys, other, "shop", "export", str(again))[0] == 0
    assert again.read_bytes() == file.read_bytes()
    assert kassa(capsys, other, "verify")[0] == 0


def test_what_is_refused_changes_nothing(
    shop: ShopUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "shop.json"
    close_database()
    assert kassa(capsys, shop.path, "shop", "export", str(file))[0] == 0
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"name": "Test Shop"', '"name": " "'), encoding="utf-8")
    assert kassa(capsys, shop.path, "shop", "import", str(file))[0] == 1
    file.write_text(text[:-20], encoding="utf-8")
    assert kassa(capsys, shop.path, "shop", "import", str(file))[0] == 1
    assert kassa(capsys, shop.path, "shop", "import", str(tmp_path / "none.json"))[0] == 1
    open_database(shop.path)
    assert read_shop().name == "Test Shop"


def test_a_register_begins_with_the_set_up_of_another(
    shop: ShopUnderTest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.article("Bread", "2.95", barcodes=("8712345678906",))
    close_database()
    file, again, answers = tmp_path / "shop.json", tmp_path / "again.json", tmp_path / "answers.toml"
    assert kassa(capsys, shop.path, "shop", "export", str(file))[0] == 0
    answers.write_text('shop = "Second"\nowner = "Owner"\nregister = "K2"\n', encoding="utf-8")
    half = tmp_path / "half.json"
    half.write_bytes(file.read_bytes()[:-9])
    new = tmp_path / "new.db"
    assert kassa(capsys, new, "init", "--from", str(answers), "--set-up", str(half))[0] == 1
    assert not new.exists()
    assert kassa(capsys, new, "init", "--from", str(answers), "--set-up", str(file))[0] == 0
    assert kassa(capsys, new, "shop", "export", str(again), "--register", "K2")[0] == 0
    assert again.read_bytes() == file.read_bytes()
    assert kassa(capsys, new, "verify")[0] == 0
