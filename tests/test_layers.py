"""The domain can be used without the screen, the devices' libraries or Babel, at run time too."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("textual", "escpos", "PIL", "evdev", "usb", "babel", "qrcode")


def all_loaded_after(statement: str) -> set[str]:
    """The modules that a fresh process has after a statement that prints nothing."""
    script = f"{statement}\nimport sys\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def loaded_after(statement: str) -> set[str]:
    """The top-level modules that a fresh process has after a statement."""
    return {name.partition(".")[0] for name in all_loaded_after(statement)}


@pytest.mark.parametrize(
    "module",
    ["kassa_tui.till.sale.sales", "kassa_tui.till.proof.verify", "kassa_tui.till.setup.founding", "kassa_tui.cli.main"],
)
def test_the_domain_loads_nothing_heavy(module: str) -> None:
    assert not loaded_after(f"import {module}") & set(HEAVY)


def test_a_command_loads_no_loop_and_no_other_command(tmp_path: Path) -> None:
    words = ["session", "list", "--db", str(tmp_path / "none.db")]
    loaded = all_loaded_after(f"from kassa_tui.__main__ import main; assert main({words!r}) == 1")
    assert "kassa_tui.cli.session" in loaded
    assert not {name for name in loaded if name.startswith("kassa_tui.cli.machine") or name == "kassa_tui.cli.products"}
    assert not {"asyncio", "ssl"} & loaded
