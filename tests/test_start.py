"""The first picture does not wait for what is needed later: device libraries, Babel, other commands."""

import os
import sys
from pathlib import Path

import pexpect  # type: ignore[import-untyped]
import pytest

from kassa_tui.database import close_database
from tests.conftest import found_shop

HEAVY = {"escpos", "PIL", "evdev", "usb", "serial", "babel", "qrcode"}
LATER = {
    f"kassa_tui.{name}"
    for name in ("till.proof.replay", "till.proof.verify", "till.goods.product_import", "cli.session")
}
DEVICES = """
printer = { kind = "tcp", host = "127.0.0.1", port = 9 }
scanner = { kind = "evdev", device = "/dev/input/none" }
"""
# Ends when the devices would start, which is after the first picture, and tells what is loaded until then.
SCRIPT = """
import sys
from pathlib import Path
from kassa_tui import __main__, app

def first_picture(self):
    Path(sys.argv[1]).write_text(" ".join(sys.modules))
    self.exit(0)

app.KassaApp.ready_now = first_picture
sys.exit(__main__.main(sys.argv[2:]))
"""


def loaded(tmp_path: Path, *words: str) -> set[str]:
    """What a register that was started with these words has loaded when its first picture stands."""
    told = tmp_path / "modules"
    environment = os.environ | {"HOME": str(tmp_path), "TERM": "xterm-256color"}
    child = pexpect.spawn(sys.executable, ["-c", SCRIPT, str(told), *words], env=environment, timeout=60)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    return set(told.read_text().split())


@pytest.mark.parametrize("demo", [True, False])
def test_the_first_picture_waits_for_nothing_heavy(tmp_path: Path, demo: bool) -> None:
    file = tmp_path / "shop.db"
    found_shop(file, demo=demo)
    close_database()
    file.with_suffix(".toml").write_text(DEVICES)
    modules = loaded(tmp_path, *(["demo"] if demo else []), "--db", str(file))
    assert "kassa_tui.screens.sale.screen" in modules
    assert not HEAVY & {name.partition(".")[0] for name in modules}
    assert not LATER & modules
