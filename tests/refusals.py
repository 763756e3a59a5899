"""What every refusal owes whoever typed: a sentence that says what was wrong, and a database in which nothing changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from kassa_tui.__main__ import main
from kassa_tui.database import close_database, open_database, rows
from kassa_tui.errors import KassaError
from tests.conftest import ShopUnderTest

Act = Callable[[ShopUnderTest], object]


def everything() -> dict[str, Sequence[object]]:
    """The schema and every row, but for the journal's refusals of permission."""
    names = [name for (name,) in rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    found: dict[str, Sequence[object]] = {name: rows(f'SELECT * FROM "{name}"') for name in names if name != "journal"}
    found["journal"] = rows("SELECT * FROM journal WHERE kind <> 'permission.refused'")
    found["schema"] = rows("SELECT type, name, sql FROM sqlite_master ORDER BY name")
    return found


@dataclass(frozen=True)
class Call:
    """A command, what it says, and its exit code; `also` is said, too. `toml` and `csv` are written into files beside the shop."""

    words: tuple[str, ...]
    said: str
    code: int = 1
    toml: bytes = b""
    csv: bytes = b""
    also: str = ""

    @property
    def name(self) -> str:
        """Which test it is."""
        return " ".join(self.words)[:24] + "|" + self.said[:30]


def check_call(shop: ShopUnderTest, folder: Path, capsys: pytest.CaptureFixture[str], call: Call) -> None:
    """The command is refused with its sentence; nothing is changed, made or told to the terminal."""
    before = everything()
    close_database()
    if call.toml:
        (folder / "shop.toml").write_bytes(call.toml)
    places = {"{csv}": folder / "list.csv", "{new}": folder / "new.db", "{folder}": folder}
    (folder / "list.csv").write_bytes(call.csv)
    words = [str(places.get(word, word)) for word in call.words]
    capsys.readouterr()
    try:
        code = main([f"--db={shop.path}", *words])
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    assert (code, out) == (call.code, "")
    assert call.said in err
    assert call.also in err
    assert not any(ord(letter) < 32 and letter != "\n" for letter in err), "a command's answer steers the terminal"
    assert not (folder / "new.db").exists()
    (folder / "shop.toml").unlink(missing_ok=True)
    close_database()
    open_database(shop.path)
    assert everything() == before


def check_act(shop: ShopUnderTest, act: Act, said: str) -> None:
    """What is done is refused with its sentence, and nothing is changed."""
    before = everything()
    with pytest.raises(KassaError) as refused:
        act(shop)
    assert said in refused.value.say()
    assert everything() == before
