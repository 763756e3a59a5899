"""Commands among hostile names, paths and files: nothing that they print steers or hides, and none ends in a traceback."""

import json
import re
from pathlib import Path

import pytest

from kassa_tui.cli.main import run
from kassa_tui.database import bound, close_database
from kassa_tui.models import TRIGGERS
from tests.conftest import ShopUnderTest
from tests.till.everything import day_of_everything

HOSTILE = "\x1b]52;c;eA==\x07 \x9b31m \x7f \u202eevil\u202c zero\u200bwidth\ufeff \u2028 \U000e0041 \u061c \ue000"

STEERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ue000-\uf8ff\U000e0000-\U000e007f]"
)

COMMANDS = (
    *(("order", "show", "1"), ("staff", "list"), ("customers", "show", "1"), ("verify",), ("report", "groups")),
    *(("shop", "export"), ("customers", "export"), ("order", "export")),
)

NAMES = {
    "product": ("name",),
    "customer": ("name", "city"),
    "customer_order": ("subject", "note"),
    "person": ("name",),
    "receipt_line": ("text",),
    "payment_method": ("name",),
    "product_group": ("name",),
}


def _run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    try:
        code = run([str(word) for word in words], lambda _args: 0)
    except SystemExit as ended:
        code = int(ended.code or 0)
    close_database()
    out, err = capsys.readouterr()
    return code, out, err


def test_nothing_that_commands_print_steers_a_terminal(shop: ShopUnderTest, capsys: pytest.CaptureFixture[str]) -> None:
    day_of_everything(shop)
    for trigger in TRIGGERS:
        bound().execute_sql(f'DROP TRIGGER IF EXISTS "{trigger.split(chr(34))[1]}"')
    for table, columns in NAMES.items():
        for column in columns:
            bound().execute_sql(f'UPDATE "{table}" SET {column} = {column} || ?', (HOSTILE,))
    close_database()
    for words in COMMANDS:
        for more in ((), ("--json",)):
            _code, out, err = _run(capsys, *words, *more, "--db", shop.path)
            assert not STEERS.findall(out.replace("\r\n", "\n") + err), (words, more)
    _code, out, _err = _run(capsys, "staff", "list", "--json", "--db", shop.path)
    assert json.loads(out)[0]["name"].endswith(HOSTILE)
    assert "\\u202eevil" in out
    _code, _out, err = _run(capsys, "session", HOSTILE)
    assert "evil" in err
    assert not STEERS.findall(err)


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """Files that go on and on in depth, and one that is no text."""
    (tmp_path / "deep").write_text("x=" + "[" * 5000, encoding="ascii")
    (tmp_path / "sessions.json").write_text('{"a":' * 50_000, encoding="ascii")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    return tmp_path


def test_no_path_depth_or_encoding_ends_in_a_traceback(
    shop: ShopUnderTest, deep: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    close_database()
    for database in ("", "/", "/dev/zero", deep / "bytes", "x" * 5000, "\udcff"):
        code, out, err = _run(capsys, "verify", "--db", database)
        assert (code, out) == (1, "")
        assert err.startswith("kassa: ")
        assert "Traceback" not in err
    for file in (deep / "deep", deep / "sessions.json", "/dev/zero"):
        for words in (("shop", "import"), ("products", "import"), ("order", "new", "--lines")):
            code, _out, err = _run(
                capsys, *words, file, *(("--customer", "A") * (words[0] == "order")), "--db", shop.path
            )
            assert code == 1
            assert "Traceback" not in err
            assert "program" not in err
        for others in (("init", "--from"), ("restore",), ("replay",)):
            code, _out, err = _run(capsys, *others, file, "--db", deep / "new.db")
            assert code == 1
            assert "Traceback" not in err
        monkeypatch.setenv("KASSA_SETTINGS", str(file))
        code, _out, err = _run(capsys, "session", "list", "--db", shop.path)
        assert "Traceback" not in err
        monkeypatch.delenv("KASSA_SETTINGS")
